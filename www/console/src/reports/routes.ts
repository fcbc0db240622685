import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';
import { listSearch } from '../ui/list/list.ts';
import { BASES, UNITS, VIEWS, type Unit, type View } from './cohorts/asked.ts';
import { readEdges } from './bands/edges.ts';
import { FIGURES, type Figure } from './bands/figures.ts';
import { COMPARES, isDay, one, periodSearch, type Compare, type PeriodSearch } from './period.ts';
import { GROUPS } from './catalogue.ts';
import { MOVES, SPANS, type Move, type Span } from './rfm/asked.ts';

/** All reports that there are. */
export const reportsRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'reports',
  validateSearch: listSearch([], GROUPS),
  component: lazyRouteComponent(() => import('./Catalogue.tsx'), 'Catalogue'),
});

type Search = Record<string, unknown>;

export type CohortSearch = { by?: Unit | undefined; of?: View | undefined; count?: number | undefined; from?: string | undefined; to?: string | undefined; start?: 'monday' | 'sunday' | undefined; compare?: 'before' | undefined };
export const cohortsRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'reports/cohorts',
  validateSearch: (search: Search): CohortSearch => {
    const { from, to } = periodSearch(search);
    return {
      by: one(search['by'], UNITS),
      of: one(search['of'], VIEWS),
      count: one(Number(search['count']), Object.values(BASES).flat() as number[]),
      from,
      to,
      start: one(search['start'], ['monday', 'sunday'] as const),
      compare: one(search['compare'], ['before'] as const),
    };
  },
  component: lazyRouteComponent(() => import('./cohorts/Cohorts.tsx'), 'Cohorts'),
});

export type RfmSearch = { day?: string | undefined; span?: Span | undefined; moved?: Move | undefined };
const rfmSearch = (search: Search): RfmSearch => ({ day: isDay(search['day']) ? search['day'] : undefined, span: one(Number(search['span']), SPANS), moved: one(Number(search['moved']), MOVES) });
export const rfmRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'reports/rfm',
  validateSearch: rfmSearch,
  component: lazyRouteComponent(() => import('./rfm/Rfm.tsx'), 'Rfm'),
});
/** The customers of one group, as of the same day. */
export const rfmGroupRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'reports/rfm/$group',
  validateSearch: rfmSearch,
  component: lazyRouteComponent(() => import('./rfm/Group.tsx'), 'Group'),
});

export type BandSearch = PeriodSearch & { edges?: string | undefined; show?: string | undefined; bars?: Figure | undefined; compare?: Compare | undefined };
export const bandsRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'reports/price-bands',
  validateSearch: (search: Search): BandSearch => ({
    ...periodSearch(search),
    edges: readEdges(search['edges'])?.join(','),
    show: typeof search['show'] === 'string' ? search['show'].slice(0, 200) : undefined,
    bars: one(search['bars'], FIGURES),
    compare: one(search['compare'], COMPARES),
  }),
  component: lazyRouteComponent(() => import('./bands/Bands.tsx'), 'Bands'),
});

export const SORTS = ['orders', 'lift', 'confidence'] as const;
export type PairSort = (typeof SORTS)[number];
export type PairSearch = PeriodSearch & { sort?: PairSort | undefined; least?: number | undefined; product?: string | undefined };
export const pairsRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'reports/pairs',
  validateSearch: (search: Search): PairSearch => {
    const least = Number(search['least']);
    const product = search['product'];
    return {
      ...periodSearch(search),
      sort: one(search['sort'], SORTS),
      least: Number.isInteger(least) && least >= 1 && least <= 1_000_000 ? least : undefined,
      // Addresses turn a product's number into a number.
      product: typeof product === 'string' || typeof product === 'number' ? String(product).slice(0, 200) || undefined : undefined,
    };
  },
  component: lazyRouteComponent(() => import('./pairs/Pairs.tsx'), 'Pairs'),
});

export type NamedSearch = PeriodSearch & { compare?: Compare | undefined; segment?: string | undefined };
/** A report of the edge's catalogue. */
export const namedRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'reports/named/$report',
  validateSearch: (search: Search): NamedSearch => ({
    ...periodSearch(search),
    compare: one(search['compare'], COMPARES),
    segment: typeof search['segment'] === 'string' && /^[a-z0-9-]{1,40}$/.test(search['segment']) ? search['segment'] : undefined,
  }),
  component: lazyRouteComponent(() => import('./named/Named.tsx'), 'Named'),
});

export const reportsRoutes = [reportsRoute, namedRoute, cohortsRoute, rfmRoute, rfmGroupRoute, bandsRoute, pairsRoute];
