// What is not needed before the first message: a file of its own, which the shell fetches when it runs and the page is idle. Should it
// never come, messages are shown and events kept all the same; only what is below is missing.

import { bytes, reader, str, zigzag } from './codec';
import { input } from './engine';
import { errors, later, listen, note, safe } from './guard';
import { spread } from './identity';
import {
  ASK,
  BUNDLE,
  DUMP,
  EMIT,
  LAYOUT_MS,
  ORDER,
  ORPHAN_MS,
  PAGE,
  RECHECK_MS,
  RECORD_MAX,
  REFETCH,
  REFETCH_MS_MIN,
  SPA_MS,
  TELL,
  TIME,
  WATCH,
  WATCHING,
  WATCH_MS,
} from './numbers';
import { readPages } from './pages';
import { dismiss, polish } from './polish';
import { kept } from './queue';
import { MODES } from './store';
import { sense } from './sensors';
import type { Late } from './types';

/** The integrity of debug.ts: a page that pins its script runs nothing else, whatever its address says. */
declare const __TOLD__: string;

const isLocal = /^(localhost$|127\.|\[::1)/.test(location.hostname);

function run([api, key, edge, debug, effects, stale, queue, enter, drain, ask, live, begun, heed, bundle, check, layout, hooks, keep, shellErrors, trust, heard]: Late): void {
  const noted = (error: unknown) => (isLocal && console.debug(error), 0);
  for (const list of [errors, shellErrors]) {
    list.splice(0).forEach(noted);
    list.push = noted;
  }

  const feed = (kind: number, ...rest: number[][]) => enter(() => input(kind, 0, ...rest));

  // What the engine is told of the shopper on this page. Nothing of it is sent.
  const sensors = sense((fact, value) => feed(TELL, [fact], typeof value == 'string' ? [3, ...str(value)] : [2, ...zigzag(value)]), () => bundle()[1]! & 32);
  const readPage = readPages(api, heard, () => keep()[1], key, bundle()[1]! & 16 ? bundle().at(-2)! | (bundle().at(-1)! << 8) : 0);
  const emit = effects[EMIT - 1]!;
  effects[EMIT - 1] = (from) => {
    let frame: Uint8Array | undefined;
    emit({ ...from, y: () => (frame = from.y()) });
    if (frame?.[0] == PAGE) {
      sensors.page();
      readPage();
      // A page that draws itself anew may have taken a message in it along.
      later(() => hooks.forEach((hook) => hook()), SPA_MS);
    }
    trim();
  };

  /** A device keeps so much: the oldest go first, orders last. */
  const prefix = `dangol.${key}.q.`;
  const trim = () => {
    const [tab, , , forget] = queue();
    const name = prefix + tab;
    const [, disk] = keep();
    let over = (disk[name] || '').length - RECORD_MAX;
    if (over < 0) return;
    const gone: Record<string, unknown> = {};
    const [, , , , frames] = kept(disk, name);
    for (const order of [false, true])
      for (const frame of frames)
        if (over > 0 && (frame[2][0] == ORDER) == order) {
          over -= JSON.stringify(frame).length;
          gone[frame[0] + '.' + frame[1]] = 1;
        }
    forget(([tab, seq]) => !!gone[tab + '.' + seq]);
  };

  /** What each engine needs once: at first, and when the page has come back from the back/forward cache. */
  const settle = () => {
    sensors.start();
    const [mode, disk] = keep();
    if (!mode) spread();
    // What other tabs left behind.
    const [tab, take] = queue();
    for (const name of Object.keys(disk)) {
      if (!name.startsWith(prefix) || name == prefix + tab) continue;
      const [, at, , , frames] = kept(disk, name);
      if (at > Date.now() - ORPHAN_MS) continue;
      take(...frames);
      delete disk[name];
    }
  };
  begun.push(settle);
  const revive = () => live().catch(note);
  // Without an engine, this page has left and come back before there was anybody to hear of it.
  if (ask(input(DUMP, 0))) settle();
  else revive();
  listen('pageshow', (shown: PageTransitionEvent) => shown.persisted && revive());
  listen('storage', ({ key }: StorageEvent) => {
    // Another tab has heard of an agreement, or that it was taken back.
    if (!key || key == 'dangol.consent') heed();
    feed(TIME);
  });
  listen('visibilitychange online', () => {
    queue()[2]();
  });

  // The bundle, when the edge has named a newer one.
  let fetchedAt = 0;
  const refetch = async () => {
    if (Date.now() - fetchedAt < REFETCH_MS_MIN) return;
    fetchedAt = Date.now();
    try {
      const answer = await fetch(edge + 'v1/b/' + key, { cache: 'no-cache', credentials: 'omit' });
      const fresh = new Uint8Array(await answer.arrayBuffer());
      if (!answer.ok || !fresh[0]) return;
      heed(fresh);
      sensors.attach();
      feed(BUNDLE, bytes(fresh));
    } catch {}
  };
  effects[REFETCH - 1] = refetch;
  if (stale()) refetch();

  // How many look at the same, for a ticker that would show: asked once a minute while something happens on the page, and not by a clock.
  let [of, askedAt, people] = ['', 0, -1];
  const tell = () => feed(TELL, [WATCHING], [2, ...zigzag(people)]);
  effects[WATCH - 1] = (from) => {
    const asks = reader(from.y());
    const [what, isKnown] = [String(asks.n()), asks.b()];
    // (A preview is of no site, and counts nobody; who has not agreed asks nobody.)
    if (document.hidden || key.includes('.') || keep()[0] >= ASK) return;
    if (of == what && Date.now() - askedAt < WATCH_MS) {
      // The same product told anew: what was heard of it is still good.
      if (!isKnown && people >= 0) later(tell, 0);
      return;
    }
    [of, askedAt, people] = [what, Date.now(), -1];
    fetch(`${edge}v1/watching/${key}?of=${of}`, { credentials: 'omit' })
      .then(async (answer) => {
        const { watching } = await answer.json();
        if (of != what) return;
        people = watching || 0;
        tell();
      })
      .catch(note);
  };

  // A shop that makes or replaces its dataLayer late does so around what the shopper does.
  const soon = () => RECHECK_MS.forEach((wait) => later(check, wait));
  soon();
  listen('click load', soon, { capture: true });

  // Messages: the rest of their looks and manners, their places when the page moves, Escape.
  const attend = safe(() => messages().forEach((host) => polish(host, layout, () => keep()[2])));
  hooks.push(attend);
  attend();
  let waiting = 0;
  listen('resize scroll', () => {
    waiting ||= later(() => {
      waiting = 0;
      layout();
    }, LAYOUT_MS);
  });
  listen('keydown', (key: KeyboardEvent) => {
    // A key that the shop has used, or that belongs to a field being filled in, is the shop's. One key closes one message.
    if (key.key == 'Escape' && !key.defaultPrevented && messages().some(dismiss)) key.preventDefault();
  });

  // A preview's token has dots, a site's key has none.
  if (isLocal || key.includes('.')) {
    api.mode = () => MODES[keep()[0]]!;
    api.dump = () => {
      drain();
      return ask(input(DUMP, 0));
    };
    document.head.append(
      Object.assign(document.createElement('script'), { src: trust(debug), integrity: __TOLD__, crossOrigin: '', nonce: document.currentScript!.nonce }),
    );
  }
}

const messages = () => [...document.querySelectorAll<HTMLElement>('dangol-message')];

const given = (document.currentScript as (HTMLScriptElement & { dangol?: Late }) | null)?.dangol;
if (given) safe(run)(given);
