// Draws messages. Each is one host element on the document element, in the top layer where the browser has one, with an open shadow
// root: the page's style sheets do not reach the message, nor the message's the page. Text goes in as text, addresses only by
// their scheme, whatever the bundle says.

import { addBox, layout } from './layout';
import type { Box } from './layout';
import { CLICK, CLOSE, HIDE, LEAVE_MS, OPEN, SEEN } from './numbers';
import { later, listen, put, safe, tabDisk } from './store';
import { HOST, SHEET } from './style';
import { theme } from './theme';
import type { Act, Handle, View } from './types';

type Report = (act: Act) => void;
type Draw = (view: View) => void;

/** `report` learns what the shopper does, and removes what is closed. */
export function show(first: View, report: Report): Handle {
  const { id, type, place } = first;
  const host = make('dangol-message' as 'div', document.documentElement);
  host.dataset['message'] = id;
  host.dataset['type'] = ['', 'popcorn', 'floating', 'gauge'][type];
  host.style.cssText = HOST + 'hidden!important';
  const root = host.attachShadow({ mode: 'open' });
  // No `style` element: the page's CSP may refuse it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  root.adoptedStyleSheets = [sheet];
  const wrap = make('div', root, 'w');
  const box: Box = { el: host, place, rank: type % 3 };
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
  const [draw, dismiss = () => report(CLOSE)] = [gauge, popcorn, floating][box.rank]!(wrap, report, box);
  // It comes from its edge, a badge and what stands in the middle from where it is.
  const from = box.rank == 2 ? 'scale(.4)' : place == 5 ? 'scale(.94)' : `translateY(${place & 2 ? -28 : 28}px)`;
  const update = (view: View) => {
    if (drawn != (drawn = JSON.stringify(view))) draw(view);
  };
  wrap.lang = first.lang;
  wrap.style.cssText = theme(first.accent, first.radius) + '--t:' + from;
  update(first);

  host.popover = 'manual';
  host.showPopover?.();
  addBox(box);
  listen(window, 'keydown', (key: KeyboardEvent) => {
    // A key that the shop has used, or that belongs to a field being filled in, is the shop's.
    if (key.key != 'Escape' || key.defaultPrevented || gone) return;
    const focus = document.activeElement!;
    if (focus == host || (box.rank && !focus.matches('input,textarea,select,dangol-message'))) {
      // One key closes one message.
      key.preventDefault();
      dismiss();
    }
  });
  // After a frame it has been painted; hidden pages have no frames.
  requestAnimationFrame(() => later(() => gone || report(SEEN), 0));
  return { update, remove };
}

/** A painter answers how it draws a view and, if not by closing, what Escape does. */
type Painter = [draw: Draw, dismiss?: () => void];

const popcorn = (wrap: HTMLElement, report: Report): Painter => [(view) => card(wrap, view, report)];

/** A round badge that opens a card. */
function floating(wrap: HTMLElement, report: Report, { place }: Box): Painter {
  const badge = make('button', wrap, 'k');
  const fold = make('div', wrap, 's');
  const toggle = () => {
    fold.hidden = !fold.hidden;
    badge.ariaExpanded = '' + !fold.hidden;
    layout();
  };
  badge.onclick = safe(() => {
    if (fold.hidden) report(OPEN);
    toggle();
  });
  toggle();
  addBox({ el: fold, place, rank: 3, beyond: badge });
  return [
    (view) => {
      const label = (badge.title = badge.ariaLabel = view.badge || view.title);
      badge.textContent = view.image ? '' : [...label][0]!;
      picture(badge, view);
      card(fold, view, report);
    },
    () => {
      if (fold.hidden) return;
      toggle();
      badge.focus();
    },
  ];
}

/** How far the cart is from what the shop gives: a thin bar; the words come ready from the engine. */
function gauge(wrap: HTMLElement, report: Report): Painter {
  const box = make('div', wrap, 'c g', '', { role: 'group' });
  const line = make('div', box, 't');
  const words = make('span', line, '', '', { ariaLive: 'polite' });
  const track = make('div', box, 'h', '', { role: 'progressbar' });
  const bar = make('b', track);
  const names = make('div', box, 'n');
  let last: string | undefined;
  return [
    (view) => {
      const { id, title, text, part, done, tiers } = view;
      // Where it stood on the page before, and whether it has been full: it moves from there, and celebrates once.
      const memory = 'dangol.gauge.' + id;
      if (!last) {
        last = tabDisk[memory] || '0';
        bar.style.width = parseFloat(last) + '%';
        buttons(view, report, box, line);
        void bar.offsetWidth;
      }
      const was = /!/.test(last);
      const full = Math.max(0, Math.min(100, part)) || 0;
      bar.style.width = full + '%';
      track.classList.toggle('o', !!done && !was);
      put(tabDisk, memory, (last = full + (done || was ? '!' : '')));

      box.ariaLabel = track.ariaLabel = title || text;
      words.textContent = track.ariaValueText = text || title;
      track.ariaValueNow = '' + Math.round(full);
      track.replaceChildren(bar);
      names.textContent = '';
      for (const { part, label, reached } of tiers) {
        const kind = reached ? 'y' : '';
        const name = make('span', names, kind, label);
        // Pulled back by the same share of its own width: at 0 it begins, at 100 it ends with the track.
        for (const { style } of [make('i', track, kind), name]) style.cssText = `left:${part}%;transform:translate(-${part}%)`;
      }
    },
  ];
}

function card(parent: HTMLElement, view: View, report: Report): void {
  const { title, text } = view;
  parent.textContent = '';
  const box = make('section', parent, 'c', '', { role: 'dialog', ariaLabel: title || text });
  picture(box, view);
  const words = make('div', box, 'b');
  make('h2', words, '', title);
  make('p', words, '', text);
  buttons(view, report, box, make('div', box, 'f'));
}

/** The main button, a real link where it leads somewhere; the quiet one; the close. */
function buttons({ button, hide_today, lang }: View, report: Report, box: Node, foot: Node): void {
  const add = (parent: Node, kind: string, text: string, acts: Act[], href?: string) =>
    make((href ? 'a' : 'button') as 'a', parent, kind, text, { href: href!, onclick: safe(() => acts.forEach(report)) });
  const ko = lang == 'ko';
  if (button) {
    const href = address(button.href);
    add(foot, 'go', button.label, href ? [CLICK] : [CLICK, CLOSE], href);
  }
  if (hide_today) add(foot, 'q', ko ? '오늘 하루 보지 않기' : 'Hide today', [HIDE]);
  add(box, 'x', '×', [CLOSE]).ariaLabel = ko ? '닫기' : 'Close';
}

/** Its room is reserved; one that does not come is taken away. */
function picture(parent: Node, { image }: View): void {
  const src = image && address(image.src, true);
  if (!src) return;
  const img = make('img', parent, '', '', { ...image, src });
  img.onerror = () => img.remove();
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
