import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api.ts';
import { NUMBERS_MS } from '../messages/queries.ts';

export const effectQuery = (site: string, message: string, days: number) =>
  queryOptions({
    queryKey: ['effect', site, message, days],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/messages/{mid}/effect', { path: { id: site, mid: message }, query: { days }, signal }),
    refetchInterval: NUMBERS_MS,
    placeholderData: keepPreviousData,
  });
