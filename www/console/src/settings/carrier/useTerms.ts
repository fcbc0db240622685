import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError, api, type CarrierOfSite, type NewCarrier, type Tagged } from '../../api.ts';
import { useWords } from '../../i18n/index.tsx';
import { useSite } from '../../site/useSite.ts';
import { toast } from '../../ui/notice/toast.ts';
import { writable } from './KeyForm.tsx';
import { carrierKey, checkQuery } from './queries.ts';

/** Changes something of what was agreed on with the company, and leaves the rest as it is. */
export function useTerms(stored: Tagged<CarrierOfSite>) {
  const { t: common } = useWords();
  const site = useSite();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: Partial<NewCarrier>) => api.tagged.put('/api/sites/{id}/provider', { path: { id: site.id }, body: { ...writable(stored.body), ...patch }, ifMatch: stored.etag }),
    onSuccess: (made) => {
      // The key is the same: what the company has said still holds.
      const said = client.getQueryData(checkQuery(site.id, stored.body.version).queryKey);
      if (said) client.setQueryData(checkQuery(site.id, made.body.version).queryKey, { ...said, low_balance: made.body.low_balance, is_low: isLow(said.balance, made.body.low_balance) });
      client.setQueryData(carrierKey(site.id), made);
      toast(common.saved);
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'version_passed') void client.invalidateQueries({ queryKey: carrierKey(site.id) });
    },
  });
}

const isLow = (left: number | null, low: string | null | undefined): boolean | null => (left === null || !low ? null : left < Number(low));
