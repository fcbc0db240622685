import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api.ts';
import type { ListSearch } from '../ui/list/list.ts';
import { SORTS } from './routes.ts';

type Sort = (typeof SORTS)[number];

export const campaignsKey = (site: string) => ['campaigns', site] as const;

export const campaignsQuery = (site: string, { q, sort }: ListSearch) =>
  infiniteQueryOptions({
    queryKey: [...campaignsKey(site), q ?? '', sort ?? ''],
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/sites/{id}/campaigns', {
        path: { id: site },
        query: { sort: (sort ?? SORTS[0]) as Sort, limit: 50, ...(q && { q }), ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    // While somebody types, what is there stays.
    placeholderData: keepPreviousData,
  });

export const campaignQuery = (site: string, campaign: string) =>
  queryOptions({
    queryKey: ['campaign', site, campaign],
    queryFn: ({ signal }) => api.tagged.get('/api/sites/{id}/campaigns/{cid}', { path: { id: site, cid: campaign }, signal }),
  });
