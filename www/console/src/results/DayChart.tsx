import { useComputedColorScheme } from '@mantine/core';
import { BarChart } from 'echarts/charts';
import { use } from 'echarts/core';
import { useCallback, useEffect, useState } from 'react';
import { compact, day, shortDay } from '../format.ts';
import { useWords } from '../i18n/index.tsx';
import { colourAt, useChart } from '../ui/useChart.ts';
import { CHART_HEIGHT, type Series } from './chart.ts';
import styles from './DayChart.module.css';

use([BarChart]);

type Props = { days: string[]; series: Series[]; /** The second one in front of the first, of which it is a part. */ isOverlaid: boolean; say: (value: number) => string; label: string };
type Pointed = { at: number; left: number; width: number; isRight: boolean };

/** Bars by day, from zero; what a day has is said where it is pointed at or tapped. The table beneath says the same to who does not see it. */
export default function DayChart({ days, series, isOverlaid, say, label }: Props) {
  const { language } = useWords();
  const scheme = useComputedColorScheme('light');
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const { place, chart } = useChart(CHART_HEIGHT, useCallback(() => setPointed(null), []));
  const count = days.length;

  useEffect(() => {
    const element = place.current;
    if (!element || !chart.current) return;
    const colour = (name: string) => colourAt(element, name);
    const text = { color: colour('--text-2'), fontFamily: getComputedStyle(element).fontFamily, fontSize: 12 };
    const most = Math.max(0, ...series.flatMap(({ values }) => values));
    chart.current.setOption(
      {
        animation: false,
        grid: { left: 4, right: 8, top: 8, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
        xAxis: { type: 'category', data: days.map((each) => shortDay(each, language)), axisTick: { show: false }, axisLine: { lineStyle: { color: colour('--line-strong') } }, axisLabel: { ...text, hideOverlap: true, interval: 'auto' } },
        yAxis: { type: 'value', min: 0, max: most === 0 ? 1 : null, splitNumber: 3, minInterval: 1, splitLine: { lineStyle: { color: colour('--line') } }, axisLabel: { ...text, formatter: (value: number) => compact(value, language) } },
        series: series.map(({ name, tone, values }) => ({
          type: 'bar',
          name,
          data: values,
          silent: true,
          barMaxWidth: 36,
          barGap: isOverlaid ? '-100%' : '8%',
          itemStyle: { color: colour(tone === 'strong' ? '--accent' : '--chart-soft'), borderRadius: [3, 3, 0, 0] },
        })),
      },
      { notMerge: true },
    );
  }, [days, series, isOverlaid, language, scheme, place, chart]);

  const point = (x: number) => {
    const at = chart.current?.convertFromPixel({ xAxisIndex: 0 }, x) as number | undefined;
    if (at === undefined || !Number.isInteger(at) || at < 0 || at >= count) return setPointed(null);
    const middle = chart.current!.convertToPixel({ xAxisIndex: 0 }, at);
    const next = count > 1 ? Math.abs(chart.current!.convertToPixel({ xAxisIndex: 0 }, at === 0 ? 1 : at - 1) - middle) : 60;
    setPointed({ at, left: middle - next / 2, width: next, isRight: middle > (place.current?.clientWidth ?? 0) / 2 });
  };
  const own = pointed && days[pointed.at];
  return (
    <div
      className={styles.chart}
      onPointerMove={(event) => point(event.clientX - event.currentTarget.getBoundingClientRect().left)}
      onPointerDown={(event) => point(event.clientX - event.currentTarget.getBoundingClientRect().left)}
      onPointerLeave={() => setPointed(null)}
      data-testid="day-chart"
    >
      {pointed && <div className={styles.band} style={{ left: pointed.left, width: pointed.width }} />}
      <div ref={place} className={styles.drawn} role="img" aria-label={label} />
      {pointed && own && (
        <div className={styles.tip} style={pointed.isRight ? { right: `calc(100% - ${pointed.left}px + 8px)` } : { left: pointed.left + pointed.width + 8 }} data-testid="day-tip">
          <p>{day(own, language)}</p>
          {series.map(({ name, values }) => (
            <p key={name}>
              {name} <strong>{say(values[pointed.at] ?? 0)}</strong>
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
