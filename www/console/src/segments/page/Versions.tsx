import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { Failed } from '../../ui/notice/Trouble.tsx';
import { changes } from '../calls.ts';
import { Compare } from './Compare.tsx';
import type { Engine } from '../engine.ts';
import type { Segment } from '../types.ts';
import styles from './Versions.module.css';

/** Who changed it, from what to what; each version can be compared and brought back. */
export function Versions(props: { siteId: string; id: string; engine: Engine; current: Segment; restore: (segment: Segment) => void }) {
  const t = useTexts(segments).versions;
  const { language } = useWords();
  const [open, setOpen] = useState<number | null>(null);
  const list = useQuery({ ...changes(props.siteId, props.id), staleTime: 0 });
  if (list.isError) return <Failed title={t.failed} error={list.error} retry={() => void list.refetch()} busy={list.isFetching} testId="versions-error" />;
  if (!list.data) return <Skeleton height={200} />;
  const format = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-US', { dateStyle: 'medium', timeStyle: 'short' });
  const versions = list.data.changes.filter((change) => change.after);
  return (
    <ol className={styles.list} data-testid="versions">
      {versions.map((change, place) => (
        <li key={change.id} className={styles.version} data-testid="version">
          <div className={styles.head}>
            <p>
              <strong>{t.actions[change.action] ?? change.action}</strong>
              <span className={styles.by}>
                {format.format(new Date(change.at))} · {change.by?.name || t.nobody}
              </span>
            </p>
            {place === 0 && <span className={styles.now}>{t.current}</span>}
            <span className={styles.actions}>
              {(change.before || place > 0) && (
                <Button variant="subtle" size="compact-md" aria-expanded={open === change.id} onClick={() => setOpen(open === change.id ? null : change.id)} data-testid="version-compare">
                  {t.compare}
                </Button>
              )}
              {place > 0 && change.after && (
                <Button variant="light" size="compact-md" onClick={() => change.after && props.restore(change.after)} data-testid="version-restore">
                  {t.restore}
                </Button>
              )}
            </span>
          </div>
          {change.after && <p className={styles.sentence}>{props.engine.check(change.after).sentence?.[language]}</p>}
          {open === change.id && change.after && (
            <div className={styles.compare}>
              {change.before && (
                <>
                  <p className={styles.title}>{t.against}</p>
                  <Compare engine={props.engine} before={change.before} after={change.after} labels={[t.gone, t.come]} />
                </>
              )}
              {place > 0 && (
                <>
                  <p className={styles.title}>{t.againstNow}</p>
                  <Compare engine={props.engine} before={change.after} after={props.current} labels={[t.gone, t.come]} />
                </>
              )}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
