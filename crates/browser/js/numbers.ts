// Kinds and limits. This file imports nothing: only then does esbuild write the values where they are used.

/** First byte of what goes into the engine (crates/browser/src/engine.rs). */
export const BOOT = 1;
export const EVENT = 2;
export const TIME = 3;
export const ACT = 4;
export const STATE = 5;
export const ANSWER = 6;
export const BUNDLE = 7;
export const DUMP = 8;
export const BATCH = 9;
export const TELL = 11;

/** Added to it while the shopper does not see the page. */
export const HIDDEN = 128;

/** Facts that a TELL may carry, by their number in crates/model/src/facts. */
export const LANGUAGE = 43;
export const SCREEN_WIDTH = 44;
export const SCROLL = 45;
export const EXIT_INTENT = 46;
export const IDLE_SINCE = 47;
export const WATCHING = 86;

/** Effects that late.ts takes part in (crates/browser/src/output.rs). */
export const EMIT = 4;
export const REFETCH = 7;
export const WATCH = 10;

/** What an EVENT tells, where the shell must know. */
export const PAGE = 1;
export const PRODUCT = 2;

/** What the shopper did with a message, as ACT carries it. SEEN means that it was really drawn on a visible page. */
export const CLICK = 1;
export const CLOSE = 2;
export const HIDE = 3;
export const OPEN = 4;
export const SEEN = 5;
/** It could not be drawn: its place is another's on this page. */
export const UNDRAWN = 7;

// store.ts
/** What a shopper has agreed to, as `dangol('consent', …)` says it (MODES). */
export const FULL = 0;
/** Events are sent in the name of a browser that is forgotten with the page. */
export const COOKIELESS = 1;
/** Nobody has agreed or refused: rules and messages work, in memory; nothing is kept or sent. */
export const ASK = 2;
/** Nothing runs. */
export const OFF = 3;

// shell.ts
/** Largest bundle that is taken; the edge makes none of more than a quarter of it. The engine has some hundredth of it. */
export const BODY_MAX = 1_048_576;
/** A title is often set a moment after the address. */
export const TITLE_MS = 100;
/** Longest wait of late.ts for the page to be idle. */
export const LATE_MS_MAX = 2000;
/** Timers hold 31 bits of milliseconds, 24 days. */
export const TIMER_MS_MAX = 2_000_000_000;
/** Longest address that the edge takes of a page, and of where it was reached from. */
export const URL_MAX = 1000;
export const REFERRER_MAX = 2000;

// pages.ts
/** Sources that a shop can switch off, as bits (`ADAPTERS` of crates/message/src/page.rs; 1 is GA4's, which adapter.ts reads). */
export const SCHEMA_ORG = 2;
export const OPEN_GRAPH = 4;
export const CAFE24 = 8;
export const GODOMALL = 16;
export const MAKESHOP = 32;
export const IMWEB = 64;
export const NAVER = 256;
export const META = 512;
export const KAKAO = 1024;

// adapter.ts
/** Lines of a list beyond this are not read. */
export const ITEMS_MAX = 100;
/** Characters of a text beyond this are not read. */
export const TEXT_MAX = 200;

// queue.ts
/** Longest record that a device keeps: some 400 events, a long offline visit; a hundredth of localStorage. */
export const RECORD_MAX = 65536;
/** Bounds of a batch: browsers let 64 KB of keepalive requests fly at once, and with so much added to each the edge's 200 events are kept too. */
export const BATCH_BYTES_MAX = 49152;
export const FRAME_BYTES = 256;
/** From the first event to its batch. After each failure twice as long up to the second, half of it jitter. */
export const GATHER_MS = 1000;
export const RETRY_MS_MAX = 300000;
/** A request without an answer by then counts as failed. */
export const ANSWER_MS_MAX = 20000;
/** A record that nobody wrote for so long is taken over. If its tab lives after all, frames go twice and count once. */
export const ORPHAN_MS = 60000;
/** A record of another version is left to the release that understands it. */
export const VERSION = 2;
/** An order's frame begins with it: it is dropped last. */
export const ORDER = '\x07';

// late.ts
/** Shortest time between two fetches of the bundle: as long as caches may keep an old one. */
export const REFETCH_MS_MIN = 60000;
/** Shortest time between two questions of how many look at the same. */
export const WATCH_MS = 60000;
/** After late.ts has come, a click or the page's `load`: when dataLayer is looked at again. */
export const RECHECK_MS = [0, 1000, 4000];
/** Shortest time between two looks for a message's place. */
export const LAYOUT_MS = 200;

// sensors.ts
/** How far a page was seen is told in steps of so many percent. */
export const SCROLL_STEP = 5;
/** A width that has settled. */
export const RESIZE_MS = 300;
/** A page without a load of its own is there after this long. */
export const SPA_MS = 1000;
/** Between two tells of the last activity. Longer than the shortest idle time that a shop may ask for would show too early. */
export const IDLE_TELL_MS = 1000;
/** A sign of leaving on a phone: so many screens up within this time, from so far down, with a finger moving on the screen shortly before. */
export const FLICK_MS = 300;
export const FLICK_SCREENS = 0.4;
export const FLICK_DOWN_MIN = 0.2;
export const TOUCH_MS = 1000;

// draw.ts, layout.ts
/** Frames, by their numbers in crates/message/src/content/arrange.rs. */
export const CARD = 0;
export const BADGE = 1;
export const LINE = 2;
export const NOTE = 3;
export const POPUP = 4;
export const BAR = 5;
export const PILL = 6;
/** Blocks from this kind on are drawn by more.ts. */
export const MORE_FROM = 7;
/** How long a message may be out of the page, in the hands of who moves it. */
export const AWAY_S_MAX = 60;
/** How long a word of thanks is to be read before the message goes. */
export const THANKS_MS = 5000;
/** As long as the style sheet takes to fade a message out. */
export const LEAVE_MS = 120;
/** A phone, as the style sheet takes it. */
export const PHONE_PX = 480;
export const GAP_PX = 12;
/** A finger that moves less has tapped. */
export const DRAG_PX = 6;
