import type { ReactNode } from 'react';
import styles from './Rule.module.css';

/** The rule by which the figures beside it are counted. */
export function Rule({ title, children, testId }: { title?: string; children: ReactNode; testId?: string }) {
  return (
    <p className={styles.rule} data-testid={testId}>
      {title && <strong>{title} </strong>}
      {children}
    </p>
  );
}
