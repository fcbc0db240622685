/** Time zones and currencies to choose from: those of this browser, the likely ones first, and what is stored even where the browser does not know it. */

const LIKELY_ZONES = ['Asia/Seoul', 'Asia/Tokyo', 'Asia/Shanghai', 'Asia/Singapore', 'America/Los_Angeles', 'America/New_York', 'Europe/London'];
const LIKELY_CURRENCIES = ['KRW', 'USD', 'JPY', 'CNY', 'EUR', 'TWD'];

export function zones(stored: string): string[] {
  return all(LIKELY_ZONES, 'timeZone', stored).filter((zone) => zone.includes('/'));
}

export function currencies(stored: string): string[] {
  return all(LIKELY_CURRENCIES, 'currency', stored);
}

/** This device's zone, for a site that has none yet. */
export function ownZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone.includes('/') ? zone : 'Asia/Seoul';
}

function all(likely: string[], kind: 'timeZone' | 'currency', stored: string): string[] {
  return [...new Set([...likely, stored, ...Intl.supportedValuesOf(kind)])];
}
