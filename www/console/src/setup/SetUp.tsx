import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/PasswordInput.css';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { ApiError, api } from '../api.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { setup as texts } from '../i18n/setup.ts';
import { sessionQuery, setUpQuery } from '../queries.ts';
import styles from '../sign-in/SignIn.module.css';
import { LinkButton } from '../ui/LinkButton.tsx';
import { fieldOf, fieldText, saveText } from '../ui/notice/problem.ts';
import { Door } from './Door.tsx';

/** Makes the first owner. */
export function SetUp() {
  const t = useTexts(texts).setUp;
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: open } = useQuery(setUpQuery);
  const [form, setForm] = useState({ token: '', name: '', email: '', password: '' });
  const make = useMutation({
    mutationFn: () => api.post('/api/setup', { body: { ...form, token: form.token.trim(), email: form.email.trim() } }),
    onSuccess: async (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: '/new-site' });
    },
  });
  const set = (patch: Partial<typeof form>) => {
    make.reset();
    setForm((before) => ({ ...before, ...patch }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  if (open?.open === false || (make.error instanceof ApiError && make.error.code === 'already_set_up')) {
    return (
      <Door title={t.doneTitle} lead={t.doneText} testId="set-up-done">
        <div className={styles.form}>
          <LinkButton to="/sign-in" size="md" fullWidth>
            {t.signIn}
          </LinkButton>
        </div>
      </Door>
    );
  }
  const error = make.error;
  const of = (field: string, own?: string) => fieldText(error, field, common, language, own);
  const wrongToken = error instanceof ApiError && error.code === 'not_allowed' ? t.tokenWrong : undefined;
  const other = error && !wrongToken && !['email', 'password', 'name'].includes(fieldOf(error)) ? saveText(error, common, language) : undefined;
  const complete = Object.values(form).every((value) => value.trim() !== '');
  return (
    <Door title={t.title} lead={t.lead} testId="set-up">
      <form onSubmit={submit} noValidate className={styles.form}>
        <PasswordInput size="md" label={t.token} description={t.tokenHelp} autoComplete="off" autoFocus value={form.token} onChange={(event) => set({ token: event.currentTarget.value })} error={wrongToken} visibilityToggleButtonProps={{ 'aria-label': t.show, tabIndex: 0 }} data-testid="set-up-token" />
        <TextInput size="md" label={t.name} autoComplete="name" maxLength={80} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} error={of('name')} data-testid="set-up-name" />
        <TextInput size="md" type="email" inputMode="email" label={t.email} autoComplete="username" value={form.email} onChange={(event) => set({ email: event.currentTarget.value })} error={of('email', t.emailWrong)} data-testid="set-up-email" />
        <PasswordInput size="md" label={t.password} description={t.passwordHelp} autoComplete="new-password" value={form.password} onChange={(event) => set({ password: event.currentTarget.value })} error={of('password', t.passwordWrong) ?? other} visibilityToggleButtonProps={{ 'aria-label': t.show, tabIndex: 0 }} data-testid="set-up-password" />
        <Button type="submit" size="md" fullWidth loading={make.isPending} disabled={!complete} data-testid="set-up-submit">
          {t.submit}
        </Button>
      </form>
    </Door>
  );
}
