import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../../api.ts';
import { useWords, type Common } from '../../i18n/index.tsx';
import { Logo } from '../Icon.tsx';
import styles from './Trouble.module.css';

/** What a failure means for the person in front of the screen, and what to do. */
export function troubleText(error: unknown, t: Common): string {
  if (!(error instanceof ApiError)) return t.trouble.other;
  if (error.status === 0) return t.trouble.unreachable;
  if (error.status === 403) return t.trouble.forbidden;
  if (error.status === 404) return t.trouble.notFound;
  if (error.status === 429) return t.trouble.busy;
  if (error.status >= 500 || error.code === 'unreadable') return t.trouble.server;
  return t.trouble.other;
}

/** Something to say where content would be: an empty list, an error, a missing page. */
export function Notice(props: { title: string; text: string; picture?: ReactNode; action?: ReactNode; testId: string; alert?: boolean }) {
  return (
    <div className={styles.notice} data-testid={props.testId} role={props.alert ? 'alert' : undefined}>
      {props.picture}
      <p className={styles.title}>{props.title}</p>
      <p className={styles.text}>{props.text}</p>
      {props.action}
    </div>
  );
}

type Failure = { title: string; error: unknown; retry: () => void; busy: boolean; picture?: ReactNode; testId: string };

export function Failed({ title, error, retry, busy, picture, testId }: Failure) {
  const { t } = useWords();
  const again = (
    <Button variant="light" onClick={retry} loading={busy} data-testid={`${testId}-retry`}>
      {t.retry}
    </Button>
  );
  return <Notice picture={picture} title={title} text={troubleText(error, t)} action={again} testId={testId} alert />;
}

/** Shown by the router where a page cannot start or be drawn. */
export function PageTrouble({ error, reset }: ErrorComponentProps) {
  const { t } = useWords();
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main className={styles.page}>
      <Failed picture={<Logo size={48} />} title={error instanceof ApiError ? t.trouble.start : t.trouble.page} error={error} retry={retry} busy={false} testId="page-error" />
    </main>
  );
}

export function NoPage() {
  const { t } = useWords();
  const home = (
    <Button component="a" href="/console/" variant="light">
      {t.trouble.home}
    </Button>
  );
  return (
    <main className={styles.page}>
      <Notice title={t.trouble.noPage} text={t.trouble.notFound} action={home} testId="not-found" />
    </main>
  );
}
