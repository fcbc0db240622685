/** What a table of cohorts is asked for. Pure. */
import { monthsBefore, shift } from '../period.ts';

export const UNITS = ['month', 'week', 'day'] as const;
export type Unit = (typeof UNITS)[number];
/** What its cells show. */
export const VIEWS = ['rate', 'people', 'orders', 'revenue', 'value'] as const;
export type View = (typeof VIEWS)[number];
/** How many cohorts may be chosen, up to the one of today; the first holds where nothing is said. */
export const BASES = { month: [12, 6, 24], week: [12, 26, 52], day: [14, 30, 60] } as const satisfies Record<Unit, readonly number[]>;
/** Columns that the edge gives at most. */
export const PERIODS_MAX = 64;
/** Cohorts that the edge gives at most. */
export const COHORTS_MAX = 400;

type Start = 'monday' | 'sunday';
const DAY_MS = 86_400_000;
const dayOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

/** The first day of the period in which a day lies. */
export function startOf(day: string, unit: Unit, start: Start): string {
  if (unit === 'day') return day;
  if (unit === 'month') return `${day.slice(0, 7)}-01`;
  const weekday = new Date(dayOf(day) * DAY_MS).getUTCDay();
  return shift(day, -((weekday - (start === 'monday' ? 1 : 0) + 7) % 7));
}

/** The first day of the period that is so many before. */
export function before(first: string, unit: Unit, count: number): string {
  return unit === 'month' ? monthsBefore(first, count) : shift(first, -count * (unit === 'week' ? 7 : 1));
}

/** Periods from one first day to another, both counted. */
export function periodsBetween(first: string, last: string, unit: Unit): number {
  if (unit === 'month') {
    const month = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
    return month(last) - month(first) + 1;
  }
  return Math.floor((dayOf(last) - dayOf(first)) / (unit === 'week' ? 7 : 1)) + 1;
}

export type CohortQuery = { by: Unit; from: string; to: string; periods: number; week_start: Start };

/** The question for an address: so many cohorts up to today's, or those of one's own days, followed until today. */
export function asked({ by, count, from, to, start }: { by: Unit; count: number; from?: string | undefined; to?: string | undefined; start: Start }, today: string): CohortQuery {
  const now = startOf(today, by, start);
  const last = startOf(to && to < today ? to : today, by, start);
  const wanted = from && to ? startOf(from < last ? from : last, by, start) : before(now, by, count - 1);
  const first = periodsBetween(wanted, last, by) > COHORTS_MAX ? before(last, by, COHORTS_MAX - 1) : wanted;
  return { by, from: first, to: last, periods: Math.min(PERIODS_MAX, periodsBetween(first, now, by)), week_start: start };
}

/** As many cohorts right before those. */
export function askedBefore(query: CohortQuery): CohortQuery {
  const count = periodsBetween(query.from, query.to, query.by);
  return { ...query, from: before(query.from, query.by, count), to: before(query.from, query.by, 1), periods: Math.min(PERIODS_MAX, query.periods) };
}

/** On which day a week begins where the reader is. Not every browser knows; then as Koreans and most of the world do. */
export function weekStart(locale: string): Start {
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };
  const first = (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? (known.language === 'ko' ? 7 : 1);
  return first === 7 ? 'sunday' : 'monday';
}
