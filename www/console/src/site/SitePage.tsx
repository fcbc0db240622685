import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { SiteName } from '../api.ts';
import { ClockSkew, useAgo } from '../clock.tsx';
import { useWords } from '../i18n/index.tsx';
import { liveQuery, messagesQuery, sessionQuery } from '../queries.ts';
import { siteRoute } from '../router.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Trouble.tsx';
import { useTitle } from '../ui/useTitle.ts';
import { Install } from './Install.tsx';
import { Live } from './Live.tsx';
import { Messages } from './Messages.tsx';
import styles from './SitePage.module.css';
import { useWatch } from './watch.ts';

export function SitePage() {
  const { siteId } = siteRoute.useParams();
  const { data: session } = useQuery(sessionQuery);
  const { data: live } = useQuery(liveQuery(siteId));
  if (!session) return null;
  const site = session.sites.find(({ id }) => id === siteId);
  if (!site) return <Missing first={session.sites[0]} />;
  return (
    <ClockSkew value={live?.skewMs ?? 0}>
      <Site key={site.id} site={site} />
    </ClockSkew>
  );
}

function Site({ site }: { site: SiteName }) {
  useTitle(site.name);
  useWatch(site.id);
  const messages = useQuery(messagesQuery(site.id));
  const live = useQuery(liveQuery(site.id));
  useArrival(messages.isFetched && live.isFetched);
  return (
    <div className={styles.page} data-testid="site-page" data-site={site.id}>
      <h1 data-testid="site-title">{site.name}</h1>
      <StaleBanner siteId={site.id} />
      <Install siteKey={site.key} />
      <Messages siteId={site.id} />
      <Live site={site} />
    </div>
  );
}

/** An address like `…#live` means that section, whose place is known only when what stands above it has come. */
function useArrival(ready: boolean): void {
  useEffect(() => {
    const section = window.location.hash.slice(1);
    if (ready && section) document.getElementById(section)?.scrollIntoView({ behavior: 'instant' });
  }, [ready]);
}

/** The list of visitors asks most often, so it is the first to notice that the edge is gone. */
function StaleBanner({ siteId }: { siteId: string }) {
  const { t } = useWords();
  const { data, isError, isFetching, dataUpdatedAt, refetch } = useQuery(liveQuery(siteId));
  const asked = useRef(false);
  const ago = useAgo(dataUpdatedAt + (data?.skewMs ?? 0));
  if (!isFetching) asked.current = false;
  return (
    <div role="status" className={styles.status}>
      {isError && data && (
        <div className={styles.banner} data-testid="stale-banner">
          <Icon name="alert" />
          <span className={styles.bannerText}>
            {t.trouble.stale} <span aria-hidden="true">({t.trouble.staleAt(ago)})</span>
          </span>
          <Button
            size="compact-md"
            variant="subtle"
            color="inherit"
            loading={isFetching && asked.current}
            onClick={() => {
              asked.current = true;
              void refetch();
            }}
            data-testid="stale-retry"
          >
            {t.retry}
          </Button>
        </div>
      )}
    </div>
  );
}

function Missing({ first }: { first: SiteName | undefined }) {
  const { t } = useWords();
  const action = first && (
    <Button component="a" href={`/console/sites/${encodeURIComponent(first.id)}`} variant="light">
      {t.site.toFirst}
    </Button>
  );
  return <Notice title={t.site.missing} text={t.site.missingHelp} action={action} testId="site-missing" />;
}

export function NoSites() {
  const { t } = useWords();
  return <Notice title={t.site.none} text={t.site.noneHelp} testId="no-sites" />;
}
