import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Radio.css';
import { Button, Menu, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { ApiError, api, type CarrierOfSite } from '../../api.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { templates as texts } from '../../i18n/templates.ts';
import { wordsOf } from '../../settings/carrier/queries.ts';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { ConflictDialog } from '../../ui/dialog/Conflict.tsx';
import { confirm } from '../../ui/dialog/confirm.ts';
import { differences, inOrder, rebased } from '../../ui/merge.ts';
import { saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { BackLink } from '../../ui/page/BackLink.tsx';
import { DeskBar } from '../../ui/page/DeskBar.tsx';
import { useTitle } from '../../ui/page/useTitle.ts';
import desk from '../editor/Editor.module.css';
import phone from '../editor/Phone.module.css';
import { templateRoute, templatesRoute } from '../routes.ts';
import { About } from './About.tsx';
import { Buttons } from './Buttons.tsx';
import { EmphasisSheet } from './Emphasis.tsx';
import { KakaoTalk } from './Kakao.tsx';
import { add, put, refresh, review as askReview, reviewsQuery, templateQuery, templatesKey, type See, type Seen, type Tagged } from './queries.ts';
import { ReviewBox } from './ReviewBox.tsx';
import { INSIDE, stateOf, type Draft, type Template } from './template.ts';
import styles from './Templates.module.css';
import { Words } from './Words.tsx';

export type Part = { draft: Draft; set: (patch: Partial<Template>) => void; fixed: boolean; seen: Seen; error: (at: string) => string | undefined; doubts: (at: string) => string[] };

/** A template being written: what it is, what it says, how it looks, and its review. */
export function TemplateEditor({ stored, first, see, carrier }: { stored: Tagged | null; first: Draft; see: See; carrier: CarrierOfSite | null }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const navigate = useNavigate();
  const reviews = useQuery(reviewsQuery(site.id));
  const [base, setBase] = useState(stored);
  const [draft, setDraft] = useState(first);
  const [samples, setSamples] = useState<Record<string, string>>({});
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [theirs, setTheirs] = useState<Tagged | null>(null);
  const leaving = useRef(false);
  const sender = carrier?.sender as { name?: string; channel?: string } | undefined;
  const review = reviews.data?.find(({ template }) => template === base?.body.id);
  const { state, isChanged: isSince } = stateOf(base?.body.version, review);
  const known = useMemo(() => ({ ...t.sample, ...samples }), [t, samples]);
  const seen = useMemo(() => see(draft.template, sender?.name ?? '', known), [see, draft.template, sender?.name, known]);
  useTitle(draft.name || t.newTitle);

  const may = mayEdit(site);
  const fixed = !may || state === 'in_review';
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
    client.setQueryData(templateQuery(site.id, now.body.id).queryKey, now);
    setBase(now);
    setDraft(now.body.definition);
    return client.invalidateQueries({ queryKey: [...templatesKey(site.id), 'list'] });
  };
  /** What is stored, with what was just written; `of`: on top of which version. */
  const store = async (mine = draft, etag = base?.etag): Promise<Tagged> => {
    if (base && !isChanged && mine === draft) return base;
    const named = { ...mine, name: mine.name.trim() };
    const now = await (base && etag ? put(site.id, base.body.id, named, etag) : add(site.id, named));
    await kept(now);
    return now;
  };
  const toOwn = (id: string) => leave(() => navigate({ to: templateRoute.to, params: { siteId: site.id, templateId: id }, replace: true }));
  const onError = async (error: unknown) => {
    if (error instanceof ApiError && error.code === 'version_passed' && base) setTheirs(await client.fetchQuery({ ...templateQuery(site.id, base.body.id), staleTime: 0 }));
  };
  const save = useMutation({
    mutationFn: (merged?: { draft: Draft; etag: string }) => (merged ? store(merged.draft, merged.etag) : store()),
    onSuccess: async (now) => {
      setTheirs(null);
      toast(common.saved);
      if (!base) await toOwn(now.body.id);
    },
    onError,
  });
  const ask = useMutation({
    mutationFn: async () => {
      const now = await store();
      try {
        await askReview(site.id, now.body.id, note.trim());
      } finally {
        // What came of it is there even where its answer was lost.
        await client.invalidateQueries({ queryKey: reviewsQuery(site.id).queryKey });
      }
      return now;
    },
    onSuccess: async (now) => {
      setNote('');
      toast(t.asked);
      if (!base) await toOwn(now.body.id);
    },
    onError,
  });
  const look = useMutation({
    mutationFn: () => refresh(site.id),
    onSuccess: (all) => {
      client.setQueryData(reviewsQuery(site.id).queryKey, all);
      toast(t.refreshed);
    },
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
  });
  const remove = useMutation({
    mutationFn: ({ body, etag }: Tagged) => api.delete('/api/sites/{id}/templates/{template}', { path: { id: site.id, template: body.id }, ifMatch: etag }),
    onSuccess: async () => {
      toast(t.removed);
      await leave(() => navigate({ to: templatesRoute.to, params: { siteId: site.id }, search: {} }));
      await client.invalidateQueries({ queryKey: templatesKey(site.id) });
    },
    onError: (error) => toast(error instanceof ApiError && error.code === 'in_use' ? t.inUse : saveText(error, common, language), { tone: 'bad' }),
  });

  const change = (patch: Partial<Draft>) => {
    save.reset();
    ask.reset();
    setDraft((before) => ({ ...before, ...patch }));
  };
  const part: Part = {
    draft,
    fixed,
    seen,
    set: (patch) => change({ template: { ...draft.template, ...patch } }),
    // What is only missing is said once somebody has tried to go on.
    error: (at) => seen.findings.find((one) => one.severity === 'error' && one.at === at && (tried || one.code !== 'missing'))?.[language],
    doubts: (at) => seen.findings.filter((one) => one.severity === 'warning' && one.at === at).map((one) => one[language]),
  };
  const isNameless = draft.name.trim() === '';
  const isWrong = isNameless || draft.category.trim() === '' || seen.findings.some(({ severity }) => severity === 'error');
  const go = (then: () => void) => {
    if (!isWrong) return then();
    setTried(true);
    requestAnimationFrame(() => document.querySelector('[data-bad], [aria-invalid=true]')?.scrollIntoView({ block: 'center' }));
  };
  const failed = [ask.error, save.error].find((error) => error && !(error instanceof ApiError && error.code === 'version_passed'));
  const words = wordsOf(failed);
  const shop = sender?.name ?? '';
  return (
    <div className={desk.page} data-testid="template-page">
      <DeskBar
        back={
          <BackLink to={templatesRoute.to} params={{ siteId: site.id }} search={{}}>
            {t.title}
          </BackLink>
        }
        untitled={t.newTitle}
        name={{ value: draft.name, label: t.name, placeholder: t.namePlaceholder, change: (name) => change({ name }), fixed, testId: 'template-name' }}
        menu={
          base &&
          may && (
            <Menu.Item onClick={() => void confirm({ title: t.removeTitle(base.body.name), text: t.removeText, yes: t.remove, danger: true }).then((yes) => yes && remove.mutate(base))} data-testid="template-remove">
              {t.remove}
            </Menu.Item>
          )
        }
        menuTestId="template-menu"
        error={failed ? { text: words !== undefined ? t.refused(words) : saveText(failed, common, language), testId: 'template-refused' } : tried && isNameless ? { text: common.missing, testId: 'template-nameless' } : null}
      >
        {may && state !== 'in_review' && (
          <>
            <Button variant="light" loading={save.isPending} disabled={base !== null && !isChanged} onClick={() => go(() => save.mutate(undefined))} data-testid="template-save">
              {base && !isChanged ? t.saved : t.save}
            </Button>
            {!(state === 'approved' && !isSince && !isChanged) && (
              <Button loading={ask.isPending} onClick={() => go(() => ask.mutate())} data-testid="template-ask">
                {review && state !== 'draft' ? t.askAgain : t.ask}
              </Button>
            )}
          </>
        )}
        {!may && <span className={styles.quiet}>{t.viewer}</span>}
      </DeskBar>
      {base && <ReviewBox template={base.body.id} review={review} state={state} isSince={isSince} note={note} setNote={setNote} look={() => look.mutate()} isLooking={look.isPending} />}
      <div className={desk.columns}>
        <div className={desk.form}>
          <About part={part} change={change} categoryError={tried && draft.category.trim() === '' ? t.categoryMissing : undefined} hasCarrier={carrier !== null} />
          <Words part={part} />
          <EmphasisSheet part={part} />
          <Buttons part={part} own={base?.body.id} />
        </div>
        <aside className={phone.side} aria-label={t.preview} data-testid="template-preview">
          <KakaoTalk shown={seen.shown ?? draft.template} channel={shop} label={t.preview} />
          {(seen.variables?.length ?? 0) > 0 && (
            <fieldset className={styles.samples}>
              <legend>{t.samples}</legend>
              <p className={styles.quiet}>{t.samplesHelp}</p>
              {seen.variables?.map((name) => (
                <TextInput key={name} label={`#{${name}}`} value={known[name] ?? ''} maxLength={200} onChange={(event) => setSamples((before) => ({ ...before, [name]: event.currentTarget.value }))} data-testid={`sample-${name}`} />
              ))}
            </fieldset>
          )}
        </aside>
      </div>
      {theirs && base && (
        <ConflictDialog
          words={t.conflict}
          differs={{ none: t.conflict.none, gone: t.conflict.gone, names: t.fields, value: plain }}
          theirs={differences(base.body.definition, theirs.body.definition, INSIDE)}
          mine={differences(base.body.definition, draft, INSIDE)}
          busy={save.isPending}
          take={() => (save.reset(), ask.reset(), void kept(theirs), setTheirs(null))}
          keep={() => save.mutate({ draft: rebased(base.body.definition, draft, theirs.body.definition, INSIDE), etag: theirs.etag })}
          close={() => setTheirs(null)}
        />
      )}
    </div>
  );
}

/** What is more than a word, without the marks of a program. */
export function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join(', ');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(plain).filter(Boolean).join(' · ');
  return String(value ?? '');
}
