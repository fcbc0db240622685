// What a shopper does on the page, as facts for the engine: how far the page was seen, signs of leaving, the last activity; and what
// the device is like. The page is never slowed: listeners are passive, and its layout is read in frames only.

import { later, listen, safe } from './guard';
import {
  EXIT_INTENT,
  FLICK_DOWN_MIN,
  FLICK_MS,
  FLICK_SCREENS,
  IDLE_SINCE,
  IDLE_TELL_MS,
  LANGUAGE,
  RESIZE_MS,
  SCREEN_WIDTH,
  SCROLL,
  SCROLL_STEP,
  SPA_MS,
  TOUCH_MS,
} from './numbers';

type Tell = (fact: number, value: number | string) => unknown;

export interface Sensors {
  /** Tells a new engine what there is to tell. */
  start(): void;
  /** Another page is viewed, perhaps in the same document: what was seen and done on the one before no longer counts. */
  page(): void;
  /** Listens, if something waits for it by now. */
  attach(): void;
}

/** `waits`: whether something waits for what the shopper does; until then nothing listens. */
export function sense(tell: Tell, waits: () => unknown): Sensors {
  let frame = 0;
  let width = 0;
  let deepest = 0;
  let left = false;
  let activeAt = 0;
  let toldAt = 0;
  let idleTimer = 0;
  let touchedAt = 0;
  let lately: [at: number, y: number][] = [];

  const leave = () => {
    if (!left) tell(EXIT_INTENT, 1);
    left = true;
  };

  const measure = safe(() => {
    frame = 0;
    const { scrollHeight } = document.scrollingElement || document.documentElement;
    const [high, y, now] = [innerHeight, scrollY, Date.now()];
    if (width != (width = innerWidth)) tell(SCREEN_WIDTH, width);

    // A pixel is lost in rounding at the end of some pages.
    const seen = Math.min(100, Math.floor((100 * (y + high + 1)) / scrollHeight / SCROLL_STEP) * SCROLL_STEP);
    if (seen > deepest) tell(SCROLL, (deepest = seen));

    // A quick way up, by a finger: a jump to the top by a link or a script is none.
    lately = [...lately.filter(([at]) => now - at < FLICK_MS), [now, y]];
    const from = Math.max(...lately.map(([, y]) => y));
    if (now - touchedAt < TOUCH_MS && from - y > high * FLICK_SCREENS && from > (scrollHeight - high) * FLICK_DOWN_MIN) leave();
  });
  /** In the next frame; a hidden page has none, and tells when it is seen. */
  const look = () => {
    frame ||= requestAnimationFrame(measure);
  };

  /** Told at once after a rest; then every second the last one, so that what is told is exact whenever the engine may wait for it. */
  const active = () => {
    activeAt = Date.now();
    idleTimer ||= later(
      () => {
        idleTimer = 0;
        toldAt = Date.now();
        tell(IDLE_SINCE, activeAt);
      },
      Math.max(0, toldAt + IDLE_TELL_MS - activeAt),
    );
  };

  let listens = false;
  const attach = () => {
    if (listens || !waits()) return;
    listens = true;
    active();
    listen('scroll', look, { passive: true });
    // Scrolling inside the page is done by one of the others.
    listen('scroll', active, { passive: true });
    listen('pointerdown pointermove keydown wheel touchstart touchmove visibilitychange', active, { passive: true, capture: true });
    listen('touchmove', () => (touchedAt = Date.now()), { passive: true, capture: true });
    document.documentElement.addEventListener(
      'mouseleave',
      safe(({ clientY, buttons }: MouseEvent) => clientY <= 0 && !buttons && leave()),
    );
  };
  let resizeTimer = 0;
  listen('resize', () => {
    clearTimeout(resizeTimer);
    resizeTimer = later(look, RESIZE_MS);
  });

  const start = () => {
    width = deepest = 0;
    left = false;
    lately = [];
    tell(LANGUAGE, navigator.language.toLowerCase());
    attach();
    look();
    if (listens) active();
  };
  const page = () => {
    deepest = 0;
    left = false;
    // The old content may stay until the new one is there, and the scroll position with it.
    later(look, SPA_MS);
    if (listens) active();
  };
  return { start, page, attach };
}
