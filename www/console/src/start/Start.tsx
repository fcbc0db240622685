import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { start as texts } from '../i18n/start.ts';
import { useTexts } from '../i18n/index.tsx';
import { siteQuery } from '../queries.ts';
import { useSite } from '../site/useSite.ts';
import { Icon } from '../ui/Icon.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { HowTo } from './HowTo.tsx';
import { Seen } from './Seen.tsx';
import styles from './Start.module.css';
import { recognisedQuery, useSteps, type Step } from './steps.ts';
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
          <p className={styles.text}>{t.steps.tag.text}</p>
          <HowTo domain={about?.domains[0]} />
          <Seen recognised={recognised} shop={site.key === 'demo' ? '/demo/' : about?.domains[0] && `https://${about.domains[0]}/`} />
        </StepItem>
        <StepItem n={2} step="recognised" done={isDone('recognised')}>
          <p className={styles.text}>{t.steps.recognised.text}</p>
          <Seen.Kinds recognised={recognised} told={told} />
        </StepItem>
        <StepItem n={3} step="segment" done={isDone('segment')}>
          <p className={styles.text}>{t.steps.segment.text}</p>
        </StepItem>
        <StepItem n={4} step="message" done={isDone('message')}>
          <p className={styles.text}>{t.steps.message.text}</p>
          <LinkButton to="/sites/$siteId/messages" params={{ siteId: site.id }} variant="light">
            {t.steps.message.go}
          </LinkButton>
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
