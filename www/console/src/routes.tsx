import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { sessionQuery } from './queries.ts';
import { NoPage } from './ui/notice/Trouble.tsx';

/** The routes that others hang on: sections have theirs in their own folders, and `router.tsx` puts all of them together. */

type Context = { client: QueryClient };

export const rootRoute = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NoPage });

/** Everything that asks who is there. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
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

/** The pages of one site: `useSite` (site/useSite.ts) says which. */
export const siteRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sites/$siteId',
  component: lazyRouteComponent(() => import('./site/SitePage.tsx'), 'SitePage'),
});

/** Only a path within the console: `//evil.example` and `https:` are other places. */
export function ownPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\/(?![/\\])/.test(value)) return undefined;
  return value.startsWith('/sign-in') ? undefined : value;
}
