/** What the pages of sends ask of the edge, and under which keys it is kept. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, type Answer, type NewSend, type NumberList, type Run, type SendItem, type SendLine } from '../api.ts';
import type { ListSearch } from '../ui/list/list.ts';
import { SORTS, type STATES } from './routes.ts';

export type TextContent = Extract<NewSend['content'], { type: 'text' }>;
export type AlimtalkContent = Extract<NewSend['content'], { type: 'alimtalk' }>;
/** A send as its owner writes it. */
export type Send = NewSend;
/** The description says less of what is kept than of what is sent: it is the same. */
type As<T> = Omit<T, 'definition' | 'audience' | 'schedule' | 'content'> & Pick<NewSend, 'audience' | 'schedule' | 'content'>;
export type Line = As<SendLine>;
export type Item = As<SendItem> & { definition: NewSend };
export type Tagged = { body: Item; etag: string };
export type { NumberList, Run };
export type PersonState = keyof Run['totals'] & string;

export const sendsKey = (site: string) => ['sends', site] as const;
export const runsKey = (site: string) => ['runs', site] as const;
export const listsKey = (site: string) => ['number-lists', site] as const;

export const sendsQuery = (site: string, { q, sort, filter }: ListSearch) =>
  infiniteQueryOptions({
    queryKey: [...sendsKey(site), 'list', q ?? '', sort ?? '', filter ?? ''],
    queryFn: async ({ pageParam, signal }) => {
      const query = { sort: (sort ?? SORTS[0]) as (typeof SORTS)[number], limit: 50, ...(q && { q }), ...(filter && { status: filter as (typeof STATES)[number] }), ...(pageParam && { cursor: pageParam }) };
      const page = await api.get('/api/sites/{id}/sends', { path: { id: site }, query, signal });
      return page as unknown as { sends: Line[]; next: string | null };
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const sendQuery = (site: string, send: string) =>
  queryOptions({ queryKey: [...sendsKey(site), 'one', send], queryFn: ({ signal }) => api.tagged.get('/api/sites/{id}/sends/{send}', { path: { id: site, send }, signal }) as Promise<unknown> as Promise<Tagged> });
export const add = (site: string, send: Send) => api.tagged.post('/api/sites/{id}/sends', { path: { id: site }, body: send }) as Promise<unknown> as Promise<Tagged>;
export const put = (site: string, id: string, send: Send, etag: string) => api.tagged.put('/api/sites/{id}/sends/{send}', { path: { id: site, send: id }, body: send, ifMatch: etag }) as Promise<unknown> as Promise<Tagged>;

/** Whom it would reach, what that costs and whether what is left pays for it: the company is asked, and every member's home. */
const ESTIMATE_MS_MAX = 90_000;
export const estimateQuery = (site: string, { body, etag }: Tagged) =>
  queryOptions({
    queryKey: ['estimate', site, body.id, etag],
    queryFn: ({ signal }) => api.post('/api/sites/{id}/sends/{send}/estimate', { path: { id: site, send: body.id }, signal, timeoutMs: ESTIMATE_MS_MAX }),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
/** Sends what is stored to one number. */
export const tryIt = (site: string, send: string, to: string) => api.post('/api/sites/{id}/sends/{send}/test', { path: { id: site, send }, body: { to }, timeoutMs: ESTIMATE_MS_MAX });

/** How causes of trials begin: reports leave them out. */
export const isTrial = ({ cause }: Run): boolean => cause.startsWith('test ');

/** Runs of all sends that a list looks at: the newest of each is among them, or was long ago. */
const RUNS = 500;
/** While one goes on, it is looked at so often. */
const GOING_MS = 2_000;
const RESTING_MS = 15_000;
const goesOn = ({ state }: Run) => state === 'planning' || state === 'sending' || state === 'stopping';

export const runsQuery = (site: string, send?: string) =>
  queryOptions({
    queryKey: [...runsKey(site), 'list', send ?? ''],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/runs', { path: { id: site }, query: { limit: send ? 50 : RUNS, ...(send && { send }) }, signal }),
    refetchInterval: ({ state }) => (state.data?.runs.some(goesOn) ? GOING_MS : RESTING_MS),
  });

export const runQuery = (site: string, run: number) =>
  queryOptions({
    queryKey: [...runsKey(site), 'one', run],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/runs/{run}', { path: { id: site, run }, signal }),
    // What the company has is still to arrive.
    refetchInterval: ({ state }) => (!state.data ? false : goesOn(state.data) || (state.data.totals['accepted'] ?? 0) > 0 ? GOING_MS : RESTING_MS),
  });

/** What it did in the shop: every object is asked, so less often than how the run stands. */
const EFFECT_MS = 30_000;
export const effectQuery = (site: string, run: Run) =>
  queryOptions({
    queryKey: [...runsKey(site), 'effect', run.id],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/runs/{run}/effect', { path: { id: site, run: run.id }, signal }),
    // One that is over does not change.
    refetchInterval: ({ state }) => (state.data && state.data.until !== 'now' ? false : EFFECT_MS),
  });

type People = Answer<'get', '/api/sites/{id}/runs/{run}/people'>;
export type Person = People['people'][number];
export const peopleQuery = (site: string, run: number, state: string) =>
  infiniteQueryOptions({
    queryKey: [...runsKey(site), 'people', run, state],
    queryFn: ({ pageParam, signal }): Promise<People> =>
      api.get('/api/sites/{id}/runs/{run}/people', { path: { id: site, run }, query: { limit: 50, ...(state && { state: state as Person['state'] }), ...(pageParam && { after: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => (next === null || next === undefined ? undefined : String(next)),
    placeholderData: keepPreviousData,
  });

export const listsQuery = (site: string) =>
  queryOptions({ queryKey: listsKey(site), queryFn: async ({ signal }) => (await api.get('/api/sites/{id}/lists', { path: { id: site }, signal })).lists });
