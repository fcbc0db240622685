import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { ApiError, api, type Config } from '../api.ts';
import { groupsQuery } from '../groups/queries.ts';
import { writtenQuery } from '../messages/queries.ts';
import { written } from '../segments/calls.ts';
import type { Cast } from './route.ts';

export type Range = '24h' | '7d';
/** Thousands of visits are played. */
const REHEARSAL_MS_MAX = 60_000;

/** The set cannot be played: which it was, to say of which part the refusal speaks. */
export class Refused extends Error {
  readonly config: Config;
  readonly why: ApiError;

  constructor(config: Config, why: ApiError) {
    super(why.message);
    this.config = config;
    this.why = why;
  }
}

export type Place = { what: 'message' | 'segment' | 'group'; id: string; name: string; at: string };

/** Whom of the set a refusal speaks of, and what of it: `config.messages[3].content.text` is the text of the fourth message. */
export function placeOf({ config, why }: Refused): Place | undefined {
  const found = /^config\.(message|segment|group)s\[(\d+)\]\.?(.*)$/.exec(why.problem.field ?? '');
  const what = found?.[1] as Place['what'] | undefined;
  const one = what && config[`${what}s`]?.[Number(found?.[2])];
  return one && { what, id: one.id ?? '', name: ('name' in one && one.name) || one.id || '', at: found?.[3] ?? '' };
}

/** Plays a set of messages to the visits of last days. Nothing is changed by it. */
export const rehearsalQuery = (client: QueryClient, site: string, range: Range, of: Cast, exact: boolean) =>
  queryOptions({
    queryKey: ['rehearsal', site, range, of, exact],
    queryFn: async ({ signal }) => {
      const config = await castOf(client, site, of, signal);
      try {
        return { config, played: await api.post('/api/sites/{id}/messages/rehearsal', { path: { id: site }, body: { config, range, exact }, signal, timeoutMs: REHEARSAL_MS_MAX }) };
      } catch (error) {
        if (error instanceof ApiError && error.status === 422) throw new Refused(config, error);
        throw error;
      }
    },
    staleTime: 5 * 60_000,
    retry: false,
  });

/** The set: what would be in force if all that is being written were published and switched on. */
async function castOf(client: QueryClient, site: string, of: Cast, signal: AbortSignal): Promise<Config> {
  const published = await api.get('/api/sites/{id}/config', { path: { id: site }, signal });
  if (of === 'published') return published;
  const [segments, messages, groups] = await Promise.all([client.fetchQuery(written(site)), client.fetchQuery({ ...writtenQuery(site), staleTime: 0 }), client.fetchQuery(groupsQuery(site))]);
  return {
    ...published,
    segments: segments as Config['segments'],
    messages: messages.flatMap(({ definition }) => definition ?? []),
    groups: groups.map(({ id, name, status }) => ({ id, ...(name && { name }), ...(status === 'paused' && { paused: true }) })),
  };
}
