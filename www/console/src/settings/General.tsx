import '@mantine/core/styles/Input.css';
import { NativeSelect, TextInput, Textarea } from '@mantine/core';
import { useTexts, useWords } from '../i18n/index.tsx';
import { settings as texts } from '../i18n/settings.ts';
import { Fields, Pair, Sheet } from '../ui/page/Sheet.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import { currencies, zones } from './choices.ts';

/** What the site is called, where its days begin, and on which domains it lives. */
export function General() {
  const t = useTexts(texts);
  const { language } = useWords();
  return (
    <SettingsForm>
      {({ value, set, error, fixed }) => (
        <>
          <Sheet id="site" title={t.general.title}>
            <Fields>
              <TextInput label={t.general.name} value={value.name} onChange={(event) => set({ name: event.currentTarget.value })} error={error('name')} disabled={fixed} maxLength={80} data-testid="site-name-field" />
              <Pair>
                <NativeSelect label={t.general.zone} description={t.general.zoneHelp} data={zones(value.zone, language)} value={value.zone} onChange={(event) => set({ zone: event.currentTarget.value })} error={error('zone')} disabled={fixed} data-testid="zone" />
                <NativeSelect label={t.general.currency} description={t.general.currencyHelp} data={currencies(value.currency, language)} value={value.currency} onChange={(event) => set({ currency: event.currentTarget.value })} error={error('currency', t.general.currencyTaken)} disabled={fixed} data-testid="currency" />
              </Pair>
              <NativeSelect
                label={t.general.locale}
                description={t.general.localeHelp}
                data={[
                  { value: '', label: t.general.localeAuto },
                  { value: 'ko', label: '한국어' },
                  { value: 'en', label: 'English' },
                ]}
                value={value.locale ?? ''}
                onChange={(event) => set({ locale: (event.currentTarget.value || null) as 'ko' | 'en' | null })}
                disabled={fixed}
                data-testid="locale"
              />
            </Fields>
          </Sheet>
          <Sheet id="domains" title={t.general.domains} text={t.general.domainsHelp}>
            <Fields>
              <Textarea
                aria-labelledby="domains-title"
                autosize={false}
                rows={5}
                value={value.domains.join('\n')}
                onChange={(event) => set({ domains: event.currentTarget.value.split(/[\n,]/) })}
                onBlur={(event) => {
                  const domains = event.currentTarget.value.split(/[\n,\s]+/).filter((domain) => domain !== '');
                  if (domains.join() !== value.domains.join()) set({ domains });
                }}
                error={error('domains', t.general.domainsWrong)}
                disabled={fixed}
                spellCheck={false}
                data-testid="domains"
              />
            </Fields>
          </Sheet>
        </>
      )}
    </SettingsForm>
  );
}
