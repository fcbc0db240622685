import { change, number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { named as texts } from '../../i18n/named.ts';
import { reports } from '../../i18n/reports.ts';
import { Definition } from '../../ui/Definition.tsx';
import { NumberTable } from '../../ui/list/NumberTable.tsx';
import bar from '../bands/Bands.module.css';
import { figure, labelled, matched, said, type Figure, type Told } from './figures.ts';

type Props = { title: string; told: Told; before: Told | undefined; show: readonly Figure[]; isTime: boolean };

/** The rows with a bar each of the chief figure: read aloud, copied and printed as what it is. */
export function Cells({ title, told, before, show, isTime }: Props) {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const [chief = 'visits'] = show;
  const most = Math.max(0, ...told.cells.map((row) => figure(row, chief) ?? 0), ...(before?.cells.map((row) => figure(row, chief) ?? 0) ?? []));
  const width = (value: number | null) => ({ width: `${most > 0 ? (Math.max(0, value ?? 0) / most) * 100 : 0}%` });
  return (
    <NumberTable label={r.table(title)} testId="named-table">
      <thead>
        <tr>
          {told.by.map((side) => (
            <th key={side.name} scope="col">
              {side[language]}
            </th>
          ))}
          <th scope="col" className={bar.barHead}>
            {t.figures[chief]}
          </th>
          {show.map((of) => (
            <th key={of} scope="col">
              <Definition word={t.figures[of]} meaning={told.definitions[of]?.[language] ?? ''} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr className={bar.total} data-testid="named-all">
          <th scope="row" colSpan={Math.max(1, told.by.length)}>
            {t.all}
          </th>
          <td aria-hidden="true" />
          {show.map((of) => (
            <td key={of} data-figure={of}>
              {said(figure(told.all, of), of, told.currency, t, language)}
              {before && <Change now={figure(told.all, of)} then={figure(before.all, of)} />}
            </td>
          ))}
        </tr>
        {told.cells.map((row, place) => {
          const then = before && matched(row, place, before.cells, isTime);
          return (
            <tr key={JSON.stringify(row.labels)} data-testid="named-row">
              {row.labels.map((label, side) => (
                <th key={side} scope="row" className={bar.name}>
                  {labelled(label, told.by[side]?.name ?? '', t, language)}
                </th>
              ))}
              <td className={bar.bar} aria-hidden="true">
                <i style={width(figure(row, chief))} />
                {then && <i data-before style={width(figure(then, chief))} />}
              </td>
              {show.map((of) => (
                <td key={of} data-figure={of}>
                  {said(figure(row, of), of, told.currency, t, language)}
                  {then && <Change now={figure(row, of)} then={figure(then, of)} />}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </NumberTable>
  );
}

function Change({ now, then }: { now: number | null; then: number | null }) {
  const { language } = useWords();
  return now === null || then === null ? null : <small>{change(now, then, language)}</small>;
}

/** How many rows are left out. */
export function Left({ told }: { told: Told }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const left = told.found - told.cells.length;
  return (
    <>
      {left > 0 && <p>{t.more(number(left, language))}</p>}
      {told.truncated && <p>{t.truncated}</p>}
    </>
  );
}
