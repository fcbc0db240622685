import '@mantine/core/styles/Popover.css';
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { change, money, number, percent } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { live as texts } from '../i18n/live.ts';
import { one, population, report } from '../segments/calls.ts';
import { whole } from '../segments/engine.ts';
import { Population } from '../segments/builder/Population.tsx';
import { Report } from '../segments/people/Report.tsx';
import { segmentRoute } from '../segments/route.ts';
import type { Segment } from '../segments/types.ts';
import { useSite } from '../site/useSite.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import styles from './OfSegment.module.css';

/** Who stands before the board all day sees them move. */
const AGAIN_MS = 60_000;

/** What is known of the segment that is followed: its words, its population and its report, in short and whole. */
export function OfSegment({ segment, definition }: { segment: string; definition: Segment }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const { id: siteId } = useSite();
  const [isWhole, setWhole] = useState(false);
  const { name: _, ...asked } = definition;
  const { data: item } = useQuery(one(siteId, segment));
  const { data: counted } = useQuery({ ...population(siteId, whole(asked), '24h'), refetchInterval: AGAIN_MS });
  const { data: told } = useQuery({ ...report(siteId, whole(asked), '7d'), refetchInterval: AGAIN_MS });
  const rate = told?.purchase_rate;
  return (
    <section className={styles.sheet} aria-label={definition.name || segment} data-testid="live-of-segment">
      {item?.body.sentence && <p className={styles.sentence}>{item.body.sentence[language]}</p>}
      <dl className={styles.figures}>
        <Figure name={t.day} value={counted && t.visits(number(counted.matched.visits, language))} below={counted && t.share(percent(counted.matched.visits, counted.visits, language))} testId="live-population" />
        <Figure name={t.week} value={told && t.visits(number(told.visits.segment, language))} below={told && t.share(percent(told.visits.segment, told.visits.site, language))} testId="live-week" />
        <Figure
          name={t.rate}
          value={told && (rate?.segment == null ? '–' : `${number(rate.segment, language)}%`)}
          below={rate?.site == null ? '' : t.ofSite(`${number(rate.site, language)}%`) + (rate.segment == null ? '' : against(change(rate.segment, rate.site, language)))}
          testId="live-rate"
        />
        <Figure name={t.revenue} value={told && money(told.revenue.segment, language)} below={told && told.revenue.share !== null ? t.share(percent(told.revenue.share, 1, language)) : ''} testId="live-revenue" />
      </dl>
      <div className={styles.actions}>
        <Button variant="light" size="compact-md" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)} data-testid="live-whole">
          {isWhole ? t.less : t.whole}
        </Button>
        <LinkButton variant="subtle" size="compact-md" to={segmentRoute.to} params={{ siteId, segmentId: segment }} search={{}}>
          {t.toSegment}
        </LinkButton>
      </div>
      {isWhole && (
        <div className={styles.whole}>
          <Population siteId={siteId} draft={definition} isSound errors={0} />
          <Report siteId={siteId} draft={definition} isSound />
        </div>
      )}
    </section>
  );
}

const against = (said: string | undefined): string => (said === undefined ? '' : ` (${said})`);

function Figure({ name, value, below, testId }: { name: string; value: string | undefined; below: string | undefined; testId: string }) {
  return (
    <div data-testid={testId}>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{value ?? <Skeleton height={20} width={72} mt={6} />}</dd>
      <dd className={styles.below}>{below}</dd>
    </div>
  );
}
