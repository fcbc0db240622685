/** Two people's changes of one thing, put together field by field. Pure. */
type Json = unknown;
export const isObject = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** As text, with keys in one order: the edge gives them in its own. */
export function inOrder(value: Json): string {
  return JSON.stringify(value, (_, value: Json) => (isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value)) ?? '';
}

export type Difference = { at: string; before: Json; after: Json };

/** What of it is one thing to a person: a member, or, of the members that are named (`content`), each of theirs (`content.title`). */
function leaves(of: object, inside: readonly string[]): Map<string, Json> {
  const parts = Object.entries(of).flatMap(([key, value]): [string, Json][] => (inside.includes(key) && isObject(value) ? Object.entries(value).map(([part, own]) => [`${key}.${part}`, own]) : [[key, value]]));
  // What is null says as much as what is left out.
  return new Map(parts.filter(([, value]) => value !== undefined && value !== null));
}

/** What says something else, in the order in which it is filled in. */
export function differences(before: object, after: object, inside: readonly string[]): Difference[] {
  const [old, now] = [leaves(before, inside), leaves(after, inside)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((at) => inOrder(old.get(at)) !== inOrder(now.get(at))).map((at) => ({ at, before: old.get(at), after: now.get(at) }));
}

/** My changes on top of theirs: what I have not touched is as they have it. */
export function rebased<T extends object>(base: T, mine: T, theirs: T, inside: readonly string[]): T {
  const result = structuredClone(theirs) as Record<string, Json>;
  for (const { at, after } of differences(base, mine, inside)) {
    const [head = '', ...rest] = at.split('.');
    const own = result[head];
    const [target, key] = rest.length > 0 && isObject(own) ? [own, rest.join('.')] : [result, at];
    if (after === undefined) delete target[key];
    else target[key] = structuredClone(after);
  }
  return result as T;
}
