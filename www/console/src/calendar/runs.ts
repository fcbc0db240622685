/** On which days a message may show. Pure; days are civil days in the shop's zone. */
import { civilDay } from '../format.ts';

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type Timed = {
  start?: string | number | null;
  end?: string | number | null;
  schedule?: { weekdays?: Weekday[]; hours?: { from: string; to: string }[] };
};

const DAY_MS = 86_400_000;
const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** What stands for a moment: RFC 3339, or milliseconds. `undefined` where there is none, or none that can be read. */
export function momentMs(at: string | number | null | undefined): number | undefined {
  if (at === null || at === undefined) return undefined;
  const ms = typeof at === 'number' ? at : Date.parse(at);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Hours over midnight belong to the day on which they begin, as the engine has it; the end itself is no longer in. */
export function runsOn({ start, end, schedule }: Timed, day: string, zone: string): boolean {
  const [from, to] = [momentMs(start), momentMs(end)];
  if (from !== undefined && day < civilDay(zone, from)) return false;
  if (to !== undefined && day > civilDay(zone, to - 1)) return false;
  const weekday = WEEKDAYS[new Date(utc(day)).getUTCDay()]!;
  return !schedule?.weekdays?.length || schedule.weekdays.includes(weekday);
}

/** The days of a month: `2026-11` has thirty. */
export function daysOf(month: string): string[] {
  const all: string[] = [];
  for (let at = utc(`${month}-01`); new Date(at).toISOString().startsWith(month); at += DAY_MS) all.push(new Date(at).toISOString().slice(0, 10));
  return all;
}

/** The month so many months before or after. */
export function monthFrom(month: string, by: number): string {
  const [year = 0, of = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, of - 1 + by, 1)).toISOString().slice(0, 7);
}
