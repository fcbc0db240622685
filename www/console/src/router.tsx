import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import { accountRoute } from './account/route.ts';
import { automaticRoute } from './automatic/route.ts';
import { calendarRoute } from './calendar/route.ts';
import { campaignRoute, campaignsRoute } from './campaigns/routes.ts';
import { messageRoute, newMessageRoute } from './editor/route.ts';
import { groupsRoute } from './groups/route.ts';
import { homeRoute } from './home/route.ts';
import { liveRoute } from './live/route.ts';
import { messagesRoute } from './messages/route.ts';
import { rehearsalRoute } from './rehearsal/route.ts';
import { reportsRoutes } from './reports/routes.ts';
import { resultsRoute } from './results/route.ts';
import { lastSite } from './site/last.ts';
import { ownPath, rootRoute, shellRoute, siteRoute } from './routes.tsx';
import { newSegmentRoute, segmentRoute, segmentsRoute, storeRoute } from './segments/route.ts';
import { Waiting } from './shell/Waiting.tsx';
import { invitationRoute, newSiteRoute, setUpRoute } from './setup/routes.ts';
import { sendsRoutes } from './sends/routes.ts';
import { settingsRoutes } from './settings/routes.ts';
import { signInRoute } from './sign-in/route.ts';
import { startRoute } from './start/route.ts';
import { NoPage, PageTrouble } from './ui/notice/Trouble.tsx';

export { ownPath };

const firstRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    const { sites } = context.session;
    const first = sites.find(({ id }) => id === lastSite()) ?? sites[0];
    if (!first) throw redirect({ to: '/new-site', replace: true });
    throw redirect({ to: '/sites/$siteId', params: { siteId: first.id }, replace: true });
  },
});

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      signInRoute,
      setUpRoute,
      invitationRoute,
      shellRoute.addChildren([
        firstRoute,
        newSiteRoute,
        accountRoute,
        siteRoute.addChildren([homeRoute, startRoute, segmentsRoute, storeRoute, newSegmentRoute, segmentRoute, messagesRoute, newMessageRoute, messageRoute, groupsRoute, calendarRoute, rehearsalRoute, resultsRoute, campaignsRoute, campaignRoute, ...sendsRoutes, automaticRoute, ...reportsRoutes, liveRoute, settingsRoutes]),
      ]),
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
