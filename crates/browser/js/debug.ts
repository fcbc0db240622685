// What `dangol.debug()` answers, on this machine and in a signed preview only: a file of its own that a shopper never downloads.
// It reads what `dump` (crates/browser/src/engine.rs) writes.

import { reader } from './codec';

/** `Fact::NAMES`, in their order; a test keeps the two alike. */
const NAMES =
  'local_time site_seconds page_seconds path product cart_items cart_total cart_kinds cart_units visit_orders edge_bits page_url page_title page_since visit_started visit_last start_page page_views source source_name word previous_word campaign_source campaign_medium campaign_name campaign_content campaign_term campaign_code search_word search_results device os browser app visits last_visit_day orders spent member signed landing'.split(
    ' ',
  );
/** What is calculated from other facts is not in a slot. */
const SLOTLESS = 11;
const VERDICTS = ['unknown', 'no', 'yes'];
const DAY_MS = 86_400_000;

const SHAPES = {
  P: '?Q',
  Q: '*url:s times:n',
  C: '?D',
  D: '*id:s name:s category:s price:M quantity:n',
  M: '?z',
  O: '?N',
  N: '*S',
  S: 's',
  Z: '*id:s shown:n closed:b hidden_on:H',
  H: '?z',
};

interface Line {
  id: string;
  price?: [number];
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
  spent: units,
};

/** Facts (unknown ones left out, `null`: known to be none), verdicts by place in the bundle, what became of each message. */
export function decode(dump: Uint8Array): unknown {
  const take = reader(dump, SHAPES);
  const [now, slots] = take('zn') as [number, number];
  const facts: Record<string, unknown> = { now: at(now) };
  for (let slot = 0; slot < slots; slot++) {
    const [kind] = take('b');
    const value = kind == 2 ? take('z')[0] : kind == 3 ? take('s')[0] : null;
    const name = NAMES[slot] ?? 'fact_' + slot;
    if (kind && slot >= SLOTLESS) facts[name] = READABLE[name]?.(value) ?? value;
  }
  const [path, cart, product, orders] = take('PCCO');
  const lines = (some?: [Line[]]) => some?.[0]?.map((line) => ({ ...line, price: line.price ? units(line.price[0]) : null }));
  Object.assign(facts, { path: path?.[0], cart: lines(cart), product: product && (lines(product)?.[0] ?? null), orders: orders?.[0]?.flat() });
  const [memory, config_version, count] = take('Znn');
  const segments = Array.from({ length: count }, () => VERDICTS[take('b')[0]]);
  const messages = [];
  for (let [id] = take('s'); id; [id] = take('s')) {
    const [segment, on_screen] = take('nb');
    const seen = memory.find((it: { id: string }) => it.id == id);
    messages.push({
      id,
      verdict: segment ? segments[segment - 1] : 'yes',
      on_screen: !!on_screen,
      shown: seen?.shown ?? 0,
      closed: !!seen?.closed,
      hidden_on: seen?.hidden_on ? day(seen.hidden_on[0]) : null,
    });
  }
  return { facts, segments, messages, config_version };
}
(window as any).dangol.decode = decode;
