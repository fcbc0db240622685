import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api.ts';
import type { ListSearch } from '../ui/list/list.ts';
import { SORTS, STATES } from './route.ts';

/** A site has 100 at most: all come at once. */
const GROUPS_MAX = 200;

export const groupsKey = (site: string) => ['groups', site] as const;

export const groupsQuery = (site: string, { q, sort, filter }: ListSearch = {}) =>
  queryOptions({
    queryKey: [...groupsKey(site), q ?? '', sort ?? '', filter ?? ''],
    queryFn: async ({ signal }) => {
      const query = { sort: (sort ?? SORTS[0]) as (typeof SORTS)[number], limit: GROUPS_MAX, ...(q && { q }), ...(filter && { status: filter as (typeof STATES)[number] }) };
      return (await api.get('/api/sites/{id}/groups', { path: { id: site }, query, signal })).groups;
    },
    placeholderData: keepPreviousData,
  });
