// Where messages stand: each in its corner, none over another, none over what the shop keeps fixed there (a buy bar, a chat button).

import { later, listen, safe } from './store';

export interface Box {
  el: HTMLElement;
  /** As in View. */
  place: number;
  /** Who stands nearest the edge: 0 gauge, 1 popcorn, 2 badge, 3 the card of a badge. */
  rank: number;
  /** Distance from the edge, where the shopper dragged it. */
  from?: number;
  /** A card stands beyond its badge. */
  beyond?: Element;
}

type Edges = [left: number, top: number, right: number, bottom: number];

/** By rank; phones give all but a badge the whole width. */
const WIDTHS_PX = [440, 360, 56, 360];
/** A phone, as the style sheet takes it. */
const PHONE_PX = 480;
const GAP_PX = 12;

let boxes: Box[] = [];
let waiting = 0;

export function addBox(box: Box): void {
  if (!boxes[0]) listen(window, 'resize scroll', () => (waiting ||= later(layout, 200)));
  boxes.push(box);
  boxes.sort((a, b) => a.rank - b.rank);
  // Once now; then when pictures and fonts come and the text wraps anew.
  new ResizeObserver(layout).observe(box.el);
  layout();
}

export const layout = safe(() => {
  waiting = 0;
  const wide = document.documentElement.clientWidth;
  const high = innerHeight;
  const phone = wide <= PHONE_PX;
  const edge = phone ? GAP_PX : 20;
  boxes = boxes.filter(({ el }) => el.isConnected);
  const taken = boxes[0] ? obstacles(wide, high) : [];
  for (const { el, place, rank, from = edge, beyond } of boxes) {
    if (el.hidden) continue;
    const set = (name: string, value: string) => el.style.setProperty(name, value, 'important');
    const room = wide - edge * 2;
    const w = phone && rank != 2 ? room : Math.min(WIDTHS_PX[rank]!, room);
    set('width', w + 'px');
    const h = el.offsetHeight;
    // On phones cards stand at the bottom, wherever they stand else.
    const top = place & 2 && !(phone && rank < 2);
    const x = place > 3 ? (wide - w) / 2 : place & 1 ? edge : wide - w - edge;
    let y = from;
    const mine = (): Edges => {
      const t = top ? y : high - y - h;
      return [x, t, x + w, t + h];
    };
    const hit = () => {
      const [l, t, r, b] = mine();
      return taken.find((it) => l < it[2] && r > it[0] && t < it[3] && b > it[1]);
    };
    if (place == 5 && !phone) y = (high - h) / 2;
    else
      for (let it = beyond ? edges(beyond) : hit(); it; it = hit()) y = (top ? it[3] : high - it[1]) + GAP_PX;
    y = Math.max(0, Math.min(y, high - h - 8));
    taken.push(mine());
    const [near, far] = top ? ['top', 'bottom'] : ['bottom', 'top'];
    set('left', x + 'px');
    set('visibility', 'visible');
    set(far!, 'auto');
    set(near!, `calc(${y}px + env(safe-area-inset-${near},0px))`);
  }
});

const edges = (el: Element): Edges => {
  const { left, top, right, bottom } = el.getBoundingClientRect();
  return [left, top, right, bottom];
};

/** What the shop holds fixed at the edges, found by looking there. */
function obstacles(wide: number, high: number): Edges[] {
  const found: Edges[] = [];
  for (const y of [8, high - 48, high - 8]) {
    for (const x of [48, wide / 2, wide - 48]) {
      const hit = document.elementsFromPoint(x, y).find((el) => el.localName != 'dangol-message');
      for (let el = hit; el; el = el.parentElement!) {
        if (!/fixed|sticky/.test(getComputedStyle(el).position)) continue;
        const rect = edges(el.clientHeight ? el : hit!);
        // What covers much of the screen is a layer over the page: nothing to keep clear of.
        if (rect[3] - rect[1] < high * 0.4) found.push(rect);
      }
    }
  }
  return found;
}
