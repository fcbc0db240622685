import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError } from '../../api.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { resultsRoute } from '../../results/route.ts';
import { list as segmentList } from '../../segments/calls.ts';
import { homeOf } from '../../site/shop.ts';
import { Dialog, DialogActions } from '../../ui/dialog/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { next, publish, put, type Next, type Tagged } from '../calls.ts';
import { useDesk } from '../desk.ts';
import { inOrder } from '../draft.ts';
import styles from '../Editor.module.css';
import { Faults } from '../Section.tsx';

type Change = Next['changes'][number];

/**
 * Publishing takes along all that is written and not a draft: so all of it is shown, in words. A draft becomes active with the answer to this
 * question, not before; should something else have changed meanwhile, the new list is shown, and asked about again.
 */
export function Publish({ siteId, base, taken, done, close }: { siteId: string; base: Tagged; taken: (now: Tagged) => void; done: (isFirst: boolean) => Promise<void>; close: () => void }) {
  const { publish: t, state } = useTexts(editor);
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const [isNews, setNews] = useState(false);
  const [isOn, setOn] = useState(false);
  const { message, domain } = useDesk();
  const segments = useQuery(segmentList(siteId, { sort: 'name' }));
  const would = useQuery({ ...next(siteId), refetchOnWindowFocus: false });
  const id = base.body.id;
  const isOwn = (change: Change) => change.what === 'message' && change.id === id;
  const isDraft = base.body.status === 'draft' || base.body.status === 'preview';
  // With the first answer it is no draft any more.
  const isFirst = useRef(isDraft);
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
      if (published) {
        setOn(isFirst.current);
        return done(isFirst.current);
      }
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

  const segment = segments.data?.find(({ id }) => id === message.segment);
  const who = t.who(message.segment ? (segment?.sentence?.[language] ?? segment?.name ?? message.segment) : t.everybody);
  const when = t.when(state.when(message.trigger), state.limits(message.limits));

  if (isOn) {
    return (
      <Dialog opened title={t.isOn} onClose={close} testId="published">
        <p role="status">{t.isOnText}</p>
        <ul className={styles.changes}>
          <li data-own>
            {base.body.name}
            <small>{who}</small>
            <small>{when}</small>
          </li>
        </ul>
        <DialogActions>
          <LinkButton variant="light" to={resultsRoute.to} params={{ siteId, messageId: id }} search={{}} data-testid="published-results">
            {t.results}
          </LinkButton>
          <Button component="a" href={homeOf(domain)} target="_blank" rel="noreferrer" rightSection={<Icon name="open" size={16} />} data-autofocus data-testid="published-shop">
            {t.openShop}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
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
              <small>{who}</small>
              <small>{when}</small>
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
