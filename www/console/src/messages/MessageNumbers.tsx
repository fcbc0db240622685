import type { Effect } from '../api.ts';
import { isZero, money, number, percent, type Language } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { Definition } from '../ui/Definition.tsx';
import styles from './MessageNumbers.module.css';

type Texts = typeof messages.ko;
type Attribution = Effect['attribution'];
type Column = {
  id: string;
  word: (t: Texts) => string;
  meaning: (t: Texts, attribution: Attribution) => string;
  main: (effect: Effect, t: Texts, language: Language) => string;
  /** The quiet second line. */
  below: (effect: Effect, language: Language) => string;
  none: (effect: Effect) => boolean;
};

/** Until the first answer names the site's windows; the words beside the numbers come from the edge. */
const USUAL: Attribution = { click_days: 7, view_days: 1, rule: { ko: '', en: '' } };

const COLUMNS: readonly Column[] = [
  {
    id: 'shown',
    word: (t) => t.shown,
    meaning: (t) => t.shownHelp,
    main: (effect, _, language) => number(effect.shown, language),
    below: () => '',
    none: ({ shown }) => shown === 0,
  },
  {
    id: 'clicked',
    word: (t) => t.clicked,
    meaning: (t) => t.clickedHelp,
    main: (effect, _, language) => number(effect.clicked, language),
    below: (effect, language) => share(effect.clicked, effect, language),
    none: ({ clicked }) => clicked === 0,
  },
  {
    id: 'closed',
    word: (t) => t.closed,
    meaning: (t) => t.closedHelp,
    main: (effect, _, language) => number(effect.closed, language),
    below: (effect, language) => share(effect.closed, effect, language),
    none: ({ closed }) => closed === 0,
  },
  {
    id: 'click-conversions',
    word: (t) => t.clickConversion,
    meaning: (t, { click_days }) => t.clickConversionHelp(click_days),
    main: (effect, t, language) => t.conversions(number(effect.click_conversions, language)),
    below: (effect, language) => (isZero(effect.click_revenue.amount) ? '' : money(effect.click_revenue, language)),
    none: ({ click_conversions }) => click_conversions === 0,
  },
  {
    id: 'view-conversions',
    word: (t) => t.viewConversion,
    meaning: (t, { view_days }) => t.viewConversionHelp(view_days),
    main: (effect, t, language) => t.conversions(number(effect.view_conversions, language)),
    below: (effect, language) => (isZero(effect.view_revenue.amount) ? '' : money(effect.view_revenue, language)),
    none: ({ view_conversions }) => view_conversions === 0,
  },
];

function share(part: number, { shown }: Effect, language: Language): string {
  return shown === 0 ? '' : percent(part, shown, language);
}

/** The heads of the columns on wide screens. */
export function NumberHeads({ attribution = USUAL }: { attribution?: Attribution | undefined }) {
  const t = useTexts(messages);
  return COLUMNS.map(({ id, word, meaning }) => (
    <span key={id} className={styles.head}>
      <Definition word={word(t)} meaning={meaning(t, attribution)} />
    </span>
  ));
}

/** One message's numbers; `undefined` while they are on their way. On phones each number carries its own head. */
export function MessageNumbers({ effect }: { effect: Effect | undefined }) {
  const t = useTexts(messages);
  const { language } = useWords();
  return (
    <dl className={styles.numbers}>
      {COLUMNS.map(({ id, word, meaning, main, below, none }) => (
        <div key={id} className={styles.number} data-column={id}>
          <dt>
            <span className={styles.own}>
              <Definition word={word(t)} meaning={meaning(t, effect?.attribution ?? USUAL)} />
            </span>
            <span className={styles.spoken}>{word(t)}</span>
          </dt>
          {effect ? (
            <dd data-none={none(effect) || undefined} data-testid={`effect-${id}`}>
              <span>{main(effect, t, language)}</span>
              <small>{below(effect, language)}</small>
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
