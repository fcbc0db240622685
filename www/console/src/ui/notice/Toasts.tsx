import { useEffect, useState, useSyncExternalStore } from 'react';
import { useWords } from '../../i18n/index.tsx';
import { Icon } from '../Icon.tsx';
import { dismiss, toastStore, type Toast } from './toast.ts';
import styles from './Toasts.module.css';

/** Long enough to read and to press; one with a way back stays longer. */
const STAY_MS = 5_000;
const STAY_WITH_ACTION_MS = 10_000;

/** What has just been done. One place for the whole console, so that it is there before the first word: else no screen reader would say it. */
export function Toasts() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.get);
  return (
    <div className={styles.toasts} role="status" aria-live="polite" data-testid="toasts">
      {toasts.map((toast) => (
        <One key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function One({ toast }: { toast: Toast }) {
  const { t } = useWords();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = window.setTimeout(() => dismiss(toast.id), toast.action ? STAY_WITH_ACTION_MS : STAY_MS);
    return () => window.clearTimeout(timer);
  }, [held, toast]);
  return (
    <div
      className={styles.toast}
      data-tone={toast.tone}
      data-testid="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={toast.tone === 'bad' ? 'alert' : 'check'} size={18} />
      <span className={styles.text}>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            toast.action?.run();
            dismiss(toast.id);
          }}
          data-testid="toast-action"
        >
          {toast.action.label}
        </button>
      )}
      <button type="button" className={styles.close} aria-label={t.close} onClick={() => dismiss(toast.id)}>
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
