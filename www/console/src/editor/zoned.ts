/** Moments as the shop's clock has them, for fields of date and time. Pure. */

/** How far a zone is east of UTC at a moment, in milliseconds. */
function offsetMs(zone: string, atMs: number): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  const part = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const wall = Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'], part['hour'], part['minute'], part['second']);
  return wall - Math.floor(atMs / 1000) * 1000;
}

export function momentMs(at: string | number | undefined): number | undefined {
  const ms = typeof at === 'number' ? at : at === undefined ? NaN : Date.parse(at);
  return Number.isNaN(ms) ? undefined : ms;
}

/** `2026-11-21T09:30`, as `datetime-local` has it; empty where there is none. */
export function toLocal(at: string | number | undefined, zone: string): string {
  const ms = momentMs(at);
  return ms === undefined ? '' : new Date(ms + offsetMs(zone, ms)).toISOString().slice(0, 16);
}

/** What the shop's clock said so: `2026-11-21T09:30:00+09:00`. An hour that the clock leaves out is taken as the one after it. */
export function fromLocal(local: string, zone: string): string | undefined {
  const wall = Date.parse(`${local}Z`);
  if (Number.isNaN(wall)) return undefined;
  // The offset is that of the moment which it leads to: the second look is right next to a change of the clock, too.
  const first = wall - offsetMs(zone, wall);
  const second = wall - offsetMs(zone, first);
  const at = second + offsetMs(zone, second) === wall ? second : Math.max(first, second);
  const offset = offsetMs(zone, at);
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${new Date(at + offset).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
