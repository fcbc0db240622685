import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { Dialog, DialogActions } from '../../ui/dialog/Dialog.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { next, publish, put, type Next, type Tagged } from '../calls.ts';
import { inOrder } from '../draft.ts';
import styles from '../Editor.module.css';
import { Faults } from '../Section.tsx';

type Change = Next['changes'][number];

/**
 * Publishing takes along all that is written and not a draft: so all of it is shown, in words. A draft becomes active with the answer to this
 * question, not before; should something else have changed meanwhile, the new list is shown, and asked about again.
 */
export function Publish({ siteId, base, taken, done, close }: { siteId: string; base: Tagged; taken: (now: Tagged) => void; done: () => Promise<void>; close: () => void }) {
  const t = useTexts(editor).publish;
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const [isNews, setNews] = useState(false);
  const would = useQuery({ ...next(siteId), refetchOnWindowFocus: false });
  const id = base.body.id;
  const isOwn = (change: Change) => change.what === 'message' && change.id === id;
  const isDraft = base.body.status === 'draft' || base.body.status === 'preview';
  const changes = would.data?.body.changes ?? [];
  const own = changes.filter(isOwn);
  const others = changes.filter((change) => !isOwn(change));
  const warnings = [...(would.data?.body.findings ?? []).filter(({ message }) => message === id).map(({ finding }) => finding), ...(isDraft ? base.body.findings : [])];

  const go = useMutation({
    mutationFn: async () => {
      let { etag } = would.data ?? { etag: '' };
      if (isDraft) {
        taken(await put(siteId, id, { ...base.body.definition, status: 'active' }, base.etag));
        const now = await client.fetchQuery({ ...next(siteId), staleTime: 0 });
        if (inOrder(now.body.changes.filter((change) => !isOwn(change))) !== inOrder(others)) return false;
        ({ etag } = now);
      }
      await publish(siteId, etag);
      return true;
    },
    onSuccess: async (published) => {
      if (published) return done();
      setNews(true);
      await would.refetch();
    },
    onError: async (error) => {
      if (!(error instanceof ApiError) || error.status !== 412) return;
      setNews(true);
      await would.refetch();
    },
  });
  const problem = would.data?.body.problem;
  const failure = go.error && !(go.error instanceof ApiError && go.error.status === 412) ? saveText(go.error, common, language) : would.error ? saveText(would.error, common, language) : undefined;
  const nothing = !isDraft && would.isSuccess && changes.length === 0;

  return (
    <Dialog opened title={t.title} onClose={close} testId="publish">
      <p>{nothing ? t.nothing : t.text}</p>
      {isNews && <Faults error={t.news} />}
      {would.isPending ? (
        <Skeleton height={72} my={12} />
      ) : (
        <ul className={styles.changes} data-testid="publish-changes">
          {isDraft && (
            <li data-own>
              {t.added(base.body.name)}
              <small>{t.addedHelp}</small>
            </li>
          )}
          {own.map((change) => (
            <li key="own" data-own>
              {change[language]}
            </li>
          ))}
          {others.length > 0 && <li className="sr">{t.others}</li>}
          {others.map((change) => (
            <li key={`${change.what}/${change.id}`}>
              {change[language]}
              <small>{t.other}</small>
            </li>
          ))}
        </ul>
      )}
      {warnings.map((finding) => (
        <Faults key={finding.at + finding.code} warning={finding[language]} />
      ))}
      {problem && <Faults error={t.problem(problem.detail)} />}
      <Faults error={failure} />
      <DialogActions>
        <Button variant="light" onClick={close}>
          {common.cancel}
        </Button>
        <Button data-autofocus disabled={!would.data || nothing || !!problem} loading={go.isPending} onClick={() => go.mutate()} data-testid="publish-yes">
          {t.yes}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
