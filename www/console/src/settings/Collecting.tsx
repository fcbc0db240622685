import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Radio.css';
import '@mantine/core/styles/InlineInput.css';
import { Checkbox, NativeSelect, Radio } from '@mantine/core';
import type { Adapter, NewSettings, Settings } from '../api.ts';
import { useTexts } from '../i18n/index.tsx';
import { settings as texts } from '../i18n/settings.ts';
import { confirm } from '../ui/dialog/confirm.ts';
import { Fields, Sheet } from '../ui/page/Sheet.tsx';
import styles from './Collecting.module.css';
import { Remark, SettingsForm } from './SettingsForm.tsx';

const ADAPTERS: readonly Adapter[] = ['ga4', 'schema_org', 'open_graph', 'cafe24', 'godomall', 'makeshop', 'imweb', 'shopby', 'naver', 'meta', 'kakao'];
const DAYS = [30, 60, 90, 180, 365, 400];

/** Whether shoppers are asked, what is read from the shop's pages, and how long it is kept. */
export function Collecting() {
  const t = useTexts(texts);
  const shorter = async ({ retention_days: days }: Partial<NewSettings>, stored: Settings) =>
    typeof days !== 'number' || days >= stored.retention_days || confirm({ title: t.collecting.shorterTitle(days), text: t.collecting.shorterText, yes: t.collecting.shorter, danger: true });
  return (
    <SettingsForm ask={shorter}>
      {({ value, findings, set, error, fixed }) => (
        <>
          <Sheet id="consent" title={t.collecting.consent} text={t.collecting.consentHelp}>
            <Radio.Group aria-labelledby="consent-title" value={value.consent ?? 'none'} onChange={(consent) => set({ consent: consent as 'none' | 'required' })}>
              <div className={styles.choices}>
                <Radio value="none" label={t.collecting.consentNone} description={t.collecting.consentNoneHelp} disabled={fixed} />
                <Radio value="required" label={t.collecting.consentRequired} description={t.collecting.consentRequiredHelp} disabled={fixed} data-testid="consent-required" />
              </div>
            </Radio.Group>
            <Checkbox
              mt="md"
              label={t.collecting.doNotTrack}
              description={t.collecting.doNotTrackHelp}
              checked={value.do_not_track === 'heeded'}
              onChange={(event) => set({ do_not_track: event.currentTarget.checked ? 'heeded' : 'ignored' })}
              disabled={fixed}
              data-testid="do-not-track"
            />
            <Remark findings={findings} at="consent" />
          </Sheet>
          <Sheet id="sources" title={t.collecting.sources} text={t.collecting.sourcesHelp}>
            <div className={styles.grid} role="group" aria-labelledby="sources-title">
              {ADAPTERS.map((adapter) => (
                <Checkbox
                  key={adapter}
                  label={t.adapters[adapter]}
                  checked={!(value.adapters_off ?? []).includes(adapter)}
                  onChange={(event) => {
                    const off = (value.adapters_off ?? []).filter((other) => other !== adapter);
                    set({ adapters_off: event.currentTarget.checked ? off : [...off, adapter] });
                  }}
                  disabled={fixed}
                />
              ))}
            </div>
            <Remark findings={findings} at="adapters_off" />
          </Sheet>
          <Sheet id="retention" title={t.collecting.retention} text={t.collecting.retentionHelp}>
            <Fields>
              <NativeSelect
                aria-labelledby="retention-title"
                data={[...new Set([...DAYS, value.retention_days ?? 400])].sort((a, b) => a - b).map((days) => ({ value: String(days), label: t.collecting.days(days) }))}
                value={String(value.retention_days ?? 400)}
                onChange={(event) => set({ retention_days: Number(event.currentTarget.value) })}
                error={error('retention_days')}
                disabled={fixed}
                data-testid="retention"
              />
            </Fields>
          </Sheet>
        </>
      )}
    </SettingsForm>
  );
}
