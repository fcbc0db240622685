import { day, number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { reports } from '../../i18n/reports.ts';
import { rfm as texts } from '../../i18n/rfm.ts';
import { NumberTable } from '../../ui/list/NumberTable.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { changes, largest, toneOf, type Told } from './asked.ts';
import styles from './Rfm.module.css';

/** The ways that are told one by one. */
const WAYS = 8;

/** Who has come to each group and who has left it since an earlier day. */
export function Movement({ movement }: { movement: NonNullable<Told['movement']> }) {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const ways = largest(movement, WAYS);
  const most = ways[0]?.people ?? 0;
  const n = (value: number, sign = '') => <td data-none={value === 0 || undefined}>{value === 0 ? '0' : sign + number(value, language)}</td>;
  const name = (group: (typeof ways)[number]['from'], none: string) => (group ? t.groups[group][0] : none);
  return (
    <Sheet id="movement" title={t.movedTitle} text={t.movedText(day(movement.day, language))} testId="rfm-movement">
      <div className={styles.movement}>
        <NumberTable label={r.table(t.movedTitle)}>
          <thead>
            <tr>
              {[t.group, t.then, t.came, t.joined, t.left, t.now].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changes(movement).map(({ group, then, came, joined, left, now }) => (
              <tr key={group} data-testid="rfm-change" data-group={group}>
                <th scope="row">
                  <i className={styles.dot} data-tone={toneOf(group)} />
                  {t.groups[group][0]}
                </th>
                {n(then)}
                {n(came, '+')}
                {n(joined, '+')}
                {n(left, '−')}
                {n(now)}
              </tr>
            ))}
          </tbody>
        </NumberTable>
        <div>
          <h3 className={styles.label}>{t.largest}</h3>
          {ways.length === 0 && <p className={styles.quiet}>{t.noMoves}</p>}
          <ol className={styles.ways}>
            {ways.map(({ from, to, people }) => (
              <li key={`${from} ${to}`} data-testid="rfm-way">
                <span>{t.moveOf(name(from, t.firstOrder), name(to, t.gone))}</span>
                <strong>{t.people(number(people, language))}</strong>
                <i style={{ width: `${(people / most) * 100}%` }} data-tone={to ? toneOf(to) : 'rest'} />
              </li>
            ))}
          </ol>
        </div>
      </div>
    </Sheet>
  );
}
