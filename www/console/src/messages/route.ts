import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';

export const messagesRoute = createRoute({ getParentRoute: () => siteRoute, path: 'messages', component: lazyRouteComponent(() => import('./Messages.tsx'), 'Messages') });
