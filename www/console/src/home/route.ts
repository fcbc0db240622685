import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';

export const homeRoute = createRoute({ getParentRoute: () => siteRoute, path: '/', component: lazyRouteComponent(() => import('./Home.tsx'), 'Home') });
