import '@mantine/core/styles/Popover.css';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useCivilDay } from '../clock.tsx';
import { newMessageRoute } from '../editor/route.ts';
import { days, number } from '../format.ts';
import { groupsQuery } from '../groups/queries.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages as texts } from '../i18n/messages.ts';
import { siteQuery } from '../queries.ts';
import { mayEdit, useSite } from '../site/useSite.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { List } from '../ui/list/List.tsx';
import { ListTools, useListSearch } from '../ui/list/ListTools.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { Rule } from '../ui/Rule.tsx';
import { Notice } from '../ui/notice/Trouble.tsx';
import { MessagePicture } from './MessagePicture.tsx';
import { MessageRow } from './MessageRow.tsx';
import { NumberHeads } from './MessageNumbers.tsx';
import styles from './Messages.module.css';
import { MessagesTabs } from './MessagesTabs.tsx';
import { LIST_DAYS, earnedBetweenQuery, listQuery } from './queries.ts';
import { SORTS, STATES, TYPES } from './route.ts';

/** What the site says to its visitors, what came of it, and the switch of each. */
export function Messages() {
  const site = useSite();
  const siteId = site.id;
  const t = useTexts(texts);
  const { language } = useWords();
  const search = useListSearch();
  const list = useQuery(listQuery(siteId, search));
  const { data: about } = useQuery(siteQuery(siteId));
  const zone = about?.zone ?? 'Asia/Seoul';
  const [from, to] = [useCivilDay(zone, 1 - LIST_DAYS), useCivilDay(zone, 0)];
  const earned = useQuery({ ...earnedBetweenQuery(siteId, from, to), enabled: about !== undefined });
  const { data: groups } = useQuery(groupsQuery(siteId));
  const lines = useMemo(() => new Map(earned.data?.messages.map((line) => [line.message, line])), [earned.data]);
  const found = list.data?.filter(({ type }) => search.type === undefined || type === search.type);

  return (
    <div data-testid="messages">
      <PageHeader title={t.title} lead={t.lead}>
        {mayEdit(site) && (
          <LinkButton to={newMessageRoute.to} params={{ siteId }} search={{}} data-testid="new-message">
            {t.newMessage}
          </LinkButton>
        )}
      </PageHeader>
      <MessagesTabs />
      <ListTools
        label={t.search}
        sorts={SORTS.map((value) => ({ value, label: t.sorts[value] }))}
        filters={[
          { all: t.allStates, each: STATES.map((value) => ({ value, label: t.states[value] ?? value })) },
          { of: 'type', label: t.type, all: t.allTypes, each: TYPES.map((value) => ({ value, label: t.types[value] ?? value })) },
        ]}
      />
      <p className={styles.about} role="status">
        {found && found.length > 0 && t.count(number(found.length, language))}
        <span>
          {t.period(LIST_DAYS)} · {days(from, to, language)}
        </span>
      </p>
      <List
        query={list}
        items={found}
        keyOf={({ id }) => id}
        label={t.title}
        failed={t.listFailed}
        testId="messages-list"
        empty={<Notice picture={<MessagePicture type="popcorn" size={72} />} title={t.empty} text={t.emptyHelp} action={mayEdit(site) && <LinkButton to={newMessageRoute.to} params={{ siteId }} search={{}}>{t.emptyAction}</LinkButton>} testId="messages-empty" />}
        head={
          <div className={styles.heads}>
            <span>{t.message}</span>
            <NumberHeads attribution={earned.data?.attribution} />
            <span className={styles.end}>{t.onOff}</span>
          </div>
        }
        row={(message) => <MessageRow message={message} group={groups?.find(({ id }) => id === message.group)} line={lines.get(message.id)} earned={earned} />}
        foot={
          earned.data && (
            <div className={styles.rule}>
              <Rule title={t.rule} testId="attribution-rule">
                {earned.data.attribution.rule[language]}
              </Rule>
            </div>
          )
        }
      />
    </div>
  );
}
