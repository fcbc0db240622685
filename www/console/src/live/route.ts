import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';

export const liveRoute = createRoute({ getParentRoute: () => siteRoute, path: 'live', component: lazyRouteComponent(() => import('./Live.tsx'), 'Live') });
