import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';
import { listSearch } from '../ui/list/list.ts';

export const SORTS = ['-updated', 'name', '-created'] as const;
export const STATES = ['active', 'paused', 'draft', 'preview', 'ended'] as const;
export const TYPES = ['popcorn', 'floating', 'gauge', 'note', 'coupon', 'popup', 'bar', 'ticker', 'inline', 'survey', 'capture', 'recommend'] as const;

export const messagesRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'messages',
  validateSearch: listSearch(SORTS, STATES, TYPES),
  component: lazyRouteComponent(() => import('./Messages.tsx'), 'Messages'),
});
