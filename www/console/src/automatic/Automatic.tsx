import '@mantine/core/styles/Input.css';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Automatic } from '../api.ts';
import { moment, number } from '../format.ts';
import { automatic as texts } from '../i18n/automatic.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { siteQuery } from '../queries.ts';
import { SendsTabs } from '../sends/SendsTabs.tsx';
import { runRoute } from '../sends/routes.ts';
import { carrierQuery } from '../settings/carrier/queries.ts';
import { Waiting } from '../settings/SettingsForm.tsx';
import { mayEdit, useSite } from '../site/useSite.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { saveText } from '../ui/notice/problem.ts';
import { toast } from '../ui/notice/toast.ts';
import { Failed } from '../ui/notice/Trouble.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import styles from './Automatic.module.css';
import { Fallback, Toggle } from './Controls.tsx';
import { Phone } from './Phone.tsx';
import { automaticKey, automaticQuery, type Happening } from './queries.ts';

/** The eight things that are told by themselves: each with its switch, where its template's review is, and how it looks on a phone. */
export function AutomaticPage() {
  const t = useTexts(texts);
  const site = useSite();
  const query = useQuery(automaticQuery(site.id));
  return (
    <div data-testid="automatic-page">
      <PageHeader title={t.title} lead={t.lead}>
        {query.data?.some(({ review }) => review.state === 'in_review') && mayEdit(site) && <Refresh />}
      </PageHeader>
      <SendsTabs />
      {query.isPending && <Waiting />}
      {query.isError && !query.data && (
        <Sheet>
          <Failed title={t.failed} error={query.error} retry={() => void query.refetch()} busy={query.isFetching} testId="automatic-error" />
        </Sheet>
      )}
      {query.data && <Shown all={query.data} />}
    </div>
  );
}

function Shown({ all }: { all: Automatic[] }) {
  const t = useTexts(texts);
  const site = useSite();
  const carrier = useQuery(carrierQuery(site.id));
  const [chosen, choose] = useState<Happening>(all.find(({ is_on }) => is_on)?.happening ?? 'placed');
  const one = all.find(({ happening }) => happening === chosen) ?? all[0];
  const sender = carrier.data?.body.sender as { name?: string; channel?: string; numbers?: string[] } | undefined;
  const isConnected = carrier.isPending || (sender?.channel ?? '') !== '';
  return (
    <>
      {!isConnected && (
        <div className={styles.first} role="status" data-testid="automatic-connect">
          <p>{t.connect}</p>
          <LinkButton variant="light" to="/sites/$siteId/settings/carrier" params={{ siteId: site.id }}>
            {t.toCarrier}
          </LinkButton>
        </div>
      )}
      <div className={styles.sides}>
        <ul className={styles.list} aria-label={t.list} data-testid="automatic">
          {all.map((it) => (
            <Row key={it.happening} it={it} isChosen={it.happening === one?.happening} choose={() => choose(it.happening)} />
          ))}
        </ul>
        {one && (
          <aside className={styles.side} aria-label={t.preview}>
            <Phone it={one} shop={sender?.name ?? ''} />
            <Fallback key={one.happening} it={one} numbers={sender?.numbers ?? []} />
          </aside>
        )}
      </div>
    </>
  );
}

function Row({ it, isChosen, choose }: { it: Automatic; isChosen: boolean; choose: () => void }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const { data: about } = useQuery(siteQuery(site.id));
  const zone = about?.zone ?? 'Asia/Seoul';
  const { happening, review, run } = it;
  const tone = { approved: 'good', rejected: 'bad', in_review: 'waits', draft: undefined, none: undefined }[review.state];
  const held = run?.state === 'held';
  return (
    <li className={styles.row} data-chosen={isChosen || undefined} data-testid={`automatic-${happening}`} data-state={review.state} data-on={it.is_on || undefined}>
      <div className={styles.what}>
        <p className={styles.name}>
          <button type="button" className={styles.choose} aria-pressed={isChosen} onClick={choose}>
            {t.names[happening]}
          </button>
          <span className={styles.tag} data-tone={tone} data-testid="automatic-state">
            {t.states[review.state]}
          </span>
        </p>
        <p className={styles.quiet}>{t.when[happening]}</p>
        {it.on_since ? <p className={styles.quiet}>{t.on(moment(it.on_since, language, zone))}</p> : t.waitsFor[review.state] && <p className={styles.quiet}>{t.waitsFor[review.state]}</p>}
        {review.reasons.length > 0 && (
          <p className={styles.bad} data-testid="automatic-reasons">
            {t.reasons}: {review.reasons.join(' · ')}
          </p>
        )}
        {run && !held && (
          <p className={styles.quiet} data-testid="automatic-last">
            {t.last}{' '}
            <LinkButton variant="transparent" size="compact-sm" to={runRoute.to} params={{ siteId: site.id, run: String(run.id) }}>
              {t.lastOf(number(run.people, language), moment(run.ordered_at, language, zone))}
            </LinkButton>
          </p>
        )}
        {run && held && (
          <p className={styles.bad} role="alert" data-testid="automatic-held">
            {t.held}{' '}
            <LinkButton variant="light" size="compact-sm" to={runRoute.to} params={{ siteId: site.id, run: String(run.id) }}>
              {t.heldLink}
            </LinkButton>
          </p>
        )}
      </div>
      <div className={styles.controls}>
        {mayEdit(site) && review.state !== 'approved' && review.state !== 'in_review' && <Ask it={it} />}
        <Toggle it={it} />
      </div>
    </li>
  );
}

function Ask({ it }: { it: Automatic }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const { id } = useSite();
  const client = useQueryClient();
  const ask = useMutation({
    mutationFn: () => api.post('/api/sites/{id}/automatic/{happening}/review', { path: { id, happening: it.happening }, body: {} }),
    onSuccess: () => toast(t.asked),
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
    onSettled: () => client.invalidateQueries({ queryKey: automaticKey(id) }),
  });
  return (
    <Button variant="light" size="compact-md" loading={ask.isPending} onClick={() => ask.mutate()} aria-label={`${t.names[it.happening]}: ${t.ask}`} data-testid="automatic-ask">
      {it.review.state === 'rejected' ? t.askAgain : t.ask}
    </Button>
  );
}

/** Asks the company where reviews are: it need not tell by itself. */
function Refresh() {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const { id } = useSite();
  const client = useQueryClient();
  const look = useMutation({
    mutationFn: () => api.post('/api/sites/{id}/template-reviews', { path: { id } }),
    onSuccess: () => toast(t.refreshed),
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
    onSettled: () => client.invalidateQueries({ queryKey: automaticKey(id) }),
  });
  return (
    <Button variant="light" loading={look.isPending} onClick={() => look.mutate()} data-testid="automatic-refresh">
      {t.refresh}
    </Button>
  );
}
