import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Input.css';
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ApiError } from '../../api.ts';
import { civilDay, number } from '../../format.ts';
import { fromLocal } from '../../editor/zoned.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sends as texts } from '../../i18n/sends.ts';
import { siteQuery } from '../../queries.ts';
import { useSite } from '../../site/useSite.ts';
import { Dialog, DialogActions } from '../../ui/dialog/Dialog.tsx';
import { DialogForm } from '../../ui/dialog/DialogForm.tsx';
import { NumberTable } from '../../ui/list/NumberTable.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Fields } from '../../ui/page/Sheet.tsx';
import { listsKey } from '../queries.ts';
import { newSendRoute } from '../routes.ts';
import styles from './Upload.module.css';
import { asCsv, cellsOf, decoded, partsOf, rowsOf } from './parts.ts';
import { forget, fresh, REFUSED_MAX, upload, type Progress } from './upload.ts';

/** Lines that are shown before it is sent. */
const SHOWN = 4;
type From = 'file' | 'paste';

/** A list from a file or the clipboard: looked at, sent part by part, and what of it was not taken. */
export function Upload({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts).lists;
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const { data: about } = useQuery(siteQuery(site.id));
  const zone = about?.zone ?? 'Asia/Seoul';
  const [name, setName] = useState('');
  const [from, setFrom] = useState<From>('file');
  const [file, setFile] = useState<{ name: string; bytes: Uint8Array<ArrayBuffer> } | null>(null);
  const [pasted, setPasted] = useState('');
  const [consented, setConsented] = useState<string | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const bytes = useMemo(() => (from === 'file' ? file?.bytes : new TextEncoder().encode(asCsv(pasted))), [from, file, pasted]);
  const text = useMemo(() => (bytes ? decoded(bytes)?.replace(/^\ufeff/, '').replaceAll('\r\n', '\n').replaceAll('\r', '\n') : undefined), [bytes]);
  const parts = useMemo(() => partsOf(bytes ?? new Uint8Array()), [bytes]);
  const today = civilDay(zone, Date.now());
  const isDayWrong = consented !== null && (consented === '' || consented > today);
  const send = useMutation({
    mutationFn: () => {
      // Of a day that is not over, its beginning: nobody has agreed later than now.
      const at = consented === null ? undefined : fromLocal(`${consented}T00:00`, zone);
      return upload(site.id, parts, { name: name.trim(), consentedMs: at ? Date.parse(at) : null }, progress ?? fresh(), setProgress);
    },
    onSuccess: (now) => setProgress(now),
    onSettled: () => client.invalidateQueries({ queryKey: listsKey(site.id) }),
  });
  const changed = (go: () => void) => {
    // What was begun of something else is not gone on with.
    if (progress && !send.isSuccess) void forget(site.id, progress.list).catch(() => undefined);
    setProgress(null);
    send.reset();
    go();
  };
  const lines = (text ?? '').split('\n').filter((line) => line.trim() !== '');
  if (send.isSuccess && progress) return <Done progress={progress} lines={(text ?? '').split('\n')} onClose={onClose} />;
  const isUnreadable = bytes !== undefined && bytes.length > 0 && text === undefined;
  const refused = send.error instanceof ApiError && send.error.status === 422 ? (/first line names/.test(send.error.problem.detail) ? t.headless : language === 'en' ? send.error.problem.detail : common.fields.wrong) : undefined;
  return (
    <Dialog opened onClose={send.isPending ? () => undefined : onClose} title={t.upload} size="wide" testId="upload-dialog">
      <DialogForm onSubmit={() => send.mutate()} onClose={onClose} yes={progress && send.isError ? t.again : t.start} isBusy={send.isPending} isReady={name.trim() !== '' && lines.length > 0 && !isUnreadable && !isDayWrong} testId="upload-start">
        <Fields>
          <TextInput label={t.name} placeholder={t.nameExample} maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} disabled={send.isPending} data-testid="list-name" />
          <fieldset className={styles.from}>
            <legend>{t.from}</legend>
            {(['file', 'paste'] as const).map((one) => (
              <label key={one} className={styles.way}>
                <input type="radio" name="from" className="sr" checked={from === one} onChange={() => changed(() => setFrom(one))} disabled={send.isPending} data-testid={`from-${one}`} />
                <span>{one === 'file' ? t.file : t.paste}</span>
              </label>
            ))}
          </fieldset>
          {from === 'file' ? (
            <div className={styles.file}>
              <label className={styles.choose}>
                <input
                  type="file"
                  className="sr"
                  accept=".csv,.txt,text/csv,text/plain"
                  disabled={send.isPending}
                  onChange={(event) => {
                    const chosen = event.currentTarget.files?.[0];
                    if (!chosen) return;
                    void chosen.arrayBuffer().then((content) =>
                      changed(() => {
                        setFile({ name: chosen.name, bytes: new Uint8Array(content) });
                        setName((before) => before || chosen.name.replace(/\.[a-z]+$/i, '').slice(0, 100));
                      }),
                    );
                  }}
                  data-testid="list-file"
                />
                <span>{t.choose}</span>
              </label>
              {file && <p className={styles.quiet}>{t.chosen(file.name, sizeOf(file.bytes.length, language))}</p>}
              <p className={styles.quiet}>{t.fileHelp}</p>
            </div>
          ) : (
            <Textarea label={t.pasteLabel} description={t.pasteHelp} rows={6} spellCheck={false} value={pasted} onChange={(event) => ((value) => changed(() => setPasted(value)))(event.currentTarget.value)} disabled={send.isPending} data-testid="list-paste" />
          )}
          {isUnreadable && (
            <p className={styles.bad} role="alert">
              {t.unreadable}
            </p>
          )}
          {lines.length > 0 && (
            <div>
              <p className={styles.label}>
                {t.first} <span className={styles.quiet}>{t.moreLines(number(lines.length, language))}</span>
              </p>
              <div className={styles.table} tabIndex={0} role="region" aria-label={t.first}>
                <table>
                  <tbody>
                    {rowsOf(text ?? '', SHOWN).map((row, at) => (
                      <tr key={at}>
                        {cellsOf(row).map((cell, column) => (
                          <td key={column}>{cell}</td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </div>
          )}
          <Checkbox label={t.consent} description={t.consentHelp} checked={consented !== null} onChange={(event) => ((is) => changed(() => setConsented(is ? today : null)))(event.currentTarget.checked)} disabled={send.isPending} data-testid="list-consented" />
          {consented !== null && <TextInput type="date" label={t.consentDay} max={today} maw={220} value={consented} onChange={(event) => ((day) => changed(() => setConsented(day)))(event.currentTarget.value)} error={isDayWrong ? t.consentMissing : undefined} disabled={send.isPending} data-testid="list-consent-day" />}
          {send.isPending && (
            <div role="status">
              <p className={styles.quiet}>{t.progress(progress?.done ?? 0, parts.length)}</p>
              <progress className={styles.bar} aria-label={t.progress(progress?.done ?? 0, parts.length)} {...(parts.length > 1 && { value: progress?.done ?? 0, max: parts.length })} />
            </div>
          )}
          {send.isError && (
            <p className={styles.bad} role="alert" data-testid="upload-error">
              {refused ?? saveText(send.error, common, language)} {progress && progress.done > 0 && t.broken}
            </p>
          )}
        </Fields>
      </DialogForm>
    </Dialog>
  );
}

/** What was taken, and what was not: by line, with why. */
function Done({ progress, lines, onClose }: { progress: Progress; lines: string[]; onClose: () => void }) {
  const t = useTexts(texts).lists;
  const { language } = useWords();
  const site = useSite();
  const { rows, refused, refusedRows } = progress;
  return (
    <Dialog opened onClose={onClose} title={rows === 0 ? t.nothingTaken : t.taken(number(rows, language))} size="wide" testId="upload-done">
      <p className={styles.quiet}>
        {refused === 0 ? t.allGood : t.refusedCount(number(refused, language))} {rows > 0 && t.doubles}
      </p>
      {refusedRows.length > 0 && (
        <NumberTable label={t.refusedCount(number(refused, language))} testId="refused-rows">
          <thead>
            <tr>
              <th scope="col">{t.line}</th>
              <th scope="col" className={styles.cell}>{t.reason}</th>
              <th scope="col" className={styles.cell}>{t.content}</th>
            </tr>
          </thead>
          <tbody>
            {refusedRows.map(({ line, reason }) => (
              <tr key={line}>
                <th scope="row">{number(line, language)}</th>
                <td className={styles.cell}>{t.reasons[reason]}</td>
                <td className={styles.cell}>{(lines[line - 1] ?? '').slice(0, 80)}</td>
              </tr>
            ))}
          </tbody>
        </NumberTable>
      )}
      {refused > REFUSED_MAX && <p className={styles.quiet}>{t.refusedMore(number(REFUSED_MAX, language))}</p>}
      <DialogActions>
        <Button variant="light" onClick={onClose} data-testid="upload-close">
          {t.done}
        </Button>
        {rows > 0 && (
          <LinkButton to={newSendRoute.to} params={{ siteId: site.id }} search={{ list: progress.list }} data-testid="upload-send">
            {t.send}
          </LinkButton>
        )}
      </DialogActions>
    </Dialog>
  );
}

function sizeOf(bytes: number, language: 'ko' | 'en'): string {
  const [value, unit] = bytes < 1_000_000 ? ([Math.max(1, Math.round(bytes / 1_000)), 'KB'] as const) : ([Math.round(bytes / 100_000) / 10, 'MB'] as const);
  return `${number(value, language)} ${unit}`;
}
