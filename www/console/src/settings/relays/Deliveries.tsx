import '@mantine/core/styles/Input.css';
import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, type Delivery, type DeliveryState, type Relay } from '../../api.ts';
import { moment } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { relays as texts } from '../../i18n/relays.ts';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { confirm } from '../../ui/dialog/confirm.ts';
import { List } from '../../ui/list/List.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { Notice } from '../../ui/notice/Trouble.tsx';
import rows from '../Rows.module.css';
import { relayRoute } from '../routes.ts';
import { deliveriesQuery, relaysKey } from './queries.ts';
import styles from './Relays.module.css';

const STATES: readonly DeliveryState[] = ['dead', 'held', 'waiting', 'taken', 'void'];

/** What a relay was told and is to be told; what did not get through can be sent again. */
export function Deliveries({ relay }: { relay: Relay }) {
  const t = useTexts(texts);
  const { id } = useSite();
  const { state } = relayRoute.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery(deliveriesQuery(id, relay.id, state));
  const items = query.data?.pages.flatMap(({ deliveries }) => deliveries);
  const choose = (next: string) => void navigate({ to: '.', search: { state: STATES.find((known) => known === next) }, replace: true });
  const empty = state ? <Notice title={t.nothing} text={t.nothingHelp} testId="deliveries-nothing" /> : <Notice title={t.deliveriesEmpty} text={t.deliveriesEmptyHelp} testId="deliveries-empty" />;
  return (
    <section aria-labelledby="deliveries-title">
      <div className={styles.head}>
        <h2 id="deliveries-title">{state === 'dead' ? t.deadTitle : t.deliveries}</h2>
        <NativeSelect
          aria-label={t.deliveries}
          data={[{ value: '', label: t.all }, ...STATES.map((value) => ({ value, label: t.numbers[value] }))]}
          value={state ?? ''}
          onChange={(event) => choose(event.currentTarget.value)}
          data-testid="deliveries-state"
        />
      </div>
      <List query={query} items={items} keyOf={({ id }) => id} label={t.deliveries} failed={t.deliveriesFailed} empty={empty} testId="deliveries" row={(delivery) => <DeliveryRow relay={relay} delivery={delivery} />} />
    </section>
  );
}

function DeliveryRow({ relay, delivery }: { relay: Relay; delivery: Delivery }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const replay = useMutation({
    mutationFn: () => api.post('/api/sites/{id}/relays/{relay}/deliveries/{delivery}/replay', { path: { id: site.id, relay: relay.id, delivery: delivery.id } }),
    onSuccess: () => {
      toast(t.replayed);
      return client.invalidateQueries({ queryKey: relaysKey(site.id) });
    },
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
  });
  // Only Meta counts by time: elsewhere the same id is the same event.
  const ask = async () => {
    if (delivery.why !== 'doubtful' || (await confirm({ title: t.doubtTitle, text: t.doubtText, yes: t.replay, danger: true }))) replay.mutate();
  };
  const isReplayable = delivery.state === 'dead' || delivery.state === 'held';
  return (
    <div className={rows.row} data-testid="delivery" data-subject={delivery.subject} data-state={delivery.state}>
      <div className={rows.what}>
        <p className={rows.name}>
          {t.eventNames[delivery.kind]} {delivery.subject ?? t.forgotten}{' '}
          <span className={rows.tag} data-tone={{ dead: 'bad', taken: 'good', held: undefined, waiting: undefined, void: undefined }[delivery.state]}>
            {t.numbers[delivery.state]}
          </span>
        </p>
        {delivery.why && (
          <p className={rows.quiet} data-testid="delivery-why">
            {t.whys[delivery.why]} {delivery.status !== null && `(${t.status(delivery.status)})`}
          </p>
        )}
        <p className={rows.quiet}>
          {moment(delivery.at, language)}
          {delivery.tries > 0 && ` · ${t.tries(delivery.tries)}`}
          {delivery.next && delivery.tries > 0 && ` · ${t.next(moment(delivery.next, language))}`}
        </p>
      </div>
      {isReplayable && mayEdit(site) && (
        <Button variant="light" loading={replay.isPending} onClick={() => void ask()} data-testid="delivery-replay">
          {t.replay}
        </Button>
      )}
    </div>
  );
}
