import { Button, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { decoded, number, percent } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { saveText } from '../../ui/notice/problem.ts';
import { population, type Population as Counted, type Range } from '../calls.ts';
import { whole } from '../engine.ts';
import { RangedSheet } from '../people/RangedSheet.tsx';
import styles from './Population.module.css';
import type { Segment } from '../types.ts';

/** A pause in writing after which it is counted anew. */
const PAUSE_MS = 500;

/** How many visits the draft matches, as it is written. */
export function Population({ siteId, draft, isSound, errors }: { siteId: string; draft: Segment; isSound: boolean; errors: number }) {
  const t = useTexts(segments).population;
  const { t: common, language } = useWords();
  const [range, setRange] = useState<Range>('24h');
  // Its name counts nobody.
  const { name: _, ...asked } = draft;
  const [text] = useDebouncedValue(JSON.stringify(whole(asked)), PAUSE_MS);
  const { data, error, isFetching, refetch } = useQuery({ ...population(siteId, JSON.parse(text) as Segment, range), enabled: isSound });
  const isOld = isFetching || text !== JSON.stringify(whole(asked));
  return (
    <RangedSheet id="population" title={t.title} range={range} setRange={setRange} testId="population" isBusy={isOld}>
      {!isSound ? (
        <p className={styles.note}>{t.unsound(errors)}</p>
      ) : error ? (
        <div className={styles.failed} role="alert">
          <p>{saveText(error, common, language)}</p>
          <Button variant="light" size="compact-md" onClick={() => void refetch()}>
            {common.retry}
          </Button>
        </div>
      ) : !data ? (
        <Skeleton height={120} />
      ) : (
        <div className={styles.counted} data-old={isOld || undefined}>
          <p className={styles.number} data-testid="population-visits">
            <strong>{number(data.matched.visits, language)}</strong> {t.visits}
            {data.estimate && <span className={styles.about}>{t.estimate}</span>}
          </p>
          <p className={styles.share}>{t.share(percent(data.matched.visits, data.visits, language), number(data.visits, language), number(data.matched.people, language))}</p>
          <p className={styles.sentence} data-zero={data.matched.visits === 0 || undefined} data-testid="population-sentence">
            {data.sentence[language]}
          </p>
          <Bars times={data.times} range={range} />
          {data.pages.length > 0 && (
            <>
              <h3 className={styles.label}>{t.pages}</h3>
              <ul className={styles.pages}>
                {data.pages.map((page) => (
                  <li key={page.path}>
                    <span>{decoded(page.path)}</span>
                    <span>{number(page.visits, language)}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
          {data.matched.unknown > 0 && <p className={styles.note}>{t.unknown(number(data.matched.unknown, language))}</p>}
          {data.notes.map((note) => (
            <p key={note.en} className={styles.note}>
              {note[language]}
            </p>
          ))}
          <details className={styles.definitions}>
            <summary>{t.definitions}</summary>
            <ul>
              {Object.entries(data.definitions).map(([name, meaning]) => (
                <li key={name}>{meaning[language]}</li>
              ))}
            </ul>
          </details>
        </div>
      )}
    </RangedSheet>
  );
}

/** Visits by hour or day, those that match in front: bars from zero. */
function Bars({ times, range }: { times: Counted['times']; range: Range }) {
  const t = useTexts(segments).population;
  const { language } = useWords();
  const most = Math.max(1, ...times.map(({ visits }) => visits));
  const format = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-US', range === '24h' ? { hour: 'numeric' } : { weekday: 'short', timeZone: 'UTC' });
  const said = (at: string) => format.format(new Date(range === '24h' ? at : `${at}T00:00:00Z`));
  const [first, last] = [times[0], times.at(-1)];
  return (
    <figure className={styles.figure}>
      <div className={styles.bars} role="img" aria-label={t.chart}>
        {times.map(({ at, visits, matched }) => (
          <span key={at} className={styles.bar} title={t.bar(said(at), number(matched, language), number(visits, language))}>
            <i style={{ height: `${(visits / most) * 100}%` }} />
            <b style={{ height: `${(matched / most) * 100}%` }} />
          </span>
        ))}
      </div>
      <figcaption className={styles.axis}>
        <span>{range === '24h' ? t.dayAgo : first && said(first.at)}</span>
        <span>{range === '24h' ? t.now : last && said(last.at)}</span>
      </figcaption>
    </figure>
  );
}
