/** Days that a report is about, and those that it is compared with. Pure: civil days as texts, today is an argument. */

export const PRESETS = ['7d', '30d', '90d', '1y', 'month', 'last-month', 'all'] as const;
export type Preset = (typeof PRESETS)[number];
export const COMPARES = ['before', 'year'] as const;
export type Compare = (typeof COMPARES)[number];
/** What the address says: a preset, or days of one's own. */
export type PeriodSearch = { period?: Preset | undefined; from?: string | undefined; to?: string | undefined };
/** Both in; without `from` all days up to `to`. */
export type Days = { from: string | undefined; to: string };

const DAY_MS = 86_400_000;
const ago = { '7d': 6, '30d': 29, '90d': 89, '1y': 364 } as const;

export function daysOf({ period, from, to }: PeriodSearch, fallback: Preset, today: string): Days {
  if (from && to) return { from, to };
  const preset = period ?? fallback;
  switch (preset) {
    case 'all':
      return { from: undefined, to: today };
    case 'month':
      return { from: `${today.slice(0, 7)}-01`, to: today };
    case 'last-month': {
      const last = shift(`${today.slice(0, 7)}-01`, -1);
      return { from: `${last.slice(0, 7)}-01`, to: last };
    }
    default:
      return { from: shift(today, -ago[preset]), to: today };
  }
}

/** As many days right before, or the same days last year; of all days there are none before. */
export function comparedWith({ from, to }: Days, how: Compare | undefined): Days | undefined {
  if (from === undefined || how === undefined) return undefined;
  if (how === 'year') return { from: yearBefore(from), to: yearBefore(to) };
  const count = (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS + 1;
  return { from: shift(from, -count), to: shift(from, -1) };
}

export function shift(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
}

/** So many months before: the last day of that month where it is shorter. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, last))).toISOString().slice(0, 10);
}

const yearBefore = (day: string): string => monthsBefore(day, 12);

export function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`)) && shift(value, 0) === value;
}

export function one<T>(value: unknown, of: readonly T[]): T | undefined {
  return of.find((each) => each === value);
}

/** For a route: days of one's own only where both are days in their order. */
export function periodSearch(search: Record<string, unknown>): PeriodSearch {
  const { from, to } = search;
  const own = isDay(from) && isDay(to) && from <= to;
  return { period: own ? undefined : one(search['period'], PRESETS), from: own ? from : undefined, to: own ? to : undefined };
}
