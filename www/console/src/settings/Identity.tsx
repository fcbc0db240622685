import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/PasswordInput.css';
import { Button, NativeSelect, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api.ts';
import { moment } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { settings as texts } from '../i18n/settings.ts';
import { useTag } from '../site/useTag.ts';
import { useSite } from '../site/useSite.ts';
import { CodeBox } from '../ui/CodeBox.tsx';
import { confirm } from '../ui/dialog/confirm.ts';
import { Dialog } from '../ui/dialog/Dialog.tsx';
import { DialogForm } from '../ui/dialog/DialogForm.tsx';
import { fieldText, saveText } from '../ui/notice/problem.ts';
import { toast } from '../ui/notice/toast.ts';
import { Fields, Sheet } from '../ui/page/Sheet.tsx';
import styles from './Identity.module.css';

/** How long the secret before holds beside a new one. */
const OLD_DAYS = [7, 1, 30, 0] as const;
type Shown = { secret: string; old_until: string | null };

/** What the shop's pages and its server say to be known: the public key, and the secret with which members are signed. */
export function Identity() {
  const t = useTexts(texts).identity;
  const { language } = useWords();
  const site = useSite();
  const [asking, setAsking] = useState<'show' | 'renew' | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const end = useMutation({
    mutationFn: () => api.delete('/api/sites/{id}/identity-secret/old', { path: { id: site.id } }),
    onSuccess: () => {
      setShown((old) => old && { ...old, old_until: null });
      toast(t.endedOld);
    },
  });
  const askEnd = async () => {
    if (await confirm({ title: t.endOldTitle, text: t.endOldText, yes: t.endOld, danger: true })) end.mutate();
  };
  return (
    <>
      <Sheet id="tag" title={t.tag} text={t.tagHelp}>
        <CodeBox text={useTag()} label={t.tag} testId="settings-tag" />
      </Sheet>
      <Sheet
        id="secret"
        title={t.secret}
        text={t.secretHelp}
        actions={
          <>
            {!shown && (
              <Button variant="light" onClick={() => setAsking('show')} data-testid="show-secret">
                {t.show}
              </Button>
            )}
            <Button variant="light" onClick={() => setAsking('renew')} data-testid="renew-secret">
              {t.renew}
            </Button>
          </>
        }
      >
        {shown && <CodeBox text={shown.secret} label={t.secret} testId="secret" />}
        {shown?.old_until && (
          <p className={styles.old} data-testid="old-secret">
            <span>{t.oldUntil(moment(shown.old_until, language))}</span>
            <Button variant="subtle" size="compact-md" loading={end.isPending} onClick={() => void askEnd()} data-testid="end-old-secret">
              {t.endOld}
            </Button>
          </p>
        )}
      </Sheet>
      <Sheet id="signing" title={t.signing} text={t.signingHelp}>
        <CodeBox text={example(site.id)} label={t.signing} lines testId="signing-code" />
      </Sheet>
      {asking && <Ask isNew={asking === 'renew'} onClose={() => setAsking(null)} onShown={setShown} />}
    </>
  );
}

/** The secret as it is, or a new one: to whoever gives their password once more. */
function Ask({ isNew, onClose, onShown }: { isNew: boolean; onClose: () => void; onShown: (shown: Shown) => void }) {
  const t = useTexts(texts).identity;
  const { t: common, language } = useWords();
  const { id } = useSite();
  const [password, setPassword] = useState('');
  const [oldDays, setOldDays] = useState<number>(OLD_DAYS[0]);
  const title = isNew ? t.renew : t.show;
  const show = useMutation({
    mutationFn: () =>
      isNew ? api.post('/api/sites/{id}/identity-secret/renewal', { path: { id }, body: { password, old_days: oldDays } }) : api.post('/api/sites/{id}/identity-secret', { path: { id }, body: { password } }),
    onSuccess: (shown) => {
      onShown(shown);
      if (isNew) toast(t.renewed);
      onClose();
    },
  });
  const wrong = fieldText(show.error, 'password', common, language, t.wrongPassword);
  return (
    <Dialog opened onClose={onClose} title={title} testId="secret-dialog">
      <DialogForm onSubmit={() => show.mutate()} onClose={onClose} yes={title} isBusy={show.isPending} isReady={password !== ''} testId="secret-submit">
        <Fields>
          {isNew && <p>{t.renewHelp}</p>}
          {isNew && <NativeSelect label={t.oldDays} data={OLD_DAYS.map((days) => ({ value: String(days), label: t.oldFor(days) }))} value={String(oldDays)} onChange={(event) => setOldDays(Number(event.currentTarget.value))} data-testid="old-days" />}
          <PasswordInput
            label={t.password}
            description={t.passwordHelp}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={wrong ?? (show.error ? saveText(show.error, common, language) : undefined)}
            visibilityToggleButtonProps={{ 'aria-label': t.showPassword, tabIndex: 0 }}
            data-testid="secret-password"
          />
        </Fields>
      </DialogForm>
    </Dialog>
  );
}

/** For the shop's server; the same lines are checked by `collect` (worker/src/collect.rs). */
function example(site: string): string {
  return `import { createHmac } from 'node:crypto'

// visitor: the cookie _dangol, 32 hex digits
const expires = Math.floor(Date.now() / 1000) + 3600
const text = ['dangol-member-v1', '${site}', visitor, member, expires].join('\\n')
const hex = createHmac('sha256', process.env.DANGOL_SECRET).update(text).digest('hex')
const signature = \`v1.\${expires}.\${hex}\`
// dangol('member', { id: member, signature })`;
}
