import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, api, type CampaignItem, type Channel, type NewCampaign, type Tagged } from '../api.ts';
import { campaigns as texts } from '../i18n/campaigns.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { siteQuery } from '../queries.ts';
import { useSite } from '../site/useSite.ts';
import { Dialog } from '../ui/dialog/Dialog.tsx';
import { DialogForm } from '../ui/dialog/DialogForm.tsx';
import { fieldOf, fieldText, saveText } from '../ui/notice/problem.ts';
import { Fields } from '../ui/page/Sheet.tsx';

const CHANNELS: readonly Channel[] = ['sms', 'kakao', 'email', 'push', 'sns', 'search', 'display', 'influencer', 'offline', 'other'];

/** A new campaign, or the change of one. */
export function CampaignDialog({ of, onClose, onDone }: { of?: Tagged<CampaignItem>; onClose: () => void; onDone: (made: Tagged<CampaignItem>) => Promise<unknown> }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const { data: about } = useQuery(siteQuery(site.id));
  const domain = about?.domains[0];
  const [form, setForm] = useState<NewCampaign>(() => {
    const was = of?.body;
    return { name: was?.name ?? '', channel: was?.channel ?? 'sms', landing: was?.landing ?? '', login: was?.login ?? null };
  });
  const save = useMutation({
    mutationFn: () => {
      const body = { ...form, login: form.login === '' ? null : (form.login ?? null) };
      if (!of) return api.tagged.post('/api/sites/{id}/campaigns', { path: { id: site.id }, body });
      return api.tagged.put('/api/sites/{id}/campaigns/{cid}', { path: { id: site.id, cid: of.body.id }, body: { ...body, id: of.body.id }, ifMatch: of.etag });
    },
    onSuccess: async (made) => {
      await onDone(made);
      onClose();
    },
  });
  const set = (patch: Partial<NewCampaign>) => {
    save.reset();
    setForm((before) => ({ ...before, ...patch }));
  };
  const taken = save.error instanceof ApiError && save.error.code === 'taken' ? t.nameTaken : undefined;
  const of_ = (field: string, own?: string) => fieldText(save.error, field, common, language, own);
  const other = save.error && !['name', 'landing', 'login'].includes(fieldOf(save.error)) ? saveText(save.error, common, language) : undefined;
  return (
    <Dialog opened onClose={onClose} title={of ? t.change : t.make} testId="campaign-dialog">
      <DialogForm onSubmit={() => save.mutate()} onClose={onClose} yes={common.save} isBusy={save.isPending} isReady={form.name.trim() !== '' && form.landing.trim() !== ''} testId="campaign-save">
        <Fields>
          <TextInput label={t.name} description={t.nameHelp} maxLength={100} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} error={of_('name', taken) ?? other} data-testid="campaign-name" />
          <NativeSelect label={t.channel} data={CHANNELS.map((value) => ({ value, label: t.channels[value] }))} value={form.channel} onChange={(event) => set({ channel: event.currentTarget.value as Channel })} data-testid="campaign-channel" />
          <TextInput type="url" inputMode="url" label={t.landing} description={t.landingHelp} placeholder={domain ? `https://${domain}/event` : 'https://'} value={form.landing} onChange={(event) => set({ landing: event.currentTarget.value })} error={of_('landing', t.landingWrong)} data-testid="campaign-landing" />
          <Checkbox label={t.behindLogin} description={t.behindLoginHelp} checked={form.login !== null && form.login !== undefined} onChange={(event) => set({ login: event.currentTarget.checked ? `${originOf(form.landing) ?? `https://${domain ?? 'shop.example'}`}/member/login?returnUrl={url}` : null })} data-testid="campaign-behind-login" />
          {form.login !== null && form.login !== undefined && <TextInput label={t.login} description={t.loginHelp} value={form.login} onChange={(event) => set({ login: event.currentTarget.value })} error={of_('login', t.loginWrong)} data-testid="campaign-login" />}
        </Fields>
      </DialogForm>
    </Dialog>
  );
}

/** Where the landing page is, once it can be read. */
function originOf(url: string): string | undefined {
  return URL.parse(url)?.origin;
}
