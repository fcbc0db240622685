/** A segment as its owner writes it (`schemas/segment.json`), and what the engine says of it. */

export type Words = { ko: string; en: string };
export type Scalar = string | number;

/** One condition: its kind, and the keys that the kind takes (`catalogue`). */
export type Condition = {
  kind: string;
  match?: Match;
  values?: Scalar[];
  min?: Scalar;
  max?: Scalar;
  above?: Scalar;
  below?: Scalar;
  equals?: Scalar;
  within_days?: number;
  beyond_days?: number;
  next_days?: number;
  from?: string;
  to?: string;
  visit?: boolean;
  query?: boolean;
  same?: boolean;
  value?: boolean;
  field?: string;
  property?: string;
  property_values?: Scalar[];
  price_min?: Scalar;
  price_max?: Scalar;
};

export type Match = 'equals' | 'starts_with' | 'contains' | 'glob' | 'regex';
export type Rule = { all: Rule[] } | { any: Rule[] } | { not: Rule } | Condition;

export type Segment = {
  version?: number;
  id?: string;
  name?: string;
  include?: Condition[];
  any_of?: Condition[][];
  exclude?: Condition[];
  rule?: Rule;
};

/** `at`: `include[1].values[0]`; empty: the whole. */
export type Finding = { severity: 'error' | 'warning'; at: string; code: string; ko: string; en: string };
export type Place = { at: string; kind: string; ko: string; en: string };
/** Of what cannot be read there are findings alone. */
export type Checked = { findings: Finding[]; sentence?: Words; conditions?: Place[]; simple?: Segment; nested?: Segment };

export type Verdict = 'yes' | 'no' | 'unknown';
export type Explanation = {
  verdict: Verdict;
  conditions: { at: string; kind: string; asks: Words; actual: Words | null; verdict: Verdict }[];
  unknown: string[];
  near_misses: { at: string; kind: string; distance: Words | null; by: string | null }[];
};

/** What can be asked: a name, or a name with more of it (`{"log": "keys"}`). */
export type Ask = string | Record<string, unknown>;
export type Entry = {
  kind: string;
  ko: string;
  en: string;
  unit: [string, string];
  ask: Ask;
  by: 'browser' | 'edge';
  in_send: 'person' | 'last_visit' | 'unknown';
  max: number;
  platform: string;
  choices: { value: string; ko: string; en: string }[];
  other_names: string[];
};
export type Catalogue = { groups: { name: string; ko: string; en: string }[]; conditions: Entry[] };

/** The name of what can be asked, and its detail: `['log', 'keys']`, `['number', undefined]`. */
export function askOf(entry: Entry): [string, unknown] {
  if (typeof entry.ask === 'string') return [entry.ask, undefined];
  return Object.entries(entry.ask)[0] ?? ['', undefined];
}

/** What a condition is called, as a label begins. */
export function labelOf(called: Words, language: 'ko' | 'en'): string {
  const label = called[language];
  return label.charAt(0).toUpperCase() + label.slice(1);
}

export function groupOf(kind: string): string {
  return kind.split('.')[0] ?? kind;
}

export function isCondition(rule: Rule): rule is Condition {
  return 'kind' in rule;
}
