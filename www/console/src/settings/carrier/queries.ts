import { queryOptions } from '@tanstack/react-query';
import { ApiError, api, type Answer } from '../../api.ts';

export type Checked = Answer<'post', '/api/sites/{id}/provider/check'>;
export const carrierKey = (site: string) => ['carrier', site] as const;

/** The company that carries the site's texts; `null`: there is none yet. */
export const carrierQuery = (site: string) =>
  queryOptions({
    queryKey: carrierKey(site),
    queryFn: async ({ signal }) => {
      try {
        return await api.tagged.get('/api/sites/{id}/provider', { path: { id: site }, signal });
      } catch (error) {
        if (error instanceof ApiError && error.code === 'not_found') return null;
        throw error;
      }
    },
  });

/** Two questions to another company's server, one after the other. */
const CHECK_MS_MAX = 40_000;

/** What it says of itself now: registered numbers and balance. `version`: a key that was changed is asked about anew. */
export const checkQuery = (site: string, version: number) =>
  queryOptions({
    queryKey: ['carrier-check', site, version],
    queryFn: ({ signal }) => api.post('/api/sites/{id}/provider/check', { path: { id: site }, signal, timeoutMs: CHECK_MS_MAX }),
    retry: false,
    staleTime: 60_000,
  });

/** The company's own words, where it has refused; `undefined`: it did not answer. */
export function wordsOf(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.code !== 'provider_refused') return undefined;
  const said = /^The provider says (.*)$/s.exec(error.problem.detail);
  return said?.[1];
}
