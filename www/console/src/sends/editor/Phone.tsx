import { TextInput } from '@mantine/core';
import { number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { phoneNumber } from '../words.ts';
import styles from './Phone.module.css';
import type { Seen } from './engine.ts';

type Props = { seen: Seen; from: string; known: Record<string, string>; setKnown: (name: string, value: string) => void };

/** The text as it arrives on a phone, how long it is, and for whom it is shown. */
export function Phone({ seen, from, known, setKnown }: Props) {
  const t = useTexts(sendEditor);
  const { language } = useWords();
  const { kind, text = '', subject = '', bytes = 0, bytes_max = 0, sms_bytes_max = 0, hole } = seen;
  const used = [...(seen.personal ?? []), ...(seen.columns ?? [])];
  const isFramed = text.startsWith('(광고)');
  const word = kind ? t.kinds[kind] : t.kinds.lms;
  return (
    <aside className={styles.side} aria-label={t.preview} data-testid="send-preview">
      <div className={styles.phone}>
        <p className={styles.top}>
          <span className={styles.who}>{from ? phoneNumber(from) : t.sender}</span>
          <small>{t.previewOf(word)}</small>
        </p>
        <div className={styles.thread} tabIndex={0} role="group" aria-label={t.previewOf(word)}>
          {text === '' ? (
            <p className={styles.none}>{hole === 'variable' ? t.holes['variable'] : t.empty}</p>
          ) : (
            <div className={styles.bubble} data-hole={hole ?? undefined} data-testid="bubble">
              {subject && <p className={styles.subject}>{subject}</p>}
              <p className={styles.words}>{text}</p>
            </div>
          )}
          {text !== '' && <small className={styles.now}>{t.now}</small>}
        </div>
      </div>
      <div className={styles.count} data-over={kind === null || undefined}>
        <p className={styles.line}>
          <strong data-testid="send-kind">{word}</strong>
          <span data-testid="send-bytes">{t.bytes(number(bytes, language), number(bytes_max, language))}</span>
        </p>
        <progress className={styles.bar} aria-label={t.bytes(number(bytes, language), number(bytes_max, language))} value={Math.min(bytes, bytes_max)} max={Math.max(bytes_max, 1)} />
        <p className={styles.quiet}>{kind === 'sms' ? t.isSms : kind === 'lms' ? t.isLms(sms_bytes_max) : kind === null ? t.isNone : ''}</p>
        {isFramed && <p className={styles.quiet}>{t.framed}</p>}
        {hole && hole !== 'variable' && (
          <p className={styles.bad} role="status">
            {t.holes[hole]}
          </p>
        )}
      </div>
      {used.length > 0 && (
        <fieldset className={styles.samples}>
          <legend>{t.sampleTitle}</legend>
          <p className={styles.quiet}>{t.sampleHelp}</p>
          {used.map((name) => (
            <TextInput key={name} label={t.variables[name] ?? name} value={known[name] ?? ''} maxLength={200} onChange={(event) => setKnown(name, event.currentTarget.value)} data-testid={`sample-${name}`} />
          ))}
        </fieldset>
      )}
    </aside>
  );
}
