import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/PasswordInput.css';
import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../api.ts';
import { account as texts } from '../i18n/account.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { fieldText, saveText } from '../ui/notice/problem.ts';
import { Fields, Sheet } from '../ui/page/Sheet.tsx';
import { toast } from '../ui/notice/toast.ts';
import { sessionsQuery } from './Sessions.tsx';

/** Changes the password; every other place is signed out. */
export function Password() {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const [before, setBefore] = useState('');
  const [after, setAfter] = useState('');
  const change = useMutation({
    mutationFn: () => api.post('/api/account/password', { body: { old: before, new: after } }),
    onSuccess: () => {
      setBefore('');
      setAfter('');
      toast(t.passwordChanged);
      return client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  const old = fieldText(change.error, 'old', common, language, t.wrongPassword);
  const young = fieldText(change.error, 'new', common, language, t.weakPassword);
  const other = change.error && !old && !young ? saveText(change.error, common, language) : undefined;
  const shown = { visibilityToggleButtonProps: { 'aria-label': t.showPassword, tabIndex: 0 } };
  return (
    <Sheet id="password" title={t.password} text={t.passwordHelp}>
      <form onSubmit={submit} noValidate>
        <Fields>
          <PasswordInput {...shown} label={t.oldPassword} autoComplete="current-password" value={before} onChange={(event) => (change.reset(), setBefore(event.currentTarget.value))} error={old} data-testid="old-password" />
          <PasswordInput {...shown} label={t.newPassword} description={t.newPasswordHelp} autoComplete="new-password" value={after} onChange={(event) => (change.reset(), setAfter(event.currentTarget.value))} error={young ?? other} data-testid="new-password" />
          <div>
            <Button type="submit" variant="light" loading={change.isPending} disabled={before === '' || after === ''} data-testid="change-password">
              {t.changePassword}
            </Button>
          </div>
        </Fields>
      </form>
    </Sheet>
  );
}
