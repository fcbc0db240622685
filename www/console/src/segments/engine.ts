/** The engine (`crates/console`): loaded when a page first asks for it, then kept. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { siteQuery } from '../queries.ts';
import { written } from './calls.ts';
import type { Catalogue, Checked, Condition, Entry, Explanation, Finding, Segment, Verdict, Words } from './types.ts';

export type FileRead = { error?: Words; segments?: { definition: Segment | null; findings: Finding[]; sentence?: Words }[] };

/** What the engine says, among the site's segments. */
export type Engine = {
  catalogue: Catalogue;
  entry: (kind: string) => Entry | undefined;
  check: (draft: Segment) => Checked;
  explain: (draft: Segment, facts: unknown) => Explanation | null;
  page: (condition: Condition, url: string) => Verdict;
  read: (file: string) => FileRead;
};

/** The module, for all that is asked of it. */
export const moduleQuery = queryOptions({
  queryKey: ['engine'],
  queryFn: async () => {
    const [module, { default: wasm }] = await Promise.all([import('console-engine/console.js'), import('console-engine/console_bg.wasm?url')]);
    await module.default({ module_or_path: wasm });
    const catalogue = JSON.parse(module.catalogue()) as Catalogue;
    return { make: (segments: string, currency: string) => new module.Engine(segments, currency), catalogue, module };
  },
  staleTime: Infinity,
  gcTime: Infinity,
});

/** `engine` is there when the module and the site's segments are. */
export function useEngine(siteId: string): { engine: Engine | undefined; error: unknown; retry: () => void } {
  const module = useQuery(moduleQuery);
  const site = useQuery(siteQuery(siteId));
  const all = useQuery(written(siteId));
  const engine = useMemo(() => {
    if (!module.data || !site.data || !all.data) return undefined;
    const { catalogue } = module.data;
    const desk = module.data.make(JSON.stringify(all.data), site.data.currency);
    const kinds = new Map(catalogue.conditions.map((entry) => [entry.kind, entry]));
    return {
      catalogue,
      entry: (kind) => kinds.get(kind),
      check: (draft) => JSON.parse(desk.check(JSON.stringify(whole(draft)), false)),
      explain: (draft, facts) => {
        const said = JSON.parse(desk.explain(JSON.stringify(whole(draft)), JSON.stringify(facts)));
        return 'error' in said ? null : said;
      },
      page: (condition, url) => desk.page(JSON.stringify(condition), url) as Verdict,
      read: (file) => JSON.parse(desk.read(file)),
    } satisfies Engine;
  }, [module.data, site.data, all.data]);
  const retry = () => {
    for (const each of [module, site, all]) if (each.isError) void each.refetch();
  };
  return { engine, error: module.error ?? site.error ?? all.error, retry };
}

/** One that was never saved has no id yet; the engine wants one, which no other has. */
export function whole(draft: Segment): Segment {
  return draft.id ? draft : { ...draft, id: 'draft-that-was-never-saved-before' };
}
