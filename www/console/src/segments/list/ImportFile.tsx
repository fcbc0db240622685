import '@mantine/core/styles/Input.css';
import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { Dialog, DialogActions } from '../../ui/dialog/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { add, forget } from '../calls.ts';
import { useEngine } from '../engine.ts';
import styles from './ImportFile.module.css';
import type { Segment } from '../types.ts';

type Outcome = { name: string; error: ApiError | null };

/** Segments of a file: each is read, said in words, and added. One that is refused keeps no other from coming. */
export function ImportFile({ siteId, close }: { siteId: string; close: () => void }) {
  const t = useTexts(segments).importing;
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const { engine } = useEngine(siteId);
  const [text, setText] = useState('');
  const read = text.trim() && engine ? engine.read(text) : undefined;
  const sound = (read?.segments ?? []).flatMap(({ definition, findings }) => (definition && !findings.some(({ severity }) => severity === 'error') ? [definition] : []));
  const bring = useMutation({
    mutationFn: async (): Promise<Outcome[]> => {
      const outcomes: Outcome[] = [];
      // One after the other: one may name another.
      for (const segment of sound) outcomes.push(await addOne(siteId, segment, t.unnamed));
      await forget(client, siteId);
      return outcomes;
    },
  });
  return (
    <Dialog opened title={t.title} onClose={close} size="wide" testId="ask">
      {bring.data ? (
        <ul className={styles.list} data-testid="imported">
          {bring.data.map(({ name, error }, place) => (
            <li key={place} data-bad={error !== null || undefined}>
              <Icon name={error === null ? 'check' : 'alert'} size={18} />
              <span>
                <strong>{name}</strong> {error ? saveText(error, common, language) : t.done}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <>
          <p className={styles.help}>{t.help}</p>
          <label className={styles.file}>
            <input type="file" aria-label={t.file} accept=".json,application/json" onChange={(event) => void event.currentTarget.files?.[0]?.text().then(setText)} data-testid="import-file" />
          </label>
          <Textarea aria-label={t.text} placeholder={t.text} rows={5} value={text} onChange={(event) => setText(event.currentTarget.value)} data-testid="import-text" />
          {read?.error && (
            <p className={styles.bad} role="alert">
              {read.error[language]}
            </p>
          )}
          <ul className={styles.list}>
            {read?.segments?.map(({ definition, findings, sentence }, place) => {
              const bad = findings.find(({ severity }) => severity === 'error');
              return (
                <li key={place} data-bad={bad !== undefined || undefined}>
                  <Icon name={bad ? 'alert' : 'check'} size={18} />
                  <span>
                    <strong>{definition?.name || definition?.id || t.nth(place + 1)}</strong> {bad ? `${bad.at} ${bad[language]}` : sentence?.[language]}
                  </span>
                </li>
              );
            })}
          </ul>
        </>
      )}
      <DialogActions>
        <Button variant="light" onClick={close}>
          {t.close}
        </Button>
        {!bring.data && (
          <Button disabled={sound.length === 0} loading={bring.isPending} onClick={() => bring.mutate()} data-testid="import-yes">
            {t.bring(sound.length)}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

/** Under its id, or under one of its own where that is taken. */
async function addOne(siteId: string, segment: Segment, unnamed: string): Promise<Outcome> {
  const named = { ...segment, name: segment.name || segment.id || unnamed };
  const tries = [named, (({ id: _, ...rest }) => rest)(named)];
  for (const each of tries) {
    try {
      await add(siteId, each);
      return { name: named.name, error: null };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status !== 409 || each === tries[1]) return { name: named.name, error };
    }
  }
  return { name: named.name, error: null };
}
