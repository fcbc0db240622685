import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/PasswordInput.css';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api.ts';
import { account as texts } from '../i18n/account.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { Waiting } from '../settings/SettingsForm.tsx';
import { CodeBox } from '../ui/CodeBox.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Dialog, DialogActions } from '../ui/dialog/Dialog.tsx';
import { DialogForm } from '../ui/dialog/DialogForm.tsx';
import { fieldOf, fieldText, saveText } from '../ui/notice/problem.ts';
import { Qr } from '../ui/Qr.tsx';
import { Fields, Sheet } from '../ui/page/Sheet.tsx';
import { toast } from '../ui/notice/toast.ts';
import { Failed } from '../ui/notice/Trouble.tsx';
import styles from './Account.module.css';

const accountQuery = queryOptions({ queryKey: ['account'], queryFn: ({ signal }) => api.get('/api/account', { signal }) });

type Doing = 'enrol' | 'renew' | 'disable';

/** A second factor when signing in: an authenticator app's six digits, and recovery codes for when it is lost. */
export function SecondFactor() {
  const t = useTexts(texts);
  const account = useQuery(accountQuery);
  const [doing, setDoing] = useState<Doing | null>(null);
  if (account.isPending) return <Waiting />;
  if (!account.data) {
    return (
      <Sheet>
        <Failed title={t.factorFailed} error={account.error} retry={() => void account.refetch()} busy={account.isFetching} testId="factor-error" />
      </Sheet>
    );
  }
  const { on, recovery_codes_left: left } = account.data.second_factor;
  const close = () => setDoing(null);
  return (
    <Sheet
      id="factor"
      title={t.factor}
      text={on ? t.factorOn(left) : t.factorHelp}
      testId="factor"
      actions={
        on ? (
          <>
            <Button variant="light" onClick={() => setDoing('renew')} data-testid="renew-codes">
              {t.renewCodes}
            </Button>
            <Button variant="subtle" onClick={() => setDoing('disable')} data-testid="disable-factor">
              {t.turnOff}
            </Button>
          </>
        ) : (
          <Button variant="light" onClick={() => setDoing('enrol')} data-testid="enrol-factor">
            {t.turnOn}
          </Button>
        )
      }
    >
      {doing === 'enrol' && <Enrol onClose={close} />}
      {(doing === 'renew' || doing === 'disable') && <WithCode doing={doing} onClose={close} />}
    </Sheet>
  );
}

function Enrol({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const enrol = useMutation({ mutationFn: () => api.post('/api/account/totp', { body: { password } }) });
  const confirm = useMutation({
    mutationFn: () => api.post('/api/account/totp/confirm', { body: { code } }),
    onSuccess: () => client.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
  if (confirm.data) return <Codes codes={confirm.data.recovery_codes} onClose={onClose} />;
  if (enrol.data) {
    return (
      <Dialog opened onClose={onClose} title={t.scanTitle} size="wide" testId="factor-dialog">
        <DialogForm onSubmit={() => confirm.mutate()} onClose={onClose} yes={t.turnOn} isBusy={confirm.isPending} isReady={code.trim() !== ''} testId="factor-confirm">
          <div className={styles.enrol}>
            <Qr text={enrol.data.uri} label={t.qr} testId="factor-qr" />
            <div className={styles.steps}>
              <p>{t.scanText}</p>
              <CodeBox text={enrol.data.secret} label={t.secret} testId="factor-secret" />
              <TextInput
                label={t.code}
                inputMode="numeric"
                autoComplete="one-time-code"
                value={code}
                onChange={(event) => (confirm.reset(), setCode(event.currentTarget.value))}
                error={confirm.error ? (fieldOf(confirm.error) === 'code' ? t.wrongCode : saveText(confirm.error, common, language)) : undefined}
                data-testid="factor-code"
              />
            </div>
          </div>
      </DialogForm>
      </Dialog>
    );
  }
  return (
    <Dialog opened onClose={onClose} title={t.turnOn} testId="factor-dialog">
      <DialogForm onSubmit={() => enrol.mutate()} onClose={onClose} yes={t.next} isBusy={enrol.isPending} isReady={password !== ''} testId="factor-next">
        <OwnPassword value={password} onChange={(value) => (enrol.reset(), setPassword(value))} error={enrol.error} />
      </DialogForm>
    </Dialog>
  );
}

function WithCode({ doing, onClose }: { doing: 'renew' | 'disable'; onClose: () => void }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const body = { password, code };
  const run = useMutation({
    mutationFn: async () => {
      if (doing === 'renew') return (await api.post('/api/account/totp/recovery-codes', { body })).recovery_codes;
      await api.post('/api/account/totp/disable', { body });
      return null;
    },
    onSuccess: async (codes) => {
      await client.invalidateQueries({ queryKey: accountQuery.queryKey });
      if (codes) return;
      toast(t.turnedOff);
      onClose();
    },
  });
  if (run.data) return <Codes codes={run.data} onClose={onClose} />;
  const wrongCode = fieldText(run.error, 'code', common, language, t.wrongCode);
  return (
    <Dialog opened onClose={onClose} title={doing === 'renew' ? t.renewCodes : t.turnOff} testId="factor-dialog">
      <DialogForm onSubmit={() => run.mutate()} onClose={onClose} yes={doing === 'renew' ? t.renewCodes : t.turnOff} isBusy={run.isPending} isReady={password !== '' && code.trim() !== ''} isDanger={doing === 'disable'} testId="factor-submit">
        <Fields>
          <OwnPassword value={password} onChange={(value) => (run.reset(), setPassword(value))} error={wrongCode ? null : run.error} />
          <TextInput label={t.codeOrRecovery} autoComplete="one-time-code" value={code} onChange={(event) => (run.reset(), setCode(event.currentTarget.value))} error={wrongCode} data-testid="factor-code" />
        </Fields>
      </DialogForm>
    </Dialog>
  );
}

function OwnPassword({ value, onChange, error }: { value: string; onChange: (value: string) => void; error: Error | null }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  return (
    <PasswordInput
      label={t.oldPassword}
      autoComplete="current-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error ? (fieldText(error, 'password', common, language, t.wrongPassword) ?? saveText(error, common, language)) : undefined}
      visibilityToggleButtonProps={{ 'aria-label': t.showPassword, tabIndex: 0 }}
      data-testid="factor-password"
    />
  );
}

function Codes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const t = useTexts(texts);
  const { t: common } = useWords();
  return (
    <Dialog opened onClose={onClose} title={t.codesTitle} testId="codes-dialog">
      <p>{t.codesText}</p>
      <ul className={styles.codes} data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <DialogActions>
        <CopyButton text={codes.join('\n')} label={common.copy} testId="copy-codes" />
        <Button onClick={onClose} data-testid="codes-done">
          {t.kept}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
