// Draws messages. Each is one host element on the document element, in the top layer where the browser has one, with an open shadow
// root: the page's style sheets do not reach the message, nor the message's the page. Text goes in as text, addresses only by
// their scheme, whatever the bundle says.

import { addBox, layout } from './layout';
import type { Box } from './layout';
import { later, listen, put, safe, tabDisk } from './store';
import { HOST, SHEET } from './style';
import { theme } from './theme';
import type { Act, Handle, View } from './types';

type Report = (act: Act) => void;
type Draw = (view: View) => void;

const ENTER_MS = 220;
const LEAVE_MS = 120;
/** A finger that moved less meant to tap. */
const DRAG_PX = 8;

let sheet: CSSStyleSheet | undefined;
/** The key press that has closed a message: one closes one. */
let used: Event | undefined;

export function show(first: View, on: Report): Handle {
  const { id, type, place } = first;
  const host = make('dangol-message' as 'div', document.documentElement);
  host.dataset['message'] = id;
  host.dataset['type'] = ['', 'popcorn', 'floating', 'gauge'][type]!;
  host.style.cssText = HOST;
  const root = host.attachShadow({ mode: 'open' });
  try {
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(SHEET);
    root.adoptedStyleSheets = [sheet];
  } catch {
    make('style', root, { textContent: SHEET });
  }
  const wrap = make('div', root, { className: place & 1 ? 'w l' : 'w' });
  const box: Box = { el: host, place, rank: type % 3 };
  let drawn = '';
  let gone = false;

  const remove = () => {
    gone = true;
    move(wrap, box, LEAVE_MS);
    later(() => {
      host.remove();
      layout();
    }, LEAVE_MS);
  };
  const report: Report = (act) => {
    on(act);
    if (act == 'close' || act == 'hide') remove();
  };
  const close = () => report('close');
  const [draw, dismiss = close] = [gauge, popcorn, floating][box.rank]!(wrap, report, box);
  const update = (view: View) => {
    if (drawn == (drawn = JSON.stringify(view))) return;
    wrap.lang = view.lang;
    wrap.style.cssText = theme(view.accent, view.radius);
    draw(view);
  };
  update(first);

  try {
    host.popover = 'manual';
    host.showPopover();
  } catch {}
  addBox(box);
  move(wrap, box, ENTER_MS);
  listen(window, 'keydown', (key: KeyboardEvent) => {
    // A key that the shop has used, or that belongs to a field being filled in, is the shop's.
    if (key.key != 'Escape' || key.defaultPrevented || key == used || gone) return;
    const focus = document.activeElement!;
    if (focus == host || (box.rank && !focus.matches('input,textarea,select,dangol-message'))) {
      used = key;
      dismiss();
    }
  });
  // Two frames on, the first has been painted; hidden pages have no frames.
  requestAnimationFrame(() => requestAnimationFrame(safe(() => gone || on('seen'))));
  return { update, remove };
}

/** A painter answers how it draws a view and, if not by closing, what Escape does. */
type Painter = [draw: Draw, dismiss?: () => void];

function popcorn(wrap: HTMLElement, report: Report): Painter {
  return [
    (view) => {
      wrap.textContent = '';
      card(wrap, view, report);
    },
  ];
}

/** A round badge that opens a card, and can be dragged out of the way. */
function floating(wrap: HTMLElement, report: Report, box: Box): Painter {
  const badge = make('button', wrap, { className: 'k', ariaExpanded: 'false' });
  const label = make('span', wrap, { className: 'p', ariaHidden: 'true' });
  const fold = make('div', wrap, { className: 's', hidden: true });
  const inner: Box = { el: fold, place: box.place, rank: 3, beyond: badge };
  let start: PointerEvent | undefined;
  let moved = false;
  const toggle = () => {
    fold.hidden = !fold.hidden;
    badge.ariaExpanded = '' + !fold.hidden;
    layout();
    move(fold, inner, ENTER_MS);
  };
  badge.onpointerdown = safe((down: PointerEvent) => {
    start = down;
    moved = false;
    badge.setPointerCapture(down.pointerId);
  });
  badge.onpointerup = () => (start = undefined);
  badge.onpointermove = safe(({ clientX, clientY }: PointerEvent) => {
    if (!start || (!moved && Math.hypot(clientX - start.clientX, clientY - start.clientY) < DRAG_PX)) return;
    moved = true;
    // Along the nearer side, as high as the finger.
    const top = clientY < innerHeight / 2;
    const left = clientX < innerWidth / 2;
    box.place = inner.place = +top * 2 + +left;
    box.from = (top ? clientY : innerHeight - clientY) - 28;
    wrap.classList.toggle('l', left);
    layout();
  });
  badge.onclick = safe(({ detail }: MouseEvent) => {
    // The click that ends a drag is none; a key's has no detail.
    if (moved && detail) return;
    if (fold.hidden) report('open');
    toggle();
  });
  addBox(inner);
  return [
    (view) => {
      label.textContent = badge.ariaLabel = view.badge || view.title;
      badge.textContent = '';
      if (!picture(badge, view)) badge.textContent = [...label.textContent][0] || '';
      fold.textContent = '';
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
  const box = make('div', wrap, { className: 'c g', role: 'group' });
  const line = make('div', box, { className: 't' });
  const words = make('span', line, { ariaLive: 'polite', dir: 'auto' });
  const track = make('div', box, { className: 'h', role: 'progressbar' });
  const bar = make('b', track);
  const names = make('div', box, { className: 'n' });
  let last: string | undefined;
  return [
    (view) => {
      const { id, title, text } = view;
      const { fraction = 0, done = 0, tiers = [] } = view.gauge || {};
      // Where it stood on the page before, and whether it has been full: it moves from there, and celebrates once.
      const memory = 'dangol.gauge.' + id;
      if (!last) {
        last = tabDisk[memory] || '0';
        bar.style.width = parseFloat(last) + '%';
        buttons(view, report, box, line);
        void bar.offsetWidth;
      }
      const was = /!/.test(last);
      const part = Math.max(0, Math.min(100, fraction * 100)) || 0;
      bar.style.width = part + '%';
      track.classList.toggle('o', !!done && !was);
      put(tabDisk, memory, (last = part + (done || was ? '!' : '')));

      box.ariaLabel = track.ariaLabel = title || text;
      words.textContent = track.ariaValueText = text || title;
      track.ariaValueNow = '' + Math.round(part);
      track.replaceChildren(bar);
      names.textContent = '';
      for (const { fraction, label, amount, reached } of tiers) {
        const className = reached ? 'y' : '';
        const name = make('span', names, { className, textContent: label });
        make('u', name, { textContent: amount });
        for (const { style } of [make('i', track, { className }), name]) {
          style.left = fraction * 100 + '%';
          // Pulled back by the same share of its own width: at 0 it begins, at 1 it ends with the track.
          style.transform = `translateX(${-fraction * 100}%)`;
        }
      }
    },
  ];
}

function card(parent: HTMLElement, view: View, report: Report): void {
  const { title, text } = view;
  const box = make('section', parent, { className: 'c', role: 'dialog', ariaModal: 'false', ariaLabel: title || text });
  picture(box, view);
  const words = make('div', box, { className: 'b' });
  make('h2', words, { dir: 'auto', textContent: title });
  make('p', words, { dir: 'auto', textContent: text });
  buttons(view, report, box, make('div', box, { className: 'f' }));
}

/** The main button, a real link where it leads somewhere; the quiet one; the close. */
function buttons({ button, hide_today, lang }: View, report: Report, box: Node, foot: Node): void {
  const add = (tag: 'a' | 'button', parent: Node, className: string, textContent: string, acts: Act[]) =>
    make(tag, parent, { className, textContent, onclick: safe(() => acts.forEach(report)) });
  const ko = lang != 'en';
  if (button) {
    const href = address(button.href);
    if (href) (add('a', foot, 'go', button.label, ['click']) as HTMLAnchorElement).href = href;
    else add('button', foot, 'go', button.label, ['click', 'close']);
  }
  if (hide_today) add('button', foot, 'q', ko ? '오늘 하루 보지 않기' : 'Don’t show again today', ['hide']);
  add('button', box, 'x', '×', ['close']).ariaLabel = ko ? '닫기' : 'Close';
}

/** Its room is reserved; one that does not come is taken away. */
function picture(parent: Node, { image }: View): unknown {
  const src = image && address(image.src, true);
  if (!src) return;
  const { width, height, alt } = image;
  const img = make('img', parent, { width, height, alt });
  img.onerror = () => img.remove();
  return (img.src = src);
}

/** The whole address, nothing if its scheme is not one of those allowed. */
function address(text: string, image?: boolean): string | undefined {
  try {
    const { href } = new URL(text, location.href);
    if (/^https?:/.test(href) || (image && /^data:image\//.test(href))) return href;
  } catch {}
  return;
}

/** From its edge to its place with a short spring, or away faster than it came; who wants less motion gets a fade. */
function move(el: HTMLElement, { place, rank }: Box, duration: number): void {
  const away = duration == LEAVE_MS;
  const calm = matchMedia('(prefers-reduced-motion)').matches;
  const far = calm ? 'none' : rank == 2 ? 'scale(.4)' : place == 5 ? 'scale(.94)' : `translateY(${place & 2 ? -28 : 28}px)`;
  const frames = [
    { opacity: 0, transform: far },
    { opacity: 1, transform: 'none' },
  ];
  el.animate(frames, {
    duration,
    direction: away ? 'reverse' : 'normal',
    easing: away ? 'ease-out' : 'cubic-bezier(.2,1.4,.4,1)',
    fill: 'both',
  }).onfinish = ({ target }: any) => away || target.cancel();
}

function make<T extends keyof HTMLElementTagNameMap>(tag: T, parent: Node, props: Partial<HTMLElementTagNameMap[T]> = {}) {
  return parent.appendChild(Object.assign(document.createElement(tag), props));
}
