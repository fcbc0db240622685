// What the device keeps.

import { read, safe } from './guard';

/** Refused by some browsers, absent in some apps. */
const open = (name: 'localStorage' | 'sessionStorage'): Record<string, string> => read(window, name) || {};

/** localStorage, else an object that lives as long as the page. Keys are read and deleted as properties. */
export const disk = /* @__PURE__ */ open('localStorage');
/** The same for what only this tab keeps. */
export const tabDisk = /* @__PURE__ */ open('sessionStorage');

/** Writes; a full disk loses the write and nothing else. */
export const put = safe((box: Record<string, string>, key: string, value: string) => (box[key] = value));

/** Bytes as a string of the characters 0–255: localStorage keeps nothing else. */
export const toText = (bytes: Iterable<number>): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};
export const toBytes = (text = ''): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
