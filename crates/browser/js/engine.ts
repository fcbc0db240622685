// The boundary to the engine: `input(len)`, `step()`, both sides postcard. Every rule about shoppers is behind it.

import { f64, reader } from './codec';
import type { Reader } from './codec';

/** Every input begins with its kind and the device's time. */
export const input = (kind: number, ...rest: (number[] | number | undefined)[]): Uint8Array => {
  // A moment may stand last; else it is now.
  const parts = rest.filter(Array.isArray) as number[][];
  const last = rest.at(-1);
  return new Uint8Array([kind, ...f64(typeof last == 'number' ? last : Date.now()), ...parts.flat()]);
};

/** What the engine asks for, by kind. Each reads what it needs, nothing else, and does not step. */
type Effect = (from: Reader) => void;
export type Effects = [end: undefined, show: Effect, hide: Effect, store: Effect, emit: Effect, timer: Effect, acked: Effect, refetch: Effect];

/** Performs the effects; answers the bytes of a dump or a batch. Throws where the engine has died. */
export type Step = (bytes: Uint8Array) => Uint8Array<ArrayBuffer> | undefined;

export async function open(module: WebAssembly.Module, effects: Effects): Promise<Step> {
  const { memory, input, step }: any = (await WebAssembly.instantiate(module)).exports;
  return (bytes) => {
    // Views of the memory are made anew each time: growing detaches them.
    const at = input(bytes.length);
    new Uint8Array(memory.buffer).set(bytes, at);
    const out = step();
    const [length] = new Uint32Array(memory.buffer.slice(out, out + 4));
    const from = reader(new Uint8Array(memory.buffer, out + 4, length));
    for (let kind; (kind = from.b()); ) {
      // DUMPED and BATCH are the answer to a question. What a later engine adds has no length to skip by.
      if (kind > 7) return from.y();
      effects[kind]!(from);
    }
    return;
  };
}
