// The shell: everything in a shopper's page that is no rule. It stores, fetches, draws and reads the page; what to do is decided by
// the engine (crates/browser/src), reached through bytes.
//
//   loader.ts   /d.js: picks a release, starts the downloads, keeps early calls     → a file of its own
//   shell.ts    boots the engine, carries inputs in and effects out                 → a file with all below
//     engine.ts   the boundary: inputs, effects           codec.ts    postcard
//     identity.ts visitor, install                        store.ts    storage and the guard `safe`
//     queue.ts    the tab and its events                  adapter.ts  dataLayer and dangol() → events
//     draw.ts     messages; with layout.ts, theme.ts, style.ts
//
//     view.ts    what a message says
//   debug.ts    what dangol.debug() answers, on this machine only                  → a file of its own
//
//   esbuild js/loader.ts js/shell.ts js/debug.ts --bundle --minify --format=iife --target=es2020 --charset=utf8 --outdir=build
//
// All are classic scripts. The loader hangs what the shell needs on the shell's own script element (`document.currentScript`), so
// nothing but `window.dangol` is global. The wasm takes no imports.
//
// What the engine may rely on: the first EVENT after BOOT is the page's view. A page that comes back from the
// back/forward cache is booted afresh, with the product it last told, since another page has used the tab's numbers meanwhile. The
// sequence of a new tab begins at 1. Before every other input comes STATE if another tab has written. An order's frames are dropped
// last. Frames of a BATCH are joined as they are, oldest first, perhaps of several tabs. Without a bundle (the edge is down) BOOT
// carries an empty one. BATCH and DUMPED come alone or last.

import { clip, event, watchDataLayer } from './adapter';
import { bytes, f64, str, u32 } from './codec';
import { show } from './draw';
import { ACT, ANSWER, BATCH, BOOT, BUNDLE, DUMP, EVENT, ORDER, PAGE, PRODUCT, STATE, TIME, input, open } from './engine';
import type { Effects, Step } from './engine';
import { identity } from './identity';
import { openQueue } from './queue';
import type { Queue } from './queue';
import { disk, isLocal, later, listen, note, put, safe, toBytes, toText } from './store';
import type { Act, Boot, Handle } from './types';
import { viewOf } from './view';

/** A title is often set a moment after the address. */
const TITLE_MS = 100;
/** Shortest time between two fetches of the bundle: as long as caches may keep an old one. */
const REFETCH_MS_MIN = 60000;
/** Timers hold 31 bits of milliseconds. */
const TIMER_MS_MAX = 2 ** 31 - 1;

const ACTS: Act[] = ['click', 'close', 'hide', 'open', 'seen'];

/** Longest address that the edge takes of a page, and of where it was reached from. */
const URL_MAX = 1000;
const REFERRER_MAX = 2000;

const content = async (answer: Response | void): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(answer?.ok ? await answer.arrayBuffer() : []);

async function run({ key, edge, api, ...coming }: Boot): Promise<void> {
  const answer = await coming.bundle;
  // The edge does not know this site: nothing to do here.
  if (answer && answer.status >= 400 && answer.status < 500) return;
  let bundle = await content(answer);
  // Streaming would gain nothing: a file with `integrity` is handed out when all of it has come.
  const module = await WebAssembly.compile(await content(await coming.wasm));

  const stateKey = 'dangol.' + key;
  const shown = new Map<string, Handle>();
  let inbox: (() => Uint8Array)[] = [];
  let step: Step | undefined;
  let queue: Queue;
  let seen: string | undefined;
  let keep = false;
  let titleTimer = 0;
  let dueTimer = 0;
  let fetchedAt = 0;
  let product: [address: string, said: Uint8Array] | undefined;

  const hide = (id: string) => {
    shown.get(id)?.remove();
    shown.delete(id);
  };
  const effects: Effects = [
    undefined,
    safe((packed: Uint8Array) => {
      const view = viewOf(packed);
      const handle = shown.get(view.id);
      if (handle) handle.update(view);
      else shown.set(view.id, show(view, (act) => acted(view.id, act)));
    }),
    hide,
    (state) => {
      put(disk, stateKey, toText(state));
      // As it is stored: where the disk is full the old one stays, and is no news.
      seen = disk[stateKey];
    },
    (seq, frame) => queue.add(seq, keep, frame),
    (due) => {
      clearTimeout(dueTimer);
      if (due) dueTimer = later(time, Math.min(TIMER_MS_MAX, due - Date.now()));
    },
    (tab, ranges) => queue.acked(tab, ranges),
    async () => {
      if (Date.now() - fetchedAt < REFETCH_MS_MIN) return;
      fetchedAt = Date.now();
      try {
        const fresh = await content(await fetch(edge + 'v1/b/' + key, { cache: 'no-cache', credentials: 'omit' }));
        if (fresh[0]) feed(BUNDLE, bytes((bundle = fresh)));
      } catch {}
    },
  ];

  const clear = () => {
    step = undefined;
    shown.forEach((_, id) => hide(id));
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
      if (seen) ask(input(STATE, bytes(toBytes(seen))));
    }
    for (const item of inbox.splice(0)) {
      const given = item();
      keep = given[0] == EVENT && given[9] == ORDER;
      ask(given);
    }
  };
  /** Under a lock that every tab of the shop takes. */
  const locked = async (go: () => unknown): Promise<void> => {
    try {
      await navigator.locks.request(stateKey, go);
    } catch {
      go();
    }
  };
  /** `patient`: what waits for a title is left waiting. */
  const turn = (patient = true) => locked(() => (patient && titleTimer) || drain());
  const enter = (item: () => Uint8Array, patient?: boolean) => {
    if (step) inbox.push(item);
    return turn(patient);
  };
  const feed = (kind: number, ...rest: number[][]) => enter(() => input(kind, ...rest), false);
  const time = () => feed(TIME);

  const acted = (id: string, act: Act) => {
    if (act == 'close' || act == 'hide') shown.delete(id);
    feed(ACT, str(id), [ACTS.indexOf(act) + 1]);
    // A link is followed next: store and send before that, without waiting for the lock.
    if (act == 'click') {
      drain();
      queue.send();
    }
  };

  const told = (said: Uint8Array) => {
    if (said[9] == PRODUCT) product = [location.href, said];
    enter(() => said);
  };
  const page = (url = location.href, title = document.title) =>
    input(EVENT, [PAGE], str(clip(url, URL_MAX).replace(/#(?![!/]).*/, '')), str(clip(title)));
  /** Where this page was reached from, if that is outside the shop; of a marked link without a referrer its own address. */
  const outside = () => {
    const { referrer } = document;
    if (referrer && referrer.split('/')[2] != location.host) return referrer;
    return /[?&](utm_|n_|k_|dangol_|[a-z]*clid=)/.test(location.search) ? location.href : '';
  };

  const live = async () => {
    const born = await open(module, effects);
    const { visitor, install } = identity();
    queue = openQueue(key, edge + 'v1/collect', (frames) => ask(input(BATCH, bytes(frames))), (body) => feed(ANSWER, bytes(body)));
    await locked(() => {
      step = born;
      seen = disk[stateKey];
      ask(
        input(
          BOOT,
          ...[location.href, outside()].map((url) => str(url.slice(0, REFERRER_MAX))),
          str(key),
          visitor,
          ...[install, queue.tab, queue.next].map(u32),
          ...[bundle, toBytes(seen)].map(bytes),
        ),
      );
      ask(page());
      drain();
    });
    // Where the visit came from is known when the edge has said: at once, not gathered.
    queue.send();
  };
  await live();

  listen(window, 'pagehide', () => {
    drain();
    queue.close();
    clear();
    clearTimeout(dueTimer);
  });
  listen(window, 'pageshow', (shown: PageTransitionEvent) => {
    if (!shown.persisted) return;
    if (product?.[0] == location.href) inbox.push(() => new Uint8Array([EVENT, ...f64(Date.now()), ...product![1].slice(9)]));
    live().catch(note);
  });
  listen(window, 'storage', () => turn());
  listen(window, 'online', () => queue.send());
  listen(document, 'visibilitychange', () => {
    if (!document.hidden) time();
    queue.send();
  });

  const route = () => location.pathname + location.search + (/^#!?\//.test(location.hash) ? location.hash : '');
  let last = route();
  const moved = () => {
    if (last == (last = route()) || titleTimer) return;
    enter(() => page());
    titleTimer = later(() => turn(false), TITLE_MS);
  };
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (...args) {
      original.apply(this, args);
      safe(moved)();
    };
  }
  listen(window, 'popstate hashchange', moved);

  watchDataLayer(told);
  const call = safe(([name, data]: [string, any]) => {
    const said = name == 'page' ? page(data?.url, data?.title) : event(name, data);
    if (said) told(said);
  });
  const early = api.q as unknown as [string, unknown][];
  api.q = { push: call as any };
  early.forEach((it) => call(it));
  if (isLocal) {
    document.head.appendChild(Object.assign(document.createElement('script'), { src: coming.debug }));
    api.debug = () => {
      drain();
      const dump = api.decode && ask(input(DUMP));
      return dump ? api.decode!(dump) : null;
    };
  }
}

const given = (document.currentScript as (HTMLScriptElement & { dangol?: Boot }) | null)?.dangol;
if (given) run(given).catch(note);
