import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/ScrollArea.css';
import '@mantine/core/styles/CloseButton.css';
import { Autocomplete, Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useCivilDay } from '../../clock.tsx';
import { number, percent } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { pairs as texts } from '../../i18n/pairs.ts';
import { reports } from '../../i18n/reports.ts';
import { siteQuery } from '../../queries.ts';
import { useSite } from '../../site/useSite.ts';
import { downloadCsv } from '../../ui/csv.ts';
import { Definition } from '../../ui/Definition.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { NumberTable } from '../../ui/list/NumberTable.tsx';
import { Notice } from '../../ui/notice/Trouble.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { NoOrders } from '../NoOrders.tsx';
import { Period, Said } from '../Period.tsx';
import { daysOf } from '../period.ts';
import { pairsQuery } from '../queries.ts';
import page from '../Report.module.css';
import { ReportPage } from '../ReportPage.tsx';
import { pairsRoute, SORTS, type PairSearch, type PairSort } from '../routes.ts';
import styles from './Pairs.module.css';
import { cells, matching, nameOf, surer, type Pair, type Told } from './rows.ts';

const LEASTS = [2, 3, 5, 10, 30, 100] as const;
/** Rows at first, and at most. */
const [SHOWN, SHOWN_MAX] = [50, 1_000];
const SUGGESTED = 8;

/** What is in one order together. */
export function Pairs() {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const site = useSite();
  const search = pairsRoute.useSearch();
  const navigate = useNavigate();
  const [limit, setLimit] = useState(SHOWN);
  const { data: about } = useQuery(siteQuery(site.id));
  const today = useCivilDay(about?.zone ?? 'Asia/Seoul', 0);
  const days = daysOf(search, '90d', today);
  const { sort = SORTS[0], least = LEASTS[0], product } = search;
  const told = useQuery({ ...pairsQuery(site.id, { days, sort, least, limit, product }), enabled: about !== undefined });
  const say = (part: PairSearch) => void navigate({ to: pairsRoute.to, params: { siteId: site.id }, search: { ...search, ...part }, replace: true, resetScroll: false });
  const known = told.data?.pairs.flatMap(({ one, other }) => [one, other]).find(({ id }) => id === product);
  const tools = (
    <>
      <Period search={search} fallback="90d" today={today} say={say} />
      <NativeSelect label={t.sort} data={SORTS.map((value) => ({ value: value as string, label: t.sorts[value] }))} value={sort} onChange={({ currentTarget: { value } }) => say({ sort: value === SORTS[0] ? undefined : (value as PairSort) })} data-testid="pairs-sort" />
      <NativeSelect
        label={t.least}
        data={[...new Set([...LEASTS, least])].toSorted((one, other) => one - other).map((value) => ({ value: String(value), label: t.leastOf(number(value, language)) }))}
        value={String(least)}
        onChange={({ currentTarget: { value } }) => say({ least: Number(value) === LEASTS[0] ? undefined : Number(value) })}
        data-testid="pairs-least"
      />
      <ProductField pairs={told.data?.pairs ?? []} said={product} name={known ? nameOf(known) : undefined} say={(product) => say({ product })} />
    </>
  );
  const csv = (found: Told) => downloadCsv(`${t.title} ${found.from} ${found.to}.csv`, cells(found.pairs, [`${t.one} ${t.id}`, t.one, `${t.other} ${t.id}`, t.other, t.cols.orders, `${t.cols.support} (%)`, `${t.aToB} (%)`, `${t.bToA} (%)`, t.cols.lift]));
  const all = (
    <Button variant="light" onClick={() => say({ period: 'all', from: undefined, to: undefined })} data-testid="report-all-time">
      {r.showAll}
    </Button>
  );
  return (
    <ReportPage title={t.title} lead={t.lead} tools={tools} query={told} csv={csv} testId="pairs-page">
      {(found) => (
        <>
          <Said days={days} />
          {found.orders === 0 ? (
            <NoOrders widen={days.from === undefined ? undefined : all} />
          ) : found.pairs.length === 0 ? (
            <Sheet>
              <Notice
                title={t.none}
                text={t.noneHelp}
                testId="pairs-none"
                action={
                  product === undefined ? (
                    all
                  ) : (
                    <Button variant="light" onClick={() => say({ product: undefined })} data-testid="pairs-clear">
                      {t.clear}
                    </Button>
                  )
                }
              />
            </Sheet>
          ) : (
            <Sheet id="pairs" title={t.tableTitle} text={t.count(number(found.pairs.length, language), number(found.found, language), number(found.orders, language))} testId="pairs-sheet">
              {product !== undefined && (
                <p className={styles.only}>
                  {t.only(known ? nameOf(known) : product)}
                  <Button size="compact-md" variant="light" onClick={() => say({ product: undefined })} data-testid="pairs-clear">
                    {t.clear}
                  </Button>
                </p>
              )}
              <Table told={found} product={product} choose={(id) => say({ product: id })} />
              {found.pairs.length < found.found && limit < SHOWN_MAX && (
                <Button variant="light" mt={12} loading={told.isFetching} onClick={() => setLimit(Math.min(SHOWN_MAX, limit * 4))} data-testid="pairs-more">
                  {t.more}
                </Button>
              )}
              {found.missing_at_most >= least && <p className={page.left}>{t.missing(number(found.missing_at_most, language))}</p>}
            </Sheet>
          )}
        </>
      )}
    </ReportPage>
  );
}

function Table({ told, product, choose }: { told: Told; product: string | undefined; choose: (id: string) => void }) {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const meaning = (name: string) => told.definitions[name]?.[language] ?? '';
  return (
    <div className={styles.table}>
      <NumberTable label={r.table(t.tableTitle)} testId="pairs-table">
        <thead>
          <tr>
            <th scope="col">{t.pair}</th>
            <th scope="col">
              <Definition word={t.cols.orders} meaning={meaning('orders')} />
            </th>
            <th scope="col" className={styles.seldom}>
              <Definition word={t.cols.support} meaning={meaning('support')} />
            </th>
            <th scope="col" className={styles.seldom}>
              <Definition word={t.cols.confidence} meaning={t.confidenceHelp} />
            </th>
            <th scope="col">
              <Definition word={t.cols.lift} meaning={meaning('lift')} />
            </th>
          </tr>
        </thead>
        <tbody>
          {told.pairs.map((pair) => (
            <Row key={`${pair.one.id} ${pair.other.id}`} pair={pair} product={product} choose={choose} />
          ))}
        </tbody>
      </NumberTable>
    </div>
  );
}

function Row({ pair, product, choose }: { pair: Pair; product: string | undefined; choose: (id: string) => void }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const { first, second, share } = surer(pair, product);
  return (
    <tr data-testid="pair" data-pair={[pair.one.id, pair.other.id].toSorted().join('+')}>
      <th scope="row" className={styles.pair}>
        <span className={styles.names}>
          {[first, second].map((each, place) => (
            <span key={each.id}>
              {place === 1 && <Icon name="plus" size={14} />}
              <button type="button" onClick={() => each.id !== null && choose(each.id)} title={t.only(nameOf(each))}>
                {nameOf(each)}
              </button>
            </span>
          ))}
        </span>
        <small data-testid="pair-sentence">{t.sentence(nameOf(first), percent(share, 1, language), nameOf(second))}</small>
      </th>
      <td>{t.orders(number(pair.orders, language))}</td>
      <td className={styles.seldom}>{percent(pair.support, 1, language)}</td>
      <td className={styles.seldom}>{percent(share, 1, language)}</td>
      <td data-none={pair.lift < 1 || undefined}>{t.times(number(Math.round(pair.lift * 100) / 100, language))}</td>
    </tr>
  );
}

/** A product by its name, of those in the list, or by its exact id. */
function ProductField({ pairs, said, name, say }: { pairs: readonly Pair[]; said: string | undefined; name: string | undefined; say: (id: string | undefined) => void }) {
  const t = useTexts(texts);
  const shown = said === undefined ? '' : (name ?? said);
  const [typed, setTyped] = useState(shown);
  useEffect(() => setTyped(shown), [shown]);
  const found = matching(pairs, typed === shown ? '' : typed).slice(0, SUGGESTED);
  return (
    <Autocomplete
      className={styles.product}
      label={t.product}
      placeholder={t.productPlace}
      value={typed}
      onChange={setTyped}
      data={found.flatMap(({ id, name }) => (id === null ? [] : [{ value: id, label: name ?? id }]))}
      filter={({ options }) => options}
      onOptionSubmit={say}
      onKeyDown={(event) => {
        // A Korean syllable that is still being put together is not sent.
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
        const text = typed.trim();
        if (text === '') return say(undefined);
        const exact = matching(pairs, '').find(({ id, name }) => id === text || name === text);
        if (exact || found.length === 0) say(exact?.id ?? text);
      }}
      onBlur={() => typed.trim() === '' && said !== undefined && say(undefined)}
      rightSection={said !== undefined ? <ClearButton clear={() => say(undefined)} /> : undefined}
      comboboxProps={{ transitionProps: { duration: 120 } }}
      data-testid="pairs-product"
    />
  );
}

function ClearButton({ clear }: { clear: () => void }) {
  const t = useTexts(texts);
  return (
    <button type="button" className={styles.clear} aria-label={t.clear} onClick={clear}>
      <Icon name="close" size={16} />
    </button>
  );
}
