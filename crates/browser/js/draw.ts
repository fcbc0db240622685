// Draws messages. Each is one host element on the document element, in the top layer where the browser has one, with an open shadow
// root: the page's style sheets do not reach the message, nor the message's the page. Text goes in as text, addresses only by
// their scheme, whatever the bundle says.

import { later, safe } from './guard';
import { addBox, layout } from './layout';
import { CLICK, CLOSE, HIDE, LEAVE_MS, OPEN, SEEN } from './numbers';
import { put, tabDisk } from './store';
import { HOST, SHEET } from './style';
import { theme } from './theme';
import type { Act, Handle, View } from './types';

type Report = (act: Act) => void;
type Draw = (view: View) => void;

/** `report` learns what the shopper does, and removes what is closed. */
export function show(first: View, report: Report): Handle {
  const { $id, $type, $place: place } = first;
  const host = make('dangol-message' as 'div', document.documentElement);
  host.dataset['message'] = $id;
  host.style.cssText = HOST + 'hidden!important';
  const root = host.attachShadow({ mode: 'open' });
  // No `style` element: the page's CSP may refuse it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  root.adoptedStyleSheets = [sheet];
  const wrap = make('div', root, 'w');
  const rank = $type % 3;
  let drawn = '';
  let gone = false;

  const remove = () => {
    gone = true;
    wrap.classList.add('z');
    later(() => {
      host.remove();
      layout();
    }, LEAVE_MS);
  };
  const draw = [gauge, popcorn, floating][rank]!(wrap, report, place);
  // It comes from its edge, a badge and what stands in the middle from where it is.
  const from = rank == 2 ? 'scale(.4)' : place == 5 ? 'scale(.94)' : `translateY(${place & 2 ? -28 : 28}px)`;
  const update = (view: View) => {
    if (drawn != (drawn = JSON.stringify(view))) draw(view);
  };
  wrap.lang = first.$lang;
  wrap.style.cssText = theme(first.$accent, first.$radius) + '--t:' + from;
  update(first);

  host.popover = 'manual';
  host.showPopover?.();
  addBox([host, place, rank]);
  painted(() => gone || report(SEEN));
  return [update, remove];
}

/** After a frame what is there has been painted; hidden pages have no frames. */
export const painted = (then: () => unknown) => requestAnimationFrame(() => later(then, 0));

const popcorn =
  (wrap: HTMLElement, report: Report): Draw =>
  (view) =>
    card(wrap, view, report);

/** A round badge that opens a card. */
function floating(wrap: HTMLElement, report: Report, place: number): Draw {
  const badge = make('button', wrap, 'k');
  const fold = make('div', wrap, 's');
  const toggle = () => {
    fold.hidden = !fold.hidden;
    badge.ariaExpanded = !fold.hidden as any;
    layout();
  };
  badge.onclick = safe(() => {
    if (fold.hidden) report(OPEN);
    toggle();
  });
  toggle();
  addBox([fold, place, 3, badge]);
  return (view) => {
    const label = (badge.title = badge.ariaLabel = view.$badge || view.$title);
    badge.textContent = view.$image ? '' : [...label][0]!;
    picture(badge, view);
    card(fold, view, report);
  };
}

/** How far the cart is from what the shop gives: a thin bar; the words come ready from the engine. */
function gauge(wrap: HTMLElement, report: Report): Draw {
  const box = make('div', wrap, 'c g', '', { role: 'group' });
  const line = make('div', box, 't');
  const words = make('span', line, '', '', { ariaLive: 'polite' });
  const track = make('div', box, 'h', '', { role: 'progressbar' });
  const bar = make('b', track);
  const names = make('div', box, 'n');
  let drawn = false;
  return (view) => {
    const { $title: title, $text: text } = view;
    // It moves from where it stood on the page before.
    const memory = 'dangol.gauge.' + view.$id;
    if (!drawn) {
      drawn = true;
      bar.style.width = (tabDisk[memory] || 0) + '%';
      buttons(view, report, box, line);
      void bar.offsetWidth;
    }
    const full = Math.max(0, Math.min(100, view.$part)) || 0;
    bar.style.width = full + '%';
    put(tabDisk, memory, '' + full);

    box.ariaLabel = track.ariaLabel = title || text;
    words.textContent = track.ariaValueText = text || title;
    track.ariaValueNow = Math.round(full) as any;
    track.replaceChildren(bar);
    names.textContent = '';
    for (const [part, label, reached] of view.$tiers) {
      const kind = reached ? 'y' : '';
      const name = make('span', names, kind, label);
      // Pulled back by the same share of its own width: at 0 it begins, at 100 it ends with the track.
      for (const { style } of [make('i', track, kind), name]) style.cssText = `left:${part}%;transform:translate(-${part}%)`;
    }
  };
}

function card(parent: HTMLElement, view: View, report: Report): void {
  const { $title: title, $text: text } = view;
  parent.textContent = '';
  const box = make('section', parent, 'c', '', { role: 'dialog', ariaLabel: title || text });
  picture(box, view);
  const words = make('div', box, 'b');
  make('h2', words, '', title);
  make('p', words, '', text);
  buttons(view, report, box, make('div', box, 'f'));
}

/** The main button, a real link where it leads somewhere; the quiet one; the close. */
function buttons({ $button, $hide_today, $lang }: View, report: Report, box: Node, foot: Node): void {
  const add = (parent: Node, kind: string, text: string, acts: Act[], href?: string) =>
    make((href ? 'a' : 'button') as 'a', parent, kind, text, { href: href!, onclick: safe(() => acts.forEach(report)) });
  const ko = $lang == 'ko';
  if ($button) {
    const href = address($button[1]);
    add(foot, 'go', $button[0], href ? [CLICK] : [CLICK, CLOSE], href);
  }
  if ($hide_today) add(foot, 'q', ko ? '오늘 하루 보지 않기' : 'Hide today', [HIDE]);
  add(box, 'x', '×', [CLOSE]).ariaLabel = ko ? '닫기' : 'Close';
}

/** Its room is reserved. */
function picture(parent: Node, { $image }: View): void {
  const src = $image && address($image.src, true);
  if (!src) return;
  make('img', parent, '', '', { ...$image, src });
}

/** The whole address, nothing if its scheme is not one of those allowed. */
function address(text: string, image?: boolean): string | undefined {
  try {
    const { href } = new URL(text, location.href);
    if (/^https?:/.test(href) || (image && /^data:image\//.test(href))) return href;
  } catch {}
  return;
}

export const make = <T extends keyof HTMLElementTagNameMap>(
  tag: T,
  parent: Node,
  className = '',
  textContent = '',
  props: Partial<HTMLElementTagNameMap[T]> = {},
): HTMLElementTagNameMap[T] => parent.appendChild(Object.assign(document.createElement(tag), { className, textContent }, props));
