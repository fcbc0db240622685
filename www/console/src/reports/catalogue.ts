/**
 * The reports that there are, by what they are about: a later report is a row here, with its name and its sentence in `i18n/reports.ts`.
 * `to`: its page, or where it is found.
 */
export const GROUPS = ['customers', 'orders', 'products', 'visits', 'traffic', 'sources', 'campaigns', 'words', 'devices', 'pages', 'results', 'messages'] as const;
export type ReportGroup = (typeof GROUPS)[number];

export const REPORTS = [
  { id: 'cohorts', group: 'customers', to: '/sites/$siteId/reports/cohorts' },
  { id: 'rfm', group: 'customers', to: '/sites/$siteId/reports/rfm' },
  { id: 'bands', group: 'products', to: '/sites/$siteId/reports/price-bands' },
  { id: 'pairs', group: 'products', to: '/sites/$siteId/reports/pairs' },
  { id: 'yesterday', group: 'visits', to: '/sites/$siteId' },
  { id: 'live', group: 'visits', to: '/sites/$siteId/live' },
  { id: 'segment', group: 'visits', to: '/sites/$siteId/segments' },
  { id: 'message', group: 'messages', to: '/sites/$siteId/messages' },
  { id: 'send', group: 'messages', to: '/sites/$siteId/sends' },
  { id: 'campaign', group: 'messages', to: '/sites/$siteId/campaigns' },
] as const satisfies { id: string; group: ReportGroup; to: string }[];
export type ReportId = (typeof REPORTS)[number]['id'];
