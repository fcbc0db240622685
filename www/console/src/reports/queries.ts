import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, type NamedReport } from '../api.ts';
import type { CohortQuery } from './cohorts/asked.ts';
import type { Told } from './named/figures.ts';
import type { Days } from './period.ts';
import type { Group, RfmQuery } from './rfm/asked.ts';
import type { PairSort } from './routes.ts';

/** A report reads years of orders: it is not asked again while somebody looks. */
const STALE_MS = 60_000;
/** Of millions of orders it may take a while. */
const ANSWER_MS_MAX = 60_000;
type VisitSort = 'label' | 'visits' | 'people' | 'page_views' | 'orders' | 'revenue' | 'purchase_rate';
type OrderSort = 'label' | 'orders' | 'people' | 'units' | 'revenue';
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

/** The reports that the edge knows by name. */
export const namedListQuery = (site: string) =>
  queryOptions({ queryKey: ['reports', site], queryFn: ({ signal }) => api.get('/api/sites/{id}/reports', { path: { id: site }, signal }), staleTime: Infinity });

export const namedQuery = (site: string, { path, by, only, sort }: NamedReport, days: Days, segment: string | undefined) =>
  queryOptions({
    queryKey: ['report', site, path, by, only, sort, days, segment],
    queryFn: ({ signal }): Promise<Told> => {
      const how = { path: { id: site }, signal, timeoutMs: ANSWER_MS_MAX };
      return path === 'orders'
        ? api.get('/api/sites/{id}/reports/orders', { ...how, query: { ...days, by, sort: sort as OrderSort } })
        : api.get('/api/sites/{id}/reports/visits', { ...how, query: { ...days, by, sort: sort as VisitSort, ...(only && { only }), ...(segment && { segment }) } });
    },
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
