/** Addresses of the shop, of whose pages the console is none. */

/** Somebody's own machine: it has no certificate, and the shop is where the console is. */
export const isLocal = (domain: string): boolean => /^(localhost|\d+\.\d+\.\d+\.\d+)$/.test(domain);

/** The shop's first page. */
export const homeOf = (domain: string): string => (isLocal(domain) ? `${location.origin}/demo/` : `https://${domain}/`);

/** A path of the shop as an address; what is one already stays. On somebody's own machine the path is one here, too. */
export const ofShop = (path: string, domain: string): string => (/^\/(?!\/)/.test(path) && !isLocal(domain) ? `https://${domain}${path}` : path);
