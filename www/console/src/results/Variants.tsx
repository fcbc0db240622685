import type { Effect, VariantEffect } from '../api.ts';
import { isZero, money, number, percent } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { results as texts } from '../i18n/results.ts';
import { Definition } from '../ui/Definition.tsx';
import { NumberTable } from '../ui/list/NumberTable.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { rateText, tenth } from './lift.ts';
import styles from './Results.module.css';

/** The same figures of each variant; A is the message's own content. */
export function Variants({ effect }: { effect: Effect }) {
  const t = useTexts(messages);
  const own = useTexts(texts);
  const { language } = useWords();
  const { click_days, view_days } = effect.attribution;
  const n = (value: number) => number(value, language);
  if (effect.by_variant.length === 0) {
    return (
      <Sheet id="by-variant" title={own.byVariant} text={own.byVariantText} testId="results-variants">
        <p className={styles.quiet}>{own.noneYet}</p>
      </Sheet>
    );
  }
  const part = (value: number, of: number) => (
    <td data-none={value === 0 || undefined}>
      {n(value)}
      {of > 0 && value > 0 && <small>{percent(value, of, language)}</small>}
    </td>
  );
  const credited = (orders: number, revenue: VariantEffect['click_revenue']) => (
    <td data-none={orders === 0 || undefined}>
      {t.conversions(n(orders))}
      {!isZero(revenue.amount) && <small>{money(revenue, language)}</small>}
    </td>
  );
  const heads = [
    [t.shown, t.shownHelp],
    [t.clicked, t.clickedHelp],
    [t.clickConversion, t.clickConversionHelp(click_days)],
    [t.viewConversion, t.viewConversionHelp(view_days)],
    [own.rate, own.rateHelp(Math.max(click_days, view_days))],
    [own.lift, own.liftHelp],
  ] as const;
  return (
    <Sheet id="by-variant" title={own.byVariant} text={own.byVariantText} testId="results-variants">
      <NumberTable label={own.tableOf(own.byVariant)}>
        <thead>
          <tr>
            <th scope="col">{own.variant}</th>
            {heads.map(([word, meaning]) => (
              <th key={word} scope="col">
                <Definition word={word} meaning={meaning} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {effect.by_variant.map((each) => (
            <tr key={each.variant} data-testid="variant" data-variant={each.variant}>
              <th scope="row">{own.variantName(String.fromCharCode(65 + each.variant))}</th>
              <td data-none={each.shown === 0 || undefined}>{n(each.shown)}</td>
              {part(each.clicked, each.shown)}
              {credited(each.click_conversions, each.click_revenue)}
              {credited(each.view_conversions, each.view_revenue)}
              <td>
                {rateText(each.rate, language)}
                <small>{own.boughtShort(n(each.people), n(each.buyers))}</small>
              </td>
              <Lifted lift={each.lift} hasControl={effect.control.people > 0} />
            </tr>
          ))}
        </tbody>
      </NumberTable>
    </Sheet>
  );
}

function Lifted({ lift, hasControl }: { lift: VariantEffect['lift']; hasControl: boolean }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const points = lift.difference_points;
  if (!hasControl) return <td data-none>–</td>;
  if (lift.verdict === 'too_few' || !points) return <td data-none>{t.tooFew}</td>;
  return (
    <td data-none={lift.verdict === 'unclear' || undefined}>
      {t.points(`${points.value > 0 ? '+' : ''}${tenth(points.value, language)}`)}
      <small>
        {tenth(points.low, language)} ~ {tenth(points.high, language)}
      </small>
    </td>
  );
}
