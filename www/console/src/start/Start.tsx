import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { start as texts } from '../i18n/start.ts';
import { useTexts } from '../i18n/index.tsx';
import { newMessageRoute } from '../editor/route.ts';
import { messagesRoute } from '../messages/route.ts';
import { messagesQuery, siteQuery } from '../queries.ts';
import { newSegmentRoute, segmentsRoute, storeRoute } from '../segments/route.ts';
import { homeOf } from '../site/shop.ts';
import { mayEdit, useSite } from '../site/useSite.ts';
import { Icon } from '../ui/Icon.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { HowTo } from './HowTo.tsx';
import { Seen } from './Seen.tsx';
import styles from './Start.module.css';
import { nextOf, recognisedQuery, segmentsCountQuery, useSteps, type Step } from './steps.ts';
import { Failed } from '../ui/notice/Trouble.tsx';

/** From an empty site to a message that shows: each step says by itself when it is done. */
export function Start() {
  const t = useTexts(texts);
  const site = useSite();
  const { steps, told, recognised } = useSteps(site.id, true);
  const asked = useQuery(recognisedQuery(site.id, true));
  const { data: about } = useQuery(siteQuery(site.id));
  const done = steps?.filter((step) => step.done).length;
  const isDone = (step: Step) => steps?.find((other) => other.step === step)?.done;
  const next = steps && nextOf(steps);
  const mayWrite = mayEdit(site);
  const [domain] = about?.domains ?? [];
  const shop = site.key === 'demo' ? '/demo/' : domain && homeOf(domain);
  // The last one that was made is whom the first message is for.
  const segment = useQuery(segmentsCountQuery(site.id)).data?.segments[0]?.id;
  const isBegun = (useQuery(messagesQuery(site.id)).data?.messages.length ?? 0) > 0;
  if (asked.isError && !asked.data) {
    return (
      <>
        <PageHeader title={t.title} />
        <Sheet>
          <Failed title={t.failed} error={asked.error} retry={() => void asked.refetch()} busy={asked.isFetching} testId="start-error" />
        </Sheet>
      </>
    );
  }
  return (
    <div data-testid="start-page">
      <PageHeader title={t.title} lead={t.lead} />
      <p className={styles.progress} role="status" data-testid="progress" data-done={done}>
        {steps ? done === steps.length ? t.allDone : t.progress(done ?? 0, steps.length) : <Skeleton width={160} height={15} radius={6} component="span" />}
      </p>
      <ol className={styles.steps}>
        <StepItem n={1} step="tag" done={isDone('tag')}>
          {isDone('tag') ? (
            <>
              <Seen recognised={recognised} shop={shop} />
              <details className={styles.again} data-testid="tag-again">
                <summary>{t.tagAgain}</summary>
                <HowTo domain={domain} />
              </details>
            </>
          ) : (
            <>
              <p className={styles.text}>{t.steps.tag.text}</p>
              <HowTo domain={domain} />
              <Seen recognised={recognised} shop={shop} />
            </>
          )}
        </StepItem>
        <StepItem n={2} step="recognised" done={isDone('recognised')}>
          <p className={styles.text}>{t.steps.recognised.text}</p>
          <Seen.Kinds recognised={recognised} told={told} />
        </StepItem>
        <StepItem n={3} step="segment" done={isDone('segment')}>
          <p className={styles.text}>{t.steps.segment.text}</p>
          <div className={styles.go}>
            {mayWrite && !isDone('segment') && (
              <LinkButton to={storeRoute.to} params={{ siteId: site.id }} variant={next === 'segment' ? 'filled' : 'light'} data-testid="go-store">
                {t.steps.segment.store}
              </LinkButton>
            )}
            {mayWrite && !isDone('segment') && (
              <LinkButton to={newSegmentRoute.to} params={{ siteId: site.id }} variant="subtle" data-testid="go-new-segment">
                {t.steps.segment.own}
              </LinkButton>
            )}
            {isDone('segment') && (
              <LinkButton to={segmentsRoute.to} params={{ siteId: site.id }} search={{}} variant="light">
                {t.steps.segment.go}
              </LinkButton>
            )}
          </div>
        </StepItem>
        <StepItem n={4} step="message" done={isDone('message')}>
          <p className={styles.text}>{t.steps.message.text}</p>
          <div className={styles.go}>
            {mayWrite && !isDone('message') && !isBegun ? (
              <LinkButton to={newMessageRoute.to} params={{ siteId: site.id }} search={{ segment }} variant={next === 'message' ? 'filled' : 'light'} data-testid="go-new-message">
                {t.steps.message.make}
              </LinkButton>
            ) : (
              <LinkButton to={messagesRoute.to} params={{ siteId: site.id }} search={{}} variant={next === 'message' ? 'filled' : 'light'}>
                {t.steps.message.go}
              </LinkButton>
            )}
          </div>
        </StepItem>
      </ol>
    </div>
  );
}

function StepItem({ n, step, done, children }: { n: number; step: Step; done: boolean | undefined; children: React.ReactNode }) {
  const t = useTexts(texts);
  return (
    <li className={styles.step} data-done={done || undefined} data-testid={`step-${step}`}>
      <span className={styles.mark} aria-hidden="true">
        {done ? <Icon name="check" size={18} /> : n}
      </span>
      <section className={styles.body} aria-labelledby={`step-${step}-title`}>
        <h2 id={`step-${step}-title`}>
          {t.steps[step].title}
          <span className="sr"> {done ? t.done : t.open}</span>
        </h2>
        {children}
      </section>
    </li>
  );
}
