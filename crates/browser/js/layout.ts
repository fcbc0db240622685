// Where messages stand: each in its corner, none over another, none over what the shop keeps fixed there (a buy bar, a chat button).
// How wide they are is said in the style sheet.

import { safe } from './guard';
import { GAP_PX, PHONE_PX } from './numbers';
import { HOST } from './style';

/**
 * `place`: as in View. `rank`: who stands nearest the edge: 0 lines, 1 cards, 2 badges, 3 the card of a badge. A card stands
 * `beyond` its badge. `isFlush`: at the very edge. `stays`: on phones above, too.
 */
export type Box = [el: HTMLElement, place: number, rank: number, beyond?: Element, isFlush?: boolean, stays?: boolean];
/** Where a badge was put by its shopper: at the left or right edge, and how far from the lower one. */
export type Moved = HTMLElement & { moved?: [left: boolean, bottom: number] };

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
  const taken = obstacles(wide, high);
  for (const [el, place, rank, beyond, isFlush, stays] of boxes) {
    const edge = isFlush ? 0 : phone ? GAP_PX : 20;
    const moved = ((beyond?.getRootNode() as ShadowRoot | undefined)?.host as Moved | undefined ?? (el as Moved)).moved;
    const { hidden, style, offsetWidth: w, offsetHeight: h } = el;
    if (hidden) {
      style.cssText = '';
      continue;
    }
    // On phones cards stand at the bottom, wherever they stand else.
    const top = place & 2 && !moved && !(phone && rank < 2 && !stays);
    const near = top ? 'top' : 'bottom';
    const x = place > 3 && !moved ? (wide - w) / 2 : (moved ? moved[0] : place & 1) ? edge : wide - w - edge;
    let y = moved ? moved[1] : place == 5 && !phone ? (high - h) / 2 : edge;
    let mine: DOMRect;
    /** Puts it there and says what it is over. */
    const hit = () => {
      style.cssText = `${HOST}fixed!important;left:${x}px!important;${near}:calc(${y}px + env(safe-area-inset-${near},0px))!important`;
      mine = el.getBoundingClientRect();
      return taken.find((it) => it.left < mine.right && it.right > mine.left && it.top < mine.bottom && it.bottom > mine.top);
    };
    for (let it = beyond ? beyond.getBoundingClientRect() : hit(); it && (phone || place != 5) && (beyond || !moved); it = hit())
      y = (top ? it.bottom : high - it.top) + (isFlush ? 0 : GAP_PX);
    y = Math.max(0, Math.min(y, high - h - (isFlush ? 0 : 8)));
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
