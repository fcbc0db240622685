// What the device keeps, and the guard around all that the page calls.

/** On a developer's own machine. */
export const isLocal = /^(localhost$|127\.|\[::1)/.test(location.hostname);
/** Where errors end: they are shown to developers on their own machine, to nobody else. */
export const note = (error: unknown): unknown => isLocal && console.debug(error);

/** Whatever goes wrong inside stays inside. */
export const safe =
  <A extends any[]>(run: (...args: A) => unknown) =>
  (...args: A): void => {
    try {
      run(...args);
    } catch (error) {
      note(error);
    }
  };

export const listen = (target: EventTarget, types: string, run: (event: any) => unknown): void =>
  types.split(' ').forEach((type) => target.addEventListener(type, safe(run), type == 'click'));

export const later = (run: () => unknown, wait: number): number => setTimeout(safe(run), wait) as unknown as number;

/** Refused by some browsers, absent in some apps. */
const open = (name: 'localStorage' | 'sessionStorage'): Record<string, string> => {
  try {
    return window[name] || {};
  } catch {
    return {};
  }
};

/** localStorage, else an object that lives as long as the page. Keys are read and deleted as properties. */
export const disk = open('localStorage');
/** The same for what only this tab keeps. */
export const tabDisk = open('sessionStorage');

/** Writes; a full disk loses the write and nothing else. */
export const put = safe((box: Record<string, string>, key: string, value: string) => (box[key] = value));

/** Bytes as a string of the characters 0–255: localStorage keeps nothing else. */
export const toText = (bytes: Iterable<number>): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
export const toBytes = (text = ''): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
