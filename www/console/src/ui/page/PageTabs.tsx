import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import styles from './PageTabs.module.css';

/** The pages of one section, beside each other; the one that is open is marked by its link. */
export function PageTabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {children}
    </nav>
  );
}

export const PageTab = createLink(function PageTab(props: ComponentPropsWithRef<'a'>) {
  return <a {...props} className={styles.tab} />;
});
