import type { Rehearsal, RehearsedMessage } from '../api.ts';
import { decoded, number, percent } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { rehearsal as texts } from '../i18n/rehearsal.ts';
import { Definition } from '../ui/Definition.tsx';
import { State } from '../ui/State.tsx';
import styles from './Rehearsal.module.css';

type Props = { part: RehearsedMessage; visits: number; name: (id: string) => string; definitions: Rehearsal['definitions']; isSample: boolean };

/** One message's part: in how many visits it would have shown, and what stood in its way. */
export function Part({ part, visits, name, definitions, isSample }: Props) {
  const t = useTexts(texts);
  const own = useTexts(messages);
  const { language } = useWords();
  const n = (value: number) => number(value, language);
  const { shown_visits: shown, shown_people: people } = part;
  const obstacles = [
    { id: 'starved_visits', word: t.starved, count: part.starved_visits },
    { id: 'waited_visits', word: t.waited, count: part.waited_visits },
    { id: 'capped_visits', word: t.capped, count: part.capped_visits },
    { id: 'control_visits', word: t.control, count: part.control_visits },
  ].filter(({ count }) => count > 0);
  return (
    <li className={styles.part} data-testid="rehearsed" data-message={part.id}>
      <div className={styles.line}>
        <h3 className={styles.name}>{part.name || part.id}</h3>
        <State on={part.status === 'active'}>{own.states[part.status] ?? part.status}</State>
      </div>
      <div className={styles.track} aria-hidden="true">
        <i style={{ width: `${visits === 0 ? 0 : ((shown?.number ?? 0) / visits) * 100}%` }} />
      </div>
      <p className={styles.numbers}>
        <strong data-testid="rehearsed-visits">{t.shownIn(n(shown?.number ?? 0))}</strong> {part.share !== null && t.share(percent(part.share, 1, language))}
        {isSample && shown && ` · ${t.interval(n(shown.low), n(shown.high))}`}
        {people && ` · ${t.people(n(people.number))}`} · {t.times(n(part.shown))} · {t.matched(n(part.matched_visits))}
      </p>
      {obstacles.length > 0 && (
        <dl className={styles.obstacles}>
          {obstacles.map(({ id, word, count }) => (
            <div key={id} data-testid={`rehearsed-${id}`} data-tone={id === 'starved_visits' ? 'warn' : undefined}>
              <dt>
                <Definition word={word} meaning={definitions[id]?.[language] ?? word} />
              </dt>
              <dd>{t.visits(n(count))}</dd>
            </div>
          ))}
        </dl>
      )}
      {part.held_by.length > 0 && <p className={styles.quiet}>{t.heldBy(part.held_by.map(({ id, visits: held }) => `${name(id)} ${t.visits(n(held))}`).join(', '))}</p>}
      {part.pages.length > 0 && <p className={styles.quiet}>{t.pages(part.pages.slice(0, 3).map(({ path, shown: times }) => `${decoded(path)} ${n(times)}`).join(', '))}</p>}
      {part.notes.map((note) => (
        <p key={note.code} className={styles.note}>
          {note[language]}
        </p>
      ))}
    </li>
  );
}
