import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { moment } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { Failed } from '../../ui/notice/Trouble.tsx';
import { changes } from '../calls.ts';
import { useDesk } from '../desk.ts';
import { differences } from '../draft.ts';
import { Differences } from './Differences.tsx';
import styles from '../Editor.module.css';
import type { Message } from '../types.ts';

/** Who changed it, from what to what; each version can be brought back. */
export function Versions({ siteId, id, fixed, restore, close }: { siteId: string; id: string; fixed: boolean; restore: (message: Message) => void; close: () => void }) {
  const t = useTexts(editor).versions;
  const { language } = useWords();
  const { zone } = useDesk();
  const [open, setOpen] = useState<number | null>(null);
  const list = useQuery(changes(siteId, id));
  return (
    <div className={styles.versions} data-testid="versions">
      <div className={styles.versionHead}>
        <h2>{t.title}</h2>
        <Button variant="light" onClick={close} data-testid="versions-close">
          {t.close}
        </Button>
      </div>
      {list.isError ? (
        <Failed title={t.failed} error={list.error} retry={() => void list.refetch()} busy={list.isFetching} testId="versions-error" />
      ) : !list.data ? (
        <Skeleton height={200} mt={12} />
      ) : (
        <>
        {!list.data.changes.some(({ after }) => after) && <p data-testid="versions-empty">{t.empty}</p>}
        <ol className={styles.list}>
          {list.data.changes
            .filter(({ after }) => after)
            .map((change, place) => (
              <li key={change.id} className={styles.version} data-testid="version">
                <div className={styles.versionHead}>
                  <p>
                    <strong>{t.actions[change.action] ?? change.action}</strong>
                    <small>
                      {moment(change.at, language, zone)} · {change.by?.name || t.nobody}
                    </small>
                  </p>
                  <div className={styles.actions}>
                    {change.before && (
                      <Button variant="subtle" size="compact-md" aria-expanded={open === change.id} onClick={() => setOpen(open === change.id ? null : change.id)} data-testid="version-compare">
                        {t.compare}
                      </Button>
                    )}
                    {place === 0 ? (
                      <span className={styles.status}>{t.current}</span>
                    ) : (
                      !fixed &&
                      change.after && (
                        <Button variant="light" size="compact-md" onClick={() => change.after && restore(change.after)} data-testid="version-restore">
                          {t.restore}
                        </Button>
                      )
                    )}
                  </div>
                </div>
                {open === change.id && change.before && change.after && <Differences list={differences(change.before, change.after)} />}
              </li>
            ))}
        </ol>
        </>
      )}
    </div>
  );
}
