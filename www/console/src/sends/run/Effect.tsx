import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import type { RunEffect } from '../../api.ts';
import { day, money, moment, number, percent } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { runEffect as texts } from '../../i18n/runEffect.ts';
import { CHART_HEIGHT } from '../../results/chart.ts';
import { useSite } from '../../site/useSite.ts';
import { NumberTable } from '../../ui/list/NumberTable.tsx';
import { Failed } from '../../ui/notice/Trouble.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { Tile } from '../../ui/page/Tile.tsx';
import { effectQuery, isTrial, type Run } from '../queries.ts';
import styles from './Run.module.css';

/** The library of charts is fetched with the first chart. */
const DayChart = lazy(() => import('../../results/DayChart.tsx'));

/** What a run came to: what was taken, what arrived, what followed in the shop, and what it cost. */
export function Effect({ run, zone, isKakao }: { run: Run; zone: string; isKakao: boolean }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const isCounted = !isTrial(run) && !run.send.startsWith('_');
  const query = useQuery({ ...effectQuery(site.id, run), enabled: isCounted });
  const effect = query.data;
  const total = (...states: string[]) => states.reduce((sum, state) => sum + (run.totals[state] ?? 0), 0);
  const taken = run.cost.kinds.reduce((sum, { people }) => sum + people, 0);
  const n = (value: number) => number(value, language);
  const share = (part: number) => (taken === 0 ? '' : t.of(percent(part, taken, language)));
  const sums = effect && effect.campaigns.length > 0 ? effect.total : undefined;
  const { cost } = run;
  const tiles = [
    { id: 'taken', word: t.taken, meaning: t.takenHelp, value: n(taken), below: '', count: taken },
    { id: 'delivered', word: t.delivered, meaning: t.deliveredHelp, value: n(total('delivered', 'doubled')), below: total('delivered', 'doubled') > 0 ? share(total('delivered', 'doubled')) : '', count: total('delivered', 'doubled') },
    { id: 'failed', word: t.failed, meaning: t.failedHelp, value: n(total('failed')), below: total('failed') > 0 ? share(total('failed')) : '', count: total('failed') },
    ...(isKakao ? [{ id: 'fell-back', word: t.fellBack, meaning: t.fellBackHelp, value: n(total('fell_back', 'doubled')), below: '', count: total('fell_back', 'doubled') }] : []),
    ...(sums
      ? [
          { id: 'clicks', word: t.clicks, meaning: t.clicksHelp, value: n(sums.clicks), below: '', count: sums.clicks },
          { id: 'visits', word: t.visits, meaning: t.visitsHelp, value: n(sums.visits), below: '', count: sums.visits },
          { id: 'orders', word: t.orders, meaning: t.ordersHelp, value: t.count(n(sums.orders)), below: '', count: sums.orders },
          { id: 'revenue', word: t.revenue, meaning: t.revenueHelp, value: money(sums.revenue, language), below: '', count: sums.orders },
        ]
      : []),
    { id: 'cost', word: t.cost, meaning: t.costHelp, value: cost.total === null ? '–' : money({ amount: cost.total, currency: 'KRW' }, language), below: cost.total === null ? t.costUnknown : t.noVat, count: taken },
  ];
  return (
    <section className={styles.effect} aria-label={t.title} data-testid="run-effect">
      <dl className={styles.tiles}>
        {tiles.map(({ id, word, meaning, value, below, count }) => (
          <Tile key={id} testId={`effect-${id}`} word={word} meaning={meaning} value={value} below={below} isNone={count === 0} />
        ))}
      </dl>
      {!isCounted && isTrial(run) && <p className={styles.quiet}>{t.trial}</p>}
      {isCounted && query.isError && !effect && (
        <Sheet>
          <Failed title={t.failedToLoad} error={query.error} retry={() => void query.refetch()} busy={query.isFetching} testId="effect-error" />
        </Sheet>
      )}
      {effect?.campaigns.length === 0 && (
        <p className={styles.quiet} data-testid="effect-none">
          {t.none}
        </p>
      )}
      {effect && effect.campaigns.length > 0 && <Followed effect={effect} zone={zone} />}
    </section>
  );
}

/** Clicks by day, what each campaign did, and what is counted. */
function Followed({ effect, zone }: { effect: RunEffect; zone: string }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const [asTable, setAsTable] = useState(false);
  const { campaigns, by_day: days, from, to, until, window_days, left_out } = effect;
  const counted = `${t.counted(moment(from, language, zone), moment(to, language, zone))} ${t.until[until](window_days)}`;
  const hasClicks = campaigns.some(({ has_clicks }) => has_clicks);
  return (
    <Sheet id="followed" title={t.followed} text={counted}>
      {hasClicks && (
        <div style={{ minHeight: CHART_HEIGHT }}>
          <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
            <DayChart days={days.map((each) => each.day)} series={[{ name: t.clicks, tone: 'strong', values: days.map(({ clicks }) => clicks) }]} isOverlaid={false} say={(value) => number(value, language)} label={t.chartLabel} />
          </Suspense>
        </div>
      )}
      {hasClicks && (
        <Button className={styles.asTable!} variant="light" size="compact-md" aria-expanded={asTable} onClick={() => setAsTable(!asTable)} data-testid="effect-as-table">
          {asTable ? t.hideTable : t.showTable}
        </Button>
      )}
      {asTable && (
        <div className={styles.asTable}>
          <NumberTable label={t.byDay} testId="effect-days">
            <thead>
              <tr>
                <th scope="col">{t.day}</th>
                <th scope="col">{t.clicks}</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((each) => (
                <tr key={each.day}>
                  <th scope="row">{day(each.day, language)}</th>
                  <td>{number(each.clicks, language)}</td>
                </tr>
              ))}
            </tbody>
          </NumberTable>
        </div>
      )}
      <div className={styles.asTable}>
        <NumberTable label={t.byCampaign} testId="effect-campaigns">
          <thead>
            <tr>
              <th scope="col">{t.campaign}</th>
              {[t.clicks, t.visits, t.orders, t.revenue].map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {campaigns.map((each) => (
              <tr key={each.campaign}>
                <th scope="row">{each.name ?? t.gone}</th>
                <td>{each.has_clicks ? number(each.clicks, language) : '–'}</td>
                <td>{number(each.visits, language)}</td>
                <td>{number(each.orders, language)}</td>
                <td>{money(each.revenue, language)}</td>
              </tr>
            ))}
          </tbody>
        </NumberTable>
      </div>
      {left_out > 0 && <p className={styles.quiet}>{t.leftOut(left_out)}</p>}
      {campaigns.some(({ is_whole }) => is_whole) && <p className={styles.quiet}>{t.whole}</p>}
    </Sheet>
  );
}
