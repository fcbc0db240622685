import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Effect, Lift, MessageLine } from '../api.ts';
import { number, type Language } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { MessageNumbers } from './MessageNumbers.tsx';
import { MessagePicture } from './MessagePicture.tsx';
import styles from './Messages.module.css';

/** One message: what it is, for whom, and its numbers. A row on wide screens, a card on phones. */
export function MessageRow({ message, effect }: { message: MessageLine; effect: UseQueryResult<Effect> | undefined }) {
  const t = useTexts(messages);
  const { t: common, language } = useWords();
  const failed = effect?.isError && !effect.data;
  return (
    <li className={styles.row} data-testid="message" data-message={message.id} data-type={message.type}>
      <div className={styles.what}>
        <MessagePicture type={message.type} />
        <div className={styles.words}>
          <p className={styles.kind}>
            {t.types[message.type] ?? message.type}
            <span className={styles.state} data-on={message.status === 'active' || undefined} data-testid="message-state">
              {t.states[message.status] ?? message.status}
            </span>
          </p>
          <h2 className={styles.name} data-testid="message-name">
            {message.name}
          </h2>
          <p className={styles.whom} data-testid="message-segment">
            {message.segment?.sentence[language] ?? t.everyone}
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
          {t.failed}
          <Button size="compact-md" variant="light" loading={effect.isFetching} onClick={() => void effect.refetch()}>
            {common.retry}
          </Button>
        </div>
      ) : (
        <MessageNumbers effect={effect?.data} />
      )}
    </li>
  );
}

/** What a number alone would hide: how the message fares against its control group, and orders that were taken back. */
function notes({ lift, control, cancelled }: Effect, t: typeof messages.ko, language: Language): [string, string][] {
  const all: [string, string][] = [];
  if (control.people > 0) all.push(['lift', compared(lift, t, language)]);
  if (cancelled > 0) all.push(['cancelled', t.cancelled(number(cancelled, language))]);
  return all;
}

function compared({ verdict, difference_points: points }: Lift, t: typeof messages.ko, language: Language): string {
  if (verdict === 'too_few' || !points) return t.lift.too_few;
  const one = (value: number) => number(Math.round(value * 10) / 10 + 0, language);
  const value = verdict === 'unclear' ? points.value : Math.abs(points.value);
  return t.lift[verdict](one(value), one(points.low), one(points.high));
}
