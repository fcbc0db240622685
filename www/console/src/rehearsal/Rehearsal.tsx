import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/SegmentedControl.css';
import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Config, Rehearsal as Played } from '../api.ts';
import { newMessageRoute } from '../editor/route.ts';
import { number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { rehearsal as texts } from '../i18n/rehearsal.ts';
import { MessagesTabs } from '../messages/MessagesTabs.tsx';
import { useSite } from '../site/useSite.ts';
import { startRoute } from '../start/route.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { Failed, Notice } from '../ui/notice/Trouble.tsx';
import { Mend } from './Mend.tsx';
import { Part } from './Part.tsx';
import { Refused, rehearsalQuery } from './queries.ts';
import styles from './Rehearsal.module.css';
import { rehearsalRoute } from './route.ts';

/** All messages, drafts included, played to last week's visits before anything is published. */
export function Rehearsal() {
  const t = useTexts(texts);
  const { id: siteId } = useSite();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { range = '7d', of = 'written' } = rehearsalRoute.useSearch();
  const [exact, setExact] = useState(false);
  const { data, error, isFetching, refetch } = useQuery(rehearsalQuery(client, siteId, range, of, exact));
  const change = (part: { range?: '24h' | undefined; of?: 'published' | undefined }) => {
    setExact(false);
    void navigate({ to: '.', search: (before: object) => ({ ...before, ...part }), replace: true });
  };
  return (
    <div data-testid="rehearsal-page" aria-busy={isFetching}>
      <PageHeader title={t.title} lead={t.lead}>
        <Button variant="light" loading={isFetching} onClick={() => void refetch()} data-testid="rehearsal-again">
          {t.again}
        </Button>
      </PageHeader>
      <MessagesTabs />
      <div className={styles.tools}>
        <SegmentedControl
          withItemsBorders={false}
          aria-label={t.cast}
          value={of}
          onChange={(value) => change({ of: value === 'published' ? 'published' : undefined })}
          data={(['written', 'published'] as const).map((value) => ({ value, label: t.casts[value] }))}
          data-testid="rehearsal-of"
        />
        <SegmentedControl
          withItemsBorders={false}
          aria-label={t.range}
          value={range}
          onChange={(value) => change({ range: value === '24h' ? '24h' : undefined })}
          data={(['7d', '24h'] as const).map((value) => ({ value, label: t.ranges[value] }))}
          data-testid="rehearsal-range"
        />
      </div>
      {data ? (
        <Told config={data.config} played={data.played} whole={exact ? undefined : () => setExact(true)} />
      ) : error ? (
        <Sheet>
          {error instanceof Refused ? <Mend refused={error} /> : <Failed title={t.failed} error={error} retry={() => void refetch()} busy={isFetching} testId="rehearsal-error" />}
        </Sheet>
      ) : (
        <div className={styles.waiting} aria-busy="true">
          <p>{t.playing}</p>
          <Skeleton height={84} />
          <Skeleton height={220} />
        </div>
      )}
    </div>
  );
}

function Told({ config, played, whole }: { config: Config; played: Played; whole: (() => void) | undefined }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const { id: siteId } = useSite();
  const n = (value: number) => number(value, language);
  const name = (id: string | null) => config.messages.find((message) => message.id === id)?.name || id || '';
  const isSample = played.one_in > 1;
  if (played.visits === 0) {
    return (
      <Sheet>
        <Notice title={t.noVisits} text={t.noVisitsHelp} action={<LinkButton to={startRoute.to} params={{ siteId }} search={{}} variant="light">{t.toStart}</LinkButton>} testId="rehearsal-no-visits" />
      </Sheet>
    );
  }
  if (played.messages.length === 0) {
    return (
      <Sheet>
        <Notice title={t.noMessages} text={t.noMessagesHelp} action={<LinkButton to={newMessageRoute.to} params={{ siteId }} search={{}} variant="light">{t.toMessage}</LinkButton>} testId="rehearsal-no-messages" />
      </Sheet>
    );
  }
  const parts = played.messages.toSorted((a, b) => (b.shown_visits?.number ?? 0) - (a.shown_visits?.number ?? 0));
  return (
    <>
      <p className={styles.told} data-testid="rehearsal-told">
        {t.told(t.ranges[played.range], n(played.visits), n(played.people))}
        {isSample && ` ${t.sample(n(played.sampled_visits))}`}
        {isSample && whole && (
          <Button variant="subtle" size="compact-md" onClick={whole}>
            {t.exact}
          </Button>
        )}
      </p>
      <Sheet id="parts" title={t.each} text={t.eachText}>
        <ul data-testid="rehearsal-parts">
          {parts.map((part) => (
            <Part key={part.id} part={part} visits={played.visits} name={name} definitions={played.definitions} isSample={isSample} />
          ))}
        </ul>
      </Sheet>
      <Sheet id="overlaps" title={t.overlaps} text={t.overlapsText} testId="rehearsal-overlaps">
        {played.overlaps.length === 0 ? (
          <p className={styles.quiet}>{t.noOverlaps}</p>
        ) : (
          <ul className={styles.overlaps}>
            {played.overlaps.map(({ first, second, visits }) => (
              <li key={`${first} ${second}`} data-testid="overlap">
                <span>{t.overlap(name(first), name(second))}</span>
                <strong>{t.visits(n(visits))}</strong>
              </li>
            ))}
          </ul>
        )}
      </Sheet>
      {played.not_rehearsed.length > 0 && <p className={styles.told}>{t.left(played.not_rehearsed.length, played.not_rehearsed.map(name).join(', '))}</p>}
    </>
  );
}
