import '@mantine/core/styles/Input.css';
import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Relay, type RelayTest } from '../../api.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { relays as texts } from '../../i18n/relays.ts';
import { useSite } from '../../site/useSite.ts';
import { Dialog } from '../../ui/dialog/Dialog.tsx';
import { DialogForm } from '../../ui/dialog/DialogForm.tsx';
import { fieldOf, saveText } from '../../ui/notice/problem.ts';
import { Fields } from '../../ui/page/Sheet.tsx';
import rows from '../Rows.module.css';
import styles from './Relays.module.css';

/** Longer than the edge waits for the other side. */
const ANSWER_MS_MAX = 30_000;

/** One purchase that does not count is sent, and what was answered is said. */
export function TestDialog({ relay, onClose }: { relay: Relay; onClose: () => void }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const { id } = useSite();
  const [code, setCode] = useState('');
  const test = useMutation({
    mutationFn: () =>
      api.post('/api/sites/{id}/relays/{relay}/test', { path: { id, relay: relay.id }, body: relay.kind === 'meta' ? { test_code: code.trim() } : {}, timeoutMs: ANSWER_MS_MAX }),
  });
  const isCode = fieldOf(test.error) === 'test_code';
  return (
    <Dialog opened onClose={onClose} title={t.testTitle} testId="relay-test-dialog">
      <DialogForm onSubmit={() => test.mutate()} onClose={onClose} yes={t.testSend} isBusy={test.isPending} isReady={relay.kind !== 'meta' || code.trim() !== ''} testId="relay-test-send">
        <Fields>
          <p className={rows.quiet}>{t.testText[relay.kind]}</p>
          {relay.kind === 'meta' && (
            <TextInput label={t.testCode} value={code} onChange={(event) => (test.reset(), setCode(event.currentTarget.value))} error={isCode ? t.testCodeWrong : undefined} spellCheck={false} autoComplete="off" data-testid="relay-test-code" />
          )}
          {test.data && <Outcome outcome={test.data} />}
          {test.error && !isCode && <p role="alert">{saveText(test.error, common, language)}</p>}
        </Fields>
      </DialogForm>
    </Dialog>
  );
}

function Outcome({ outcome }: { outcome: RelayTest }) {
  const t = useTexts(texts);
  return (
    <div className={styles.note} data-tone={outcome.taken ? 'good' : 'bad'} role="status" data-testid="relay-test-outcome">
      {outcome.taken ? t.testTaken : t.testRefused} {outcome.why && t.whys[outcome.why]} {outcome.status !== null && `(${t.status(outcome.status)})`}
      {outcome.findings.length > 0 && (
        <ul className={styles.findings}>
          {outcome.findings.map((finding) => (
            <li key={finding}>{finding}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
