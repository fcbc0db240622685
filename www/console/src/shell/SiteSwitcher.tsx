import '@mantine/core/styles/Menu.css';
import '@mantine/core/styles/Popover.css';
import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { SiteName } from '../api.ts';
import { useWords } from '../i18n/index.tsx';
import { Icon } from '../ui/Icon.tsx';
import styles from './SiteSwitcher.module.css';

/** The site at hand, the others, and the way to one more. */
export function SiteSwitcher({ sites, current }: { sites: SiteName[]; current: SiteName | undefined }) {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-start" width={232} transitionProps={{ duration: 120 }}>
      <Menu.Target>
        <button type="button" className={styles.site} aria-label={`${t.shell.sites}: ${current?.name ?? ''}`} data-testid="site-switcher">
          {current && <Tile name={current.name} />}
          <span className={styles.name}>{current?.name ?? t.shell.sites}</span>
          <Icon name="updown" size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {sites.map((site) => (
          <Menu.Item
            key={site.id}
            leftSection={<Tile name={site.name} />}
            rightSection={site.id === current?.id ? <Icon name="check" size={18} /> : undefined}
            onClick={() => void navigate({ to: '/sites/$siteId', params: { siteId: site.id } })}
          >
            {site.name}
          </Menu.Item>
        ))}
        <Menu.Item leftSection={<span className={styles.plus}><Icon name="plus" size={18} /></span>} onClick={() => void navigate({ to: '/new-site' })} data-testid="add-site">
          {t.shell.newSite}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Tile({ name }: { name: string | undefined }) {
  return (
    // Drawn, not written: else the letter would be a part of what the button says.
    <span className={styles.tile} data-letter={[...(name ?? '')][0] ?? ''} aria-hidden="true" />
  );
}
