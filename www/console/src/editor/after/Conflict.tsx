import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { segmentRoute } from '../../segments/route.ts';
import { Dialog, DialogActions } from '../../ui/dialog/Dialog.tsx';
import { one, type Tagged, type User } from '../calls.ts';
import { differences, rebased } from '../draft.ts';
import { Differences } from './Differences.tsx';
import type { Message } from '../types.ts';

/** Somebody else has saved meanwhile: what they changed, what of mine would lie on top, and whose word counts. */
export function Conflict(props: { siteId: string; base: Tagged; mine: Message; busy: boolean; keep: (merged: Message, etag: string) => void; take: (theirs: Tagged) => void; close: () => void }) {
  const t = useTexts(editor).conflict;
  const { base, mine } = props;
  const theirs = useQuery({ ...one(props.siteId, base.body.id), queryKey: ['messages', props.siteId, 'theirs', base.body.id], staleTime: 0, gcTime: 0 });
  const now = theirs.data;
  const changed = now ? differences(base.body.definition, now.body.definition) : [];
  const own = differences(base.body.definition, { ...mine, status: base.body.definition.status ?? 'draft' });
  // What both have changed, and not to the same.
  const both = own.filter(({ at }) => changed.some((other) => other.at === at));
  return (
    <Dialog opened title={t.title} onClose={props.close} size="wide" testId="conflict">
      <p>{both.length > 0 ? t.both : t.text}</p>
      {!now ? (
        <Skeleton height={90} my={12} />
      ) : (
        <>
          <Differences title={t.theirs} list={changed} />
          <Differences title={t.mine} list={own} />
        </>
      )}
      <DialogActions>
        <Button variant="light" disabled={!now} onClick={() => now && props.take(now)} data-testid="conflict-take">
          {t.take}
        </Button>
        <Button disabled={!now} loading={props.busy} onClick={() => now && props.keep({ ...rebased(base.body.definition, mine, now.body.definition), status: now.body.definition.status ?? 'draft' }, now.etag)} data-testid="conflict-keep">
          {t.keep}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** What names it: so it stays. */
export function InUse({ siteId, by, close }: { siteId: string; by: User[]; close: () => void }) {
  const t = useTexts(editor).page;
  return (
    <Dialog opened title={t.inUse} onClose={close} testId="in-use">
      <p>{t.inUseText}</p>
      <ul>
        {by.map((user) => (
          <li key={`${user.kind}/${user.id}`}>
            {user.kind === 'segment' ? (
              <Link to={segmentRoute.to} params={{ siteId, segmentId: user.id }} search={{}}>
                {user.name || user.id}
              </Link>
            ) : (
              user.name || user.id
            )}
          </li>
        ))}
      </ul>
      <DialogActions>
        <Button variant="light" onClick={close}>
          {t.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
