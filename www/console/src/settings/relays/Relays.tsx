import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Relay } from '../../api.ts';
import { moment, number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { relays as texts } from '../../i18n/relays.ts';
import { isOwner, useSite } from '../../site/useSite.ts';
import { List } from '../../ui/list/List.tsx';
import { RowLink } from '../../ui/list/RowLink.tsx';
import { Notice } from '../../ui/notice/Trouble.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { State } from '../../ui/State.tsx';
import rows from '../Rows.module.css';
import { relaysQuery } from './queries.ts';
import { RelayDialog } from './RelayDialog.tsx';
import styles from './Relays.module.css';

/** Where conversions are told: each with its state, how many got there, and why not. */
export function Relays() {
  const t = useTexts(texts);
  const site = useSite();
  const query = useQuery(relaysQuery(site.id));
  const [adding, setAdding] = useState(false);
  const add = isOwner(site) && (
    <Button onClick={() => setAdding(true)} data-testid="relay-add">
      {t.add}
    </Button>
  );
  const empty = <Notice title={t.empty} text={t.emptyHelp} testId="relays-empty" />;
  return (
    <>
      <Sheet id="relays" title={t.title} text={t.text} actions={add} />
      <div className={rows.below}>
        <List query={query} items={query.data?.relays} keyOf={({ id }) => id} label={t.title} failed={t.failed} empty={empty} testId="relays" row={(relay) => <RelayRow relay={relay} />} />
      </div>
      {adding && <RelayDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function RelayRow({ relay }: { relay: Relay }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const title = relay.name || t.kinds[relay.kind];
  return (
    <div className={rows.row} data-testid="relay" data-kind={relay.kind}>
      <div className={rows.what}>
        <p className={rows.name}>
          <RowLink to="/sites/$siteId/settings/relays/$relay" params={{ siteId: site.id, relay: relay.id }}>
            {title}
          </RowLink>
        </p>
        <p className={rows.quiet}>
          {relay.name && `${t.kinds[relay.kind]} · `}
          {relay.pixel ?? relay.measurement ?? relay.url}
        </p>
        <Figures relay={relay} />
        {relay.failed && relay.deliveries.waiting + relay.deliveries.dead > 0 && (
          <p className={styles.failure} data-testid="relay-failed">
            {t.lastFailed} {moment(relay.failed.at, language)}: {t.whys[relay.failed.why]}
          </p>
        )}
      </div>
      <State on={relay.state === 'on'} testId="relay-state">
        {t.states[relay.state]}
      </State>
    </div>
  );
}

/** How many deliveries stand where; what is none is not said, but that none failed. */
export function Figures({ relay }: { relay: Relay }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const { deliveries } = relay;
  const shown = (['taken', 'waiting', 'held', 'dead', 'void'] as const).filter((state) => state === 'taken' || state === 'dead' || deliveries[state] > 0);
  return (
    <p className={styles.figures} data-testid="relay-figures">
      {shown.map((state) => (
        <span key={state} data-tone={state === 'dead' && deliveries.dead > 0 ? 'bad' : undefined}>
          {t.numbers[state]} <b>{number(deliveries[state], language)}</b>
        </span>
      ))}
    </p>
  );
}
