import '@mantine/core/styles/Input.css';
import { TextInput, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useId, useMemo, useState } from 'react';
import type { SiteName } from '../api.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { reports } from '../i18n/reports.ts';
import { sends } from '../i18n/sends.ts';
import { settings } from '../i18n/settings.ts';
import { REPORTS } from '../reports/catalogue.ts';
import { SETTINGS_PAGES } from '../settings/pages.ts';
import { isOwner } from '../site/useSite.ts';
import { Dialog } from '../ui/dialog/Dialog.tsx';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { useFound, type Found } from './found.ts';
import styles from './Palette.module.css';
import { SECTIONS } from './sections.ts';

/** `isFound`: by the edge, which knows old names too. */
type Entry = { id: string; icon: IconName; label: string; hint: string; run: () => void; isFound?: true; /** Other words for it. */ words?: string };

/** The pages of the messages' section beside its list. */
const MESSAGE_PAGES = [
  { id: 'groups', to: '/sites/$siteId/messages/groups' },
  { id: 'calendar', to: '/sites/$siteId/messages/calendar' },
  { id: 'rehearsal', to: '/sites/$siteId/messages/rehearsal' },
] as const;

/** The pages of the sends' section beside its list. */
const SEND_PAGES = [
  { id: 'templates', to: '/sites/$siteId/sends/templates' },
  { id: 'lists', to: '/sites/$siteId/sends/lists' },
  { id: 'refusals', to: '/sites/$siteId/sends/refusals' },
] as const;

/** What hangs below here is a page of the reports' section; others are found by their own names. */
const REPORTS_AT = '/sites/$siteId/reports';

/** More would have to be scrolled: typing one more letter is quicker. */
const FOUND_MAX = 12;

/** Everything that can be gone to, by its name: the keyboard's way through the console. */
export function Palette({ site, sites, onClose }: { site: SiteName | undefined; sites: SiteName[]; onClose: () => void }) {
  const { t } = useWords();
  const id = useId();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const own = useFound(site?.id, text);
  const entries = useEntries(site, sites, own);
  const found = useMemo(() => search(entries, text), [entries, text]);
  const open = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  return (
    <Dialog opened onClose={onClose} title={t.shell.search} size="wide" testId="palette">
      <TextInput
        size="md"
        role="combobox"
        aria-label={t.shell.searchPlace}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={found[chosen] && `${id}-${found[chosen].id}`}
        placeholder={t.shell.searchPlace}
        leftSection={<Icon name="search" size={18} />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          // A Korean syllable that is still being put together is not sent.
          if (event.nativeEvent.isComposing) return;
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step !== 0 && found.length > 0) {
            event.preventDefault();
            setChosen((now) => (now + step + found.length) % found.length);
          } else if (event.key === 'Enter') {
            event.preventDefault();
            open(found[chosen]);
          }
        }}
        data-testid="palette-input"
      />
      <ul className={styles.list} role="listbox" id={`${id}-list`} aria-label={t.shell.search}>
        {found.map((entry, at) => (
          <li
            key={entry.id}
            id={`${id}-${entry.id}`}
            role="option"
            aria-selected={at === chosen}
            className={styles.entry}
            onPointerMove={() => setChosen(at)}
            onClick={() => open(entry)}
            data-testid="palette-entry"
          >
            <Icon name={entry.icon} size={18} />
            <span className={styles.label}>{entry.label}</span>
            <span className={styles.hint}>{entry.hint}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className={styles.none} role="status">
          {t.shell.searchNone}
        </p>
      )}
      <p className={styles.keys}>{t.shell.searchKeys}</p>
    </Dialog>
  );
}

function useEntries(site: SiteName | undefined, sites: SiteName[], own: Found[]): Entry[] {
  const { t, language, setLanguage } = useWords();
  const s = useTexts(settings);
  const m = useTexts(messages);
  const w = useTexts(sends);
  const r = useTexts(reports);
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return useMemo(() => {
    const all: Entry[] = [];
    if (site) {
      const params = { siteId: site.id };
      for (const { id, to, icon } of SECTIONS) all.push({ id, icon, label: t.shell[id], hint: t.shell.pages, run: () => void navigate({ to, params }) });
      for (const { id, to } of MESSAGE_PAGES) all.push({ id: `messages-${id}`, icon: 'message', label: m.tabs[id], hint: t.shell.messages, run: () => void navigate({ to, params }) });
      for (const { id, to } of SEND_PAGES) all.push({ id: `sends-${id}`, icon: 'send', label: w.tabs[id], hint: t.shell.sends, run: () => void navigate({ to, params }) });
      for (const { id, to } of REPORTS) {
        const [label = id, , words = ''] = r.each[id] ?? [];
        if (to.startsWith(`${REPORTS_AT}/`)) all.push({ id: `report-${id}`, icon: 'chart', label, hint: t.shell.reports, words, run: () => void navigate({ to, params }) });
      }
      all.push({ id: 'start', icon: 'start', label: t.shell.start, hint: t.shell.pages, run: () => void navigate({ to: '/sites/$siteId/start', params }) });
      for (const { id, to, owner } of SETTINGS_PAGES) {
        if (!owner || isOwner(site)) all.push({ id: `settings-${id}`, icon: 'settings', label: s.pages[id], hint: t.shell.settings, run: () => void navigate({ to, params }) });
      }
      const ways = {
        message: { icon: 'message', hint: t.shell.messages, go: (messageId: string) => void navigate({ to: '/sites/$siteId/messages/results/$messageId', params: { ...params, messageId } }) },
        segment: { icon: 'segment', hint: t.shell.segments, go: (segmentId: string) => void navigate({ to: '/sites/$siteId/segments/id/$segmentId', params: { ...params, segmentId } }) },
        send: { icon: 'send', hint: t.shell.sends, go: (sendId: string) => void navigate({ to: '/sites/$siteId/sends/edit/$sendId', params: { ...params, sendId } }) },
        campaign: { icon: 'campaign', hint: t.shell.campaigns, go: (campaign: string) => void navigate({ to: '/sites/$siteId/campaigns/$campaign', params: { ...params, campaign } }) },
      } as const;
      for (const { kind, id, name } of own) {
        const { icon, hint, go } = ways[kind];
        all.push({ id: `${kind}-${id}`, icon, label: name, hint, run: () => go(id), isFound: true });
      }
    }
    for (const other of sites) {
      if (other.id !== site?.id) all.push({ id: `site-${other.id}`, icon: 'updown', label: other.name, hint: t.shell.sites, run: () => void navigate({ to: '/sites/$siteId', params: { siteId: other.id } }) });
    }
    all.push({ id: 'account', icon: 'person', label: t.shell.myAccount, hint: t.shell.pages, run: () => void navigate({ to: '/account' }) });
    all.push({ id: 'new-site', icon: 'plus', label: t.shell.newSite, hint: t.shell.pages, run: () => void navigate({ to: '/new-site' }) });
    all.push({ id: 'light', icon: 'settings', label: t.shell.light, hint: t.shell.look, run: () => setColorScheme('light') });
    all.push({ id: 'dark', icon: 'settings', label: t.shell.dark, hint: t.shell.look, run: () => setColorScheme('dark') });
    all.push({ id: 'language', icon: 'settings', label: language === 'ko' ? 'English' : '한국어', hint: t.shell.language, run: () => setLanguage(language === 'ko' ? 'en' : 'ko') });
    return all;
  }, [site, sites, own, t, s, m, w, r, language, navigate, setColorScheme, setLanguage]);
}

/** Names that begin so come first; then those that have it somewhere, in their hint too, and what was called so. */
function search(entries: Entry[], text: string): Entry[] {
  const word = text.trim().toLowerCase();
  const rank = ({ label, hint, words = '', isFound }: Entry): number => {
    const name = label.toLowerCase();
    return name.startsWith(word) ? 0 : name.includes(word) ? 1 : isFound || `${hint} ${words}`.toLowerCase().includes(word) ? 2 : 3;
  };
  return entries
    .filter((entry) => rank(entry) < 3)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, FOUND_MAX);
}
