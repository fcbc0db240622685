import '@mantine/core/styles/Tabs.css';
import { Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { newSegmentRoute, segmentRoute, type Tab } from '../route.ts';
import { Failed } from '../../ui/notice/Trouble.tsx';
import type { Hint } from '../builder/Builder.tsx';
import { one, recipes, templates, type Tagged } from '../calls.ts';
import { Desk } from './Desk.tsx';
import { useEngine } from '../engine.ts';
import styles from './SegmentPage.module.css';
import type { Segment } from '../types.ts';

/** A segment that is there. */
export function SegmentPage() {
  const { siteId, segmentId } = segmentRoute.useParams();
  const { tab = 'conditions', recipe } = segmentRoute.useSearch();
  const navigate = useNavigate();
  const t = useTexts(segments);
  const stored = useQuery({ ...one(siteId, segmentId), refetchOnWindowFocus: false });
  const open = (next: Tab) => void navigate({ to: segmentRoute.to, params: { siteId, segmentId }, search: { recipe, tab: next === 'conditions' ? undefined : next }, replace: true });
  if (stored.isError && !stored.data) {
    return <Failed title={t.page.failed} error={stored.error} retry={() => void stored.refetch()} busy={stored.isFetching} testId="segment-error" />;
  }
  if (!stored.data) return <Waiting />;
  return <Opened key={segmentId} siteId={siteId} stored={stored.data} segment={stored.data.body.definition} hints={[]} tab={tab} open={open} recipe={recipe} />;
}

/** One that is begun: of nothing, of a template, of a recipe, or as an address hands it over. */
export function NewSegmentPage() {
  const { siteId } = newSegmentRoute.useParams();
  const { template, recipe, tab = 'conditions' } = newSegmentRoute.useSearch();
  const { language } = useWords();
  const navigate = useNavigate();
  const ready = useQuery({ ...templates, enabled: template !== undefined });
  const cooked = useQuery({ ...recipes, enabled: recipe !== undefined });
  const t = useTexts(segments);
  const open = (next: Tab) =>
    void navigate({ to: newSegmentRoute.to, params: { siteId }, search: (old) => ({ ...old, tab: next === 'conditions' ? undefined : next }), replace: true });
  const asked = template !== undefined ? ready : recipe !== undefined ? cooked : null;
  if (asked?.isError) return <Failed title={t.store.failed} error={asked.error} retry={() => void asked.refetch()} busy={asked.isFetching} testId="store-error" />;
  if (asked && !asked.data) return <Waiting />;
  const from =
    template !== undefined
      ? ready.data?.templates.find(({ id }) => id === template)
      : recipe !== undefined
        ? cooked.data?.recipes.find(({ id }) => id === recipe)
        : undefined;
  const segment: Segment = from ? { ...from.segment, name: from.title[language] } : { name: '' };
  const hints = (from?.adjust ?? [])
    .map(({ path, label }) => ({ at: path.replace(/^segment\./, ''), label: label[language] }))
    .filter(({ at }) => /^(include|exclude|any_of|rule)/.test(at));
  // The rest of a recipe of a message: once its segment is there.
  const rest = from && 'deliver' in from && from.deliver.kind === 'message' ? recipe : undefined;
  return <Opened key={`${template ?? ''}/${recipe ?? ''}`} siteId={siteId} stored={null} segment={segment} hints={hints} tab={tab} open={open} recipe={rest} />;
}

type Props = { siteId: string; stored: Tagged | null; segment: Segment; hints: Hint[]; tab: Tab; open: (tab: Tab) => void; recipe?: string | undefined };

function Opened(props: Props) {
  const t = useTexts(segments);
  const { engine, error, retry } = useEngine(props.siteId);
  if (!engine && error) return <Failed title={t.page.engineFailed} error={error} retry={retry} busy={false} testId="engine-error" />;
  if (!engine) return <Waiting />;
  return <Desk {...props} engine={engine} />;
}

export function TabList({ hasVersions }: { hasVersions: boolean }) {
  const t = useTexts(segments).tabs;
  const tabs: Tab[] = hasVersions ? ['conditions', 'visitors', 'report', 'versions'] : ['conditions', 'visitors', 'report'];
  return (
    <Tabs.List className={styles.tabs}>
      {tabs.map((tab) => (
        <Tabs.Tab key={tab} value={tab} data-testid={`tab-${tab}`}>
          {t[tab]}
        </Tabs.Tab>
      ))}
    </Tabs.List>
  );
}

function Waiting() {
  return (
    <div className={styles.page} aria-busy="true" data-testid="segment-waiting">
      <Skeleton height={36} width="min(360px, 80%)" />
      <div className={styles.columns}>
        <div className={styles.main}>
          <Skeleton height={72} />
          <Skeleton height={220} />
          <Skeleton height={120} />
        </div>
        <Skeleton height={320} />
      </div>
    </div>
  );
}
