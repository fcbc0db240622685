// Events on their way, and the tab that names them. A frame stays until an answer of the edge names it; until then it is sent again
// with the same id. Each tab has one record, `dangol.KEY.q.TAB`: its frames and the number of its next event.
//
// A tab goes from page to page: a page that ends leaves the record free, the next one in the tab takes it. A duplicated tab (which
// copies sessionStorage) finds it taken, one that was restored finds it gone or taken, and begins another. So no number is used
// twice, and no lock is held, which would keep the shop's pages out of the back/forward cache.

import { later, safe } from './guard';
import { random } from './identity';
import { ANSWER_MS_MAX, ASK, BATCH_BYTES_MAX, FRAME_BYTES, GATHER_MS, RETRY_MS_MAX, VERSION } from './numbers';
import { disk, mode, put, tabDisk, toBytes, toText } from './store';

/** `text`: its bytes as characters, the first of them the event's kind. */
type Frame = [tab: number, seq: number, text: string];
/** What is kept, as JSON, which is put together by hand: on pages with prototype.js `JSON.stringify` makes texts of lists. `free`: its page has ended. */
type Kept = [version: number, at: number, free: boolean, next: number, frames: Frame[]];

export type Queue = ReturnType<typeof openQueue>;

/**
 * @param batch makes the request body that carries frames; nothing when the engine is gone
 * @param answered feeds the engine an answer and resolves when it has named what arrived
 */
export function openQueue(
  key: string,
  url: string,
  batch: (frames: Uint8Array) => Uint8Array<ArrayBuffer> | undefined,
  answered: (body: Uint8Array) => Promise<void>,
) {
  const mine = 'dangol.' + key;
  const prefix = mine + '.q.';
  let tab = +tabDisk[mine]! || 0;
  let [, , free, next, frames] = kept(disk, prefix + tab);
  if (!free) {
    tab = random();
    next = 1;
    frames = [];
    put(tabDisk, mine, '' + tab);
  }
  let flying: Frame[] = [];
  let timer = 0;
  let tries = 0;

  const save = (left = false): void => {
    const lines = frames.map(([tab, seq, text]) => `[${tab},${seq},${JSON.stringify(text)}]`);
    put(disk, prefix + tab, `[${VERSION},${Date.now()},${left},${next},[${lines}]]`);
  };
  const soon = (wait: number) => (timer ||= later(send, wait));
  const waiting = () => {
    let room = BATCH_BYTES_MAX;
    return frames.filter((it) => !flying.includes(it) && room > 0 && (room -= it[2].length + FRAME_BYTES));
  };
  const load = (some: Frame[]) => some[0] && batch(toBytes(some.map((it) => it[2]).join('')));
  const forget = (gone: (it: Frame) => boolean) => {
    frames = frames.filter((it) => !gone(it));
    save();
  };

  /** Sends now. */
  const send = async (): Promise<void> => {
    // A timer that ends while a batch is out has ended: the next one is set when the answer is there.
    clearTimeout(timer);
    timer = 0;
    if (flying[0] || mode! >= ASK) return;
    const some = waiting();
    const body = load(some);
    if (!body) return;
    flying = some;
    try {
      const signal = AbortSignal.timeout?.(ANSWER_MS_MAX);
      const answer = await fetch(url, { method: 'POST', body, keepalive: true, credentials: 'omit', signal });
      if (answer.ok) await answered(new Uint8Array(await answer.arrayBuffer()));
      // A batch that the edge will never take must not block those behind it.
      else if (/^4(?!08|29)/.test(answer.status as any)) forget((it) => some.includes(it));
    } catch {}
    // Whatever is still here was not named: the edge is down or busy.
    tries = some.some((it) => frames.includes(it)) ? tries + 1 : 0;
    flying = [];
    if (frames[0]) soon(Math.min(RETRY_MS_MAX, GATHER_MS * 2 ** tries) * (0.5 + Math.random() / 2));
  };

  const take = (...some: Frame[]) => {
    frames.push(...some);
    save();
    soon(GATHER_MS);
  };
  save();

  return {
    $tab: tab,
    $next: next,
    $send: safe(send),
    $take: take,
    $forget: forget,
    $add(seq: number, frame: Uint8Array) {
      next = seq + 1;
      take([tab, seq, toText(frame)]);
    },
    /** Forgets what an answer named. */
    $acked: (whose: number, ranges: number[][]) =>
      forget((it) => it[0] == whose && ranges.some(([from, to]) => it[1] >= from! && it[1] <= to!)),
    /** The end of the page: a beacon, whose frames stay until an answer names them, and the record for the next page. */
    $close() {
      const body = mode! < ASK && load(waiting());
      if (body) navigator.sendBeacon(url, body);
      clearTimeout(timer);
      save(true);
    },
    /** Whoever wrote is somebody else now: gives what was not named, and does no more. */
    $end(): Frame[] {
      clearTimeout(timer);
      return frames.splice(0);
    },
  };
}

/** What cannot be read is nobody's to take. */
export function kept(disk: Record<string, string>, name: string): Kept {
  try {
    const record = JSON.parse(disk[name]!);
    if (record[0] == VERSION) return record;
  } catch {}
  return [0, Infinity, false, 1, []];
}
