import '@mantine/core/styles/Input.css';
import { NativeSelect, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../../i18n/index.tsx';
import { Icon } from '../Icon.tsx';
import type { FilterName, ListSearch } from './list.ts';
import styles from './ListTools.module.css';

type Choice = { value: string; label: string };
/** Choices of which one may be made, and what all of them are called. */
type Filter = { of?: FilterName; label?: string; all: string; each: Choice[] };
type Props = {
  /** What is searched: "campaigns by name". */
  label: string;
  /** The first one is what holds where nothing is said. */
  sorts?: Choice[];
  filters?: readonly Filter[];
  children?: ReactNode;
};

/** Typing is searched when it rests. */
const REST_MS = 200;

/** What the address says of the list on this page. */
export function useListSearch(): ListSearch {
  return useSearch({ strict: false }) as ListSearch;
}

/** Search, filter and order of a list. */
export function ListTools({ label, sorts, filters = [], children }: Props) {
  const { t } = useWords();
  const search = useListSearch();
  const navigate = useNavigate();
  const say = (part: ListSearch) => void navigate({ to: '.', search: (before: ListSearch) => ({ ...before, ...part }), replace: true });
  return (
    <div className={styles.tools} role="search">
      <Search label={label} said={search.q ?? ''} say={(q) => say({ q: q === '' ? undefined : q })} />
      {filters.map(({ of = 'filter', label, all, each }) => (
        <NativeSelect
          key={of}
          aria-label={label ?? t.list.filter}
          data={[{ value: '', label: all }, ...each]}
          value={search[of] ?? ''}
          onChange={(event) => say({ [of]: event.currentTarget.value || undefined })}
          data-testid={`list-${of}`}
        />
      ))}
      {sorts && (
        <NativeSelect
          aria-label={t.list.sort}
          data={sorts}
          value={search.sort ?? sorts[0]?.value ?? ''}
          onChange={(event) => say({ sort: event.currentTarget.value === sorts[0]?.value ? undefined : event.currentTarget.value })}
          data-testid="list-sort"
        />
      )}
      {children}
    </div>
  );
}

function Search({ label, said, say }: { label: string; said: string; say: (q: string) => void }) {
  const [text, setText] = useState(said);
  const told = useRef(said);
  // The back button, or "show all".
  useEffect(() => {
    if (said === told.current) return;
    told.current = said;
    setText(said);
  }, [said]);
  useEffect(() => {
    if (text.trim() === told.current) return;
    const timer = window.setTimeout(() => {
      told.current = text.trim();
      say(told.current);
    }, REST_MS);
    return () => window.clearTimeout(timer);
  });
  return (
    <TextInput
      type="search"
      className={styles.search}
      aria-label={label}
      placeholder={label}
      leftSection={<Icon name="search" size={18} />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      data-testid="list-search"
    />
  );
}
