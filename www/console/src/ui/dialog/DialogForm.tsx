import { Button } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useWords } from '../../i18n/index.tsx';
import { DialogActions } from './Dialog.tsx';

type Props = {
  onSubmit: () => void;
  onClose: () => void;
  /** What the button says that does it. */
  yes: string;
  isBusy: boolean;
  isReady: boolean;
  isDanger?: boolean;
  children: ReactNode;
  /** Before the way out: what else may be done. */
  also?: ReactNode;
  testId: string;
};

/** The form in a dialog: its fields, the way out, and the button that does it. The page says itself what is wrong. */
export function DialogForm({ onSubmit, onClose, yes, isBusy, isReady, isDanger = false, children, also, testId }: Props) {
  const { t } = useWords();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate>
      {children}
      <DialogActions>
        {also}
        <Button variant="light" onClick={onClose}>
          {t.cancel}
        </Button>
        <Button type="submit" variant={isDanger ? 'danger' : 'filled'} loading={isBusy} disabled={!isReady} data-testid={testId}>
          {yes}
        </Button>
      </DialogActions>
    </form>
  );
}
