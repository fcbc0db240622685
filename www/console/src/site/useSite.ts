import { createContext, use } from 'react';
import type { SiteName } from '../api.ts';

/** The site whose page this is, and the reader's role in it. */
export const SiteContext = createContext<SiteName | null>(null);

export function useSite(): SiteName {
  const site = use(SiteContext);
  if (!site) throw new Error('outside of a site’s pages');
  return site;
}

/** Whether the reader may write and publish. */
export const mayEdit = ({ role }: SiteName): boolean => role === 'editor' || role === 'owner';
export const isOwner = ({ role }: SiteName): boolean => role === 'owner';
