// From the bytes of SHOW to what is drawn: the shopper's values are put into the texts, amounts are written by the page's `Intl`.
// The order of the bytes is `put_view` (crates/message/src/view.rs) and `content_of` (bundle.rs).

import { reader } from './codec';
import type { View } from './types';

export function viewOf(packed: Uint8Array): View {
  const { b, z, y, s } = reader(packed);
  const $id = s();
  const $type = b();
  const $place = b();
  const currency = String.fromCharCode(b(), b(), b());
  const $lang = b() ? 'ko' : 'en';
  // A reader of its own: what a later bundle adds to the content is passed over.
  const of = reader(y());
  const total = z();
  const left = z();
  const next = b();
  const money = (micros: number): string => {
    // Upwards, so that "N more" is never too little.
    const units = Math.ceil(micros / 1e4) / 100;
    return currency + $lang == 'KRWko'
      ? Math.ceil(units).toLocaleString($lang) + '원'
      : units.toLocaleString($lang, { style: 'currency', currency, minimumFractionDigits: 0 });
  };
  const $accent = of.s();
  const $radius = of.b();
  const $hide_today = of.b();
  const $image = of.b() && { src: of.s(), alt: of.s(), width: of.n(), height: of.n() };
  /** A text taken apart: plain (0) or the number of a variable with its default. */
  const template = () => of.l(() => [of.b(), of.s()] as const);
  const [title, text, last, badge] = [template(), template(), template(), template()];
  const button = of.b() && ([template(), of.s()] as const);
  const goals = of.l(() => [of.z(), of.s()] as const);
  const goal = goals[next];
  const known = [goal && money(left), goal?.[1], money(total), s(), s(), s(), s()];
  const fill = (parts: ReturnType<typeof template>) => parts.map(([variable, text]) => (variable && known[variable - 1]) || text).join('');
  const whole = goals.at(-1)?.[0];
  return {
    $id,
    $type,
    $place,
    $accent,
    $radius,
    $image,
    $title: fill(title),
    $text: fill(whole && !goal ? last : text),
    $button: button && [fill(button[0]), button[1]],
    $badge: fill(badge),
    $hide_today,
    $part: (total / whole!) * 100,
    $tiers: goals.map(([at, label], i) => [(at / whole!) * 100, label, i < next]),
    $lang,
  };
}
