import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/PasswordInput.css';
import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { settings as texts } from '../i18n/settings.ts';
import { useTag } from '../site/useTag.ts';
import { useSite } from '../site/useSite.ts';
import { CodeBox } from '../ui/CodeBox.tsx';
import { Dialog } from '../ui/dialog/Dialog.tsx';
import { DialogForm } from '../ui/dialog/DialogForm.tsx';
import { fieldText, saveText } from '../ui/notice/problem.ts';
import { Sheet } from '../ui/page/Sheet.tsx';

/** What the shop's pages and its server say to be known: the public key, and the secret with which members are signed. */
export function Identity() {
  const t = useTexts(texts).identity;
  const site = useSite();
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
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
          !secret && (
            <Button variant="light" onClick={() => setAsking(true)} data-testid="show-secret">
              {t.show}
            </Button>
          )
        }
      >
        {secret && <CodeBox text={secret} label={t.secret} testId="secret" />}
      </Sheet>
      <Sheet id="signing" title={t.signing} text={t.signingHelp}>
        <CodeBox text={example(site.id)} label={t.signing} lines testId="signing-code" />
      </Sheet>
      {asking && <Ask onClose={() => setAsking(false)} onShown={setSecret} />}
    </>
  );
}

function Ask({ onClose, onShown }: { onClose: () => void; onShown: (secret: string) => void }) {
  const t = useTexts(texts).identity;
  const { t: common, language } = useWords();
  const { id } = useSite();
  const [password, setPassword] = useState('');
  const show = useMutation({
    mutationFn: () => api.post('/api/sites/{id}/identity-secret', { path: { id }, body: { password } }),
    onSuccess: ({ secret }) => {
      onShown(secret);
      onClose();
    },
  });
  const wrong = fieldText(show.error, 'password', common, language, t.wrongPassword);
  return (
    <Dialog opened onClose={onClose} title={t.show} testId="secret-dialog">
      <DialogForm onSubmit={() => show.mutate()} onClose={onClose} yes={t.show} isBusy={show.isPending} isReady={password !== ''} testId="secret-submit">
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
