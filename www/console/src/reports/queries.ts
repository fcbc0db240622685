import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api.ts';
import type { CohortQuery } from './cohorts/asked.ts';
import type { Days } from './period.ts';
import type { Group, RfmQuery } from './rfm/asked.ts';
import type { PairSort } from './routes.ts';

/** A report reads years of orders: it is not asked again while somebody looks. */
const STALE_MS = 60_000;
/** Of millions of orders it may take a while. */
const ANSWER_MS_MAX = 60_000;
const how = { staleTime: STALE_MS, placeholderData: keepPreviousData };

export const cohortsQuery = (site: string, query: CohortQuery) =>
  queryOptions({
    queryKey: ['report', site, 'cohorts', query],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/reports/cohorts', { path: { id: site }, query, signal, timeoutMs: ANSWER_MS_MAX }),
    ...how,
  });

export const rfmQuery = (site: string, query: RfmQuery) =>
  queryOptions({
    queryKey: ['report', site, 'rfm', query],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/reports/rfm', { path: { id: site }, query, signal, timeoutMs: ANSWER_MS_MAX }),
    ...how,
  });

/** A page of a group's customers, behind the last one of the page before. */
export const customers = (site: string, group: Group, { day, since }: RfmQuery, limit: number, cursor: string | undefined, signal?: AbortSignal) =>
  api.get('/api/sites/{id}/reports/rfm/{group}', { path: { id: site, group }, query: { day, ...(since && { since }), limit, ...(cursor !== undefined && { cursor }) }, signal, timeoutMs: ANSWER_MS_MAX });

export const bandsQuery = (site: string, days: Days, edges: readonly number[]) =>
  queryOptions({
    queryKey: ['report', site, 'bands', days, edges],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/reports/price-bands', { path: { id: site }, query: { ...days, edges: edges.join(',') }, signal, timeoutMs: ANSWER_MS_MAX }),
    ...how,
  });

export type PairQuery = { days: Days; sort: PairSort; least: number; limit: number; product?: string | undefined };
export const pairsQuery = (site: string, { days, product, ...query }: PairQuery) =>
  queryOptions({
    queryKey: ['report', site, 'pairs', days, query, product],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/reports/pairs', { path: { id: site }, query: { ...days, ...query, ...(product !== undefined && { product }) }, signal, timeoutMs: ANSWER_MS_MAX }),
    ...how,
  });
