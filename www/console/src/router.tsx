import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { sessionQuery } from './queries.ts';
import { Waiting } from './shell/Waiting.tsx';
import { NoPage, PageTrouble } from './ui/Trouble.tsx';

type Context = { client: QueryClient };

/** `return` is the place to go back to after signing in: always a path of the console, never another site. */
export type SignInSearch = { return?: string | undefined; expired?: true | undefined };

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NoPage });

export const signInRoute = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // Both are always named: what is left out here would come through from the address unchecked.
  validateSearch: (search): SignInSearch => ({ return: ownPath(search['return']), expired: search['expired'] ? true : undefined }),
  beforeLoad: async ({ context, search }) => {
    // When the edge cannot be asked, the form is still the right thing to show.
    const session = await context.client.ensureQueryData({ ...sessionQuery, retry: false }).catch(() => null);
    if (session) throw redirect({ href: search.return ?? '/', replace: true });
  },
  component: lazyRouteComponent(() => import('./sign-in/SignIn.tsx'), 'SignIn'),
});

const shellRoute = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (!session) {
      const back = ownPath(location.href);
      throw redirect({ to: '/sign-in', search: { return: back === '/' ? undefined : back }, replace: true });
    }
    return { session };
  },
  component: lazyRouteComponent(() => import('./shell/Shell.tsx'), 'Shell'),
});

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    const first = context.session.sites[0];
    if (first) throw redirect({ to: '/sites/$siteId', params: { siteId: first.id }, replace: true });
  },
  component: lazyRouteComponent(() => import('./site/SitePage.tsx'), 'NoSites'),
});

export const siteRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sites/$siteId',
  component: lazyRouteComponent(() => import('./site/SitePage.tsx'), 'SitePage'),
});

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([signInRoute, shellRoute.addChildren([homeRoute, siteRoute])]),
    basepath: '/console',
    context: { client },
    defaultPendingComponent: Waiting,
    defaultPendingMs: 120,
    defaultPendingMinMs: 200,
    defaultErrorComponent: PageTrouble,
    defaultNotFoundComponent: NoPage,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

/** Only a path within the console: `//evil.example` and `https:` are other places. */
export function ownPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\/(?![/\\])/.test(value)) return undefined;
  return value.startsWith('/sign-in') ? undefined : value;
}
