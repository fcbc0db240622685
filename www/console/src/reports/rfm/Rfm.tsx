import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useCivilDay } from '../../clock.tsx';
import { useTexts } from '../../i18n/index.tsx';
import { reports } from '../../i18n/reports.ts';
import { rfm as texts } from '../../i18n/rfm.ts';
import { siteQuery } from '../../queries.ts';
import { useSite } from '../../site/useSite.ts';
import { downloadCsv } from '../../ui/csv.ts';
import { isDay, one } from '../period.ts';
import { NoOrders } from '../NoOrders.tsx';
import { rfmQuery } from '../queries.ts';
import { ReportPage } from '../ReportPage.tsx';
import { rfmRoute, type RfmSearch } from '../routes.ts';
import { asked, GROUPS, MOVES, SPANS, type Move, type Span, type Told } from './asked.ts';
import { GroupMap } from './GroupMap.tsx';
import { Groups } from './Groups.tsx';
import { Movement } from './Movement.tsx';
import { Scores } from './Scores.tsx';

/** Customers by how lately, how often and for how much they have bought. */
export function Rfm() {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const site = useSite();
  const search = rfmRoute.useSearch();
  const navigate = useNavigate();
  const { data: about } = useQuery(siteQuery(site.id));
  const today = useCivilDay(about?.zone ?? 'Asia/Seoul', 0);
  const query = asked(search, today);
  const told = useQuery({ ...rfmQuery(site.id, query), enabled: about !== undefined });
  const say = (part: RfmSearch) => void navigate({ to: rfmRoute.to, params: { siteId: site.id }, search: { ...search, ...part }, replace: true, resetScroll: false });
  const tools = (
    <>
      <Day value={query.day} today={today} say={(day) => say({ day: day === today ? undefined : day })} />
      <NativeSelect label={t.span} data={['', ...SPANS].map((value) => ({ value: String(value), label: t.spans[value as Span] }))} value={String(search.span ?? '')} onChange={(event) => say({ span: one(Number(event.currentTarget.value), SPANS) })} data-testid="rfm-span" />
      <NativeSelect label={t.moved} data={['', ...MOVES].map((value) => ({ value: String(value), label: t.moves[value as Move] }))} value={String(search.moved ?? '')} onChange={(event) => say({ moved: one(Number(event.currentTarget.value), MOVES) })} data-testid="rfm-moved" />
    </>
  );
  const csv = (found: Told) => {
    const rows = ordered(found).map((each) => [t.groups[each.group][0], each.people, share(each.people, found.customers), each.orders, each.revenue, each.people > 0 ? Math.round((each.days_since_order / each.people) * 10) / 10 : null]);
    downloadCsv(`RFM ${found.day}.csv`, [[t.group, t.cols.people, `${t.cols.share} (%)`, t.cols.orders, `${t.cols.revenue} (${found.currency})`, t.cols.days], ...rows]);
  };
  return (
    <ReportPage title={t.title} lead={t.lead} tools={tools} query={told} csv={csv} testId="rfm-page">
      {(found) =>
        found.customers === 0 ? (
          <NoOrders text={`${r.emptyHelp} ${t.noMembers}`} />
        ) : (
          <>
            <GroupMap told={found} search={search} />
            <Groups told={found} search={search} />
            {found.movement && <Movement movement={found.movement} />}
            <Scores told={found} />
          </>
        )
      }
    </ReportPage>
  );
}

const share = (part: number, whole: number): number => Math.round((part / whole) * 1000) / 10;

/** Groups from the best to the lost, as the map has them. */
export const ordered = ({ groups }: Told): Told['groups'] => GROUPS.flatMap(({ group }) => groups.filter((each) => each.group === group));

function Day({ value, today, say }: { value: string; today: string; say: (day: string) => void }) {
  const t = useTexts(texts);
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <TextInput
      type="date"
      label={t.day}
      title={t.dayHelp}
      max={today}
      value={typed}
      onChange={({ currentTarget: { value: day } }) => {
        setTyped(day);
        if (isDay(day) && day <= today) say(day);
      }}
      data-testid="rfm-day"
    />
  );
}
