// Draws messages: an interpreter of typed blocks in a few frames. Each message is one host element on the document element, in the top
// layer where the browser has one, with an open shadow root: the page's style sheets do not reach the message, nor the message's the page.
// Text goes in as text, addresses only by their scheme, whatever the bundle says.

import { address } from './address';
import { later, safe } from './guard';
import { addBox, layout } from './layout';
import { make } from './make';
import { BADGE, BAR, CLICK, CLOSE, HIDE, LEAVE_MS, LINE, NOTE, OPEN, PILL, POPUP, SEEN } from './numbers';
import { put, tabDisk } from './store';
import { HOST, SHEET } from './style';
import { theme } from './theme';
import type { Act, Find, Handle, Painter, Stage, View } from './types';

/** By kind of block; more.ts adds those that most pages do without. */
export const painters: Painter[] = [];
/** One, when more.ts has come. */
export const finders: Find[] = [];
/** The style sheet, to which more.ts adds. */
export const looks = [SHEET];
/** late.ts hears here of what has been drawn. */
export const hooks: (() => void)[] = [];

/** `report` learns what the shopper does, and removes what is closed. */
export function show(first: View, report: (act: Act) => void): Handle {
  const { $id, $type, $place: place, $frame: frame, $anchor: [selector, side], $lang } = first;
  // Before anything of ours is there: what reads the page's looks has its styles worked out, and a size that was worked out once would glide to ours.
  const look = theme(first);
  const host = make('dangol-message' as 'div', selector ? null : document.documentElement);
  host.dataset['message'] = $id;
  host.style.cssText = HOST + (selector ? 'static!important' : 'fixed!important;visibility:hidden!important');
  const root = host.attachShadow({ mode: 'open' });
  // No `style` element: the page's CSP may refuse it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(looks.join(''));
  root.adoptedStyleSheets = [sheet];
  const wrap = make('div', root, selector ? 'w a' : 'w');
  // Which way it is written is seen by its first letter, whatever the page's direction.
  Object.assign(wrap, { lang: $lang, dir: 'auto' });
  wrap.dataset['type'] = $type as any;
  // It comes from its edge, a badge and what stands in the middle from where it is.
  const isMiddle = place == 5;
  const from = first.$motion || selector ? 'none' : frame == BADGE ? 'scale(.4)' : isMiddle ? 'scale(.94)' : `translateY(${place & 2 ? -28 : 28}px)`;
  wrap.style.cssText = `${look}--t:${from};` + (first.$motion > 1 ? 'animation:none' : '');

  let [drawn, form, wait, gone] = ['', '', 0, false];
  let end = () => {};
  const remove = () => {
    end();
    gone = true;
    later(() => {
      wrap.classList.add('z');
      later(() => {
        // What is closed gives the focus back; what is only taken out does not.
        (box as HTMLDialogElement).close?.();
        host.remove();
        layout();
      }, LEAVE_MS);
    }, wait);
  };

  const badge = frame == BADGE && make('button', wrap, 'k');
  const fold = badge ? make('div', wrap, 's') : wrap;
  const isPlain = frame == LINE || frame == BAR || frame == PILL || !!selector;
  const box: HTMLElement = make(frame == POPUP ? 'dialog' : 'section', fold, `c f${frame} s${first.$size}`, '', { role: isPlain ? 'region' : 'dialog' });
  if (badge) openBy(badge, fold, place, report);
  if (frame == POPUP) {
    // The browser keeps the focus within, and gives it back.
    box.tabIndex = -1;
    box.oncancel = safe((event: Event) => {
      event.preventDefault();
      report(CLOSE);
    });
  }

  const isLine = /[256]/.test(frame as any);
  const group = (part: string) => {
    const name = isLine ? 't' : part;
    const last = box.lastElementChild as HTMLElement | null;
    return last?.className == name ? last : make('div', box, name);
  };
  const leave = (ms: number, ...acts: Act[]) => {
    wait = ms;
    acts.forEach(report);
    if (!acts[0]) remove();
    wait = 0;
  };
  const stage: Stage = [group, report, $lang == 'ko', $id, first.$end, leave];
  let fills: ReturnType<Painter>[] = [];

  const draw = (view: View) => {
    const { $blocks: blocks } = view;
    if (drawn == (drawn = JSON.stringify(view))) return;
    if (form != (form = view.$form)) {
      box.textContent = '';
      fills = blocks.map((block) => painters[block[0]]?.(stage, block));
      if (!selector) Object.assign(button(box, 'x', report, [CLOSE]), { textContent: '×', ariaLabel: stage[2] ? '닫기' : 'Close' });
    }
    const name = (box.ariaLabel = blocks.find(([kind]) => kind == 2 || kind == 3)?.[1] || view.$badge);
    fills.forEach((fill, i) => fill?.(blocks[i]!, view));
    if (badge) {
      badge.title = badge.ariaLabel = view.$badge || name;
      badge.textContent = '';
      const [kind, ...fields] = blocks[0]!;
      if (kind != 1 || !picture(() => badge, fields)) badge.textContent = [...badge.title][0]!;
    }
    hooks.forEach((hook) => hook());
  };

  let [latest, begun] = [first, false];
  const begin = () => {
    if (gone) return;
    begun = true;
    draw(latest);
    if (frame == POPUP) {
      (box as HTMLDialogElement).showModal();
      // The words are read first; no button looks as if it had been chosen.
      box.focus();
    } else if (!selector) {
      host.popover = 'manual';
      host.showPopover?.();
    }
    if (selector || frame == POPUP) host.style.setProperty('visibility', 'visible', 'important');
    else addBox([host, place, [1, 2, 0, 1, 1, 0, 0][frame]!, , frame == BAR, frame == NOTE || frame == BAR]);
    painted(() => gone || report(SEEN));
  };
  if (selector) end = finders[0]!(host, selector, side, begin);
  else begin();
  const update = (view: View) => {
    latest = view;
    if (begun) draw(view);
  };
  return [update, remove];
}

/** After a frame what is there has been painted; hidden pages have no frames. */
export const painted = (then: () => unknown) => requestAnimationFrame(() => later(then, 0));

/** A round badge that opens a card. */
function openBy(badge: HTMLElement, fold: HTMLElement, place: number, report: Stage[1]): void {
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
}

painters[1] = ([group], [, ...fields]) => {
  picture(() => group('i'), fields);
};

painters[2] = ([group]) => {
  const title = make('h2', group('b'));
  return ([, text]) => (title.textContent = text);
};

painters[3] = ([group]) => {
  const words = make('p', group('b'), '', '', { ariaLive: 'polite' });
  return ([, text, done], { $done }) => (words.textContent = ($done && done) || text);
};

/** A real link where it leads somewhere. */
painters[4] = ([group, report, , id], [, , link, event, quiet]) => {
  const href = address(link);
  const tell = () => event && tellPage(id, event);
  const made = button(group('f'), quiet ? 'v' : 'go', report, href ? [CLICK] : [CLICK, CLOSE], href, tell);
  return ([, label]) => (made.textContent = label);
};

/** How far the cart is from what the shop gives: a thin bar with a mark for each goal, what it gives, and from which amount on. */
painters[5] = ([group, , , id]) => {
  const box = group('t').parentNode!;
  const track = make('div', box, 'h', '', { role: 'progressbar' });
  const bar = make('b', track);
  const names = make('div', box, 'n');
  // It moves from where it stood on the page before.
  const memory = 'dangol.gauge.' + id;
  bar.style.width = (tabDisk[memory] || 0) + '%';
  return (_, { $part, $tiers }) => {
    void bar.offsetWidth;
    const full = Math.max(0, Math.min(100, $part)) || 0;
    bar.style.width = full + '%';
    put(tabDisk, memory, '' + full);
    track.ariaLabel = (box as HTMLElement).ariaLabel;
    track.ariaValueText = (box.firstChild as HTMLElement).innerText;
    track.ariaValueNow = Math.round(full) as any;
    track.replaceChildren(bar);
    names.textContent = '';
    $tiers.forEach(([part, label, reached, amount], i) => {
      const kind = reached ? 'y' : '';
      const name = make('span', names, kind, label);
      make('small', name, '', amount);
      // Pulled back by the same share of its own width: at 0 it begins, at 100 it ends with the track.
      for (const { style } of [make('i', track, kind), name]) style.cssText = `left:${part}%;transform:translate(-${part}%)`;
      // No name over another.
      const room = [$tiers[i - 1], $tiers[i + 1]].map((next) => (next ? Math.abs(next[0] - part) : 100));
      const gap = Math.min(...room);
      name.style.maxWidth = gap / (1 + gap / 100) + (gap < 100 ? 0 : 50) + '%';
    });
  };
};

painters[6] = ([group, report, ko]) => {
  button(group('f'), 'q', report, [HIDE]).textContent = ko ? '오늘 하루 보지 않기' : "Don't show today";
};

/** Tells the shop's page, which may take it over by `preventDefault()`. */
const tellPage = (message: string, event: string) => dispatchEvent(new CustomEvent('dangol', { cancelable: true, detail: { message, event } }));

const button = (parent: Node, kind: string, report: Stage[1], acts: Act[], href?: string, first?: () => unknown) =>
  make((href ? 'a' : 'button') as 'a', parent, kind, '', {
    href: href!,
    onclick: safe(() => {
      first?.();
      acts.forEach(report);
    }),
  });

/** Its room is reserved. */
function picture(parent: () => Node, [link, alt, width, height]: any[]): unknown {
  const src = address(link, true);
  return src && make('img', parent(), '', '', { alt, width, height, src });
}
