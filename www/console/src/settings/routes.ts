import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';

const settingsRoute = createRoute({ getParentRoute: () => siteRoute, path: 'settings', component: lazyRouteComponent(() => import('./SettingsPage.tsx'), 'SettingsPage') });
const parent = { getParentRoute: () => settingsRoute };

const first = createRoute({
  ...parent,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/sites/$siteId/settings/general', params, replace: true });
  },
});
const general = createRoute({ ...parent, path: 'general', component: lazyRouteComponent(() => import('./General.tsx'), 'General') });
const collecting = createRoute({ ...parent, path: 'collecting', component: lazyRouteComponent(() => import('./Collecting.tsx'), 'Collecting') });
const counting = createRoute({ ...parent, path: 'counting', component: lazyRouteComponent(() => import('./Counting.tsx'), 'Counting') });
const imports = createRoute({ ...parent, path: 'imports', component: lazyRouteComponent(() => import('./imports/Imports.tsx'), 'Imports') });
const carrier = createRoute({ ...parent, path: 'carrier', component: lazyRouteComponent(() => import('./carrier/Carrier.tsx'), 'Carrier') });
const notices = createRoute({ ...parent, path: 'notices', component: lazyRouteComponent(() => import('./Notices.tsx'), 'Notices') });
const identity = createRoute({ ...parent, path: 'identity', component: lazyRouteComponent(() => import('./Identity.tsx'), 'Identity') });
const team = createRoute({ ...parent, path: 'team', component: lazyRouteComponent(() => import('./Team.tsx'), 'Team') });
const tokens = createRoute({ ...parent, path: 'tokens', component: lazyRouteComponent(() => import('./Tokens.tsx'), 'Tokens') });
const relays = createRoute({ ...parent, path: 'relays', component: lazyRouteComponent(() => import('./relays/Relays.tsx'), 'Relays') });
const STATES = ['waiting', 'taken', 'held', 'dead', 'void'] as const;
const relay = createRoute({
  ...parent,
  path: 'relays/$relay',
  validateSearch: (search): { state?: (typeof STATES)[number] | undefined } => ({ state: STATES.find((state) => state === search['state']) }),
  component: lazyRouteComponent(() => import('./relays/RelayPage.tsx'), 'RelayPage'),
});
const history = createRoute({
  ...parent,
  path: 'history',
  validateSearch: (search): { of?: 'team' | undefined } => ({ of: search['of'] === 'team' ? 'team' : undefined }),
  component: lazyRouteComponent(() => import('./History.tsx'), 'History'),
});
const keys = createRoute({ ...parent, path: 'keys', component: lazyRouteComponent(() => import('./Keys.tsx'), 'Keys') });

export const settingsRoutes = settingsRoute.addChildren([first, general, collecting, counting, imports, carrier, notices, identity, team, tokens, relays, relay, history, keys]);
export { history as historyRoute, relay as relayRoute };
