import type { OrderReport, VisitReport } from '../../api.ts';
import { day, days, monthName, money, number, percent, rounded, type Language } from '../../format.ts';
import type { named as texts } from '../../i18n/named.ts';
import { shift } from '../period.ts';

type Words = (typeof texts)['ko'];
/** A report over visits, or over orders: which figures it has differs. */
export type Told = VisitReport | OrderReport;
export type Row = Told['cells'][number];
export type Label = Row['labels'][number];

const KINDS = {
  visits: 'count', people: 'count', page_views: 'count', product_views: 'count', cart_adds: 'count', orders: 'count', units: 'count',
  revenue: 'money', revenue_per_visit: 'money', average_order: 'money',
  pages_per_visit: 'average', orders_per_customer: 'average', units_per_order: 'average',
  stay_seconds: 'seconds', bounce_rate: 'share', purchase_rate: 'share', share: 'share',
} as const;
export type Figure = keyof typeof KINDS;

/** All figures of a report, in the order in which a table has them. */
export const OF_VISITS = ['visits', 'people', 'share', 'page_views', 'product_views', 'cart_adds', 'orders', 'revenue', 'purchase_rate', 'average_order', 'revenue_per_visit', 'pages_per_visit', 'stay_seconds', 'bounce_rate'] as const satisfies Figure[];
export const OF_ORDERS = ['orders', 'people', 'units', 'revenue', 'share', 'average_order', 'units_per_order', 'orders_per_customer'] as const satisfies Figure[];

export const isFigure = (name: string): name is Figure => name in KINDS;
export const isMoney = (of: Figure): boolean => KINDS[of] === 'money';

/** A figure as a number; none: there is nothing to divide by. */
export function figure(row: Partial<Record<Figure, number | string | null>>, of: Figure): number | null {
  const value = row[of];
  return value === null || value === undefined ? null : Number(value);
}

/** The same as people read it. */
export function said(value: number | null, of: Figure, currency: string, t: Words, language: Language): string {
  if (value === null) return '–';
  switch (KINDS[of]) {
    case 'money':
      return money(rounded({ amount: String(value), currency }), language);
    case 'share':
      return percent(value, 1, language);
    case 'seconds':
      return value < 60 ? t.seconds(number(Math.round(value), language)) : t.minutes(number(Math.floor(value / 60), language), number(Math.round(value % 60), language));
    case 'average':
      return number(Math.round(value * 100) / 100, language);
    case 'count':
      return number(value, language);
  }
}

/** What a row is by one of its sides. */
export function labelled({ known, text, ...label }: Label, side: string, t: Words, language: Language): string {
  if (!known) return t.unknown;
  if (text === null) return t.nothing[side] ?? t.none;
  const name = 'name' in label && label.name ? label.name : undefined;
  switch (side) {
    case 'day':
      return day(text, language);
    case 'week':
    case 'week_from_sunday':
      return days(text, shift(text, 6), language);
    case 'month':
      return monthName(text.slice(0, 7), language);
    case 'hour':
      return t.hour(Number(text));
    case 'weekday':
      // The first of January 2024 was a Monday.
      return new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-US', { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, Number(text)));
    case 'product':
      return name ?? text;
    default:
      return t.values[side]?.[text] ?? text;
  }
}

/** Rows as a grid: the first side down, the second across, both as they come in their own order. */
export function grid(rows: readonly Row[]): { down: Label[]; across: Label[]; at: (down: Label, across: Label) => Row | undefined } {
  const key = ({ known, text }: Label) => `${known}\u0000${text ?? ''}`;
  const sides = [0, 1].map((place) => [...new Map(rows.flatMap(({ labels }) => (labels[place] ? [[key(labels[place]), labels[place]] as const] : []))).entries()].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, label]) => label));
  const cells = new Map(rows.map((row) => [row.labels.map(key).join('\u0001'), row]));
  return { down: sides[0] ?? [], across: sides[1] ?? [], at: (down, across) => cells.get(`${key(down)}\u0001${key(across)}`) };
}

/** Most periods that are written out where nothing happened. */
const PERIODS_MAX = 800;

/** The first days of all periods from one day to another. */
export function periods(by: string, from: string, to: string): string[] {
  const all: string[] = [];
  const start = by === 'month' ? `${from.slice(0, 7)}-01` : by === 'day' ? from : shift(from, -((new Date(`${from}T00:00:00Z`).getUTCDay() + (by === 'week' ? 6 : 0)) % 7));
  for (let at = start; at <= to && all.length <= PERIODS_MAX; at = by === 'month' ? `${shift(at, 31).slice(0, 7)}-01` : shift(at, by === 'day' ? 1 : 7)) all.push(at);
  return all;
}

/** A report by days, weeks or months with a row for each of them, those in which nothing happened too. */
export function filled<T extends Told>(told: T, by: string, from: string | undefined, to: string): T {
  const known = new Map(told.cells.map((row) => [row.labels[0]?.text, row] as const));
  const first = from ?? told.cells[0]?.labels[0]?.text;
  const all = first ? periods(by, first, to) : [];
  if (told.cells.length === 0 || all.length === 0 || all.length > PERIODS_MAX) return told;
  const empty = Object.fromEntries(Object.entries(told.all).map(([of, value]) => [of, isFigure(of) && (KINDS[of] === 'count' || of === 'revenue') ? (typeof value === 'string' ? '0' : 0) : null]));
  return { ...told, cells: all.map((text) => known.get(text) ?? { ...empty, labels: [{ known: true, text }] }), found: all.length } as T;
}

/** The row of another time that is the same one: by its labels, or by its place where they are times. */
export function matched(row: Row, place: number, then: readonly Row[], isTime: boolean): Row | undefined {
  if (isTime) return then[place];
  const key = ({ labels }: Row) => JSON.stringify(labels.map(({ known, text }) => [known, text]));
  return then.find((other) => key(other) === key(row));
}
