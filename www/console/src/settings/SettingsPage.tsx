import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTexts } from '../i18n/index.tsx';
import { settings as texts } from '../i18n/settings.ts';
import { isOwner, useSite } from '../site/useSite.ts';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { useTitle } from '../ui/page/useTitle.ts';
import { SETTINGS_PAGES } from './pages.ts';
import styles from './SettingsPage.module.css';

/** Everything that is set, a page a matter. */
export function SettingsPage() {
  const t = useTexts(texts);
  const site = useSite();
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const here = SETTINGS_PAGES.find(({ id }) => `${pathname}/`.includes(`/settings/${id}/`));
  // The address turns before the page does: until then the window keeps its name. Said after the header's own.
  const shown = useRef(here);
  if (here) shown.current = here;
  useTitle(shown.current ? t.pages[shown.current.id] : t.title);
  // On a phone the pages stand in one line: the one that is open is to be seen in it.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <div data-testid="settings">
      <PageHeader title={t.title} />
      <div className={styles.columns}>
        <nav ref={nav} className={styles.nav} aria-label={t.title}>
          {SETTINGS_PAGES.filter(({ owner }) => !owner || isOwner(site)).map(({ id, to }) => (
            <Link key={id} to={to} params={{ siteId: site.id }} className={styles.link} data-testid={`settings-${id}`}>
              {t.pages[id]}
            </Link>
          ))}
        </nav>
        <div className={styles.page}>
          <Outlet />
        </div>
      </div>
    </div>
  );
}
