import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import { CloseButton, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.tsx';
import { segments } from '../i18n/segments.ts';
import styles from './Dialog.module.css';

type Props = { title: string; close: () => void; size?: number; fullScreen?: boolean; testId?: string; children: ReactNode };

/** A dialog over the page. Its head is no `<header>`, which at this place would be a second banner of the page. */
export function Dialog({ title, close, size = 480, fullScreen = false, testId = 'ask', children }: Props) {
  const t = useTexts(segments).page;
  return (
    <Modal.Root opened onClose={close} size={size} fullScreen={fullScreen} centered={!fullScreen} transitionProps={{ duration: 120 }}>
      <Modal.Overlay />
      <Modal.Content aria-label={title} data-testid={testId}>
        <Modal.Body className={styles.body}>
          <div className={styles.head}>
            <h2>{title}</h2>
            <CloseButton aria-label={t.close} size="lg" onClick={close} />
          </div>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
