import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/PasswordInput.css';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useRef, useState, type FormEvent } from 'react';
import { ApiError, api, type Body } from '../api.ts';
import { useNow } from '../clock.tsx';
import { useTexts, useWords, type Common } from '../i18n/index.tsx';
import { signIn as texts } from '../i18n/signIn.ts';
import { sessionQuery } from '../queries.ts';
import { signInRoute } from './route.ts';
import { Preferences } from '../shell/Preferences.tsx';
import { Icon, Logo } from '../ui/Icon.tsx';
import { troubleText } from '../ui/notice/Trouble.tsx';
import { useTitle } from '../ui/page/useTitle.ts';
import styles from './SignIn.module.css';

type Texts = typeof texts.ko;
type Fields = { email?: string | undefined; password?: string | undefined };

export function SignIn() {
  const t = useTexts(texts);
  useTitle(t.submit);
  const client = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  const search = signInRoute.useSearch();
  const form = useRef<HTMLFormElement>(null);
  const [wrong, setWrong] = useState<Fields>({});
  const [openAt, setOpenAt] = useState(0);
  // Asked for after the right password, where a second factor is on.
  const [withCode, setWithCode] = useState(false);

  const signIn = useMutation({
    mutationFn: (body: Body<'post', '/api/session'>) => api.post('/api/session', { body }),
    onSuccess: async (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      if (search.return) router.history.push(`/console${search.return}`);
      else await navigate({ to: '/' });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 429 && error.retryAfterS !== null) {
        setOpenAt(Date.now() + error.retryAfterS * 1000);
      }
      if (needsCode(error)) setWithCode(true);
      else focus(form.current, 'password');
    },
  });
  const waitS = Math.max(0, Math.ceil((openAt - useNow()) / 1000));

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const email = String(data.get('email') ?? '').trim();
    const password = String(data.get('password') ?? '');
    const missing = check(email, password, t);
    setWrong(missing);
    if (missing.email) return focus(form.current, 'email');
    if (missing.password) return focus(form.current, 'password');
    const code = String(data.get('code') ?? '').trim();
    if (withCode && code === '') return focus(form.current, 'code');
    signIn.mutate({ email, password, ...(code !== '' && { code }) });
  };

  return (
    <div className={styles.page} data-testid="sign-in">
      <main className={styles.card}>
        <Logo size={48} />
        <h1 className={styles.title}>{t.title}</h1>
        <p className={styles.lead}>{t.lead}</p>
        {search.expired && !signIn.isError && (
          <p className={styles.note} role="status" data-testid="session-expired">
            {t.expired}
          </p>
        )}
        <form ref={form} onSubmit={submit} noValidate className={styles.form}>
          <TextInput
            name="email"
            type="email"
            size="md"
            label={t.email}
            autoComplete="username"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            error={wrong.email}
            onChange={() => setWrong({})}
            data-testid="email"
          />
          <PasswordInput
            name="password"
            size="md"
            label={t.password}
            autoComplete="current-password"
            error={wrong.password}
            onChange={() => setWrong({})}
            visibilityToggleButtonProps={{ 'aria-label': t.show, tabIndex: 0 }}
            data-testid="password"
          />
          {withCode && (
            <TextInput
              name="code"
              size="md"
              label={t.code}
              description={t.codeHelp}
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              data-testid="code"
            />
          )}
          {!isFirstAsked(signIn.error) && <Refusal error={signIn.error} waitS={waitS} />}
          <Button type="submit" size="md" fullWidth loading={signIn.isPending} disabled={waitS > 0} data-testid="submit">
            {t.submit}
          </Button>
        </form>
      </main>
      <footer className={styles.footer}>
        <Preferences />
      </footer>
    </div>
  );
}

function Refusal({ error, waitS }: { error: Error | null; waitS: number }) {
  const t = useTexts(texts);
  const { t: common } = useWords();
  if (!error) return null;
  const text = refusalText(error, waitS, t, common);
  return (
    <p className={styles.refusal} data-testid="sign-in-error" data-code={error instanceof ApiError ? error.code : undefined} data-calm={text === t.again || undefined}>
      <Icon name={text === t.again ? 'check' : 'alert'} size={18} />
      <span aria-hidden="true">{text}</span>
      {/* Spoken once, not at every second of the wait. */}
      <span className="sr" role="alert">
        {waitS > 0 ? t.tooManyWait : text}
      </span>
    </p>
  );
}

function refusalText(error: Error, waitS: number, t: Texts, common: Common): string {
  if (!(error instanceof ApiError)) return troubleText(error, common);
  if (error.code === 'code_refused') return t.codeWrong;
  if (error.status === 401) return t.failed;
  if (error.status !== 429) return troubleText(error, common);
  if (waitS > 0) return t.tooMany(t.wait(Math.floor(waitS / 60), waitS % 60));
  return error.retryAfterS === null ? t.tooManyWait : t.again;
}

function needsCode(error: Error | null): boolean {
  return error instanceof ApiError && (error.code === 'code_needed' || error.code === 'code_refused');
}

/** Being asked for the code is no refusal. */
function isFirstAsked(error: Error | null): boolean {
  return error instanceof ApiError && error.code === 'code_needed';
}

/** Only what saves a needless request; whether the address exists is the edge's business. */
function check(email: string, password: string, t: Texts): Fields {
  return {
    email: email === '' ? t.emailMissing : /^\S+@\S+$/.test(email) ? undefined : t.emailShape,
    password: password === '' ? t.passwordMissing : undefined,
  };
}

function focus(form: HTMLFormElement | null, name: string): void {
  const field = form?.elements.namedItem(name);
  if (field instanceof HTMLInputElement) {
    field.focus();
    field.select();
  }
}
