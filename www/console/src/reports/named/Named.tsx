import { Button, NativeSelect, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, lazy, useRef, useState } from 'react';
import type { NamedReport } from '../../api.ts';
import { useCivilDay } from '../../clock.tsx';
import { day } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { named as texts } from '../../i18n/named.ts';
import { reports } from '../../i18n/reports.ts';
import { siteQuery } from '../../queries.ts';
import { CHART_HEIGHT } from '../../results/chart.ts';
import { list as segmentList } from '../../segments/calls.ts';
import { useSite } from '../../site/useSite.ts';
import { downloadCsv } from '../../ui/csv.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Failed, Notice } from '../../ui/notice/Trouble.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { useSeen } from '../../ui/useSeen.ts';
import { LeftOut } from '../LeftOut.tsx';
import { ComparePicker, Period, Said } from '../Period.tsx';
import { comparedWith, daysOf, type Days } from '../period.ts';
import { namedListQuery, namedQuery } from '../queries.ts';
import page from '../Report.module.css';
import { ReportPage } from '../ReportPage.tsx';
import { namedRoute, reportsRoute, type NamedSearch } from '../routes.ts';
import { Cells, Left } from './Cells.tsx';
import { figure, filled, isFigure, isMoney, labelled, OF_ORDERS, OF_VISITS, said, type Figure, type Told } from './figures.ts';
import { Heat } from './Heat.tsx';

/** The library of charts is fetched when a chart is first before somebody's eyes. */
const DayChart = lazy(() => import('../../results/DayChart.tsx'));

/** A report by its name: what it asks is said by the edge. */
export function Named() {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const site = useSite();
  const { report: id } = namedRoute.useParams();
  const list = useQuery(namedListQuery(site.id));
  const report = list.data?.reports.find((each) => each.id === id && (each.path === 'visits' || each.path === 'orders'));
  if (report) return <Shown key={id} report={report} />;
  if (list.isError) return <Failed title={r.failed} error={list.error} retry={() => void list.refetch()} busy={list.isFetching} testId="named-error" />;
  if (!list.data) return <Skeleton height={320} data-testid="named-loading" />;
  return (
    <Notice
      title={t.gone}
      text={t.goneHelp}
      testId="named-gone"
      action={
        <LinkButton variant="light" to={reportsRoute.to} params={{ siteId: site.id }} search={{}}>
          {r.back}
        </LinkButton>
      }
    />
  );
}

const TIMES = ['day', 'week', 'week_from_sunday', 'month'];

function Shown({ report }: { report: NamedReport }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const search = namedRoute.useSearch();
  const navigate = useNavigate();
  const [isWhole, setWhole] = useState(false);
  const { data: about } = useQuery(siteQuery(site.id));
  const segments = useQuery(segmentList(site.id, { sort: 'name' })).data ?? [];
  const today = useCivilDay(about?.zone ?? 'Asia/Seoul', 0);
  const ofVisits = report.path === 'visits';
  const isTime = TIMES.includes(report.by);
  const fallback = report.by.startsWith('month') ? '1y' : report.by.startsWith('week') && isTime ? '90d' : '30d';
  const days = daysOf(search, fallback, today);
  // Visits are kept for some time: all of them are those of two years.
  const asked: Days = ofVisits && days.from === undefined ? { ...days, from: `${Number(today.slice(0, 4)) - 2}${today.slice(4)}` } : days;
  const then = comparedWith(asked, search.compare);
  const segment = ofVisits ? search.segment : undefined;
  const told = useQuery({ ...namedQuery(site.id, report, asked, segment), enabled: about !== undefined });
  const before = useQuery({ ...namedQuery(site.id, report, then ?? asked, segment), enabled: about !== undefined && then !== undefined });
  const say = (part: NamedSearch) => void navigate({ to: namedRoute.to, params: { siteId: site.id, report: report.id }, search: { ...search, ...part }, replace: true, resetScroll: false });
  const chief = report.show.filter(isFigure);
  const show: readonly Figure[] = isWhole ? [...chief, ...(ofVisits ? OF_VISITS : OF_ORDERS).filter((of) => !chief.includes(of))] : chief;
  const [first = 'visits'] = chief;
  const tools = (
    <>
      <Period search={search} fallback={fallback} today={today} say={say} />
      <ComparePicker value={search.compare} say={(compare) => say({ compare })} disabled={asked.from === undefined} />
      {ofVisits && segments.length > 0 && (
        <NativeSelect
          label={t.segment}
          data={[{ value: '', label: t.everybody }, ...segments.map(({ id, name }) => ({ value: id, label: name || id }))]}
          value={segment ?? ''}
          onChange={({ currentTarget: { value } }) => say({ segment: value || undefined })}
          data-testid="named-segment"
        />
      )}
    </>
  );
  const csv = (answer: Told) => {
    const told = isTime ? filled(answer, report.by, asked.from, asked.to) : answer;
    const head = [...told.by.map((side) => side[language]), ...show.map((of) => (isMoney(of) ? `${t.figures[of]} (${told.currency})` : t.figures[of]))];
    const rows = told.cells.map((row) => [...row.labels.map((label, place) => labelled(label, told.by[place]?.name ?? '', t, language)), ...show.map((of) => figure(row, of))]);
    downloadCsv(`${report.title[language]} ${told.from}.csv`, [head, ...rows]);
  };
  return (
    <ReportPage title={report.title[language]} lead={report.use[language]} tools={tools} query={told} csv={csv} testId="named-page">
      {(answer) => {
        const whole = <T extends Told>(told: T, { from, to }: Days): T => (isTime ? filled(told, report.by, from, to) : told);
        const found = whole(answer, asked);
        const earlier = then && before.data && !before.isPlaceholderData ? whole(before.data, then) : undefined;
        const isEmpty = found.cells.length === 0;
        const isHeat = report.chart === 'heat';
        return (
          <>
            <Said days={asked} compare={search.compare} failed={before.isError && then !== undefined} />
            {isEmpty ? (
              <Sheet>
                <Notice title={t.nothingTitle} text={'visits_kept_from' in found ? `${t.nothingHelp} ${t.kept(day(found.visits_kept_from, language))}` : t.nothingHelp} testId="named-none" />
              </Sheet>
            ) : (
              <>
                {report.by === 'day' && <ByDay title={t.byDay(t.figures[first])} told={found} before={earlier} of={first} />}
                {isHeat && (
                  <Sheet id="heat" title={t.figures[first]}>
                    <Heat title={report.title[language]} told={found} of={first} />
                  </Sheet>
                )}
                <Sheet
                  id="rows"
                  title={found.by.map((side) => side[language]).join(' · ')}
                  actions={
                    <Button variant="light" size="compact-md" aria-pressed={isWhole} onClick={() => setWhole(!isWhole)} data-testid="named-figures">
                      {isWhole ? t.fewerFigures : t.allFigures}
                    </Button>
                  }
                >
                  {(!isHeat || isWhole) && <Cells title={isHeat ? t.everyRow(report.title[language]) : report.title[language]} told={found} before={earlier} show={show} isTime={isTime} />}
                  <div className={page.left}>
                    <Left told={found} />
                    {!found.complete && <p>{t.open}</p>}
                  </div>
                  {'other_currency_orders' in found && <LeftOut others={found.other_currency_orders} currency={found.currency} />}
                </Sheet>
              </>
            )}
          </>
        );
      }}
    </ReportPage>
  );
}

function ByDay({ title, told, before, of }: { title: string; told: Told; before: Told | undefined; of: Figure }) {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(place);
  const days = told.cells.flatMap(({ labels: [label] }) => (label?.text ? [label.text] : []));
  const values = (of_: Told | undefined) => days.map((_, at) => (of_?.cells[at] ? (figure(of_.cells[at], of) ?? 0) : 0));
  const series = [...(before ? [{ name: r.compare, tone: 'soft' as const, values: values(before) }] : []), { name: t.figures[of], tone: 'strong' as const, values: values(told) }];
  return (
    <Sheet id="by-day" title={title} testId="named-chart">
      <div ref={place} style={{ minHeight: CHART_HEIGHT }}>
        {seen && (
          <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
            <DayChart days={days} series={series} isOverlaid={false} say={(value) => said(value, of, told.currency, t, language)} label={title} />
          </Suspense>
        )}
      </div>
    </Sheet>
  );
}
