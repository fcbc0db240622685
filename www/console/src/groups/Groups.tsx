import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { GroupLine, MessageLine } from '../api.ts';
import { groups as texts } from '../i18n/groups.ts';
import { useTexts } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { MessagesTabs } from '../messages/MessagesTabs.tsx';
import { writtenQuery } from '../messages/queries.ts';
import { Switch } from '../messages/Switch.tsx';
import { mayEdit, useSite } from '../site/useSite.ts';
import { Icon } from '../ui/Icon.tsx';
import { List } from '../ui/list/List.tsx';
import { ListTools, useListSearch } from '../ui/list/ListTools.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { State } from '../ui/State.tsx';
import { Notice } from '../ui/notice/Trouble.tsx';
import { GroupDialog } from './GroupDialog.tsx';
import styles from './Groups.module.css';
import { groupsQuery } from './queries.ts';
import { SORTS, STATES } from './route.ts';

/** Messages that are switched together: a sale, a season. */
export function Groups() {
  const t = useTexts(texts);
  const own = useTexts(messages);
  const site = useSite();
  const list = useQuery(groupsQuery(site.id, useListSearch()));
  const { data: written } = useQuery(writtenQuery(site.id));
  const [open, setOpen] = useState<GroupLine | 'new' | null>(null);
  const make = mayEdit(site) && (
    <Button leftSection={<Icon name="plus" size={18} />} onClick={() => setOpen('new')} data-testid="new-group">
      {t.make}
    </Button>
  );
  return (
    <div data-testid="groups-page">
      <PageHeader title={t.title} lead={t.lead}>
        {make}
      </PageHeader>
      <MessagesTabs />
      <ListTools
        label={t.search}
        sorts={SORTS.map((value) => ({ value, label: own.sorts[value] }))}
        filters={[{ all: own.allStates, each: STATES.map((value) => ({ value, label: own.states[value] ?? value })) }]}
      />
      <List
        query={list}
        items={list.data}
        keyOf={({ id }) => id}
        label={t.title}
        failed={t.failed}
        testId="groups"
        empty={<Notice title={t.empty} text={t.emptyHelp} action={make || undefined} testId="groups-empty" />}
        row={(group) => <Row group={group} within={written?.filter((message) => message.group === group.id)} change={mayEdit(site) ? () => setOpen(group) : undefined} />}
      />
      {open && <GroupDialog of={open === 'new' ? undefined : open} messages={written ?? []} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Row({ group, within, change }: { group: GroupLine; within: MessageLine[] | undefined; change: (() => void) | undefined }) {
  const t = useTexts(texts);
  const own = useTexts(messages);
  const name = group.name || group.id;
  return (
    <div className={styles.row} data-testid="group" data-group={group.id}>
      <div className={styles.words}>
        <State on={group.status === 'active'} testId="group-state">
          {own.states[group.status] ?? group.status}
        </State>
        <h2 className={styles.name}>{name}</h2>
        <p className={styles.within} data-testid="group-messages">
          {within && (within.length === 0 ? t.nobody : t.within(within.length, within.map((message) => message.name || message.id).join(', ')))}
        </p>
      </div>
      {change && (
        <Button variant="light" size="compact-md" onClick={change} aria-label={t.changeOne(name)} data-testid="group-change">
          {t.change}
        </Button>
      )}
      <Switch kind="group" id={group.id} name={name} on={group.status === 'active'} />
    </div>
  );
}
