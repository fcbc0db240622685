// Who writes: the visitor, a secret of this browser, and the install, this storage of it.

import { cookie, disk, mode, put, setCookie } from './store';

/** The same for every site key of a shop's domain. `visitor` is 16 bytes. */
export function identity(): [visitor: number[], install: number] {
  const [kept, number] = (disk['dangol.id'] || '').split('.');
  // The cookie reaches every host of the shop, so where the two differ it wins; each repairs the other.
  const shared = !mode && cookie();
  const visitor =
    shared || (/^[\da-f]{32}$/.test(kept!) && kept) || [8, 8, 8, 8].map((digits) => random().toString(16).padStart(digits, '0')).join('');
  const install = +number! || random();
  put(disk, 'dangol.id', visitor + '.' + install);
  // The shop's server reads it when it signs a member. late.ts makes it last, and reach further.
  if (!mode && !shared) setCookie(visitor + ';path=/', []);
  return [visitor.match(/../g)!.map((pair) => +('0x' + pair)), install];
}

/** A shop on a domain that a platform gives to many: browsers take a cookie for all of them, who would read each other's visitors. */
const OF_PLATFORM = /[^.]+\.(cafe24|cafe24shop|godomall|makeshop|myshopify)\.com$|[^.]+\.(godo|makeshop|shopby)\.co\.kr$|[^.]+\.imweb\.me$/;

/** Makes the cookie last, on the widest domain of the shop that takes it: from the last label on, in the end on this host alone. */
export function spread(): void {
  try {
    const visitor = cookie();
    // Cookies are refused here.
    if (!visitor) return;
    // The shell's own, if it has written one.
    setCookie(';path=/;max-age=0', []);
    const labels = location.hostname.split('.');
    const own = OF_PLATFORM.exec(location.hostname)?.[0];
    for (let i = own ? labels.length - own.split('.').length + 1 : labels.length; i-- >= 0 && !cookie(); )
      setCookie(`${visitor};path=/;max-age=34560000;samesite=lax` + (location.protocol == 'https:' ? ';secure' : ''), i < 0 ? [] : labels.slice(i));
  } catch {}
}

export const random = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!;
