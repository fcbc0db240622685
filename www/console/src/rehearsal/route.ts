import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';

/** Which messages are played: what is being written too, or what is in force alone. */
export type Cast = 'written' | 'published';

export const rehearsalRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'messages/rehearsal',
  validateSearch: (search: Record<string, unknown>): { range?: '24h' | undefined; of?: 'published' | undefined } => ({
    range: search['range'] === '24h' ? '24h' : undefined,
    of: search['of'] === 'published' ? 'published' : undefined,
  }),
  component: lazyRouteComponent(() => import('./Rehearsal.tsx'), 'Rehearsal'),
});
