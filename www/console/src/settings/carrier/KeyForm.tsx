import { Button, Checkbox, Radio, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { ApiError, api, type CarrierOfSite, type NewCarrier, type Tagged } from '../../api.ts';
import { carrier as texts } from '../../i18n/carrier.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { useSite } from '../../site/useSite.ts';
import { CodeBox } from '../../ui/CodeBox.tsx';
import { Dialog, DialogActions } from '../../ui/dialog/Dialog.tsx';
import { fieldText, saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { Fields, Pair } from '../../ui/page/Sheet.tsx';
import { Steps } from './Carrier.tsx';
import styles from './Carrier.module.css';
import { carrierKey } from './queries.ts';

const COMPANIES = ['solapi', 'nhn'] as const;
type Company = (typeof COMPANIES)[number];

/** What of the stored company is sent back with a change. */
export const writable = ({ sender, cap_day, cap_week, own_list, own_prices, low_balance, notices }: CarrierOfSite) => ({
  sender: sender as unknown as NewCarrier['sender'],
  cap_day: cap_day ?? null,
  cap_week: cap_week ?? null,
  own_list,
  prices: own_prices,
  low_balance: low_balance ?? null,
  notices,
});

/** Company and key: the first ones, or others in the place of those that are there. */
export function KeyForm({ of, onDone }: { of?: Tagged<CarrierOfSite>; onDone: (made: CarrierOfSite) => void }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const { id } = useSite();
  const client = useQueryClient();
  const [company, setCompany] = useState<Company>(of?.body.provider ?? 'solapi');
  const [key, setKey] = useState('');
  const [secret, setSecret] = useState('');
  const [name, setName] = useState('');
  const [kakao, setKakao] = useState<{ key: string; secret: string } | null>(null);
  const save = useMutation({
    mutationFn: () => {
      const own = { key: key.trim(), secret: secret.trim() };
      const credentials: object = company === 'solapi' ? { provider: company, ...own } : { provider: company, sms: own, ...(kakao && { kakao: { key: kakao.key.trim(), secret: kakao.secret.trim() } }) };
      const rest = of ? writable(of.body) : { sender: { name, numbers: [], opt_out: '' } };
      return api.tagged.put('/api/sites/{id}/provider', { path: { id }, body: { ...rest, credentials: credentials as NonNullable<NewCarrier['credentials']> }, ifMatch: of?.etag });
    },
    onSuccess: (made) => {
      client.setQueryData(carrierKey(id), made);
      toast(of ? t.changed : t.connected);
      onDone(made.body);
    },
    onError: (error) => {
      if (error instanceof ApiError && (error.code === 'version_passed' || error.code === 'version_needed')) void client.invalidateQueries({ queryKey: carrierKey(id) });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const isReady = key.trim() !== '' && secret.trim() !== '' && (of !== undefined || name.trim() !== '') && (!kakao || (kakao.key.trim() !== '' && kakao.secret.trim() !== ''));
  const field = { autoComplete: 'off', spellCheck: false } as const;
  const nameWrong = fieldText(save.error, 'sender', common, language, t.nameWrong);
  return (
    <form onSubmit={submit} noValidate data-testid="key-form">
      <Fields>
        <Radio.Group label={t.company} value={company} onChange={(value) => setCompany(value as Company)}>
          <div className={styles.choices}>
            {COMPANIES.map((value) => (
              <Radio key={value} value={value} label={t.companies[value]} description={t.companyHelp[value]} data-testid={`company-${value}`} />
            ))}
          </div>
        </Radio.Group>
        <Pair>
          <TextInput {...field} label={t.key[company]} value={key} onChange={(event) => (save.reset(), setKey(event.currentTarget.value))} data-testid="company-key" />
          <TextInput {...field} type="password" autoComplete="new-password" label={t.secret[company]} value={secret} onChange={(event) => (save.reset(), setSecret(event.currentTarget.value))} data-testid="company-secret" />
        </Pair>
        {company === 'nhn' && <Checkbox label={t.kakao} description={t.kakaoHelp} checked={kakao !== null} onChange={(event) => setKakao(event.currentTarget.checked ? { key: '', secret: '' } : null)} />}
        {company === 'nhn' && kakao && (
          <Pair>
            <TextInput {...field} label={t.kakaoKey} value={kakao.key} onChange={(event) => setKakao({ ...kakao, key: event.currentTarget.value })} />
            <TextInput {...field} type="password" autoComplete="new-password" label={t.kakaoSecret} value={kakao.secret} onChange={(event) => setKakao({ ...kakao, secret: event.currentTarget.value })} />
          </Pair>
        )}
        {!of && <TextInput label={t.name} description={t.nameHelp} maxLength={40} value={name} onChange={(event) => (save.reset(), setName(event.currentTarget.value))} error={nameWrong} data-testid="company-name" />}
        <p className={styles.quiet}>{t.sealed}</p>
        {save.error && !nameWrong && (
          <p className={styles.bad} role="alert">
            {saveText(save.error, common, language)}
          </p>
        )}
        <div>
          <Button type="submit" loading={save.isPending} disabled={!isReady} data-testid="company-connect">
            {of ? t.change : t.connect}
          </Button>
        </div>
      </Fields>
    </form>
  );
}

/** The secret of the webhook, the one time that it is there. */
export function SecretDialog({ stored, secret, isNew, onClose }: { stored: CarrierOfSite; secret: string; isNew: boolean; onClose: () => void }) {
  const t = useTexts(texts);
  return (
    <Dialog opened onClose={onClose} title={isNew ? t.hookTitle : t.hookRenewed} size="wide" testId="hook-dialog">
      <div className={styles.hook}>
        <p className={styles.warn}>{t.hookOnce}</p>
        <p className={styles.label}>{t.hookUrl}</p>
        <CodeBox text={stored.hook.url} label={t.hookUrl} testId="new-hook-url" />
        <p className={styles.label}>{t.hookSecret}</p>
        <CodeBox text={secret} label={t.hookSecret} testId="hook-secret" />
        <Steps of={stored.provider} />
      </div>
      <DialogActions>
        <Button onClick={onClose} data-testid="hook-done">
          {t.done}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
