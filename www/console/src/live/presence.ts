import { useEffect, useLayoutEffect, useState } from 'react';

/** `here`: was in the first answer. `new`: came since. `gone`: leaves the screen now. */
export type Phase = 'here' | 'new' | 'gone';
export type Entry<T> = { key: string; item: T; phase: Phase };

/** As long as the leaving row's animation in `VisitorRow.module.css`. */
const LEAVE_MS = 180;

/** The items, and for a moment those that have just left, each at its old place. */
export function usePresence<T>(items: readonly T[] | undefined, keyOf: (item: T) => string): Entry<T>[] {
  const [entries, setEntries] = useState<Entry<T>[] | undefined>();
  useLayoutEffect(() => {
    if (items) setEntries((before) => merge(before, items, keyOf));
  }, [items, keyOf]);

  const leaving = entries?.some(({ phase }) => phase === 'gone') ?? false;
  useEffect(() => {
    if (!leaving) return;
    const timer = window.setTimeout(() => setEntries((now) => now?.filter(({ phase }) => phase !== 'gone')), LEAVE_MS);
    return () => window.clearTimeout(timer);
  }, [leaving]);

  return entries ?? (items ?? []).map((item) => ({ key: keyOf(item), item, phase: 'here' }));
}

export function merge<T>(before: readonly Entry<T>[] | undefined, items: readonly T[], keyOf: (item: T) => string): Entry<T>[] {
  const known = new Map(before?.map((entry) => [entry.key, entry]));
  const merged: Entry<T>[] = items.map((item) => {
    const key = keyOf(item);
    const was = known.get(key);
    const phase = was && was.phase !== 'gone' ? was.phase : before ? 'new' : 'here';
    return { key, item, phase };
  });
  const present = new Set(merged.map(({ key }) => key));
  before?.forEach((entry, at) => {
    if (present.has(entry.key)) return;
    const neighbour = before[at - 1]?.key;
    const place = neighbour === undefined ? 0 : merged.findIndex(({ key }) => key === neighbour) + 1;
    merged.splice(place, 0, { ...entry, phase: 'gone' });
    present.add(entry.key);
  });
  return merged;
}
