import { useTexts } from '../../i18n/index.tsx';
import { templates } from '../../i18n/templates.ts';
import styles from './Templates.module.css';
import type { ReviewState } from './template.ts';

/** Where a template's review stands, in a word. */
export function ReviewTag({ state }: { state: ReviewState }) {
  const t = useTexts(templates);
  return (
    <span className={styles.tag} data-state={state} data-testid="review-state">
      {t.states[state]}
    </span>
  );
}
