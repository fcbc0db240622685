import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';
import styles from './BackLink.module.css';
import { Icon } from '../Icon.tsx';

/** The way back to what this page is one of. */
export const BackLink = createLink(function BackLink({ children, ...props }: ComponentPropsWithRef<'a'>) {
  return (
    <a {...props} className={styles.back}>
      <Icon name="left" size={16} />
      {children}
    </a>
  );
});
