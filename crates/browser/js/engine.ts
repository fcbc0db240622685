// The boundary to the engine: `input(len)`, `step()`, both sides postcard. Every rule about shoppers is behind it.

import { f64, reader } from './codec';

/** First byte of what goes in. */
export const BOOT = 1;
export const EVENT = 2;
export const TIME = 3;
export const ACT = 4;
export const STATE = 5;
export const ANSWER = 6;
export const BUNDLE = 7;
export const DUMP = 8;
export const BATCH = 9;

/** What an EVENT tells, where the shell must know. */
export const PAGE = 1;
export const PRODUCT = 2;
export const ORDER = 7;

/** Every input begins with its kind and the device's time. */
export const input = (kind: number, ...rest: number[][]): Uint8Array => new Uint8Array([kind, ...f64(Date.now()), ...rest.flat()]);

/** What the engine asks for, by kind; `OUTPUTS` has their shapes. Called while its output is read: none of them may step. */
export type Effects = [
  end: undefined,
  show: (view: Uint8Array) => void,
  hide: (id: string) => void,
  store: (state: Uint8Array) => void,
  emit: (seq: number, frame: Uint8Array) => void,
  timer: (dueMs: number) => void,
  acked: (tab: number, ranges: number[][]) => void,
  refetch: () => void,
];
const OUTPUTS = ['', 'y', 's', 'y', 'ny', 'f', 'nR', ''];
const SHAPES = { R: '*nn' };

/** Performs the effects; answers the bytes of a dump or a batch. Throws where the engine has died. */
export type Step = (bytes: Uint8Array) => Uint8Array<ArrayBuffer> | undefined;

export async function open(module: WebAssembly.Module, effects: Effects): Promise<Step> {
  const wasm: any = (await WebAssembly.instantiate(module, {})).exports;
  return (bytes) => {
    // Views of the memory are made anew each time: growing detaches them.
    const at = wasm.input(bytes.length);
    new Uint8Array(wasm.memory.buffer).set(bytes, at);
    const out = wasm.step();
    const [length] = new Uint32Array(wasm.memory.buffer.slice(out, out + 4));
    const take = reader(new Uint8Array(wasm.memory.buffer, out + 4, length), SHAPES);
    for (;;) {
      const [kind] = take('b');
      const effect: any = effects[kind];
      // 0 is the end; 8 DUMPED and 9 BATCH are the answer to a question. What a later engine adds has no length to skip by.
      if (!effect) return kind > 7 ? take('y')[0] : undefined;
      effect(...take(OUTPUTS[kind]!));
    }
  };
}
