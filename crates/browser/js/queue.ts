// Events on their way, and the tab that names them. A frame stays until an answer of the edge names it; until then it is sent again
// with the same id. Each tab has one record, `dangol.KEY.q.TAB`: its frames and the number of its next event.
//
// A tab goes from page to page: a page that ends leaves the record free, the next one in the tab takes it. A duplicated tab (which
// copies sessionStorage) finds it taken, one that was restored finds it gone or taken, and begins another. So no number is used
// twice, and no lock is held, which would keep the shop's pages out of the back/forward cache.

import { bytes, f64, reader, u32 } from './codec';
import { random } from './identity';
import { disk, later, note, put, safe, tabDisk, toBytes, toText } from './store';

/** Bounds of what a device keeps: 200 frames of some 100 bytes are a long offline visit; 64 KB is a hundredth of localStorage. */
const FRAMES_MAX = 200;
const BYTES_MAX = 65536;
/** Bounds of a batch: browsers let 64 KB of keepalive requests fly at once. */
const BATCH_FRAMES_MAX = 100;
const BATCH_BYTES_MAX = 49152;
/** From the first event to its batch. */
const GATHER_MS = 1000;
/** Back-off after a failure: doubled from the first to the last, half of it jitter. */
const RETRY_MS_MIN = 2000;
const RETRY_MS_MAX = 300000;
/** A request without an answer by then counts as failed. */
const ANSWER_MS_MAX = 20000;
/** A record that nobody wrote for so long is taken over. If its tab lives after all, frames go twice and count once. */
const ORPHAN_MS = 60000;
/** First byte of a record; one of another version is left to the release that understands it. */
const VERSION = 1;

/** `keep`: an order, dropped last. */
type Frame = [tab: number, seq: number, keep: number, bytes: Uint8Array];

export type Queue = ReturnType<typeof openQueue>;

/**
 * @param batch makes the request body that carries frames; nothing when the engine is gone
 * @param answered feeds the engine an answer and resolves when it has named what arrived
 */
export function openQueue(
  key: string,
  url: string,
  batch: (frames: number[]) => Uint8Array<ArrayBuffer> | undefined,
  answered: (body: Uint8Array) => Promise<void>,
) {
  const prefix = `dangol.${key}.q.`;
  const mine = 'dangol.' + key;
  let tab = +tabDisk[mine]! || 0;
  let { free, next, frames } = read(disk[prefix + tab]);
  if (!free) {
    tab = random();
    next = 1;
    frames = [];
    put(tabDisk, mine, '' + tab);
  }
  let flying: Frame[] = [];
  let timer = 0;
  let tries = 0;

  const save = (left = 0) => {
    while (frames.length > FRAMES_MAX || frames.reduce((sum, it) => sum + it[3].length, 0) > BYTES_MAX)
      frames.splice(Math.max(0, frames.findIndex((it) => !it[2])), 1);
    put(
      disk,
      prefix + tab,
      toText([
        VERSION,
        ...f64(Date.now()),
        left,
        ...u32(next),
        ...u32(frames.length),
        ...frames.flatMap((it) => [...u32(it[0]), ...u32(it[1]), it[2], ...bytes(it[3])]),
      ]),
    );
  };
  const soon = (wait: number) => (timer ||= later(send, wait));
  const waiting = () => {
    let room = BATCH_BYTES_MAX;
    const rest = frames.filter((it) => !flying.includes(it)).slice(0, BATCH_FRAMES_MAX);
    return rest.filter((it, i) => (room -= it[3].length) > 0 || !i);
  };
  const load = (some: Frame[]) => some[0] && batch(some.flatMap((it) => [...it[3]]));
  const forget = (gone: (it: Frame) => boolean) => {
    frames = frames.filter((it) => !gone(it));
    save();
  };

  async function exchange(body: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      const signal = AbortSignal.timeout?.(ANSWER_MS_MAX) || null;
      const answer = await fetch(url, { method: 'POST', body, keepalive: true, credentials: 'omit', signal });
      const { ok, status } = answer;
      if (ok) await answered(new Uint8Array(await answer.arrayBuffer()));
      // A batch that the edge will never take must not block those behind it.
      else if (status < 500 && status != 408 && status != 429) forget((it) => flying.includes(it));
    } catch (error) {
      note(error);
    }
    // Whatever is still here was not named: the edge is down or busy.
    tries = flying.some((it) => frames.includes(it)) ? tries + 1 : 0;
    flying = [];
    if (frames[0]) soon(tries && Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** (tries - 1)) * (0.5 + Math.random() / 2));
  }

  /** Sends now. */
  const send = safe(() => {
    if (flying[0]) return;
    clearTimeout(timer);
    timer = 0;
    const some = waiting();
    const body = load(some);
    if (!body) return;
    flying = some;
    exchange(body);
  });

  for (const name of Object.keys(disk)) {
    if (!name.startsWith(prefix) || name == prefix + tab) continue;
    const other = read(disk[name]);
    if (other.at > Date.now() - ORPHAN_MS) continue;
    frames.push(...other.frames);
    delete disk[name];
  }
  save();
  if (frames[0]) soon(GATHER_MS);

  return {
    tab,
    next,
    send,
    add(seq: number, keep: boolean, frame: Uint8Array) {
      next = seq + 1;
      frames.push([tab, seq, +keep, frame]);
      save();
      soon(GATHER_MS);
    },
    /** Forgets what an answer named. */
    acked: (whose: number, ranges: number[][]) =>
      forget((it) => it[0] == whose && ranges.some(([from, to]) => it[1] >= from! && it[1] <= to!)),
    /** The end of the page: a beacon, whose frames stay until an answer names them, and the record for the next page. */
    close() {
      const body = load(waiting());
      if (body) navigator.sendBeacon(url, body);
      clearTimeout(timer);
      save(1);
    },
  };
}

function read(kept?: string): { at: number; free: number; next: number; frames: Frame[] } {
  try {
    const [version, at, free, next, frames] = reader(toBytes(kept), { F: '*nnby' })('bfbnF');
    if (version == VERSION) return { at, free, next, frames };
  } catch {}
  return { at: Infinity, free: 0, next: 1, frames: [] };
}
