// From the bytes of SHOW to what is drawn: the shopper's values are put into the texts, amounts are written by the page's `Intl`.
// The order of the bytes is `put_view` (crates/message/src/view.rs) and `content_of` (bundle.rs).

import { reader } from './codec';
import type { View } from './types';

/** A text taken apart: plain (0) or the number of a variable with its default. */
type Template = [variable: number, text: string][];

const SHAPES = { T: '*bs', I: '?src:s alt:s width:n height:n', B: '?TS', S: 's', G: '*zs' };

export function viewOf(packed: Uint8Array): View {
  const [id, type, place, a, b, c, korean, content, total, left, next, ...values] = reader(packed)('sbbbbbbyzzbssss');
  const [accent, radius, hide_today, image, title, text, done, badge, button, goals] = reader(content, SHAPES)('sbbITTTTBG');
  const currency = String.fromCharCode(a, b, c);
  const lang = korean ? 'ko' : 'en';
  const money = (micros: number): string => {
    // Upwards, so that "N more" is never too little.
    const units = Math.ceil(micros / 1e4) / 100;
    return currency + lang == 'KRWko'
      ? Math.ceil(units).toLocaleString(lang) + '원'
      : units.toLocaleString(lang, { style: 'currency', currency, minimumFractionDigits: 0 });
  };
  const known = [goals[next] && money(left), goals[next]?.[1], money(total), ...values];
  const fill = (template: Template) => template.map(([variable, text]) => (variable && known[variable - 1]) || text).join('');
  const whole = goals.at(-1)?.[0];
  return {
    id,
    type,
    place,
    accent,
    radius,
    image,
    title: fill(title),
    text: fill(whole && !goals[next] ? done : text),
    button: button && { label: fill(button[0]), href: button[1] },
    badge: fill(badge),
    hide_today,
    gauge: whole && {
      fraction: total / whole,
      done: !goals[next],
      tiers: goals.map(([at, label]: [number, string], place: number) => ({ fraction: at / whole, label, amount: money(at), reached: place < next })),
    },
    lang,
  };
}
