import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError, api, type NewSettings, type Settings, type Tagged } from '../api.ts';
import { useWords } from '../i18n/index.tsx';
import { sessionQuery, siteQuery } from '../queries.ts';
import { useSite } from '../site/useSite.ts';
import { toast } from '../ui/notice/toast.ts';

export const settingsQuery = (site: string) =>
  queryOptions({ queryKey: ['settings', site], queryFn: ({ signal }) => api.tagged.get('/api/sites/{id}/settings', { path: { id: site }, signal }) });

export function useSettings() {
  return useQuery(settingsQuery(useSite().id));
}

/** Saves what was changed on top of what is stored, if nobody else has changed it meanwhile; and offers the way back. */
export function useSaveSettings() {
  const { id } = useSite();
  const { t } = useWords();
  const client = useQueryClient();
  const key = settingsQuery(id).queryKey;
  const put = (stored: Tagged<Settings>, patch: Partial<NewSettings>) =>
    api.tagged.put('/api/sites/{id}/settings', { path: { id }, body: { ...writable(stored.body), ...patch }, ifMatch: stored.etag });
  const done = (next: Tagged<Settings>) => {
    client.setQueryData(key, next);
    // The name is in the navigation, the domains are elsewhere.
    void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    void client.invalidateQueries({ queryKey: siteQuery(id).queryKey });
  };
  return useMutation({
    mutationFn: async (patch: Partial<NewSettings>) => {
      const stored = client.getQueryData<Tagged<Settings>>(key);
      if (!stored) throw new Error('saved before it was loaded');
      return { before: stored, next: await put(stored, patch) };
    },
    onSuccess: ({ before, next }) => {
      done(next);
      const back = async () => {
        try {
          done(await put(next, writable(before.body)));
          toast(t.undone);
        } catch {
          toast(t.fields.passed, { tone: 'bad' });
          await client.invalidateQueries({ queryKey: key });
        }
      };
      toast(t.saved, { action: { label: t.undo, run: () => void back() } });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'version_passed') void client.invalidateQueries({ queryKey: key });
    },
  });
}

/** What of the settings is sent back. */
export function writable({ version: _, findings: __, ...rest }: Settings): NewSettings {
  return rest;
}
