import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/InlineInput.css';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type NewRelay, type Relay, type RelayEvent, type RelayKind } from '../../api.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { relays as texts } from '../../i18n/relays.ts';
import { useSite } from '../../site/useSite.ts';
import { CodeBox } from '../../ui/CodeBox.tsx';
import { Dialog, DialogActions } from '../../ui/dialog/Dialog.tsx';
import { DialogForm } from '../../ui/dialog/DialogForm.tsx';
import { fieldOf, fieldText, saveText } from '../../ui/notice/problem.ts';
import { Fields } from '../../ui/page/Sheet.tsx';
import rows from '../Rows.module.css';
import { relaysKey } from './queries.ts';

const KINDS: readonly RelayKind[] = ['meta', 'ga4', 'webhook'];
const EVENTS: readonly RelayEvent[] = ['order.placed', 'order.refunded', 'order.cancelled', 'member.joined'];

/** A relay is written: a new one, or one that is there. A webhook's secret is shown when it was made. */
export function RelayDialog({ relay, etag, onClose }: { relay?: Relay; etag?: string; onClose: () => void }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const { id } = useSite();
  const client = useQueryClient();
  const [kind, setKind] = useState<RelayKind>(relay?.kind ?? 'meta');
  const [name, setName] = useState(relay?.name ?? '');
  // Where it leads: a pixel, a stream or an address.
  const [place, setPlace] = useState(relay?.pixel ?? relay?.measurement ?? relay?.url ?? '');
  const [token, setToken] = useState('');
  const [events, setEvents] = useState<RelayEvent[]>(relay?.events ?? [...EVENTS]);
  const [consent, setConsent] = useState(relay?.consent ?? { third_party: true, cross_border: true });
  const [secret, setSecret] = useState<string | null>(null);
  const field = { meta: 'pixel', ga4: 'measurement', webhook: 'url' }[kind] as 'pixel' | 'measurement' | 'url';
  const save = useMutation({
    mutationFn: async () => {
      const body: NewRelay = { kind, name, [field]: place, consent, ...(token !== '' && { token }), ...(kind === 'webhook' && { events }) };
      if (relay && etag) {
        await api.put('/api/sites/{id}/relays/{relay}', { path: { id, relay: relay.id }, body, ifMatch: etag });
        return undefined;
      }
      return (await api.post('/api/sites/{id}/relays', { path: { id }, body })).secret;
    },
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: relaysKey(id) });
      if (made === undefined) onClose();
      else setSecret(made);
    },
  });
  if (secret !== null) return <Secret secret={secret} onClose={onClose} />;
  // Another service has another place, and its own rule of consent.
  const choose = (next: RelayKind) => {
    save.reset();
    setKind(next);
    setPlace('');
    setToken('');
    setConsent(next === 'webhook' ? { third_party: false, cross_border: false } : { third_party: true, cross_border: true });
  };
  const wrong = (of: string, own: string) => fieldText(save.error, of, common, language, own);
  const isElsewhere = save.error && !['name', field, 'token', 'events'].includes(fieldOf(save.error));
  const change = (set: (value: string) => void) => (event: { currentTarget: { value: string } }) => (save.reset(), set(event.currentTarget.value));
  const isReady = place.trim() !== '' && (kind === 'webhook' || relay !== undefined || token.trim() !== '');
  return (
    <Dialog opened onClose={onClose} title={relay ? t.changeTitle : t.add} testId="relay-dialog">
      <DialogForm onSubmit={() => save.mutate()} onClose={onClose} yes={t.save} isBusy={save.isPending} isReady={isReady} testId="relay-save">
        <Fields>
          {!relay && <NativeSelect label={t.kind} data={KINDS.map((value) => ({ value, label: t.kinds[value] }))} value={kind} onChange={(event) => choose(event.currentTarget.value as RelayKind)} data-testid="relay-kind" />}
          <TextInput
            label={t[field]}
            description={t[`${field}Help`]}
            value={place}
            onChange={change(setPlace)}
            error={wrong(field, language === 'en' ? '' : t[`${field}Wrong`]) ?? undefined}
            spellCheck={false}
            autoComplete="off"
            inputMode={kind === 'webhook' ? 'url' : undefined}
            data-testid="relay-place"
          />
          {kind !== 'webhook' && (
            <TextInput
              label={kind === 'meta' ? t.metaToken : t.ga4Token}
              description={relay ? t.tokenStays : kind === 'meta' ? t.metaTokenHelp : t.ga4TokenHelp}
              value={token}
              onChange={change(setToken)}
              error={wrong('token', t.tokenWrong)}
              spellCheck={false}
              autoComplete="off"
              data-testid="relay-token"
            />
          )}
          <TextInput label={t.name} description={t.nameHelp} maxLength={80} value={name} onChange={change(setName)} error={wrong('name', '')} data-testid="relay-name" />
          {kind === 'webhook' && (
            <Checkbox.Group label={t.events} value={events} onChange={(next) => (save.reset(), setEvents(next as RelayEvent[]))} error={wrong('events', t.eventsWrong)}>
              <div className={rows.checks}>
                {EVENTS.map((event) => (
                  <Checkbox key={event} value={event} label={t.eventNames[event]} data-testid={`relay-event-${event}`} />
                ))}
              </div>
            </Checkbox.Group>
          )}
          {kind !== 'webhook' && (
            <Checkbox.Group
              label={t.consent}
              description={t.consentHelp}
              value={[...(consent.third_party ? ['third_party'] : []), ...(consent.cross_border ? ['cross_border'] : [])]}
              onChange={(next) => setConsent({ third_party: next.includes('third_party'), cross_border: next.includes('cross_border') })}
            >
              <div className={rows.checks}>
                <Checkbox value="third_party" label={t.thirdParty} data-testid="relay-third-party" />
                <Checkbox value="cross_border" label={t.crossBorder} data-testid="relay-cross-border" />
              </div>
            </Checkbox.Group>
          )}
          {isElsewhere && <p role="alert">{saveText(save.error, common, language)}</p>}
        </Fields>
      </DialogForm>
    </Dialog>
  );
}

/** What signs webhooks, to be taken along now. */
export function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useTexts(texts);
  const { t: common } = useWords();
  return (
    <Dialog opened onClose={onClose} title={t.madeTitle} testId="relay-secret-dialog" size="wide">
      <p className={rows.quiet}>{t.madeText}</p>
      <CodeBox text={secret} label={t.madeTitle} testId="relay-secret" />
      <DialogActions>
        <Button variant="light" onClick={onClose} data-testid="relay-secret-done">
          {common.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
