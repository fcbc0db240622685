import { Button, Skeleton } from '@mantine/core';
import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Key, ReactNode } from 'react';
import { useWords } from '../../i18n/index.tsx';
import styles from './List.module.css';
import { isNarrowed } from './list.ts';
import { useListSearch } from './ListTools.tsx';
import { Failed, Notice } from '../notice/Trouble.tsx';

type Props<T> = {
  query: UseQueryResult<unknown> | UseInfiniteQueryResult<unknown>;
  /** What came; of several pages all that did. */
  items: readonly T[] | undefined;
  keyOf: (item: T) => Key;
  row: (item: T) => ReactNode;
  /** What the list is, for those who do not see it. */
  label: string;
  /** Where there is nothing at all: what would be here, and how it comes here. */
  empty: ReactNode;
  failed: string;
  testId: string;
  /** Above the rows and below them, where there are any. */
  head?: ReactNode;
  foot?: ReactNode;
};

/** A list: on its way, failed, empty, nothing found, or there; more of it on demand. */
export function List<T>({ query, items, keyOf, row, label, empty, failed, testId, head, foot }: Props<T>) {
  const { t } = useWords();
  const search = useListSearch();
  const navigate = useNavigate();
  if (query.isPending) return <Waiting testId={testId} />;
  if (!items) {
    return (
      <div className={styles.sheet}>
        <Failed title={failed} error={query.error} retry={() => void query.refetch()} busy={query.isFetching} testId={`${testId}-error`} />
      </div>
    );
  }
  if (items.length === 0) {
    const all = () => void navigate({ to: '.', search: {}, replace: true });
    const nothing = (
      <Button variant="light" onClick={all} data-testid="list-show-all">
        {t.list.showAll}
      </Button>
    );
    return (
      <div className={styles.sheet} data-empty={!isNarrowed(search) || undefined}>
        {isNarrowed(search) ? <Notice title={t.list.nothing} text={t.list.nothingHelp} action={nothing} testId={`${testId}-nothing`} /> : empty}
      </div>
    );
  }
  return (
    <>
      <div className={styles.sheet} data-stale={query.isPlaceholderData || undefined}>
        {head}
        <ul aria-label={label} data-testid={testId}>
          {items.map((item) => (
            <li key={keyOf(item)} className={styles.row}>
              {row(item)}
            </li>
          ))}
        </ul>
        {foot}
      </div>
      {'hasNextPage' in query && query.hasNextPage && (
        <Button variant="light" className={styles.more} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} data-testid={`${testId}-more`}>
          {t.list.more}
        </Button>
      )}
    </>
  );
}

function Waiting({ testId }: { testId: string }) {
  return (
    <div className={styles.sheet} aria-busy="true" data-testid={`${testId}-loading`}>
      {[0, 1, 2].map((row) => (
        <div key={row} className={styles.row}>
          <Skeleton width="34%" height={15} radius={6} />
          <Skeleton width="58%" height={13} radius={6} mt={9} />
        </div>
      ))}
    </div>
  );
}
