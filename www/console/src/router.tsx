import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { liveRoute } from './live/route.ts';
import { messagesRoute } from './messages/route.ts';
import { ownPath, rootRoute, shellRoute, siteRoute } from './routes.tsx';
import { newSegmentRoute, segmentRoute, segmentsRoute, storeRoute } from './segments/route.ts';
import { Waiting } from './shell/Waiting.tsx';
import { signInRoute } from './sign-in/route.ts';
import { NoPage, PageTrouble } from './ui/Trouble.tsx';

export { ownPath };

const firstRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    const first = context.session.sites[0];
    if (first) throw redirect({ to: '/sites/$siteId', params: { siteId: first.id }, replace: true });
  },
  component: lazyRouteComponent(() => import('./site/SitePage.tsx'), 'NoSites'),
});

const homeRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/sites/$siteId/messages', params, replace: true });
  },
});

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      signInRoute,
      shellRoute.addChildren([firstRoute, siteRoute.addChildren([homeRoute, segmentsRoute, storeRoute, newSegmentRoute, segmentRoute, messagesRoute, liveRoute])]),
    ]),
    basepath: '/console',
    context: { client },
    defaultPendingComponent: Waiting,
    defaultPendingMs: 120,
    defaultPendingMinMs: 200,
    defaultErrorComponent: PageTrouble,
    defaultNotFoundComponent: NoPage,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
