import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { SORTS, STATES, newSegmentRoute, segmentRoute, segmentsRoute, storeRoute } from '../route.ts';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { Icon } from '../../ui/Icon.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { List } from '../../ui/list/List.tsx';
import { ListTools } from '../../ui/list/ListTools.tsx';
import { PageHeader } from '../../ui/page/PageHeader.tsx';
import { ABOVE, RowLink } from '../../ui/list/RowLink.tsx';
import { State } from '../../ui/State.tsx';
import { Notice } from '../../ui/notice/Trouble.tsx';
import { siteQuery } from '../../queries.ts';
import { list, one, written, type Line } from '../calls.ts';
import { download } from './files.ts';
import { ImportFile } from './ImportFile.tsx';
import styles from './SegmentsPage.module.css';
import { UsedBy } from '../page/UsedBy.tsx';
import { When } from '../builder/When.tsx';

/** All segments of a site. */
export function SegmentsPage() {
  const { siteId } = segmentsRoute.useParams();
  const search = segmentsRoute.useSearch();
  const { language } = useWords();
  const t = useTexts(segments).list;
  const mayWrite = mayEdit(useSite());
  const [importing, setImporting] = useState(false);
  const { data: site } = useQuery(siteQuery(siteId));
  const all = useQuery(written(siteId));
  const found = useQuery(list(siteId, search));
  return (
    <div data-testid="segments-page">
      <PageHeader title={t.title}>
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
      </PageHeader>
      <ListTools label={t.search} sorts={SORTS.map((value) => ({ value, label: t.sorts[value] }))} filters={[{ label: t.status, all: t.statuses.all, each: STATES.map((value) => ({ value, label: t.statuses[value] })) }]} />
      {found.data && found.data.length > 0 && (
        <p className={styles.count} role="status">
          {t.count(number(found.data.length, language))}
        </p>
      )}
      <List
        query={found}
        items={found.data}
        keyOf={({ id }) => id}
        label={t.title}
        failed={t.failed}
        testId="segments"
        empty={<Empty siteId={siteId} />}
        row={(line) => <Row siteId={siteId} line={line} />}
      />
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
    <div className={styles.row} data-testid="segment" data-segment={line.id}>
      <div className={styles.words}>
        <RowLink to={segmentRoute.to} params={{ siteId, segmentId: line.id }} search={{}}>
          {line.name || line.id}
        </RowLink>
        <p className={styles.sentence}>{line.sentence?.[language] ?? t.newer}</p>
        {asked && used.data && <div className={ABOVE}>{used.data.body.used_by.length > 0 ? <UsedBy siteId={siteId} by={used.data.body.used_by} /> : <p className={styles.sentence}>{t.unused}</p>}</div>}
      </div>
      <div className={styles.side}>
        <State on={line.status === 'active'}>{t.statuses[line.status]}</State>
        <button type="button" className={`${styles.used} ${ABOVE}`} aria-expanded={asked} onClick={() => setAsked(!asked)} data-testid="where-used">
          {t.whereUsed}
        </button>
        <When at={line.updated.at} />
      </div>
    </div>
  );
}

/** What a segment is, by one that every shop needs. */
function Empty({ siteId }: { siteId: string }) {
  const t = useTexts(segments).list;
  const action = (
    <>
      <p className={styles.example}>{t.example}</p>
      <LinkButton to={storeRoute.to} params={{ siteId }}>
        {t.emptyAction}
      </LinkButton>
    </>
  );
  return <Notice title={t.empty} text={t.emptyText} action={action} testId="segments-empty" />;
}
