import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Menu.css';
import '@mantine/core/styles/NumberInput.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/Radio.css';
import { Button, Menu } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { ApiError, api, type CarrierOfSite } from '../../api.ts';
import { moment } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { sends } from '../../i18n/sends.ts';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { ConflictDialog } from '../../ui/dialog/Conflict.tsx';
import { confirm } from '../../ui/dialog/confirm.ts';
import { differences, inOrder, rebased } from '../../ui/merge.ts';
import { fieldOf, saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { BackLink } from '../../ui/page/BackLink.tsx';
import { DeskBar } from '../../ui/page/DeskBar.tsx';
import { useTitle } from '../../ui/page/useTitle.ts';
import { add, isTrial, put, runsKey, runsQuery, sendQuery, sendsKey, type NumberList, type Send, type Tagged } from '../queries.ts';
import { sendRoute, sendsRoute } from '../routes.ts';
import type { Review, Template } from '../templates/template.ts';
import { plain } from '../templates/TemplateEditor.tsx';
import { Alimtalk } from './Alimtalk.tsx';
import { Ask } from './Ask.tsx';
import { Audience } from './Audience.tsx';
import { byTemplate, insideOf, missingOf, NO_TEXT, senderOf, textsOf, written } from './draft.ts';
import styles from './Editor.module.css';
import type { See } from './engine.ts';
import { How } from './How.tsx';
import { KakaoPhone, Phone } from './Phone.tsx';
import { Runs } from './Runs.tsx';
import { Schedule } from './Schedule.tsx';
import { Text } from './Text.tsx';
import { Trial } from './Trial.tsx';
import { Use } from './Use.tsx';

export type Part = { draft: Send; set: (patch: Partial<Send>) => void; fixed: boolean; error: (at: string) => string | undefined };
/** A template with how its review stands. */
export type Reviewed = { review: Review; name: string };
type Props = { stored: Tagged | null; first: Send; see: See; zone: string; carrier: CarrierOfSite | null; lists: NumberList[]; templates: Reviewed[] };

/** A send being written: for what, to whom, when, what; how it arrives; and what becomes of it. */
export function SendEditor({ stored, first, see, zone, carrier, lists, templates }: Props) {
  const t = useTexts(sendEditor);
  const { title: listTitle } = useTexts(sends);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [base, setBase] = useState(stored);
  const [draft, setDraft] = useState(first);
  const [samples, setSamples] = useState<Record<string, string>>({});
  // What is about to leave, or to be tried, is what is stored.
  const [asking, setAsking] = useState<Tagged | null>(null);
  const [trying, setTrying] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<Tagged | null>(null);
  // What is missing is said once somebody has tried to go on.
  const [tried, setTried] = useState(false);
  const leaving = useRef(false);
  // What was written as the other kind of content, for who changes their mind.
  const other = useRef<Send['content'] | null>(null);
  const runs = useQuery({ ...runsQuery(site.id, base?.body.id), enabled: base !== null });
  const { content } = draft;
  const template = content.type === 'alimtalk' ? content.template : undefined;
  const registered = templates.find(({ review }) => review.template === template && review.state === 'approved')?.review.registered ?? null;
  const known = useMemo(() => sampleOf(draft, registered, t.samples, samples), [draft, registered, samples, t]);
  const seen = useMemo(() => see(draft, carrier?.sender ?? null, known, registered), [see, draft, carrier, known, registered]);
  useTitle(draft.name || t.newTitle);

  const isActive = base?.body.status === 'active';
  const fixed = !mayEdit(site) || isActive;
  const isChanged = inOrder(draft) !== inOrder(base?.body.definition ?? first);
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
    setDraft(now.body.definition);
    return client.invalidateQueries({ queryKey: [...sendsKey(site.id), 'list'] });
  };
  const again = async (id: string) => kept(await client.fetchQuery({ ...sendQuery(site.id, id), staleTime: 0 }));
  /** What is stored, with what was just written; `of`: on top of which version. */
  const store = async (mine = draft, of = base?.etag): Promise<Tagged> => {
    if (base && !isChanged && mine === draft) return base;
    const named = { ...mine, name: mine.name.trim() };
    const now = await (base && of ? put(site.id, base.body.id, named, of) : add(site.id, named));
    await kept(now);
    return now;
  };
  const toOwn = (id: string) => leave(() => navigate({ to: sendRoute.to, params: { siteId: site.id, sendId: id }, replace: true }));
  /** Somebody else was first: what they changed is shown, with what of mine would lie on top. */
  const onError = async (error: unknown) => {
    if (error instanceof ApiError && error.code === 'version_passed' && base) setTheirs(await client.fetchQuery({ ...sendQuery(site.id, base.body.id), staleTime: 0 }));
  };
  const save = useMutation({
    mutationFn: (merged?: { draft: Send; etag: string }) => (merged ? store(merged.draft, merged.etag) : store()),
    onSuccess: async (now) => {
      setTheirs(null);
      toast(common.saved);
      if (!base) await toOwn(now.body.id);
    },
    onError,
  });
  /** Stores it, so that what is asked about or tried is what would leave. */
  const ready = useMutation({
    mutationFn: async (then: 'ask' | 'try') => ({ now: await store(), then }),
    onSuccess: ({ now, then }) => (then === 'ask' ? setAsking(now) : setTrying(now.body.id)),
    onError,
  });
  const closed = async () => {
    setAsking(null);
    setTrying(null);
    start.reset();
    if (base && !stored) await toOwn(base.body.id);
  };
  const start = useMutation({
    mutationFn: async ({ now, request }: { now: Tagged; request: string }) => {
      const began = await api.post('/api/sites/{id}/sends/{send}/start', { path: { id: site.id, send: now.body.id }, body: { request } });
      return { id: now.body.id, began };
    },
    onSuccess: async ({ id, began }) => {
      setAsking(null);
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
      if (!stored) await toOwn(id);
    },
    onError,
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
  const words = { name: common.missing, segment: t.segmentMissing, list: t.listMissing, sender: t.senderMissing, past: t.past, template: t.templateMissing };
  const refused = [save.error, ready.error, start.error].find((error) => error instanceof ApiError);
  const error = (at: string): string | undefined => {
    const lack = tried ? missing.find((one) => one.at === at) : undefined;
    if (lack) return words[lack.word];
    // What is not chosen yet is missing, and not unknown; what is to be written is said once somebody has tried to go on.
    const chosen: Record<string, string | undefined> = { 'content.sender': senderOf(draft), 'content.fallback.sender': senderOf(draft), 'content.template': template };
    const variable = /^content\.variables\.(.*)$/s.exec(at)?.[1];
    const isToWrite = (variable !== undefined && written(draft, variable) === '') || (at === 'content.text' && content.type === 'text' && content.text.trim() === '');
    const isMissing = chosen[at] === '' || (isToWrite && !tried);
    const found = isMissing ? undefined : seen.findings.find((one) => one.at === at);
    if (found) return found[language];
    return refused instanceof ApiError && refused.problem.field === at ? (language === 'en' ? refused.problem.detail : common.fields.wrong) : undefined;
  };
  const set = (patch: Partial<Send>) => {
    save.reset();
    ready.reset();
    start.reset();
    setDraft((before) => ({ ...before, ...patch }));
  };
  /** A text becomes an Alimtalk, or the other way round: what was written as the one is there again. */
  const turn = (way: Send['content']['type']) => {
    if (way === content.type) return;
    const next = other.current?.type === way ? other.current : way === 'text' ? NO_TEXT : byTemplate('');
    other.current = content;
    set({ content: next, ...(way === 'alimtalk' && { use: 'information' as const }) });
  };
  const whole = seen.findings.filter(({ at }) => at === '');
  const isWrong = missing.length > 0 || seen.findings.length > 0;
  const next = runs.data?.armed.find(({ send }) => send === base?.body.id)?.at;
  const part: Part = { draft, set, fixed, error };
  const toFaults = () => {
    setTried(true);
    requestAnimationFrame(() => document.querySelector('[data-bad], [aria-invalid=true]')?.scrollIntoView({ block: 'center' }));
  };
  const shown = [save.error, ready.error, start.error].find((one) => one && !(asking && one === start.error) && !(one instanceof ApiError && one.code === 'version_passed') && !['content', 'audience', 'schedule', 'name'].includes(fieldOf(one)));
  const nameless = error('name');
  const sender = carrier?.sender as { name?: string; numbers?: string[] } | undefined;
  const what = { ...part, seen, numbers: sender?.numbers ?? [], lists, own: base?.body.id };
  const look = { seen, from: senderOf(draft), known, setKnown: (name: string, value: string) => setSamples((before) => ({ ...before, [name]: value })) };
  const go = (then: 'ask' | 'try') => (isWrong || !carrier ? toFaults() : ready.mutate(then));
  return (
    <div className={styles.page} data-testid="send-page">
      <DeskBar
        back={
          <BackLink to={sendsRoute.to} params={{ siteId: site.id }} search={{}}>
            {listTitle}
          </BackLink>
        }
        untitled={t.newTitle}
        name={{ value: draft.name, label: t.name, placeholder: t.namePlaceholder, change: (name) => set({ name }), fixed, testId: 'send-name' }}
        menu={
          base &&
          mayEdit(site) &&
          !isActive && (
            <Menu.Item onClick={() => void confirm({ title: t.removeTitle(draft.name), text: t.removeText, yes: t.remove, danger: true }).then((yes) => yes && remove.mutate(base))} data-testid="send-remove">
              {t.remove}
            </Menu.Item>
          )
        }
        menuTestId="send-menu"
        error={shown ? { text: saveText(shown, common, language), testId: 'send-error' } : nameless ? { text: `${t.name}: ${nameless}`, testId: 'send-nameless' } : null}
        below={
          <>
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
            <Whole found={whole.map((one) => one[language])} isConnected={carrier !== null} tried={tried} />
          </>
        }
      >
        {mayEdit(site) && !isActive && (
          <>
            <Button variant="subtle" loading={ready.isPending && ready.variables === 'try'} onClick={() => go('try')} data-testid="send-try">
              {t.trial.open}
            </Button>
            <Button variant="light" loading={save.isPending} disabled={base !== null && !isChanged} onClick={() => (missing.length > 0 ? toFaults() : save.mutate(undefined))} data-testid="send-save">
              {base && !isChanged ? t.saved : t.save}
            </Button>
            <Button loading={ready.isPending && ready.variables === 'ask'} onClick={() => go('ask')} data-testid="send-start">
              {t.send[draft.schedule.type]}
            </Button>
          </>
        )}
        {!mayEdit(site) && <span className={styles.quiet}>{t.viewer}</span>}
      </DeskBar>
      <div className={styles.columns}>
        <div className={styles.form}>
          <How {...part} turn={turn} />
          <Use {...part} />
          <Audience {...part} lists={lists} />
          <Schedule {...part} zone={zone} />
          {content.type === 'text' ? <Text {...what} content={content} /> : <Alimtalk {...what} content={content} templates={templates} />}
        </div>
        {content.type === 'text' ? <Phone {...look} /> : <KakaoPhone {...look} channel={sender?.name ?? ''} columns={draft.audience.type === 'list' ? (seen.alimtalk?.variables ?? []).filter((name) => content.variables?.[name] === undefined) : []} />}
      </div>
      {base && runs.data && runs.data.runs.length > 0 && <Runs runs={runs.data.runs} zone={zone} />}
      {asking && <Ask stored={asking} seen={seen} zone={zone} lists={lists} last={runs.data?.runs.find((run) => !isTrial(run))} isBusy={start.isPending} error={start.error} onClose={() => void closed()} onYes={(request) => start.mutate({ now: asking, request })} />}
      {trying && <Trial send={trying} isKakao={content.type === 'alimtalk'} onClose={() => void closed()} />}
      {theirs && base && (
        <Conflicted base={base.body.definition} mine={draft} theirs={theirs.body.definition} busy={save.isPending} take={() => (save.reset(), ready.reset(), void kept(theirs), setTheirs(null))} keep={(merged) => save.mutate({ draft: merged, etag: theirs.etag })} close={() => setTheirs(null)} />
      )}
    </div>
  );
}

/** Two people's changes, field by field. */
function Conflicted({ base, mine, theirs, busy, take, keep, close }: { base: Send; mine: Send; theirs: Send; busy: boolean; take: () => void; keep: (merged: Send) => void; close: () => void }) {
  const t = useTexts(sendEditor);
  const inside = insideOf(base, mine, theirs);
  return (
    <ConflictDialog
      words={t.conflict}
      differs={{ none: t.conflict.none, gone: t.conflict.gone, names: t.fields, value: plain }}
      theirs={differences(base, theirs, inside)}
      mine={differences(base, mine, inside)}
      busy={busy}
      take={take}
      keep={() => keep(rebased(base, mine, theirs, inside))}
      close={close}
    />
  );
}

/** What is known of the person for whom it is shown: what was typed, else a sample; of a column its own name. */
function sampleOf(draft: Send, registered: Template | null, samples: Record<string, string>, typed: Record<string, string>): Record<string, string> {
  if (draft.audience.type !== 'list') return { ...samples, ...typed };
  // What an Alimtalk leaves open is a column, too.
  const columns = [...`${textsOf(draft)}${draft.content.type === 'alimtalk' ? JSON.stringify(registered ?? '') : ''}`.matchAll(/#\{([^}]+)\}/g)].map(([, name = '']) => [name, name] as const);
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
