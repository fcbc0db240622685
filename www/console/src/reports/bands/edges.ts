/** The prices at which bands begin. Pure. */

/** Bands that the edge takes at most. */
export const EDGES_MAX = 50;
/** More bands than these are no picture. */
const MADE_MAX = 5;

const FIRST: Record<string, number[]> = { KRW: [10_000, 30_000, 50_000, 100_000], JPY: [1_000, 3_000, 5_000, 10_000] };
/** Where nobody has said any. */
export const firstEdges = (currency: string): number[] => FIRST[currency] ?? [10, 25, 50, 100];

/** From an address or from what is kept: whole prices that rise, or nothing. */
export function readEdges(value: unknown): number[] | undefined {
  const parts = typeof value === 'number' ? [value] : typeof value === 'string' && value !== '' ? value.split(',').map(Number) : [];
  const isSound = parts.length > 0 && parts.length <= EDGES_MAX && parts.every((edge, place) => Number.isInteger(edge) && edge > 0 && edge < 1e9 && (place === 0 || edge > parts[place - 1]!));
  return isSound ? parts : undefined;
}

/** What somebody has typed, in any order: the prices, or which of the fields is wrong. */
export function typedEdges(typed: readonly string[]): { edges: number[] } | { wrong: number; why: 'number' | 'twice' | 'none' } {
  const edges: number[] = [];
  for (const [place, text] of typed.entries()) {
    const plain = text.replaceAll(/[,\s원₩$]/g, '');
    if (plain === '') continue;
    const edge = Number(plain);
    if (!Number.isInteger(edge) || edge <= 0 || edge >= 1e9) return { wrong: place, why: 'number' };
    if (edges.includes(edge)) return { wrong: place, why: 'twice' };
    edges.push(edge);
  }
  return edges.length === 0 ? { wrong: 0, why: 'none' } : { edges: edges.toSorted((one, other) => one - other) };
}

/** Round prices that part a shop's products into about as many each. */
export function edgesOf(prices: readonly number[]): number[] | undefined {
  const sorted = prices.filter((price) => price > 0).toSorted((one, other) => one - other);
  const parts = Math.min(MADE_MAX, sorted.length);
  const edges = Array.from({ length: Math.max(0, parts - 1) }, (_, place) => nice(sorted[Math.floor(((place + 1) * sorted.length) / parts)] ?? 0));
  const own = [...new Set(edges)].filter((edge) => edge > 0);
  return own.length > 0 ? own : undefined;
}

/** A price as shops say it: 1, 1.5, 2, 3, 5, 7 of its size. */
function nice(price: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(price, 1)));
  const step = [1, 1.5, 2, 3, 5, 7, 10].reduce((best, each) => (Math.abs(each * size - price) < Math.abs(best * size - price) ? each : best), 1);
  return Math.round(step * size);
}
