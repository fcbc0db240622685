import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/NumberInput.css';
import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useTexts } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import type { Condition } from '../types.ts';
import type { Changes, Editing } from './shared.ts';
import styles from './values.module.css';

export type When = 'ever' | 'visit' | 'within' | 'beyond' | 'both' | 'next' | 'dates' | 'since' | 'until';
const NOTHING: Changes = { visit: undefined, within_days: undefined, beyond_days: undefined, next_days: undefined, from: undefined, to: undefined };
const DAYS = 30;

export function whenOf(condition: Condition): When {
  if (condition.visit) return 'visit';
  if (condition.next_days !== undefined) return 'next';
  if (condition.within_days !== undefined) return condition.beyond_days !== undefined ? 'both' : 'within';
  if (condition.beyond_days !== undefined) return 'beyond';
  if (condition.from !== undefined) return condition.to !== undefined ? 'dates' : 'since';
  return condition.to !== undefined ? 'until' : 'ever';
}

/** When: in the last days, longer ago, between two days. `choices` are what the condition can ask. */
export function Days({ condition, set, choices }: Editing & { choices: When[] }) {
  const t = useTexts(segments).value;
  const when = whenOf(condition);
  const today = new Date().toISOString().slice(0, 10);
  const turn = (next: When) => {
    const days = condition.within_days ?? condition.next_days ?? condition.beyond_days ?? DAYS;
    const more: Record<When, Changes> = {
      ever: {},
      visit: { visit: true },
      within: { within_days: days },
      beyond: { beyond_days: days },
      both: { beyond_days: Math.min(days, 7), within_days: Math.max(days, DAYS) },
      next: { next_days: days },
      dates: { from: condition.from ?? today, to: condition.to ?? today },
      since: { from: condition.from ?? today },
      until: { to: condition.to ?? today },
    };
    set({ ...NOTHING, ...more[next] });
  };
  const days = (key: 'within_days' | 'beyond_days' | 'next_days', label: string) => (
    <NumberInput
      className={styles.days}
      aria-label={label}
      value={condition[key] ?? ''}
      onChange={(value) => set({ [key]: typeof value === 'number' ? value : 0 }, true)}
      min={0}
      max={key === 'beyond_days' ? 3650 : 365}
      allowNegative={false}
      allowDecimal={false}
      clampBehavior="none"
      hideControls
      suffix={t.days}
      data-testid="days"
    />
  );
  const date = (key: 'from' | 'to', label: string) => (
    <TextInput className={styles.date} type="date" aria-label={label} value={condition[key] ?? ''} onChange={(event) => set({ [key]: event.currentTarget.value })} />
  );
  const possible = choices.includes(when) ? choices : [...choices, when];
  return (
    <span className={styles.line}>
      <NativeSelect
        className={styles.when}
        aria-label={t.when}
        value={when}
        onChange={(event) => turn(event.currentTarget.value as When)}
        data={possible.map((value) => ({ value, label: t.whens[value] }))}
        data-testid="when"
      />
      {(when === 'beyond' || when === 'both') && days('beyond_days', t.whens.beyond)}
      {when === 'both' && <span className={styles.between}>~</span>}
      {(when === 'within' || when === 'both') && days('within_days', t.whens.within)}
      {when === 'next' && days('next_days', t.whens.next)}
      {(when === 'dates' || when === 'since') && date('from', t.from)}
      {when === 'dates' && <span className={styles.between}>~</span>}
      {(when === 'dates' || when === 'until') && date('to', t.to)}
    </span>
  );
}
