import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { days as daysText, day as dayText } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { reports } from '../i18n/reports.ts';
import { comparedWith, COMPARES, daysOf, isDay, PRESETS, type Compare, type Days, type PeriodSearch, type Preset } from './period.ts';
import styles from './Report.module.css';

type Props = { search: PeriodSearch; fallback: Preset; today: string; say: (search: PeriodSearch) => void };

/** Which days: a preset, or two days of one's own. */
export function Period({ search, fallback, today, say }: Props) {
  const t = useTexts(reports);
  const { from, to } = daysOf(search, fallback, today);
  const own = search.from !== undefined;
  const choose = (value: string) => (value === 'own' ? say({ period: undefined, from: from ?? to, to }) : say({ period: value === fallback ? undefined : (value as Preset), from: undefined, to: undefined }));
  return (
    <>
      <NativeSelect
        label={t.period}
        data={[...PRESETS.map((value) => ({ value: value as string, label: t.periods[value] })), { value: 'own', label: t.own }]}
        value={own ? 'own' : (search.period ?? fallback)}
        onChange={(event) => choose(event.currentTarget.value)}
        data-testid="report-period"
      />
      {own && <OwnDays from={from ?? to} to={to} today={today} say={(from, to) => say({ period: undefined, from, to })} />}
    </>
  );
}

/** Two days; said when both are there and in their order. */
export function OwnDays({ from, to, today, say }: { from: string; to: string; today: string; say: (from: string, to: string) => void }) {
  const t = useTexts(reports);
  const [typed, setTyped] = useState({ from, to });
  useEffect(() => setTyped({ from, to }), [from, to]);
  const type = (part: { from?: string; to?: string }) => {
    const next = { ...typed, ...part };
    setTyped(next);
    if (isDay(next.from) && isDay(next.to) && next.from <= next.to) say(next.from, next.to);
  };
  const isWrong = isDay(typed.from) && isDay(typed.to) && typed.from > typed.to;
  return (
    <>
      <TextInput type="date" label={t.from} max={today} value={typed.from} onChange={(event) => type({ from: event.currentTarget.value })} data-testid="report-from" />
      <TextInput type="date" label={t.to} max={today} value={typed.to} onChange={(event) => type({ to: event.currentTarget.value })} error={isWrong ? t.wrongOrder : undefined} data-testid="report-to" />
    </>
  );
}

export function ComparePicker({ value, say, disabled }: { value: Compare | undefined; say: (value: Compare | undefined) => void; disabled: boolean }) {
  const t = useTexts(reports);
  return (
    <NativeSelect
      label={t.compare}
      data={[{ value: '', label: t.compares.none }, ...COMPARES.map((each) => ({ value: each as string, label: t.compares[each] }))]}
      value={disabled ? '' : (value ?? '')}
      disabled={disabled}
      onChange={(event) => say((event.currentTarget.value || undefined) as Compare | undefined)}
      data-testid="report-compare"
    />
  );
}

/** Which days these are, and which they are compared with. */
export function Said({ days, compare, failed = false }: { days: Days; compare?: Compare | undefined; /** Those to compare with could not be had. */ failed?: boolean }) {
  const t = useTexts(reports);
  const { language } = useWords();
  const then = comparedWith(days, compare);
  const said = ({ from, to }: Days) => (from === undefined ? t.upTo(dayText(to, language)) : daysText(from, to, language, true));
  return (
    <p className={styles.said} data-testid="report-days">
      {said(days)}
      {then && ` · ${failed ? t.compareFailed : t.against(said(then))}`}
    </p>
  );
}
