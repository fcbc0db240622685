/**
 * The worker's JSON API. What its routes take and answer is made of the worker's own description when anything is built (`build/api.ts`; never
 * committed, so never stale): a path, a parameter or a member that is not there does not compile.
 */
import type { paths, Problem as Described, ProblemCode } from '../../../build/api.ts';

export type * from '../../../build/api.ts';

/** A refusal in the form of RFC 9457. `unreachable`: no answer at all; `unreadable`: an answer that is not JSON. */
export type Refusal = Omit<Described, 'code'> & { code: ProblemCode | 'unreachable' | 'unreadable' | `http_${number}` };

/** What a call throws. */
export class ApiError extends Error {
  readonly problem: Refusal;
  /** Seconds to wait, where the worker said so. */
  readonly retryAfterS: number | null;

  constructor(problem: Refusal, retryAfterS: number | null = null) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.problem = problem;
    this.retryAfterS = retryAfterS;
  }

  /** 0 where there was no answer. */
  get status(): number {
    return this.problem.status;
  }

  get code(): Refusal['code'] {
    return this.problem.code;
  }
}

/** Something with the version that was read, for `ifMatch`. */
export type Tagged<T> = { body: T; etag: string };

/**
 * `api.get('/api/sites/{id}', { path: { id } })`. A refusal, or no answer, is thrown as an `ApiError`. What has a version is read and written by
 * `api.tagged`, which answers with the ETag beside the body; a route that wants it as If-Match does not compile without `ifMatch`.
 */
export const api = {
  get: <P extends PathOf<'get'>>(path: P, ...[options]: Given<'get', P>) => body('get', path, options) as Promise<Answer<'get', P>>,
  post: <P extends PathOf<'post'>>(path: P, ...[options]: Given<'post', P>) => body('post', path, options) as Promise<Answer<'post', P>>,
  put: <P extends PathOf<'put'>>(path: P, ...[options]: Given<'put', P>) => body('put', path, options) as Promise<Answer<'put', P>>,
  delete: <P extends PathOf<'delete'>>(path: P, ...[options]: Given<'delete', P>) =>
    body('delete', path, options) as Promise<Answer<'delete', P>>,
  tagged: {
    get: <P extends TaggedPathOf<'get'>>(path: P, ...[options]: Given<'get', P>) =>
      tagged('get', path, options) as Promise<Tagged<Answer<'get', P>>>,
    post: <P extends TaggedPathOf<'post'>>(path: P, ...[options]: Given<'post', P>) =>
      tagged('post', path, options) as Promise<Tagged<Answer<'post', P>>>,
    put: <P extends TaggedPathOf<'put'>>(path: P, ...[options]: Given<'put', P>) =>
      tagged('put', path, options) as Promise<Tagged<Answer<'put', P>>>,
  },
};

type Method = 'get' | 'post' | 'put' | 'delete';
type Operation = { parameters: { query?: unknown; header?: unknown; path?: unknown }; requestBody?: unknown; responses: unknown };
/** The paths that have a method. */
export type PathOf<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, Operation> ? P : never }[keyof paths];
type OperationOf<M extends Method, P> = P extends keyof paths ? Extract<paths[P][M & keyof paths[P]], Operation> : never;

type Success<R> = R[Extract<keyof R, 200 | 201 | 204>];
/** The body that a route answers with; `undefined` where it has none. */
export type Answer<M extends Method, P> =
  Success<OperationOf<M, P>['responses']> extends infer S ? (S extends { content: { 'application/json': infer B } } ? B : undefined) : never;
type TaggedPathOf<M extends Method> = {
  [P in PathOf<M>]: Success<OperationOf<M, P>['responses']> extends { headers: { ETag: unknown } } ? P : never;
}[PathOf<M>];
/** The body that a route takes. */
export type Body<M extends Method, P> = OperationOf<M, P> extends { requestBody: { content: { 'application/json': infer B } } } ? B : never;

type Options<O extends Operation> = Part<'path', O['parameters']['path']> &
  Part<'query', O['parameters']['query']> &
  (O extends { requestBody: { content: { 'application/json': infer B } } } ? { body: B } : unknown) &
  (O['parameters']['header'] extends { 'If-Match': string } ? { ifMatch: string } : 'If-Match' extends keyof NonNullable<O['parameters']['header']> ? { ifMatch?: string | undefined } : unknown) &
  Common;
type Common = {
  signal?: AbortSignal | undefined;
  /** Longest wait for the answer; after it the edge counts as unreachable. */
  timeoutMs?: number;
};
/** Nothing where the route has no such parameters; left out at will where none of them is needed. */
type Part<Name extends string, T> = [T] extends [undefined] ? unknown : undefined extends T ? { [N in Name]?: T } : { [N in Name]: T };
/** The options of a call: an argument that may be left out where nothing in it is needed. */
type Given<M extends Method, P> = object extends Options<OperationOf<M, P>> ? [options?: Options<OperationOf<M, P>>] : [options: Options<OperationOf<M, P>>];

/** What the types above come down to. */
type Any = Common & { path?: object; query?: object; body?: unknown; ifMatch?: string };

const ANSWER_MS_MAX = 10_000;

async function body(method: Method, path: string, options: unknown): Promise<unknown> {
  return (await call(method, path, (options ?? {}) as Any)).body;
}

async function tagged(method: Method, path: string, options: unknown): Promise<Tagged<unknown>> {
  const { body, response } = await call(method, path, (options ?? {}) as Any);
  const etag = response.headers.get('etag');
  if (etag === null) throw new ApiError(without('Answer without a version', response.status, 'unreadable'));
  return { body, etag };
}

async function call(method: Method, path: string, options: Any): Promise<{ body: unknown; response: Response }> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? ANSWER_MS_MAX);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
  // The edge takes a change only as JSON, even one without a body: a plain form cannot forge it.
  if (method !== 'get') headers['content-type'] = 'application/json';
  if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch;
  const sent = options.body === undefined ? null : JSON.stringify(options.body);

  let response: Response;
  let text: string;
  try {
    const init: RequestInit = { method: method.toUpperCase(), headers, body: sent, signal, credentials: 'same-origin', cache: 'no-store' };
    response = await fetch(address(path, options), init);
    text = response.status === 204 ? '' : await response.text();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(without('No answer', 0, 'unreachable'));
  }

  const answer = parse(text);
  if (!response.ok) throw new ApiError(refusal(answer, response), retryAfterS(response.headers.get('retry-after')));
  if (response.status !== 204 && answer === undefined) throw new ApiError(without('Unreadable answer', response.status, 'unreadable'));
  return { body: answer, response };
}

/** The path with its parts filled in, and the query without what is undefined or null. */
export function address(path: string, { path: parts = {}, query = {} }: { path?: object; query?: object }): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String((parts as Record<string, unknown>)[name])));
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

function refusal(answer: unknown, response: Response): Refusal {
  const said = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<Refusal>;
  return {
    ...said,
    type: said.type ?? 'about:blank',
    title: said.title ?? response.statusText,
    status: response.status,
    code: said.code ?? `http_${response.status}`,
    detail: said.detail ?? '',
  };
}

function without(title: string, status: number, code: Refusal['code']): Refusal {
  return { type: 'about:blank', title, status, code, detail: '' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
function retryAfterS(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}
