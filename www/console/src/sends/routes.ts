import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';
import { listSearch } from '../ui/list/list.ts';

export const SORTS = ['-updated', 'name', '-created'] as const;
export const STATES = ['active', 'draft'] as const;
export const TEMPLATE_SORTS = ['-updated', 'name', '-created'] as const;

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
/** Perhaps to a list, or to a segment; by a template. */
export const newSendRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'sends/new',
  validateSearch: (search: Search): { list?: string | undefined; segment?: string | undefined; template?: string | undefined } => ({ list: text(search['list']), segment: text(search['segment']), template: text(search['template']) }),
  component: lazyRouteComponent(() => import('./editor/SendPage.tsx'), 'NewSendPage'),
});
/** Behind a word of its own: an id may be `new`. */
export const sendRoute = createRoute({ getParentRoute: () => siteRoute, path: 'sends/edit/$sendId', component: lazyRouteComponent(() => import('./editor/SendPage.tsx'), 'SendPage') });
export const runRoute = createRoute({ getParentRoute: () => siteRoute, path: 'sends/runs/$run', component: lazyRouteComponent(() => import('./run/RunPage.tsx'), 'RunPage') });

export const templatesRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'sends/templates',
  validateSearch: listSearch(TEMPLATE_SORTS),
  component: lazyRouteComponent(() => import('./templates/Templates.tsx'), 'Templates'),
});
export const newTemplateRoute = createRoute({ getParentRoute: () => siteRoute, path: 'sends/templates/new', component: lazyRouteComponent(() => import('./templates/TemplatePage.tsx'), 'NewTemplatePage') });
export const templateRoute = createRoute({ getParentRoute: () => siteRoute, path: 'sends/templates/edit/$templateId', component: lazyRouteComponent(() => import('./templates/TemplatePage.tsx'), 'TemplatePage') });

export const sendsRoutes = [sendsRoute, listsRoute, refusalsRoute, newSendRoute, sendRoute, runRoute, templatesRoute, newTemplateRoute, templateRoute] as const;
