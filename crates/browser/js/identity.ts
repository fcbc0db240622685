// Who writes: the visitor, a secret of this browser, and the install, this storage of it.

import { disk, put } from './store';

/** The same for every site key of a shop's domain. `visitor` is 16 bytes. */
export function identity(): [visitor: number[], install: number] {
  const [kept, number] = (disk['dangol.id'] || '').split('.');
  // The cookie reaches every host of the shop, so where the two differ it wins; each repairs the other.
  const visitor =
    cookie() || (/^[\da-f]{32}$/.test(kept!) && kept) || [8, 8, 8, 8].map((digits) => random().toString(16).padStart(digits, '0')).join('');
  const install = +number! || random();
  put(disk, 'dangol.id', visitor + '.' + install);
  try {
    // The widest domain that takes it: from the last label on, in the end this host alone.
    const labels = location.hostname.split('.');
    for (let i = labels.length; i-- >= 0 && !cookie(); )
      document.cookie =
        `_dangol=${visitor};path=/;max-age=34560000;samesite=lax` +
        (location.protocol == 'https:' ? ';secure' : '') +
        (i < 0 ? '' : ';domain=' + labels.slice(i).join('.'));
  } catch {}
  return [visitor.match(/../g)!.map((pair) => +('0x' + pair)), install];
}

export const random = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!;

function cookie(): string | undefined {
  try {
    return /\b_dangol=([\da-f]{32})\b/.exec(document.cookie)?.[1];
  } catch {
    return;
  }
}
