// What the device keeps, and whether it may. Memory looks like the disk, so what uses it does not know which it has: with the shopper's
// agreement what was in memory is written, and when that is taken back all is taken off the device.

import { read, safe } from './guard';
import { ASK, FULL, OFF } from './numbers';

type Box = Record<string, string>;

/** Refused by some browsers, absent in some apps. */
const open = (name: 'localStorage' | 'sessionStorage'): Box => read(window, name) || {};

const real = [/* @__PURE__ */ open('localStorage'), /* @__PURE__ */ open('sessionStorage')] as const;
// The next three are the shell's: late.ts has a copy of this module, and is given what they hold.
/** localStorage, else an object that lives as long as the page. Keys are read and deleted as properties. */
export let disk: Box = {};
/** The same for what only this tab keeps. */
export let tabDisk: Box = {};
/** FULL, COOKIELESS, ASK or OFF; nothing before the first `settle`. */
export let mode: number | undefined;

/** As `dangol('consent', …)` says them. */
export const MODES = ['full', 'cookieless', 'ask', 'off'];
/** What the page said last, where the next page would not know: an agreement where the site asks, a refusal where it does not. */
const WORD = 'dangol.consent';

/** Writes; a full disk loses the write and nothing else. */
export const put = safe((box: Box, key: string, value: string) => (box[key] = value));

/** The visitor, as the shop's server reads it. */
export const cookie = (): string | undefined => /\b_dangol=([\da-f]{32})\b/.exec(read(document, 'cookie'))?.[1];

/** Writes the cookie for all hosts under the last so many labels of this one's name; none: for this host alone. */
export const setCookie = (value: string, labels: string[]) =>
  put(document as any, 'cookie', '_dangol=' + value + (labels[0] ? ';domain=' + labels.join('.') : ''));

/**
 * Goes by what the page says, else by what it said before, else by whether the site asks. Where that is not known, since the edge is
 * down, whoever has kept something may go on. Answers whether the visitor is another one now, so that the engine must begin anew, or end.
 */
export function settle(asks: unknown, said?: number): boolean {
  const [local] = real;
  const word = MODES.indexOf(local[WORD]!);
  const before = mode;
  mode = said ?? (word < 0 ? (asks ?? !local['dangol.id'] ? ASK : FULL) : word);
  const known = local['dangol.id'] || cookie();

  // Taken back, or refused: also what was kept before the site asked.
  if (mode && (said || before == FULL)) {
    for (const box of real) for (const name of Object.keys(box)) if (/^dangol\./.test(name)) delete box[name];
    const labels = location.hostname.split('.');
    for (; ; labels.shift()) {
      setCookie(';path=/;max-age=0', labels);
      if (!labels[0]) break;
    }
  }
  if (said != null) (said == FULL) == !!asks ? put(local, WORD, MODES[said]!) : delete local[WORD];

  if (mode == before) return false;
  const kept = [disk, tabDisk];
  if (mode == FULL) {
    [disk, tabDisk] = real;
    if (!known) kept.forEach((box, i) => Object.keys(box).forEach((name) => put(real[i]!, name, box[name]!)));
  } else if (!before || before == OFF) [disk, tabDisk] = [{}, {}];
  return before != null && (!before || before == OFF || mode == OFF || (!mode && !!known));
}

/** Bytes as a string of the characters 0–255: localStorage keeps nothing else. */
export const toText = (bytes: Iterable<number>): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};
export const toBytes = (text = ''): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
