import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type CarrierOfSite, type Tagged } from '../../api.ts';
import { money, number } from '../../format.ts';
import { carrier as texts } from '../../i18n/carrier.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { isOwner, mayEdit, useSite } from '../../site/useSite.ts';
import { confirm } from '../../ui/dialog/confirm.ts';
import { Dialog } from '../../ui/dialog/Dialog.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import rows from '../Rows.module.css';
import styles from './Carrier.module.css';
import { KeyForm } from './KeyForm.tsx';
import { carrierKey, checkQuery, wordsOf } from './queries.ts';

/** Whether the company takes the key, in its own words where it does not. */
export function Connection({ stored }: { stored: Tagged<CarrierOfSite> }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const [changing, setChanging] = useState(false);
  const { provider, version } = stored.body;
  const check = useQuery({ ...checkQuery(site.id, version), enabled: mayEdit(site) });
  const leave = useMutation({
    mutationFn: () => api.delete('/api/sites/{id}/provider', { path: { id: site.id } }),
    onSuccess: () => {
      client.setQueryData(carrierKey(site.id), null);
      toast(t.left);
    },
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
  });
  const ask = async () => {
    if (await confirm({ title: t.leaveTitle, text: t.leaveText, yes: t.leave, danger: true })) leave.mutate();
  };
  const words = wordsOf(check.error);
  const state = check.isFetching ? t.checking : check.isError ? t.bad : check.data ? t.good : '';
  return (
    <Sheet
      id="carrier"
      title={t.title}
      text={t.text}
      actions={
        isOwner(site) && (
          <>
            <Button variant="light" onClick={() => setChanging(true)} data-testid="company-change">
              {t.change}
            </Button>
            <Button variant="subtle" loading={leave.isPending} onClick={() => void ask()} data-testid="company-leave">
              {t.leave}
            </Button>
          </>
        )
      }
    >
      <dl className={rows.numbers}>
        <div>
          <dt>{t.company}</dt>
          <dd>
            {t.companies[provider]}{' '}
            <span className={rows.tag} data-tone={check.isFetching ? undefined : check.isError ? 'bad' : 'good'} role="status" data-testid="company-state">
              {state}
            </span>
          </dd>
        </div>
        {check.data && !check.isError && (
          <>
            <div>
              <dt>{t.balance}</dt>
              <dd data-testid="company-balance">
                {check.data.balance === null ? t.postpaid : money({ amount: String(check.data.balance), currency: 'KRW' }, language)}
                {check.data.is_low && (
                  <>
                    {' '}
                    <span className={rows.tag} data-tone="bad" data-testid="balance-low">
                      {t.money.isLow}
                    </span>
                  </>
                )}
              </dd>
            </div>
            <div>
              <dt>{t.usable}</dt>
              <dd>{t.count(number(check.data.numbers.filter(({ is_usable }) => is_usable).length, language))}</dd>
            </div>
          </>
        )}
      </dl>
      {check.isError && !check.isFetching && (
        <div className={styles.trouble} role="alert" data-testid="company-trouble">
          <p className={styles.strong}>{words === undefined ? t.silent : t.refused(t.companies[provider])}</p>
          {words !== undefined && <p>{t.said(words)}</p>}
          <p>{words === undefined ? t.silentHelp : t.refusedHelp}</p>
        </div>
      )}
      {mayEdit(site) && (
        <Button className={styles.again} variant="light" size="compact-md" loading={check.isFetching} onClick={() => void check.refetch()} data-testid="company-check">
          {t.again}
        </Button>
      )}
      {changing && (
        <Dialog opened onClose={() => setChanging(false)} title={t.changeTitle} testId="key-dialog">
          <KeyForm of={stored} onDone={() => setChanging(false)} />
        </Dialog>
      )}
    </Sheet>
  );
}
