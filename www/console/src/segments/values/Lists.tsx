import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/ScrollArea.css';
import { MultiSelect, NativeSelect, TagsInput } from '@mantine/core';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { labelOf, type Match, type Scalar } from '../types.ts';
import type { Editing } from './shared.ts';
import styles from './values.module.css';

/** Most values of one condition. */
const VALUES_MAX = 500;
/** So many are seen at once; of more there is a list to search in. */
const TOGGLES_MAX = 13;

/** Of many that are found: one more letter is quicker than scrolling. */
const FOUND_MAX = 30;

/** `about`: what tells it from others of nearly the same name. */
export type Option = { value: string; label: string; about?: string };

/** How texts compare. */
export function HowAlike({ condition, set, choices, otherwise }: Editing & { choices: Match[]; otherwise: Match }) {
  const t = useTexts(segments).value;
  return (
    <NativeSelect
      className={styles.how}
      aria-label={t.how}
      value={condition.match ?? otherwise}
      onChange={(event) => set({ match: event.currentTarget.value as Match })}
      data={choices.map((value) => ({ value, label: t.matches[value] }))}
      data-testid="match"
    />
  );
}

type Typed = Editing & { of?: 'values' | 'property_values'; label: string; placeholder: string; isPages?: boolean; /** None of them is an answer, too. */ optional?: boolean; options?: Option[]; /** Whoever finds options hears what is sought. */ onType?: (text: string) => void };

/** Values as chips. What is pasted is taken apart at commas and new lines; addresses, which may have commas, at new lines. */
export function Chips({ condition, set, of = 'values', label, placeholder, isPages = false, optional = false, options = [], onType }: Typed) {
  const values = (condition[of] ?? []).map(String);
  const known = new Map(options.map((option) => [option.value, option]));
  return (
    <TagsInput
      className={styles.chips}
      aria-label={label}
      placeholder={values.length === 0 ? placeholder : ''}
      value={values}
      onChange={(next) => {
        const kept = next.map((value) => value.trim()).filter(Boolean);
        set({ [of]: optional && kept.length === 0 ? undefined : kept });
      }}
      data={options.map(({ value }) => value)}
      // By its name too, whatever stands for it.
      filter={({ options: all, search }) => {
        const words = search.trim().toLowerCase().split(/\s+/);
        const isFound = (value: string) => {
          const text = `${value}\n${known.get(value)?.label}\n${known.get(value)?.about}`.toLowerCase();
          return !values.includes(value) && words.every((word) => text.includes(word));
        };
        return all.filter((option) => 'value' in option && isFound(option.value)).slice(0, FOUND_MAX);
      }}
      renderOption={({ option }) => (
        <span className={styles.option}>
          <span>{known.get(option.value)?.label ?? option.value}</span>
          <span className={styles.code}>{[known.get(option.value)?.about, known.get(option.value)?.label !== option.value && option.value].filter(Boolean).join(' · ')}</span>
        </span>
      )}
      splitChars={isPages ? ['\n', '\t'] : [',', '\n', '\t', ';', '，', '、']}
      {...(onType && { onSearchChange: onType })}
      maxTags={VALUES_MAX}
      maxDropdownHeight={260}
      acceptValueOnBlur
      data-testid="chips"
    />
  );
}

/** Values that are known: all to be seen where they are few, a list to search in where they are many. */
export function Choices({ condition, set, options, label }: Editing & { options: Option[]; label: string }) {
  const t = useTexts(segments).value;
  const values = (condition.values ?? []).map(String);
  const known = new Set(options.map(({ value }) => value));
  const all = [...options, ...values.filter((value) => !known.has(value)).map((value) => ({ value, label: value }))];
  if (all.length > TOGGLES_MAX) {
    return (
      <MultiSelect
        className={styles.chips}
        aria-label={label}
        placeholder={values.length === 0 ? t.choose : ''}
        data={all}
        value={values}
        onChange={(next) => set({ values: next })}
        searchable
        hidePickedOptions
        maxDropdownHeight={260}
        nothingFoundMessage={t.nothing}
        data-testid="choices"
      />
    );
  }
  return <Toggles options={all} values={values} onChange={(next) => set({ values: next })} label={label} />;
}

export function Toggles({ options, values, onChange, label, small = false }: { options: Option[]; values: string[]; onChange: (values: string[]) => void; label: string; small?: boolean }) {
  const toggle = (value: string) => {
    const next = new Set(values);
    if (!next.delete(value)) next.add(value);
    onChange(options.map((option) => option.value).filter((each) => next.has(each)));
  };
  return (
    <span className={styles.toggles} role="group" aria-label={label} data-small={small || undefined}>
      {options.map(({ value, label }) => (
        <button key={value} type="button" className={styles.toggle} aria-pressed={values.includes(value)} onClick={() => toggle(value)} data-value={value}>
          {label}
        </button>
      ))}
    </span>
  );
}

export function useChoices({ entry }: Pick<Editing, 'entry'>): Option[] {
  const { language } = useWords();
  return entry.choices.map((choice) => ({ value: choice.value, label: labelOf(choice, language) }));
}

/** Numbers stay numbers. */
export const numbers = (values: string[]): Scalar[] => values.map(Number);
