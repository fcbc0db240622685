import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';

const MONTH = /^[12]\d{3}-(0[1-9]|1[0-2])$/;

export const calendarRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'messages/calendar',
  validateSearch: (search: Record<string, unknown>): { month?: string | undefined } => ({ month: MONTH.test(String(search['month'])) ? String(search['month']) : undefined }),
  component: lazyRouteComponent(() => import('./Calendar.tsx'), 'Calendar'),
});
