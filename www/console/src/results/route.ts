import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';

/** Days up to today that can be looked at; the edge keeps what happened for 90. */
export const SPANS = [7, 28, 90] as const;
export type Span = (typeof SPANS)[number];
/** What the chart shows. Orders after a click and after a view stand beside each other, never on top. */
export const CHARTS = ['shown', 'orders', 'revenue'] as const;
export type ChartOf = (typeof CHARTS)[number];

const one = <T,>(value: unknown, of: readonly T[]): T | undefined => of.find((each) => each === value);

export const resultsRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'messages/results/$messageId',
  validateSearch: (search: Record<string, unknown>): { days?: Span | undefined; of?: ChartOf | undefined } => ({ days: one(Number(search['days']), SPANS), of: one(search['of'], CHARTS) }),
  component: lazyRouteComponent(() => import('./Results.tsx'), 'Results'),
});
