/** What a list is asked for, kept in its address: so it can be shared, and the back button knows it. */
export type ListSearch = { q?: string | undefined; sort?: string | undefined } & { [F in FilterName]?: string | undefined };
/** What a list may be narrowed by. */
export type FilterName = 'filter' | 'type';

/** For a route's `validateSearch`: what the address says, as far as the list knows it. */
export function listSearch(sorts: readonly string[], filters: readonly string[] = [], types: readonly string[] = []) {
  return (search: Record<string, unknown>): ListSearch => ({
    q: text(search['q']),
    sort: one(search['sort'], sorts),
    filter: one(search['filter'], filters),
    type: one(search['type'], types),
  });
}

/** Whether it is asked for less than everything. */
export const isNarrowed = ({ q, filter, type }: ListSearch): boolean => q !== undefined || filter !== undefined || type !== undefined;

/** Addresses turn a search for "12" into a number. */
function text(value: unknown): string | undefined {
  const said = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  return said === '' ? undefined : said.slice(0, 200);
}

function one(value: unknown, of: readonly string[]): string | undefined {
  return typeof value === 'string' && of.includes(value) ? value : undefined;
}
