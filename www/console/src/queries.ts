import { QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiError, api, type Answer, type Session } from './api.ts';

/** Who is on the site now. */
export type Live = Answer<'get', '/api/sites/{id}/live'>;

/** How often the list of visitors asks again where the edge does not tell by itself (`live/watch.ts`). TanStack Query pauses it while the tab is hidden. */
export const LIVE_MS = 3_000;
/** Rows that the list of visitors holds at most. */
export const LIVE_ROWS_MAX = 100;

/** Who is signed in; `null` is an answer too, not an error. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await api.get('/api/session', { signal });
    } catch (error) {
      if (isSignedOut(error)) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** Whether the first owner is still to come. */
export const setUpQuery = queryOptions({ queryKey: ['setup'], queryFn: ({ signal }) => api.get('/api/setup', { signal }), staleTime: 60_000, retry: false });

export const siteQuery = (site: string) =>
  queryOptions({ queryKey: ['site', site], queryFn: ({ signal }) => api.get('/api/sites/{id}', { path: { id: site }, signal }), staleTime: 5 * 60_000 });

export const messagesQuery = (site: string) =>
  queryOptions({ queryKey: ['messages', site], queryFn: ({ signal }) => api.get('/api/sites/{id}/messages', { path: { id: site }, query: { limit: 200 }, signal }), refetchInterval: 60_000 });

/** Of a segment: who of them matches it. */
export const liveKey = (site: string, segment?: string) => (segment === undefined ? (['live', site] as const) : (['live', site, segment] as const));
/** The sites whose list comes by itself. */
const watched = new Set<string>();
export const isWatched = (site: string): boolean => watched.has(site);
export const setWatched = (site: string, is: boolean): unknown => (is ? watched.add(site) : watched.delete(site));
/** A list as it has just come. */
export const liveNow = (live: Live) => ({ ...live, skewMs: skewMs(live.at) });

export const liveQuery = (site: string) =>
  queryOptions({
    queryKey: liveKey(site),
    queryFn: async ({ signal }) => liveNow(await api.get('/api/sites/{id}/live', { path: { id: site }, query: { limit: LIVE_ROWS_MAX }, signal })),
    refetchInterval: () => !isWatched(site) && LIVE_MS,
    retry: false,
    staleTime: 0,
  });

/** The edge's clock corrects this device's. Less than two seconds is the road's own delay, which would make the ages waver. */
function skewMs(at: string): number {
  const skew = Date.parse(at) - Date.now();
  return Math.abs(skew) >= 2_000 ? Math.round(skew / 1000) * 1000 : 0;
}

/** `onSignedOut` is called once a session turns out to have ended in the middle of the work. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: (error) => isSignedOut(error) && onSignedOut() }),
    defaultOptions: {
      queries: {
        // A device that believes itself offline is often wrong; ask, and show what happens.
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && isWorthRetrying(error),
        retryDelay: (attempt) => 500 * 2 ** attempt,
        staleTime: 10_000,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

function isWorthRetrying(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}
