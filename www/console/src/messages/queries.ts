import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, type Answer, type Earned, type MessageLine } from '../api.ts';
import type { ListSearch } from '../ui/list/list.ts';
import { SORTS, STATES } from './route.ts';

type Sort = (typeof SORTS)[number];
export type Status = (typeof STATES)[number];
export type EarnedLine = Earned['messages'][number];
type Page = Answer<'get', '/api/sites/{id}/messages'>;

/** Most that one request gives; a site may have 1,000. */
const PAGE_MAX = 200;
/** Numbers of messages move slowly; asking four times a minute keeps them true without load. */
export const NUMBERS_MS = 15_000;
/** The days whose numbers stand in the list, today among them. */
export const LIST_DAYS = 7;

/** Whatever a change of a message may have changed. */
export const messagesKey = (site: string) => ['messages', site] as const;

/** All that are found: a list that is narrowed by type has to have all of them. */
export const listQuery = (site: string, { q, sort, filter }: ListSearch) =>
  queryOptions({
    queryKey: [...messagesKey(site), 'list', q ?? '', sort ?? '', filter ?? ''],
    queryFn: ({ signal }) => all(site, { sort: (sort ?? SORTS[0]) as Sort, ...(q && { q }), ...(filter && { status: filter as Status }) }, signal),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });

/** All messages with what they say: what a calendar shows and a rehearsal plays. */
export const writtenQuery = (site: string) =>
  queryOptions({ queryKey: [...messagesKey(site), 'written'], queryFn: ({ signal }) => all(site, { sort: 'name', definition: true }, signal) });

export const messageQuery = (site: string, message: string) =>
  queryOptions({ queryKey: [...messagesKey(site), 'one', message], queryFn: ({ signal }) => api.tagged.get('/api/sites/{id}/messages/{mid}', { path: { id: site, mid: message }, signal }) });

/** What all messages did between two days, both in. */
export const earnedBetweenQuery = (site: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['earned', site, from, to],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/earned', { path: { id: site }, query: { from, to }, signal }),
    refetchInterval: NUMBERS_MS,
    placeholderData: keepPreviousData,
  });

async function all(id: string, query: { sort: Sort; q?: string; status?: Status; definition?: boolean }, signal: AbortSignal): Promise<MessageLine[]> {
  const found: MessageLine[] = [];
  let cursor: string | undefined;
  do {
    const page: Page = await api.get('/api/sites/{id}/messages', { path: { id }, query: { ...query, limit: PAGE_MAX, ...(cursor && { cursor }) }, signal });
    found.push(...page.messages);
    cursor = page.next ?? undefined;
  } while (cursor);
  return found;
}
