import { useWords } from '../i18n/index.tsx';
import styles from './CodeBox.module.css';
import { CopyButton } from './CopyButton.tsx';

/** Something to take along as it stands: a tag, a link, a key. One line that scrolls, or several. */
export function CodeBox({ text, label, lines = false, testId }: { text: string; label: string; lines?: boolean; testId: string }) {
  const { t } = useWords();
  return (
    <div className={styles.box} data-lines={lines || undefined}>
      {lines ? (
        <pre className={styles.code} tabIndex={0} role="group" aria-label={label} data-testid={testId}>
          {text}
        </pre>
      ) : (
        <code className={styles.code} tabIndex={0} role="group" aria-label={label} data-testid={testId}>
          {text}
        </code>
      )}
      <CopyButton text={text} label={t.copy} testId={`${testId}-copy`} />
    </div>
  );
}
