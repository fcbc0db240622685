import type { Earned } from '../api.ts';
import { isZero, money, number, percent, type Language } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { Definition } from '../ui/Definition.tsx';
import styles from './MessageNumbers.module.css';
import type { EarnedLine } from './queries.ts';

type Texts = typeof messages.ko;
type Attribution = Earned['attribution'];
type Counts = Omit<EarnedLine, 'message'>;
type Column = {
  id: string;
  word: (t: Texts) => string;
  meaning: (t: Texts, attribution: Attribution) => string;
  count: (counts: Counts) => number;
  isOrders: boolean;
  /** The quiet second line. */
  below: (counts: Counts, language: Language) => string;
};

/** Until the first answer names the site's windows; the words beside the numbers come from the edge. */
const USUAL: Attribution = { click_days: 7, view_days: 1, rule: { ko: '', en: '' } };
const NO_MONEY = { amount: '0', currency: 'KRW' };
/** What did nothing has no line. */
const NOTHING: Counts = { shown: 0, clicked: 0, click_conversions: 0, click_revenue: NO_MONEY, view_conversions: 0, view_revenue: NO_MONEY };
const earnt = (revenue: Counts['click_revenue'], language: Language): string => (isZero(revenue.amount) ? '' : money(revenue, language));

const COLUMNS: readonly Column[] = [
  { id: 'shown', word: (t) => t.shown, meaning: (t) => t.shownHelp, count: ({ shown }) => shown, isOrders: false, below: () => '' },
  {
    id: 'clicked',
    word: (t) => t.clicked,
    meaning: (t) => t.clickedHelp,
    count: ({ clicked }) => clicked,
    isOrders: false,
    below: ({ clicked, shown }, language) => (shown === 0 ? '' : percent(clicked, shown, language)),
  },
  {
    id: 'click-conversions',
    word: (t) => t.clickConversion,
    meaning: (t, { click_days }) => t.clickConversionHelp(click_days),
    count: ({ click_conversions }) => click_conversions,
    isOrders: true,
    below: ({ click_revenue }, language) => earnt(click_revenue, language),
  },
  {
    id: 'view-conversions',
    word: (t) => t.viewConversion,
    meaning: (t, { view_days }) => t.viewConversionHelp(view_days),
    count: ({ view_conversions }) => view_conversions,
    isOrders: true,
    below: ({ view_revenue }, language) => earnt(view_revenue, language),
  },
];

/** The heads of the columns on wide screens. */
export function NumberHeads({ attribution = USUAL }: { attribution?: Attribution | undefined }) {
  const t = useTexts(messages);
  return COLUMNS.map(({ id, word, meaning }) => (
    <span key={id} className={styles.head}>
      <Definition word={word(t)} meaning={meaning(t, attribution)} />
    </span>
  ));
}

/** One message's numbers, once they are there. On phones each number carries its own head. */
export function MessageNumbers({ line = NOTHING, isThere, attribution = USUAL }: { line?: Counts | undefined; isThere: boolean; attribution?: Attribution | undefined }) {
  const t = useTexts(messages);
  const { language } = useWords();
  return (
    <dl className={styles.numbers}>
      {COLUMNS.map(({ id, word, meaning, count, isOrders, below }) => (
        <div key={id} className={styles.number} data-column={id}>
          <dt>
            <span className={styles.own}>
              <Definition word={word(t)} meaning={meaning(t, attribution)} />
            </span>
            <span className={styles.spoken}>{word(t)}</span>
          </dt>
          {isThere ? (
            <dd data-none={count(line) === 0 || undefined} data-testid={`effect-${id}`}>
              <span>{isOrders ? t.conversions(number(count(line), language)) : number(count(line), language)}</span>
              <small>{below(line, language)}</small>
            </dd>
          ) : (
            <dd aria-hidden="true">
              <span className={styles.bone} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
