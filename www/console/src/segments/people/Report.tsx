import '@mantine/core/styles/Popover.css';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Money } from '../../api.ts';
import { money, number, percent, rounded } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { Definition } from '../../ui/Definition.tsx';
import { Failed, Notice } from '../../ui/notice/Trouble.tsx';
import { report, type Range, type Report as Told } from '../calls.ts';
import { whole } from '../engine.ts';
import { RangedSheet } from './RangedSheet.tsx';
import styles from './Report.module.css';
import type { Segment } from '../types.ts';

/** What the visits that match did, against all visits. */
export function Report({ siteId, draft, isSound }: { siteId: string; draft: Segment; isSound: boolean }) {
  const t = useTexts(segments);
  const { language } = useWords();
  const [range, setRange] = useState<Range>('7d');
  const { name: _, ...asked } = draft;
  const { data, error, isFetching, refetch } = useQuery({ ...report(siteId, whole(asked), range), enabled: isSound });
  if (!isSound) return <Notice title={t.visitors.unsound} text={t.visitors.unsoundHelp} testId="report-unsound" />;
  if (error && !data) return <Failed title={t.report.failed} error={error} retry={() => void refetch()} busy={isFetching} testId="report-error" />;
  if (!data) return <Skeleton height={320} />;
  return (
    <RangedSheet id="report" title={t.report.title} range={range} setRange={setRange} testId="report" isBusy={isFetching}>
      <dl className={styles.figures}>
        <Sum name="visits" told={data} />
        <Sum name="people" told={data} />
        <Sum name="orders" told={data} />
        <Figure name="revenue" told={data} value={money(data.revenue.segment, language)} below={t.report.ofSite(data.revenue.share === null ? '–' : percent(data.revenue.share, 1, language), money(data.revenue.site, language))} />
        <Mean name="purchase_rate" told={data} said={(value) => `${number(Math.round(value * 10) / 10, language)}%`} />
        <Mean name="revenue_per_visit" told={data} said={(value) => money(rounded(value as Money), language)} />
        <Mean name="average_order" told={data} said={(value) => money(rounded(value as Money), language)} />
        <Mean name="pages_per_visit" told={data} said={(value) => number(Math.round((value as number) * 10) / 10, language)} />
        <Mean name="stay_seconds" told={data} said={(value) => t.report.seconds(Math.round(value as number))} />
      </dl>
      <div className={styles.products}>
        <Products title={t.report.bought} list={data.bought.segment} />
        <Products title={t.report.carted} list={data.carted.segment} />
      </div>
      {data.notes.map((note) => (
        <p key={note.en} className={styles.note}>
          {note[language]}
        </p>
      ))}
    </RangedSheet>
  );
}

type Name = keyof (typeof segments)['ko']['report']['names'];

function Figure({ name, told, value, below }: { name: Name; told: Told; value: string; below: string }) {
  const t = useTexts(segments).report;
  const { language } = useWords();
  const meaning = told.definitions[name]?.[language];
  return (
    <div className={styles.figure} data-testid={`figure-${name}`}>
      <dt>{meaning ? <Definition word={t.names[name]} meaning={meaning} /> : t.names[name]}</dt>
      <dd className={styles.value}>{value}</dd>
      <dd className={styles.below}>{below}</dd>
    </div>
  );
}

function Sum({ name, told }: { name: 'visits' | 'people' | 'orders'; told: Told }) {
  const t = useTexts(segments).report;
  const { language } = useWords();
  const { segment, site } = told[name];
  return <Figure name={name} told={told} value={number(segment, language)} below={t.ofSite(percent(segment, site, language), number(site, language))} />;
}

function Mean<K extends 'purchase_rate' | 'revenue_per_visit' | 'average_order' | 'pages_per_visit' | 'stay_seconds'>({ name, told, said }: { name: K; told: Told; said: (value: NonNullable<Told[K]['segment']>) => string }) {
  const t = useTexts(segments).report;
  const { language } = useWords();
  const { segment, site, relative_percent: relative } = told[name];
  const value = segment === null ? '–' : said(segment as NonNullable<Told[K]['segment']>);
  const whole = site === null ? '–' : said(site as NonNullable<Told[K]['segment']>);
  const against = relative === null ? '' : ` (${relative > 0 ? '+' : ''}${number(Math.round(relative), language)}%)`;
  return <Figure name={name} told={told} value={value} below={t.site(whole) + against} />;
}

function Products({ title, list }: { title: string; list: { id: string; name: string; units: number }[] }) {
  const t = useTexts(segments).report;
  const { language } = useWords();
  if (list.length === 0) return null;
  return (
    <div>
      <h3 className={styles.label}>{title}</h3>
      <ul className={styles.list}>
        {list.map((product) => (
          <li key={product.id}>
            <span>{product.name || product.id}</span>
            <span>{t.units(number(product.units, language))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
