import '@mantine/core/styles/Input.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api } from '../api.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { setup as texts } from '../i18n/setup.ts';
import { sessionQuery } from '../queries.ts';
import { currencies, ownZone, zones } from '../settings/choices.ts';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { fieldOf, fieldText, saveText } from '../ui/notice/problem.ts';
import { Fields, Pair, Sheet } from '../ui/page/Sheet.tsx';
import styles from './NewSite.module.css';

/** A site in a minute: its name and its domain; what else there is has a good guess. */
export function NewSite() {
  const t = useTexts(texts).site;
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form, setForm] = useState(() => {
    const zone = ownZone();
    return { name: '', domain: '', zone, currency: zone === 'Asia/Seoul' || language === 'ko' ? 'KRW' : 'USD' };
  });
  const make = useMutation({
    mutationFn: () => {
      const { domain, ...rest } = form;
      return api.post('/api/sites', { body: { ...rest, domains: domainsOf(domain) } });
    },
    onSuccess: async (site) => {
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      await client.ensureQueryData(sessionQuery);
      await navigate({ to: '/sites/$siteId/start', params: { siteId: site.id } });
    },
  });
  const set = (patch: Partial<typeof form>) => {
    make.reset();
    setForm((before) => ({ ...before, ...patch }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const of = (field: string, own?: string) => fieldText(make.error, field, common, language, own);
  const other = make.error && !['name', 'domains', 'zone', 'currency'].includes(fieldOf(make.error)) ? saveText(make.error, common, language) : undefined;
  return (
    <div className={styles.page} data-testid="new-site">
      <PageHeader title={t.title} lead={t.lead} />
      <form onSubmit={submit} noValidate>
        <Sheet>
          <Fields>
            <TextInput size="md" label={t.name} placeholder={t.namePlace} autoFocus maxLength={80} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} error={of('name')} data-testid="new-site-name" />
            <TextInput size="md" label={t.domain} description={t.domainHelp} placeholder={t.domainPlace} inputMode="url" autoCapitalize="none" spellCheck={false} value={form.domain} onChange={(event) => set({ domain: event.currentTarget.value })} error={of('domains', t.domainWrong)} data-testid="new-site-domain" />
            <Pair>
              <NativeSelect size="md" label={t.zone} data={zones(form.zone, language)} value={form.zone} onChange={(event) => set({ zone: event.currentTarget.value })} error={of('zone')} data-testid="new-site-zone" />
              <NativeSelect size="md" label={t.currency} data={currencies(form.currency, language)} value={form.currency} onChange={(event) => set({ currency: event.currentTarget.value })} error={of('currency')} data-testid="new-site-currency" />
            </Pair>
            {other && (
              <p className={styles.error} role="alert">
                {other}
              </p>
            )}
            <div>
              <Button type="submit" size="md" loading={make.isPending} disabled={form.name.trim() === '' || form.domain.trim() === ''} data-testid="new-site-submit">
                {t.submit}
              </Button>
            </div>
          </Fields>
        </Sheet>
      </form>
    </div>
  );
}

/** Hosts of what was pasted: whole addresses, several, with commas. */
export function domainsOf(text: string): string[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  return parts.map((part) => part.replace(/^[a-z]+:\/\//i, '').replace(/[/?#].*$/, '').replace(/:\d+$/, ''));
}
