// What `dangol.debug()` answers, on this machine and in a signed preview only: a file of its own that a shopper never downloads.
// It reads what `dump` (crates/browser/src/engine.rs) writes.

import { reader } from './codec';

/** `Fact::NAMES` (crates/model/src/facts), in their order. */
declare const __TOLD__: string;
const NAMES = __TOLD__.split(' ');
const VERDICTS = ['unknown', 'no', 'yes'];
const DAY_MS = 86_400_000;
/** `decide::Why` (crates/message/src/decide.rs), in its order. */
const WHYS = 'shown held segment closed today limit stopped trigger hours over visit cap gap slot hidden unknown_rule silent undrawn'.split(' ');
const SHOWN = 0;
const UNKNOWN = 15;
/** A moment that never comes. */
const NEVER = 2 ** 60;

interface Line {
  id: string;
  name: string;
  category: string;
  price: [number] | undefined;
  quantity: number;
}

const at = (ms: unknown) => (typeof ms == 'number' ? new Date(ms).toISOString() : ms);
const day = (days: unknown) => (typeof days == 'number' ? new Date(days * DAY_MS).toISOString().slice(0, 10) : days);
const units = (micros: unknown) => (typeof micros == 'number' ? micros / 1e6 : micros);
const READABLE: Record<string, (value: unknown) => unknown> = {
  page_since: at,
  visit_started: at,
  visit_last: at,
  last_visit_day: day,
  last_added: at,
  idle_since: at,
  spent: units,
};

/** A row of a log. */
interface Row {
  log: string;
  key: string;
  label: string;
  at: number;
  number: number;
}

/** What a log's rows say (crates/model/src/facts): products, events, orders. */
const ROWS: Record<string, (row: Row) => Record<string, unknown>> = {
  viewed: ({ key, label, number }) => ({ id: key, category: label, price: number < 0 ? null : units(number) }),
  added: ({ key, label, number }) => ({ id: key, category: label, price: number < 0 ? null : units(number) }),
  events: ({ key, label }) => ({ name: key, properties: label }),
  ordered: ({ key, number }) => ({ id: key, value: units(number) }),
};

/** Facts (unknown ones left out, `null`: known to be none), verdicts by place in the bundle, what became of each message. */
function decode(dump: Uint8Array): unknown {
  const { b, n, z, s, y, l } = reader(dump);
  /** Nothing, or one in a list: what is known to be none is an empty answer of `item`. */
  const option = <T>(item: () => T): [T] | undefined => (b() ? [item()] : undefined);
  const goods = () => l((): Line => ({ id: s(), name: s(), category: s(), price: option(z), quantity: n() }));
  const name = (fact: number) => NAMES[fact] ?? 'fact_' + fact;

  const segments = l(() => VERDICTS[b()]);
  const now = z();
  const facts: Record<string, unknown> = { now: at(now) };
  const slots = n();
  for (let slot = 0; slot < slots; slot++) {
    const kind = b();
    const value = kind == 2 ? z() : kind == 3 ? s() : null;
    if (kind) facts[name(slot)] = READABLE[name(slot)]?.(value) ?? value;
  }
  const cart = option(goods);
  const product = option(goods);
  const lines = (some?: [Line[]]) => some?.[0].map((line) => ({ ...line, price: line.price ? units(line.price[0]) : null }));
  Object.assign(facts, { cart: lines(cart), product: product && (lines(product)?.[0] ?? null) });

  // The rows of all logs, in the order of their happening. A log whose slot is empty is not known.
  const row = reader(y());
  const rows: Row[] = [];
  // Fact 0 is no log: it is what is read past the end.
  for (let fact; (fact = row.b()); ) rows.push({ log: name(fact), key: row.s(), label: row.s(), at: row.z(), number: row.z() });
  const since = Date.parse(String(facts['visit_started']));
  const of = (log: string) => rows.filter((row) => row.log == log);
  for (const log of ['path', 'messages', ...Object.keys(ROWS)]) {
    if (facts[log] == null) continue;
    facts[log] = of(log).map((row) => ({ ...(ROWS[log]?.(row) ?? { key: row.key }), at: at(row.at) }));
  }
  // A path is read by its pages, orders by those of this visit.
  const path = new Map<string, number>();
  for (const { key } of of('path')) path.set(key, (path.get(key) ?? 0) + 1);
  if (facts['path']) facts['path'] = [...path].map(([url, times]) => ({ url, times }));
  if (facts['ordered']) facts['orders'] = of('ordered').flatMap((row) => (row.at >= since ? [row.key] : []));

  const config_version = n();
  const warnings: string[] = [];
  if (b()) warnings.push('The bundle that came last is empty, cut, or of a newer format: it is not used.');
  const fates = new Map<string, { why: number; variant: number; due: number }>();
  const told = reader(y());
  for (let frame = told.y(); frame.length; frame = told.y()) {
    const from = reader(frame);
    fates.set(from.s(), { why: from.b(), variant: from.b(), due: from.z() });
  }
  /** Who has which place. */
  const holders = new Map<number, string>();
  const found: { id: string; kind: number; segment: number; place: number }[] = [];
  // Each message as the bundle has it (crates/message/src/bundle.rs): kind, id, segment and more.
  for (let frame = y(); frame.length; frame = y()) {
    const from = reader(frame);
    const kind = from.b();
    // The site's pace.
    if (!kind) continue;
    const one = { id: from.s(), kind, segment: from.n(), place: from.b() };
    found.push(one);
    if (fates.get(one.id)?.why === SHOWN) holders.set(one.place, one.id);
  }
  const messages = [];
  for (const { id, segment, kind, place } of found) {
    const fate = fates.get(id);
    if (!fate) warnings.push(`The message ${id} is of kind ${kind}, which this version does not know: it does not show.`);
    else if (fate.why === UNKNOWN) warnings.push(`The message ${id} has a rule that this version does not know: it does not show.`);
    const verdict = segment ? segments[segment - 1] : 'yes';
    const why = fate ? WHYS[fate.why] : 'unknown_kind';
    const on_screen = document.querySelector(`dangol-message[data-message="${CSS.escape(id)}"]`);
    /** A letter for the act, a colon, the message. */
    const acts = (act: string) => of('messages').filter((row) => row.key == act + ':' + id);
    const inVisit = (act: string) => acts(act).filter((row) => row.at >= since).length;
    messages.push({
      id,
      verdict,
      on_screen: !!on_screen,
      // Why it is not there; until when, where that is by the clock; who has its place.
      why: why == 'segment' ? 'segment_' + verdict : why,
      until: fate && fate.due < NEVER ? at(fate.due) : null,
      by: why == 'slot' ? holders.get(place) : undefined,
      variant: why == 'shown' ? String.fromCharCode(65 + fate!.variant) : null,
      shown: inVisit('s'),
      closed: !!inVisit('x'),
      hidden_at: at(acts('h').at(-1)?.at) ?? null,
    });
  }
  return { facts, segments, messages, config_version, consent: api.mode(), warnings };
}
const api = (window as any).dangol;
api.debug = () => {
  const dump = api.dump();
  return dump ? decode(dump) : null;
};
