import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/NumberInput.css';
import '@mantine/core/styles/Radio.css';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { carrier as texts } from '../../i18n/carrier.ts';
import { isOwner, useSite } from '../../site/useSite.ts';
import { CodeBox } from '../../ui/CodeBox.tsx';
import { confirm } from '../../ui/dialog/confirm.ts';
import { saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { Failed } from '../../ui/notice/Trouble.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { Waiting } from '../SettingsForm.tsx';
import styles from './Carrier.module.css';
import { Connection } from './Connection.tsx';
import { KeyForm, SecretDialog } from './KeyForm.tsx';
import { Money } from './Money.tsx';
import { carrierKey, carrierQuery } from './queries.ts';
import { Sender } from './Sender.tsx';

/** The company that carries the site's texts: connected, what it says of itself, and as whom the shop sends. */
export function Carrier() {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const stored = useQuery(carrierQuery(site.id));
  // Shown once: it lives as long as the window that shows it.
  const [secret, setSecret] = useState<{ secret: string; isNew: boolean } | null>(null);
  const renew = useMutation({
    mutationFn: () => api.tagged.post('/api/sites/{id}/provider/hook-secret', { path: { id: site.id } }),
    onSuccess: (made) => {
      client.setQueryData(carrierKey(site.id), made);
      setSecret(made.body.hook.secret ? { secret: made.body.hook.secret, isNew: false } : null);
    },
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
  });
  if (stored.isPending) return <Waiting />;
  if (stored.data === undefined) {
    return (
      <Sheet>
        <Failed title={t.failed} error={stored.error} retry={() => void stored.refetch()} busy={stored.isFetching} testId="carrier-error" />
      </Sheet>
    );
  }
  if (stored.data === null) {
    return (
      <Sheet id="carrier" title={t.title} text={t.text} testId="carrier-none">
        <p className={styles.none}>{t.none}</p>
        {isOwner(site) ? <KeyForm onDone={(made) => setSecret(made.hook.secret ? { secret: made.hook.secret, isNew: true } : null)} /> : <p className={styles.quiet}>{common.fields.noRight}</p>}
      </Sheet>
    );
  }
  const { body } = stored.data;
  return (
    <div data-testid="carrier">
      <Connection stored={stored.data} />
      <Sender key={body.provider} stored={stored.data} />
      <Money stored={stored.data} />
      <Sheet
        id="hook"
        title={t.hook.title}
        text={t.hook.text}
        actions={
          isOwner(site) && (
            <Button variant="light" loading={renew.isPending} onClick={() => void confirm({ title: t.hookRenewTitle, text: t.hookRenewText, yes: t.hookRenew }).then((yes) => yes && renew.mutate())} data-testid="hook-renew">
              {t.hookRenew}
            </Button>
          )
        }
      >
        <div className={styles.hook}>
          <p className={styles.label}>{t.hookUrl}</p>
          <CodeBox text={body.hook.url} label={t.hookUrl} testId="hook-url" />
          <Steps of={body.provider} />
          <p className={styles.quiet}>{t.hookLost}</p>
        </div>
      </Sheet>
      {secret && <SecretDialog stored={body} {...secret} onClose={() => setSecret(null)} />}
    </div>
  );
}

/** How the webhook is entered at the company. */
export function Steps({ of }: { of: 'solapi' | 'nhn' }) {
  const t = useTexts(texts);
  return (
    <ol className={styles.steps}>
      {t.hookSteps[of].map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}
