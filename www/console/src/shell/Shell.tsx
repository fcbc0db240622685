import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { number } from '../format.ts';
import { liveQuery, sessionQuery } from '../queries.ts';
import { Confirm } from '../ui/dialog/Confirm.tsx';
import { Icon, Logo } from '../ui/Icon.tsx';
import { Toasts } from '../ui/notice/Toasts.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { SECTIONS } from './sections.ts';
import styles from './Shell.module.css';
import { SiteSwitcher } from './SiteSwitcher.tsx';

const Palette = lazy(() => import('./Palette.tsx').then(({ Palette }) => ({ default: Palette })));
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** The frame of every page: brand, site, navigation, account. A column on wide screens, a top and a bottom bar on phones. */
export function Shell() {
  const { t } = useWords();
  const { data: session } = useQuery(sessionQuery);
  const { siteId } = useParams({ strict: false });
  const site = session?.sites.find(({ id }) => id === siteId);
  const [palette, setPalette] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      setPalette((open) => !open);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  if (!session) return null;
  return (
    <div className={styles.shell} data-testid="shell">
      <a className={styles.skip} href="#main">
        {t.skip}
      </a>
      <header className={styles.side}>
        <span className={styles.brand}>
          <Logo size={26} />
          <span>{t.product}</span>
        </span>
        {(site || session.sites.length > 0) && <SiteSwitcher sites={session.sites} current={site} />}
        <button type="button" className={styles.search} onClick={() => setPalette(true)} aria-label={t.shell.search} aria-keyshortcuts="Control+K Meta+K" data-testid="open-palette">
          <Icon name="search" size={18} />
          <span>{t.shell.search}</span>
          <kbd data-keys={isMac ? '⌘K' : 'Ctrl K'} aria-hidden="true" />
        </button>
        {site && <Navigation siteId={site.id} />}
        <div className={styles.account}>
          <AccountMenu name={session.name} email={session.email} />
        </div>
      </header>
      <main className={styles.main} id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <Toasts />
      <Confirm />
      {palette && (
        <Suspense>
          <Palette site={site} sites={session.sites} onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Navigation({ siteId }: { siteId: string }) {
  const { t } = useWords();
  return (
    <nav className={styles.nav} aria-label={t.shell.nav}>
      {SECTIONS.map(({ id, to, icon, exact, minor }) => (
        <Link key={id} to={to} params={{ siteId }} activeOptions={{ exact, includeSearch: false }} className={styles.link} data-minor={minor || undefined} data-testid={`nav-${id}`}>
          <Icon name={icon} />
          <span>{t.shell[id]}</span>
          {/* The space keeps word and number apart for a screen reader. */ ' '}
          {id === 'live' && <LiveBadge siteId={siteId} />}
        </Link>
      ))}
    </nav>
  );
}

function LiveBadge({ siteId }: { siteId: string }) {
  const { language } = useWords();
  const { data: live, isError } = useQuery(liveQuery(siteId));
  if (!live) return null;
  return (
    <span className={styles.badge} data-stale={isError || undefined} data-none={live.count === 0 || undefined}>
      {number(live.count, language)}
    </span>
  );
}
