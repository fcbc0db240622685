import { Button, Skeleton } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { NewSettings, Settings } from '../api.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { settings as texts } from '../i18n/settings.ts';
import { isOwner, useSite } from '../site/useSite.ts';
import { confirm } from '../ui/dialog/confirm.ts';
import { fieldOf, fieldText, saveText } from '../ui/notice/problem.ts';
import { Sheet } from '../ui/page/Sheet.tsx';
import { Failed } from '../ui/notice/Trouble.tsx';
import styles from './SettingsForm.module.css';
import { useSaveSettings, useSettings, writable } from './useSettings.ts';

export type Draft = {
  value: NewSettings;
  findings: Settings['findings'];
  set: (patch: Partial<NewSettings>) => void;
  /** What was refused in a field; `own` says it in our words. */
  error: (field: string, own?: string) => string | undefined;
  /** Looked at only. */
  fixed: boolean;
};

/** A form over a part of the settings: what was changed lies on top of what is stored, until it is saved. `ask` comes before what loses something. */
export function SettingsForm({ children, ask }: { children: (draft: Draft) => ReactNode; ask?: (changes: Partial<NewSettings>, stored: Settings) => Promise<boolean> }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const stored = useSettings();
  const save = useSaveSettings();
  const [changes, setChanges] = useState<Partial<NewSettings>>({});
  const body = stored.data?.body;
  const dirty = body !== undefined && Object.entries(changes).some(([name, value]) => JSON.stringify(body[name as keyof Settings]) !== JSON.stringify(value));
  useBlocker({
    shouldBlockFn: async () => dirty && !(await confirm({ title: common.fields.leaveTitle, text: common.fields.leaveText, yes: common.fields.leave, danger: true })),
    enableBeforeUnload: dirty,
  });

  if (stored.isPending) return <Waiting />;
  if (!body) {
    return (
      <Sheet>
        <Failed title={t.failed} error={stored.error} retry={() => void stored.refetch()} busy={stored.isFetching} testId="settings-error" />
      </Sheet>
    );
  }
  const fixed = !isOwner(site);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!dirty || (ask && !(await ask(changes, body)))) return;
    save.mutate(changes, { onSuccess: () => setChanges({}) });
  };
  const draft: Draft = {
    value: { ...writable(body), ...changes },
    findings: body.findings,
    set: (patch) => {
      save.reset();
      setChanges((before) => ({ ...before, ...patch }));
    },
    error: (field, own) => fieldText(save.error, field, common, language, own),
    fixed,
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate data-testid="settings-form">
      {fixed && <p className={styles.fixed}>{common.fields.noRight}</p>}
      {children(draft)}
      {(dirty || save.isPending) && (
        <div className={styles.bar} data-testid="save-bar">
          <p className={styles.text} role={save.isError ? 'alert' : 'status'} data-bad={save.isError || undefined}>
            {save.isError ? (fieldOf(save.error) ? common.fields.wrong : saveText(save.error, common, language)) : common.fields.unsaved}
          </p>
          <Button variant="subtle" onClick={() => (save.reset(), setChanges({}))} data-testid="save-cancel">
            {common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending} data-testid="save">
            {common.save}
          </Button>
        </div>
      )}
    </form>
  );
}

export function Waiting() {
  return (
    <div aria-busy="true">
      <Sheet>
        <Skeleton width="30%" height={18} radius={6} />
        <Skeleton width="70%" height={40} radius={10} mt={24} />
        <Skeleton width="70%" height={40} radius={10} mt={16} />
      </Sheet>
    </div>
  );
}

/** What the edge says of a setting that it keeps. */
export function Remark({ findings, at }: { findings: Settings['findings']; at: string }) {
  const { language } = useWords();
  const own = findings.filter((finding) => finding.at === at);
  return own.map((finding) => (
    <p key={finding.code} className={styles.remark} data-testid={`finding-${at}`}>
      {finding[language]}
    </p>
  ));
}
