import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk, useFaults } from '../desk.ts';
import { Faults, Group, Hint } from '../Section.tsx';
import { WEEKDAYS, type Hours, type Limits as LimitsOf, type Trigger, type Weekday } from '../types.ts';
import { fromLocal, toLocal } from '../zoned.ts';
import styles from './fields.module.css';

const FIRST: { [on in Trigger['on']]: Extract<Trigger, { on: on }> } = {
  at_once: { on: 'at_once' },
  page_seconds: { on: 'page_seconds', seconds: 5 },
  visit_seconds: { on: 'visit_seconds', seconds: 60 },
  scroll: { on: 'scroll', percent: 50 },
  exit_intent: { on: 'exit_intent' },
  idle: { on: 'idle', seconds: 30 },
  event: { on: 'event', name: '' },
} as never;
const HOURS_MAX = 4;

/** What sets it off. */
export function When() {
  const { message, set, fixed } = useDesk();
  const t = useTexts(editor).when;
  const faults = useFaults('trigger', true);
  const trigger = message.trigger ?? FIRST.at_once;
  const number = (key: 'seconds' | 'percent', value: number, max: number, label: string) => (
    <NumberInput
      label={label}
      value={value || ''}
      min={1}
      max={max}
      allowDecimal={false}
      maw={200}
      onChange={(next) => set({ trigger: { ...trigger, [key]: typeof next === 'number' ? next : 0 } as Trigger }, true)}
      disabled={fixed}
      data-testid={`field-trigger.${key}`}
    />
  );
  return (
    <>
      <NativeSelect
        label={t.label}
        data={Object.keys(FIRST).map((on) => ({ value: on, label: t.each[on as Trigger['on']] }))}
        value={trigger.on}
        onChange={(event) => set({ trigger: FIRST[event.currentTarget.value as Trigger['on']] })}
        disabled={fixed}
        maw={360}
        data-testid="field-trigger"
      />
      <Hint>{t.help[trigger.on]}</Hint>
      {'seconds' in trigger && number('seconds', trigger.seconds, 3600, t.seconds)}
      {'percent' in trigger && number('percent', trigger.percent, 100, t.percent)}
      {trigger.on === 'event' && (
        <div className={styles.pair}>
          <TextInput label={t.event} placeholder="wishlist_add" value={trigger.name} maxLength={200} onChange={(event) => set({ trigger: { ...trigger, name: event.currentTarget.value } }, true)} disabled={fixed} data-testid="field-trigger.name" />
          <TextInput label={t.property} value={trigger.property ?? ''} maxLength={200} onChange={(event) => set({ trigger: withProperty(trigger, event.currentTarget.value, trigger.value) }, true)} disabled={fixed} />
          {trigger.property && <TextInput label={t.value} value={trigger.value ?? ''} maxLength={200} onChange={(event) => set({ trigger: withProperty(trigger, trigger.property, event.currentTarget.value) }, true)} disabled={fixed} />}
        </div>
      )}
      <Faults {...faults} />
    </>
  );
}

/** Both or none. */
function withProperty({ name }: { name: string }, property: string | undefined, value = ''): Trigger {
  return property ? { on: 'event', name, property, value } : { on: 'event', name };
}

/** How often one person sees it. */
export function Limits() {
  const { message, set, fixed } = useDesk();
  const t = useTexts(editor).limits;
  const faults = useFaults('limits', true);
  const limits = message.limits ?? {};
  const change = (patch: Partial<LimitsOf>) => set({ limits: { ...limits, ...patch } }, true);
  const days = limits.per_days;
  const stop = limits.stop_after ?? [];
  return (
    <>
      <Limited label={t.perVisit} on={limits.per_visit !== undefined} turn={(on) => change({ per_visit: on ? 1 : undefined })} disabled={fixed} testId="limit-visit">
        <Count label={t.times} value={limits.per_visit} change={(per_visit) => change({ per_visit })} disabled={fixed} testId="limit-visit-times" />
      </Limited>
      <Limited label={t.perDays} on={days !== undefined} turn={(on) => change({ per_days: on ? { times: 1, days: 1 } : undefined })} disabled={fixed} testId="limit-days">
        <Count label={t.days} value={days?.days} max={365} change={(count) => change({ per_days: { times: days?.times ?? 1, days: count } })} disabled={fixed} testId="limit-days-days" />
        <Count label={t.times} value={days?.times} change={(times) => change({ per_days: { days: days?.days ?? 1, times } })} disabled={fixed} testId="limit-days-times" />
      </Limited>
      <Limited label={t.ever} on={limits.ever !== undefined} turn={(on) => change({ ever: on ? 1 : undefined })} disabled={fixed} testId="limit-ever">
        <Count label={t.times} value={limits.ever} change={(ever) => change({ ever })} disabled={fixed} testId="limit-ever-times" />
      </Limited>
      <Checkbox label={t.hideToday} description={t.hideTodayHelp} checked={limits.hide_today ?? false} onChange={(event) => change({ hide_today: event.currentTarget.checked })} disabled={fixed} data-testid="limit-hide-today" />
      <Group label={t.stop}>
        {(['click', 'close', 'conversion'] as const).map((act) => (
          <Checkbox
            key={act}
            label={t.stops[act]}
            checked={stop.includes(act)}
            onChange={(event) => change({ stop_after: event.currentTarget.checked ? [...stop, act] : stop.filter((other) => other !== act) })}
            disabled={fixed}
            data-testid={`limit-stop-${act}`}
          />
        ))}
      </Group>
      <Faults {...faults} />
    </>
  );
}

function Limited(props: { label: string; on: boolean; turn: (on: boolean) => void; disabled: boolean; testId: string; children: ReactNode }) {
  return (
    <div className={styles.list}>
      <Checkbox label={props.label} checked={props.on} onChange={(event) => props.turn(event.currentTarget.checked)} disabled={props.disabled} data-testid={props.testId} />
      {props.on && <div className={styles.row}>{props.children}</div>}
    </div>
  );
}

function Count(props: { label: string; value: number | undefined; max?: number; change: (value: number) => void; disabled: boolean; testId: string }) {
  return (
    <NumberInput className={styles.short} label={props.label} value={props.value || ''} min={1} max={props.max ?? 65_535} allowDecimal={false} onChange={(value) => props.change(typeof value === 'number' ? value : 0)} disabled={props.disabled} data-testid={props.testId} />
  );
}

/** From when to when, on which days, at which hours: by the shop's clock. */
export function Time() {
  const { message, set, zone, fixed } = useDesk();
  const t = useTexts(editor).time;
  const schedule = message.schedule ?? {};
  const start = useFaults('start');
  const end = useFaults('end');
  const days = useFaults('schedule', true);
  const weekdays = schedule.weekdays ?? [];
  const hours = schedule.hours ?? [];
  const change = (patch: Partial<typeof schedule>) => set({ schedule: { ...schedule, ...patch } }, true);
  const setHours = (place: number, patch: Partial<Hours>) => change({ hours: hours.map((span, at) => (at === place ? { ...span, ...patch } : span)) });
  const moment = (key: 'start' | 'end', error: string | undefined) => (
    <TextInput
      type="datetime-local"
      label={t[key]}
      value={toLocal(message[key], zone)}
      onChange={(event) => set({ [key]: fromLocal(event.currentTarget.value, zone) }, true)}
      error={error}
      disabled={fixed}
      data-bad={error ? true : undefined}
      data-testid={`field-${key}`}
    />
  );
  return (
    <>
      <div className={styles.pair}>
        {moment('start', start.error)}
        {moment('end', end.error)}
      </div>
      <Hint>{t.zone(zone)}</Hint>
      <Faults warning={start.warning ?? end.warning} />
      <Group label={t.weekdays} help={weekdays.length === 0 ? t.everyDay : ''}>
        <div className={styles.days}>
          {WEEKDAYS.map((day: Weekday) => (
            <button
              key={day}
              type="button"
              aria-pressed={weekdays.includes(day)}
              disabled={fixed}
              onClick={() => change({ weekdays: weekdays.includes(day) ? weekdays.filter((other) => other !== day) : WEEKDAYS.filter((other) => other === day || weekdays.includes(other)) })}
              data-testid={`day-${day}`}
            >
              {t.days[day]}
            </button>
          ))}
        </div>
      </Group>
      <Group label={t.hours} help={hours.length === 0 ? t.wholeDay : ''}>
        {hours.map((span, place) => (
          <div key={place} className={styles.row}>
            <TextInput type="time" className={styles.short} label={t.from} value={span.from} onChange={(event) => setHours(place, { from: event.currentTarget.value })} disabled={fixed} data-testid={`hours-from-${place}`} />
            <TextInput type="time" className={styles.short} label={t.to} value={span.to === '24:00' ? '00:00' : span.to} onChange={(event) => setHours(place, { to: event.currentTarget.value === '00:00' ? '24:00' : event.currentTarget.value })} disabled={fixed} data-testid={`hours-to-${place}`} />
            {!fixed && (
              <button type="button" className={styles.remove} data-low aria-label={t.removeHours} onClick={() => change({ hours: hours.filter((_, at) => at !== place) })}>
                <Icon name="close" size={18} />
              </button>
            )}
          </div>
        ))}
        <Button className={styles.add} variant="subtle" size="compact-md" leftSection={<Icon name="plus" size={16} />} disabled={fixed || hours.length >= HOURS_MAX} onClick={() => change({ hours: [...hours, { from: '10:00', to: '18:00' }] })} data-testid="add-hours">
          {t.addHours}
        </Button>
      </Group>
      <Checkbox label={t.newVisits} description={t.newVisitsHelp} checked={schedule.new_visits ?? false} onChange={(event) => change({ new_visits: event.currentTarget.checked })} disabled={fixed} data-testid="new-visits" />
      <Faults {...days} />
    </>
  );
}
