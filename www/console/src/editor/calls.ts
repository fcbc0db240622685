/** What the editor asks of the edge, and under which keys it is kept. */
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { address, api, ApiError, type Answer, type Body } from '../api.ts';
import { messagesQuery } from '../queries.ts';
import type { Message } from './types.ts';

const LIST = '/api/sites/{id}/messages';
const ONE = '/api/sites/{id}/messages/{mid}';
const NEXT = '/api/sites/{id}/publication';
const PICTURES = '/api/sites/{id}/pictures';

/** The description says of a definition what the schema says; here it has its own name. */
export type Item = Omit<Answer<'get', typeof ONE>, 'definition'> & { definition: Message };
export type Tagged = { body: Item; etag: string };
export type User = Item['used_by'][number];
export type Next = Answer<'get', typeof NEXT>;
export type Picture = Answer<'get', typeof PICTURES>['pictures'][number];
export type Change = Omit<Answer<'get', '/api/sites/{id}/changes'>['changes'][number], 'before' | 'after'> & { before: Message | null; after: Message | null };

export const one = (id: string, mid: string) =>
  queryOptions({ queryKey: ['messages', id, 'one', mid], queryFn: ({ signal }) => api.tagged.get(ONE, { path: { id, mid }, signal }) as Promise<unknown> as Promise<Tagged> });

/** A draft is whatever it is: the edge says what is wrong with it. */
const written = (message: Message) => message as Body<'post', typeof LIST>;
export const add = (id: string, message: Message) => api.tagged.post(LIST, { path: { id }, body: written(message) }) as Promise<unknown> as Promise<Tagged>;
export const put = (id: string, mid: string, message: Message, etag: string) =>
  api.tagged.put(ONE, { path: { id, mid }, body: written(message), ifMatch: etag }) as Promise<unknown> as Promise<Tagged>;
export const copy = (id: string, mid: string) => api.tagged.post('/api/sites/{id}/messages/{mid}/copy', { path: { id, mid } }) as Promise<unknown> as Promise<Tagged>;
export const remove = (id: string, mid: string, etag: string) => api.delete(ONE, { path: { id, mid }, ifMatch: etag });
export const turn = (id: string, mid: string, on: boolean) => api.post(on ? '/api/sites/{id}/messages/{mid}/resume' : '/api/sites/{id}/messages/{mid}/pause', { path: { id, mid } });
export const preview = (id: string, mid: string, url: string) => api.post('/api/sites/{id}/messages/{mid}/preview', { path: { id, mid }, body: { url } });

/** What publishing now would change, with the tag that says what was seen. */
export const next = (id: string) =>
  queryOptions({ queryKey: ['publication', id], queryFn: ({ signal }) => api.tagged.get(NEXT, { path: { id }, signal }), staleTime: 0, gcTime: 0 });
export const publish = (id: string, etag: string) => api.tagged.post(NEXT, { path: { id }, ifMatch: etag });

export const changes = (id: string, mid: string) =>
  queryOptions({
    queryKey: ['messages', id, 'changes', mid],
    queryFn: ({ signal }) =>
      api.get('/api/sites/{id}/changes', { path: { id }, query: { target: `message/${mid}`, limit: 200 }, signal }) as Promise<unknown> as Promise<{ changes: Change[] }>,
    staleTime: 0,
  });
export const groups = (id: string) =>
  queryOptions({ queryKey: ['groups', id, 'all'], queryFn: ({ signal }) => api.get('/api/sites/{id}/groups', { path: { id }, query: { limit: 200 }, signal }), staleTime: 30_000 });
export const pictures = (id: string) =>
  queryOptions({ queryKey: ['pictures', id], queryFn: ({ signal }) => api.get(PICTURES, { path: { id }, query: { limit: 30 }, signal }), staleTime: 30_000 });

/** A large photo over a slow line. */
const UPLOAD_MS_MAX = 120_000;

/** Sends a file as it is: the one thing of the API that is no JSON. */
export async function upload(id: string, file: File, use: 'popcorn' | 'floating' | 'badge'): Promise<Picture> {
  // A name that nobody would read is no name.
  const name = file.name.replace(/\.[a-z0-9]+$/i, '').slice(0, 90).trim();
  const where = address(PICTURES, { path: { id }, query: { for: use, ...(name && { name }) } });
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(where, {
      method: 'POST',
      headers: { accept: 'application/json, application/problem+json', 'content-type': file.type || 'application/octet-stream' },
      body: file,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(UPLOAD_MS_MAX),
    });
    answer = await response.json();
  } catch {
    throw new ApiError({ type: 'about:blank', title: 'No answer', status: 0, code: 'unreachable', detail: '' });
  }
  if (!response.ok) throw new ApiError(answer as ConstructorParameters<typeof ApiError>[0]);
  return answer as Picture;
}

/** What a message was changed for may be seen anywhere. */
export async function forget(client: QueryClient, id: string): Promise<void> {
  await Promise.all([client.invalidateQueries({ queryKey: messagesQuery(id).queryKey }), client.invalidateQueries({ queryKey: ['publication', id] })]);
}
