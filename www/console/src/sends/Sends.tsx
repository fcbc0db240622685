import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { moment, money, number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { sends as texts } from '../i18n/sends.ts';
import { siteQuery } from '../queries.ts';
import { carrierQuery, checkQuery } from '../settings/carrier/queries.ts';
import { mayEdit, useSite } from '../site/useSite.ts';
import { Icon } from '../ui/Icon.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { List } from '../ui/list/List.tsx';
import { ListTools, useListSearch } from '../ui/list/ListTools.tsx';
import { ABOVE, RowLink } from '../ui/list/RowLink.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { State } from '../ui/State.tsx';
import { Notice } from '../ui/notice/Trouble.tsx';
import { isTrial, runsQuery, sendsQuery, type Line, type Run } from './queries.ts';
import { newSendRoute, runRoute, sendRoute, SORTS, STATES } from './routes.ts';
import styles from './Sends.module.css';
import { SendsTabs } from './SendsTabs.tsx';
import { useNames } from './useNames.ts';
import { leftOf, peopleOf, toWhom, whenSaid, type Names } from './words.ts';

/** What the shop sends: to whom, when, and what became of it last. */
export function Sends() {
  const t = useTexts(texts);
  const site = useSite();
  const query = useInfiniteQuery(sendsQuery(site.id, useListSearch()));
  const runs = useQuery(runsQuery(site.id));
  const carrier = useQuery(carrierQuery(site.id));
  const { language } = useWords();
  // Asked only where somebody wants to be told: it is another company's server.
  const low = carrier.data?.body.low_balance;
  const check = useQuery({ ...checkQuery(site.id, carrier.data?.body.version ?? 0), enabled: mayEdit(site) && Boolean(low) });
  const { data: about } = useQuery(siteQuery(site.id));
  const names = useNames(site.id);
  const last = useMemo(() => {
    const found = new Map<string, Run>();
    // The newest come first; a trial is none of them.
    for (const run of runs.data?.runs ?? []) if (!found.has(run.send) && !isTrial(run)) found.set(run.send, run);
    return found;
  }, [runs.data]);
  const next = useMemo(() => new Map(runs.data?.armed.map(({ send, at }) => [send, at])), [runs.data]);
  const make = mayEdit(site) && (
    <LinkButton to={newSendRoute.to} params={{ siteId: site.id }} search={{}} leftSection={<Icon name="plus" size={18} />} data-testid="new-send">
      {t.make}
    </LinkButton>
  );
  return (
    <div data-testid="sends-page">
      <PageHeader title={t.title} lead={t.lead}>
        {make}
      </PageHeader>
      <SendsTabs />
      {carrier.data === null && (
        <p className={styles.first} data-testid="connect-first">
          <span>{t.connectFirst}</span>
          <LinkButton variant="light" to="/sites/$siteId/settings/carrier" params={{ siteId: site.id }}>
            {t.connect}
          </LinkButton>
        </p>
      )}
      {check.data?.is_low && check.data.balance !== null && (
        <p className={styles.first} role="status" data-testid="low-balance">
          <span>{t.lowBalance(money({ amount: String(check.data.balance), currency: 'KRW' }, language))}</span>
          <LinkButton variant="light" to="/sites/$siteId/settings/carrier" params={{ siteId: site.id }}>
            {t.toBalance}
          </LinkButton>
        </p>
      )}
      <ListTools label={t.search} sorts={SORTS.map((value) => ({ value, label: t.sorts[value] }))} filters={[{ all: t.allStates, each: STATES.map((value) => ({ value, label: t.states[value] })) }]} />
      <List
        query={query}
        items={query.data?.pages.flatMap(({ sends }) => sends)}
        keyOf={({ id }) => id}
        label={t.title}
        failed={t.failed}
        testId="sends"
        empty={<Notice title={t.empty} text={t.emptyHelp} action={make || undefined} testId="sends-empty" />}
        row={(line) => <Row line={line} run={last.get(line.id)} next={next.get(line.id)} names={names} zone={about?.zone ?? 'Asia/Seoul'} />}
      />
    </div>
  );
}

function Row({ line, run, next, names, zone }: { line: Line; run: Run | undefined; next: string | undefined; names: Names; zone: string }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const { use } = line;
  return (
    <div className={styles.row} data-testid="send" data-name={line.name}>
      <div className={styles.what}>
        <p className={styles.kind}>
          <span className={styles.use} data-use={use}>
            {t.uses[use]}
          </span>
          {line.status === 'active' && <State on>{t.states.active}</State>}
        </p>
        <RowLink to={sendRoute.to} params={{ siteId: site.id, sendId: line.id }}>
          {line.name}
        </RowLink>
        <p className={styles.quiet}>
          {toWhom(line.audience, names, t)} · {whenSaid(line.schedule, zone, t, language)}
        </p>
        {next && <p className={styles.next}>{t.next(moment(next, language, zone))}</p>}
      </div>
      <div className={styles.last}>
        {run ? (
          <Link className={`${ABOVE} ${styles.run}`} to={runRoute.to} params={{ siteId: site.id, run: String(run.id) }} data-testid="last-run">
            <span className={styles.runState} data-state={run.state}>
              {t.runStates[run.state]}
            </span>
            <span>{t.doneOf(number(leftOf(run.totals), language), number(peopleOf(run), language))}</span>
            <small>{moment(run.ordered_at, language, zone)}</small>
          </Link>
        ) : (
          <span className={styles.quiet}>{t.never}</span>
        )}
      </div>
    </div>
  );
}
