import { NativeSelect, SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, lazy, useRef } from 'react';
import { useCivilDay } from '../../clock.tsx';
import { days, money, number, percent, rounded } from '../../format.ts';
import { cohorts as texts } from '../../i18n/cohorts.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { reports } from '../../i18n/reports.ts';
import { siteQuery } from '../../queries.ts';
import { useSite } from '../../site/useSite.ts';
import { downloadCsv } from '../../ui/csv.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { Tile } from '../../ui/page/Tile.tsx';
import { useSeen } from '../../ui/useSeen.ts';
import { LeftOut } from '../LeftOut.tsx';
import { NoOrders } from '../NoOrders.tsx';
import { OwnDays } from '../Period.tsx';
import { cohortsQuery } from '../queries.ts';
import styles from '../Report.module.css';
import { ReportPage } from '../ReportPage.tsx';
import { cohortsRoute, type CohortSearch } from '../routes.ts';
import { asked, askedBefore, BASES, before as periodBefore, UNITS, VIEWS, weekStart, type Unit, type View } from './asked.ts';
import { CURVES_HEIGHT } from './curves.ts';
import { averages, totals, type Told } from './figures.ts';
import { rowsOf, Table } from './Table.tsx';

const Curves = lazy(() => import('./Curves.tsx'));

/** Customers by when they first bought, and what they did from then on. */
export function Cohorts() {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const site = useSite();
  const search = cohortsRoute.useSearch();
  const navigate = useNavigate();
  const { data: about } = useQuery(siteQuery(site.id));
  const today = useCivilDay(about?.zone ?? 'Asia/Seoul', 0);
  const { by = UNITS[0], of = VIEWS[0], start = weekStart(navigator.language) } = search;
  const count = search.count ?? BASES[by][0];
  const query = asked({ by, count, from: search.from, to: search.to, start }, today);
  const told = useQuery({ ...cohortsQuery(site.id, query), enabled: about !== undefined });
  const then = useQuery({ ...cohortsQuery(site.id, askedBefore(query)), enabled: about !== undefined && search.compare === 'before' });
  const say = (part: CohortSearch) => void navigate({ to: cohortsRoute.to, params: { siteId: site.id }, search: { ...search, ...part }, replace: true, resetScroll: false });
  const own = search.from !== undefined;
  const tools = (
    <>
      <NativeSelect label={t.by} data={UNITS.map((value) => ({ value: value as string, label: t.units[value] }))} value={by} onChange={(event) => say({ by: unit(event.currentTarget.value), count: undefined, from: undefined, to: undefined })} data-testid="cohorts-by" />
      <NativeSelect
        label={r.period}
        data={[...BASES[by].toSorted((one, other) => one - other).map((value) => ({ value: String(value), label: t.counts[by](value) })), { value: 'own', label: r.own }]}
        value={own ? 'own' : String(count)}
        onChange={({ currentTarget: { value } }) => (value === 'own' ? say({ count: undefined, from: query.from, to: today }) : say({ count: Number(value) === BASES[by][0] ? undefined : Number(value), from: undefined, to: undefined }))}
        data-testid="cohorts-count"
      />
      {own && <OwnDays from={search.from ?? query.from} to={search.to ?? today} today={today} say={(from, to) => say({ from, to })} />}
      {by === 'week' && (
        <NativeSelect label={t.weekStart} data={(['monday', 'sunday'] as const).map((value) => ({ value: value as string, label: t.weekStarts[value] }))} value={start} onChange={(event) => say({ start: event.currentTarget.value as typeof start })} data-testid="cohorts-start" />
      )}
      <NativeSelect
        label={r.compare}
        data={[
          { value: '', label: r.compares.none },
          { value: 'before', label: t.compareBefore },
        ]}
        value={search.compare ?? ''}
        onChange={(event) => say({ compare: event.currentTarget.value === '' ? undefined : 'before' })}
        data-testid="report-compare"
      />
    </>
  );
  const csv = (told: Told) => downloadCsv(`${t.title} ${t.views[of]} ${query.from}.csv`, rowsOf(told, by, of, t));
  return (
    <ReportPage title={t.title} lead={t.lead} tools={tools} query={told} csv={csv} testId="cohorts-page">
      {(found) => {
        const all = totals(found.cohorts);
        if (all.people === 0 && found.guest_orders === 0 && found.other_currency_orders === 0) return <NoOrders />;
        if (all.people === 0)
          return (
            <>
              <NoOrders text={t.noMembers} />
              <LeftOut guests={found.guest_orders} others={found.other_currency_orders} currency={found.currency} all={t.allTime} />
            </>
          );
        const compared = search.compare === 'before' && !then.isPlaceholderData ? then.data : undefined;
        return (
          <>
            <p className={styles.said} data-testid="report-days">
              {days(query.from, last(query.to, by, today), language, true)}
              {compared && ` · ${r.against(days(compared.from, last(compared.to, by, today), language, true))}`}
              {search.compare === 'before' && then.isError && ` · ${r.compareFailed}`}
            </p>
            <Tiles told={found} before={compared} by={by} />
            <Sheet id="cohorts" title={t.tableTitle} text={t.tableText} testId="cohorts-table-sheet">
              <div className={styles.view}>
                <SegmentedControl size="sm" withItemsBorders={false} aria-label={t.view} value={of} onChange={(value) => say({ of: value === VIEWS[0] ? undefined : (value as View) })} data={VIEWS.map((value) => ({ value: value as string, label: t.views[value] }))} data-testid="cohorts-of" />
              </div>
              <p className={styles.meaning} data-testid="cohorts-meaning">
                {of === 'rate' || of === 'value' ? t.meanings[of] : found.definitions[of]?.[language]}
              </p>
              <Table told={found} by={by} of={of} />
              <LeftOut guests={found.guest_orders} others={found.other_currency_orders} currency={found.currency} all={t.allTime} />
            </Sheet>
            <CurveSheet told={found} before={compared} by={by} of={of === 'value' ? 'value' : 'rate'} />
          </>
        );
      }}
    </ReportPage>
  );
}

const unit = (value: string): Unit | undefined => UNITS.slice(1).find((each) => each === value);

/** The last day of the period that begins so, or today. */
function last(start: string, by: Unit, today: string): string {
  const next = periodBefore(start, by, -1);
  const end = new Date(Date.parse(`${next}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return end < today ? end : today;
}

function Tiles({ told, before, by }: { told: Told; before: Told | undefined; by: Unit }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const all = totals(told.cohorts);
  const then = before && totals(before.cohorts);
  const again = averages(told.cohorts, 'rate')[1] ?? null;
  const againThen = before ? (averages(before.cohorts, 'rate')[1] ?? null) : null;
  const points = again !== null && againThen !== null ? Math.round((again - againThen) * 1000) / 10 : undefined;
  const amount = (value: number) => money(rounded({ amount: String(value), currency: told.currency }), language);
  const share = (value: number | null) => (value === null ? '–' : percent(value, 1, language));
  return (
    <dl className={styles.tiles} data-testid="cohorts-tiles">
      <Tile testId="tile-people" word={t.newPeople} meaning={t.newPeopleHelp} value={number(all.people, language)} below={then ? t.thenWas(number(then.people, language)) : ''} />
      <Tile
        testId="tile-again"
        word={t.again[by]}
        meaning={t.againHelp}
        value={share(again)}
        isNone={again === null}
        below={
          againThen !== null ? (
            <>
              {points !== undefined && points !== 0 && <strong className={points > 0 ? styles.up : styles.down}>{t.points(`${points > 0 ? '+' : ''}${number(points, language)}`)} </strong>}
              {t.thenWas(share(againThen))}
            </>
          ) : (
            ''
          )
        }
      />
      <Tile testId="tile-spent" word={t.spent} meaning={t.spentHelp} value={all.people > 0 ? amount(all.revenue / all.people) : '–'} below={t.ofTotal(amount(all.revenue))} />
      <Tile testId="tile-orders" word={t.perPerson} meaning={t.perPersonHelp} value={all.people > 0 ? number(Math.round((all.orders / all.people) * 100) / 100, language) : '–'} below={t.ofOrders(number(all.orders, language))} />
    </dl>
  );
}

function CurveSheet({ told, before, by, of }: { told: Told; before: Told | undefined; by: Unit; of: 'rate' | 'value' }) {
  const t = useTexts(texts);
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(place);
  // Of one column there is no line.
  if (averages(told.cohorts, of).filter((value) => value !== null).length < 2) return null;
  return (
    <Sheet id="curves" title={t.curveTitle[of]} text={`${t.curveText}${before && averages(before.cohorts, of).some((value) => value !== null) ? ` ${t.curveBefore}` : ''}`} testId="cohorts-curves">
      <div ref={place} style={{ minHeight: CURVES_HEIGHT }}>
        {seen && (
          <Suspense fallback={<Skeleton height={CURVES_HEIGHT} />}>
            <Curves told={told} before={before} by={by} of={of} />
          </Suspense>
        )}
      </div>
    </Sheet>
  );
}

