import type { Percent } from '../api.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { results as texts } from '../i18n/results.ts';
import { tenth } from './lift.ts';
import styles from './Results.module.css';

/** Half of the drawing's width, and what stays free at its ends. */
const [HALF, FREE] = [280, 24];

/** A difference with its 95 % interval, on a line with nought in the middle: where the line touches nought nothing is proved. */
export function Interval({ of: { value, low, high } }: { of: Percent }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const most = Math.max(Math.abs(low), Math.abs(high), 0.1);
  const x = (points: number) => HALF + (points / most) * (HALF - FREE);
  const said = (points: number) => t.points(`${points > 0 ? '+' : ''}${tenth(points, language)}`);
  return (
    <figure className={styles.interval} data-testid="interval">
      <svg viewBox={`0 0 ${HALF * 2} 40`} role="img" aria-label={t.interval(said(value), said(low), said(high))}>
        <path className={styles.zero} d={`M${HALF} 2v36`} strokeDasharray="3 3" />
        <path className={styles.span} d={`M${x(low)} 20H${x(high)}`} strokeWidth="6" opacity="0.35" />
        <circle className={styles.dot} cx={x(value)} cy="20" r="7" />
      </svg>
      <figcaption className={styles.ends}>
        <span>{t.fewer}</span>
        <span>{t.same}</span>
        <span>{t.more}</span>
      </figcaption>
    </figure>
  );
}
