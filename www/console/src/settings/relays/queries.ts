import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type DeliveryState } from '../../api.ts';

/** Of all relays of a site, and what hangs on them. */
export const relaysKey = (id: string) => ['relays', id] as const;
/** Something is always on its way: what stands here is looked at again. */
const AGAIN_MS = 10_000;

export const relaysQuery = (id: string) =>
  queryOptions({ queryKey: [...relaysKey(id), 'all'], queryFn: ({ signal }) => api.get('/api/sites/{id}/relays', { path: { id }, signal }), refetchInterval: AGAIN_MS });

export const relayQuery = (id: string, relay: string) =>
  queryOptions({ queryKey: [...relaysKey(id), relay], queryFn: ({ signal }) => api.tagged.get('/api/sites/{id}/relays/{relay}', { path: { id, relay }, signal }), refetchInterval: AGAIN_MS });

export const deliveriesQuery = (id: string, relay: string, state: DeliveryState | undefined) =>
  infiniteQueryOptions({
    queryKey: [...relaysKey(id), relay, 'deliveries', state ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/sites/{id}/relays/{relay}/deliveries', { path: { id, relay }, query: { ...(state && { state }), ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: AGAIN_MS,
  });
