import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/NumberInput.css';
import '@mantine/core/styles/Slider.css';
import { Button, Menu } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ApiError } from '../api.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { editor } from '../i18n/editor.ts';
import { messagesRoute } from '../messages/route.ts';
import { resultsRoute } from '../results/route.ts';
import { mayEdit, useSite } from '../site/useSite.ts';
import { confirm } from '../ui/dialog/confirm.ts';
import { change, historyOf, redo, undo } from '../ui/history.ts';
import { Icon } from '../ui/Icon.tsx';
import { saveText } from '../ui/notice/problem.ts';
import { toast } from '../ui/notice/toast.ts';
import { BackLink } from '../ui/page/BackLink.tsx';
import { DeskBar } from '../ui/page/DeskBar.tsx';
import { useTitle } from '../ui/page/useTitle.ts';
import { useUndoKeys } from '../ui/useUndoKeys.ts';
import { add, copy, forget, next, one, put, remove, turn, type Tagged, type User } from './calls.ts';
import { Conflict, InUse } from './after/Conflict.tsx';
import { DeskContext, type Desk, type SectionName } from './desk.ts';
import { definitionOf, isSame, rebased } from './draft.ts';
import styles from './Editor.module.css';
import { Form } from './Form.tsx';
import { Preview } from './preview/Preview.tsx';
import { Publish } from './after/Publish.tsx';
import { messageRoute, newMessageRoute, type Ask } from './route.ts';
import { Choice, wrongSections } from './Section.tsx';
import { ShopLink } from './after/ShopLink.tsx';
import type { Finding, Message } from './types.ts';
import type { MessageEngine } from './useMessageEngine.ts';
import { Versions } from './after/Versions.tsx';

type Props = { siteId: string; stored: Tagged | null; message: Message; ask?: Ask | undefined; mend?: boolean | undefined; engine: MessageEngine; zone: string; currency: string; korean: boolean; domains: readonly string[] };
type Asking = { is: 'conflict' } | { is: 'publish' } | { is: 'link' } | { is: 'in-use'; by: User[] } | { is: 'versions' };

/** A message being written: what it is, what is wrong with it, how it looks, and what becomes of it. */
export function Editor({ siteId, stored, message: first, ask, mend, engine, zone, currency, korean, domains }: Props) {
  const t = useTexts(editor);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [history, setHistory] = useState(() => historyOf(first));
  const [base, setBase] = useState<Tagged | null>(stored);
  const [variant, setVariant] = useState(-1);
  const [opened, setOpened] = useState<ReadonlySet<SectionName>>(new Set());
  const [asking, setAsking] = useState<Asking | null>(ask && mayEdit(site) ? { is: ask } : null);
  const [view, setView] = useState<'form' | 'preview'>('form');
  // What the edge has refused, until it is written anew.
  const [refused, setRefused] = useState<Finding | null>(null);
  const leaving = useRef(false);
  const status = base?.body.status ?? 'draft';
  // What it is called by and how it stands is the edge's word, whichever step is gone back to.
  const message = useMemo((): Message => (base ? { ...history.now, id: base.body.id, status } : history.now), [history.now, base, status]);
  const fixed = !mayEdit(site) || status === 'ended';
  const isChanged = base ? !isSame(message, base.body.definition) : !isSame(message, first);
  const checked = useMemo(() => engine.check(definitionOf(message)), [engine, message]);
  const findings = useMemo(() => (refused ? [...checked, refused] : checked), [checked, refused]);
  const isWrong = findings.some(({ severity }) => severity === 'error');
  const publication = useQuery(next(siteId));
  const unpublished = publication.data?.body.changes.find(({ what, id }) => what === 'message' && id === base?.body.id);
  useTitle(message.name || t.page.newTitle);
  useBlocker({
    shouldBlockFn: async ({ current, next }) =>
      (current.pathname !== next.pathname || (!base && JSON.stringify(current.search) !== JSON.stringify(next.search))) && isChanged && !leaving.current && !(await confirm({ title: common.fields.leaveTitle, text: common.fields.leaveText, yes: common.fields.leave, danger: true })),
    enableBeforeUnload: () => isChanged && !leaving.current,
  });

  /** A step that can be undone. */
  const write = (to: (old: Message) => Message, typed = false) => {
    setRefused(null);
    setHistory((old) => change(old, to(old.now), typed, Date.now()));
  };
  /** What the edge says of it: no step of mine. */
  const setMessage = (to: (old: Message) => Message) => setHistory((old) => ({ ...old, now: to(old.now) }));
  const set: Desk['set'] = (patch, typed) => write((old) => ({ ...old, ...patch }), typed);
  const step = (back: typeof undo) => {
    setRefused(null);
    // What is gone back to may not have the variant.
    setVariant(-1);
    setHistory(back);
  };
  useUndoKeys(
    () => step(undo),
    () => step(redo),
  );
  const content = message.variants?.[variant]?.content ?? message.content;
  const setContent: Desk['setContent'] = (patch, typed) =>
    write((old) => {
      const own = old.variants?.[variant];
      if (!own) return { ...old, content: { ...old.content, ...patch } };
      return { ...old, variants: (old.variants ?? []).map((other, at) => (at === variant ? { ...other, content: { ...other.content, ...patch } } : other)) };
    }, typed);
  const taken = (now: Tagged) => {
    client.setQueryData(one(siteId, now.body.id).queryKey, now);
    setBase(now);
    void forget(client, siteId);
  };
  /** What the address asked for is asked once. */
  const close = () => {
    setAsking(null);
    if (ask) void navigate({ to: '.', search: {}, replace: true });
  };
  const leave = async (go: () => Promise<void>) => {
    leaving.current = true;
    await go();
    leaving.current = false;
  };

  const save = useMutation({
    mutationFn: ({ what, etag }: { what: Message; etag?: string; then?: Ask }) => {
      const named = { ...definitionOf(what), name: what.name?.trim() || t.page.unnamed };
      return base ? put(siteId, base.body.id, named, etag ?? base.etag) : add(siteId, named);
    },
    onSuccess: async (now, { then, what }) => {
      setAsking(then ? { is: then } : null);
      // What was typed while it was on its way stays.
      setMessage((old) => (isSame({ ...old, id: what.id, status: what.status } as Message, what) ? now.body.definition : old));
      const isNew = !base;
      taken(now);
      if (isNew) await leave(() => navigate({ to: messageRoute.to, params: { siteId, messageId: now.body.id }, search: { ask: then }, replace: true }));
      if (!then) toast(t.page.savedToast);
    },
    onError: (error) => {
      if (!(error instanceof ApiError)) return;
      if (error.status === 412) setAsking({ is: 'conflict' });
      else if (error.status === 422 && error.problem.field) {
        const finding: Finding = { severity: 'error', at: error.problem.field, code: error.code, en: error.problem.detail, ko: t.page.refused(error.problem.detail) };
        setRefused(finding);
        show([finding]);
      }
    },
  });
  const again = async () => {
    if (!base) return;
    const now = await client.fetchQuery({ ...one(siteId, base.body.id), staleTime: 0 });
    // Somebody may have saved meanwhile: what I have not saved lies on top of that, and of that alone.
    setMessage((old) => rebased(base.body.definition, { ...old, id: base.body.id, status }, now.body.definition));
    taken(now);
  };
  const pause = useMutation({ mutationFn: (on: boolean) => turn(siteId, base?.body.id ?? '', on), onSuccess: async (_, on) => (await again(), toast(on ? t.page.resumed : t.page.paused)) });
  const duplicate = useMutation({
    mutationFn: () => copy(siteId, base?.body.id ?? ''),
    onSuccess: async (now) => {
      await forget(client, siteId);
      await navigate({ to: messageRoute.to, params: { siteId, messageId: now.body.id }, search: {} });
      toast(t.page.copied);
    },
  });
  const end = useMutation({ mutationFn: () => put(siteId, base?.body.id ?? '', { ...definitionOf(base?.body.definition ?? message), status: 'ended' }, base?.etag ?? ''), onSuccess: async () => (await again(), setAsking({ is: 'publish' })) });
  const erase = useMutation({
    mutationFn: () => remove(siteId, base?.body.id ?? '', base?.etag ?? ''),
    onSuccess: async () => {
      client.removeQueries({ queryKey: one(siteId, base?.body.id ?? '').queryKey });
      await leave(() => navigate({ to: messagesRoute.to, params: { siteId }, search: {} }));
      await forget(client, siteId);
      toast(t.page.deleted);
    },
    onError: (error) => {
      const by = error instanceof ApiError && error.code === 'in_use' ? (error.problem as { used_by?: User[] }).used_by : undefined;
      if (by) setAsking({ is: 'in-use', by });
      else if (error instanceof ApiError && error.status === 412) setAsking({ is: 'conflict' });
    },
  });

  /** Opens the parts in which something is wrong, and goes to the first of it. */
  const show = (wrong: readonly Finding[]) => {
    setView('form');
    setOpened((old) => new Set([...old, ...wrongSections(wrong)]));
    const inVariant = /^variants\[(\d+)\]\.content/.exec(wrong.find(({ severity }) => severity === 'error')?.at ?? '');
    if (inVariant) setVariant(Number(inVariant[1]));
    else if (wrong.some(({ at, severity }) => severity === 'error' && at.startsWith('content'))) setVariant(-1);
    window.setTimeout(() => document.querySelector('[data-bad]')?.scrollIntoView({ block: 'center' }), 50);
  };
  // Somebody was sent here to mend it.
  useEffect(() => {
    if (mend && isWrong) show(findings);
  }, []);
  const trySave = (then?: Ask) => {
    if (isWrong) show(findings);
    else if (base && !isChanged && then) setAsking({ is: then });
    else save.mutate({ what: message, ...(then && { then }) });
  };
  const askDelete = async () => {
    if (!base) return;
    if (base.body.used_by.length > 0) setAsking({ is: 'in-use', by: base.body.used_by });
    else if (await confirm({ title: t.page.deleteTitle(message.name ?? ''), text: t.page.deleteText, yes: t.page.delete, danger: true })) erase.mutate();
  };
  const askEnd = async () => {
    if (await confirm({ title: t.page.endTitle(message.name ?? ''), text: t.page.endText, yes: t.page.end, danger: true })) end.mutate();
  };
  const shown = [save.error, pause.error, duplicate.error, erase.error, end.error].find((error) => error && !(error instanceof ApiError && (error.status === 412 || error.code === 'in_use' || (error.status === 422 && error.problem.field))));

  const desk: Desk = { siteId, zone, currency, korean, domain: domains[0] ?? '', message, set, variant, content, setContent, findings, fixed };
  return (
    <DeskContext value={desk}>
      <div className={styles.page} data-testid="message-page">
        <DeskBar
          back={
            <BackLink to={base ? messagesRoute.to : newMessageRoute.to} params={{ siteId }} search={base ? {} : { segment: message.segment }}>
              {base ? t.page.back : t.page.backToGallery}
            </BackLink>
          }
          untitled={t.page.newTitle}
          name={{ value: message.name ?? '', label: t.page.name, placeholder: t.page.namePlaceholder, change: (name) => set({ name }, true), fixed, testId: 'message-name' }}
          steps={fixed ? undefined : { undo: { can: history.before.length > 0, run: () => step(undo) }, redo: { can: history.after.length > 0, run: () => step(redo) } }}
          first={
            fixed ? null : status === 'active' ? (
              <Button variant="danger" loading={pause.isPending} onClick={() => pause.mutate(false)} data-testid="message-pause">
                {t.page.pause}
              </Button>
            ) : status === 'paused' ? (
              <Button variant="light" loading={pause.isPending} onClick={() => pause.mutate(true)} data-testid="message-resume">
                {t.page.resume}
              </Button>
            ) : null
          }
          menuTestId="message-more"
          menu={
            base && (
              <>
                {status !== 'draft' && status !== 'preview' && (
                  <Menu.Item leftSection={<Icon name="chart" size={18} />} onClick={() => void navigate({ to: resultsRoute.to, params: { siteId, messageId: base.body.id }, search: {} })} data-testid="message-results">
                    {t.page.results}
                  </Menu.Item>
                )}
                {!fixed && (
                  <Menu.Item leftSection={<Icon name="open" size={18} />} onClick={() => trySave('link')} data-testid="message-link">
                    {t.page.link}
                  </Menu.Item>
                )}
                {mayEdit(site) && (
                  <Menu.Item leftSection={<Icon name="undo" size={18} />} onClick={() => setAsking(asking?.is === 'versions' ? null : { is: 'versions' })} data-testid="message-versions">
                    {t.page.versions}
                  </Menu.Item>
                )}
                {mayEdit(site) && (
                  <Menu.Item leftSection={<Icon name="copy" size={18} />} onClick={() => duplicate.mutate()} data-testid="message-copy">
                    {t.page.copy}
                  </Menu.Item>
                )}
                {!fixed && (status === 'active' || status === 'paused') && (
                  <Menu.Item leftSection={<Icon name="close" size={18} />} onClick={() => void askEnd()} data-testid="message-end">
                    {t.page.end}
                  </Menu.Item>
                )}
                {mayEdit(site) && status !== 'active' && status !== 'paused' && (
                  <Menu.Item leftSection={<Icon name="trash" size={18} />} onClick={() => void askDelete()} data-testid="message-delete">
                    {t.page.delete}
                  </Menu.Item>
                )}
              </>
            )
          }
          error={shown && { text: saveText(shown, common, language), testId: 'message-error' }}
          below={
            <p className={styles.stateLine} data-testid="message-state">
              <span className={styles.status} data-status={status} data-waiting={(status === 'active' && unpublished) || undefined}>
                {base ? t.statuses[status] : t.page.notSaved}
              </span>
              <span>{t.types[message.type]}</span>
              {status === 'active' && unpublished && <span>{unpublished.how === 'added' ? t.page.waitsFirst : t.page.waits}</span>}
              {status === 'ended' && <span>{t.page.isEnded}</span>}
              {!mayEdit(site) && <span>{t.page.viewer}</span>}
            </p>
          }
        >
          {!fixed && (
            <>
              <Button variant="light" onClick={() => trySave()} loading={save.isPending && !save.variables.then} disabled={base !== null && !isChanged} data-testid="message-save">
                {base && !isChanged ? t.page.saved : t.page.save}
              </Button>
              <Button onClick={() => trySave('publish')} loading={save.isPending && save.variables.then === 'publish'} disabled={base !== null && !isChanged && status === 'active' && publication.isSuccess && !unpublished} data-testid="message-publish">
                {t.page.publish}
              </Button>
            </>
          )}
        </DeskBar>

        {asking?.is === 'versions' && base ? (
          <Versions
            siteId={siteId}
            id={base.body.id}
            close={() => setAsking(null)}
            restore={(old) => {
              // Its words and rules as they were; what it is now, it stays.
              const { id: _, status: __, ...rest } = old;
              setVariant(-1);
              write(() => ({ ...rest, id: base.body.id, status }));
              setAsking(null);
              toast(t.versions.restored);
            }}
            fixed={fixed}
          />
        ) : (
          <>
            <div className={styles.views}>
              <Choice label={t.page.view} value={view} of={[['form', t.page.form], ['preview', t.preview.title]]} change={setView} testId="view" />
            </div>
            <div className={styles.columns} data-view={view}>
              <Form opened={opened} setOpened={setOpened} setVariant={setVariant} />
              <aside className={styles.aside} aria-label={t.preview.title}>
                <Preview engine={engine} inShop={fixed ? undefined : () => trySave('link')} />
              </aside>
            </div>
          </>
        )}

        {asking?.is === 'conflict' && base && (
          <Conflict
            siteId={siteId}
            base={base}
            mine={message}
            busy={save.isPending}
            keep={(merged, etag) => {
              write(() => merged);
              save.mutate({ what: merged, etag });
            }}
            take={(theirs) => {
              write(() => theirs.body.definition);
              taken(theirs);
              setAsking(null);
            }}
            close={() => setAsking(null)}
          />
        )}
        {asking?.is === 'publish' && base && (
          <Publish
            siteId={siteId}
            base={base}
            close={close}
            taken={taken}
            done={async (isFirst) => {
              await again();
              if (isFirst) return;
              close();
              toast(t.publish.done);
            }}
          />
        )}
        {asking?.is === 'link' && base && <ShopLink siteId={siteId} id={base.body.id} close={close} />}
        {asking?.is === 'in-use' && <InUse siteId={siteId} by={asking.by} close={() => setAsking(null)} />}
      </div>
    </DeskContext>
  );
}
