import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Popover.css';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type NewSend } from '../../api.ts';
import { happeningOf, NOTICES } from '../../automatic/queries.ts';
import { automaticRoute } from '../../automatic/route.ts';
import { moment, money, number } from '../../format.ts';
import { automatic as automaticTexts } from '../../i18n/automatic.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sends as texts } from '../../i18n/sends.ts';
import { siteQuery } from '../../queries.ts';
import { Waiting } from '../../settings/SettingsForm.tsx';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { confirm } from '../../ui/dialog/confirm.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { Failed } from '../../ui/notice/Trouble.tsx';
import { BackLink } from '../../ui/page/BackLink.tsx';
import { PageHeader } from '../../ui/page/PageHeader.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { isTrial, runQuery, runsKey, sendsKey, type Run } from '../queries.ts';
import { runRoute, sendRoute, sendsRoute } from '../routes.ts';
import { KakaoTalk } from '../templates/Kakao.tsx';
import type { Template } from '../templates/template.ts';
import { useNames } from '../useNames.ts';
import { causeOf, peopleOf, phoneNumber, reasonOf, toWhom } from '../words.ts';
import { Effect } from './Effect.tsx';
import { People } from './People.tsx';
import styles from './Run.module.css';
import { Totals } from './Totals.tsx';

/** What became of one run: how it stands, who got it and who did not, and what there is to decide. */
export function RunPage() {
  const t = useTexts(texts);
  const site = useSite();
  const run = Number(runRoute.useParams().run);
  const query = useQuery(runQuery(site.id, run));
  if (query.isPending) return <Waiting />;
  if (!query.data) {
    return (
      <Sheet>
        <Failed title={t.run.failed} error={query.error} retry={() => void query.refetch()} busy={query.isFetching} testId="run-error" />
      </Sheet>
    );
  }
  return <Shown run={query.data} />;
}

function Shown({ run }: { run: Run }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const { data: about } = useQuery(siteQuery(site.id));
  const names = useNames(site.id);
  const zone = about?.zone ?? 'Asia/Seoul';
  const then = run.send_then as unknown as NewSend | null;
  const automatic = useTexts(automaticTexts);
  const happening = happeningOf(run.send);
  const template = run.template_then as unknown as Template | null;
  // Results of refusals that are told: no send of the shop's.
  const isOwn = run.send.startsWith('_') && !happening;
  const done = (said: string) => async (now: Run | undefined) => {
    if (now) client.setQueryData(runQuery(site.id, run.id).queryKey, now);
    toast(said);
    await client.invalidateQueries({ queryKey: runsKey(site.id) });
    await client.invalidateQueries({ queryKey: sendsKey(site.id) });
  };
  const failed = (error: unknown) => {
    toast(saveText(error, common, language), { tone: 'bad' });
    void client.invalidateQueries({ queryKey: runsKey(site.id) });
  };
  const path = { id: site.id, run: run.id };
  const stop = useMutation({ mutationFn: () => api.post('/api/sites/{id}/runs/{run}/stop', { path }), onSuccess: done(t.run.stopped), onError: failed });
  const resume = useMutation({ mutationFn: () => api.post('/api/sites/{id}/runs/{run}/resume', { path }), onSuccess: done(t.run.resumed), onError: failed });
  const mayStop = mayEdit(site) && ['planning', 'sending', 'held'].includes(run.state);
  const waits = (run.totals['waits'] ?? 0) > 0 && run.state === 'sending' && run.goes_on_at !== null && Date.parse(run.goes_on_at) > Date.now();
  const facts: [string, string][] = [
    [t.run.ordered, `${moment(run.ordered_at, language, zone)} · ${happening ? t.run.cause.on : causeOf(run, t)}`],
    ...(run.ended_at && (run.state === 'done' || run.state === 'stopped') ? ([[t.run.ended, moment(run.ended_at, language, zone)]] as [string, string][]) : []),
    [t.run.people, t.people(number(peopleOf(run), language))],
    ...(run.looked_at > 0 ? ([[t.run.looked, t.people(number(run.looked_at, language))]] as [string, string][]) : []),
    ...(run.not_known > 0 ? ([[t.run.notKnown, `${t.people(number(run.not_known, language))} · ${t.run.notKnownHelp}`]] as [string, string][]) : []),
  ];
  return (
    <div data-testid="run-page" data-state={run.state}>
      <BackLink to={sendsRoute.to} params={{ siteId: site.id }} search={{}}>
        {t.title}
      </BackLink>
      <PageHeader title={t.run.title(happening ? automatic.names[happening] : isOwn ? t.run.notices : (then?.name ?? run.send))}>
        <ToSend send={run.send} />
        {mayStop && (
          <Button variant="light" loading={stop.isPending} onClick={() => void confirm({ title: t.run.stopTitle, text: t.run.stopText, yes: t.run.stop, danger: true }).then((yes) => yes && stop.mutate())} data-testid="run-stop">
            {t.run.stop}
          </Button>
        )}
      </PageHeader>
      {run.state === 'held' && <Held why={run.why} send={run.send} resume={() => resume.mutate()} isBusy={resume.isPending} />}
      {run.state === 'stopped' && run.why !== '' && <Held why={run.why} send={run.send} />}
      <Unknown run={run} done={done} failed={failed} />
      <Sheet>
        <p className={styles.state} data-state={run.state} role="status" data-testid="run-state">
          {t.runStates[run.state]}
          {waits && <span className={styles.quiet}> · {t.run.goesOn(moment(run.goes_on_at ?? '', language, zone))}</span>}
        </p>
        <dl className={styles.facts}>
          {facts.map(([word, said]) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{said}</dd>
            </div>
          ))}
        </dl>
      </Sheet>
      {run.state !== 'planning' && <Effect run={run} zone={zone} isKakao={then?.content.type === 'alimtalk'} />}
      <Totals run={run} />
      {then && (
        <Sheet id="what" title={t.run.what} text={`${t.uses[then.use]}${isOwn || isTrial(run) ? '' : ` · ${happening ? automatic.when[happening] : toWhom(then.audience, names, t)}`}${then.content.type === 'text' ? ` · ${phoneNumber(then.content.sender)}` : ''}`}>
          {template ? (
            <div className={styles.kakao}>
              <KakaoTalk shown={template} channel="" label={t.run.what} />
            </div>
          ) : (
            <p className={styles.said}>{saidOf(then.content)}</p>
          )}
        </Sheet>
      )}
      <People run={run} zone={zone} ofList={then?.audience.type === 'list' && !happening} />
    </div>
  );
}

/** Where it is written, or switched on. */
function ToSend({ send }: { send: string }) {
  const t = useTexts(texts);
  const { id: siteId } = useSite();
  if (send === NOTICES) return null;
  if (happeningOf(send)) {
    return (
      <LinkButton variant="light" to={automaticRoute.to} params={{ siteId }}>
        {t.tabs.automatic}
      </LinkButton>
    );
  }
  return (
    <LinkButton variant="light" to={sendRoute.to} params={{ siteId, sendId: send }}>
      {t.run.edit}
    </LinkButton>
  );
}

/** Why it waits, and what to do. */
function Held({ why, send, resume, isBusy = false }: { why: string; send: string; resume?: () => void; isBusy?: boolean }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const { reason, said } = reasonOf(why);
  const toCarrier = reason === 'no_provider' || reason === 'provider' || reason === 'wrong' || reason === 'low_balance';
  return (
    <div className={styles.held} role="alert" data-testid="run-held" data-reason={reason}>
      <p className={styles.strong}>{resume ? t.run.heldTitle : t.run.stoppedTitle}</p>
      <p>{t.run.held[reason]}</p>
      {reason === 'low_balance' && <Needs said={said} />}
      {/* What our own checks say is English; in Korean the send's page says the same beside its fields. */}
      {said !== '' && reason !== 'low_balance' && (reason !== 'wrong' || language === 'en') && <p className={styles.words}>{reason === 'provider' ? t.run.said(said) : t.run.details(said)}</p>}
      <div className={styles.actions}>
        {resume && mayEdit(site) && (
          <Button loading={isBusy} onClick={resume} data-testid="run-resume">
            {t.run.resume}
          </Button>
        )}
        {toCarrier && (
          <LinkButton variant="light" to="/sites/$siteId/settings/carrier" params={{ siteId: site.id }}>
            {t.run.toCarrier}
          </LinkButton>
        )}
        {reason !== 'send_deleted' && <ToSend send={send} />}
      </div>
    </div>
  );
}

/** How much is missing: `needs 1200, has 1000`. */
function Needs({ said }: { said: string }) {
  const t = useTexts(texts).run;
  const { language } = useWords();
  const [needs, has] = said.match(/\d+(\.\d+)?/g) ?? [];
  if (needs === undefined || has === undefined) return null;
  const won = (amount: string) => money({ amount, currency: 'KRW' }, language);
  return <p className={styles.words}>{t.needs(won(needs), won(has))}</p>;
}

/** Those of whom nobody can tell whether it was sent to them, and what is to become of them. */
function Unknown({ run, done, failed }: { run: Run; done: (said: string) => (now: Run | undefined) => Promise<void>; failed: (error: unknown) => void }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const settle = useMutation({
    mutationFn: (choice: 'sent' | 'again') => api.post('/api/sites/{id}/runs/{run}/settle', { path: { id: site.id, run: run.id }, body: { choice } }),
    onSuccess: ({ people }) => done(t.run.settled(number(people, language)))(undefined),
    onError: failed,
  });
  const count = run.totals['unknown'] ?? 0;
  if (count === 0) return null;
  const again = async () => {
    if (await confirm({ title: t.run.againTitle(number(count, language)), text: t.run.againText, yes: t.run.settle.again, danger: true })) settle.mutate('again');
  };
  return (
    <div className={styles.held} data-testid="run-unknown">
      <p className={styles.strong}>{t.run.unknownTitle(number(count, language))}</p>
      <p>{t.run.unknownText}</p>
      {mayEdit(site) && (
        <div className={styles.choices}>
          {(['sent', 'again'] as const).map((choice) => (
            <div key={choice} className={styles.choice}>
              <Button variant="light" loading={settle.isPending && settle.variables === choice} onClick={() => (choice === 'sent' ? settle.mutate('sent') : void again())} data-testid={`settle-${choice}`}>
                {t.run.settle[choice]}
              </Button>
              <p>{t.run.settleHelp[choice]}</p>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** What it said: a text as it was written, of an Alimtalk its template. */
function saidOf(content: NewSend['content']): string {
  if (content.type === 'alimtalk') return content.template;
  return content.subject ? `${content.subject}\n${content.text}` : content.text;
}
