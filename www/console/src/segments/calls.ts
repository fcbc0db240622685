/** What the segments' pages ask of the edge, and under which keys it is kept. */
import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query';
import { api, ApiError, type Answer, type Body } from '../api.ts';
import type { ListSearch } from '../ui/list/list.ts';
import { SORTS } from './route.ts';
import type { Segment, Words } from './types.ts';

const LIST = '/api/sites/{id}/segments';
const ONE = '/api/sites/{id}/segments/{sid}';
const POPULATION = '/api/sites/{id}/segments/population';
const REPORT = '/api/sites/{id}/segments/report';
const VISITORS = '/api/sites/{id}/segments/visitors';

/** The description says of a definition what the schema says; here it has its own name. */
type Defined<T> = Omit<T, 'definition'> & { definition: Segment };
export type Line = Omit<Answer<'get', typeof LIST>['segments'][number], 'definition'> & { definition?: Segment };
export type Item = Defined<Answer<'get', typeof ONE>>;
export type User = Item['used_by'][number];
export type Tagged = { body: Item; etag: string };

export type Population = Answer<'post', typeof POPULATION>;
export type Range = Population['range'];
export type Report = Answer<'post', typeof REPORT>;
export type Visits = Answer<'post', typeof VISITORS>;
export type Visit = Visits['visits'][number];
export type Here = Answer<'get', '/api/sites/{id}/live'>;
/** Somebody's facts are for the engine, not for reading. */
export type Known = Answer<'get', '/api/sites/{id}/visitors/{visitor}'>;
export type Change = Omit<Answer<'get', '/api/sites/{id}/changes'>['changes'][number], 'before' | 'after'> & { before: Segment | null; after: Segment | null };

/** A value that a shop owner sets: where it stands, and what it is called. */
export type Adjust = { path: string; label: Words };
type Ready<T> = Omit<T, 'segment' | 'adjust' | 'deliver'> & { segment: Segment; adjust: Adjust[] };
export type Template = Ready<Answer<'get', '/api/segments/templates'>['templates'][number]>;
export type Recipe = Ready<Answer<'get', '/api/recipes'>['recipes'][number]> & { deliver: Deliver };
export type Deliver =
  | { kind: 'message'; message: { type: string; content: { title?: string; text?: string; button?: { label: string } } } }
  | { kind: 'send'; text: string }
  | { kind: 'steps'; steps: { title: Words; deliver: Deliver }[] };


/** Most that one request gives; a site may have 2,000. */
const PAGE_MAX = 200;
/** Populations and reports read all visits of a week. */
const REPORT_MS_MAX = 60_000;

export const list = (id: string, { q, sort = SORTS[0], filter: status }: ListSearch) =>
  queryOptions({
    queryKey: ['segments', id, 'list', { q, sort, status }],
    queryFn: ({ signal }) => pages(id, { q, sort, status }, signal),
    placeholderData: keepPreviousData,
  });

/** All segments with what they say: a draft is checked among them. */
export const written = (id: string) =>
  queryOptions({
    queryKey: ['segments', id, 'written'],
    queryFn: async ({ signal }): Promise<Segment[]> => {
      const all = await pages(id, { definition: 'true' }, signal);
      return all.flatMap(({ definition }) => definition ?? []);
    },
    staleTime: 60_000,
  });

async function pages(id: string, query: object, signal: AbortSignal): Promise<Line[]> {
  const all: Line[] = [];
  let cursor: string | undefined;
  do {
    const page: Answer<'get', typeof LIST> = await api.get(LIST, { path: { id }, query: { ...query, limit: PAGE_MAX, ...(cursor && { cursor }) }, signal });
    all.push(...(page.segments as Line[]));
    cursor = page.next ?? undefined;
  } while (cursor);
  return all;
}

export const one = (id: string, sid: string) =>
  queryOptions({ queryKey: ['segments', id, 'one', sid], queryFn: ({ signal }) => api.tagged.get(ONE, { path: { id, sid }, signal }) as Promise<Tagged> });

export const add = (id: string, definition: Segment): Promise<Tagged> => api.tagged.post(LIST, { path: { id }, body: named(definition) }) as Promise<Tagged>;
export const put = (id: string, sid: string, definition: Segment, etag: string): Promise<Tagged> =>
  api.tagged.put(ONE, { path: { id, sid }, body: named(definition), ifMatch: etag }) as Promise<Tagged>;
export const copy = (id: string, sid: string): Promise<Tagged> => api.tagged.post('/api/sites/{id}/segments/{sid}/copy', { path: { id, sid } }) as Promise<Tagged>;
export const remove = (id: string, sid: string, etag: string): Promise<unknown> => api.delete(ONE, { path: { id, sid }, ifMatch: etag });

/** A draft is whatever it is: the edge says what is wrong with it. */
const named = (definition: Segment) => ({ ...definition, name: definition.name ?? '' }) as Body<'post', typeof LIST>;
type Draft = Body<'post', typeof POPULATION>['segment'];

export const changes = (id: string, sid: string) =>
  queryOptions({
    queryKey: ['segments', id, 'changes', sid],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/changes', { path: { id }, query: { target: `segment/${sid}`, limit: PAGE_MAX }, signal }) as Promise<{ changes: Change[] }>,
  });

/** `key`: the draft as text, so that the same draft is asked of once. */
export const population = (id: string, draft: Segment, range: Range) =>
  queryOptions({
    queryKey: ['segments', id, 'population', JSON.stringify(draft), range],
    queryFn: ({ signal }) =>
      api.post(POPULATION, { path: { id }, body: { segment: draft as Draft, range }, signal, timeoutMs: REPORT_MS_MAX }),
    staleTime: 30_000,
    retry: false,
    placeholderData: keepPreviousData,
  });

export const report = (id: string, draft: Segment, range: Range) =>
  queryOptions({
    queryKey: ['segments', id, 'report', JSON.stringify(draft), range],
    queryFn: ({ signal }) =>
      api.post(REPORT, { path: { id }, body: { segment: draft as Draft, range }, signal, timeoutMs: REPORT_MS_MAX }),
    staleTime: 60_000,
    retry: false,
    placeholderData: keepPreviousData,
  });

export const visits = (id: string, draft: Segment, range: Range) =>
  queryOptions({
    queryKey: ['segments', id, 'visits', JSON.stringify(draft), range],
    queryFn: ({ signal }) =>
      api.post(VISITORS, { path: { id }, body: { segment: draft as Draft, range, limit: 50 }, signal, timeoutMs: REPORT_MS_MAX }),
    staleTime: 15_000,
    retry: false,
    placeholderData: keepPreviousData,
  });

export const here = (id: string) =>
  queryOptions({
    queryKey: ['segments', id, 'here'],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/live', { path: { id }, query: { limit: 20 }, signal }),
    staleTime: 10_000,
  });

export const known = (id: string, visitor: string) =>
  queryOptions({
    queryKey: ['segments', id, 'known', visitor],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/visitors/{visitor}', { path: { id, visitor }, signal }),
    staleTime: 10_000,
    retry: (count, error) => !(error instanceof ApiError && error.status === 404) && count < 2,
  });

export const templates = queryOptions({
  queryKey: ['templates'],
  queryFn: ({ signal }) => api.get('/api/segments/templates', { signal }) as Promise<{ groups: { id: string; title: Words }[]; templates: Template[] }>,
  staleTime: Infinity,
});
export const recipes = queryOptions({
  queryKey: ['recipes'],
  queryFn: ({ signal }) => api.get('/api/recipes', { signal }) as Promise<unknown> as Promise<{ recipes: Recipe[] }>,
  staleTime: Infinity,
});

/** What a segment was changed for may be seen anywhere. */
export function forget(client: QueryClient, id: string): Promise<void> {
  return client.invalidateQueries({ queryKey: ['segments', id], predicate: ({ queryKey }) => !['population', 'report', 'visits', 'known'].includes(String(queryKey[2])) });
}
