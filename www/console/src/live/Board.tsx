import { Skeleton } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import type { LiveVisitor } from '../api.ts';
import { number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { live as texts } from '../i18n/live.ts';
import { useSite } from '../site/useSite.ts';
import styles from './Live.module.css';
import { usePresence } from './presence.ts';
import { VisitorRow } from './VisitorRow.tsx';

const visitorKey = ({ visitor, started }: LiveVisitor): string => `${visitor} ${started}`;

type Props = {
  /** `undefined`: on their way, or not to be had. */
  visitors: readonly LiveVisitor[] | undefined;
  count: number | undefined;
  choose: ReactNode;
  isStale: boolean;
  /** Beside the list: what else is known of those who are in it. */
  beside?: ReactNode;
  note?: ReactNode;
  empty: ReactNode;
  failed: ReactNode;
};

/** The board: newest arrivals first, and nobody changes place while being read. */
export function Board({ visitors, count, choose, isStale, beside, note, empty, failed }: Props) {
  const site = useSite();
  const t = useTexts(texts);
  const { language } = useWords();
  const inOrder = useMemo(() => visitors && sorted(visitors), [visitors]);
  const entries = usePresence(inOrder, visitorKey);
  return (
    <section id="live" className={styles.section} aria-labelledby="live-title" data-testid="live" data-stale={isStale || undefined}>
      <header className={styles.header}>
        <h1 id="live-title">{t.title}</h1>
        {count !== undefined && (
          <p className={styles.count} aria-hidden="true" data-testid="live-count" data-count={count}>
            <span className={styles.pulse} />
            {t.count(number(count, language))}
          </p>
        )}
        <p className="sr" role="status" aria-live="polite">
          {count !== undefined && t.announce(number(count, language))}
        </p>
        {choose}
      </header>
      {beside}
      {note && <p className={styles.note}>{note}</p>}
      <div className={styles.sheet}>
        {!inOrder ? (
          failed || <Loading />
        ) : entries.length === 0 ? (
          empty
        ) : (
          <>
            <div className={styles.heads} aria-hidden="true">
              <span>{t.visitor}</span>
              <span>{t.page}</span>
              <span>{t.source}</span>
              <span>{t.views}</span>
              <span>{t.cart}</span>
              <span>{t.orders}</span>
              <span className={styles.end}>{t.last}</span>
            </div>
            <ul className={styles.list} aria-label={t.title}>
              {entries.map(({ key, item, phase }) => (
                <VisitorRow key={key} visitor={item} phase={phase} siteName={site.name} />
              ))}
            </ul>
          </>
        )}
      </div>
      {count !== undefined && inOrder && count > inOrder.length && <p className={styles.more}>{t.some(number(inOrder.length, language))}</p>}
    </section>
  );
}

function Loading() {
  return (
    <div aria-busy="true" data-testid="live-loading">
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className={styles.waiting}>
          <Skeleton width="70%" height={15} radius={6} />
          <Skeleton width="80%" height={15} radius={6} />
          <Skeleton width="50%" height={15} radius={6} />
        </div>
      ))}
    </div>
  );
}

function sorted(visitors: readonly LiveVisitor[]): LiveVisitor[] {
  return visitors.toSorted((a, b) => Date.parse(b.started) - Date.parse(a.started) || a.visitor.localeCompare(b.visitor));
}
