// The rest of a message's looks and manners, which can wait until it is on the screen.

import { read, safe } from './guard';
import { LATE_SHEET } from './style';

/** After each drawing. `layout` finds the message's place again. */
export function polish(host: HTMLElement, layout: () => void): void {
  const root = host.shadowRoot!;
  const track = root.querySelector('.h');
  if (!host.dataset['type']) {
    host.dataset['type'] = root.querySelector('.k') ? 'floating' : track ? 'gauge' : 'popcorn';
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LATE_SHEET);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    // When fonts come, the text wraps anew; a card opens.
    const observer = new ResizeObserver(layout);
    for (const box of [host, ...root.querySelectorAll('.s')]) observer.observe(box);
    // The room of a picture is reserved; one that does not come gives it back.
    root.addEventListener('error', safe(({ target }) => (target as Element).remove()), true);
  }
  for (const picture of root.querySelectorAll('img')) if (picture.complete && !picture.naturalWidth) picture.remove();
  if (track) celebrate(host.dataset['message']!, track, root.querySelector('.n span:last-child.y'));
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
  const mine = focus == host || (host.dataset['type'] != 'gauge' && !focus.matches('input,textarea,select,dangol-message'));
  const badge = root.querySelector<HTMLElement>('.k');
  if (!mine || root.querySelector('.z') || badge?.ariaExpanded == 'false') return false;
  (badge || root.querySelector<HTMLElement>('.x'))?.click();
  badge?.focus();
  return true;
}
