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
  spent: units,
};

/** Facts (unknown ones left out, `null`: known to be none), verdicts by place in the bundle, what became of each message. */
function decode(dump: Uint8Array): unknown {
  const { b, n, z, s, l } = reader(dump);
  /** Nothing, or one in a list: what is known to be none is an empty answer of `item`. */
  const option = <T>(item: () => T): [T] | undefined => (b() ? [item()] : undefined);
  const goods = () => l((): Line => ({ id: s(), name: s(), category: s(), price: option(z), quantity: n() }));

  const now = z();
  const slots = n();
  const facts: Record<string, unknown> = { now: at(now) };
  for (let slot = 0; slot < slots; slot++) {
    const kind = b();
    const value = kind == 2 ? z() : kind == 3 ? s() : null;
    const name = NAMES[slot] ?? 'fact_' + slot;
    if (kind && slot >= SLOTLESS) facts[name] = READABLE[name]?.(value) ?? value;
  }
  const path = option(() => l(() => ({ url: s(), times: n() })));
  const cart = option(goods);
  const product = option(goods);
  const orders = option(() => l(s));
  const lines = (some?: [Line[]]) => some?.[0].map((line) => ({ ...line, price: line.price ? units(line.price[0]) : null }));
  Object.assign(facts, { path: path?.[0], cart: lines(cart), product: product && (lines(product)?.[0] ?? null), orders: orders?.[0] });
  const memory = l(() => ({ id: s(), shown: n(), closed: b(), hidden_on: option(z) }));
  const config_version = n();
  const count = n();
  const segments = Array.from({ length: count }, () => VERDICTS[b()]);
  const messages = [];
  for (let id = s(); id; id = s()) {
    const segment = n();
    const on_screen = b();
    const seen = memory.find((it) => it.id == id);
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
const api = (window as any).dangol;
api.debug = () => {
  const dump = api.dump();
  return dump ? decode(dump) : null;
};
