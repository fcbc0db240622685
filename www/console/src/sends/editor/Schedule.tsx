import { Radio, TextInput } from '@mantine/core';
import { fromLocal, toLocal } from '../../editor/zoned.ts';
import { civilDay } from '../../format.ts';
import { useTexts } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { sends } from '../../i18n/sends.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import styles from './Editor.module.css';
import type { Part } from './SendEditor.tsx';

const TYPES = ['at_once', 'at', 'weekly'] as const;
const TEN = 600;
const MONDAY = 2;
const two = (value: number) => String(value).padStart(2, '0');

/** When it leaves. */
export function Schedule({ draft, set, fixed, error, zone }: Part & { zone: string }) {
  const t = useTexts(sendEditor);
  const { weekdays } = useTexts(sends);
  const { schedule } = draft;
  const turn = (type: (typeof TYPES)[number]) => {
    // Tomorrow at ten is what most would choose.
    const at = fromLocal(`${civilDay(zone, Date.now(), 1)}T10:00`, zone) ?? new Date(Date.now() + 86_400_000).toISOString();
    set({ schedule: type === 'at_once' ? { type } : type === 'at' ? { type, at } : { type, weekdays: MONDAY, minute: TEN } });
  };
  return (
    <Sheet id="when" title={t.when}>
      <Radio.Group aria-labelledby="when-title" value={schedule.type} onChange={(type) => turn(type as (typeof TYPES)[number])}>
        <div className={styles.choices}>
          {TYPES.map((type) => (
            <div key={type}>
              <Radio value={type} label={t.schedule[type]} description={t.scheduleHelp[type]} disabled={fixed} data-testid={`schedule-${type}`} />
              {type === schedule.type && schedule.type === 'at' && (
                <div className={styles.inside}>
                  <TextInput
                    type="datetime-local"
                    label={t.at}
                    description={t.zone(zone)}
                    maw={280}
                    value={toLocal(schedule.at, zone)}
                    onChange={(event) => {
                      const at = fromLocal(event.currentTarget.value, zone);
                      if (at) set({ schedule: { ...schedule, at } });
                    }}
                    error={error('schedule.at')}
                    disabled={fixed}
                    data-testid="send-at"
                  />
                </div>
              )}
              {type === schedule.type && schedule.type === 'weekly' && (
                <div className={styles.inside}>
                  <fieldset className={styles.days}>
                    <legend>{t.weekdays}</legend>
                    {weekdays.map((name, day) => (
                      <label key={name} className={styles.day}>
                        <input type="checkbox" className="sr" checked={(schedule.weekdays & (1 << day)) !== 0} onChange={() => set({ schedule: { ...schedule, weekdays: schedule.weekdays ^ (1 << day) } })} disabled={fixed} data-testid={`day-${day}`} />
                        <span>{name}</span>
                      </label>
                    ))}
                  </fieldset>
                  {error('schedule.weekdays') && (
                    <p className={styles.bad} data-bad role="alert">
                      {error('schedule.weekdays')}
                    </p>
                  )}
                  <TextInput
                    type="time"
                    label={t.time}
                    description={t.zone(zone)}
                    maw={200}
                    value={`${two(Math.floor(schedule.minute / 60))}:${two(schedule.minute % 60)}`}
                    onChange={(event) => {
                      const [hour = NaN, minute = NaN] = event.currentTarget.value.split(':').map(Number);
                      if (Number.isFinite(hour + minute)) set({ schedule: { ...schedule, minute: hour * 60 + minute } });
                    }}
                    error={error('schedule.minute')}
                    disabled={fixed}
                    data-testid="send-time"
                  />
                </div>
              )}
            </div>
          ))}
        </div>
      </Radio.Group>
    </Sheet>
  );
}
