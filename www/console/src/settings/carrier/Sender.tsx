import { Button, Checkbox, NativeSelect, NumberInput, Radio, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useBlocker } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { ApiError, api, type CarrierOfSite, type NewCarrier, type Tagged } from '../../api.ts';
import { moment } from '../../format.ts';
import { carrier as texts } from '../../i18n/carrier.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { isOwner, mayEdit, useSite } from '../../site/useSite.ts';
import { confirm } from '../../ui/dialog/confirm.ts';
import { saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { Fields, Pair, Sheet } from '../../ui/page/Sheet.tsx';
import form from '../SettingsForm.module.css';
import { kakaoQuery } from '../../sends/templates/queries.ts';
import { phoneNumber } from '../../sends/words.ts';
import styles from './Carrier.module.css';
import { writable } from './KeyForm.tsx';
import { carrierKey, checkQuery } from './queries.ts';

type Draft = Required<Omit<NewCarrier, 'credentials'>>;

/** As whom the shop sends: name, numbers, the way to refuse, and how often. */
export function Sender({ stored }: { stored: Tagged<CarrierOfSite> }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const check = useQuery({ ...checkQuery(site.id, stored.body.version), enabled: mayEdit(site) });
  const [changes, setChanges] = useState<Partial<Draft>>({});
  const was = writable(stored.body) as Draft;
  const value: Draft = { ...was, ...changes };
  const dirty = JSON.stringify(value) !== JSON.stringify(was);
  useBlocker({
    shouldBlockFn: async () => dirty && !(await confirm({ title: common.fields.leaveTitle, text: common.fields.leaveText, yes: common.fields.leave, danger: true })),
    enableBeforeUnload: dirty,
  });
  const save = useMutation({
    mutationFn: () => api.tagged.put('/api/sites/{id}/provider', { path: { id: site.id }, body: value, ifMatch: stored.etag }),
    onSuccess: (made) => {
      // The key is the same: what the company has said still holds.
      if (check.data) client.setQueryData(checkQuery(site.id, made.body.version).queryKey, check.data);
      client.setQueryData(carrierKey(site.id), made);
      setChanges({});
      toast(common.saved);
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'version_passed') void client.invalidateQueries({ queryKey: carrierKey(site.id) });
    },
  });
  const fixed = !isOwner(site);
  const set = (patch: Partial<Draft>) => {
    save.reset();
    setChanges((before) => ({ ...before, ...patch }));
  };
  const sender = (patch: Partial<Draft['sender']>) => set({ sender: { ...value.sender, ...patch } });
  const field = save.error instanceof ApiError ? save.error.problem.field : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (dirty) save.mutate();
  };
  const known = check.data?.numbers ?? [];
  const gone = check.data ? value.sender.numbers.filter((own) => !known.some(({ number }) => number === own)) : value.sender.numbers;
  const cap = (name: 'cap_day' | 'cap_week', label: string) => (
    <NumberInput label={label} min={1} max={100} allowDecimal={false} suffix={` ${t.times}`} value={value[name] ?? ''} onChange={(next) => set({ [name]: typeof next === 'number' ? next : null })} disabled={fixed} data-testid={name} />
  );
  return (
    <form onSubmit={submit} noValidate className={styles.next}>
      <Sheet id="sender" title={t.who.title} text={t.who.text}>
        {fixed && <p className={form.fixed}>{common.fields.noRight}</p>}
        <Fields>
          <TextInput label={t.name} description={t.nameHelp} maxLength={40} value={value.sender.name} onChange={(event) => sender({ name: event.currentTarget.value })} error={field === 'sender.name' ? t.nameWrong : undefined} disabled={fixed} data-testid="sender-name" />
          <Checkbox.Group label={t.numbers} description={check.data || gone.length > 0 ? t.numbersHelp : undefined} value={value.sender.numbers} onChange={(numbers) => sender({ numbers })}>
            <div className={styles.choices} data-testid="sender-numbers">
              {known.map(({ number, is_usable }) => (
                <Checkbox key={number} value={number} label={phoneNumber(number)} description={is_usable ? undefined : t.unusable} disabled={fixed || (!is_usable && !value.sender.numbers.includes(number))} data-testid={`number-${number}`} />
              ))}
              {gone.map((number) => (
                <Checkbox key={number} value={number} label={phoneNumber(number)} description={check.data ? t.gone : undefined} disabled={fixed} />
              ))}
              {known.length + gone.length === 0 && <p className={styles.quiet}>{check.data ? t.numbersNone : t.numbersUnknown}</p>}
            </div>
          </Checkbox.Group>
          <KakaoChannel value={value.sender.channel ?? ''} change={(channel) => sender({ channel })} error={field === 'sender.channel' ? t.channelWrong : undefined} fixed={fixed} />
          <TextInput label={`${t.optOut} (${common.optional})`} description={t.optOutHelp} inputMode="tel" placeholder="080-123-4567" value={value.sender.opt_out ?? ''} onChange={(event) => sender({ opt_out: event.currentTarget.value })} error={field === 'sender.opt_out' ? t.optOutWrong : undefined} disabled={fixed} data-testid="sender-opt-out" />
          {(value.sender.opt_out ?? '') !== '' && (
            <Radio.Group label={t.whose} value={value.own_list ? 'own' : 'company'} onChange={(next) => set({ own_list: next === 'own' })}>
              <div className={styles.choices}>
                {(['company', 'own'] as const).map((whose) => (
                  <Radio key={whose} value={whose} label={t.whoses[whose]} description={t.whoseHelp[whose]} disabled={fixed} data-testid={`opt-out-${whose}`} />
                ))}
              </div>
            </Radio.Group>
          )}
          {stored.body.own_list && (
            <p className={styles.quiet}>
              {stored.body.list_at ? t.listAt(moment(stored.body.list_at, language)) : t.listNever}{' '}
              <Link to="/sites/$siteId/sends/refusals" params={{ siteId: site.id }} className={styles.link}>
                {t.toRefusals}
              </Link>
            </p>
          )}
          <fieldset className={styles.caps}>
            <legend>{t.caps}</legend>
            <p className={styles.quiet}>{t.capsHelp}</p>
            <Pair>
              {cap('cap_day', t.capDay)}
              {cap('cap_week', t.capWeek)}
            </Pair>
          </fieldset>
        </Fields>
      </Sheet>
      {(dirty || save.isPending) && !fixed && (
        <div className={form.bar} data-testid="save-bar">
          <p className={form.text} role={save.isError ? 'alert' : 'status'} data-bad={save.isError || undefined}>
            {save.isError ? (field ? common.fields.wrong : saveText(save.error, common, language)) : common.fields.unsaved}
          </p>
          <Button variant="subtle" onClick={() => (save.reset(), setChanges({}))} data-testid="save-cancel">
            {common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending} data-testid="save">
            {common.save}
          </Button>
        </div>
      )}
    </form>
  );
}

/** By which channel Alimtalk leaves: one of those that the company has, or its id where the company does not say. */
function KakaoChannel({ value, change, error, fixed }: { value: string; change: (channel: string) => void; error: string | undefined; fixed: boolean }) {
  const t = useTexts(texts);
  const { t: common } = useWords();
  const site = useSite();
  const kakao = useQuery({ ...kakaoQuery(site.id), enabled: mayEdit(site) });
  const all = kakao.data?.channels ?? [];
  const props = { label: `${t.channel} (${common.optional})`, value, error, disabled: fixed, 'data-testid': 'sender-channel' };
  if (all.length === 0) return <TextInput {...props} description={t.channelHelp} maxLength={64} spellCheck={false} onChange={(event) => change(event.currentTarget.value.trim())} />;
  const isKnown = value === '' || all.some(({ id }) => id === value);
  const data = [
    { value: '', label: t.channelNone },
    ...(isKnown ? [] : [{ value, label: value }]),
    ...all.map(({ id, search_id, is_usable }) => ({ value: id, label: is_usable ? search_id || id : t.channelAsleep(search_id || id), disabled: !is_usable && id !== value })),
  ];
  return <NativeSelect {...props} description={t.channelChoose} data={data} onChange={(event) => change(event.currentTarget.value)} />;
}
