import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';

export const startRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'start',
  validateSearch: (search): { how?: string | undefined } => ({ how: typeof search['how'] === 'string' ? search['how'] : undefined }),
  component: lazyRouteComponent(() => import('./Start.tsx'), 'Start'),
});
