import type { Common } from '../i18n/index.tsx';
import type { IconName } from '../ui/Icon.tsx';

type Section = { id: keyof Common['shell']; to: string; icon: IconName; exact: boolean };

/** The parts of a site's console, as the navigation and the command palette show them. */
export const SECTIONS = [
  { id: 'segments', to: '/sites/$siteId/segments', icon: 'segment', exact: false },
  { id: 'messages', to: '/sites/$siteId/messages', icon: 'message', exact: false },
  { id: 'live', to: '/sites/$siteId/live', icon: 'live', exact: false },
] as const satisfies Section[];
