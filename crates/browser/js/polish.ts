// The rest of a message's looks and manners, which can wait until it is on the screen.

import { read, safe } from './guard';
import type { Moved } from './layout';
import { DRAG_PX } from './numbers';
import { put } from './store';
import { LATE_SHEET } from './style';

/** By `Kind`, from 1 on. */
const TYPES = 'popcorn floating gauge note coupon popup bar ticker inline survey capture recommend'.split(' ');

/** After each drawing. `layout` finds the message's place again; `tab` is what the tab keeps. */
export function polish(host: HTMLElement, layout: () => void, tab: () => Record<string, string>): void {
  const root = host.shadowRoot!;
  const track = root.querySelector('.h');
  if (!host.dataset['type']) {
    host.dataset['type'] = TYPES[+root.querySelector<HTMLElement>('.w')!.dataset['type']! - 1] || 'message';
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LATE_SHEET);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    // When fonts come, the text wraps anew; a card opens.
    const observer = new ResizeObserver(layout);
    for (const box of [host, ...root.querySelectorAll('.s')]) observer.observe(box);
    const badge = root.querySelector<HTMLElement>('.k');
    if (badge) drag(host, badge, layout, tab);
    // The room of a picture is reserved; one that does not come gives it back.
    root.addEventListener('error', safe(({ target }) => drop(target as Element)), true);
  }
  for (const picture of root.querySelectorAll('img')) if (picture.complete && !picture.naturalWidth) drop(picture);
  // What has to be scrolled is reached by keys.
  for (const words of root.querySelectorAll<HTMLElement>('.b')) if (words.scrollHeight > words.clientHeight + 1) words.tabIndex = 0;
  if (track) celebrate(host.dataset['message']!, track, root.querySelector('.n span:last-child.y'));
}

/** A picture with the part that holds it; a badge shows its first letter instead. */
function drop(picture: Element): void {
  const part = picture.parentElement;
  picture.remove();
  if (part?.matches('.k')) part.textContent = [...part.title][0] || '';
  else if (part?.matches('.i')) part.remove();
}

/** A finger moves a badge out of the way; it goes to the nearer edge and stays there, on later pages too. A mouse has room enough. */
function drag(host: Moved, badge: HTMLElement, layout: () => void, tab: () => Record<string, string>): void {
  const memory = 'dangol.at.' + host.dataset['message'];
  const [left, bottom] = (tab()[memory] || '').split(' ');
  if (bottom) host.moved = [left == '1', +bottom];
  let from: PointerEvent | undefined;
  let isMoved = false;
  const on = (type: string, run: (event: any) => unknown, options?: boolean) => badge.addEventListener(type, safe(run), options);
  on('pointerdown', (event: PointerEvent) => {
    isMoved = false;
    if (event.pointerType == 'mouse') return;
    from = event;
    badge.setPointerCapture(event.pointerId);
  });
  on('pointermove', (event: PointerEvent) => {
    if (!from) return;
    const [x, y] = [event.clientX - from.clientX, event.clientY - from.clientY];
    isMoved ||= Math.hypot(x, y) > DRAG_PX;
    if (isMoved) badge.style.transform = `translate(${x}px,${y}px)`;
  });
  const end = (event: PointerEvent) => {
    from = undefined;
    const rect = badge.getBoundingClientRect();
    badge.style.transform = '';
    if (!isMoved || event.type != 'pointerup') return;
    host.moved = [rect.left + rect.width / 2 < innerWidth / 2, Math.round(innerHeight - rect.bottom)];
    put(tab(), memory, +host.moved[0] + ' ' + host.moved[1]);
    layout();
  };
  on('pointerup', end);
  on('pointercancel', end);
  // Where it was let go is no tap.
  on('click', (event: Event) => isMoved && event.stopImmediatePropagation(), true);
  if (host.moved) layout();
}

const celebrated: Record<string, unknown> = {};

/** When the last goal is reached, once in a tab. */
function celebrate(id: string, track: Element, done: unknown): void {
  const memory = 'dangol.full.' + id;
  const kept = read(window, 'sessionStorage') || celebrated;
  track.classList.toggle('o', !!done && !kept[memory]);
  if (done) kept[memory] = 1;
}

/** Closes the card of a badge, and what else is no gauge; what has the focus in any case. Whether there was anything to close. */
export function dismiss(host: HTMLElement): boolean {
  const root = host.shadowRoot!;
  const focus = document.activeElement!;
  const mine = focus == host || (!/gauge|bar|ticker|inline|recommend/.test(host.dataset['type']!) && !focus.matches('input,textarea,select,dangol-message'));
  const badge = root.querySelector<HTMLElement>('.k');
  if (!mine || root.querySelector('.z') || badge?.ariaExpanded == 'false') return false;
  (badge || root.querySelector<HTMLElement>('.x'))?.click();
  badge?.focus();
  return true;
}
