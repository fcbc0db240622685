import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/Input.css';
import { Button, NativeSelect, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { segments } from '../i18n/segments.ts';
import { newSegmentRoute, segmentRoute, segmentsRoute, storeRoute } from './route.ts';
import { mayEdit, useSite } from '../site/useSite.ts';
import { Icon } from '../ui/Icon.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Failed } from '../ui/Trouble.tsx';
import { useTitle } from '../ui/useTitle.ts';
import { siteQuery } from '../queries.ts';
import { list, one, written, type Line, type Sort } from './calls.ts';
import { download } from './files.ts';
import { ImportFile } from './ImportFile.tsx';
import styles from './SegmentsPage.module.css';
import { SearchField } from './SearchField.tsx';
import { UsedBy } from './UsedBy.tsx';
import { When } from './When.tsx';

const SORTS: Sort[] = ['-updated', 'name', '-created', 'created'];

/** All segments of a site. */
export function SegmentsPage() {
  const { siteId } = segmentsRoute.useParams();
  const search = segmentsRoute.useSearch();
  const navigate = useNavigate();
  const { language } = useWords();
  const t = useTexts(segments).list;
  useTitle(t.title);
  const mayWrite = mayEdit(useSite());
  const [importing, setImporting] = useState(false);
  const { data: site } = useQuery(siteQuery(siteId));
  const all = useQuery(written(siteId));
  const { data, error, isPending, isFetching, isPlaceholderData, refetch } = useQuery(list(siteId, { q: search.q, status: search.status, sort: search.sort ?? '-updated' }));
  const change = (next: Partial<typeof search>) => void navigate({ to: segmentsRoute.to, params: { siteId }, search: { ...search, ...next }, replace: true });
  const isFiltered = search.q !== undefined || search.status !== undefined;
  return (
    <div className={styles.page} data-testid="segments-page">
      <header className={styles.header}>
        <h1>{t.title}</h1>
        <div className={styles.actions}>
          {mayWrite && (
            <Button variant="light" onClick={() => setImporting(true)} data-testid="segments-import">
              {t.import}
            </Button>
          )}
          <Button variant="light" disabled={!all.data || all.data.length === 0} onClick={() => download(`${site?.name ?? 'segments'}.json`, { segments: all.data })}>
            {t.export}
          </Button>
          <LinkButton variant="light" to={storeRoute.to} params={{ siteId }} data-testid="to-store">
            {t.store}
          </LinkButton>
          <LinkButton to={newSegmentRoute.to} params={{ siteId }} leftSection={<Icon name="plus" size={18} />} data-testid="new-segment">
            {t.new}
          </LinkButton>
        </div>
      </header>
      <div className={styles.filters}>
        <SearchField className={styles.search} label={t.search} value={search.q ?? ''} change={(q) => change({ q: q || undefined })} testId="segments-search" />
        <NativeSelect
          aria-label={t.status}
          value={search.status ?? ''}
          onChange={(event) => change({ status: (event.currentTarget.value || undefined) as typeof search.status })}
          data={[
            { value: '', label: t.statuses.all },
            { value: 'active', label: t.statuses.active },
            { value: 'draft', label: t.statuses.draft },
          ]}
          data-testid="segments-status"
        />
        <NativeSelect
          aria-label={t.sort}
          value={search.sort ?? '-updated'}
          onChange={(event) => change({ sort: event.currentTarget.value === '-updated' ? undefined : (event.currentTarget.value as Sort) })}
          data={SORTS.map((value) => ({ value, label: t.sorts[value] ?? value }))}
          data-testid="segments-sort"
        />
      </div>
      {error && !data && <Failed title={t.failed} error={error} retry={() => void refetch()} busy={isFetching} testId="segments-error" />}
      {isPending && (
        <div className={styles.sheet} aria-busy="true">
          {[0, 1, 2, 3].map((place) => (
            <div key={place} className={styles.row}>
              <Skeleton height={44} />
            </div>
          ))}
        </div>
      )}
      {data && data.length > 0 && (
        <>
          <p className={styles.count} role="status">
            {t.count(number(data.length, language))}
          </p>
          <ul className={styles.sheet} aria-busy={isPlaceholderData} data-testid="segments">
            {data.map((line) => (
              <Row key={line.id} siteId={siteId} line={line} />
            ))}
          </ul>
        </>
      )}
      {data?.length === 0 && isFiltered && (
        <div className={styles.empty} data-testid="segments-none">
          <p className={styles.emptyTitle}>{t.none}</p>
          <Button variant="light" onClick={() => change({ q: undefined, status: undefined })}>
            {t.clear}
          </Button>
        </div>
      )}
      {data?.length === 0 && !isFiltered && <Empty siteId={siteId} />}
      {importing && <ImportFile siteId={siteId} close={() => setImporting(false)} />}
    </div>
  );
}

function Row({ siteId, line }: { siteId: string; line: Line }) {
  const t = useTexts(segments).list;
  const { language } = useWords();
  const [asked, setAsked] = useState(false);
  const used = useQuery({ ...one(siteId, line.id), enabled: asked });
  return (
    <li className={styles.row} data-testid="segment" data-segment={line.id}>
      <div className={styles.words}>
        <Link className={styles.name} to={segmentRoute.to} params={{ siteId, segmentId: line.id }} search={{}}>
          {line.name || line.id}
        </Link>
        <p className={styles.sentence}>{line.sentence?.[language] ?? t.newer}</p>
        {asked && used.data && (used.data.body.used_by.length > 0 ? <UsedBy siteId={siteId} by={used.data.body.used_by} /> : <p className={styles.sentence}>{t.unused}</p>)}
      </div>
      <div className={styles.side}>
        <span className={styles.state} data-on={line.status === 'active' || undefined}>
          {t.statuses[line.status]}
        </span>
        <button type="button" className={styles.used} aria-expanded={asked} onClick={() => setAsked(!asked)} data-testid="where-used">
          {t.whereUsed}
        </button>
        <span className={styles.when}>
          <When at={line.updated.at} />
        </span>
      </div>
    </li>
  );
}

/** What a segment is, by one that every shop needs. */
function Empty({ siteId }: { siteId: string }) {
  const t = useTexts(segments).list;
  return (
    <div className={styles.empty} data-testid="segments-empty">
      <p className={styles.emptyTitle}>{t.empty}</p>
      <p className={styles.emptyText}>{t.emptyText}</p>
      <p className={styles.example}>{t.example}</p>
      <LinkButton to={storeRoute.to} params={{ siteId }}>
        {t.emptyAction}
      </LinkButton>
    </div>
  );
}
