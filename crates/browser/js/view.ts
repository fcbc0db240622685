// From the bytes of SHOW to what is drawn: the shopper's values are put into the texts, amounts are written by the page's `Intl`.
// The order of the bytes is `put_view` (crates/message/src/view.rs) and `content_of` (content/arrange.rs).

import { reader } from './codec';
import type { Reader } from './codec';
import { MORE_FROM, POPUP } from './numbers';
import { particle } from './particle';
import type { Block, View } from './types';

/** What each kind of block holds, by kind: s text, t text with variables, n number, b byte, l list of texts, p the products that
 * were chosen, each a list of name, picture, address, price. */
const FIELDS = ',ssnn,t,tt,tssb,,,s,,tl,tbsss,p'.split(',');

export function viewOf(packed: Uint8Array): View {
  const { b, z, y, s, l } = reader(packed);
  const $id = s();
  const $type = b();
  const $place = b();
  const currency = String.fromCharCode(b(), b(), b());
  const $lang = b() ? 'ko' : 'en';
  const content = y();
  // A reader of its own: what a later bundle adds to the content is passed over.
  const of = reader(content);
  const total = z();
  const left = z();
  const next = b();
  const money = (micros: number): string => {
    // Upwards, so that "N more" is never too little.
    const units = Math.ceil(micros / 1e4) / 100;
    // The browser's own writing of numbers takes a good part of all our time to load: won do without.
    return currency + $lang == 'KRWko'
      ? `${Math.ceil(units)}원`.replace(/\B(?=(\d{3})+원)/g, ',')
      : units.toLocaleString($lang, { style: 'currency', currency, minimumFractionDigits: 0 });
  };
  /** Short and exact: 3만원, $50. */
  const mark = (micros: number) => {
    if (currency + $lang != 'KRWko') return money(micros);
    const zeros = [8, 4, 3, 0].find((zeros) => micros >= 10 ** (zeros + 6)) || 0;
    return `${+(micros / 10 ** (zeros + 6)).toFixed(4)}${['', '', '', '천', '만'][zeros] ?? '억'}원`;
  };
  const count = (number: number) => (number < 0 ? '' : number.toLocaleString($lang));
  const [$accent, $background, $color] = [of.s(), of.s(), of.s()];
  const [$radius, $font, $size, $motion, $width, $frame] = [of.b(), of.b(), of.b(), of.b(), of.n(), of.b()];
  /** A text taken apart: plain (0), the number of a variable with its default, a particle with its forms. */
  const template = (of: Reader) => of.l(() => [of.b(), of.s()] as const);
  const badge = template(of);
  const $anchor = [of.s(), of.b()] as const;
  const end = of.z();
  const goals = of.l(() => [of.z(), of.s()] as const);
  const goal = goals[next];
  const whole = goals.at(-1)?.[0]!;
  const known = [
    goal && money(left),
    goal?.[1],
    money(total),
    s(),
    s(),
    s(),
    s(),
    s(),
    count(z()),
    count(z()),
    end && new Date(end).toLocaleDateString($lang, { month: 'long', day: 'numeric' }),
  ];
  const chosen = l(b);
  const fill = (parts: ReturnType<typeof template>) => {
    let value = '';
    return parts
      .map(([variable, text]) => (value = variable > 127 ? particle(value, text, variable - 128) : (variable && known[variable - 1]) || text))
      .join('');
  };
  const $blocks = of.l(() => {
    const kind = of.b();
    const from = reader(of.y());
    const read: Record<string, () => unknown> = {
      ...from,
      t: () => fill(template(from)),
      l: () => from.l(from.s),
      p: () => {
        const all = from.l(() => [from.s(), from.s(), from.s(), money(from.z())]);
        return chosen.map((place) => all[place]);
      },
    };
    return [kind, ...[...(FIELDS[kind] || '')].map((field) => read[field]!())] as Block;
  });
  return {
    $id,
    $type,
    $place,
    $accent,
    $background,
    $color,
    $radius,
    $font,
    $size,
    $motion,
    $width,
    $frame,
    $badge: fill(badge),
    $anchor,
    $blocks,
    $done: whole && !goal,
    $part: (total / whole) * 100,
    $tiers: goals.map(([at, label], i) => [(at / whole) * 100, label, i < next, mark(at)]),
    $end: end - z(),
    $lang,
    $more: $anchor[0] || $frame == POPUP || $blocks.some(([kind]) => kind >= MORE_FROM),
    $form: content.join(),
  };
}
