import '@mantine/core/styles/Input.css';
import { Button, NativeSelect } from '@mantine/core';
import { queryOptions, skipToken, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { SiteName } from '../api.ts';
import { api } from '../api.ts';
import { number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { live as texts } from '../i18n/live.ts';
import { liveKey, liveQuery, siteQuery } from '../queries.ts';
import type { Segment } from '../segments/types.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Failed, Notice } from '../ui/notice/Trouble.tsx';
import { useTag } from '../site/useTag.ts';
import { homeOf } from '../site/shop.ts';
import { useSite } from '../site/useSite.ts';
import { useTitle } from '../ui/page/useTitle.ts';
import { Board } from './Board.tsx';
import styles from './Live.module.css';
import { OfSegment } from './OfSegment.tsx';
import { liveRoute } from './route.ts';
import { ShopPicture } from './ShopPicture.tsx';
import { useWatch, type Matching } from './watch.ts';

/** What is in force: only by a segment of it can the edge tell who matches. */
const publishedQuery = (site: string) =>
  queryOptions({
    queryKey: ['published', site],
    queryFn: async ({ signal }) => (await api.get('/api/sites/{id}/config', { path: { id: site }, signal })).segments as Segment[],
    staleTime: 60_000,
  });

/** Who is in the shop now: everybody, or who of them matches a segment. */
export function Live() {
  const site = useSite();
  const t = useTexts(texts);
  useTitle(t.title);
  const navigate = useNavigate();
  const { segment } = liveRoute.useSearch();
  const published = useQuery(publishedQuery(site.id));
  const all = published.data ?? [];
  const isKnown = all.some(({ id }) => id === segment);
  const choose = all.length > 0 && (
    <NativeSelect
      aria-label={t.filter}
      className={styles.filter}
      value={segment ?? ''}
      onChange={(event) => void navigate({ to: '.', search: { segment: event.currentTarget.value || undefined }, replace: true })}
      data={[
        { value: '', label: t.everybody },
        ...all.map(({ id = '', name }) => ({ value: id, label: name || id })),
        ...(segment !== undefined && !isKnown ? [{ value: segment, label: segment }] : []),
      ]}
      data-testid="live-segment"
    />
  );
  if (segment === undefined) return <Everybody choose={choose} />;
  return <Matchers key={segment} segment={segment} definition={all.find(({ id }) => id === segment)} choose={choose} />;
}

type Choosing = { choose: React.ReactNode };

function Everybody({ choose }: Choosing) {
  const site = useSite();
  const t = useTexts(texts);
  const live = useQuery(liveQuery(site.id));
  return (
    <Board
      visitors={live.data?.visitors}
      count={live.data?.count}
      choose={choose}
      isStale={live.isError && live.data !== undefined}
      empty={<Empty site={site} />}
      failed={live.isError && <Failed title={t.failed} error={live.error} retry={() => void live.refetch()} busy={live.isFetching} testId="live-error" />}
    />
  );
}

function Matchers({ segment, definition, choose }: Choosing & { segment: string; definition: Segment | undefined }) {
  const site = useSite();
  const t = useTexts(texts);
  const { language } = useWords();
  const navigate = useNavigate();
  const state = useWatch(site.id, segment);
  const { data } = useQuery<Matching>({ queryKey: liveKey(site.id, segment), queryFn: skipToken });
  const everybody = (
    <Button variant="light" onClick={() => void navigate({ to: '.', search: {}, replace: true })} data-testid="live-everybody">
      {t.showEverybody}
    </Button>
  );
  return (
    <Board
      visitors={state === 'unknown' ? undefined : data?.visitors}
      count={state === 'unknown' ? undefined : data?.count}
      choose={choose}
      isStale={state === 'lost'}
      beside={definition && <OfSegment segment={segment} definition={definition} />}
      note={data && [t.ofAll(number(data.all, language)), data.pending > 0 && t.pending(number(data.pending, language))].filter(Boolean).join(' · ')}
      empty={<Notice picture={<ShopPicture />} title={t.nobodyMatches} text={t.nobodyMatchesHelp} action={everybody} testId="live-nobody" />}
      failed={
        state === 'unknown' ? (
          <Notice title={t.notPublished} text={t.notPublishedHelp} action={everybody} testId="live-unknown" />
        ) : (
          state === 'lost' && !data && <Notice title={t.failed} text={t.filterLost} action={everybody} testId="live-lost" alert />
        )
      }
    />
  );
}

function Empty({ site }: { site: SiteName }) {
  const tag = useTag();
  const t = useTexts(texts);
  // The demo shop lives on this server; a real one on the first of its own domains.
  const { data } = useQuery({ ...siteQuery(site.id), enabled: site.key !== 'demo' });
  const domain = data?.domains?.[0];
  const href = site.key === 'demo' ? '/demo/' : domain && /^[a-z0-9.-]+$/i.test(domain) ? homeOf(domain) : undefined;
  const action = href ? (
    <Button component="a" href={href} target="_blank" rel="noreferrer" data-testid="open-shop">
      {t.openShop}
    </Button>
  ) : (
    <CopyButton text={tag} label={t.copyTag} variant="filled" testId="copy-tag-empty" />
  );
  return <Notice picture={<ShopPicture />} title={t.empty} text={href ? t.emptyHelp : t.emptyInstall} action={action} testId="live-empty" />;
}
