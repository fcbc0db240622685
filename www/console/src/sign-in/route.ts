import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionQuery, setUpQuery } from '../queries.ts';
import { ownPath, rootRoute } from '../routes.tsx';

/** `return` is the place to go back to after signing in: always a path of the console, never another site. */
export type SignInSearch = { return?: string | undefined; expired?: true | undefined };

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  // Both are always named: what is left out here would come through from the address unchecked.
  validateSearch: (search): SignInSearch => ({ return: ownPath(search['return']), expired: search['expired'] ? true : undefined }),
  beforeLoad: async ({ context, search }) => {
    // When the edge cannot be asked, the form is still the right thing to show.
    const [session, setUp] = await Promise.all([
      context.client.ensureQueryData({ ...sessionQuery, retry: false }).catch(() => null),
      context.client.ensureQueryData(setUpQuery).catch(() => null),
    ]);
    if (session) throw redirect({ href: search.return ?? '/', replace: true });
    // Where nobody has an account yet, there is nothing to sign in with.
    if (setUp?.open) throw redirect({ to: '/set-up', replace: true });
  },
  component: lazyRouteComponent(() => import('./SignIn.tsx'), 'SignIn'),
});
