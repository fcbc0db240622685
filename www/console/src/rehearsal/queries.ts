import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { api, type Config } from '../api.ts';
import { groupsQuery } from '../groups/queries.ts';
import { writtenQuery } from '../messages/queries.ts';
import { written } from '../segments/calls.ts';
import type { Cast } from './route.ts';

export type Range = '24h' | '7d';
/** Thousands of visits are played. */
const REHEARSAL_MS_MAX = 60_000;

/** Plays a set of messages to the visits of last days. Nothing is changed by it. */
export const rehearsalQuery = (client: QueryClient, site: string, range: Range, of: Cast, exact: boolean) =>
  queryOptions({
    queryKey: ['rehearsal', site, range, of, exact],
    queryFn: async ({ signal }) => {
      const config = await castOf(client, site, of, signal);
      return { config, played: await api.post('/api/sites/{id}/messages/rehearsal', { path: { id: site }, body: { config, range, exact }, signal, timeoutMs: REHEARSAL_MS_MAX }) };
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
