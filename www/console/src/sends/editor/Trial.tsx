import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../api.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { useSite } from '../../site/useSite.ts';
import { Dialog } from '../../ui/dialog/Dialog.tsx';
import { DialogForm } from '../../ui/dialog/DialogForm.tsx';
import { fieldText, saveText } from '../../ui/notice/problem.ts';
import { runsKey, tryIt } from '../queries.ts';
import { runRoute } from '../routes.ts';
import styles from './Editor.module.css';

/** What is stored, sent to one number of the owner's choosing. */
export function Trial({ send, isKakao, onClose }: { send: string; isKakao: boolean; onClose: () => void }) {
  const t = useTexts(sendEditor).trial;
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const [to, setTo] = useState('');
  const go = useMutation({
    mutationFn: () => tryIt(site.id, send, to),
    onSuccess: () => client.invalidateQueries({ queryKey: runsKey(site.id) }),
  });
  const wrong = fieldText(go.error, 'to', common, language, t.wrong);
  const other = !go.error || wrong ? undefined : go.error instanceof ApiError && go.error.status === 429 ? t.enough : saveText(go.error, common, language);
  return (
    <Dialog opened onClose={onClose} title={t.title} testId="trial">
      <DialogForm onSubmit={() => go.mutate()} onClose={onClose} yes={go.isSuccess ? t.again : t.yes} isBusy={go.isPending} isReady={to.trim() !== ''} testId="trial-yes">
        <p>{isKakao ? t.textKakao : t.text}</p>
        <TextInput className={styles.below!} type="tel" inputMode="tel" autoComplete="tel" label={t.to} placeholder="010-1234-5678" value={to} onChange={(event) => (go.reset(), setTo(event.currentTarget.value))} error={wrong ?? other} data-testid="trial-to" />
        {go.data && (
          <p className={`${styles.done} ${styles.below}`} role="status" data-testid="trial-done">
            {t.done}{' '}
            <Link to={runRoute.to} params={{ siteId: site.id, run: String(go.data.run) }} className={styles.link}>
              {t.look}
            </Link>
          </p>
        )}
      </DialogForm>
    </Dialog>
  );
}
