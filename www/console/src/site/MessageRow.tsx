import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Effect, Lift, Message } from '../api.ts';
import { number, type Language } from '../format.ts';
import { useWords } from '../i18n/index.tsx';
import type { Texts } from '../i18n/ko.ts';
import { MessageNumbers } from './MessageNumbers.tsx';
import { MessagePicture } from './MessagePicture.tsx';
import styles from './Messages.module.css';

/** One message: what it is, for whom, and its numbers. A row on wide screens, a card on phones. */
export function MessageRow({ message, effect }: { message: Message; effect: UseQueryResult<Effect> | undefined }) {
  const { t, language } = useWords();
  const failed = effect?.isError && !effect.data;
  return (
    <li className={styles.row} data-testid="message" data-message={message.id} data-type={message.type}>
      <div className={styles.what}>
        <MessagePicture type={message.type} />
        <div className={styles.words}>
          <p className={styles.kind}>
            {t.messages.types[message.type] ?? message.type}
            <span className={styles.state} data-on={message.status === 'active' || undefined} data-testid="message-state">
              {t.messages.states[message.status] ?? message.status}
            </span>
          </p>
          <h3 className={styles.name} data-testid="message-name">
            {message.name}
          </h3>
          <p className={styles.whom} data-testid="message-segment">
            {message.segment?.sentence[language] ?? t.messages.everyone}
          </p>
          {effect?.data &&
            notes(effect.data, t, language).map(([id, note]) => (
              <p key={id} className={styles.whom} data-testid={`effect-${id}`}>
                {note}
              </p>
            ))}
        </div>
      </div>
      {failed ? (
        <div className={styles.failed} role="alert" data-testid="effect-error">
          {t.messages.failed}
          <Button size="compact-md" variant="light" loading={effect.isFetching} onClick={() => void effect.refetch()}>
            {t.retry}
          </Button>
        </div>
      ) : (
        <MessageNumbers effect={effect?.data} />
      )}
    </li>
  );
}

/** What a number alone would hide: how the message fares against its control group, and orders that were taken back. */
function notes({ lift, control, cancelled }: Effect, t: Texts, language: Language): [string, string][] {
  const all: [string, string][] = [];
  if (control.people > 0) all.push(['lift', compared(lift, t, language)]);
  if (cancelled > 0) all.push(['cancelled', t.messages.cancelled(number(cancelled, language))]);
  return all;
}

function compared({ verdict, difference_points: points }: Lift, t: Texts, language: Language): string {
  if (verdict === 'too_few' || !points) return t.messages.lift.too_few;
  const one = (value: number) => number(Math.round(value * 10) / 10 + 0, language);
  const value = verdict === 'unclear' ? points.value : Math.abs(points.value);
  return t.messages.lift[verdict](one(value), one(points.low), one(points.high));
}
