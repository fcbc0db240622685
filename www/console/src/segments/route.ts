import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';
import { listSearch } from '../ui/list/list.ts';

/** What stands in the addresses: whoever sends one on sends what they see. All members are always named: what is left out would come through unchecked. */
export type Tab = 'conditions' | 'visitors' | 'report' | 'versions';
type Search = Record<string, unknown>;

const text = (value: unknown): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined);
const oneOf = <T extends string>(value: unknown, all: readonly T[]): T | undefined => all.find((each) => each === value);
const TABS: readonly Tab[] = ['conditions', 'visitors', 'report', 'versions'];
export const SORTS = ['-updated', 'name', '-created', 'created'] as const;
export const STATES = ['active', 'draft'] as const;

export const segmentsRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'segments',
  validateSearch: listSearch(SORTS, STATES),
  component: lazyRouteComponent(() => import('./list/SegmentsPage.tsx'), 'SegmentsPage'),
});

export const storeRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'segments/store',
  validateSearch: (search: Search): { of?: 'recipes' | undefined; q?: string | undefined; group?: string | undefined } => ({
    of: oneOf(search['of'], ['recipes']),
    q: text(search['q']),
    group: text(search['group']),
  }),
  component: lazyRouteComponent(() => import('./store/StorePage.tsx'), 'StorePage'),
});

export const newSegmentRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'segments/new',
  validateSearch: (search: Search): { template?: string | undefined; recipe?: string | undefined; tab?: Tab | undefined } => ({
    template: text(search['template']),
    recipe: text(search['recipe']),
    tab: oneOf(search['tab'], TABS),
  }),
  component: lazyRouteComponent(() => import('./page/SegmentPage.tsx'), 'NewSegmentPage'),
});

/** Behind a word of its own: an id may be `new` or `store`. */
export const segmentRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'segments/id/$segmentId',
  // `recipe`: whose segment this is, so that its message can follow.
  validateSearch: (search: Search): { tab?: Tab | undefined; recipe?: string | undefined } => ({ tab: oneOf(search['tab'], TABS), recipe: text(search['recipe']) }),
  component: lazyRouteComponent(() => import('./page/SegmentPage.tsx'), 'SegmentPage'),
});
