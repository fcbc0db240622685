import type { ReactNode } from 'react';
import styles from './Sheet.module.css';

/** A part of a page with its heading: one matter. */
export function Sheet(props: { title?: string; text?: ReactNode; children?: ReactNode; actions?: ReactNode; id?: string; testId?: string; tone?: 'danger' }) {
  return (
    <section className={styles.sheet} id={props.id} aria-labelledby={props.title && props.id ? `${props.id}-title` : undefined} data-testid={props.testId} data-tone={props.tone}>
      {(props.title || props.actions) && (
        <header className={styles.header}>
          <div>
            {props.title && <h2 id={props.id && `${props.id}-title`}>{props.title}</h2>}
            {props.text && <p className={styles.text}>{props.text}</p>}
          </div>
          {props.actions && <div className={styles.actions}>{props.actions}</div>}
        </header>
      )}
      {props.children}
    </section>
  );
}

/** Fields below each other. */
export function Fields({ children }: { children: ReactNode }) {
  return <div className={styles.fields}>{children}</div>;
}

/** Two short fields beside each other where there is room. */
export function Pair({ children }: { children: ReactNode }) {
  return <div className={styles.pair}>{children}</div>;
}
