import { queryOptions } from '@tanstack/react-query';
import { api, type Automatic } from '../api.ts';

export type Happening = Automatic['happening'];
/** A template, as far as it is drawn here. */
export type Said = { body: string; extra?: string; emphasis: { type: string; title?: string; subtitle?: string }; buttons?: { name: string }[] };

/** What has happened is told within seconds: what stands here is looked at again. */
const AGAIN_MS = 10_000;

/** How runs of what happens are called. */
const PREFIX = '_auto_';
/** How runs are called that tell results of refusals. */
export const NOTICES = '_notices';
export const happeningOf = (send: string): Happening | undefined => (send.startsWith(PREFIX) ? (send.slice(PREFIX.length) as Happening) : undefined);

export const automaticKey = (site: string) => ['automatic', site] as const;
export const automaticQuery = (site: string) =>
  queryOptions({ queryKey: automaticKey(site), queryFn: async ({ signal }) => (await api.get('/api/sites/{id}/automatic', { path: { id: site }, signal })).automatic, refetchInterval: AGAIN_MS });

export const saidBy = ({ template }: Automatic): Said => template.says as unknown as Said;
