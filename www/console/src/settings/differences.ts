export type Difference = { at: string; before: string; after: string };

/** More would be no summary. */
const DIFFERENCES_MAX = 40;
const LETTERS_MAX = 300;

/** Where two states differ, by the path of what differs; a dash is nothing. */
export function differences(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = [];
  walk('', before ?? undefined, after ?? undefined, found);
  return found.slice(0, DIFFERENCES_MAX);
}

function walk(at: string, before: unknown, after: unknown, found: Difference[]): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (isObject(before) || isObject(after)) {
    const [old, young] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
    // Of a thing that came or went as a whole every member is news.
    for (const name of new Set([...Object.keys(old), ...Object.keys(young)])) walk(at ? `${at}.${name}` : name, old[name] ?? undefined, young[name] ?? undefined, found);
    return;
  }
  found.push({ at, before: shown(before), after: shown(after) });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = value === undefined ? '–' : typeof value === 'string' ? value || '–' : Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join(', ') || '–' : JSON.stringify(value);
  return text.length > LETTERS_MAX ? `${text.slice(0, LETTERS_MAX)}…` : text;
}
