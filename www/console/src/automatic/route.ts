import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';

export const automaticRoute = createRoute({ getParentRoute: () => siteRoute, path: 'sends/automatic', component: lazyRouteComponent(() => import('./Automatic.tsx'), 'AutomaticPage') });
