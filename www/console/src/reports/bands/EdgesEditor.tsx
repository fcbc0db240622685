import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { number } from '../../format.ts';
import { bands as texts } from '../../i18n/bands.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { useSite } from '../../site/useSite.ts';
import { Icon } from '../../ui/Icon.tsx';
import { nameOf } from './BandTable.tsx';
import { EDGES_MAX, edgesOf, typedEdges } from './edges.ts';
import styles from './Bands.module.css';

/** Products that prices are looked up of. */
const LOOKED_AT = 200;

/** The prices at which bands begin, in any order; beside them what becomes of it. */
export function EdgesEditor({ edges, currency, apply }: { edges: readonly number[]; currency: string; apply: (edges: number[]) => void }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const { id: siteId } = useSite();
  const [typed, setTyped] = useState<string[]>(edges.map((edge) => number(edge, language)));
  const [noPrices, setNoPrices] = useState(false);
  const products = useQuery({
    queryKey: ['products', siteId, 'prices'],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/products', { path: { id: siteId }, query: { limit: LOOKED_AT }, signal }),
    enabled: false,
    retry: false,
  });
  const read = typedEdges(typed);
  const made = 'edges' in read ? read.edges : undefined;
  const ofPrices = async () => {
    const { data } = await products.refetch();
    const prices = data?.products.flatMap(({ price }) => (price && price.currency === currency ? [Number(price.amount)] : [])) ?? [];
    const found = edgesOf(prices);
    setNoPrices(!found);
    if (found) setTyped(found.map((edge) => number(edge, language)));
  };
  const change = (place: number, text: string) => setTyped(typed.map((each, at) => (at === place ? text : each)));
  const shown = made && [null, ...made].map((edge, place) => nameOf({ from: edge === null ? null : String(edge), to: made[place] === undefined ? null : String(made[place]) }, currency, t, language));
  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        if (made) apply(made);
      }}
      data-testid="bands-editor"
    >
      <p className={styles.help}>{t.edgesHelp}</p>
      <div className={styles.edges}>
        {typed.map((text, place) => (
          <TextInput
            key={place}
            aria-label={t.edge(place + 1)}
            inputMode="numeric"
            value={text}
            onChange={(event) => change(place, event.currentTarget.value)}
            error={'wrong' in read && read.wrong === place ? t.wrong[read.why] : undefined}
            rightSectionWidth={40}
            rightSection={
              typed.length > 1 && (
                <button type="button" className={styles.remove} aria-label={t.removeEdge(text || t.edge(place + 1))} onClick={() => setTyped(typed.filter((_, at) => at !== place))}>
                  <Icon name="close" size={16} />
                </button>
              )
            }
            data-testid="bands-edge"
          />
        ))}
        <Button variant="light" leftSection={<Icon name="plus" size={18} />} disabled={typed.length >= EDGES_MAX} onClick={() => setTyped([...typed, ''])} data-testid="bands-add">
          {t.addEdge}
        </Button>
      </div>
      {typed.length >= EDGES_MAX && <p className={styles.help}>{t.tooMany(EDGES_MAX)}</p>}
      {shown && (
        <div className={styles.preview}>
          <p className={styles.help}>{t.preview}</p>
          <ul>
            {shown.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </div>
      )}
      {noPrices && (
        <p className={styles.help} role="status">
          {t.noPrices}
        </p>
      )}
      <div className={styles.actions}>
        <Button type="submit" disabled={!made} data-testid="bands-apply">
          {t.apply}
        </Button>
        <Button variant="light" loading={products.isFetching} onClick={() => void ofPrices()} data-testid="bands-of-prices">
          {t.ofPrices}
        </Button>
        <Button variant="subtle" onClick={() => setTyped(edges.map((edge) => number(edge, language)))}>
          {common.undo}
        </Button>
      </div>
    </form>
  );
}
