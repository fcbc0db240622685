/** The worker's JSON API, written by hand from its contract, and the one function that calls it. */

export type Role = string;
export type Text2 = { ko: string; en: string };
/** `amount` is a decimal string; it is never turned into a float. */
export type Money = { amount: string; currency: string };

export type SiteName = { id: string; key: string; name: string; role: Role };
export type Session = { email: string; name: string; sites: SiteName[] };
export type Site = SiteName & { zone: string; currency: string; domains: string[] };

export type Message = {
  id: string;
  /** As in `schemas/message.json`; a newer worker may know more. */
  type: string;
  name: string;
  /** `draft`, `preview`, `active`, `paused` or `ended`. */
  status: string;
  segment: { id: string; name: string; sentence: Text2 } | null;
};

/** Conversions after a click and after a view are apart; nothing sums them. */
export type Counts = {
  shown: number;
  clicked: number;
  closed: number;
  /** Held back from people of the control group. */
  held: number;
  click_conversions: number;
  click_revenue: Money;
  view_conversions: number;
  view_revenue: Money;
  /** Credited orders that were cancelled: in no conversions. */
  cancelled: number;
};

/** People, each once; `rate` and `revenue_per_person` are null of nobody. */
export type Group = { people: number; buyers: number; rate: number | null; revenue_per_person: Money | null };

/** `low` to `high` is the 95 % interval. */
export type Estimate = { value: number; low: number; high: number };
export type Lift = {
  difference_points: Estimate | null;
  relative_percent: Estimate | null;
  verdict: 'too_few' | 'unclear' | 'more' | 'fewer';
};

export type Effect = Counts & {
  message: string;
  /** Civil days of the shop's zone, both included. */
  from: string;
  to: string;
  by_variant: (Counts & Group & { variant: number; lift: Lift })[];
  by_day: (Counts & { day: string })[];
  reached: Group;
  control: Group;
  lift: Lift;
  attribution: { click_days: number; view_days: number; rule: Text2 };
  definitions: Record<string, Text2>;
};

export type Page = { url: string; title: string };
/** `kind`: direct, search, sns, referral, campaign, email or internal. */
export type Source = { kind: string; name?: string | null; word?: string | null; previous_word?: string | null };
/** `kind`: pc, mobile, tablet or app; `os` and `browser` are names, `other` where unknown. */
export type Device = { kind: string; os?: string | null; browser?: string | null };

export type Visitor = {
  /** An opaque label, never the visitor's secret id. */
  visitor: string;
  page: Page;
  started: string;
  last: string;
  page_views: number;
  path: Page[];
  source: Source;
  device: Device;
  visits: number;
  cart: { total: Money; units: number };
  orders: number;
  spent: Money;
  /** Only when the shop has signed it. */
  member: string | null;
};

export type Live = { at: string; count: number; visitors: Visitor[] };

/** A refusal in the form of RFC 9457. */
export type Problem = { type: string; title: string; status: number; code: string; detail?: string; field?: string };

/** What a call throws: a refusal by the worker, or (`status` 0, `code` "unreachable") no answer at all. */
export class ApiError extends Error {
  readonly problem: Problem;
  /** Seconds to wait, where the worker said so. */
  readonly retryAfterS: number | null;

  constructor(problem: Problem, retryAfterS: number | null = null) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
    this.problem = problem;
    this.retryAfterS = retryAfterS;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

export const api = {
  signIn: (email: string, password: string) => call<Session>('POST', '/api/session', { body: { email, password } }),
  session: (signal?: AbortSignal) => call<Session>('GET', '/api/session', { signal }),
  signOut: () => call<void>('DELETE', '/api/session'),
  site: (site: string, signal?: AbortSignal) => call<Site>('GET', `/api/sites/${part(site)}`, { signal }),
  messages: (site: string, signal?: AbortSignal) =>
    call<{ messages: Message[] }>('GET', `/api/sites/${part(site)}/messages?limit=200`, { signal }),
  effect: (site: string, message: string, days: number, signal?: AbortSignal) =>
    call<Effect>('GET', `/api/sites/${part(site)}/messages/${part(message)}/effect?days=${days}`, { signal }),
  live: (site: string, limit: number, signal?: AbortSignal) =>
    call<Live>('GET', `/api/sites/${part(site)}/live?limit=${limit}`, { signal }),
  liveTicket: (site: string, signal?: AbortSignal) => call<{ ticket: string }>('POST', `/api/sites/${part(site)}/live/ticket`, { signal }),
};

/** Longest wait for an answer; after it the edge counts as unreachable. */
const ANSWER_MS_MAX = 10_000;

async function call<T>(method: string, path: string, options: { body?: unknown; signal?: AbortSignal | undefined } = {}): Promise<T> {
  const timeout = AbortSignal.timeout(ANSWER_MS_MAX);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
  // The edge takes a change only as JSON, even one without a body: a plain form cannot forge it.
  if (method !== 'GET') headers['content-type'] = 'application/json';
  const body = options.body === undefined ? null : JSON.stringify(options.body);

  let response: Response;
  let text: string;
  try {
    response = await fetch(path, { method, headers, body, signal, credentials: 'same-origin', cache: 'no-store' });
    text = response.status === 204 ? '' : await response.text();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError({ type: 'about:blank', title: 'No answer', status: 0, code: 'unreachable' });
  }

  const answer = parse(text);
  if (!response.ok) throw new ApiError(problemOf(answer, response), retryAfterS(response.headers.get('retry-after')));
  if (response.status !== 204 && answer === undefined) {
    throw new ApiError({ type: 'about:blank', title: 'Unreadable answer', status: response.status, code: 'unreadable' });
  }
  return answer as T;
}

function problemOf(answer: unknown, response: Response): Problem {
  const said = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<Problem>;
  return {
    type: said.type ?? 'about:blank',
    title: said.title ?? response.statusText,
    status: response.status,
    code: said.code ?? `http_${response.status}`,
    ...(typeof said.detail === 'string' && { detail: said.detail }),
    ...(typeof said.field === 'string' && { field: said.field }),
  };
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

function part(id: string): string {
  return encodeURIComponent(id);
}
