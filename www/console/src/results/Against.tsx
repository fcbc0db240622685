import type { Effect } from '../api.ts';
import { money, number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { results as texts } from '../i18n/results.ts';
import { Definition } from '../ui/Definition.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { Interval } from './Interval.tsx';
import { compared, rateText } from './lift.ts';
import styles from './Results.module.css';

type Group = Effect['reached'];

/** Those who were shown it against those who were not: whether it is the message that sells. */
export function Against({ effect }: { effect: Effect }) {
  const t = useTexts(texts);
  const own = useTexts(messages);
  const { language } = useWords();
  const { reached, control, lift } = effect;
  if (control.people === 0) {
    return (
      <Sheet id="against" title={t.against} testId="results-against">
        <p className={styles.quiet}>{t.noControl}</p>
      </Sheet>
    );
  }
  const most = Math.max(reached.rate ?? 0, control.rate ?? 0);
  const row = (name: string, group: Group, isStrong: boolean) => (
    <div className={styles.group} data-tone={isStrong ? 'strong' : 'soft'} data-testid={isStrong ? 'reached' : 'control'}>
      <dt>{name}</dt>
      <dd className={styles.track} aria-hidden="true">
        <i style={{ width: `${most === 0 ? 0 : ((group.rate ?? 0) / most) * 100}%` }} />
      </dd>
      <dd className={styles.rate}>{rateText(group.rate, language)}</dd>
      <dd className={styles.people}>
        {t.bought(number(group.people, language), number(group.buyers, language))}
        {group.revenue_per_person && ` · ${t.perPerson(money(group.revenue_per_person, language))}`}
      </dd>
    </div>
  );
  return (
    <Sheet id="against" title={t.against} text={<Definition word={t.againstText} meaning={t.rateHelp(Math.max(effect.attribution.click_days, effect.attribution.view_days))} />} testId="results-against">
      <dl className={styles.groups}>
        {row(t.reached, reached, true)}
        {row(t.control, control, false)}
      </dl>
      <p className={styles.verdict} data-verdict={lift.verdict} data-testid="effect-lift">
        {compared(lift, own, language)}
      </p>
      {lift.verdict !== 'too_few' && lift.difference_points && <Interval of={lift.difference_points} />}
    </Sheet>
  );
}
