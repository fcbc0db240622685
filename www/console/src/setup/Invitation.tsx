import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/PasswordInput.css';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { ApiError, api } from '../api.ts';
import { moment } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { settings } from '../i18n/settings.ts';
import { setup as texts } from '../i18n/setup.ts';
import { sessionQuery } from '../queries.ts';
import { Waiting } from '../shell/Waiting.tsx';
import styles from '../sign-in/SignIn.module.css';
import { LinkButton } from '../ui/LinkButton.tsx';
import { fieldOf, fieldText, saveText } from '../ui/notice/problem.ts';
import { Failed } from '../ui/notice/Trouble.tsx';
import { Door } from './Door.tsx';

/** Says what an invitation is for, and accepts it: as a new account, or as whoever is signed in with the address that is invited. */
export function Invitation() {
  const t = useTexts(texts).invitation;
  const { roles } = useTexts(settings).team;
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [token] = useState(ownToken);
  const shown = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => api.post('/api/invitations/show', { body: { token }, signal }),
    retry: false,
    staleTime: Infinity,
  });
  const { data: session } = useQuery(sessionQuery);
  const [form, setForm] = useState({ name: '', password: '' });
  const accept = useMutation({
    mutationFn: () => api.post('/api/invitations/accept', { body: { token, ...(!session && form) } }),
    onSuccess: async (next) => {
      client.setQueryData(sessionQuery.queryKey, next);
      await navigate({ to: '/', replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate();
  };
  if (shown.isPending) return <Waiting />;
  const refused = shown.error ?? accept.error;
  if (refused instanceof ApiError && refused.code === 'invitation_refused') {
    return (
      <Door title={t.goneTitle} lead={t.goneText} testId="invitation-gone">
        <div className={styles.form}>
          <LinkButton to="/" size="md" variant="light" fullWidth>
            {t.toConsole}
          </LinkButton>
        </div>
      </Door>
    );
  }
  if (!shown.data) {
    return (
      <Door title={t.title('')} lead="" testId="invitation-failed">
        <Failed title={t.failed} error={shown.error} retry={() => void shown.refetch()} busy={shown.isFetching} testId="invitation-error" />
      </Door>
    );
  }
  const { site, role, invited_by, email, has_account, expires } = shown.data;
  const isOther = session && session.email !== email;
  const of = (field: string, own?: string) => fieldText(accept.error, field, common, language, own);
  const other = accept.error && !['name', 'password'].includes(fieldOf(accept.error)) ? (accept.error instanceof ApiError && accept.error.code === 'invitation_for_another' ? t.forAnother(email) : saveText(accept.error, common, language)) : undefined;
  return (
    <Door title={t.title(site.name)} lead={t.lead(invited_by.name, roles[role], moment(expires, language))} testId="invitation">
      {isOther ? (
        <div className={styles.form}>
          <p className={styles.note}>{t.forAnother(email)}</p>
          <LinkButton to="/" size="md" variant="light" fullWidth>
            {t.toConsole}
          </LinkButton>
        </div>
      ) : has_account && !session ? (
        <div className={styles.form}>
          <p className={styles.note}>{t.hasAccount(email)}</p>
          <LinkButton to="/sign-in" search={{ return: '/invitation' }} onClick={() => keepToken(token)} size="md" fullWidth data-testid="invitation-sign-in">
            {t.signIn}
          </LinkButton>
        </div>
      ) : (
        <form onSubmit={submit} noValidate className={styles.form}>
          {!session && (
            <>
              <TextInput size="md" label={t.email} value={email} readOnly autoComplete="username" />
              <TextInput size="md" label={t.name} autoComplete="name" autoFocus maxLength={80} value={form.name} onChange={(event) => (accept.reset(), setForm({ ...form, name: event.currentTarget.value }))} error={of('name')} data-testid="invitation-name" />
              <PasswordInput size="md" label={t.password} description={t.passwordHelp} autoComplete="new-password" value={form.password} onChange={(event) => (accept.reset(), setForm({ ...form, password: event.currentTarget.value }))} error={of('password', t.passwordWrong)} visibilityToggleButtonProps={{ 'aria-label': t.show, tabIndex: 0 }} data-testid="invitation-password" />
            </>
          )}
          {other && (
            <p className={styles.refusal} role="alert">
              {other}
            </p>
          )}
          <Button type="submit" size="md" fullWidth loading={accept.isPending} disabled={!session && (form.name.trim() === '' || form.password === '')} data-testid="invitation-accept">
            {t.accept}
          </Button>
        </form>
      )}
    </Door>
  );
}

const KEY = 'dangol-invitation';

/** From behind the #, or as it was before signing in. It is never in a part of an address that a server would see. */
function ownToken(): string {
  const here = window.location.hash.slice(1);
  if (here) return here;
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

function keepToken(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // Storage may be refused: the link has to be opened once more then.
  }
}
