import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useWords } from '../../i18n/index.tsx';
import styles from './Dialog.module.css';
import { Icon } from '../Icon.tsx';

/**
 * Something that has to be answered before anything else: the browser's own dialog, so focus, Escape and what lies behind are its business. The first
 * field has the focus, or what has `data-autofocus`. Popovers of Mantine inside need `withinPortal={false}`, since nothing of the page is above it.
 */
export function Dialog(props: { opened: boolean; onClose: () => void; title: string; children: ReactNode; size?: 'small' | 'wide'; testId: string }) {
  const { opened, onClose } = props;
  const { t } = useWords();
  const id = useId();
  const own = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!opened) return;
    const dialog = own.current;
    dialog?.showModal();
    // What is to be typed or decided comes first, not the way out: the browser would begin with the first button.
    dialog?.querySelector<HTMLElement>('[data-autofocus], input, select, textarea')?.focus();
    return () => dialog?.close();
  }, [opened]);
  if (!opened) return null;
  return (
    <dialog
      ref={own}
      className={styles.dialog}
      data-size={props.size ?? 'small'}
      aria-labelledby={id}
      data-testid={props.testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // A press on what lies behind, and only one that began there: a text that is selected past the edge closes nothing.
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className={styles.inside}>
        <header className={styles.header}>
          <h2 id={id}>{props.title}</h2>
          <button type="button" className={styles.close} aria-label={t.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}

/** The buttons at a dialog's end. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
