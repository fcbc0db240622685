/** What is said of two products that were bought together. Pure. */
import type { Answer } from '../../api.ts';
import type { Cell } from '../../ui/csv.ts';

export type Told = Answer<'get', '/api/sites/{id}/reports/pairs'>;
export type Pair = Told['pairs'][number];
export type Product = Pair['one'];

export const nameOf = ({ id, name }: Product): string => name ?? id ?? '–';

/** In the surer of both ways: who has the first has the second, too. Where one product is looked at, it is the first. */
export function surer(pair: Pair, looked?: string): { first: Product; second: Product; share: number } {
  const forward = looked === undefined ? pair.confidence_one_to_other >= pair.confidence_other_to_one : pair.one.id === looked;
  return forward ? { first: pair.one, second: pair.other, share: pair.confidence_one_to_other } : { first: pair.other, second: pair.one, share: pair.confidence_other_to_one };
}

/** Products of these pairs whose name or id has all that was typed, those of most orders first. */
export function matching(pairs: readonly Pair[], typed: string): Product[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const known = new Map(pairs.flatMap(({ one, other }) => [one, other]).map((product) => [product.id, product]));
  return [...known.values()].filter((product) => words.every((word) => `${product.name ?? ''} ${product.id ?? ''}`.toLowerCase().includes(word))).toSorted((one, other) => other.orders - one.orders);
}

const percents = (share: number): number => Math.round(share * 10_000) / 100;

export const cells = (pairs: readonly Pair[], heads: string[]): Cell[][] => [
  heads,
  ...pairs.map(({ one, other, ...pair }) => [one.id, one.name, other.id, other.name, pair.orders, percents(pair.support), percents(pair.confidence_one_to_other), percents(pair.confidence_other_to_one), Math.round(pair.lift * 100) / 100]),
];
