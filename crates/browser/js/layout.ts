// Where messages stand: each in its corner, none over another, none over what the shop keeps fixed there (a buy bar, a chat button).
// How wide they are is said in the style sheet.

import { safe } from './guard';
import { GAP_PX, PHONE_PX } from './numbers';
import { HOST } from './style';

/**
 * `place`: as in View. `rank`: who stands nearest the edge: 0 gauge, 1 popcorn, 2 badge, 3 the card of a badge. A card stands
 * `beyond` its badge.
 */
export type Box = [el: HTMLElement, place: number, rank: number, beyond?: Element];

let boxes: Box[] = [];

export function addBox(box: Box): void {
  boxes.push(box);
  boxes.sort((a, b) => a[2] - b[2]);
  layout();
}

export const layout = safe(() => {
  boxes = boxes.filter(([el]) => el.isConnected);
  if (!boxes[0]) return;
  const wide = document.documentElement.clientWidth;
  const high = innerHeight;
  const phone = wide <= PHONE_PX;
  const edge = phone ? GAP_PX : 20;
  const taken = obstacles(wide, high);
  for (const [el, place, rank, beyond] of boxes) {
    const { hidden, style, offsetWidth: w, offsetHeight: h } = el;
    if (hidden) {
      style.cssText = '';
      continue;
    }
    // On phones cards stand at the bottom, wherever they stand else.
    const top = place & 2 && !(phone && rank < 2);
    const near = top ? 'top' : 'bottom';
    const x = place > 3 ? (wide - w) / 2 : place & 1 ? edge : wide - w - edge;
    let y = place == 5 && !phone ? (high - h) / 2 : edge;
    let mine: DOMRect;
    /** Puts it there and says what it is over. */
    const hit = () => {
      style.cssText = `${HOST}visible!important;left:${x}px!important;${near}:calc(${y}px + env(safe-area-inset-${near},0px))!important`;
      mine = el.getBoundingClientRect();
      return taken.find((it) => it.left < mine.right && it.right > mine.left && it.top < mine.bottom && it.bottom > mine.top);
    };
    for (let it = beyond ? beyond.getBoundingClientRect() : hit(); it && (phone || place != 5); it = hit())
      y = (top ? it.bottom : high - it.top) + GAP_PX;
    y = Math.max(0, Math.min(y, high - h - 8));
    hit();
    taken.push(mine!);
  }
});

/** What the shop holds fixed at the edges, found by looking there. */
function obstacles(wide: number, high: number): DOMRect[] {
  const found: DOMRect[] = [];
  for (const y of [8, high - 48, high - 8])
    for (const x of [48, wide / 2, wide - 48]) {
      const hit = document.elementsFromPoint(x, y).find((el) => el.localName != 'dangol-message');
      for (let el = hit; el; el = el.parentElement!) {
        if (!/fixed|sticky/.test(getComputedStyle(el).position)) continue;
        const rect = (el.clientHeight ? el : hit!).getBoundingClientRect();
        // What covers much of the screen is a layer over the page: nothing to keep clear of.
        if (rect.height < high * 0.4) found.push(rect);
      }
    }
  return found;
}
