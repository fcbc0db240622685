import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { SiteName, LiveVisitor } from '../api.ts';
import { number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { live as texts } from '../i18n/live.ts';
import { liveQuery, siteQuery } from '../queries.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Failed, Notice } from '../ui/Trouble.tsx';
import { useTag } from '../site/useTag.ts';
import { useSite } from '../site/useSite.ts';
import { useTitle } from '../ui/useTitle.ts';
import styles from './Live.module.css';
import { usePresence } from './presence.ts';
import { ShopPicture } from './ShopPicture.tsx';
import { VisitorRow } from './VisitorRow.tsx';

const visitorKey = ({ visitor, started }: LiveVisitor): string => `${visitor} ${started}`;

/** Who is in the shop now. Newest arrivals first, and nobody changes place while being read. */
export function Live() {
  const site = useSite();
  const t = useTexts(texts);
  const { language } = useWords();
  useTitle(t.title);
  const live = useQuery(liveQuery(site.id));
  const visitors = useMemo(() => live.data && sorted(live.data.visitors), [live.data]);
  const entries = usePresence(visitors, visitorKey);
  const count = live.data?.count;
  const stale = live.isError && live.data !== undefined;

  return (
    <section id="live" className={styles.section} aria-labelledby="live-title" data-testid="live" data-stale={stale || undefined}>
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
      </header>
      <div className={styles.sheet}>
        {live.isPending ? (
          <Loading />
        ) : !visitors ? (
          <Failed title={t.failed} error={live.error} retry={() => void live.refetch()} busy={live.isFetching} testId="live-error" />
        ) : entries.length === 0 ? (
          <Empty site={site} />
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
      {count !== undefined && visitors && count > visitors.length && <p className={styles.more}>{t.some(number(visitors.length, language))}</p>}
    </section>
  );
}

function Empty({ site }: { site: SiteName }) {
  const tag = useTag();
  const t = useTexts(texts);
  // The demo shop lives on this server; a real one on the first of its own domains.
  const { data } = useQuery({ ...siteQuery(site.id), enabled: site.key !== 'demo' });
  const domain = data?.domains?.[0];
  const href = site.key === 'demo' ? '/demo/' : domain && /^[a-z0-9.-]+$/i.test(domain) ? `https://${domain}/` : undefined;
  const action = href ? (
    <Button component="a" href={href} target="_blank" rel="noreferrer" data-testid="open-shop">
      {t.openShop}
    </Button>
  ) : (
    <CopyButton text={tag} label={t.copyTag} variant="filled" testId="copy-tag-empty" />
  );
  return <Notice picture={<ShopPicture />} title={t.empty} text={href ? t.emptyHelp : t.emptyInstall} action={action} testId="live-empty" />;
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
