import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/ScrollArea.css';
import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { fields } from '../../i18n/editorFields.ts';
import { Icon } from '../../ui/Icon.tsx';
import { aboutProduct, useProducts } from '../../ui/products.ts';
import { useDesk } from '../desk.ts';
import type { Product } from '../types.ts';
import styles from './Who.module.css';

/** A product that the shop's pages told of, put in with its name, id and price; where it leads is not known of it. */
export function ProductFinder({ taken, add }: { taken: readonly string[]; add: (product: Product) => void }) {
  const { siteId, currency } = useDesk();
  const t = useTexts(fields).words;
  const { language } = useWords();
  const [search, setSearch] = useState('');
  const { products, searching } = useProducts(siteId, search);
  const shown = products.filter(({ id }) => !taken.includes(id));
  return (
    <Select
      label={t.findProduct}
      description={t.findProductHelp}
      placeholder={t.findProductPlace}
      leftSection={<Icon name="search" size={18} />}
      data={shown.map(({ id, name }) => ({ value: id, label: name ?? id }))}
      value={null}
      onChange={(id) => {
        const found = shown.find((product) => product.id === id);
        if (found) add({ id: found.id, name: found.name ?? found.id, price: found.price?.currency === currency ? found.price.amount : '', href: '/' });
        setSearch('');
      }}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      nothingFoundMessage={searching ? t.findingProduct : t.noProduct}
      renderOption={({ option }) => {
        const product = shown.find(({ id }) => id === option.value);
        return (
          <span className={styles.option}>
            <span>{option.label}</span>
            <small>{[product && aboutProduct(product, language), option.value].filter(Boolean).join(' · ')}</small>
          </span>
        );
      }}
      maxDropdownHeight={320}
      comboboxProps={{ transitionProps: { duration: 120 } }}
      data-testid="find-product"
    />
  );
}
