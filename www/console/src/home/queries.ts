import { queryOptions } from '@tanstack/react-query';
import { api } from '../api.ts';

/** A day that is over changes by late words only. */
const DAY_STALE_MS = 5 * 60_000;

export const totalsQuery = (site: string, day: string) =>
  queryOptions({
    queryKey: ['totals', site, day],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/totals', { path: { id: site }, query: { from: day, to: day }, signal }),
    staleTime: DAY_STALE_MS,
  });

export const earnedQuery = (site: string, day: string) =>
  queryOptions({
    queryKey: ['earned', site, day],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/earned', { path: { id: site }, query: { from: day, to: day }, signal }),
    staleTime: DAY_STALE_MS,
  });

export const publicationQuery = (site: string) =>
  queryOptions({ queryKey: ['publication', site], queryFn: ({ signal }) => api.tagged.get('/api/sites/{id}/publication', { path: { id: site }, signal }) });
