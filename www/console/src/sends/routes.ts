import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';
import { listSearch } from '../ui/list/list.ts';

export const SORTS = ['-updated', 'name', '-created'] as const;
export const STATES = ['active', 'draft'] as const;

type Search = Record<string, unknown>;
const text = (value: unknown): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined);

export const sendsRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'sends',
  validateSearch: listSearch(SORTS, STATES),
  component: lazyRouteComponent(() => import('./Sends.tsx'), 'Sends'),
});
export const listsRoute = createRoute({ getParentRoute: () => siteRoute, path: 'sends/lists', component: lazyRouteComponent(() => import('./lists/Lists.tsx'), 'Lists') });
export const refusalsRoute = createRoute({ getParentRoute: () => siteRoute, path: 'sends/refusals', component: lazyRouteComponent(() => import('./Refusals.tsx'), 'Refusals') });
/** Perhaps to a list, or to a segment. */
export const newSendRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'sends/new',
  validateSearch: (search: Search): { list?: string | undefined; segment?: string | undefined } => ({ list: text(search['list']), segment: text(search['segment']) }),
  component: lazyRouteComponent(() => import('./editor/SendPage.tsx'), 'NewSendPage'),
});
/** Behind a word of its own: an id may be `new`. */
export const sendRoute = createRoute({ getParentRoute: () => siteRoute, path: 'sends/edit/$sendId', component: lazyRouteComponent(() => import('./editor/SendPage.tsx'), 'SendPage') });
export const runRoute = createRoute({ getParentRoute: () => siteRoute, path: 'sends/runs/$run', component: lazyRouteComponent(() => import('./run/RunPage.tsx'), 'RunPage') });

export const sendsRoutes = [sendsRoute, listsRoute, refusalsRoute, newSendRoute, sendRoute, runRoute] as const;
