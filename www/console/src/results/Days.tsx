import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, lazy, useRef, useState } from 'react';
import type { DayEffect, Effect } from '../api.ts';
import { day, isZero, money, number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { results as texts } from '../i18n/results.ts';
import { NumberTable } from '../ui/list/NumberTable.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { useSeen } from '../ui/useSeen.ts';
import { CHART_HEIGHT, type Series } from './chart.ts';
import styles from './Results.module.css';
import { CHARTS, resultsRoute, type ChartOf } from './route.ts';

/** The library of charts is fetched when a chart is first before somebody's eyes. */
const DayChart = lazy(() => import('./DayChart.tsx'));

/** Day by day: a chart, and the same figures as a table. */
export function Days({ effect }: { effect: Effect }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const { of = CHARTS[0] } = resultsRoute.useSearch();
  const navigate = useNavigate();
  const [asTable, setAsTable] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(place);
  const { currency } = effect.click_revenue;
  const series = useSeries(effect, of);
  const said = (value: number) => (of === 'revenue' ? money({ amount: String(value), currency }, language) : of === 'orders' ? t.orders(number(value, language)) : number(value, language));
  const total = (values: number[]) => said(values.reduce((sum, value) => sum + value, 0));
  const choose = (
    <SegmentedControl
      size="xs"
      withItemsBorders={false}
      aria-label={t.chartOf}
      value={of}
      onChange={(value) => void navigate({ to: '.', search: (before: object) => ({ ...before, of: value === CHARTS[0] ? undefined : (value as ChartOf) }), replace: true, resetScroll: false })}
      data={CHARTS.map((value) => ({ value, label: t.charts[value] }))}
      data-testid="results-chart-of"
    />
  );
  return (
    <Sheet id="by-day" title={t.byDay} actions={choose} testId="results-days">
      <p className={styles.keys}>
        {series.map(({ name, tone, values }) => (
          <span key={name} className={styles.key} data-tone={tone}>
            {name} <strong>{total(values)}</strong>
          </span>
        ))}
      </p>
      <div ref={place} style={{ minHeight: CHART_HEIGHT }}>
        {seen && (
          <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
            <DayChart days={effect.by_day.map((each) => each.day)} series={series} isOverlaid={of === 'shown'} say={said} label={t.chartLabel(t.charts[of])} />
          </Suspense>
        )}
      </div>
      <Button variant="light" size="compact-md" className={styles.tableButton} aria-expanded={asTable} onClick={() => setAsTable(!asTable)} data-testid="results-as-table">
        {asTable ? t.hideTable : t.showTable}
      </Button>
      {asTable && <Table days={effect.by_day} />}
    </Sheet>
  );
}

function useSeries({ by_day: days }: Effect, of: ChartOf): Series[] {
  const t = useTexts(messages);
  const pick = (value: (day: DayEffect) => number) => days.map(value);
  switch (of) {
    case 'shown':
      return [
        { name: t.shown, tone: 'soft', values: pick(({ shown }) => shown) },
        { name: t.clicked, tone: 'strong', values: pick(({ clicked }) => clicked) },
      ];
    case 'orders':
      return [
        { name: t.clickConversion, tone: 'strong', values: pick(({ click_conversions }) => click_conversions) },
        { name: t.viewConversion, tone: 'soft', values: pick(({ view_conversions }) => view_conversions) },
      ];
    case 'revenue':
      return [
        { name: t.clickConversion, tone: 'strong', values: pick(({ click_revenue }) => Number(click_revenue.amount)) },
        { name: t.viewConversion, tone: 'soft', values: pick(({ view_revenue }) => Number(view_revenue.amount)) },
      ];
  }
}

/** The newest day first. */
function Table({ days }: { days: DayEffect[] }) {
  const t = useTexts(messages);
  const own = useTexts(texts);
  const { language } = useWords();
  const cell = (value: number, below?: DayEffect['click_revenue']) => (
    <td data-none={value === 0 || undefined}>
      {number(value, language)}
      {below && !isZero(below.amount) && <small>{money(below, language)}</small>}
    </td>
  );
  return (
    <div className={styles.table}>
      <NumberTable label={own.tableOf(own.byDay)} testId="results-table">
        <thead>
          <tr>
            <th scope="col">{own.day}</th>
            {[t.shown, t.clicked, t.closed, t.clickConversion, t.viewConversion].map((word) => (
              <th key={word} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((each) => (
            <tr key={each.day}>
              <th scope="row">{day(each.day, language)}</th>
              {cell(each.shown)}
              {cell(each.clicked)}
              {cell(each.closed)}
              {cell(each.click_conversions, each.click_revenue)}
              {cell(each.view_conversions, each.view_revenue)}
            </tr>
          ))}
        </tbody>
      </NumberTable>
    </div>
  );
}
