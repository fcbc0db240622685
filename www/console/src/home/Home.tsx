import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Totals } from '../api.ts';
import { useCivilDay } from '../clock.tsx';
import { change, day, money, number, percent, type Language } from '../format.ts';
import { home as texts } from '../i18n/home.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { liveQuery, siteQuery } from '../queries.ts';
import { useSite } from '../site/useSite.ts';
import { nextOf, useSteps } from '../start/steps.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { Tile } from '../ui/page/Tile.tsx';
import { Failed } from '../ui/notice/Trouble.tsx';
import { Attention } from './Attention.tsx';
import { Earned } from './Earned.tsx';
import styles from './Home.module.css';
import { totalsQuery } from './queries.ts';

/** A day ago, and the same day of the week before that. */
const [YESTERDAY, WEEK_BEFORE] = [-1, -8];

/** Every morning: yesterday against the same day last week, what messages earned, what needs attention. */
export function Home() {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const { data: about } = useQuery(siteQuery(site.id));
  const { data: live } = useQuery(liveQuery(site.id));
  const zone = about?.zone ?? 'Asia/Seoul';
  const yesterday = useCivilDay(zone, YESTERDAY);
  const before = useCivilDay(zone, WEEK_BEFORE);
  return (
    <div data-testid="home-page">
      <PageHeader title={site.name} lead={t.lead(day(yesterday, language), day(before, language))}>
        {live && live.count > 0 && (
          <Link to="/sites/$siteId/live" params={{ siteId: site.id }} className={styles.live} data-testid="home-live">
            <span className={styles.pulse} aria-hidden="true" />
            {t.live(number(live.count, language))}
          </Link>
        )}
      </PageHeader>
      <Checklist />
      {about ? (
        <>
          <Numbers yesterday={yesterday} before={before} />
          <Attention yesterday={yesterday} before={before} />
          <Earned yesterday={yesterday} before={before} />
        </>
      ) : (
        <Skeleton height={116} radius={10} />
      )}
    </div>
  );
}

/** How far the beginning is, until it is done. */
function Checklist() {
  const t = useTexts(texts);
  const site = useSite();
  const { steps } = useSteps(site.id);
  const done = steps?.filter((step) => step.done).length ?? 0;
  const next = steps && nextOf(steps);
  if (!steps || !next) return null;
  return (
    <section className={styles.checklist} aria-labelledby="checklist-title" data-testid="checklist">
      <div className={styles.checklistText}>
        <h2 id="checklist-title">{t.checklist(done, steps.length)}</h2>
        <p>{t.next[next]}</p>
        <div className={styles.track} role="progressbar" aria-label={t.checklist(done, steps.length)} aria-valuenow={done} aria-valuemin={0} aria-valuemax={steps.length}>
          {steps.map(({ step, done }) => (
            <span key={step} data-done={done || undefined} />
          ))}
        </div>
      </div>
      <LinkButton to="/sites/$siteId/start" params={{ siteId: site.id }} data-testid="to-start">
        {t.goOn}
      </LinkButton>
    </section>
  );
}

type Tile = { id: 'visits' | 'orders' | 'revenue' | 'rate' | 'average' | 'carts'; value: (totals: Totals) => number; show: (totals: Totals, language: Language) => string };

const revenueOf = ({ revenue }: Totals): number => Number(revenue.amount);
const TILES: readonly Tile[] = [
  { id: 'revenue', value: revenueOf, show: ({ revenue }, language) => money(revenue, language) },
  { id: 'orders', value: ({ orders }) => orders, show: ({ orders }, language) => number(orders, language) },
  { id: 'visits', value: ({ visits }) => visits, show: ({ visits }, language) => number(visits, language) },
  { id: 'rate', value: ({ orders, visits }) => (visits === 0 ? 0 : orders / visits), show: ({ orders, visits }, language) => percent(orders, visits, language) },
  {
    id: 'average',
    value: (totals) => (totals.orders === 0 ? 0 : revenueOf(totals) / totals.orders),
    show: (totals, language) => (totals.orders === 0 ? '–' : money({ ...totals.revenue, amount: String(Math.round(revenueOf(totals) / totals.orders)) }, language)),
  },
  { id: 'carts', value: ({ carted_without_order: left }) => left, show: ({ carted_without_order: left }, language) => number(left, language) },
];

function Numbers({ yesterday, before }: { yesterday: string; before: string }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const { id } = useSite();
  const now = useQuery(totalsQuery(id, yesterday));
  const then = useQuery(totalsQuery(id, before));
  if ((now.isError && !now.data) || (then.isError && !then.data)) {
    const failed = now.isError ? now : then;
    return (
      <Sheet>
        <Failed title={t.failed} error={failed.error} retry={() => (void now.refetch(), void then.refetch())} busy={failed.isFetching} testId="totals-error" />
      </Sheet>
    );
  }
  const isFresh = now.data?.visits === 0 && then.data?.visits === 0;
  return (
    <>
      {isFresh && (
        <p className={styles.fresh} data-testid="fresh">
          {t.fresh}
        </p>
      )}
      <dl className={styles.tiles} aria-busy={!now.data || !then.data} data-testid="totals">
        {TILES.map(({ id, value, show }) => {
          const moved = now.data && then.data && change(value(now.data), value(then.data), language);
          const tone = now.data && then.data ? toneOf(id, value(now.data) - value(then.data)) : undefined;
          return (
            <Tile
              key={id}
              testId={`total-${id}`}
              word={t.tiles[id].name}
              meaning={t.tiles[id].help}
              value={now.data ? show(now.data, language) : <Skeleton width={92} height={28} radius={6} mt={5} />}
              below={
                now.data &&
                then.data && (
                  <span className={styles.versus}>
                    {moved && <strong data-tone={tone}>{moved} </strong>}
                    {show(then.data, language) !== '–' && t.lastWeek(show(then.data, language))}
                  </span>
                )
              }
            />
          );
        })}
      </dl>
    </>
  );
}

/** More carts left behind is no good news. */
function toneOf(id: Tile['id'], by: number): 'good' | 'bad' | undefined {
  if (by === 0) return undefined;
  return by > 0 === (id !== 'carts') ? 'good' : 'bad';
}
