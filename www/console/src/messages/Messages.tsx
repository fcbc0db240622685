import '@mantine/core/styles/Popover.css';
import { Button, Skeleton } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { newMessageRoute } from '../editor/route.ts';
import { days } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages as texts } from '../i18n/messages.ts';
import { EFFECT_DAYS, effectQuery, messagesQuery } from '../queries.ts';
import { Failed, Notice } from '../ui/Trouble.tsx';
import { MessagePicture } from './MessagePicture.tsx';
import { mayEdit, useSite } from '../site/useSite.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { useTitle } from '../ui/useTitle.ts';
import styles from './Messages.module.css';
import { MessageRow } from './MessageRow.tsx';
import { NumberHeads } from './MessageNumbers.tsx';

/** What the site says to its visitors, and what came of it. */
export function Messages() {
  const site = useSite();
  const siteId = site.id;
  const t = useTexts(texts);
  const { language } = useWords();
  useTitle(t.title);
  const list = useQuery(messagesQuery(siteId));
  const messages = list.data?.messages ?? [];
  const effects = useQueries({ queries: messages.map(({ id }) => effectQuery(siteId, id)) });
  const first = effects.find(({ data }) => data)?.data;

  return (
    <section id="messages" className={styles.section} aria-labelledby="messages-title" data-testid="messages">
      <header className={styles.header}>
        <h1 id="messages-title">{t.title}</h1>
        <p className={styles.period}>
          {t.period(EFFECT_DAYS)}
          {first && <span> · {days(first.from, first.to, language)}</span>}
        </p>
        {mayEdit(site) && <LinkButton to={newMessageRoute.to} params={{ siteId }} search={{}} ml="auto" data-testid="new-message">{t.newMessage}</LinkButton>}
      </header>
      {list.isPending ? (
        <Loading />
      ) : list.isError && !list.data ? (
        <div className={styles.sheet}>
          <Failed title={t.listFailed} error={list.error} retry={() => void list.refetch()} busy={list.isFetching} testId="messages-error" />
        </div>
      ) : messages.length === 0 ? (
        <div className={styles.sheet}>
          <Empty />
        </div>
      ) : (
        <div className={styles.sheet}>
          <div className={styles.heads}>
            <span>{t.message}</span>
            <NumberHeads attribution={first?.attribution} />
          </div>
          <ul>
            {messages.map((message, at) => (
              <MessageRow key={message.id} message={message} effect={effects[at]} />
            ))}
          </ul>
          {first && (
            <p className={styles.rule} data-testid="attribution-rule">
              <strong>{t.rule}</strong> {first.attribution.rule[language]}
            </p>
          )}
        </div>
      )}
    </section>
  );
}

function Empty() {
  const t = useTexts(texts);
  const action = (
    <Button component="a" href="/api/schemas/message.json" target="_blank" rel="noreferrer" variant="light">
      {t.emptyAction}
    </Button>
  );
  return <Notice picture={<MessagePicture type="popcorn" size={72} />} title={t.empty} text={t.emptyHelp} action={action} testId="messages-empty" />;
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
