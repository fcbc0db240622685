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

export function isZero(amount: string): boolean {
  return /^-?0*(\.0*)?$/.test(amount);
}

/** `11월 15일 – 21일`, `Nov 15 – 21`: civil days as the shop's zone counted them. */
export function days(from: string, to: string, language: Language): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], { month: language === 'ko' ? 'long' : 'short', day: 'numeric', timeZone: 'UTC' });
  const [start, end] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)];
  if (Number.isNaN(start.getTime()) || Number.isNaN(end.getTime())) return '';
  return from === to ? format.format(start) : format.formatRange(start, end);
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

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
