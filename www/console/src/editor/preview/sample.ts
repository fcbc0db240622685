/** What the preview is drawn with: the draft as anybody would see it now, and sample shoppers. Pure. */
import { withVariant } from '../draft.ts';
import type { Message } from '../types.ts';

export const SHOPPERS = ['plain', 'empty', 'cart', 'full', 'member'] as const;
export type Shopper = (typeof SHOPPERS)[number];
/** Texts are repeated until they are as long as real ones get. */
const LONG_CHARS = 120;
const DAY_MS = 86_400_000;
/** The page of the preview has one place for what is drawn into pages. */
const PLACE = '#dangol-preview-place';

/** The draft at once, for anybody, with one content: rules of time, number and chance are not what is looked at. `whole` makes a path of the shop an address. */
export function seenAs(message: Message, variant: number, long: boolean, whole: (path: string) => string, nowMs: number): Message {
  const { segment: _s, group: _g, start: _st, end, schedule: _sc, trigger: _t, variants: _v, weight: _w, control: _c, limits, ...rest } = withVariant(message, variant);
  const { anchor, countdown } = rest.content;
  const ends = end === undefined ? undefined : new Date(end).getTime();
  return {
    ...rest,
    id: 'preview',
    status: 'active',
    // It counts down to its own end; one that is over, or not set yet, to tomorrow's.
    ...((countdown || ends !== undefined) && { end: new Date(ends !== undefined && ends > nowMs ? ends : nowMs + DAY_MS).toISOString() }),
    ...(limits?.hide_today && { limits: { hide_today: true } }),
    content: { ...pictured(long ? lengthened(rest.content) : rest.content, whole), ...(anchor && { anchor: { ...anchor, selector: PLACE } }) },
  };
}

/** With its pictures where they are: the preview's page is none of the shop's. */
function pictured(content: Message['content'], whole: (path: string) => string): Message['content'] {
  const { image, products, blocks, ...rest } = content;
  return {
    ...rest,
    ...(image && { image: { ...image, src: whole(image.src) } }),
    ...(products && { products: products.map((product) => ({ ...product, ...(product.image && { image: whole(product.image) }) })) }),
    ...(blocks && { blocks: blocks.map((block) => (block.kind === 'image' ? { ...block, src: whole(String(block['src'])) } : block)) }),
  };
}

/** The same with texts as long as they ever get. */
function lengthened(content: Message['content']): Message['content'] {
  const long = (text: string | undefined, max = LONG_CHARS) => {
    if (!text) return text;
    let all = text;
    while (all.length < max) all += ` ${text}`;
    return all.slice(0, 300);
  };
  const button = (of: typeof content.button) => of && { ...of, label: long(of.label, 16) ?? '' };
  return { ...content, title: long(content.title, 60), text: long(content.text), button: button(content.button), quiet: button(content.quiet) } as Message['content'];
}

export type Sample = { says: [string, object][]; known: object; watching: number };

/** What the page says and the edge knows of a shopper. Amounts are of a won; other currencies have other prices, and the same cart. */
export function shopper(of: Shopper, currency: string, words: { product: string; member: string; grade: string; word: string }): Sample {
  const unit = ['KRW', 'JPY'].includes(currency) ? 1 : 1 / 1000;
  const item = (name: string, price: number) => ({ id: `preview-${price}`, name, price: price * unit, quantity: 1 });
  const cart = { plain: [12_000], empty: [], cart: [38_000], full: [38_000, 52_000], member: [38_000] }[of];
  const seen = { id: 'preview-product', name: words.product, price: 24_000 * unit };
  return {
    says: [
      ['product', seen],
      ['cart', { currency, items: cart.map((price) => item(words.product, price)) }],
      ...(of === 'member' ? ([['member', { id: words.member }]] as [string, object][]) : []),
    ],
    known: of === 'member' ? { grade: words.grade, points: 3200, word: words.word, previous_word: words.word } : {},
    watching: 23,
  };
}
