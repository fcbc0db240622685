import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';
import { listSearch } from '../ui/list/list.ts';

export const SORTS = ['-updated', 'name', '-created'] as const;

export const campaignsRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'campaigns',
  validateSearch: listSearch(SORTS),
  component: lazyRouteComponent(() => import('./Campaigns.tsx'), 'Campaigns'),
});

export const campaignRoute = createRoute({ getParentRoute: () => siteRoute, path: 'campaigns/$campaign', component: lazyRouteComponent(() => import('./CampaignPage.tsx'), 'CampaignPage') });
