/** What every value's editor is given. */
import type { Engine } from '../engine.ts';
import type { Condition, Entry } from '../types.ts';

export type Editing = {
  siteId: string;
  engine: Engine;
  entry: Entry;
  condition: Condition;
  /** Changes some keys; `undefined` takes one away. `typed`: one of many strokes. */
  set: (changes: Changes, typed?: boolean) => void;
};
export type Changes = { [K in keyof Condition]?: Condition[K] | undefined };

/** Keys that say how many. */
export const ENDS = ['min', 'above', 'max', 'below', 'equals'] as const;
export type End = (typeof ENDS)[number];

export function patched(condition: Condition, changes: Changes): Condition {
  const kept = Object.entries({ ...condition, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Condition;
}

/** A number as its key holds it: whole numbers as numbers, money and what is no number yet as text. */
export function scalar(value: string | number, isMoney: boolean): string | number {
  return isMoney || value === '' ? String(value) : value;
}
