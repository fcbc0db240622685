import type { Common } from '../i18n/index.tsx';
import type { IconName } from '../ui/Icon.tsx';

/** `minor`: not in a phone's bottom bar, which has room for five; the command palette has it. */
type Section = { id: keyof Common['shell']; to: string; icon: IconName; exact: boolean; minor: boolean };

/** The parts of a site's console, as the navigation and the command palette show them. */
export const SECTIONS = [
  { id: 'home', to: '/sites/$siteId', icon: 'home', exact: true, minor: false },
  { id: 'segments', to: '/sites/$siteId/segments', icon: 'segment', exact: false, minor: false },
  { id: 'messages', to: '/sites/$siteId/messages', icon: 'message', exact: false, minor: false },
  { id: 'sends', to: '/sites/$siteId/sends', icon: 'send', exact: false, minor: true },
  { id: 'campaigns', to: '/sites/$siteId/campaigns', icon: 'campaign', exact: false, minor: true },
  { id: 'reports', to: '/sites/$siteId/reports', icon: 'chart', exact: false, minor: true },
  { id: 'live', to: '/sites/$siteId/live', icon: 'live', exact: false, minor: false },
  { id: 'settings', to: '/sites/$siteId/settings', icon: 'settings', exact: false, minor: false },
] as const satisfies Section[];
