import '@mantine/core/styles/Tabs.css';
import { Button, Menu, Tabs } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ApiError } from '../../api.ts';
import { newMessageRoute } from '../../editor/route.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { segmentRoute, segmentsRoute, type Tab } from '../route.ts';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { BackLink } from '../../ui/page/BackLink.tsx';
import { DeskBar } from '../../ui/page/DeskBar.tsx';
import { confirm } from '../../ui/dialog/confirm.ts';
import { Dialog, DialogActions } from '../../ui/dialog/Dialog.tsx';
import { change, historyOf, redo, undo } from '../../ui/history.ts';
import { Icon } from '../../ui/Icon.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { useUndoKeys } from '../../ui/useUndoKeys.ts';
import { useTitle } from '../../ui/page/useTitle.ts';
import { Builder, type Hint } from '../builder/Builder.tsx';
import { add, copy, forget, one, put, remove, type Tagged, type User } from '../calls.ts';
import { Compare } from './Compare.tsx';
import { Onward } from './Onward.tsx';
import { Findings } from '../builder/ConditionRow.tsx';
import { definitionOf, draftOf, isEmpty, isSame, type Draft } from '../builder/draft.ts';
import type { Engine } from '../engine.ts';
import { whole } from '../engine.ts';
import { download } from '../list/files.ts';
import { Population } from '../builder/Population.tsx';
import { Report } from '../people/Report.tsx';
import { TabList } from './SegmentPage.tsx';
import styles from './SegmentPage.module.css';
import type { Segment } from '../types.ts';
import { UsedBy } from './UsedBy.tsx';
import { Versions } from './Versions.tsx';
import { Visitors } from '../people/Visitors.tsx';

type Props = { siteId: string; stored: Tagged | null; segment: Segment; hints: Hint[]; tab: Tab; open: (tab: Tab) => void; engine: Engine; recipe?: string | undefined };
type Asking = { is: 'conflict' } | { is: 'delete' } | { is: 'in-use'; by: User[] };

/** A segment being written: its draft, what the engine says of it, and what becomes of it. */
export function Desk({ siteId, stored, segment, hints, tab, open, engine, recipe }: Props) {
  const t = useTexts(segments);
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [history, setHistory] = useState(() => historyOf(draftOf(segment)));
  const [base, setBase] = useState<Tagged | null>(stored);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [saved, setSaved] = useState(false);
  const leaving = useRef(false);
  const draft = history.now;
  const definition = useMemo(() => definitionOf(draft), [draft]);
  const checked = useMemo(() => engine.check(definition), [engine, definition]);
  const mayWrite = mayEdit(useSite());
  const isChanged = base ? !isSame(draft, draftOf(base.body.definition)) : !isEmpty(draft) || draft.name !== '';
  const errors = checked.findings.filter(({ severity }) => severity === 'error');
  useTitle(draft.name || t.page.newTitle);

  const edit = (next: Draft, typed = false) => {
    setSaved(false);
    setHistory((old) => change(old, next, typed, Date.now()));
  };
  useBlocker({
    shouldBlockFn: async ({ current, next }) =>
      current.pathname !== next.pathname && isChanged && !leaving.current && !(await confirm({ title: common.fields.leaveTitle, text: common.fields.leaveText, yes: common.fields.leave, danger: true })),
    enableBeforeUnload: () => isChanged && !leaving.current,
  });
  useUndoKeys(
    () => setHistory(undo),
    () => setHistory(redo),
  );
  const leave = async (go: () => Promise<void>) => {
    leaving.current = true;
    await go();
    leaving.current = false;
  };

  const save = useMutation({
    mutationFn: (etag: string | null) => {
      const named = { ...definition, name: definition.name || t.page.unnamed };
      return base ? put(siteId, base.body.id, named, etag ?? base.etag) : add(siteId, named);
    },
    onSuccess: async (now) => {
      setAsking(null);
      client.setQueryData(one(siteId, now.body.id).queryKey, now);
      if (base) {
        setBase(now);
        // What was written while it was being saved stays.
        setHistory((old) => (old.now.name.trim() ? old : { ...old, now: { ...old.now, name: now.body.name } }));
        setSaved(true);
      } else {
        await leave(() => navigate({ to: segmentRoute.to, params: { siteId, segmentId: now.body.id }, search: { recipe }, replace: true }));
      }
      await forget(client, siteId);
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 412) setAsking({ is: 'conflict' });
    },
  });
  const duplicate = useMutation({
    mutationFn: () => copy(siteId, base?.body.id ?? ''),
    onSuccess: async (now) => {
      await forget(client, siteId);
      await navigate({ to: segmentRoute.to, params: { siteId, segmentId: now.body.id }, search: {} });
    },
  });
  const erase = useMutation({
    mutationFn: () => remove(siteId, base?.body.id ?? '', base?.etag ?? ''),
    onSuccess: async () => {
      client.removeQueries({ queryKey: one(siteId, base?.body.id ?? '').queryKey });
      await leave(() => navigate({ to: segmentsRoute.to, params: { siteId }, search: {} }));
      await forget(client, siteId);
    },
    onError: (error) => {
      const by = error instanceof ApiError && error.code === 'in_use' ? error.problem.used_by : undefined;
      if (by) setAsking({ is: 'in-use', by });
      else if (error instanceof ApiError && error.status === 412) setAsking({ is: 'conflict' });
    },
  });
  const trySave = () => {
    if (errors.length === 0) save.mutate(null);
    else {
      open('conditions');
      requestAnimationFrame(() => document.querySelector('[data-bad]')?.scrollIntoView({ block: 'center' }));
    }
  };
  const shownError = [save.error, duplicate.error, erase.error].find((error) => error && !(error instanceof ApiError && (error.status === 412 || error.code === 'in_use')));

  return (
    <div className={styles.page} data-testid="segment-page">
      <DeskBar
        back={
          <BackLink to={segmentsRoute.to} params={{ siteId }} search={{}}>
            {t.list.title}
          </BackLink>
        }
        untitled={t.page.newTitle}
        name={{ value: draft.name, label: t.page.name, placeholder: t.page.namePlaceholder, change: (name) => edit({ ...draft, name }, true), testId: 'segment-name' }}
        steps={{ undo: { can: history.before.length > 0, run: () => setHistory(undo) }, redo: { can: history.after.length > 0, run: () => setHistory(redo) } }}
        menuTestId="segment-more"
        menu={
          <>
            <Menu.Item leftSection={<Icon name="download" size={18} />} onClick={() => download(`${draft.name || 'segment'}.json`, whole(definition))}>
              {t.page.export}
            </Menu.Item>
            {checked.nested?.rule && draft.include.length + draft.anyOf.length + draft.exclude.length > 0 && (
              <Menu.Item leftSection={<Icon name="nest" size={18} />} onClick={() => edit(asNested(checked.nested ?? {}, draft))} data-testid="segment-nest">
                {t.page.nest}
              </Menu.Item>
            )}
            {base && mayWrite && (
              <Menu.Item
                leftSection={<Icon name="message" size={18} />}
                onClick={() => void navigate({ to: newMessageRoute.to, params: { siteId }, search: { segment: base.body.id } })}
                data-testid="segment-message"
              >
                {t.page.message}
              </Menu.Item>
            )}
            {base && mayWrite && (
              <Menu.Item leftSection={<Icon name="copy" size={18} />} onClick={() => duplicate.mutate()} data-testid="segment-copy">
                {t.page.copy}
              </Menu.Item>
            )}
            {base && mayWrite && (
              <Menu.Item
                leftSection={<Icon name="trash" size={18} />}
                onClick={() => setAsking(base.body.used_by.length > 0 ? { is: 'in-use', by: base.body.used_by } : { is: 'delete' })}
                data-testid="segment-delete"
              >
                {t.page.delete}
              </Menu.Item>
            )}
          </>
        }
        error={shownError && { text: saveText(shownError, common, language), testId: 'segment-save-error' }}
        below={base && base.body.used_by.length > 0 && <UsedBy siteId={siteId} by={base.body.used_by} />}
      >
        {mayWrite ? (
          <Button onClick={trySave} loading={save.isPending} disabled={base !== null && !isChanged} data-testid="segment-save">
            {base && !isChanged ? t.page.saved : t.page.save}
          </Button>
        ) : (
          <span className={styles.viewer}>{t.page.viewer}</span>
        )}
      </DeskBar>
      <p className="sr" role="status">
        {saved ? t.page.saved : ''}
      </p>
      {base && mayWrite && !isChanged && base.body.used_by.length === 0 && <Onward siteId={siteId} segmentId={base.body.id} recipe={recipe} />}

      <p className={styles.sentence} aria-live="polite" data-testid="sentence" data-empty={isEmpty(draft) || undefined}>
        {isEmpty(draft) ? t.page.everybody : (checked.sentence?.[language] ?? t.page.unreadable)}
      </p>

      <Tabs color="var(--accent)" value={tab} onChange={(next) => next && open(next as Tab)} keepMounted={false}>
        <TabList hasVersions={base !== null && mayWrite} />
        <Tabs.Panel value="conditions" className={styles.panel}>
          <div className={styles.columns}>
            <div className={styles.main}>
              <Findings findings={checked.findings.filter(({ at }) => at === '' || /^(any_of\[\d+\]|rule)$/.test(at))} />
              <Builder siteId={siteId} engine={engine} draft={draft} change={edit} findings={checked.findings} simple={checked.simple} hints={hints} />
            </div>
            <aside className={styles.aside} aria-label={t.population.title}>
              <Population siteId={siteId} draft={definition} isSound={errors.length === 0 && checked.sentence !== undefined} errors={errors.length} />
            </aside>
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="visitors" className={styles.panel}>
          <Visitors siteId={siteId} engine={engine} draft={definition} isSound={errors.length === 0} />
        </Tabs.Panel>
        <Tabs.Panel value="report" className={styles.panel}>
          <Report siteId={siteId} draft={definition} isSound={errors.length === 0} />
        </Tabs.Panel>
        {base && mayWrite && (
          <Tabs.Panel value="versions" className={styles.panel}>
            <Versions siteId={siteId} id={base.body.id} engine={engine} current={base.body.definition} restore={(old) => (edit({ ...draftOf(old), ...(draft.id !== undefined && { id: draft.id }) }), open('conditions'))} />
          </Tabs.Panel>
        )}
      </Tabs>

      {asking?.is === 'conflict' && base && (
        <Conflict
          siteId={siteId}
          id={base.body.id}
          engine={engine}
          mine={definition}
          busy={save.isPending}
          keep={(etag) => save.mutate(etag)}
          take={(theirs) => {
            setBase(theirs);
            setHistory((old) => change(old, draftOf(theirs.body.definition), false, Date.now()));
            setAsking(null);
          }}
          close={() => setAsking(null)}
        />
      )}
      {asking?.is === 'delete' && (
        <Dialog opened title={t.page.deleteTitle(draft.name)} onClose={() => setAsking(null)} testId="ask">
          <p>{t.page.deleteText}</p>
          <DialogActions>
            <Button variant="light" onClick={() => setAsking(null)}>
              {t.page.cancel}
            </Button>
            <Button onClick={() => erase.mutate()} loading={erase.isPending} data-testid="segment-delete-yes">
              {t.page.delete}
            </Button>
          </DialogActions>
        </Dialog>
      )}
      {asking?.is === 'in-use' && (
        <Dialog opened title={t.page.inUse} onClose={() => setAsking(null)} testId="ask">
          <p>{t.page.inUseText}</p>
          <UsedBy siteId={siteId} by={asking.by} />
          <DialogActions>
            <Button variant="light" onClick={() => setAsking(null)}>
              {t.page.close}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </div>
  );
}

/** The same in the nested form, under the draft's own id and name: the engine has made them up where there were none. */
function asNested(nested: Segment, { id, name }: Draft): Draft {
  return { ...draftOf({ rule: nested.rule ?? { all: [] } }), ...(id !== undefined && { id }), name };
}

/** Somebody else has saved: what differs, and whose word counts. */
function Conflict(props: { siteId: string; id: string; engine: Engine; mine: Segment; busy: boolean; keep: (etag: string) => void; take: (theirs: Tagged) => void; close: () => void }) {
  const t = useTexts(segments).page;
  const client = useQueryClient();
  const [theirs, setTheirs] = useState<Tagged | null>(null);
  useEffect(() => {
    void client.fetchQuery({ ...one(props.siteId, props.id), staleTime: 0 }).then(setTheirs, props.close);
  }, []);
  return (
    <Dialog opened title={t.conflict} onClose={props.close} testId="ask">
      <p>{t.conflictText}</p>
      {theirs && <Compare engine={props.engine} before={theirs.body.definition} after={props.mine} labels={[t.theirs, t.mine]} />}
      <DialogActions>
        <Button variant="light" disabled={!theirs} onClick={() => theirs && props.take(theirs)} data-testid="conflict-take">
          {t.take}
        </Button>
        <Button disabled={!theirs} loading={props.busy} onClick={() => theirs && props.keep(theirs.etag)} data-testid="conflict-keep">
          {t.keep}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
