import { Button, Skeleton } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Ago } from '../../clock.tsx';
import { money, number, shortUrl } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { Failed, Notice } from '../../ui/notice/Trouble.tsx';
import { here, known, visits, type Here, type Range, type Visit } from '../calls.ts';
import { whole, type Engine } from '../engine.ts';
import type { Explanation, Segment } from '../types.ts';
import { Part, RangedSheet } from './RangedSheet.tsx';
import styles from './Visitors.module.css';
import { Why } from './Why.tsx';

type Props = { siteId: string; engine: Engine; draft: Segment; isSound: boolean };

/** Who matches: of those on the site now, each with how far they are from it, and of the last visits. And why, or why not, of one. */
export function Visitors({ siteId, engine, draft, isSound }: Props) {
  const t = useTexts(segments).visitors;
  const [chosen, setChosen] = useState<string | null>(null);
  if (!isSound) return <Notice title={t.unsound} text={t.unsoundHelp} testId="visitors-unsound" />;
  return (
    <div className={styles.columns}>
      <div className={styles.lists}>
        <Now siteId={siteId} engine={engine} draft={draft} chosen={chosen} choose={setChosen} />
        <Lately siteId={siteId} draft={draft} chosen={chosen} choose={setChosen} />
      </div>
      <div className={styles.why}>
        {chosen ? <Why key={chosen} siteId={siteId} engine={engine} draft={draft} visitor={chosen} close={() => setChosen(null)} /> : <p className={styles.pick}>{t.pick}</p>}
      </div>
    </div>
  );
}

type ListProps = { siteId: string; draft: Segment; chosen: string | null; choose: (visitor: string) => void };

function Now({ siteId, engine, draft, chosen, choose }: ListProps & { engine: Engine }) {
  const t = useTexts(segments).visitors;
  const { t: common } = useWords();
  const list = useQuery(here(siteId));
  const visitors = list.data?.visitors ?? [];
  const facts = useQueries({ queries: visitors.map(({ visitor }) => known(siteId, visitor)) });
  const told = visitors.map((visitor, place) => {
    const data = facts[place]?.data;
    return { visitor, said: data ? engine.explain(draft, data.facts) : null };
  });
  // First who matches, then who lacks one thing.
  const rank = (said: Explanation | null) => (said?.verdict === 'yes' ? 0 : said && said.near_misses.length > 0 ? 1 : 2);
  told.sort((a, b) => rank(a.said) - rank(b.said));
  const again = () => {
    void list.refetch();
    for (const each of facts) void each.refetch();
  };
  const anew = (
    <Button variant="light" size="compact-md" onClick={again} loading={list.isFetching && list.data !== undefined} data-testid="now-again">
      {t.again}
    </Button>
  );
  return (
    <Part id="visitors-now" title={t.now} action={anew}>
      {list.isError && !list.data && <Failed title={t.failed} error={list.error} retry={() => void list.refetch()} busy={list.isFetching} testId="now-error" />}
      {list.isPending && <Skeleton height={96} />}
      {list.data && visitors.length === 0 && <p className={styles.none}>{t.nowEmpty}</p>}
      <ul className={styles.rows}>
        {told.map(({ visitor, said }) => (
          <li key={visitor.visitor}>
            <Row label={visitor.visitor} member={visitor.member} chosen={chosen} choose={choose} testId="now-visitor">
              <About visitor={visitor} />
              <Verdict said={said} />
            </Row>
          </li>
        ))}
      </ul>
      {list.data && list.data.count > visitors.length && <p className={styles.none}>{t.some(String(visitors.length))}</p>}
      <span className="sr" role="status">
        {list.isFetching ? '' : common.product}
      </span>
    </Part>
  );
}

function About({ visitor }: { visitor: Here['visitors'][number] }) {
  return (
    <span className={styles.about}>
      {visitor.page.url && `${shortUrl(visitor.page.url)} · `} <Ago at={Date.parse(visitor.last)} />
    </span>
  );
}

function Verdict({ said }: { said: Explanation | null }) {
  const t = useTexts(segments).visitors;
  const { language } = useWords();
  if (!said) return <Skeleton height={22} width={64} />;
  const near = said.near_misses[0];
  if (said.verdict === 'yes') return <span className={styles.verdict} data-verdict="yes">{t.verdicts.yes}</span>;
  if (near) return <span className={styles.verdict} data-verdict="near">{near.distance?.[language] ?? t.near}</span>;
  return <span className={styles.verdict} data-verdict={said.verdict}>{t.verdicts[said.verdict]}</span>;
}

function Lately({ siteId, draft, chosen, choose }: ListProps) {
  const t = useTexts(segments);
  const { language } = useWords();
  const [range, setRange] = useState<Range>('24h');
  const { name: _, ...asked } = draft;
  const list = useQuery(visits(siteId, whole(asked), range));
  return (
    <RangedSheet id="visitors-lately" title={t.visitors.lately} range={range} setRange={setRange}>
      {list.isError && !list.data && <Failed title={t.visitors.failed} error={list.error} retry={() => void list.refetch()} busy={list.isFetching} testId="lately-error" />}
      {list.isPending && <Skeleton height={160} />}
      {list.data?.visits.length === 0 && <p className={styles.none}>{t.visitors.latelyEmpty}</p>}
      <ul className={styles.rows}>
        {list.data?.visits.map((visit) => (
          <li key={visit.visitor + visit.started}>
            <Row label={visit.visitor} member={visit.member} chosen={chosen} choose={choose} testId="lately-visit">
              <span className={styles.about}>{said(visit, t.visitors, language)}</span>
              <span className={styles.when}>
                <Ago at={Date.parse(visit.matched?.at ?? visit.last)} />
              </span>
            </Row>
          </li>
        ))}
      </ul>
      {list.data?.notes.map((note) => (
        <p key={note.en} className={styles.none}>
          {note[language]}
        </p>
      ))}
    </RangedSheet>
  );
}

function said(visit: Visit, t: (typeof segments)['ko']['visitors'], language: 'ko' | 'en'): string {
  const page = shortUrl(visit.matched?.page ?? visit.page);
  const source = visit.source.word ?? visit.source.name ?? '';
  const orders = visit.orders > 0 ? t.ordered(number(visit.orders, language), money(visit.revenue, language)) : '';
  return [page, t.views(number(visit.page_views, language)), source, orders].filter(Boolean).join(' · ');
}

function Row(props: { label: string; member: string | null; chosen: string | null; choose: (visitor: string) => void; testId: string; children: React.ReactNode }) {
  const t = useTexts(segments).visitors;
  return (
    <button type="button" className={styles.row} aria-pressed={props.chosen === props.label} onClick={() => props.choose(props.label)} data-testid={props.testId} data-visitor={props.label}>
      <span className={styles.name}>{props.member ?? t.guest(props.label.slice(0, 6))}</span>
      {props.children}
    </button>
  );
}
