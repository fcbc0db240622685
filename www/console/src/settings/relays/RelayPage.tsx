import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type NewRelay, type Relay } from '../../api.ts';
import { moment } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { relays as texts } from '../../i18n/relays.ts';
import { isOwner, useSite } from '../../site/useSite.ts';
import { confirm } from '../../ui/dialog/confirm.ts';
import { saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { Failed } from '../../ui/notice/Trouble.tsx';
import { BackLink } from '../../ui/page/BackLink.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { State } from '../../ui/State.tsx';
import rows from '../Rows.module.css';
import { relayRoute } from '../routes.ts';
import { Waiting } from '../SettingsForm.tsx';
import { Deliveries } from './Deliveries.tsx';
import { relayQuery, relaysKey } from './queries.ts';
import { RelayDialog, Secret } from './RelayDialog.tsx';
import { Figures } from './Relays.tsx';
import styles from './Relays.module.css';
import { TestDialog } from './TestDialog.tsx';

/** One relay: how it stands, what can be done about it, and what was sent. */
export function RelayPage() {
  const t = useTexts(texts);
  const site = useSite();
  const { relay: id } = relayRoute.useParams();
  const query = useQuery(relayQuery(site.id, id));
  if (query.isPending) return <Waiting />;
  if (!query.data) {
    return (
      <Sheet>
        <Failed title={t.failed} error={query.error} retry={() => void query.refetch()} busy={query.isFetching} testId="relay-error" />
      </Sheet>
    );
  }
  const { body: relay, etag } = query.data;
  return (
    <div data-testid="relay-page">
      <BackLink to="/sites/$siteId/settings/relays" params={{ siteId: site.id }}>
        {t.title}
      </BackLink>
      <Head relay={relay} etag={etag} />
      <Deliveries relay={relay} />
    </div>
  );
}

function Head({ relay, etag }: { relay: Relay; etag: string }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  return (
    <>
      <div className={styles.title}>
        <h2>{relay.name || t.kinds[relay.kind]}</h2>
        <State on={relay.state === 'on'} testId="relay-state">
          {t.states[relay.state]}
        </State>
      </div>
      {relay.state !== 'on' && (
        <p className={styles.note} data-testid="relay-why">
          {t[relay.state]}
        </p>
      )}
      <Sheet>
        <p className={rows.quiet}>
          {t.kinds[relay.kind]} · {relay.pixel ?? relay.measurement ?? relay.url} · {relay.events.map((event) => t.eventNames[event]).join(', ')}
        </p>
        <Figures relay={relay} />
        <p className={rows.quiet}>
          {t.lastTaken}: {relay.taken ? moment(relay.taken, language) : t.never}
        </p>
        {relay.failed && (
          <p className={styles.failure} data-testid="relay-failed">
            {t.lastFailed} {moment(relay.failed.at, language)}: {t.whys[relay.failed.why]} {relay.failed.status !== null && `(${t.status(relay.failed.status)})`}
          </p>
        )}
        {isOwner(site) && <Actions relay={relay} etag={etag} />}
      </Sheet>
    </>
  );
}

function Actions({ relay, etag }: { relay: Relay; etag: string }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const { id } = useSite();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'change' | 'test' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const path = { id, relay: relay.id };
  const refused = (error: Error) => toast(saveText(error, common, language), { tone: 'bad' });
  const known = () => client.invalidateQueries({ queryKey: relaysKey(id) });
  const turn = useMutation({
    mutationFn: (state: 'on' | 'paused') => {
      const { kind, name, pixel, measurement, url, events, consent } = relay;
      const body: NewRelay = { kind, name, events, consent, state, ...(pixel && { pixel }), ...(measurement && { measurement }), ...(url && { url }) };
      return api.put('/api/sites/{id}/relays/{relay}', { path, body, ifMatch: etag });
    },
    onSuccess: known,
    onError: refused,
  });
  const rotate = useMutation({
    mutationFn: () => api.post('/api/sites/{id}/relays/{relay}/rotate', { path }),
    onSuccess: (answer) => {
      setSecret(answer.secret);
      return known();
    },
    onError: refused,
  });
  const remove = useMutation({
    mutationFn: () => api.delete('/api/sites/{id}/relays/{relay}', { path, ifMatch: etag }),
    onSuccess: async () => {
      await navigate({ to: '/sites/$siteId/settings/relays', params: { siteId: id } });
      await known();
    },
    onError: refused,
  });
  const askRotate = async () => {
    if (await confirm({ title: t.rotateTitle, text: t.rotateText, yes: t.rotate })) rotate.mutate();
  };
  const askRemove = async () => {
    if (await confirm({ title: t.removeTitle(relay.name || t.kinds[relay.kind]), text: t.removeText, yes: t.remove, danger: true })) remove.mutate();
  };
  return (
    <>
      <div className={styles.actions}>
        <Button variant="light" onClick={() => setOpen('test')} data-testid="relay-test">
          {t.test}
        </Button>
        <Button variant="light" onClick={() => setOpen('change')} data-testid="relay-change">
          {t.change}
        </Button>
        <Button variant="light" loading={turn.isPending} onClick={() => turn.mutate(relay.state === 'on' ? 'paused' : 'on')} data-testid="relay-turn">
          {relay.state === 'on' ? t.pause : t.resume}
        </Button>
        {relay.kind === 'webhook' && (
          <Button variant="light" loading={rotate.isPending} onClick={() => void askRotate()} data-testid="relay-rotate">
            {t.rotate}
          </Button>
        )}
        <Button variant="subtle" loading={remove.isPending} onClick={() => void askRemove()} data-testid="relay-remove">
          {t.remove}
        </Button>
      </div>
      {open === 'change' && <RelayDialog relay={relay} etag={etag} onClose={() => setOpen(null)} />}
      {open === 'test' && <TestDialog relay={relay} onClose={() => setOpen(null)} />}
      {secret !== null && <Secret secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}
