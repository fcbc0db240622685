import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { segmentRoute } from '../../segments/route.ts';
import { ConflictDialog } from '../../ui/dialog/Conflict.tsx';
import { Dialog, DialogActions } from '../../ui/dialog/Dialog.tsx';
import { one, type Tagged, type User } from '../calls.ts';
import { differences, rebased } from '../draft.ts';
import type { Message } from '../types.ts';

/** Somebody else has saved the message meanwhile. */
export function Conflict(props: { siteId: string; base: Tagged; mine: Message; busy: boolean; keep: (merged: Message, etag: string) => void; take: (theirs: Tagged) => void; close: () => void }) {
  const t = useTexts(editor);
  const { base, mine } = props;
  const was = base.body.definition;
  const { data: now } = useQuery({ ...one(props.siteId, base.body.id), queryKey: ['messages', props.siteId, 'theirs', base.body.id], staleTime: 0, gcTime: 0 });
  return (
    <ConflictDialog
      words={t.conflict}
      differs={t.differences}
      theirs={now && differences(was, now.body.definition)}
      mine={differences(was, { ...mine, status: was.status ?? 'draft' })}
      busy={props.busy}
      take={() => now && props.take(now)}
      keep={() => now && props.keep({ ...rebased(was, mine, now.body.definition), status: now.body.definition.status ?? 'draft' }, now.etag)}
      close={props.close}
    />
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
