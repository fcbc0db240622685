import { Button } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useWords } from '../../i18n/index.tsx';
import { confirmStore } from './confirm.ts';
import { Dialog, DialogActions } from './Dialog.tsx';
import styles from './Confirm.module.css';

/** The question that is open, if one is. */
export function Confirm() {
  const { t } = useWords();
  const asked = useSyncExternalStore(confirmStore.subscribe, confirmStore.get);
  if (!asked) return null;
  return (
    <Dialog opened onClose={() => asked.answer(false)} title={asked.title} testId="confirm">
      <p className={styles.text}>{asked.text}</p>
      <DialogActions>
        {/* The careful answer has the focus. */}
        <Button variant="light" data-autofocus onClick={() => asked.answer(false)} data-testid="confirm-no">
          {t.cancel}
        </Button>
        <Button variant={asked.danger ? 'danger' : 'filled'} onClick={() => asked.answer(true)} data-testid="confirm-yes">
          {asked.yes}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
