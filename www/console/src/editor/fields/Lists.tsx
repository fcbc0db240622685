import { Button, TextInput } from '@mantine/core';
import { useTexts } from '../../i18n/index.tsx';
import { fields } from '../../i18n/editorFields.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk, useFaults } from '../desk.ts';
import { Faults, Group } from '../Section.tsx';
import type { Product, Tier } from '../types.ts';
import styles from './fields.module.css';
import { ProductFinder } from './ProductFinder.tsx';

const TIERS_MAX = 5;
const CHOICES_MAX = 8;
const PRODUCTS_MAX = 30;

const Remove = ({ label, low, remove }: { label: string; low?: boolean; remove: () => void }) => (
  <button type="button" className={styles.remove} data-low={low || undefined} aria-label={label} onClick={remove}>
    <Icon name="close" size={18} />
  </button>
);
const Add = ({ label, disabled, add, testId }: { label: string; disabled: boolean; add: () => void; testId: string }) => (
  <Button className={styles.add} variant="subtle" size="compact-md" leftSection={<Icon name="plus" size={16} />} disabled={disabled} onClick={add} data-testid={testId}>
    {label}
  </Button>
);

/** The goals of a gauge, by amount. */
export function Tiers() {
  const { content, setContent, fixed } = useDesk();
  const t = useTexts(fields).words;
  const tiers = content.tiers ?? [];
  const { error } = useFaults('content.tiers', true);
  const change = (place: number, patch: Partial<Tier>) => setContent({ tiers: tiers.map((tier, at) => (at === place ? { ...tier, ...patch } : tier)) }, true);
  return (
    <Group label={t.tiers} help={t.tiersHelp}>
      {tiers.map((tier, place) => (
        <div key={place} className={styles.row}>
          <TextInput
            className={styles.short}
            label={t.tierAt}
            inputMode="decimal"
            value={String(tier.at)}
            onChange={(event) => change(place, { at: event.currentTarget.value.replace(/[^\d.]/g, '') })}
            disabled={fixed}
            data-testid={`tier-at-${place}`}
          />
          <TextInput className={styles.grow} label={t.tierLabel} value={tier.label} maxLength={100} onChange={(event) => change(place, { label: event.currentTarget.value })} disabled={fixed} data-testid={`tier-label-${place}`} />
          {!fixed && tiers.length > 1 && <Remove low label={t.removeTier(tier.label)} remove={() => setContent({ tiers: tiers.filter((_, at) => at !== place) })} />}
        </div>
      ))}
      <Add label={t.addTier} disabled={fixed || tiers.length >= TIERS_MAX} add={() => setContent({ tiers: [...tiers, { at: '', label: '' }] })} testId="add-tier" />
      <Faults error={error} />
    </Group>
  );
}

/** The answers to a question. */
export function Choices() {
  const { content, setContent, fixed } = useDesk();
  const t = useTexts(fields).words;
  const choices = content.choices ?? [];
  const { error } = useFaults('content.choices', true);
  return (
    <Group label={t.choices} help={t.choicesHelp}>
      {choices.map((choice, place) => (
        <div key={place} className={styles.row}>
          <TextInput
            className={styles.grow}
            aria-label={t.choice(place + 1)}
            value={choice}
            maxLength={60}
            onChange={(event) => setContent({ choices: choices.map((other, at) => (at === place ? event.currentTarget.value : other)) }, true)}
            disabled={fixed}
            data-testid={`choice-${place}`}
          />
          {!fixed && choices.length > 2 && <Remove label={t.removeChoice(choice)} remove={() => setContent({ choices: choices.filter((_, at) => at !== place) })} />}
        </div>
      ))}
      <Add label={t.addChoice} disabled={fixed || choices.length >= CHOICES_MAX} add={() => setContent({ choices: [...choices, ''] })} testId="add-choice" />
      <Faults error={error} />
    </Group>
  );
}

/** Of which a recommendation chooses. */
export function Products() {
  const { content, setContent, fixed } = useDesk();
  const t = useTexts(fields).words;
  const products = content.products ?? [];
  const { error } = useFaults('content.products', true);
  const change = (place: number, patch: Partial<Product>) => setContent({ products: products.map((product, at) => (at === place ? { ...product, ...patch } : product)) }, true);
  const field = (product: Product, place: number, key: keyof Product, maxLength: number) => (
    <TextInput
      label={t.product[key]}
      value={String(product[key] ?? '')}
      maxLength={maxLength}
      onChange={(event) => change(place, { [key]: event.currentTarget.value })}
      disabled={fixed}
      data-testid={`product-${key}-${place}`}
    />
  );
  return (
    <Group label={t.products} help={t.productsHelp}>
      {products.map((product, place) => (
        <div key={place} className={styles.product}>
          <div className={styles.pair}>
            {field(product, place, 'name', 300)}
            {field(product, place, 'price', 20)}
            {field(product, place, 'id', 100)}
            {field(product, place, 'href', 2000)}
            {field(product, place, 'image', 2000)}
          </div>
          {!fixed && (
            <Button className={styles.add} variant="subtle" size="compact-sm" onClick={() => setContent({ products: products.filter((_, at) => at !== place) })}>
              {t.removeProduct(product.name)}
            </Button>
          )}
        </div>
      ))}
      {!fixed && products.length < PRODUCTS_MAX && <ProductFinder taken={products.map(({ id }) => id)} add={(product) => setContent({ products: [...products, product] })} />}
      <Add label={t.addProduct} disabled={fixed || products.length >= PRODUCTS_MAX} add={() => setContent({ products: [...products, { id: '', name: '', price: '', href: '/' }] })} testId="add-product" />
      <Faults error={error} />
    </Group>
  );
}
