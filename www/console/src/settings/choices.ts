/** Time zones and currencies to choose from: those of this browser, the likely ones first, and what is stored even where the browser does not know it. */
import type { Language } from '../format.ts';

export type Choice = { value: string; label: string };

const LIKELY_ZONES = ['Asia/Seoul', 'Asia/Tokyo', 'Asia/Shanghai', 'Asia/Singapore', 'America/Los_Angeles', 'America/New_York', 'Europe/London'];
const LIKELY_CURRENCIES = ['KRW', 'USD', 'JPY', 'CNY', 'EUR', 'TWD'];

/** Those that are likely say in words what they are; of the hundreds behind them the code is what is looked for. */
export function zones(stored: string, language: Language): Choice[] {
  const named = new Set([...LIKELY_ZONES, stored]);
  const zones = all(LIKELY_ZONES, 'timeZone', stored).filter((zone) => zone.includes('/'));
  return zones.map((value) => ({ value, label: named.has(value) ? `${nameOfZone(value, language)} (${value})` : value }));
}

export function currencies(stored: string, language: Language): Choice[] {
  const names = new Intl.DisplayNames(language, { type: 'currency', fallback: 'code' });
  return all(LIKELY_CURRENCIES, 'currency', stored).map((value) => ({ value, label: `${names.of(value)} (${value})` }));
}

/** This device's zone, for a site that has none yet. */
export function ownZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone.includes('/') ? zone : 'Asia/Seoul';
}

function nameOfZone(timeZone: string, language: Language): string {
  try {
    const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'longGeneric' }).formatToParts();
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  } catch {
    // Stored elsewhere, and unknown to this browser.
    return timeZone;
  }
}

function all(likely: string[], kind: 'timeZone' | 'currency', stored: string): string[] {
  return [...new Set([...likely, stored, ...Intl.supportedValuesOf(kind)])];
}
