import { address, ApiError, api, type Answer } from '../../api.ts';
import { decoded, headOf, isHeadless, joined, type Part } from './parts.ts';

type Taken = Answer<'put', '/api/sites/{id}/lists/{list}'>;
export type RefusedRow = { line: number; reason: 'phone' | 'too_long' };
/** How far an upload has come: what is needed to go on with it. */
export type Progress = { list: string; done: number; from: number; taken: number; rows: number; columns: string[]; refused: number; refusedRows: RefusedRow[]; headless: boolean };

export const fresh = (): Progress => ({ list: `list-${crypto.randomUUID().slice(0, 13)}`, done: 0, from: 0, taken: 0, rows: 0, columns: [], refused: 0, refusedRows: [], headless: false });

/** Sealing 100,000 rows over a slow line. */
const PART_MS_MAX = 180_000;
/** Refused rows that are shown. */
export const REFUSED_MAX = 200;

export type About = { name: string; consentedMs: number | null };

/** Sends one part after the other, from where it was left. `told` after each. */
export async function upload(site: string, parts: readonly Part[], about: About, before: Progress, told: (now: Progress) => void): Promise<Progress> {
  const first = parts[0];
  if (!first) return before;
  const head = headOf(first.bytes);
  const headLines = (decoded(head) ?? '').split('\n').length - 1;
  let now = before;
  for (const [at, part] of parts.entries()) {
    if (at < now.done) continue;
    // Each part is a table of its own: what its columns are called comes first.
    const withHead = at > 0 && !now.headless;
    const answer = await put(site, now, about, withHead ? joined(head, part.bytes) : part.bytes, at === parts.length - 1);
    const shift = part.linesBefore - (withHead ? headLines : 0);
    const rows = answer.refused_rows.map(({ line, reason }) => ({ line: line + shift, reason }));
    now = {
      ...now,
      done: at + 1,
      from: answer.next_from,
      taken: now.taken + answer.taken,
      rows: answer.rows,
      columns: answer.columns,
      refused: now.refused + answer.refused,
      refusedRows: [...now.refusedRows, ...rows].slice(0, REFUSED_MAX),
      headless: at === 0 ? isHeadless(answer.columns, decoded(head) ?? '') : now.headless,
    };
    told(now);
  }
  return now;
}

/** A part as it is: besides pictures the one thing of the API that is no JSON. */
async function put(id: string, { list, from }: Progress, { name, consentedMs }: About, bytes: Uint8Array<ArrayBuffer>, isLast: boolean): Promise<Taken> {
  const where = address('/api/sites/{id}/lists/{list}', { path: { id, list }, query: { name, from, last: isLast, consented_at: consentedMs } });
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(where, {
      method: 'PUT',
      headers: { accept: 'application/json, application/problem+json', 'content-type': 'text/csv' },
      body: bytes,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PART_MS_MAX),
    });
    answer = await response.json();
  } catch {
    throw new ApiError({ type: 'about:blank', title: 'No answer', status: 0, code: 'unreachable', detail: '' });
  }
  if (!response.ok) throw new ApiError(answer as ConstructorParameters<typeof ApiError>[0]);
  return answer as Taken;
}

/** A list that was begun and is not wanted. */
export const forget = (id: string, list: string) => api.delete('/api/sites/{id}/lists/{list}', { path: { id, list } });
