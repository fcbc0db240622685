import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Menu.css';
import '@mantine/core/styles/NumberInput.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/Radio.css';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { ApiError, api, type CarrierOfSite } from '../../api.ts';
import { moment } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { sends } from '../../i18n/sends.ts';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { confirm } from '../../ui/dialog/confirm.ts';
import { fieldOf, saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { BackLink } from '../../ui/page/BackLink.tsx';
import { useTitle } from '../../ui/page/useTitle.ts';
import { add, put, runsKey, runsQuery, sendQuery, sendsKey, type NumberList, type Send, type Tagged } from '../queries.ts';
import { sendRoute, sendsRoute } from '../routes.ts';
import { Ask } from './Ask.tsx';
import type { See } from './engine.ts';
import { Audience } from './Audience.tsx';
import { missingOf } from './draft.ts';
import styles from './Editor.module.css';
import { Phone } from './Phone.tsx';
import { Runs } from './Runs.tsx';
import { Schedule } from './Schedule.tsx';
import { Text } from './Text.tsx';
import { Use } from './Use.tsx';

export type Part = { draft: Send; set: (patch: Partial<Send>) => void; fixed: boolean; error: (at: string) => string | undefined };
type Props = { stored: Tagged | null; first: Send; see: See; zone: string; carrier: CarrierOfSite | null; lists: NumberList[] };

/** A send being written: for what, to whom, when, what; how it arrives; and what becomes of it. */
export function SendEditor({ stored, first, see, zone, carrier, lists }: Props) {
  const t = useTexts(sendEditor);
  const { title: listTitle } = useTexts(sends);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [base, setBase] = useState(stored);
  const [draft, setDraft] = useState(first);
  const [samples, setSamples] = useState<Record<string, string>>({});
  const [asking, setAsking] = useState(false);
  // What is missing is said once somebody has tried to go on.
  const [tried, setTried] = useState(false);
  const leaving = useRef(false);
  const runs = useQuery({ ...runsQuery(site.id, base?.body.id), enabled: base !== null });
  const known = useMemo(() => sampleOf(draft, t.samples, samples), [draft, samples, t]);
  const seen = useMemo(() => see(draft, carrier?.sender ?? null, known), [see, draft, carrier, known]);
  useTitle(draft.name || t.newTitle);

  const isActive = base?.body.status === 'active';
  const fixed = !mayEdit(site) || isActive;
  const isChanged = base === null ? JSON.stringify(draft) !== JSON.stringify(first) : JSON.stringify(draft) !== JSON.stringify(base.body.definition);
  useBlocker({
    shouldBlockFn: async ({ current, next }) =>
      current.pathname !== next.pathname && isChanged && !leaving.current && !(await confirm({ title: common.fields.leaveTitle, text: common.fields.leaveText, yes: common.fields.leave, danger: true })),
    enableBeforeUnload: () => isChanged && !leaving.current,
  });
  const leave = async (go: () => Promise<void>) => {
    leaving.current = true;
    await go();
    leaving.current = false;
  };
  const kept = (now: Tagged) => {
    client.setQueryData(sendQuery(site.id, now.body.id).queryKey, now);
    setBase(now);
    const { definition } = now.body;
    // What was written here is a text.
    if (definition.content.type === 'text') setDraft({ ...definition, content: definition.content });
    return client.invalidateQueries({ queryKey: [...sendsKey(site.id), 'list'] });
  };
  const again = async (id: string) => kept(await client.fetchQuery({ ...sendQuery(site.id, id), staleTime: 0 }));
  /** What is stored, with what was just written. */
  const store = async (): Promise<Tagged> => {
    if (base && !isChanged) return base;
    const named = { ...draft, name: draft.name.trim() };
    const now = await (base ? put(site.id, base.body.id, named, base.etag) : add(site.id, named));
    await kept(now);
    return now;
  };
  const toOwn = (id: string) => leave(() => navigate({ to: sendRoute.to, params: { siteId: site.id, sendId: id }, replace: true }));
  /** Somebody else was first: theirs lies below what is written here, and is written over only when it is saved again. */
  const reread = async (error: unknown) => {
    if (error instanceof ApiError && error.code === 'version_passed' && base) setBase(await client.fetchQuery({ ...sendQuery(site.id, base.body.id), staleTime: 0 }));
  };
  const save = useMutation({
    mutationFn: store,
    onSuccess: async (now) => {
      toast(common.saved);
      if (!base) await toOwn(now.body.id);
    },
    onError: (error) => reread(error),
  });
  const start = useMutation({
    mutationFn: async (request: string) => {
      const now = await store();
      const began = await api.post('/api/sites/{id}/sends/{send}/start', { path: { id: site.id, send: now.body.id }, body: { request } });
      return { id: now.body.id, began };
    },
    onSuccess: async ({ id, began }) => {
      setAsking(false);
      // One that is on its way was asked before: its answer would not know of this.
      await client.cancelQueries({ queryKey: runsKey(site.id) });
      await client.invalidateQueries({ queryKey: runsKey(site.id) });
      if (began.run !== null) {
        await leave(() => navigate({ to: '/sites/$siteId/sends/runs/$run', params: { siteId: site.id, run: String(began.run) } }));
        return;
      }
      await client.fetchQuery({ ...runsQuery(site.id, id), staleTime: 0 });
      await again(id);
      if (began.next) toast(t.scheduled(moment(began.next, language, zone)));
      if (!base) await toOwn(id);
    },
    onError: (error) => reread(error),
  });
  const end = useMutation({
    mutationFn: (id: string) => api.post('/api/sites/{id}/sends/{send}/end', { path: { id: site.id, send: id } }),
    onSuccess: async (_, id) => {
      await again(id);
      await client.invalidateQueries({ queryKey: runsKey(site.id) });
      toast(t.ended);
    },
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
  });
  const remove = useMutation({
    mutationFn: ({ body, etag }: Tagged) => api.delete('/api/sites/{id}/sends/{send}', { path: { id: site.id, send: body.id }, ifMatch: etag }),
    onSuccess: async () => {
      toast(t.removed);
      await leave(() => navigate({ to: sendsRoute.to, params: { siteId: site.id }, search: {} }));
      await client.invalidateQueries({ queryKey: sendsKey(site.id) });
    },
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
  });

  const missing = missingOf(draft, lists, Date.now());
  const words = { name: common.missing, segment: t.segmentMissing, list: t.listMissing, sender: t.senderMissing, past: t.past };
  const refused = [save.error, start.error].find((error) => error instanceof ApiError);
  const error = (at: string): string | undefined => {
    const lack = tried ? missing.find((one) => one.at === at) : undefined;
    if (lack) return words[lack.word];
    // A number that is not chosen yet is missing, and not unknown.
    const found = seen.findings.find((one) => one.at === at && !(at === 'content.sender' && senderOf(draft) === '') && !(at === 'content.text' && !tried && draft.content.text.trim() === ''));
    if (found) return found[language];
    return refused instanceof ApiError && refused.problem.field === at ? (language === 'en' ? refused.problem.detail : common.fields.wrong) : undefined;
  };
  const set = (patch: Partial<Send>) => {
    save.reset();
    start.reset();
    setDraft((before) => ({ ...before, ...patch }));
  };
  const whole = seen.findings.filter(({ at }) => at === '');
  const isWrong = missing.length > 0 || seen.findings.length > 0;
  const next = runs.data?.armed.find(({ send }) => send === base?.body.id)?.at;
  const part: Part = { draft, set, fixed, error };
  const toFaults = () => {
    setTried(true);
    requestAnimationFrame(() => document.querySelector('[data-bad], [aria-invalid=true]')?.scrollIntoView({ block: 'center' }));
  };
  const shown = [save.error, start.error].find((one) => one && !(asking && one === start.error) && !['content', 'audience', 'schedule', 'name'].includes(fieldOf(one)));
  return (
    <div className={styles.page} data-testid="send-page">
      <header className={styles.header}>
        <BackLink to={sendsRoute.to} params={{ siteId: site.id }} search={{}}>
          {listTitle}
        </BackLink>
        <div className={styles.titleLine}>
          <h1 className="sr">{draft.name || t.newTitle}</h1>
          <TextInput className={styles.name} variant="unstyled" aria-label={t.name} placeholder={t.namePlaceholder} value={draft.name} maxLength={100} onChange={(event) => set({ name: event.currentTarget.value })} error={error('name')} disabled={fixed} data-testid="send-name" />
          {mayEdit(site) && !isActive && (
            <div className={styles.actions}>
              {base && (
                <Button variant="subtle" loading={remove.isPending} onClick={() => void confirm({ title: t.removeTitle(draft.name), text: t.removeText, yes: t.remove, danger: true }).then((yes) => yes && remove.mutate(base))} data-testid="send-remove">
                  {t.remove}
                </Button>
              )}
              <Button variant="light" loading={save.isPending} disabled={base !== null && !isChanged} onClick={() => (missing.length > 0 ? toFaults() : save.mutate())} data-testid="send-save">
                {base && !isChanged ? t.saved : t.save}
              </Button>
              <Button onClick={() => (isWrong || !carrier ? toFaults() : setAsking(true))} data-testid="send-start">
                {t.send[draft.schedule.type]}
              </Button>
            </div>
          )}
          {!mayEdit(site) && <span className={styles.quiet}>{t.viewer}</span>}
        </div>
        {isActive && (
          <p className={styles.active} data-testid="send-active">
            <span>{next ? t.active(moment(next, language, zone)) : t.activeSoon}</span>
            {mayEdit(site) && (
              <Button variant="light" loading={end.isPending} onClick={() => base && end.mutate(base.body.id)} data-testid="send-end">
                {t.end}
              </Button>
            )}
          </p>
        )}
        {shown && (
          <p className={styles.bad} role="alert">
            {saveText(shown, common, language)}
          </p>
        )}
        <Whole found={whole.map((one) => one[language])} isConnected={carrier !== null} tried={tried} />
      </header>
      <div className={styles.columns}>
        <div className={styles.form}>
          <Use {...part} />
          <Audience {...part} lists={lists} />
          <Schedule {...part} zone={zone} />
          <Text {...part} seen={seen} carrier={carrier} lists={lists} />
        </div>
        <Phone seen={seen} from={senderOf(draft)} known={known} setKnown={(name, value) => setSamples((before) => ({ ...before, [name]: value }))} />
      </div>
      {base && runs.data && runs.data.runs.length > 0 && <Runs runs={runs.data.runs} zone={zone} />}
      {asking && <Ask draft={draft} seen={seen} zone={zone} lists={lists} last={runs.data?.runs[0]} isChanged={isChanged} isBusy={start.isPending} error={start.error} onClose={() => setAsking(false)} onYes={(request) => start.mutate(request)} />}
    </div>
  );
}

const senderOf = (draft: Send): string => draft.content.sender;

/** What is known of the person for whom it is shown: what was typed, else a sample; of a column its own name. */
function sampleOf(draft: Send, samples: Record<string, string>, typed: Record<string, string>): Record<string, string> {
  if (draft.audience.type !== 'list') return { ...samples, ...typed };
  const text = `${draft.content.subject ?? ''}${draft.content.text}`;
  const columns = [...text.matchAll(/#\{([^}]+)\}/g)].map(([, name = '']) => [name, name] as const);
  return { ...Object.fromEntries(columns), ...typed };
}

/** What is wrong with it as a whole: it is the sending company that has to be seen to. */
function Whole({ found, isConnected, tried }: { found: string[]; isConnected: boolean; tried: boolean }) {
  const t = useTexts(sendEditor);
  const list = useTexts(sends);
  const { id } = useSite();
  if (found.length === 0 && (isConnected || !tried)) return null;
  return (
    <div className={styles.whole} role="alert" data-bad data-testid="send-whole">
      <ul>
        {!isConnected && <li>{list.connectFirst}</li>}
        {found.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <a href={`/console/sites/${id}/settings/carrier`} target="_blank" rel="noreferrer">
        {t.toCarrier}
      </a>
    </div>
  );
}
