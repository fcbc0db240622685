import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ApiError } from '../../api.ts';
import { Ago } from '../../clock.tsx';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Failed, Notice } from '../../ui/notice/Trouble.tsx';
import { known } from '../calls.ts';
import type { Engine } from '../engine.ts';
import type { Explanation, Segment, Verdict } from '../types.ts';
import { Part } from './RangedSheet.tsx';
import styles from './Visitors.module.css';

/** Why somebody matches or does not: every condition with what is so, and what alone is in the way. */
export function Why({ siteId, engine, draft, visitor, close }: { siteId: string; engine: Engine; draft: Segment; visitor: string; close: () => void }) {
  const t = useTexts(segments).why;
  const { language } = useWords();
  const facts = useQuery(known(siteId, visitor));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (window.matchMedia('(width < 1100px)').matches) heading.current?.scrollIntoView({ block: 'start' });
  }, []);
  const gone = facts.error instanceof ApiError && facts.error.status === 404;
  const said = facts.data ? engine.explain(draft, facts.data.facts) : null;
  const out = (
    <button type="button" className={styles.close} aria-label={t.close} onClick={close}>
      <Icon name="close" size={18} />
    </button>
  );
  return (
    <Part id="why" title={t.title} heading={heading} action={out} isBusy={facts.isPending} testId="why">
      {gone && <Notice title={t.gone} text={t.goneHelp} testId="why-gone" />}
      {facts.isError && !gone && <Failed title={t.failed} error={facts.error} retry={() => void facts.refetch()} busy={facts.isFetching} testId="why-error" />}
      {facts.isPending && <Skeleton height={180} />}
      {facts.data && said && (
        <>
          <p className={styles.result} data-verdict={said.verdict} data-testid="why-verdict">
            <Icon name={said.verdict === 'yes' ? 'check' : 'alert'} size={18} />
            {t.verdicts[said.verdict]}
          </p>
          <p className={styles.asOf}>
            {t.asOf} <Ago at={Date.parse(facts.data.last)} />
          </p>
          {said.near_misses.length > 0 && (
            <div className={styles.near} data-testid="near-miss">
              <p>{t.near}</p>
              <ul>
                {said.near_misses.map((miss) => (
                  <li key={miss.at}>
                    {asks(said, miss.at)[language]}
                    {miss.distance && <strong> · {miss.distance[language]}</strong>}
                  </li>
                ))}
              </ul>
            </div>
          )}
          <ul className={styles.conditions}>
            {said.conditions.map((condition) => {
              const isOut = condition.at.startsWith('exclude');
              const helps = isOut ? opposite(condition.verdict) : condition.verdict;
              return (
                <li key={condition.at} data-verdict={helps} data-testid="explained">
                  <span className={styles.mark} aria-label={t.marks[helps]} role="img">
                    <Icon name={helps === 'yes' ? 'check' : helps === 'no' ? 'close' : 'question'} size={16} />
                  </span>
                  <span>
                    {isOut && <span className={styles.not}>{t.not}</span>}
                    {condition.asks[language]}
                    <span className={styles.actual}>{t.actual(condition.actual?.[language] ?? t.unknown)}</span>
                  </span>
                </li>
              );
            })}
          </ul>
          {said.conditions.length === 0 && <p className={styles.none}>{t.everybody}</p>}
        </>
      )}
    </Part>
  );
}

function asks(said: Explanation, at: string) {
  return said.conditions.find((condition) => condition.at === at)?.asks ?? { ko: at, en: at };
}

function opposite(verdict: Verdict): Verdict {
  return verdict === 'yes' ? 'no' : verdict === 'no' ? 'yes' : 'unknown';
}
