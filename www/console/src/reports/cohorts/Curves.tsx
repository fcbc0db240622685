import { useComputedColorScheme } from '@mantine/core';
import { LineChart } from 'echarts/charts';
import { use } from 'echarts/core';
import { useEffect } from 'react';
import { compact, percent } from '../../format.ts';
import { cohorts as texts } from '../../i18n/cohorts.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { colourAt, useChart } from '../../ui/useChart.ts';
import type { Unit } from './asked.ts';
import { CURVES_HEIGHT } from './curves.ts';
import { averages, figures, type Told } from './figures.ts';

use([LineChart]);

/** Lines over the time since the first order: each cohort pale, their average strong, that of the cohorts before dashed. Periods that are not over are no point. */
export default function Curves({ told, before, by, of }: { told: Told; before: Told | undefined; by: Unit; of: 'rate' | 'value' }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const scheme = useComputedColorScheme('light');
  const { place, chart } = useChart(CURVES_HEIGHT);
  useEffect(() => {
    const element = place.current;
    if (!element || !chart.current) return;
    const colour = (name: string) => colourAt(element, name);
    const text = { color: colour('--text-2'), fontFamily: getComputedStyle(element).fontFamily, fontSize: 12 };
    const say = (value: number) => (of === 'rate' ? percent(value, 1, language) : compact(value, language));
    const all = averages(told.cohorts, of);
    const mean = all.slice(0, all.findLastIndex((value) => value !== null) + 1);
    // Of shares the first is always all: without it the rest is seen.
    const skip = of === 'rate' ? 1 : 0;
    const places = mean.map((_, place) => place).slice(skip);
    const line = (data: (number | null)[], color: string, more: object = {}) => ({ type: 'line', data: data.slice(skip, mean.length), showSymbol: false, silent: true, lineStyle: { color, width: 1.5 }, itemStyle: { color }, ...more });
    const label = (formatter: string, color: string, down: number) => ({ endLabel: { show: true, formatter, ...text, color, fontWeight: 600, distance: 6, offset: [0, down] } });
    const pale = told.cohorts.filter(({ people }) => people > 0).map((cohort) => line(figures(cohort, of).map((value, place) => (cohort.cells[place]?.complete ? value : null)), colour('--chart-soft'), { lineStyle: { color: colour('--chart-soft'), width: 1, opacity: 0.75 } }));
    const then = before && averages(before.cohorts, of);
    const end = (values: (number | null)[]) => values.slice(0, mean.length).findLast((value) => value !== null) ?? 0;
    // Two lines that end at one place: their words stand above each other.
    const down = then ? (end(mean) >= end(then) ? -8 : 8) : 0;
    chart.current.setOption(
      {
        animation: false,
        grid: { left: 4, right: 64, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
        xAxis: { type: 'category', boundaryGap: false, data: places.map((place) => t.places[by](place)), axisTick: { show: false }, axisLine: { lineStyle: { color: colour('--line-strong') } }, axisLabel: { ...text, hideOverlap: true, interval: 'auto' } },
        yAxis: { type: 'value', min: 0, splitNumber: 4, splitLine: { lineStyle: { color: colour('--line') } }, axisLabel: { ...text, formatter: say } },
        series: [
          ...pale,
          ...(then ? [line(then, colour('--text-2'), { lineStyle: { color: colour('--text-2'), width: 2, type: 'dashed' }, ...label(t.before, colour('--text-2'), -down) })] : []),
          line(mean, colour('--accent'), { showSymbol: true, symbol: 'circle', symbolSize: 6, lineStyle: { color: colour('--accent'), width: 3 }, ...label(t.average, colour('--accent-text'), down) }),
        ],
      },
      { notMerge: true },
    );
  }, [told, before, by, of, language, scheme, t, place, chart]);
  return <div ref={place} style={{ width: '100%', height: CURVES_HEIGHT }} role="img" aria-label={`${t.curveTitle[of]}. ${t.curveLabel}`} data-testid="cohort-curves" />;
}
