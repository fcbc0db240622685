import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Earned, GroupLine, MessageLine } from '../api.ts';
import { messageRoute } from '../editor/route.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { useSite } from '../site/useSite.ts';
import { ABOVE, RowLink } from '../ui/list/RowLink.tsx';
import { State } from '../ui/State.tsx';
import { MessageNumbers } from './MessageNumbers.tsx';
import { MessagePicture } from './MessagePicture.tsx';
import styles from './Messages.module.css';
import type { EarnedLine } from './queries.ts';
import { Switch } from './Switch.tsx';

type Props = { message: MessageLine; group: GroupLine | undefined; line: EarnedLine | undefined; earned: UseQueryResult<Earned> };

/** One message: what it is, for whom, its numbers and its switch. A row on wide screens, a card on phones. */
export function MessageRow({ message, group, line, earned }: Props) {
  const t = useTexts(messages);
  const { t: common, language } = useWords();
  const { id: siteId } = useSite();
  const name = message.name || message.id;
  // What is being written has no numbers yet, rather than noughts.
  const isUnshown = line === undefined && (message.status === 'draft' || message.status === 'preview');
  const held = group?.status === 'paused' && message.status === 'active';
  return (
    <div className={styles.row} data-testid="message" data-message={message.id} data-type={message.type}>
      <div className={styles.what}>
        <MessagePicture type={message.type} />
        <div className={styles.words}>
          <p className={styles.kind}>
            {t.types[message.type] ?? message.type}
            <State on={message.status === 'active' && !held} testId="message-state">
              {held ? t.groupPaused : (t.states[message.status] ?? message.status)}
            </State>
          </p>
          <h2 className={styles.name} data-testid="message-name">
            <RowLink to={isUnshown ? messageRoute.to : '/sites/$siteId/messages/results/$messageId'} params={{ siteId, messageId: message.id }} search={{}}>
              {name}
            </RowLink>
          </h2>
          <p className={styles.whom} data-testid="message-segment">
            {message.segment?.sentence[language] ?? t.everyone}
          </p>
          {group && <p className={styles.group}>{t.inGroup(group.name || group.id)}</p>}
        </div>
      </div>
      {earned.isError && !earned.data ? (
        <div className={`${styles.failed} ${ABOVE}`} role="alert" data-testid="effect-error">
          {t.failed}
          <Button size="compact-md" variant="light" loading={earned.isFetching} onClick={() => void earned.refetch()}>
            {common.retry}
          </Button>
        </div>
      ) : isUnshown ? (
        <span className={styles.unshown} />
      ) : (
        <MessageNumbers line={line} isThere={earned.data !== undefined} attribution={earned.data?.attribution} />
      )}
      <div className={styles.switch}>
        {(message.status === 'active' || message.status === 'paused') && <Switch kind="message" id={message.id} name={name} on={message.status === 'active'} />}
      </div>
    </div>
  );
}
