import type { ReactNode } from 'react';
import styles from './State.module.css';

/** Whether something runs: a word with its dot. */
export function State({ on, children, testId }: { on: boolean; children: ReactNode; testId?: string }) {
  return (
    <span className={styles.state} data-on={on || undefined} data-testid={testId}>
      {children}
    </span>
  );
}
