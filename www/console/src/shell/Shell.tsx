import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { useWords } from '../i18n/index.tsx';
import { number } from '../format.ts';
import { liveQuery, sessionQuery } from '../queries.ts';
import { Icon, Logo, type IconName } from '../ui/Icon.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import styles from './Shell.module.css';
import { SiteSwitcher } from './SiteSwitcher.tsx';
import { useSection } from './useSection.ts';

const SECTIONS = ['messages', 'live'] as const;

/** The frame of every page: brand, site, navigation, account. A column on wide screens, a top and a bottom bar on phones. */
export function Shell() {
  const { t } = useWords();
  const { data: session } = useQuery(sessionQuery);
  const { siteId } = useParams({ strict: false });
  const site = session?.sites.find(({ id }) => id === siteId);
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
        {(site || session.sites.length > 1) && <SiteSwitcher sites={session.sites} current={site} />}
        {site && <Navigation siteId={site.id} />}
        <div className={styles.account}>
          <AccountMenu name={session.name} email={session.email} />
        </div>
      </header>
      <main className={styles.main} id="main" tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

function Navigation({ siteId }: { siteId: string }) {
  const { t, language } = useWords();
  const here = useSection(SECTIONS);
  const { data: live, isError } = useQuery(liveQuery(siteId));
  const icons: Record<(typeof SECTIONS)[number], IconName> = { messages: 'message', live: 'live' };
  return (
    <nav className={styles.nav} aria-label={t.shell.nav}>
      {SECTIONS.map((section) => (
        <a key={section} href={`#${section}`} className={styles.link} aria-current={here === section ? 'location' : undefined} data-testid={`nav-${section}`}>
          <Icon name={icons[section]} />
          <span>{t.shell[section]}</span>
          {/* The space keeps word and number apart for a screen reader. */ ' '}
          {section === 'live' && live && (
            <span className={styles.badge} data-stale={isError || undefined} data-none={live.count === 0 || undefined}>
              {number(live.count, language)}
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}
