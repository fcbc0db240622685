import { createContext, use, useSyncExternalStore } from 'react';
import { civilDay, elapsed } from './format.ts';
import { useWords } from './i18n/index.tsx';

/** Milliseconds to add to this device's clock to get the edge's. */
export const ClockSkew = createContext(0);

/** "12초 전", counting on by itself. Only this text is drawn again each second. */
export function Ago({ at }: { at: number }) {
  return <time dateTime={Number.isFinite(at) ? new Date(at).toISOString() : undefined}>{useAgo(at)}</time>;
}

export function useAgo(at: number): string {
  const { t } = useWords();
  const now = useNow() + use(ClockSkew);
  if (!Number.isFinite(at)) return '–';
  const { unit, value } = elapsed(at, now);
  return unit === 'now' ? t.ago.now : t.ago[unit](value);
}

/** The present, in whole seconds: one timer for everybody who asks, none when nobody does. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, snapshot);
}

/** A civil day in a zone, so many days from today: whoever asks is drawn again when it turns, not at every second. */
export function useCivilDay(zone: string, days: number): string {
  return useSyncExternalStore(subscribe, () => civilDay(zone, now, days));
}

const listeners = new Set<() => void>();
let timer: number | undefined;
let now = wholeSecond();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = wholeSecond();
  timer ??= window.setInterval(() => {
    now = wholeSecond();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

function snapshot(): number {
  return now;
}

function wholeSecond(): number {
  return Math.floor(Date.now() / 1000) * 1000;
}
