import { TextInput } from '@mantine/core';
import { number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { KakaoTalk } from '../templates/Kakao.tsx';
import { phoneNumber } from '../words.ts';
import styles from './Phone.module.css';
import type { Seen } from './engine.ts';

type Known = { known: Record<string, string>; setKnown: (name: string, value: string) => void };
type Props = Known & { seen: Seen; from: string };

/** The text as it arrives on a phone, how long it is, and for whom it is shown. */
export function Phone({ seen, from, known, setKnown }: Props) {
  const t = useTexts(sendEditor);
  const { kind, text = '', subject = '', bytes = 0, bytes_max = 0, sms_bytes_max = 0, hole } = seen;
  const isFramed = text.startsWith('(광고)');
  const word = kind ? t.kinds[kind] : t.kinds.lms;
  return (
    <aside className={styles.side} aria-label={t.preview} data-testid="send-preview">
      <Screen from={from} word={word} subject={subject} text={text} hole={hole ?? null} empty={hole === 'variable' ? t.holes['variable']! : t.empty} testId="bubble" />
      <div className={styles.count} data-over={kind === null || undefined}>
        <Bytes word={word} bytes={bytes} most={bytes_max} testId="send" />
        <p className={styles.quiet}>{kind === 'sms' ? t.isSms : kind === 'lms' ? t.isLms(sms_bytes_max) : kind === null ? t.isNone : ''}</p>
        {isFramed && <p className={styles.quiet}>{t.framed}</p>}
        <Hole hole={hole === 'variable' ? null : (hole ?? null)} />
      </div>
      <Samples names={[...(seen.personal ?? []), ...(seen.columns ?? [])]} known={known} setKnown={setKnown} />
    </aside>
  );
}

/** An Alimtalk as KakaoTalk shows it, and the text that follows where it does not arrive. `columns`: of a list, what stands for itself. */
export function KakaoPhone({ seen, from, known, setKnown, channel, columns }: Props & { channel: string; columns: string[] }) {
  const t = useTexts(sendEditor);
  const by = seen.alimtalk;
  const follows = by?.fallback;
  return (
    <aside className={styles.side} aria-label={t.preview} data-testid="send-preview">
      <KakaoTalk shown={by?.shown} channel={channel} label={t.previewOf(t.kinds.alimtalk)} />
      <Hole hole={seen.hole ?? null} />
      {follows && (
        <>
          <p className={styles.then}>{t.fallback.then}</p>
          <Screen from={from} word={t.kinds.lms} subject="" text={follows.text} hole={follows.hole} empty={t.holes[follows.hole ?? ''] ?? t.empty} testId="fallback-bubble" small />
          {follows.text !== '' && (
            <div className={styles.count}>
              <Bytes word={t.kinds.lms} bytes={follows.bytes} most={follows.bytes_max} testId="fallback" />
            </div>
          )}
        </>
      )}
      <Samples names={[...new Set([...(seen.personal ?? []), ...(seen.columns ?? []), ...columns])]} known={known} setKnown={setKnown} />
    </aside>
  );
}

function Screen({ from, word, subject, text, hole, empty, testId, small = false }: { from: string; word: string; subject: string; text: string; hole: string | null; empty: string; testId: string; small?: boolean }) {
  const t = useTexts(sendEditor);
  return (
    <div className={styles.phone} data-small={small || undefined}>
      <p className={styles.top}>
        <span className={styles.who}>{from ? phoneNumber(from) : t.sender}</span>
        <small>{t.previewOf(word)}</small>
      </p>
      <div className={styles.thread} tabIndex={0} role="group" aria-label={t.previewOf(word)}>
        {text === '' ? (
          <p className={styles.none}>{empty}</p>
        ) : (
          <div className={styles.bubble} data-hole={hole ?? undefined} data-testid={testId}>
            {subject && <p className={styles.subject}>{subject}</p>}
            <p className={styles.words}>{text}</p>
          </div>
        )}
        {text !== '' && <small className={styles.now}>{t.now}</small>}
      </div>
    </div>
  );
}

function Bytes({ word, bytes, most, testId }: { word: string; bytes: number; most: number; testId: string }) {
  const t = useTexts(sendEditor);
  const { language } = useWords();
  const said = t.bytes(number(bytes, language), number(most, language));
  return (
    <>
      <p className={styles.line}>
        <strong data-testid={`${testId}-kind`}>{word}</strong>
        <span data-testid={`${testId}-bytes`}>{said}</span>
      </p>
      <progress className={styles.bar} aria-label={said} value={Math.min(bytes, most)} max={Math.max(most, 1)} />
    </>
  );
}

function Hole({ hole }: { hole: string | null }) {
  const t = useTexts(sendEditor);
  if (!hole) return null;
  return (
    <p className={styles.bad} role="status">
      {t.holes[hole]}
    </p>
  );
}

function Samples({ names, known, setKnown }: Known & { names: string[] }) {
  const t = useTexts(sendEditor);
  if (names.length === 0) return null;
  return (
    <fieldset className={styles.samples}>
      <legend>{t.sampleTitle}</legend>
      <p className={styles.quiet}>{t.sampleHelp}</p>
      {names.map((name) => (
        <TextInput key={name} label={t.variables[name] ?? name} value={known[name] ?? ''} maxLength={200} onChange={(event) => setKnown(name, event.currentTarget.value)} data-testid={`sample-${name}`} />
      ))}
    </fieldset>
  );
}
