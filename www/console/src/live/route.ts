import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';

export const liveRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'live',
  validateSearch: (search: Record<string, unknown>): { segment?: string | undefined } => ({ segment: typeof search['segment'] === 'string' ? search['segment'] || undefined : undefined }),
  component: lazyRouteComponent(() => import('./Live.tsx'), 'Live'),
});
