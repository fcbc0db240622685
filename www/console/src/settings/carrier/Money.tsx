import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { ApiError, type CarrierOfSite, type Tagged } from '../../api.ts';
import { money } from '../../format.ts';
import { carrier as texts } from '../../i18n/carrier.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { isOwner, useSite } from '../../site/useSite.ts';
import { saveText } from '../../ui/notice/problem.ts';
import { Fields, Pair, Sheet } from '../../ui/page/Sheet.tsx';
import form from '../SettingsForm.module.css';
import styles from './Carrier.module.css';
import { useTerms } from './useTerms.ts';

const KINDS = ['sms', 'lms', 'mms', 'alimtalk'] as const;
type Values = Record<(typeof KINDS)[number] | 'low_balance', string>;

/** Digits and a point, as a price is written; commas are how people group them. */
const amount = (text: string): string => text.replace(/[,\s원₩]/g, '');

/** What a message costs, and from when on the balance is low. */
export function Money({ stored }: { stored: Tagged<CarrierOfSite> }) {
  const t = useTexts(texts).money;
  const { t: common, language } = useWords();
  const site = useSite();
  const { own_prices, prices, price_source, low_balance } = stored.body;
  const was: Values = { sms: own_prices.sms ?? '', lms: own_prices.lms ?? '', mms: own_prices.mms ?? '', alimtalk: own_prices.alimtalk ?? '', low_balance: low_balance ?? '' };
  const [changes, setChanges] = useState<Partial<Values>>({});
  const value = { ...was, ...changes };
  const dirty = JSON.stringify(value) !== JSON.stringify(was);
  const save = useTerms(stored);
  const fixed = !isOwner(site);
  const said = (name: keyof Values) => (amount(value[name]) === '' ? null : amount(value[name]));
  const isAmount = (name: keyof Values) => said(name) === null || /^\d{1,13}(\.\d{1,6})?$/.test(said(name) ?? '');
  const isReady = [...KINDS, 'low_balance' as const].every(isAmount);
  const refused = save.error instanceof ApiError ? save.error.problem.field : undefined;
  const set = (name: keyof Values, text: string) => {
    save.reset();
    setChanges((before) => ({ ...before, [name]: text }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!dirty || !isReady) return;
    save.mutate({ prices: { sms: said('sms'), lms: said('lms'), mms: said('mms'), alimtalk: said('alimtalk') }, low_balance: said('low_balance') }, { onSuccess: () => setChanges({}) });
  };
  const field = (name: keyof Values, label: string, published: string | null | undefined) => (
    <TextInput key={name} inputMode="decimal" label={label} rightSection={<span className={styles.won}>{t.won}</span>} placeholder={published ?? ''} value={value[name]} onChange={(event) => set(name, event.currentTarget.value)} error={!isAmount(name) ? t.wrong : refused === `prices.${name}` ? t.tooHigh : undefined} disabled={fixed} data-testid={`price-${name}`} />
  );
  return (
    <form onSubmit={submit} noValidate className={styles.next}>
      <Sheet id="money" title={t.title} text={t.text}>
        {fixed && <p className={form.fixed}>{common.fields.noRight}</p>}
        <Fields>
          <Pair>{KINDS.map((kind) => field(kind, t.kinds[kind], own_prices[kind] ? undefined : prices[kind]))}</Pair>
          <p className={styles.quiet}>
            {t.published}{' '}
            {price_source && (
              <a className={styles.link} href={price_source} target="_blank" rel="noreferrer">
                {t.source}
              </a>
            )}
          </p>
          <div>
            {field('low_balance', t.low, undefined)}
            <p className={styles.quiet}>{low_balance ? t.lowSet(money({ amount: low_balance, currency: 'KRW' }, language)) : t.lowHelp}</p>
          </div>
        </Fields>
      </Sheet>
      {(dirty || save.isPending) && !fixed && (
        <div className={form.bar} data-testid="money-bar">
          <p className={form.text} role={save.isError ? 'alert' : 'status'} data-bad={save.isError || undefined}>
            {save.isError ? saveText(save.error, common, language) : common.fields.unsaved}
          </p>
          <Button variant="subtle" onClick={() => (save.reset(), setChanges({}))}>
            {common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!isReady} data-testid="money-save">
            {common.save}
          </Button>
        </div>
      )}
    </form>
  );
}
