// The shell: everything in a shopper's page that is no rule. It stores, fetches, draws and reads the page; what to do is decided by
// the engine (crates/browser/src), reached through bytes.
//
//   loader.ts   /d.js: picks a release, starts the downloads, keeps early calls     → a file of its own
//   shell.ts    boots the engine, carries inputs in and effects out                 → a file with all below
//     engine.ts   the boundary: inputs, effects           codec.ts    postcard
//     identity.ts visitor, install                        store.ts    storage; guard.ts: nothing of ours throws
//     queue.ts    the tab and its events                  adapter.ts  dataLayer and dangol() → events
//     view.ts     what a message says; with particle.ts   draw.ts     messages; with make.ts, layout.ts, theme.ts, style.ts
//     numbers.ts  kinds and limits of them all
//   late.ts     what is not needed before the first message; with sensors.ts and    → a file of its own, when the page is idle
//               pages.ts, what shop platforms and others' tags say
//   more.ts     blocks that are rare: code, countdown, answers, form, places       → a file of its own, if the bundle has one
//   the engine as JavaScript (wasm2js), where the page or the browser refuses wasm → a file of its own, of no source here
//   debug.ts    what dangol.debug() answers, on this machine only                  → a file of its own
//
// For browsers with constructable style sheets: Chrome 91, Safari 16.4, Firefox 101 and later. In older ones the loader may run; nothing
// is drawn and nothing thrown.
//
// All are classic scripts. The loader hangs what the shell needs on the shell's own script element (`document.currentScript`), and so
// does the shell for late.ts: nothing but `window.dangol` is global. The wasm takes no imports.
//
// What the engine may rely on: the first EVENT after BOOT is the page's view. A page that comes back from the
// back/forward cache is booted afresh, since another page has used the tab's numbers meanwhile. The
// sequence of a new tab begins at 1. Before every other input comes STATE if another tab has written. An order's frames are dropped
// last. Frames of a BATCH are joined as they are, oldest first, perhaps of several tabs. Without a bundle (the edge is down) BOOT
// carries an empty one. BATCH and DUMPED come alone or last.

import { clip, heard, say, watchDataLayer } from './adapter';
import { bytes, reader, str, u32 } from './codec';
import { finders, hooks, looks, painted, painters, show } from './draw';
import { input, open } from './engine';
import type { Effects, Make, Step } from './engine';
import { errors, later, listen, note, safe } from './guard';
import { identity } from './identity';
import { layout } from './layout';
import { make } from './make';
import {
  ACT,
  ANSWER,
  BATCH,
  BODY_MAX,
  BOOT,
  CLICK,
  CLOSE,
  EVENT,
  HIDE,
  LATE_MS_MAX,
  OFF,
  PAGE,
  REFERRER_MAX,
  SEEN,
  STATE,
  TIME,
  TIMER_MS_MAX,
  TITLE_MS,
  UNDRAWN,
  URL_MAX,
} from './numbers';
import { openQueue } from './queue';
import type { Queue } from './queue';
import { disk, MODES, mode, put, settle, tabDisk, toBytes, toText } from './store';
import type { Act, Boot, Handle, Late, More, Plain, View } from './types';
import { viewOf } from './view';

/** The integrity of late.ts, more.ts and the engine as JavaScript: beside this file, under its name with `.js`, `.more.js`, `.engine.js` after it. */
declare const __TOLD__: string;

/** What is not there, or much too large, is empty. */
const content = async (answer: Response | void): Promise<Uint8Array<ArrayBuffer>> => {
  const body = answer?.ok ? await answer.arrayBuffer() : new ArrayBuffer();
  return new Uint8Array(body.byteLength > BODY_MAX ? [] : body);
};

async function run([key, edge, api, wasm, coming, debug, trust, views]: Boot): Promise<void> {
  const answer = await coming;
  // The edge does not know this site: nothing to do here.
  if (/^4/.test(answer?.status as any)) return;
  let bundle: Uint8Array = await content(answer);
  /** Beside this file. */
  const load = (name: string, dangol: Late | More | Plain, onerror?: () => unknown) =>
    make('script', document.head, '', '', {
      src: trust(tag!.src + name),
      integrity: __TOLD__,
      crossOrigin: '',
      nonce: tag!.nonce,
      dangol,
      onerror,
    } as Partial<HTMLScriptElement>);
  let engine: Make;
  try {
    // Streaming would gain nothing: a file with `integrity` is handed out when all of it has come.
    const module = await WebAssembly.compile(await content(await wasm));
    engine = async () => (await WebAssembly.instantiate(module)).exports;
  } catch {
    // The page's policy, or the browser. Should that not come either, the views wait in the tab for a page on which an engine runs.
    engine = await new Promise<Make>((ready) => load('.engine.js', ready));
  }

  const stateKey = 'dangol.' + key;
  const shown = new Map<string, Handle>();
  let inbox: (() => Uint8Array)[] = [];
  let step: Step | undefined;
  let queue: Queue;
  let seen: string | undefined;
  let titleTimer = 0;
  let dueTimer = 0;
  let stale = false;
  let hasLate = 0;
  const begun: (() => unknown)[] = [];

  const hide = (id: string) => {
    shown.get(id)?.[1]();
    shown.delete(id);
    waiting.delete(id);
  };
  const draw = (view: View) => {
    const { $id } = view;
    const handle = shown.get($id);
    try {
      if (handle) handle[0](view);
      else shown.set($id, show(view, (act) => acted($id, act)));
    } catch (error) {
      note(error);
      document.querySelector(`dangol-message[data-message="${$id}"]`)?.remove();
      acted($id, UNDRAWN);
    }
  };
  /** What waits for more.ts; nothing when that has come. */
  const waiting = new Map<string, View>();
  let hasMore = 0;
  const more = () => {
    if (!hasMore) load('.more.js', [painters, finders, looks, hooks, api, note, () => {
      hasMore = 2;
      waiting.forEach(safe(draw));
      waiting.clear();
    }], () => waiting.forEach((_, id) => acted(id, UNDRAWN)));
    hasMore ||= 1;
  };
  // In the order of the kinds of crates/browser/src/output.rs.
  const effects: Effects = [
    safe((from) => {
      const packed = from.y();
      const { s, b } = reader(packed);
      const id = s();
      // Held back from this person: told when it would have been seen, and not drawn.
      if (!b()) return painted(() => acted(id, SEEN));
      const view = viewOf(packed);
      if (view.$more && hasMore < 2) {
        waiting.set(view.$id, view);
        more();
      } else draw(view);
    }),
    (from) => hide(from.s()),
    (from) => {
      put(disk, stateKey, toText(from.y()));
      // As it is stored: where the disk is full the old one stays, and is no news.
      seen = disk[stateKey];
    },
    (from) => queue.$add(from.n(), from.y()),
    (from) => {
      const due = from.f();
      clearTimeout(dueTimer);
      if (due) dueTimer = later(time, Math.min(TIMER_MS_MAX, due - Date.now()));
    },
    (from) => queue.$acked(from.n(), from.l(() => [from.n(), from.n()])),
    () => (stale = true),
    ,
    ,
    // late.ts asks; until it has come, what stands here is read and asked again.
    (from) => from.y(),
  ] as Effects;

  const clear = () => {
    step = undefined;
    shown.forEach((_, id) => hide(id));
    waiting.clear();
  };
  /** One step; an engine that dies takes its messages along and is not asked again. */
  const ask = (given: Uint8Array) => {
    try {
      return step?.(given);
    } catch (error) {
      note(error);
      clear();
    }
    return;
  };

  /** Feeds what waits. Reading the state, stepping and writing it happen in one turn. */
  const drain = () => {
    if (!step) return;
    titleTimer = 0;
    if (disk[stateKey] != seen) {
      seen = disk[stateKey];
      if (seen) ask(input(STATE, 0, bytes(toBytes(seen))));
    }
    for (const item of inbox.splice(0)) ask(item());
  };
  /** Under a lock that every tab of the shop takes. */
  const locked = async (go: () => unknown): Promise<void> => {
    try {
      await navigator.locks.request(stateKey, go);
    } catch {
      go();
    }
  };
  /** What waits for a title is left waiting. */
  const enter = (item: () => Uint8Array) => {
    if (step) inbox.push(item);
    return locked(() => titleTimer || drain());
  };
  const feed = (kind: number, ...rest: number[][]) => enter(() => input(kind, 0, ...rest));
  const time = () => feed(TIME);

  const acted = (id: string, act: Act) => {
    if (act == CLOSE || act == HIDE || act == UNDRAWN) hide(id);
    feed(ACT, str(id), [act]);
    // A link is followed next: store and send before that, without waiting for the lock.
    if (act == CLICK) {
      drain();
      queue.$send();
    }
  };

  const told = (said: Uint8Array | undefined) => {
    if (said) enter(() => said);
  };
  /** Without a fragment that is no route. */
  const bare = (url: string) => url.replace(/#(?![!/]).*/, '');
  const page = (url = location.href, title = document.title, at = 0) =>
    input(EVENT, at, [PAGE], str(bare(clip(url, URL_MAX))), str(clip(title)));
  /** Where this page was reached from, if that is outside the shop; of a marked link without a referrer its own address. */
  const outside = (url: string, referrer: string) =>
    referrer && referrer.split('/')[2] != location.host ? referrer : /[?&](utm_|n_|k_|dangol_|[a-z]*clid=)/.test(url) ? url : '';

  /** Counts the engines: of two that begin, since the shopper changes their mind, the later one lives. */
  let era = 0;
  const live = async () => {
    const own = ++era;
    if (mode == OFF) return;
    const born = await open(engine, effects);
    if (own != era) return;
    const [visitor, install] = identity();
    queue = openQueue(key, edge + 'v1/collect', (frames) => ask(input(BATCH, 0, bytes(frames))), (body) => feed(ANSWER, bytes(body)));
    // What the loader noted: this view, and those of pages that were left before an engine ran.
    if (!views[0]) views.push([Date.now(), location.href, document.referrer]);
    const [at, url, referrer] = views[0]!;
    await locked(() => {
      if (own != era) return;
      step = born;
      seen = disk[stateKey];
      ask(
        input(
          BOOT,
          at,
          ...[url, outside(url, referrer)].map((url) => str(url.slice(0, REFERRER_MAX))),
          str(key),
          visitor,
          ...[install, queue.$tab, queue.$next].map(u32),
          ...[bundle, toBytes(seen)].map(bytes),
        ),
      );
      views.forEach(([at, url], i) => ask(page(url, views[i + 1] ? '' : document.title, at)));
      // In one turn with their being stored: a page that ends before it leaves them to the next.
      views.length = 0;
      drain();
    });
    // Where the visit came from is known when the edge has said: at once, not gathered.
    queue.$send();
    if (bundle[1]! & 1) more();
    // Safari has no idle callback.
    hasLate ||= ((window as any).requestIdleCallback || setTimeout)(
      safe(() => load('.js', rest)),
      { timeout: LATE_MS_MAX },
    );
    begun.forEach((run) => run());
  };

  /** Goes by what the page says of consent, by a newer bundle, or by what another tab has heard. */
  const heed = (fresh: Uint8Array = bundle, said?: number) => {
    bundle = fresh;
    const before = mode;
    const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean };
    const asks = fresh[0] ? !!(fresh[1]! & 2 || (fresh[1]! & 4 && (doNotTrack == '1' || globalPrivacyControl))) : undefined;
    if (settle(asks, said)) {
      const left = queue?.$end();
      clear();
      // What is not told yet is told in the name of whoever is here now, or of nobody.
      live().then(() => before && !mode && left && queue.$take(...left)).catch(note);
    } else if (queue && mode != before) {
      // The cookie, too.
      if (!mode) identity();
      begun.forEach((run) => run());
      queue.$send();
    }
  };
  const modeOf = (word: unknown) => {
    const said = MODES.indexOf(word as string);
    return said < 0 ? undefined : said;
  };
  const early = api.q as unknown as [string, unknown, unknown][];
  /** Google's word counts where the site asks. */
  let check = () => {};
  const call = safe(([name, data, props]: [string, any, unknown]) => {
    // What was put into a list that we have not seen yet was said before.
    check();
    if (name == 'consent') heed(bundle, modeOf(data));
    else if (name == 'page') told(page(data?.url, data?.title));
    else say(told, name, typeof data == 'string' ? { name: data, value: props } : data);
  });
  const rest: Late = [api, key, edge, debug, effects, () => stale, () => [queue.$tab, queue.$take, queue.$send, queue.$forget], enter, drain, ask, live, begun, heed, () => bundle, () => check(), layout, hooks, () => [mode!, disk, tabDisk], errors, trust, heard];
  heed(bundle, modeOf(early.filter(([name]) => name == 'consent').pop()?.[1]));
  await live();

  listen('pagehide', () => {
    drain();
    queue?.$close();
    clear();
    clearTimeout(dueTimer);
  });

  let last = bare(location.href);
  const moved = safe(() => {
    if (last == (last = bare(location.href)) || titleTimer) return;
    enter(() => page());
    titleTimer = later(() => locked(drain), TITLE_MS);
  });
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (...args) {
      original.apply(this, args);
      moved();
    };
  }
  listen('popstate hashchange', moved);
  listen('visibilitychange', time);

  if (!(bundle[1]! & 8)) check = watchDataLayer(told, (said) => bundle[1]! & 6 && heed(bundle, said));
  api.q = { push: call as any };
  early.forEach(call);
}

const tag = document.currentScript as (HTMLScriptElement & { dangol?: Boot }) | null;
if (tag?.dangol) run(tag.dangol).catch(note);
