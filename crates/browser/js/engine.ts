// The boundary to the engine: `input(len)`, `step()`, both sides postcard. Every rule about shoppers is behind it.

import { reader } from './codec';
import type { Reader } from './codec';
import { HIDDEN } from './numbers';

/** Every input begins with its kind, a bit of it where the shopper does not see the page, and the device's time; a moment of 0 is now. */
export const input = (kind: number, at: number, ...rest: number[][]): Uint8Array =>
  new Uint8Array([document.hidden ? kind + HIDDEN : kind, ...new Uint8Array(new Float64Array([at || Date.now()]).buffer), ...rest.flat()]);

/** What the engine asks for, by kind, from 1 on. Each reads what it needs, nothing else, and does not step. */
type Effect = (from: Reader) => void;
export type Effects = [show: Effect, hide: Effect, store: Effect, emit: Effect, timer: Effect, acked: Effect, refetch: Effect, dumped: undefined, batch: undefined, watch: Effect];

/** Performs the effects; answers the bytes of a dump or a batch. Throws where the engine has died. */
export type Step = (bytes: Uint8Array) => Uint8Array<ArrayBuffer> | undefined;

/** Makes an engine with a memory of its own: its exports. Of wasm, or of the same as JavaScript. */
export type Make = () => any;

export async function open(make: Make, effects: Effects): Promise<Step> {
  const { memory, input, step } = await make();
  return (bytes) => {
    // Views of the memory are made anew each time: growing detaches them.
    const at = input(bytes.length);
    new Uint8Array(memory.buffer).set(bytes, at);
    const out = step();
    const [length] = new Uint32Array(memory.buffer.slice(out, out + 4));
    const from = reader(new Uint8Array(memory.buffer, out + 4, length));
    for (let kind; (kind = from.b()); ) {
      // DUMPED and BATCH are the answer to a question. What a later engine adds has no length to skip by.
      if (kind >> 1 == 4) return from.y();
      effects[kind - 1]!(from);
    }
    return;
  };
}
