// What the page says, as events: GA4 e-commerce in `dataLayer` (GTM's objects and gtag's arguments) and the calls of `window.dangol`.
// All go through one table. A page may hold anything: what cannot be read is absent, never an error.

import { str, u32 } from './codec';
import { input } from './engine';
import { read, safe } from './guard';
import { ASK, EVENT, FULL, ITEMS_MAX, PRODUCT, TEXT_MAX } from './numbers';

/**
 * An event's names (GA4's and ours) and its fields in the order of the wire, each the name of a property (`a|b`: a, else b). A row's
 * place is its kind, from 2 on. `items` must be a list where the event is about nothing else (kinds 3 to 5); of a product it is one
 * line, the object itself without a list; `results` is an optional whole number. Of the kinds from 7 on the first field must be there,
 * if only empty.
 */
const TABLE = [
  'view_item product,currency items',
  'view_cart cart,currency items',
  'add_to_cart,currency items',
  'remove_from_cart,currency items',
  'begin_checkout,currency items',
  'purchase order,transaction_id|id value currency items',
  'search,search_term|word results',
  'login sign_up member,user_id|id user_id_signature|signature',
  'track,name value',
].map((row) => row.split(',').map((words) => words.split(' ')));
const ITEM = ['item_id|id', 'item_name|name', 'item_category|category', 'price', 'quantity'];

type Take = (input: Uint8Array | undefined) => void;

/** How often each row was said, and behind them a sign-up: pages.ts leaves to others what they tell. */
export const heard: number[] = [];

/** Hands over what happened. A sign-up is an event of that name too, beside the member that it may carry. */
export const say = (take: Take, name: unknown, ...bags: unknown[]): void => {
  take(event(name, ...bags));
  if (name == 'sign_up') {
    take(event('track', { name }));
    heard[TABLE.length] = -~heard[TABLE.length]!;
  }
};

/** The input that carries an event; nothing where it says nothing. Properties are looked for in each of `bags` in turn. */
function event(name: any, ...bags: unknown[]): Uint8Array | undefined {
  const row = TABLE.findIndex(([names]) => names!.includes(name));
  if (row < 0) return;
  const kind = row + 2;
  const fields = TABLE[row]![1]!;
  const list: unknown[] | false = bags.map((bag) => read(bag, 'items')).find(Array.isArray) || (kind == PRODUCT && bags);
  if (kind > 6 ? text(bags, fields[0]!) == null : kind < 6 && !list) return;
  const items = (list || []).slice(0, kind == PRODUCT ? 1 : ITEMS_MAX).flatMap(line);
  heard[row] = -~heard[row]!;
  return input(
    EVENT,
    0,
    [kind],
    ...fields.flatMap((field) => {
      if (field == 'items') return [u32(items.length), ...items];
      const value = text(bags, field) || '';
      return [field != 'results' ? str(value) : /^\d{1,9}$/.test(value) ? [1, ...u32(+value)] : [0]];
    }),
  );
}

/**
 * Hands every entry of `dataLayer`, past and to come, to `take`, and what Google's consent mode says there to `agree`. Answers what looks
 * again: a shop may make or replace its list late.
 */
export function watchDataLayer(take: Take, agree: (mode: number) => unknown): () => void {
  const seen = new WeakSet<object>();

  const entry = safe((it: object) => {
    seen.add(it);
    translate(it, take, agree);
  });

  const check = safe(() => {
    const layer = (window as any).dataLayer;
    if (!layer?.push) return;
    // Entries that did not come by our push, or in a list that took the place of the one we knew.
    for (const it of layer) seen.has(it) || entry(it);
    if (seen.has(layer)) return;
    seen.add(layer);
    const { push } = layer;
    layer.push = function (...entries: object[]) {
      const answer = push.apply(this, entries);
      entries.forEach(entry);
      return answer;
    };
  });

  check();
  return check;
}

/** An entry as gtag (`event` name fields, `set` fields, `config` id fields) or GTM (an object) writes it. */
function translate(it: object, take: Take, agree: (mode: number) => unknown): void {
  if (read(it, '0') == 'consent') {
    const said = read(read(it, '2'), 'analytics_storage');
    // Where somebody has to be asked the default is a refusal, before what they said is known; for some regions it says nothing of here.
    if (/^g/.test(said)) read(read(it, '2'), 'region') || agree(FULL);
    else if (/^d/.test(said) && read(it, '1') == 'update') agree(ASK);
    return;
  }
  const name = read(it, read(it, '0') == 'event' ? '1' : 'event');
  if (name == 'logout') return say(take, 'member', { id: '' });
  const bags = [read(it, 'ecommerce'), it, read(it, '1'), read(it, '2')];
  // Many shops say who is signed in without an event of its own.
  say(take, name || (text(bags, 'user_id') != null && 'member'), ...bags);
}

/** A line of a list as it travels; none where neither id nor name says what it is. */
function line(bag: unknown): number[][] {
  const item = ITEM.map((path) => text([bag], path) || '');
  return item[0] || item[1] ? [item.flatMap(str)] : [];
}

/** The first property that is a text or a number; `value` may be properties itself. */
function text(bags: unknown[], path: string): string | undefined {
  for (const key of path.split('|'))
    for (const bag of bags) {
      const value = read(bag, key);
      if (/str|num|big/.test(typeof value)) return clip(value);
      if (key == 'value' && value) return pairs(value);
    }
  return;
}

/** Properties as one text, `&name=value` each and a last `&`; what is too long is cut between two. */
const pairs = (bag: object): string =>
  `${Object.keys(bag)
    .map((key) => {
      const value = read(bag, key);
      return /str|num|big|boo/.test(typeof value) ? '&' + [key, value].map((it) => clip(String(it).replace(/[&=]/g, ' '))).join('=') : '';
    })
    .join('')}&`
    .slice(0, TEXT_MAX)
    .replace(/(^&)?[^&]*$/, '');

/** One line, no longer than the edge takes. */
export const clip = (text: unknown, max = TEXT_MAX): string =>
  String(text)
    .replace(/[\0- \x7f-\x9f]+/g, ' ')
    .trim()
    .slice(0, max);
