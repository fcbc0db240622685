import '@mantine/core/styles/Popover.css';
import { Button, Skeleton } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { days } from '../format.ts';
import { useWords } from '../i18n/index.tsx';
import { EFFECT_DAYS, effectQuery, messagesQuery } from '../queries.ts';
import { Failed, Notice } from '../ui/Trouble.tsx';
import { MessagePicture } from './MessagePicture.tsx';
import styles from './Messages.module.css';
import { MessageRow } from './MessageRow.tsx';
import { NumberHeads } from './MessageNumbers.tsx';

/** What the site says to its visitors, and what came of it. */
export function Messages({ siteId }: { siteId: string }) {
  const { t, language } = useWords();
  const list = useQuery(messagesQuery(siteId));
  const messages = list.data?.messages ?? [];
  const effects = useQueries({ queries: messages.map(({ id }) => effectQuery(siteId, id)) });
  const first = effects.find(({ data }) => data)?.data;

  return (
    <section id="messages" className={styles.section} aria-labelledby="messages-title" data-testid="messages">
      <header className={styles.header}>
        <h2 id="messages-title">{t.messages.title}</h2>
        <p className={styles.period}>
          {t.messages.period(EFFECT_DAYS)}
          {first && <span> · {days(first.from, first.to, language)}</span>}
        </p>
      </header>
      {list.isPending ? (
        <Loading />
      ) : list.isError && !list.data ? (
        <div className={styles.sheet}>
          <Failed title={t.messages.listFailed} error={list.error} retry={() => void list.refetch()} busy={list.isFetching} testId="messages-error" />
        </div>
      ) : messages.length === 0 ? (
        <div className={styles.sheet}>
          <Empty />
        </div>
      ) : (
        <div className={styles.sheet}>
          <div className={styles.heads}>
            <span>{t.messages.message}</span>
            <NumberHeads attribution={first?.attribution} />
          </div>
          <ul>
            {messages.map((message, at) => (
              <MessageRow key={message.id} message={message} effect={effects[at]} />
            ))}
          </ul>
          {first && (
            <p className={styles.rule} data-testid="attribution-rule">
              <strong>{t.messages.rule}</strong> {first.attribution.rule[language]}
            </p>
          )}
        </div>
      )}
    </section>
  );
}

function Empty() {
  const { t } = useWords();
  const action = (
    <Button component="a" href="/api/schemas/message.json" target="_blank" rel="noreferrer" variant="light">
      {t.messages.emptyAction}
    </Button>
  );
  return <Notice picture={<MessagePicture type="popcorn" size={72} />} title={t.messages.empty} text={t.messages.emptyHelp} action={action} testId="messages-empty" />;
}

function Loading() {
  return (
    <div className={styles.sheet} aria-busy="true" data-testid="messages-loading">
      {[0, 1, 2].map((row) => (
        <div key={row} className={styles.waiting}>
          <Skeleton width={44} height={44} radius={10} />
          <div>
            <Skeleton width="38%" height={16} radius={6} />
            <Skeleton width="62%" height={13} radius={6} mt={9} />
          </div>
        </div>
      ))}
    </div>
  );
}
