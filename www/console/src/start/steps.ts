import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, type Recognised } from '../api.ts';
import { messagesQuery } from '../queries.ts';

/** While the first visit is waited for, and once it has come. */
const WAITING_MS = 2_000;
const SEEN_MS = 10_000;

/** What the shop's pages tell. `waiting`: somebody looks at it, and it should come by itself. */
export const recognisedQuery = (site: string, waiting: boolean) =>
  queryOptions({
    queryKey: ['recognised', site],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/recognised', { path: { id: site }, signal }),
    refetchInterval: ({ state }) => waiting && (state.data?.last ? SEEN_MS : WAITING_MS),
  });

export const segmentsCountQuery = (site: string) =>
  queryOptions({ queryKey: ['segments', site, 'any'], queryFn: ({ signal }) => api.get('/api/sites/{id}/segments', { path: { id: site }, query: { limit: 1, sort: '-created' }, signal }) });

export type Kind = Recognised['kinds'][number]['kind'];
/** What a shop's pages should tell, in the order in which it is shown; the rest is a bonus. */
export const EXPECTED: readonly Kind[] = ['product', 'cart', 'order', 'member'];
export type Step = 'tag' | 'recognised' | 'segment' | 'message';
export type Steps = { step: Step; done: boolean }[];

/** What is to be done next. What pages tell comes by itself, orders perhaps tomorrow: nothing waits for it. */
export function nextOf(steps: Steps): Step | undefined {
  const open = steps.filter(({ done }) => !done);
  return (open.find(({ step }) => step !== 'recognised') ?? open[0])?.step;
}

/** Orders that the shop's server told: they need not be on any page. Asked only where no page says them. */
const ordersQuery = (site: string, recognised: Recognised | undefined) =>
  queryOptions({
    queryKey: ['totals', site, recognised?.since.slice(0, 10), 'orders'],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/totals', { path: { id: site }, query: { ...(recognised && { from: recognised.since.slice(0, 10) }) }, signal }),
    enabled: recognised?.kinds.some(({ kind, last }) => kind === 'order' && last === null) ?? false,
    staleTime: 60_000,
  });

/** What the shop has told of late, on its pages or from its server; `undefined` until it is known. */
export function useTold(site: string, waiting = false): { told: Set<Kind> | undefined; recognised: Recognised | undefined } {
  const { data: recognised } = useQuery(recognisedQuery(site, waiting));
  const { data: totals, isLoading } = useQuery(ordersQuery(site, recognised));
  if (!recognised || isLoading) return { told: undefined, recognised };
  const told = new Set(recognised.kinds.filter(({ last }) => last !== null).map(({ kind }) => kind));
  if (totals && totals.orders > 0) told.add('order');
  return { told, recognised };
}

/** What of the beginning is done; `undefined` until it is known. */
export function useSteps(site: string, waiting = false): { steps: Steps | undefined; told: Set<Kind> | undefined; recognised: Recognised | undefined } {
  const { told, recognised } = useTold(site, waiting);
  const { data: segments } = useQuery(segmentsCountQuery(site));
  const { data: messages } = useQuery(messagesQuery(site));
  if (!recognised || !told || !segments || !messages) return { steps: undefined, told, recognised };
  const steps: Steps = [
    { step: 'tag', done: recognised.last !== null },
    { step: 'recognised', done: EXPECTED.every((kind) => told.has(kind)) },
    { step: 'segment', done: segments.segments.length > 0 },
    { step: 'message', done: messages.messages.some(({ status }) => status !== 'draft') },
  ];
  return { steps, told, recognised };
}
