// What the page says, as events: GA4 e-commerce in `dataLayer` (GTM's objects and gtag's arguments) and the calls of `window.dangol`.
// All go through one table. A page may hold anything: what cannot be read is absent, never an error.

import { str, u32 } from './codec';
import { EVENT, input } from './engine';
import { later, listen, safe } from './store';

/** Lines of a list beyond this are not read. */
const ITEMS_MAX = 100;
/** Characters of a text beyond this are not read. */
const TEXT_MAX = 200;

/**
 * Name of an event (GA4's or ours) → its kind and its fields in the order of the wire, each the name of a property (`a|b`: a, else
 * b). `item` is the first of `items`, else the object itself; `items` must be a list where the event is about nothing else (kinds
 * 3 to 5); `results` is an optional whole number. Of the kinds from 7 on the first field must be there, if only empty.
 */
const PRODUCT = '2 currency item';
const CART = '3 currency items';
const ORDER = '7 transaction_id|id value currency items';
const SEARCH = '8 search_term|word results';
const MEMBER = '9 user_id|id user_id_signature|signature';
const TABLE: Record<string, string> = {
  view_item: PRODUCT,
  product: PRODUCT,
  view_cart: CART,
  cart: CART,
  add_to_cart: '4 currency items',
  remove_from_cart: '5 currency items',
  begin_checkout: '6 currency items',
  purchase: ORDER,
  order: ORDER,
  search: SEARCH,
  login: MEMBER,
  sign_up: MEMBER,
  member: MEMBER,
  track: '10 name value',
};
const ITEM = ['item_id|id', 'item_name|name', 'item_category|category', 'price', 'quantity'];

/** The input that carries an event; nothing where it says nothing. Properties are looked for in each of `bags` in turn. */
export function event(name: unknown, ...bags: unknown[]): Uint8Array | undefined {
  const row = TABLE[name as string];
  if (typeof row != 'string') return;
  const [kind, ...fields] = row.split(' ');
  const items = lines(bags);
  const out = [[+kind!]];
  for (const field of fields) {
    const value = text(bags, field);
    if (field == 'items') {
      if (!items && +kind! < 6) return;
      out.push(u32(items ? items.length : 0), ...(items || []));
    } else if (field == 'item') {
      const item = items?.[0] || line(bags[0]);
      if (!item) return;
      out.push([1, ...item]);
    } else if (field == 'results') {
      out.push(/^\d{1,9}$/.test(value!) ? [1, ...u32(+value!)] : [0]);
    } else {
      if (value == null && +kind! > 6 && field == fields[0]) return;
      out.push(str(value || ''));
    }
  }
  return input(EVENT, ...out);
}

/** Hands every entry of `dataLayer`, past and to come, to `take`. */
export function watchDataLayer(take: (input: Uint8Array) => void): void {
  const seen = new WeakSet<object>();

  const entry = safe((it: object) => {
    seen.add(it);
    const said = translate(it);
    if (said) take(said);
  });

  const check = safe(() => {
    const layer = (window as any).dataLayer;
    // Entries that did not come by our push, or in a list that took the place of the one we knew.
    Array.from(layer as object[]).forEach((it) => seen.has(it) || entry(it));
    if (seen.has(layer)) return;
    seen.add(layer);
    const { push } = layer;
    layer.push = function (...entries: object[]) {
      const answer = push.apply(this, entries);
      entries.forEach((it) => entry(it));
      return answer;
    };
  });

  // A shop that makes or replaces its list late does so around what the shopper does.
  const soon = () => [0, 1000, 4000].forEach((wait) => later(check, wait));
  check();
  soon();
  listen(window, 'click load', soon);
}

/** An entry as gtag (`event` name fields, `set` fields, `config` id fields) or GTM (an object) writes it. */
function translate(it: object): Uint8Array | undefined {
  const command = read(it, '0');
  const told = command == 'event' || command == 'config';
  const bags = told ? [read(it, '2')] : command == 'set' ? [read(it, '1')] : [read(it, 'ecommerce'), it];
  const name = read(it, command == 'event' ? '1' : 'event');
  if (name == 'logout') return event('member', { id: '' });
  // Many shops say who is signed in without an event of its own.
  return event(name || (text(bags, 'user_id') != null && 'member'), ...bags);
}

/** The readable lines of the first list of items, as they travel; undefined without a list. */
function lines(bags: unknown[]): number[][] | undefined {
  const items = bags.map((bag) => read(bag, 'items')).find(Array.isArray);
  return (
    items &&
    Array.from({ length: Math.min(items.length, ITEMS_MAX) }, (_, i) => line(read(items, i))).flatMap((item) => (item ? [item] : []))
  );
}

/** Nothing where neither id nor name says what it is. */
function line(bag: unknown): number[] | undefined {
  const item = ITEM.map((path) => text([bag], path) || '');
  return item[0] || item[1] ? item.flatMap(str) : undefined;
}

/** The first property that is a text or a number. */
function text(bags: unknown[], path: string): string | undefined {
  for (const key of path.split('|')) {
    for (const bag of bags) {
      const value = read(bag, key);
      if (/str|num|big/.test(typeof value)) return clip(value);
    }
  }
  return;
}

/** One line, no longer than the edge takes. */
export const clip = (text: unknown, max = TEXT_MAX): string =>
  String(text)
    .replace(/[\0- \x7f-\x9f]+/g, ' ')
    .trim()
    .slice(0, max);

function read(bag: any, key: string | number): any {
  try {
    return bag[key];
  } catch {
    return;
  }
}
