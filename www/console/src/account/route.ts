import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../routes.tsx';

export const accountRoute = createRoute({ getParentRoute: () => shellRoute, path: '/account', component: lazyRouteComponent(() => import('./AccountPage.tsx'), 'AccountPage') });
