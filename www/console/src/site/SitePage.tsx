import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { SiteName } from '../api.ts';
import { ClockSkew, useAgo } from '../clock.tsx';
import { useTexts, useWords } from '../i18n/index.tsx';
import { site as texts } from '../i18n/site.ts';
import { useWatch } from '../live/watch.ts';
import { liveQuery, sessionQuery } from '../queries.ts';
import { siteRoute } from '../routes.tsx';
import { Icon } from '../ui/Icon.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Notice } from '../ui/notice/Trouble.tsx';
import { keepSite } from './last.ts';
import styles from './SitePage.module.css';
import { SiteContext } from './useSite.ts';

/** What the pages of a site share: the site itself, the edge's clock, who is there now, and the word that the edge cannot be reached. */
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
  useWatch(site.id);
  useEffect(() => keepSite(site.id), [site.id]);
  return (
    <SiteContext value={site}>
      <div className={styles.page} data-testid="site-page" data-site={site.id}>
        <StaleBanner siteId={site.id} />
        <Outlet />
      </div>
    </SiteContext>
  );
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
  const t = useTexts(texts);
  const action = first && (
    <LinkButton to="/sites/$siteId" params={{ siteId: first.id }} variant="light">
      {t.toFirst}
    </LinkButton>
  );
  return <Notice title={t.missing} text={t.missingHelp} action={action} testId="site-missing" />;
}
