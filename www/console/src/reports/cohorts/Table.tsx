import type { CSSProperties } from 'react';
import { compact, day, days, monthName, number, percent, type Language } from '../../format.ts';
import { cohorts as texts } from '../../i18n/cohorts.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { reports } from '../../i18n/reports.ts';
import type { Cell } from '../../ui/csv.ts';
import { Definition } from '../../ui/Definition.tsx';
import { shift } from '../period.ts';
import type { Unit, View } from './asked.ts';
import { averaged, averages, figures, most, type Told } from './figures.ts';
import styles from './Table.module.css';

type Words = (typeof texts)['ko'];

/** The cohorts as a table whose colour says how much: it is read aloud, copied and printed as what it is. */
export function Table({ told, by, of }: { told: Told; by: Unit; of: View }) {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const { cohorts } = told;
  const columns = Math.max(0, ...cohorts.map(({ cells }) => cells.length));
  const largest = most(cohorts, of);
  const mean = averaged(of) ? averages(cohorts, of) : undefined;
  const heat = (value: number | null, place: number) => ({ '--heat': value === null || largest === 0 || (of === 'rate' && place === 0) ? 0 : Math.min(1, Math.max(0, value / largest)) }) as CSSProperties;
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={r.table(t.title)} data-testid="cohorts-table">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t.cohort}</th>
            <th scope="col">
              <Definition word={t.size} meaning={t.sizeHelp} />
            </th>
            {Array.from({ length: columns }, (_, place) => (
              <th key={place} scope="col">
                {t.places[by](place)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {mean && (
            <tr className={styles.mean} data-testid="cohorts-average">
              <th scope="row">
                <Definition word={t.average} meaning={t.averageHelp} />
              </th>
              <td className={styles.size}>{number(cohorts.reduce((sum, { people }) => sum + people, 0), language)}</td>
              {mean.map((value, place) => (
                <td key={place}>{shown(value, of, told.currency, language)}</td>
              ))}
            </tr>
          )}
          {cohorts.toReversed().map((cohort) => {
            const values = figures(cohort, of);
            return (
              <tr key={cohort.start} data-testid="cohort" data-start={cohort.start}>
                <th scope="row">{nameOf(cohort.start, by, language)}</th>
                <td className={styles.size}>{number(cohort.people, language)}</td>
                {cohort.cells.map((cell, place) => (
                  <td
                    key={place}
                    className={styles.cell}
                    style={heat(values[place] ?? null, place)}
                    data-open={!cell.complete || undefined}
                    data-whole={(of === 'rate' && place === 0) || undefined}
                    title={cell.complete ? undefined : t.openHelp}
                  >
                    {shown(values[place] ?? null, of, told.currency, language)}
                    {!cell.complete && <span className="sr"> ({t.open})</span>}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={styles.legend} aria-hidden="true">
        <i data-open /> {t.open}
      </p>
    </div>
  );
}

function nameOf(start: string, by: Unit, language: Language): string {
  if (by === 'month') return monthName(start.slice(0, 7), language);
  return by === 'week' ? days(start, shift(start, 6), language) : day(start, language);
}

/** Short: the file has all figures. */
function shown(value: number | null, of: View, currency: string, language: Language): string {
  if (value === null) return '–';
  if (of === 'rate') return percent(value, 1, language);
  if (of === 'people' || of === 'orders') return number(value, language);
  if (Math.abs(value) >= 10_000) return compact(value, language);
  const digits = currency === 'KRW' || currency === 'JPY' ? 1 : 100;
  return number(Math.round(value * digits) / digits, language);
}

/** The table as a file: as it is seen, with exact figures. */
export function rowsOf({ cohorts, currency }: Told, by: Unit, of: View, t: Words): Cell[][] {
  const columns = Math.max(0, ...cohorts.map(({ cells }) => cells.length));
  const unit = of === 'rate' ? ' (%)' : of === 'revenue' || of === 'value' ? ` (${currency})` : '';
  const head = [t.cohort, t.size, ...Array.from({ length: columns }, (_, place) => `${t.places[by](place)} ${t.views[of]}${unit}`)];
  const exact = (value: number | null) => (value === null ? null : of === 'rate' ? Math.round(value * 1000) / 10 : of === 'value' ? Math.round(value * 100) / 100 : value);
  return [head, ...cohorts.toReversed().map((cohort) => [cohort.start, cohort.people, ...figures(cohort, of).map((value, place) => (of === 'revenue' ? (cohort.cells[place]?.revenue ?? null) : exact(value)))])];
}

