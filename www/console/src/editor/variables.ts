import type { Type } from './types.ts';

/** What texts may hold, as `message::content::words` fills it in. Pure. */
export const VARIABLES = ['member', 'product', 'total', 'left', 'tier', 'grade', 'points', 'word', 'previous_word', 'watching', 'end'] as const;
export type Variable = (typeof VARIABLES)[number];
/** Those that a type has a value for. */
export function variablesOf(type: Type): readonly Variable[] {
  const goals = type === 'gauge' || type === 'recommend';
  return VARIABLES.filter((name) => (name === 'left' || name === 'tier' ? goals : name !== 'watching' || type === 'ticker'));
}
/** Korean particles, after a consonant and after a vowel. Right after a variable they follow its value. */
export const PARTICLES = ['이/가', '을/를', '은/는', '과/와', '으로/로', '이나/나'] as const;

/** What to put in for a pair: right behind a variable the pair; elsewhere there is no value to follow, and a variable comes with it. */
export function particlesAt(before: string, pair: string): string {
  return isBehindVariable(before) ? pair : `{product|상품}${pair}`;
}

export const isBehindVariable = (before: string): boolean => /\{[^{}]*\}$/.test(before);
