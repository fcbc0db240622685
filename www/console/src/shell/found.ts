import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';

/** A pause in typing after which the edge is asked. */
const PAUSE_MS = 120;
/** Of each kind: more would have to be scrolled. */
const EACH_MAX = 6;

export type Found = { kind: 'segment' | 'message' | 'send' | 'campaign'; id: string; name: string };

/** Segments, messages, sends and campaigns by what they are called, or were. */
export function useFound(site: string | undefined, text: string): Found[] {
  const [q] = useDebouncedValue(text.trim(), PAUSE_MS);
  const { data } = useQuery({
    queryKey: ['palette', site, q],
    queryFn: async ({ signal }): Promise<Found[]> => {
      const options = { path: { id: site ?? '' }, query: { q, limit: EACH_MAX, sort: '-updated' as const }, signal };
      const [{ segments }, { messages }, { sends }, { campaigns }] = await Promise.all([api.get('/api/sites/{id}/segments', options), api.get('/api/sites/{id}/messages', options), api.get('/api/sites/{id}/sends', options), api.get('/api/sites/{id}/campaigns', options)]);
      const of = (kind: Found['kind'], all: { id: string; name: string }[]) => all.map(({ id, name }) => ({ kind, id, name: name || id }));
      return [...of('message', messages), ...of('segment', segments), ...of('send', sends), ...of('campaign', campaigns)];
    },
    enabled: site !== undefined && q !== '',
    staleTime: 10_000,
    retry: false,
  });
  // What was found for other letters is no answer to these.
  return q === text.trim() && data ? data : NOTHING;
}

const NOTHING: Found[] = [];
