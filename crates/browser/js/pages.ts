// What shop platforms and other services' tags say on a page, for shops that tell Google Analytics nothing: products, carts, orders,
// members and searches, read from where each puts them, and said by `dangol(…)` in GA4's words. Comes late: nothing here is needed
// before the first message.
//
// Several may tell of one thing. Whoever told `dataLayer` or `dangol` of a kind of event in this browser once is believed for it from
// then on; of the others the first in TABLE, and of calls the first in CALLS, that speaks within HOLD_MS.

import { later, listen, read, safe } from './guard';
import { CAFE24, GODOMALL, IMWEB, KAKAO, MAKESHOP, META, NAVER, OPEN_GRAPH, SCHEMA_ORG } from './numbers';
import { put } from './store';
import type { Api } from './types';

/** Tag managers get so long after a page's view to say the same. */
const READ_MS = 1000;
/** What calls and requests tell is held so long, in case somebody better tells the same. */
const HOLD_MS = 700;
/** An order's page is looked at again so often: some fill in their variables late. */
const ORDER_MS = [2000, 4000, 8000, 16000];
const ORDER_PAGE = /order_?(result|end|complete|done)|ordercomplete|payment_complete|complete|thank/i;

/** The kinds of events in the order of adapter.ts's table. */
const [VIEW, CART, ADD, CHECKOUT, PURCHASE, SEARCH, LOGIN, SIGN_UP] = ['view_item', 'view_cart', 'add_to_cart', 'begin_checkout', 'purchase', 'search', 'login', 'sign_up'] as const;
/** In the place of what was told, where a call has told it. */
const CALLED = 1;

/**
 * What is on a page, best first: its source, if it can be switched off; an event; its list (nothing: one product, of the page itself); what
 * a product's fields are called there; and the event's own fields. A field is the name of GA4, and paths of which the first that says something counts. `total` is
 * the price of a line. A path begins at `window`, in a list at its line, or at one of SOURCES (`og:`, `ld:`, `q:`, `in:`; `at:` is this page's own path, where
 * a product that nobody has numbered says that it is of this page).
 */
const TABLE = [
  // Cafe24
  `${CAFE24}|view_item||item_id=iProductNo item_name=product_name price=product_sale_price,product_price item_category=iCategoryNo|`,
  `${CAFE24}|begin_checkout|aBasketProductOrderData|item_id=product_no item_name=product_name price=product_price quantity=quantity,product_qty item_category=main_cate_no|`,
  `${CAFE24}|view_cart|aBasketProductData|item_id=product_no item_name=product_name price=product_price quantity=quantity,product_qty item_category=main_cate_no|`,
  `${CAFE24}|purchase|EC_FRONT_EXTERNAL_SCRIPT_VARIABLE_DATA.order_product|item_id=product_no item_name=product_name price=product_price quantity=quantity|transaction_id=EC_FRONT_EXTERNAL_SCRIPT_VARIABLE_DATA.order_id value=EC_FRONT_EXTERNAL_SCRIPT_VARIABLE_DATA.payed_amount`,
  // Godomall
  `${GODOMALL}|view_item||item_id=q:goodsNo item_name=og:og:title price=in:set_goods_price item_category=in:cateCd,q:cateCd|`,
  `${GODOMALL}|view_cart|gd:cart|item_id=goodsNo item_name=goodsNm total=price quantity=defaultGoodsCnt|`,
  `${GODOMALL}|purchase|gd:order|item_id=goodsno item_name=goodsnm total=price quantity=ea|transaction_id=gd:order.0.ordno`,
  // _NB_
  `${NAVER}|view_item||item_id=_NB_PC item_name=_NB_PD price=_NB_DAMT,_NB_AMT item_category=_NB_CT|`,
  `${NAVER}|view_cart|nb:u|item_id=PC item_name=PN total=PR quantity=AM item_category=CT|`,
  `${NAVER}|purchase|nb:b|item_id=PC item_name=PN total=PR quantity=AM item_category=CT|transaction_id=_NB_ORD_NO value=_NB_ORD_AMT`,
  `${NAVER}|search|||search_term=_NB_kwd results=_NB_AMT`,
  `${NAVER}|login|||user_id=_NB_ID`,
  // Makeshop, Imweb, and whoever marks products up for search engines
  '0|view_item||item_id=q:product_no,q:branduid,ld:sku,ld:productID,ld:mpn,og:product:retailer_item_id,q:idx,at:ld item_name=ld:name price=ld:offers.price,ld:offers.0.price,ld:offers.lowPrice,og:product:price:amount item_category=ld:category|currency=ld:offers.priceCurrency,ld:offers.0.priceCurrency',
  '0|view_item||item_id=og:product:productId,og:product:retailer_item_id,q:product_no,q:branduid,q:goodsNo,q:idx,at:og item_name=og:og:title price=og:product:sale_price:amount,og:product:price:amount,og:og:price:amount|currency=og:product:price:currency,og:og:price:currency',
].map((row): [kind: string, list: string, item: Fields, rest: Fields, source: number] => {
  const [source, kind, list, item, rest] = row.split('|');
  return [kind!, list!, fields(item!), fields(rest!), +source!];
});

/** Calls of other services' tags, best first: their events' names, ours, and where the fields are. */
const CALLS = {
  wcs: 'purchase=purchase add_to_cart=add_to_cart sign_up=sign_up begin_checkout=begin_checkout view_product=view_item',
  fbq: 'Purchase=purchase AddToCart=add_to_cart CompleteRegistration=sign_up InitiateCheckout=begin_checkout ViewContent=view_item Search=search',
  kakao: 'purchase=purchase addToCart=add_to_cart completeRegistration=sign_up signUp=sign_up viewContent=view_item search=search',
};
const CALL_FIELDS = fields(
  'transaction_id=id,order_id,transaction_id value=value,total_price currency=currency search_term=keyword,search_string,search_term',
);
const CALL_ITEM = fields(
  'item_id=id,item_id,content_id item_name=name,item_name,content_name item_category=content_category,category price=item_price,price total=payAmount quantity=quantity',
);
/** Requests by which platforms put this page's product into the cart. */
const ADDS: [source: number, address: RegExp][] = [
  [CAFE24, /\/exec\/front\/order\/basket\//i],
  [GODOMALL, /\/order\/cart_ps\.php/i],
  [IMWEB, /\/shop\/add_cart\.cm/i],
  [MAKESHOP, /\/shop\/basket\.action/i],
];

type Fields = [name: string, paths: string[]][];
type Bag = Record<string, unknown>;

function fields(text: string): Fields {
  return text.split(' ').filter(Boolean).map((field) => {
    const at = field.indexOf('=');
    return [field.slice(0, at), field.slice(at + 1).split(',')];
  });
}

/**
 * Reads this page, and with each call of what it answers the next. `heard`: how often adapter.ts has said each kind of event; `off`: the
 * sources that the shop has switched off.
 */
export function readPages(api: Api, heard: readonly number[], disk: () => Record<string, string>, key: string, off: number): () => void {
  const name = `dangol.${key}.told`;
  const order = [VIEW, CART, ADD, '', CHECKOUT, PURCHASE, SEARCH, LOGIN, '', SIGN_UP];
  /** What we said ourselves, which adapter.ts heard too. */
  const own: number[] = [];
  const known = new Set((disk()[name] || '').split(' ').filter(Boolean));
  const believes = (kind: string) => {
    const size = known.size;
    heard.forEach((times, at) => order[at] && times > (own[at] || 0) && known.add(order[at]!));
    if (known.size > size) put(disk(), name, [...known].join(' '));
    return known.has(kind);
  };
  const say = (kind: string, bag: Bag) => {
    const at = order.indexOf(kind);
    const before = heard[at] || 0;
    api(kind, bag);
    own[at] = (own[at] || 0) + (heard[at] || 0) - before;
  };

  /** Counts the pages, so that what was begun on one is not ended on another. */
  let era = 0;
  let path = '';
  /** What was told of this page, by kind. */
  let told: Record<string, unknown> = {};
  /** The product that was told last, and where: a page without one may have left it lying about. */
  let last = ['', ''];
  let product: Bag | undefined;
  const look = (only?: string) => {
    const sources = gather(off);
    const done = new Set<string>();
    for (const row of TABLE)
      safe(([kind, list, item, rest, source]: (typeof TABLE)[number]) => {
        if (off & source || done.has(kind) || (only && only != kind)) return;
        const bag = found(sources, list, item, rest, kind);
        if (!bag) return;
        done.add(kind);
        const said = JSON.stringify(bag);
        if (kind == VIEW) {
          if (said == last[0] && last[1] != path) return;
          product = (bag.items as Bag[])[0];
          last = [said, path];
        }
        // Of a call that has told the same nothing is known but that it has.
        if (said == told[kind] || told[kind] == CALLED || believes(kind)) return;
        if (kind == LOGIN) return signedIn(String(bag.user_id));
        told[kind] = said;
        say(kind, bag);
      })(row);
    if (!(off & NAVER) && read(window, '_NB_ID') === '') signedOut();
  };

  // Calls and requests: the best that speaks of a kind within a moment.
  const held: Record<string, [rank: number, bags: Map<string, Bag>]> = {};
  const hold = (kind: string, rank: number, bag: Bag) => {
    const first = !held[kind];
    const entry = (held[kind] ||= [rank, new Map()]);
    if (entry[0] > rank) {
      entry[0] = rank;
      entry[1].clear();
    }
    // Said twice within a moment by two who speak for the same service, it is one; a request is one each time.
    if (entry[0] == rank) entry[1].set(rank ? JSON.stringify(bag) : '' + entry[1].size, bag);
    if (!first) return;
    const now = era;
    later(() => {
      const { [1]: bags } = held[kind]!;
      delete held[kind];
      if (believes(kind) || (kind != ADD && (told[kind] || now != era))) return;
      if (kind != ADD) told[kind] = CALLED;
      bags.forEach((bag) => say(kind, bag));
    }, HOLD_MS);
  };
  const called = (service: keyof typeof CALLS, event: unknown, data: unknown) => {
    const kind = CALLS[service].split(' ').map((pair) => pair.split('=')).find(([theirs]) => theirs == event)?.[1];
    const bag = kind && callBag(data);
    // An order without a number would be another one each time.
    if (!bag || (kind == PURCHASE && !bag.transaction_id)) return;
    hold(kind, 1 + Object.keys(CALLS).indexOf(service), bag);
  };

  const page = () => {
    const now = ++era;
    const soon = (run: () => unknown, wait: number) => later(() => now == era && run(), wait);
    path = location.pathname;
    told = {};
    product = undefined;
    soon(() => {
      wrap(called, off);
      look();
      if (ORDER_PAGE.test(path)) ORDER_MS.forEach((wait) => soon(() => told[PURCHASE] || look(PURCHASE), wait));
      if (product && !believes(ADD)) watch();
    }, READ_MS);
  };

  /** What was put into the cart by a request of the page's. */
  let observer: PerformanceObserver | undefined;
  const watch = safe(() => {
    observer ||= new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as PerformanceResourceTiming[])
        if (product && ADDS.some(([source, address]) => !(off & source) && address.test(entry.name)) && /xml|fetch/.test(entry.initiatorType) && !(entry.responseStatus >= 400))
          hold(ADD, 0, { items: [{ ...product, quantity: quantity() }] });
    });
    observer.observe({ type: 'resource' });
  });

  /** Whom we named is nobody any more, where the page says so; who was named otherwise is not ours to take back. */
  const who = `dangol.${key}.who`;
  const signedOut = () => {
    if (!disk()[who] || believes(LOGIN)) return;
    delete disk()[who];
    say('member', { id: '' });
  };
  const signedIn = (id: string): void => {
    if (believes(LOGIN) || told[LOGIN]) return;
    told[LOGIN] = id;
    put(disk(), who, '1');
    say(LOGIN, { user_id: id });
  };

  wrap(called, off);
  if (!(off & CAFE24)) member((id) => (id ? signedIn(id) : signedOut()));
  listen('load', () => wrap(called, off));
  page();
  return page;
}

/** Where paths begin that are not at `window`. */
function gather(off: number): Bag {
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
  const og: Bag = {};
  if (!(off & OPEN_GRAPH)) for (const meta of all('meta[property][content]')) og[meta.getAttribute('property')!] ??= meta.getAttribute('content');
  const inputs: Bag = {};
  for (const input of all('input[type=hidden][name]') as HTMLInputElement[]) inputs[input.name] ??= input.value;
  const pm = read(window, '_NB_PM');
  const ld = !(off & SCHEMA_ORG) && all('script[type="application/ld+json"]').map((script) => json(script.textContent!)).map(productOf).find(Boolean);
  const carted = all('input[data-goods-no][data-goods-nm]').map((input) => ({ ...input.dataset }));
  return {
    og,
    in: inputs,
    q: { ...Object.fromEntries(new URLSearchParams(location.search)), ...(off & MAKESHOP && { branduid: '' }), ...(off & IMWEB && { idx: '' }) },
    ld,
    at: { ld: ownPath(ld, 'url', '@id', 'offers.url', 'offers.0.url'), og: ownPath(og, 'og:url') },
    gd: {
      order: all('input[name=naver-common-inflow-script-order-item]').map((input) => loose((input as HTMLInputElement).value)),
      // An empty list would be an empty cart.
      cart: carted[0] && carted,
    },
    nb: typeof pm == 'string' ? { [pm]: read(window, '_NB_LO') } : {},
  };
}

/** This page's path, if one of these fields is its address. */
const ownPath = (it: unknown, ...fields: string[]) => {
  const own = bare(location.pathname);
  return fields.some((field) => pathOf(follow(it, field)) == own) ? own : '';
};
const pathOf = (address: unknown) => {
  try {
    return typeof address == 'string' && address && bare(new URL(address, location.href).pathname);
  } catch {
    return;
  }
};
const bare = (path: string) => path.replace(/(.)\/$/, '$1');

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return;
  }
};

/** A product anywhere in what is marked up. */
function productOf(it: unknown, depth = 0): unknown {
  if (!it || typeof it != 'object' || depth > 4) return;
  if (/(^|\/|,)Product(Group)?$/.test(String(read(it, '@type')))) return it;
  for (const part of Array.isArray(it) ? it : [read(it, '@graph'), read(it, 'mainEntity')]) {
    const found = productOf(part, depth + 1);
    if (found) return found;
  }
  return;
}

/** `{ordno:'1', ea:2}`, which is no JSON, or JSON. */
const loose = (text: string): Bag =>
  Object.fromEntries(
    [...text.matchAll(/["']?(\w+)["']?\s*:\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|([^,}]*))/g)].map(([, name, a, b, c]) => [
      name,
      (a ?? b ?? c ?? '').replace(/\\(u[\da-f]{4}|.)/gi, (_, it: string) => (it.length > 1 ? String.fromCharCode(parseInt(it.slice(1), 16)) : it)).trim(),
    ]),
  );

/** (No `reduce` here: a page's prototype.js has another one.) */
const follow = (root: unknown, path: string): unknown => {
  for (const name of path.split('.')) root = root == null ? root : read(root, name);
  return root;
};

/** The first path that says something: a text or a number. */
function value(sources: Bag, root: unknown, paths: string[]): string {
  for (const path of paths) {
    const [, source, rest] = /^(og|ld|q|in|gd|nb|at):(.*)/.exec(path) || [];
    const it = source == 'og' ? read(sources.og, rest!) : source ? follow(sources[source], rest!) : follow(root, path);
    if (/str|num/.test(typeof it) && it !== '') return String(it);
  }
  return '';
}

const number = (text: string) => text.replace(/[^\d.-]/g, '');

function bagOf(names: Fields, get: (paths: string[]) => string): Bag {
  const bag: Bag = {};
  for (const [name, paths] of names) {
    const text = get(paths);
    if (text) bag[name] = /price|total|value|quantity|results/.test(name) ? number(text) : text;
  }
  if (bag.total) {
    const each = +(bag.total as string) / (+(bag.quantity as string) || 1);
    if (isFinite(each)) bag.price = String(Math.round(each * 1e6) / 1e6);
    delete bag.total;
  }
  return bag;
}

function found(sources: Bag, list: string, item: Fields, rest: Fields, kind: string): Bag | undefined {
  const bag = bagOf(rest, (paths) => value(sources, window, paths));
  if (list) {
    const [source, path] = list.split(':');
    const lines = path ? follow(sources[source!], path) : follow(window, list);
    if (!Array.isArray(lines) || (!lines.length && kind != CART)) return;
    bag.items = lines.slice(0, 200).map((line) => bagOf(item, (paths) => value(sources, line, paths)));
    if (kind == PURCHASE) {
      if (!bag.transaction_id) return;
      let sum = 0;
      for (const { price, quantity } of bag.items as Bag[]) sum += (+(price as string) || 0) * (+(quantity as string) || 1);
      bag.value ||= String(sum);
    }
    return bag;
  }
  if (!item.length) return Object.keys(bag).some((name) => /term|user/.test(name)) ? bag : undefined;
  const product = bagOf(item, (paths) => value(sources, window, paths));
  // An address with a number in it is not a product yet.
  if (!product.item_id || !(product.item_name && product.price)) return;
  bag.items = [product];
  return bag;
}

function callBag(data: unknown): Bag {
  const bag = bagOf(CALL_FIELDS, (paths) => value({}, data, paths));
  const ids = read(data, 'content_ids');
  const lines = [read(data, 'items'), read(data, 'contents'), read(data, 'products')].find(Array.isArray) ||
    (Array.isArray(ids) ? ids : ids ? [ids] : [data]).map((id) => (typeof id == 'object' ? id : { id, ...(data as object), contents: 0 }));
  bag.items = (lines as unknown[]).slice(0, 200).map((line) => bagOf(CALL_ITEM, (paths) => value({}, line, paths)));
  return bag;
}

const quantity = () =>
  document.querySelector<HTMLInputElement>('#quantity, input[name=quantity], input[name="goodsCnt[]"], input.prod_count')?.value || '1';

/** Listens to the calls of other services' tags, which stay what they are. */
function wrap(called: (service: keyof typeof CALLS, event: unknown, data: unknown) => void, off: number): void {
  const tap = safe((owner: any, name: string, heard: (args: any[], answer: unknown) => unknown) => {
    const original = read(owner, name);
    if (typeof original != 'function' || taps.has(original)) return;
    const tapped = new Proxy(original, {
      apply: (target, self, args) => {
        let answer: unknown;
        depth++;
        try {
          answer = Reflect.apply(target, self, args);
        } finally {
          depth--;
        }
        // A function around one that is listened to already says nothing new.
        if (!depth) safe(heard)(args, answer);
        return answer;
      },
    });
    taps.add(tapped);
    owner[name] = tapped;
  });
  if (!(off & META)) tap(window, 'fbq', ([, event, data]) => called('fbq', event, data));
  if (!(off & NAVER)) {
    tap(read(window, 'wcs'), 'trans', ([data]) => called('wcs', read(data, 'type'), data));
    tap(window, '_NB_CART_IN', ([category, id, name, quantity, price]) => called('wcs', ADD, { items: [{ id, name, category, quantity, price }] }));
  }
  if (!(off & KAKAO)) tap(window, 'kakaoPixel', (_, pixel) => {
    for (const pair of CALLS.kakao.split(' ')) {
      const event = pair.split('=')[0]!;
      tap(pixel, event, ([data]) => called('kakao', event, data));
    }
  });
}
const taps = new WeakSet<object>();
let depth = 0;

/** Who is signed in, as Cafe24 says; nobody is an empty text. */
const member = safe((take: (id: string) => void): void => {
  const api = read(window, 'CAFE24API');
  api?.getMemberInfo?.((...answers: unknown[]) => {
    for (const answer of answers) {
      const ids = read(answer, 'id');
      if (ids && typeof ids == 'object') safe(take)(String(read(ids, 'member_id') || ''));
    }
  });
});
