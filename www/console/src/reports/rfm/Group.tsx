import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCivilDay } from '../../clock.tsx';
import { day, money, moment, number, percent } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { reports } from '../../i18n/reports.ts';
import { rfm as texts } from '../../i18n/rfm.ts';
import { siteQuery } from '../../queries.ts';
import { useSite } from '../../site/useSite.ts';
import { downloadCsv } from '../../ui/csv.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NumberTable } from '../../ui/list/NumberTable.tsx';
import { Failed, Notice } from '../../ui/notice/Trouble.tsx';
import { toast } from '../../ui/notice/toast.ts';
import { BackLink } from '../../ui/page/BackLink.tsx';
import { PageHeader } from '../../ui/page/PageHeader.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { customers, rfmQuery } from '../queries.ts';
import page from '../Report.module.css';
import { rfmGroupRoute, rfmRoute } from '../routes.ts';
import { asked, GROUPS, type Group as GroupName, type RfmQuery } from './asked.ts';

const PAGE = 50;
/** As many as the edge gives at once. */
const FILE_PAGE = 1_000;

/** The customers of one group. */
export function Group() {
  const t = useTexts(texts);
  const { id: siteId } = useSite();
  const { group } = rfmGroupRoute.useParams();
  const search = rfmGroupRoute.useSearch();
  const { data: about } = useQuery(siteQuery(siteId));
  const today = useCivilDay(about?.zone ?? 'Asia/Seoul', 0);
  const known = GROUPS.find((each) => each.group === group)?.group;
  const { day, since } = asked(search, today);
  const back = (
    <BackLink to={rfmRoute.to} params={{ siteId }} search={search}>
      {t.back}
    </BackLink>
  );
  if (!known)
    return (
      <div>
        {back}
        <PageHeader title={t.title} />
        <Sheet>
          <Notice title={t.noGroup} text={t.noGroupHelp} testId="rfm-no-group" />
        </Sheet>
      </div>
    );
  return (
    <div data-testid="rfm-group-page">
      {back}
      {about ? <Customers group={known} query={{ day, ...(since !== undefined && { since }) }} zone={about.zone} /> : <Skeleton height={320} />}
    </div>
  );
}

/** A moment by the shop's clock, as a table reads it and as the edge's own files have it: `2026-11-21 09:30:00`. */
const clock = (at: string, zone: string): string => new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone }).format(new Date(at));

function Customers({ group, query, zone }: { group: GroupName; query: RfmQuery; zone: string }) {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { t: common, language } = useWords();
  const { id: siteId } = useSite();
  const [made, setMade] = useState<number | null>(null);
  const report = useQuery(rfmQuery(siteId, query));
  const list = useInfiniteQuery({
    queryKey: ['report', siteId, 'rfm-group', group, query],
    queryFn: ({ pageParam, signal }) => customers(siteId, group, query, PAGE, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ has_more, members }) => (has_more ? members.at(-1)?.member : undefined),
    staleTime: 60_000,
  });
  const [name, who, what] = t.groups[group];
  const own = report.data?.groups.find((each) => each.group === group);
  const rows = list.data?.pages.flatMap(({ members }) => members);
  const currency = list.data?.pages[0]?.currency ?? 'KRW';
  /** All of them, however many pages that are. */
  const file = async () => {
    try {
      const all: NonNullable<typeof rows> = [];
      for (let cursor: string | undefined; ; ) {
        setMade(all.length);
        const page = await customers(siteId, group, query, FILE_PAGE, cursor);
        all.push(...page.members);
        cursor = page.members.at(-1)?.member;
        if (!page.has_more || cursor === undefined) break;
      }
      const heads = [t.member, t.last, t.cols.days, t.cols.orders, `${t.spent} (${currency})`, 'R', 'F', 'M'];
      downloadCsv(`RFM ${name} ${query.day}.csv`, [heads, ...all.map((each) => [each.member, clock(each.last_order, zone), each.days_since_order, each.orders, each.spent, each.recency, each.frequency, each.money])]);
    } catch {
      toast(r.csvFailed, { tone: 'bad' });
    } finally {
      setMade(null);
    }
  };
  return (
    <>
      <PageHeader title={name} lead={`${who} ${what}`}>
        <Button variant="light" leftSection={<Icon name="download" size={18} />} loading={made !== null} disabled={!rows || rows.length === 0} onClick={() => void file()} data-testid="report-csv">
          {r.csv}
        </Button>
        <span className="sr" role="status">
          {made === null ? '' : t.making(number(made, language))}
        </span>
      </PageHeader>
      <p className={page.said} data-testid="rfm-group-said">
        {day(query.day, language)}
        {own && report.data && ` · ${t.people(number(own.people, language))} (${percent(own.people, report.data.customers, language)}) · ${t.cols.revenue} ${money({ amount: own.revenue, currency }, language)}`}
      </p>
      <Sheet id="customers" title={t.customersTitle} text={t.customersText}>
        {list.isPending && <Skeleton height={240} />}
        {list.isError && !rows && <Failed title={t.customersFailed} error={list.error} retry={() => void list.refetch()} busy={list.isFetching} testId="rfm-customers-error" />}
        {rows?.length === 0 && <Notice title={t.noCustomers} text={t.noCustomersHelp} testId="rfm-nobody" />}
        {rows && rows.length > 0 && (
          <NumberTable label={r.table(t.customersTitle)} testId="rfm-customers">
            <thead>
              <tr>
                {[t.member, t.last, t.cols.days, t.cols.orders, t.spent, 'R · F · M'].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((each) => (
                <tr key={each.member} data-testid="rfm-customer" data-member={each.member}>
                  <th scope="row">{each.member}</th>
                  <td>{moment(each.last_order, language, zone)}</td>
                  <td>{t.days(number(each.days_since_order, language))}</td>
                  <td>{number(each.orders, language)}</td>
                  <td>{money({ amount: each.spent, currency }, language)}</td>
                  <td>
                    {each.recency} · {each.frequency} · {each.money}
                  </td>
                </tr>
              ))}
            </tbody>
          </NumberTable>
        )}
        {list.hasNextPage && (
          <Button variant="light" mt={12} loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()} data-testid="rfm-customers-more">
            {common.list.more}
          </Button>
        )}
      </Sheet>
    </>
  );
}
