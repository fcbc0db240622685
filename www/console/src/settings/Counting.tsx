import '@mantine/core/styles/Input.css';
import { NativeSelect, TextInput } from '@mantine/core';
import { useTexts } from '../i18n/index.tsx';
import { settings as texts } from '../i18n/settings.ts';
import { Fields, Pair, Sheet } from '../ui/page/Sheet.tsx';
import { SettingsForm } from './SettingsForm.tsx';

const CLICK_DAYS = [1, 3, 7, 14, 30];
const VIEW_DAYS = [0, 1, 3, 7, 14, 30];

/** Which orders count for a message, and how many messages one visit meets. */
export function Counting() {
  const t = useTexts(texts);
  return (
    <SettingsForm>
      {({ value, set, error, fixed }) => {
        const rule = value.attribution ?? { click_days: 7, view_days: 1 };
        const pace = value.pace ?? {};
        const days = (all: number[], stored: number) => [...new Set([...all, stored])].sort((a, b) => a - b).map((n) => ({ value: String(n), label: t.counting.days(n) }));
        return (
          <>
            <Sheet id="attribution" title={t.counting.attribution} text={t.counting.attributionHelp}>
              <Fields>
                <Pair>
                  <NativeSelect
                    label={t.counting.click}
                    description={t.counting.clickHelp}
                    data={days(CLICK_DAYS, rule.click_days)}
                    value={String(rule.click_days)}
                    onChange={(event) => set({ attribution: { ...rule, click_days: Number(event.currentTarget.value) } })}
                    error={error('attribution')}
                    disabled={fixed}
                    data-testid="click-days"
                  />
                  <NativeSelect
                    label={t.counting.view}
                    description={t.counting.viewHelp}
                    data={days(VIEW_DAYS, rule.view_days)}
                    value={String(rule.view_days)}
                    onChange={(event) => set({ attribution: { ...rule, view_days: Number(event.currentTarget.value) } })}
                    disabled={fixed}
                    data-testid="view-days"
                  />
                </Pair>
              </Fields>
            </Sheet>
            <Sheet id="pace" title={t.counting.pace} text={t.counting.paceHelp}>
              <Fields>
                <Pair>
                  <TextInput
                    label={t.counting.perVisit}
                    description={t.counting.perVisitHelp}
                    inputMode="numeric"
                    placeholder={t.counting.noLimit}
                    value={pace.per_visit ?? ''}
                    onChange={(event) => set({ pace: { ...pace, per_visit: whole(event.currentTarget.value) } })}
                    error={error('pace')}
                    disabled={fixed}
                    data-testid="per-visit"
                  />
                  <TextInput
                    label={t.counting.gap}
                    description={t.counting.gapHelp}
                    inputMode="numeric"
                    placeholder={t.counting.noGap}
                    value={pace.gap_seconds ?? ''}
                    onChange={(event) => set({ pace: { ...pace, gap_seconds: whole(event.currentTarget.value) } })}
                    disabled={fixed}
                    data-testid="gap-seconds"
                  />
                </Pair>
              </Fields>
            </Sheet>
          </>
        );
      }}
    </SettingsForm>
  );
}

/** A whole number as it was typed; empty and 0: none. */
function whole(text: string): number | null {
  const digits = text.replace(/\D/g, '').slice(0, 5);
  return digits === '' ? null : Number(digits);
}
