import { number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { reports } from '../i18n/reports.ts';
import styles from './Report.module.css';

/** Orders that a report cannot count, so that nobody wonders where they are. */
export function LeftOut({ guests = 0, others, currency, all }: { guests?: number; others: number; currency: string; /** Said behind, where they are not of the same days. */ all?: string }) {
  const t = useTexts(reports);
  const { language } = useWords();
  if (guests === 0 && others === 0) return null;
  return (
    <p className={styles.left} data-testid="report-left-out">
      {[guests > 0 && t.guests(number(guests, language)), others > 0 && t.others(number(others, language), currency), all].filter(Boolean).join(' ')}
    </p>
  );
}
