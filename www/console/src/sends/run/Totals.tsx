import { number, percent } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sends as texts } from '../../i18n/sends.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import type { Run } from '../queries.ts';
import styles from './Run.module.css';

/** In the order in which people go through them. */
export const STATES = ['delivered', 'accepted', 'leaving', 'planned', 'waits', 'unknown', 'failed', 'fell_back', 'doubled', 'held_back', 'incomplete', 'gone', 'taken_as_sent', 'stopped'] as const;

/** How many people are in which state, and what that means; with the reasons of those whom it did not reach. */
export function Totals({ run }: { run: Run }) {
  const t = useTexts(texts).run;
  const { people } = useTexts(texts);
  const { language } = useWords();
  const all = STATES.reduce((sum, state) => sum + (run.totals[state] ?? 0), 0);
  const there = STATES.filter((state) => (run.totals[state] ?? 0) > 0);
  return (
    <Sheet id="totals" title={t.totals} text={t.totalsHelp}>
      {all === 0 && <p className={styles.quiet}>{t.none}</p>}
      <ul className={styles.totals} aria-labelledby="totals-title">
        {there.map((state) => {
          const [word, meaning] = t.state[state] ?? [state, ''];
          const count = run.totals[state] ?? 0;
          const codes = run.codes.filter((code) => code.state === state);
          return (
            <li key={state} className={styles.total} data-testid={`total-${state}`}>
              <p className={styles.line}>
                <strong>{word}</strong>
                <span>
                  {people(number(count, language))} <small>{percent(count, all, language)}</small>
                </span>
              </p>
              <span className={styles.track} aria-hidden="true">
                <span className={styles.bar} data-state={state} style={{ width: `${(count / all) * 100}%` }} />
              </span>
              <p className={styles.quiet}>{meaning}</p>
              {codes.length > 0 && (
                <ul className={styles.codes}>
                  {codes.map(({ code, people: n, says }) => (
                    <li key={code} data-testid="code">
                      <span>
                        {t.codes[code] ?? says?.[language] ?? t.code(code)}
                        {says && <small> {code}</small>}
                      </span>
                      <span>{people(number(n, language))}</span>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
}
