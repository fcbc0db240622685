import type { CSSProperties } from 'react';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { named as texts } from '../../i18n/named.ts';
import { reports } from '../../i18n/reports.ts';
import styles from '../cohorts/Table.module.css';
import { figure, grid, labelled, said, type Figure, type Told } from './figures.ts';

/** Two sides against each other, by colour: most columns that a table has room for are the hours of a day. */
export function Heat({ title, told, of }: { title: string; told: Told; of: Figure }) {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const { down, across, at } = grid(told.cells);
  const [first = '', second = ''] = told.by.map(({ name }) => name);
  const most = Math.max(0, ...told.cells.map((row) => figure(row, of) ?? 0));
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={r.table(title)} data-testid="named-heat">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{told.by[0]?.[language]}</th>
            {across.map((label) => (
              <th key={label.text} scope="col">
                {labelled(label, second, t, language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {down.map((label) => (
            <tr key={label.text}>
              <th scope="row">{labelled(label, first, t, language)}</th>
              {across.map((other) => {
                const row = at(label, other);
                const value = row ? figure(row, of) : null;
                return (
                  <td key={other.text} className={styles.cell} style={{ '--heat': most > 0 ? Math.max(0, value ?? 0) / most : 0 } as CSSProperties}>
                    {value === null ? '' : said(value, of, told.currency, t, language)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
