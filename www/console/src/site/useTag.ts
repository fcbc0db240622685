import { useQuery } from '@tanstack/react-query';
import { siteQuery } from '../queries.ts';
import { useSite } from './useSite.ts';

/** The one line that a shop pastes, as the edge says it: it knows the host that shoppers load it from. Empty until it is there. */
export function useTag(): string {
  return useQuery(siteQuery(useSite().id)).data?.script?.tag ?? '';
}
