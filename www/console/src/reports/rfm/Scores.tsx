import { money, number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { reports } from '../../i18n/reports.ts';
import { rfm as texts } from '../../i18n/rfm.ts';
import { Definition } from '../../ui/Definition.tsx';
import { NumberTable } from '../../ui/list/NumberTable.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import type { Told } from './asked.ts';

const KINDS = ['recency', 'frequency', 'money'] as const;

/** From what to what each score goes: the least and most that somebody with it has. */
export function Scores({ told }: { told: Told }) {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const say = (kind: (typeof KINDS)[number], value: unknown): string => {
    if (kind === 'money') return money({ amount: String(value), currency: told.currency }, language);
    return kind === 'recency' ? t.days(number(Number(value), language)) : t.count(number(Number(value), language));
  };
  return (
    <Sheet id="scores" title={t.scoresTitle} text={t.scoresText} testId="rfm-scores">
      <NumberTable label={r.table(t.scoresTitle)}>
        <thead>
          <tr>
            <th scope="col">
              <Definition word={t.score} meaning={told.definitions['score']?.[language] ?? ''} />
            </th>
            {KINDS.map((kind) => (
              <th key={kind} scope="col">
                <Definition word={t.scores[kind]} meaning={told.definitions[kind]?.[language] ?? ''} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[5, 4, 3, 2, 1].map((score) => (
            <tr key={score} data-testid="rfm-score" data-score={score}>
              <th scope="row">{t.scoreName(score)}</th>
              {KINDS.map((kind) => {
                const ends = told.scores[kind].find((each) => each.score === score);
                return (
                  <td key={kind} data-none={!ends || undefined}>
                    {ends ? t.to(say(kind, ends.from), say(kind, ends.to)) : '–'}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </NumberTable>
    </Sheet>
  );
}
