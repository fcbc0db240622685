import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Switch.css';
import { NativeSelect, Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, type Automatic } from '../api.ts';
import { automatic as texts } from '../i18n/automatic.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { phoneNumber } from '../sends/words.ts';
import { mayEdit, useSite } from '../site/useSite.ts';
import { saveText } from '../ui/notice/problem.ts';
import { toast } from '../ui/notice/toast.ts';
import styles from './Automatic.module.css';
import { automaticKey } from './queries.ts';

function usePut(it: Automatic, said: (to: boolean) => string) {
  const { t: common, language } = useWords();
  const { id } = useSite();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { is_on: boolean; fallback: string | null }) => api.put('/api/sites/{id}/automatic/{happening}', { path: { id, happening: it.happening }, body }),
    onSuccess: (_, { is_on }) => toast(said(is_on)),
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
    onSettled: () => client.invalidateQueries({ queryKey: automaticKey(id) }),
  });
}

/** Whether it leaves by itself. It can be switched on when its template is approved; off always. */
export function Toggle({ it }: { it: Automatic }) {
  const t = useTexts(texts);
  const site = useSite();
  const name = t.names[it.happening];
  const put = usePut(it, (to) => (to ? t.turnedOn(name) : t.turnedOff(name)));
  const isOn = put.isPending ? put.variables.is_on : it.is_on;
  const mayTurn = mayEdit(site) && (it.is_on || it.review.state === 'approved');
  return (
    <Switch
      aria-label={t.switch(name)}
      checked={isOn}
      disabled={!mayTurn || put.isPending}
      onChange={(event) => put.mutate({ is_on: event.currentTarget.checked, fallback: it.fallback })}
      data-testid="automatic-switch"
    />
  );
}

/** What goes in the place of what does not arrive. */
export function Fallback({ it, numbers }: { it: Automatic; numbers: string[] }) {
  const t = useTexts(texts);
  const site = useSite();
  const put = usePut(it, () => t.saved);
  const all = [...new Set([...numbers, ...(it.fallback ? [it.fallback] : [])])];
  return (
    <div className={styles.fallback}>
      <NativeSelect
        label={`${t.fallback} · ${t.names[it.happening]}`}
        description={numbers.length === 0 ? t.noNumber : t.fallbackHelp}
        data={[{ value: '', label: t.noFallback }, ...all.map((value) => ({ value, label: phoneNumber(value) }))]}
        value={it.fallback ?? ''}
        disabled={!mayEdit(site) || numbers.length === 0 || put.isPending}
        onChange={(event) => put.mutate({ is_on: it.is_on, fallback: event.currentTarget.value || null })}
        data-testid="automatic-fallback"
      />
    </div>
  );
}
