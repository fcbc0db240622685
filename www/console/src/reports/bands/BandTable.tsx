import { change, money, number, percent, rounded, type Language } from '../../format.ts';
import { bands as texts } from '../../i18n/bands.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { reports } from '../../i18n/reports.ts';
import { Definition } from '../../ui/Definition.tsx';
import { NumberTable } from '../../ui/list/NumberTable.tsx';
import { countedOrders, figure, KINDS, salesOf, type Band, type Figure, type Told } from './figures.ts';
import styles from './Bands.module.css';

type Words = (typeof texts)['ko'];
type Props = { told: Told; before: Told | undefined; show: readonly Figure[]; bars: Figure };

/** The bands with a bar each: what the bars show is the column beside them. */
export function BandTable({ told, before, show, bars }: Props) {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const most = Math.max(0, ...[told, before].flatMap((each) => each?.bands.map((band) => figure(each, band, bars) ?? 0) ?? []));
  const meaning = (of: Figure) => (of === 'share_of_sales' || of === 'share_of_orders' || of === 'average' ? t.meanings[of] : (told.definitions[of]?.[language] ?? ''));
  return (
    <NumberTable label={r.table(t.chart)} testId="bands-table">
      <thead>
        <tr>
          <th scope="col">
            <Definition word={t.band} meaning={`${told.definitions['band']?.[language] ?? t.bandHelp}`} />
          </th>
          <th scope="col" className={styles.barHead}>
            {t.names[bars]}
          </th>
          {show.map((of) => (
            <th key={of} scope="col">
              <Definition word={t.names[of]} meaning={meaning(of)} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {told.bands.map((band, place) => {
          const then = before?.bands[place];
          return (
            <tr key={place} data-testid="band" data-from={band.from ?? ''}>
              <th scope="row" className={styles.name}>
                {nameOf(band, told.currency, t, language)}
              </th>
              <td className={styles.bar} aria-hidden="true">
                <Bar value={figure(told, band, bars)} most={most} />
                {before && then && <Bar value={figure(before, then, bars)} most={most} isBefore />}
              </td>
              {show.map((of) => {
                const value = figure(told, band, of);
                return (
                  <td key={of} data-figure={of} data-none={!value || undefined}>
                    {said(value, of, told.currency, language)}
                    {before && then && <Change now={value} then={figure(before, then, of)} of={of} />}
                  </td>
                );
              })}
            </tr>
          );
        })}
        <tr className={styles.total} data-testid="bands-total">
          <th scope="row">{t.total}</th>
          <td aria-hidden="true" />
          {show.map((of) => (
            <td key={of} data-figure={of}>
              {total(told, of, language)}
              {before && <Change now={totalOf(told, of)} then={totalOf(before, of)} of={of} />}
            </td>
          ))}
        </tr>
      </tbody>
    </NumberTable>
  );
}

function Bar({ value, most, isBefore = false }: { value: number | null; most: number; isBefore?: boolean }) {
  return <i data-before={isBefore || undefined} style={{ width: `${most > 0 ? (Math.max(0, value ?? 0) / most) * 100 : 0}%` }} />;
}

/** Of shares in points, of sums in percent. */
function Change({ now, then, of }: { now: number | null; then: number | null; of: Figure }) {
  const t = useTexts(texts);
  const { language } = useWords();
  if (now === null || then === null) return null;
  if (KINDS[of] !== 'share') return <small>{change(now, then, language)}</small>;
  const points = Math.round((now - then) * 1000) / 10 + 0;
  return <small>{t.points(`${points > 0 ? '+' : ''}${number(points, language)}`)}</small>;
}

/** What a column comes to; orders as they are, not as they add up. */
function totalOf(told: Told, of: Figure): number | null {
  switch (of) {
    case 'units':
      return told.units;
    case 'sales':
      return salesOf(told);
    case 'orders':
      return told.orders;
    case 'average':
      return told.units > 0 ? salesOf(told) / told.units : null;
    case 'share_of_orders':
      return told.orders > 0 ? countedOrders(told) / told.orders : null;
    default:
      return told.units > 0 ? 1 : null;
  }
}

const total = (told: Told, of: Figure, language: Language): string => said(totalOf(told, of), of, told.currency, language);

function said(value: number | null, of: Figure, currency: string, language: Language): string {
  if (value === null) return '–';
  switch (KINDS[of]) {
    case 'money':
      return money(rounded({ amount: String(value), currency }), language);
    case 'share':
      return percent(value, 1, language);
    case 'count':
      return number(value, language);
  }
}

export function nameOf({ from, to }: Pick<Band, 'from' | 'to'>, currency: string, t: Words, language: Language): string {
  const price = (amount: string) => money({ amount, currency }, language);
  if (from === null) return t.under(price(to ?? '0'));
  return to === null ? t.over(price(from)) : t.between(price(from), price(to));
}
