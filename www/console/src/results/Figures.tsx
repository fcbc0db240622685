import type { Effect, Message } from '../api.ts';
import { isZero, money, number, percent } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { results as texts } from '../i18n/results.ts';
import { Tile } from '../ui/page/Tile.tsx';
import styles from './Results.module.css';

/** What it came to. Orders after a click and after a view are two figures, never one. */
export function Figures({ effect, content }: { effect: Effect; content: Message | undefined }) {
  const t = useTexts(messages);
  const own = useTexts(texts);
  const { language } = useWords();
  const n = (value: number) => number(value, language);
  const earnt = (revenue: Effect['click_revenue']) => (isZero(revenue.amount) ? '' : money(revenue, language));
  const of = (part: number) => (effect.shown === 0 ? '' : own.ofShown(percent(part, effect.shown, language)));
  const pressed = effect.clicked > 0 || !content || canBePressed(content) ? of(effect.clicked) : own.noButton;
  const tiles = [
    { id: 'shown', word: t.shown, meaning: t.shownHelp, count: effect.shown, value: n(effect.shown), below: '' },
    { id: 'clicked', word: t.clicked, meaning: t.clickedHelp, count: effect.clicked, value: n(effect.clicked), below: pressed },
    { id: 'closed', word: t.closed, meaning: t.closedHelp, count: effect.closed, value: n(effect.closed), below: of(effect.closed) },
    { id: 'click-conversions', word: t.clickConversion, meaning: t.clickConversionHelp(effect.attribution.click_days), count: effect.click_conversions, value: t.conversions(n(effect.click_conversions)), below: earnt(effect.click_revenue) },
    { id: 'view-conversions', word: t.viewConversion, meaning: t.viewConversionHelp(effect.attribution.view_days), count: effect.view_conversions, value: t.conversions(n(effect.view_conversions)), below: earnt(effect.view_revenue) },
  ];
  const notes = [effect.cancelled > 0 && t.cancelled(n(effect.cancelled)), effect.held > 0 && own.held(n(effect.held))].filter((note) => note !== false);
  return (
    <>
      <dl className={styles.tiles}>
        {tiles.map(({ id, word, meaning, count, value, below }) => (
          <Tile key={id} testId={`result-${id}`} word={word} meaning={meaning} value={value} below={below} isNone={count === 0} />
        ))}
      </dl>
      {notes.length > 0 && (
        <p className={styles.notes}>
          {notes.map((note) => (
            <span key={note}>{note}</span>
          ))}
        </p>
      )}
    </>
  );
}

/** Whether there is something in it that a click can be of: what has nothing has no clicks, which says nothing about it. */
function canBePressed({ content, variants = [] }: Message): boolean {
  return [content, ...variants.map((variant) => variant.content)].some(
    ({ button, quiet, products, blocks = [] }) => button !== undefined || quiet !== undefined || products !== undefined || blocks.some(({ kind }) => kind === 'button' || kind === 'products'),
  );
}
