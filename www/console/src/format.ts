/** Numbers, money and times as people read them. Pure: the language and the present are arguments. */

export type Language = 'ko' | 'en';

const LOCALES: Record<Language, string> = { ko: 'ko-KR', en: 'en-US' };

export function number(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language]).format(value);
}

/** A share of a whole, one decimal: `4.8%`. An en dash where the whole is nothing. */
export function percent(part: number, whole: number, language: Language): string {
  if (whole <= 0) return '–';
  return new Intl.NumberFormat(LOCALES[language], { style: 'percent', maximumFractionDigits: 1 }).format(part / whole);
}

/** `12,000원` in Korean, `₩12,000` in English. The amount stays a decimal string, so nothing is rounded by floats. */
export function money(value: { amount: string; currency: string }, language: Language): string {
  const amount = value.amount as Intl.StringNumericLiteral;
  if (!/^-?\d+(\.\d+)?$/.test(value.amount)) return '–';
  if (value.currency === 'KRW' && language === 'ko') {
    return `${new Intl.NumberFormat('ko-KR', { maximumFractionDigits: 3 }).format(amount)}원`;
  }
  try {
    const style = { style: 'currency', currency: value.currency, currencyDisplay: 'narrowSymbol' } as const;
    return new Intl.NumberFormat(LOCALES[language], style).format(amount);
  } catch {
    // A currency that the browser does not know: its code says enough.
    return `${new Intl.NumberFormat(LOCALES[language]).format(amount)} ${value.currency}`;
  }
}

/** An average as its currency is paid: no parts of a won. */
export function rounded({ amount, currency }: { amount: string; currency: string }): { amount: string; currency: string } {
  const digits = ['KRW', 'JPY'].includes(currency) ? 0 : 2;
  return { amount: Number(amount).toFixed(digits), currency };
}

export function isZero(amount: string): boolean {
  return /^-?0*(\.0*)?$/.test(amount);
}

/** `11월 15일 – 21일`, `Nov 15 – 21`: civil days as the shop's zone counted them, with their years where they may be of others. */
export function days(from: string, to: string, language: Language, withYear = false): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], { ...(withYear && { year: 'numeric' }), month: language === 'ko' ? 'long' : 'short', day: 'numeric', timeZone: 'UTC' });
  const [start, end] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)];
  if (Number.isNaN(start.getTime()) || Number.isNaN(end.getTime())) return '';
  return from === to ? format.format(start) : format.formatRange(start, end);
}

/** `11월 21일 오전 9:30`, `Nov 21, 9:30 AM`; with the year where it is another one. In this device's zone, unless another is given. */
export function moment(at: string, language: Language, zone?: string, nowMs = Date.now()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  const year = date.getFullYear() === new Date(nowMs).getFullYear() ? {} : ({ year: 'numeric' } as const);
  const format = { ...year, month: language === 'ko' ? 'long' : 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', ...(zone && { timeZone: zone }) } as const;
  return new Intl.DateTimeFormat(LOCALES[language], format).format(date);
}

/** `11월 21일 (금)`, `Fri, Nov 21`: a civil day as the shop's zone counted it. */
export function day(of: string, language: Language): string {
  const date = new Date(`${of}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return '–';
  return new Intl.DateTimeFormat(LOCALES[language], { month: language === 'ko' ? 'long' : 'short', day: 'numeric', weekday: 'short', timeZone: 'UTC' }).format(date);
}

/** `11. 21.`, `11/21`: a civil day where there is little room. */
export function shortDay(of: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { month: 'numeric', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${of}T00:00:00Z`));
}

/** `2026년 11월`, `November 2026`. */
export function monthName(month: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`));
}

/** `1.2만`, `12K`: for axes. */
export function compact(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** The civil day in a zone, so many days before or after: `2026-11-21`. */
export function civilDay(zone: string, nowMs: number, days = 0): string {
  // Swedish dates are ISO's. An unknown zone would throw: the device's own is the next best.
  const today = (timeZone?: string) => new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', ...(timeZone && { timeZone }) }).format(nowMs);
  let day: string;
  try {
    day = today(zone);
  } catch {
    day = today();
  }
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** What something became of what it was: `+12.3%`. `undefined` where there was nothing to compare with. */
export function change(now: number, before: number, language: Language): string | undefined {
  if (before === 0) return undefined;
  return new Intl.NumberFormat(LOCALES[language], { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format((now - before) / before);
}

/** How long ago, in the unit that a person would say. */
export function elapsed(sinceMs: number, nowMs: number): { unit: 'now' | 'second' | 'minute' | 'hour'; value: number } {
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
  if (seconds < 3) return { unit: 'now', value: 0 };
  if (seconds < 60) return { unit: 'second', value: seconds };
  if (seconds < 3600) return { unit: 'minute', value: Math.floor(seconds / 60) };
  return { unit: 'hour', value: Math.floor(seconds / 3600) };
}

/** A page's title without the shop's own name at its end, which every page repeats: `도마 | 우리몰` is `도마`. */
export function shortTitle(title: string, site: string): string {
  const trimmed = title.trim();
  if (!trimmed.endsWith(site) || site === '') return trimmed;
  const own = trimmed.slice(0, -site.length).match(/^(.*\S)\s*[|\-–—:·»]\s*$/s)?.[1];
  return own ?? trimmed;
}

/** Path and query of an address, readable: Korean letters decoded, the shop's own host left out. */
export function shortUrl(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return decoded(pathname) + decoded(search);
  } catch {
    return url;
  }
}

/** An address that may become a link: pages of the web only, whatever a visitor's browser claimed. */
export function webUrl(url: string): string | undefined {
  try {
    const { protocol, href } = new URL(url);
    return protocol === 'https:' || protocol === 'http:' ? href : undefined;
  } catch {
    return undefined;
  }
}

/** A part of an address as people read it. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
