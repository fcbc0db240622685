import type { settings } from '../i18n/settings.ts';

type Page = { id: keyof typeof settings.ko.pages; to: string; owner: boolean };

/** The pages of the settings, in the order of how often they are needed. */
export const SETTINGS_PAGES = [
  { id: 'general', to: '/sites/$siteId/settings/general', owner: false },
  { id: 'collecting', to: '/sites/$siteId/settings/collecting', owner: false },
  { id: 'counting', to: '/sites/$siteId/settings/counting', owner: false },
  { id: 'imports', to: '/sites/$siteId/settings/imports', owner: false },
  { id: 'carrier', to: '/sites/$siteId/settings/carrier', owner: false },
  { id: 'notices', to: '/sites/$siteId/settings/notices', owner: false },
  { id: 'team', to: '/sites/$siteId/settings/team', owner: false },
  { id: 'identity', to: '/sites/$siteId/settings/identity', owner: true },
  { id: 'tokens', to: '/sites/$siteId/settings/tokens', owner: false },
  { id: 'relays', to: '/sites/$siteId/settings/relays', owner: false },
  { id: 'history', to: '/sites/$siteId/settings/history', owner: false },
  { id: 'keys', to: '/sites/$siteId/settings/keys', owner: true },
] as const satisfies Page[];
