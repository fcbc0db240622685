import { queryOptions } from '@tanstack/react-query';
import { address, ApiError, api, type Import, type ImportKind } from '../../api.ts';

/** A part of a file: what the edge reads in some seconds. */
const PART_BYTES = 4 * 1024 * 1024;
/** Reading or applying one step of a large file, over a slow line. */
const STEP_MS_MAX = 120_000;
/** While something is being read or applied, the list moves. */
const MOVING_MS = 4_000;

export type About = { kind: ImportKind; name: string; columns?: Record<string, string> };
export type DateOrder = 'mdy' | 'dmy';

export const importsQuery = (site: string) =>
  queryOptions({
    queryKey: ['imports', site],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/imports', { path: { id: site }, query: { limit: 50 }, signal }),
    refetchInterval: ({ state }) => (state.data?.imports.some(({ state }) => state === 'applying' || state === 'discarding') ? MOVING_MS : false),
  });

export const begin = (id: string, about: About) => api.post('/api/sites/{id}/imports', { path: { id }, body: about });

/** Sends what is left of the file, part by part; `told` after each. */
export async function send(site: string, file: File, from: Import, told: (now: Import) => void): Promise<Import> {
  let now = from;
  for (let part = now.next_part; (part - 1) * PART_BYTES < file.size; part++) {
    now = await put(site, now.id, part, await file.slice((part - 1) * PART_BYTES, part * PART_BYTES).arrayBuffer());
    told(now);
  }
  return now;
}

/** A part as it is: no JSON. */
async function put(id: string, of: string, part: number, bytes: ArrayBuffer): Promise<Import> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(address('/api/sites/{id}/imports/{import}/parts/{part}', { path: { id, import: of, part } }), {
      method: 'PUT',
      headers: { accept: 'application/json, application/problem+json', 'content-type': 'application/octet-stream' },
      body: bytes,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(STEP_MS_MAX),
    });
    answer = await response.json();
  } catch {
    throw new ApiError({ type: 'about:blank', title: 'No answer', status: 0, code: 'unreachable', detail: '' });
  }
  if (!response.ok) throw new ApiError(answer as ConstructorParameters<typeof ApiError>[0]);
  return answer as Import;
}

export const finish = (id: string, of: string, order?: DateOrder) => api.post('/api/sites/{id}/imports/{import}/finish', { path: { id, import: of }, body: order ? { date_order: order } : {}, timeoutMs: STEP_MS_MAX });

/** Applies it, step by step, until all of it counts. */
export async function apply(id: string, of: string, told: (now: Import) => void): Promise<Import> {
  for (;;) {
    const now: Import = await api.post('/api/sites/{id}/imports/{import}/apply', { path: { id, import: of }, timeoutMs: STEP_MS_MAX });
    told(now);
    if (now.state !== 'applying') return now;
  }
}

export const discard = (id: string, of: string) => api.delete('/api/sites/{id}/imports/{import}', { path: { id, import: of }, timeoutMs: STEP_MS_MAX });

/** Where the lines that could not be read are, as a file to mend. */
export const refusedAt = (id: string, of: string): string => address('/api/sites/{id}/imports/{import}/refused', { path: { id, import: of } });
