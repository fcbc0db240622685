import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute, shellRoute } from '../routes.tsx';

/** The first owner of a new deployment: open to whoever has the set-up token, once. */
export const setUpRoute = createRoute({ getParentRoute: () => rootRoute, path: '/set-up', component: lazyRouteComponent(() => import('./SetUp.tsx'), 'SetUp') });

/** What an invitation's link opens; the secret is behind the #, so it is in no log. */
export const invitationRoute = createRoute({ getParentRoute: () => rootRoute, path: '/invitation', component: lazyRouteComponent(() => import('./Invitation.tsx'), 'Invitation') });

export const newSiteRoute = createRoute({ getParentRoute: () => shellRoute, path: '/new-site', component: lazyRouteComponent(() => import('./NewSite.tsx'), 'NewSite') });
