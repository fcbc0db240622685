import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { list as segmentList } from '../segments/calls.ts';
import { listsQuery } from './queries.ts';
import type { Names } from './words.ts';

/** What segments and lists are called. */
export function useNames(site: string): Names {
  const segments = useQuery(segmentList(site, { sort: 'name' }));
  const lists = useQuery(listsQuery(site));
  return useMemo(
    () => ({ segments: new Map(segments.data?.map(({ id, name }) => [id, name || id])), lists: new Map(lists.data?.map(({ id, name }) => [id, name])) }),
    [segments.data, lists.data],
  );
}
