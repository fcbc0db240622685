import type { ReactNode } from 'react';
import styles from './PageHeader.module.css';
import { useTitle } from './useTitle.ts';

/** A page's name, what it is for in one sentence, and what can be done on it. Names the window, too. */
export function PageHeader({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  useTitle(title);
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        <h1>{title}</h1>
        {lead && <p className={styles.lead}>{lead}</p>}
      </div>
      {children && <div className={styles.actions}>{children}</div>}
    </header>
  );
}
