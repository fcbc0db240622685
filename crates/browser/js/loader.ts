// /d.js: the only file that a shop's page names. esbuild: format iife, target es2022.
//
// The edge replaces `__RELEASES__` by a JSON list. Each release is taken by its share (percent) of browsers, in the order of the
// list; a browser beyond the sum of the shares loads nothing, so an empty list is the kill switch.
// Of several tags on a page (whatever URL each was loaded from) the first one counts.

import type { Api, Boot, Views } from './types';

type Release = [percent: number, shell: string, shellIntegrity: string, wasm: string, wasmIntegrity: string, debug: string];
declare const __RELEASES__: Release[];

/** Calls kept while the shell is on its way. */
const CALLS_MAX = 100;
/** Views kept until an engine has run in the tab. */
const VIEWS_MAX = 30;
/** Longest wait after the page is interactive, for pages whose `load` never comes. */
const START_MS_MAX = 1500;

try {
  const page = document as Document & { [mark: symbol]: unknown; prerendering?: boolean };
  const mark = Symbol.for('dangol');
  // An element that is called `currentScript` stands in its place: what a shopper wrote into the page is no tag.
  const running = page.currentScript;
  const tag = (running instanceof HTMLScriptElement ? running : page.querySelector('script[data-site][src*="d.js"]')) as HTMLScriptElement;
  const site = tag.dataset['site'];
  // A signed preview: its token stands for the site wherever that is named. The edge knows no such site, so nothing of it is counted. Of this
  // site alone: whose a domain is nobody proves, so another shop's token would be good on this page, too.
  const token = /^#dangol_preview=([\w.-]+)/.exec(location.hash)?.[1];
  const preview = token?.startsWith(site + '.');
  const key = (preview ? token : site)!;

  if (site && !page[mark]) {
    page[mark] = 1;

    const api = function () {
      api.q.length > CALLS_MAX || api.q.push(arguments);
    } as unknown as Api & { q: unknown[] };
    // A shop's own `dangol` is left alone; an element with that id or name is no variable, and what has a list `q` is a page's stand-in.
    const held = (window as any).dangol;
    const early = Array.isArray(held?.q) && held.q;
    api.q = [...(early || [])];
    api.debug = () => null;
    if (!held || held.nodeType || early) (window as any).dangol = api;

    // Where the tag says so, nothing is kept before the bundle has said whether the site asks.
    const keeps = tag.dataset['consent'] == null;
    // Written once: the edge replaces it.
    const releases = __RELEASES__;
    let roll = 1 + Math.floor(Math.random() * 100);
    try {
      // Only while there are two to choose from.
      if (keeps && !(releases[0]![0] > 99)) localStorage.setItem('dangol.roll', '' + (roll = +localStorage.getItem('dangol.roll')! || roll));
    } catch {}
    const release = releases.find((it) => (roll -= it[0]) <= 0);

    let started = 0;
    const start = () => {
      try {
        if (started++ || !release) return;
        const url = (path: string) => new URL(path, tag.src).href;
        const get = (path: string, integrity?: string) =>
          fetch(url(path), { credentials: 'omit', integrity: integrity || '' }).catch(() => {});
        // Where a page takes addresses of scripts from policies alone (Trusted Types), it has to allow one of this name.
        const policy = (window as any).trustedTypes?.createPolicy('dangol', { createScriptURL: (url: string) => url });
        const trust = (url: string): string => (policy ? policy.createScriptURL(url) : url);
        const script = page.createElement('script') as HTMLScriptElement & { dangol: Boot };
        script.src = trust(url(release[1]));
        script.integrity = release[2];
        script.crossOrigin = '';
        script.nonce = tag.nonce;
        script.dangol = [key, url('/'), api, get(release[3], release[4]), get((preview ? '/v1/preview/' : '/v1/b/') + key), url(release[5]), trust, views];
        page.head.appendChild(script);
      } catch {}
    };
    // Safari has no idle callback.
    const soon = () => ((window as any).requestIdleCallback || setTimeout)(start, { timeout: 300 });
    let views: Views = [];
    const arm = () => {
      // A shopper may be on the next page before the engine runs: each view waits in the tab for the first engine that does. A page that is
      // made ready in advance is viewed when it is opened.
      const viewsKey = 'dangol.views.' + key;
      try {
        views = JSON.parse(sessionStorage[viewsKey] || '[]').slice(-VIEWS_MAX);
        delete sessionStorage[viewsKey];
      } catch {}
      views.push([Date.now(), location.href, page.referrer]);
      addEventListener('pagehide', () => {
        try {
          // The engine has taken them out otherwise.
          // (A page's prototype.js would make texts of lists.)
          if (keeps && views[0])
            sessionStorage[viewsKey] = `[${views.map(([at, url, referrer]) => `[${at},${JSON.stringify(url)},${JSON.stringify(referrer)}]`)}]`;
        } catch {}
      });
      page.readyState == 'complete' ? soon() : addEventListener('load', soon);
      const late = () => setTimeout(start, START_MS_MAX);
      page.readyState == 'loading' ? page.addEventListener('DOMContentLoaded', late) : late();
    };
    page.prerendering ? page.addEventListener('prerenderingchange', arm) : arm();
  }
} catch {}
