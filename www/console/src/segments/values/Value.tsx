import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/SegmentedControl.css';
import { SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { messagesQuery, siteQuery } from '../../queries.ts';
import { aboutProduct, useProducts } from '../../ui/products.ts';
import { written } from '../calls.ts';
import { askOf, labelOf, type Match } from '../types.ts';
import { Amount } from './Amount.tsx';
import { Days, type When } from './Days.tsx';
import { Chips, Choices, HowAlike, numbers, Toggles, useChoices, type Option } from './Lists.tsx';
import { Pages } from './Pages.tsx';
import { ENDS, type Editing } from './shared.ts';
import styles from './values.module.css';

const ALIKE: Match[] = ['equals', 'contains'];
const ALL_ALIKE: Match[] = ['equals', 'contains', 'starts_with', 'glob', 'regex'];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

/** The editor that a condition's question wants. What can be asked is the catalogue's to say. */
export function Value(editing: Editing) {
  const { entry, condition, set } = editing;
  const t = useTexts(segments).value;
  const { language } = useWords();
  const choices = useChoices(editing);
  const unit = entry.unit[language === 'ko' ? 0 : 1];
  const label = labelOf(entry, language);
  const [ask, detail] = askOf(entry);
  switch (ask) {
    case 'number':
      return <Amount {...editing} unit={unit} max={entry.max} />;
    case 'money':
      return <Money {...editing} />;
    case 'day':
      return <Days {...editing} choices={['within', 'beyond', 'both', 'dates', 'since', 'until']} />;
    case 'next_day':
      return <Days {...editing} choices={['next', 'dates', 'since', 'until']} />;
    case 'words':
    case 'words_equal':
      return (
        <span className={styles.line}>
          <HowAlike {...editing} choices={ALIKE} otherwise={ask === 'words' ? 'contains' : 'equals'} />
          {choices.length > 0 ? <Choices {...editing} options={choices} label={label} /> : <Chips {...editing} label={label} placeholder={t.words} />}
        </span>
      );
    case 'one_of':
    case 'named':
    case 'weekdays':
    case 'language':
      return <Choices {...editing} options={choices} label={label} />;
    case 'months':
      return <Toggles small options={choices} values={(condition.values ?? []).map(String)} onChange={(values) => set({ values: numbers(values) })} label={label} />;
    case 'hours': {
      const hours = HOURS.map((hour) => ({ value: hour, label: t.hour(Number(hour)) }));
      return <Toggles small options={hours} values={(condition.values ?? []).map(String)} onChange={(values) => set({ values: numbers(values) })} label={label} />;
    }
    case 'domain':
      return <Chips {...editing} label={label} placeholder={t.domains} />;
    case 'url':
      return <Pages {...editing} />;
    case 'path':
      return (
        <span className={styles.stack}>
          <Pages {...editing} />
          <span className={styles.line}>
            <Amount {...editing} unit={unit || t.times} otherwise={1} />
            <Same {...editing} />
          </span>
        </span>
      );
    case 'product':
      return (
        <span className={styles.line}>
          <HowAlike {...editing} choices={ALL_ALIKE} otherwise="equals" />
          <Products {...editing} by={String(detail)} />
        </span>
      );
    case 'yes_no':
    case 'is':
    case 'first':
      return <YesNo {...editing} />;
    case 'log':
      return <Happened {...editing} what={typeof detail === 'string' ? detail : (Object.keys(Object(detail))[0] ?? '')} unit={unit} />;
    case 'next_log':
      return (
        <span className={styles.stack}>
          <Chips {...editing} label={t.coupons} placeholder={t.anyCoupon} optional />
          <span className={styles.line}>
            <Days {...editing} choices={['ever', 'next']} />
            <Amount {...editing} unit={unit} otherwise={1} />
          </span>
        </span>
      );
    case 'field':
      return <Field {...editing} />;
    case 'segments':
      return <Others {...editing} />;
    default:
      return <p className={styles.unknown}>{t.unknown}</p>;
  }
}

function Money(editing: Editing) {
  const t = useTexts(segments).value;
  const { data: site } = useQuery(siteQuery(editing.siteId));
  return <Amount {...editing} unit={t.currency(site?.currency ?? 'KRW')} isMoney />;
}

function YesNo({ condition, set, entry }: Editing) {
  const t = useTexts(segments).value;
  const { language } = useWords();
  const [ask] = askOf(entry);
  const words = ask === 'first' ? t.first : t.yesNo;
  return (
    <SegmentedControl
      aria-label={entry[language]}
      withItemsBorders={false}
      value={String(condition.value ?? true)}
      onChange={(value) => set({ value: value === 'true' })}
      data={[
        { value: 'true', label: words.yes },
        { value: 'false', label: words.no },
      ]}
      data-testid="yes-no"
    />
  );
}

/** What happened: of what, when, how often. */
function Happened({ what, unit, ...editing }: Editing & { what: string; unit: string }) {
  const { entry, condition } = editing;
  const t = useTexts(segments).value;
  const { data: site } = useQuery(siteQuery(editing.siteId));
  if (what === 'listed') return <Chips {...editing} label={t.lists} placeholder={t.lists} />;
  // What a shop's server alone knows is not of a visit.
  const whens: When[] = what === 'keys' || (what === 'labels' && entry.by === 'edge') ? ['ever', 'within', 'beyond', 'both'] : ['ever', 'visit', 'within', 'beyond', 'both'];
  const of = () => {
    switch (what) {
      case 'keys':
      case 'some_keys':
        return (
          <span className={styles.line}>
            <HowAlike {...editing} choices={ALL_ALIKE} otherwise="equals" />
            <Products {...editing} by={entry.kind.endsWith('_name') ? 'name' : 'id'} any={what === 'some_keys'} />
          </span>
        );
      case 'labels':
        return (
          <span className={styles.line}>
            <HowAlike {...editing} choices={ALL_ALIKE} otherwise="equals" />
            <Chips {...editing} label={t.categories} placeholder={t.categories} />
          </span>
        );
      case 'priced':
        return <Prices {...editing} unit={t.currency(site?.currency ?? 'KRW')} />;
      case 'events':
        return <Events {...editing} />;
      case 'marked':
        return <Messages {...editing} />;
      default:
        return null;
    }
  };
  const sameToo = ['keys', 'some_keys', 'labels', 'priced'].includes(what) && !(condition.values?.length === 1 && what !== 'labels');
  return (
    <span className={styles.stack}>
      {of()}
      <span className={styles.line}>
        <Days {...editing} choices={whens} />
        <Amount {...editing} unit={unit || t.times} otherwise={1} />
        {sameToo && <Same {...editing} />}
      </span>
    </span>
  );
}

function Same({ condition, set }: Editing) {
  const t = useTexts(segments).value;
  return (
    <label className={styles.check}>
      <input type="checkbox" checked={condition.same ?? false} onChange={(event) => set({ same: event.currentTarget.checked || undefined })} />
      {t.same}
    </label>
  );
}

/** Products by id or name, or their categories: those that the shop's pages told of of late are found while one types, any other is typed. */
function Products({ by, any = false, ...editing }: Editing & { by: string; any?: boolean }) {
  const t = useTexts(segments).value;
  const { language } = useWords();
  const [typed, setTyped] = useState('');
  const { products } = useProducts(editing.siteId, typed);
  const options = new Map<string, Option>();
  for (const product of products) {
    const value = by === 'category' ? product.category : by === 'name' ? product.name : product.id;
    if (value) options.set(value, by === 'category' ? { value, label: value } : { value, label: product.name || product.id, about: aboutProduct(product, language) });
  }
  const label = by === 'category' ? t.categories : by === 'name' ? t.productNames : t.products;
  return <Chips {...editing} label={label} placeholder={any ? t.anyProduct : label} optional={any} options={[...options.values()]} onType={setTyped} />;
}

function Prices({ unit, ...editing }: Editing & { unit: string }) {
  const { condition, set } = editing;
  const view = { kind: condition.kind, ...(condition.price_min !== undefined && { min: condition.price_min }), ...(condition.price_max !== undefined && { max: condition.price_max }) };
  return (
    <Amount
      {...editing}
      condition={view}
      set={(changes, typed) => {
        const low = changes.min ?? changes.above;
        const high = changes.max ?? changes.below;
        const isTurned = ENDS.some((end) => end in changes && changes[end] === undefined);
        set({ ...((isTurned || low !== undefined) && { price_min: low ?? changes.equals }), ...((isTurned || high !== undefined) && { price_max: high ?? changes.equals }) }, typed);
      }}
      unit={unit}
      isMoney
    />
  );
}

function Events(editing: Editing) {
  const { condition, set } = editing;
  const t = useTexts(segments).value;
  return (
    <span className={styles.stack}>
      <Chips {...editing} label={t.events} placeholder={t.events} />
      <span className={styles.line}>
        <TextInput
          className={styles.how}
          aria-label={t.property}
          placeholder={t.property}
          value={condition.property ?? ''}
          onChange={({ currentTarget: { value } }) => set(value ? { property: value } : { property: undefined, property_values: undefined, match: undefined }, true)}
        />
        {condition.property && (
          <>
            <HowAlike {...editing} choices={['equals', 'contains', 'starts_with']} otherwise="equals" />
            <Chips {...editing} of="property_values" label={t.propertyValues} placeholder={t.propertyValues} />
          </>
        )}
      </span>
    </span>
  );
}

function Messages(editing: Editing) {
  const t = useTexts(segments).value;
  const { data } = useQuery(messagesQuery(editing.siteId));
  const options = (data?.messages ?? []).map(({ id, name }) => ({ value: id, label: name || id }));
  const set: Editing['set'] = (changes, typed) => editing.set(changes.values?.length === 0 ? { values: undefined } : changes, typed);
  return options.length > 0 ? <Choices {...editing} set={set} options={options} label={t.messages} /> : <p className={styles.unknown}>{t.anyMessage}</p>;
}

function Others(editing: Editing) {
  const t = useTexts(segments).value;
  const { data = [] } = useQuery(written(editing.siteId));
  const options = data.map(({ id = '', name }) => ({ value: id, label: name || id }));
  return <Choices {...editing} options={options} label={t.segments} />;
}

/** A field of the shop's own: a text or a number. */
function Field(editing: Editing) {
  const { condition, set } = editing;
  const t = useTexts(segments).value;
  const isNumber = ENDS.some((end) => condition[end] !== undefined);
  const turn = (kind: string) =>
    set(kind === 'number' ? { match: undefined, values: undefined, min: '1' } : { values: [], ...Object.fromEntries(ENDS.map((end) => [end, undefined])) });
  return (
    <span className={styles.stack}>
      <span className={styles.line}>
        <TextInput className={styles.how} aria-label={t.field} placeholder={t.field} value={condition.field ?? ''} onChange={(event) => set({ field: event.currentTarget.value || undefined }, true)} />
        <SegmentedControl
          aria-label={t.fieldKind}
          withItemsBorders={false}
          value={isNumber ? 'number' : 'text'}
          onChange={turn}
          data={[
            { value: 'text', label: t.text },
            { value: 'number', label: t.number },
          ]}
        />
      </span>
      {isNumber ? (
        <Amount {...editing} unit="" isMoney />
      ) : (
        <span className={styles.line}>
          <HowAlike {...editing} choices={ALIKE} otherwise="equals" />
          <Chips {...editing} label={t.values} placeholder={t.words} />
        </span>
      )}
    </span>
  );
}
