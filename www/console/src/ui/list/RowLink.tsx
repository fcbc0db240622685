import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';
import styles from './RowLink.module.css';

/** The name in a row of a list: the whole row leads there. What else can be pressed in it stands in an `Above`. */
export const RowLink = createLink(function RowLink({ className, ...props }: ComponentPropsWithRef<'a'>) {
  return <a {...props} className={[styles.link, className].filter(Boolean).join(' ')} data-whole-row />;
});

/** Of a row that leads somewhere as a whole: what does something else. */
export const ABOVE = styles.above!;
