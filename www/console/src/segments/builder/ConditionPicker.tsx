import '@mantine/core/styles/Input.css';
import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { Dialog } from '../../ui/dialog/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import styles from './ConditionPicker.module.css';
import type { Engine } from '../engine.ts';
import { groupOf, labelOf, type Condition, type Entry } from '../types.ts';
import { begin } from '../values/start.ts';

type Props = { engine: Engine; where: string; pick: (condition: Condition) => void; close: () => void };

/** Every condition by group, found by its name in both languages and by what other services call it. */
export function ConditionPicker({ engine, where, pick, close }: Props) {
  const t = useTexts(segments).picker;
  const { language } = useWords();
  const [search, setSearch] = useState('');
  const [only, setOnly] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  // The dialog has opened by then, and set the focus on its first button.
  useEffect(() => document.getElementById('condition-search')?.focus(), []);
  const { groups, conditions } = engine.catalogue;
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = conditions.filter((entry) => {
    const group = groups.find(({ name }) => name === groupOf(entry.kind));
    const text = [entry.ko, entry.en, entry.kind, group?.ko, group?.en, ...entry.other_names].join(' ').toLowerCase();
    return words.every((word) => text.includes(word)) && (words.length > 0 || only === null || groupOf(entry.kind) === only);
  });
  const shown = groups.map((group) => ({ group, entries: found.filter((entry) => groupOf(entry.kind) === group.name) })).filter(({ entries }) => entries.length > 0);

  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    if (at + step < 0) document.getElementById('condition-search')?.focus();
    else items[at + step]?.focus();
  };
  const otherName = (entry: Entry) => (words.length > 0 ? entry.other_names.find((name) => words.some((word) => name.toLowerCase().includes(word))) : undefined);

  return (
    <Dialog opened title={t.title(where)} onClose={close} size="wide" testId="condition-picker">
      <div className={styles.picker} onKeyDown={move}>
        <TextInput
          id="condition-search"
          aria-label={t.search}
          placeholder={t.placeholder}
          leftSection={<Icon name="search" size={18} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            const [first] = shown[0]?.entries ?? [];
            // A word that is being put together of its letters is not yet meant.
            if (event.key === 'Enter' && !event.nativeEvent.isComposing && first && words.length > 0) pick(begin(first));
          }}
          data-testid="condition-search"
        />
        <div className={styles.body}>
          <nav className={styles.groups} aria-label={t.groups}>
            <button type="button" aria-pressed={only === null} onClick={() => setOnly(null)}>
              {t.all}
            </button>
            {groups.map(({ name, ...group }) => (
              <button key={name} type="button" aria-pressed={only === name} onClick={() => (setOnly(name), setSearch(''))}>
                {group[language]}
              </button>
            ))}
          </nav>
          <div className={styles.list} ref={list}>
            {shown.map(({ group, entries }) => (
              <section key={group.name} aria-label={group[language]}>
                <h3>{group[language]}</h3>
                {entries.map((entry) => (
                  <button key={entry.kind} type="button" onClick={() => pick(begin(entry))} data-testid="pick" data-kind={entry.kind}>
                    <span>{labelOf(entry, language)}</span>
                    <span className={styles.about}>
                      {otherName(entry) ?? (entry.in_send === 'unknown' ? t.onsite : entry.platform ? t.platform(entry.platform) : '')}
                    </span>
                  </button>
                ))}
              </section>
            ))}
            {shown.length === 0 && <p className={styles.none}>{t.none}</p>}
          </div>
        </div>
      </div>
    </Dialog>
  );
}
