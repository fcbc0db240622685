import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';
import { listSearch } from '../ui/list/list.ts';

export const SORTS = ['-updated', 'name', '-created'] as const;
export const STATES = ['active', 'paused'] as const;

export const groupsRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'messages/groups',
  validateSearch: listSearch(SORTS, STATES),
  component: lazyRouteComponent(() => import('./Groups.tsx'), 'Groups'),
});
