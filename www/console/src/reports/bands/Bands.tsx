import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import { Button, Checkbox, Popover, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCivilDay } from '../../clock.tsx';
import { number } from '../../format.ts';
import { bands as texts } from '../../i18n/bands.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { reports } from '../../i18n/reports.ts';
import { siteQuery } from '../../queries.ts';
import { useSite } from '../../site/useSite.ts';
import { downloadCsv } from '../../ui/csv.ts';
import { Rule } from '../../ui/Rule.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { LeftOut } from '../LeftOut.tsx';
import { NoOrders } from '../NoOrders.tsx';
import { ComparePicker, Period, Said } from '../Period.tsx';
import { comparedWith, daysOf } from '../period.ts';
import { bandsQuery } from '../queries.ts';
import { ReportPage } from '../ReportPage.tsx';
import { bandsRoute, type BandSearch } from '../routes.ts';
import { firstEdges, readEdges } from './edges.ts';
import { EdgesEditor } from './EdgesEditor.tsx';
import { countedOrders, FIGURES, figure, FIRST, KINDS, readFigures, type Figure, type Told } from './figures.ts';
import { remember, remembered } from './remembered.ts';
import { BandTable, nameOf } from './BandTable.tsx';
import styles from './Bands.module.css';

/** What was bought at which prices. */
export function Bands() {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const site = useSite();
  const search = bandsRoute.useSearch();
  const navigate = useNavigate();
  const { data: about } = useQuery(siteQuery(site.id));
  const today = useCivilDay(about?.zone ?? 'Asia/Seoul', 0);
  const currency = about?.currency ?? 'KRW';
  const kept = remembered(site.id);
  const edges = readEdges(search.edges) ?? kept.edges ?? firstEdges(currency);
  const show = readFigures(search.show) ?? kept.show ?? [...FIRST];
  const days = daysOf(search, '90d', today);
  const then = comparedWith(days, search.compare);
  const told = useQuery({ ...bandsQuery(site.id, days, edges), enabled: about !== undefined });
  const before = useQuery({ ...bandsQuery(site.id, then ?? days, edges), enabled: about !== undefined && then !== undefined });
  const say = (part: BandSearch) => void navigate({ to: bandsRoute.to, params: { siteId: site.id }, search: { ...search, ...part }, replace: true, resetScroll: false });
  const [editing, setEditing] = useState(false);
  const bars = search.bars && show.includes(search.bars) ? search.bars : show[0]!;
  const tools = (
    <>
      <Period search={search} fallback="90d" today={today} say={say} />
      <ComparePicker value={search.compare} say={(compare) => say({ compare })} disabled={days.from === undefined} />
    </>
  );
  const csv = (found: Told) => {
    const unit = (of: Figure) => (KINDS[of] === 'share' ? ' (%)' : KINDS[of] === 'money' ? ` (${found.currency})` : '');
    const cell = (value: number | null, of: Figure) => (value === null ? null : KINDS[of] === 'share' ? Math.round(value * 1000) / 10 : Math.round(value * 100) / 100);
    const rows = found.bands.map((band) => [nameOf(band, found.currency, t, language), ...show.map((of) => (of === 'sales' ? band.sales : cell(figure(found, band, of), of)))]);
    downloadCsv(`${t.title} ${found.from} ${found.to}.csv`, [[t.band, ...show.map((of) => t.names[of] + unit(of))], ...rows]);
  };
  const choose = (of: Figure, on: boolean) => {
    const next = FIGURES.filter((each) => (each === of ? on : show.includes(each)));
    if (next.length === 0) return;
    remember(site.id, { show: next });
    say({ show: next.join(',') });
  };
  const settings = (
    <>
      <Button variant="light" aria-expanded={editing} onClick={() => setEditing(!editing)} data-testid="bands-edit">
        {t.edges}
      </Button>
      <Popover width={300} position="bottom-end" transitionProps={{ duration: 120 }} trapFocus>
        <Popover.Target>
          <Button variant="light" data-testid="bands-figures">
            {t.edit}
          </Button>
        </Popover.Target>
        <Popover.Dropdown className={styles.figures} aria-label={t.edit}>
          <p>{t.editHelp}</p>
          {FIGURES.map((of) => (
            <Checkbox key={of} label={t.names[of]} checked={show.includes(of)} disabled={show.length === 1 && show[0] === of} onChange={(event) => choose(of, event.currentTarget.checked)} data-testid={`figure-${of}`} />
          ))}
        </Popover.Dropdown>
      </Popover>
    </>
  );
  return (
    <ReportPage title={t.title} lead={t.lead} tools={tools} query={told} csv={csv} testId="bands-page">
      {(found) => {
        const widen =
          days.from === undefined ? undefined : (
            <Button variant="light" onClick={() => say({ period: 'all', from: undefined, to: undefined, compare: undefined })} data-testid="report-all-time">
              {r.showAll}
            </Button>
          );
        const counted = countedOrders(found);
        const n = (value: number) => number(value, language);
        return (
          <>
            <Said days={days} compare={search.compare} failed={before.isError} />
            {found.orders === 0 ? (
              <>
                <NoOrders widen={widen} />
                <LeftOut others={found.other_currency_orders} currency={found.currency} />
              </>
            ) : (
              <Sheet id="bands" title={t.chart} actions={settings} testId="bands-sheet">
                {editing && (
                  <EdgesEditor
                    edges={edges}
                    currency={currency}
                    apply={(edges) => {
                      remember(site.id, { edges });
                      say({ edges: edges.join(',') });
                      setEditing(false);
                    }}
                  />
                )}
                <div className={styles.bars}>
                  <SegmentedControl size="sm" withItemsBorders={false} aria-label={t.bars} value={bars} onChange={(value) => say({ bars: value as Figure })} data={show.map((value) => ({ value: value as string, label: t.names[value] }))} data-testid="bands-bars" />
                </div>
                <BandTable told={found} before={then && !before.isPlaceholderData ? before.data : undefined} show={show} bars={bars} />
                <div className={styles.twice}>
                  <Rule testId="bands-twice">{counted > found.orders ? t.twice(n(counted), n(found.orders)) : t.once(n(found.orders))}</Rule>
                </div>
                <LeftOut others={found.other_currency_orders} currency={found.currency} />
              </Sheet>
            )}
          </>
        );
      }}
    </ReportPage>
  );
}
