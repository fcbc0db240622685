import type { ReactNode } from 'react';
import styles from './NumberTable.module.css';

/** A table of figures: names on the left, numbers on the right; where it is wider than its place it scrolls by itself. */
export function NumberTable({ label, children, testId }: { label: string; children: ReactNode; testId?: string }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={label} data-testid={testId}>
      <table className={styles.table}>{children}</table>
    </div>
  );
}
