import type { ReactNode } from 'react';
import { Preferences } from '../shell/Preferences.tsx';
import styles from '../sign-in/SignIn.module.css';
import { Logo } from '../ui/Icon.tsx';
import { useTitle } from '../ui/page/useTitle.ts';

/** The card that stands in front of the console: for whoever is not in yet. */
export function Door({ title, lead, children, testId }: { title: string; lead: ReactNode; children: ReactNode; testId: string }) {
  useTitle(title);
  return (
    <div className={styles.page} data-testid={testId}>
      <main className={styles.card}>
        <Logo size={48} />
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.lead}>{lead}</p>
        {children}
      </main>
      <footer className={styles.footer}>
        <Preferences />
      </footer>
    </div>
  );
}
