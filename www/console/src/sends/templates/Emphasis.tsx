import { Button, Checkbox, Radio, TextInput } from '@mantine/core';
import { useTexts } from '../../i18n/index.tsx';
import { templates as texts } from '../../i18n/templates.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Fields, Pair, Sheet } from '../../ui/page/Sheet.tsx';
import { EMPHASES, emphasisOf, type ItemList, type Line } from './template.ts';
import type { Part } from './TemplateEditor.tsx';
import styles from './Templates.module.css';

const ITEMS_MAX = 10;
const ITEMS_MIN = 2;

/** What stands out above the text. */
export function EmphasisSheet({ part }: { part: Part }) {
  const t = useTexts(texts);
  const { draft, set, fixed, error } = part;
  const { emphasis } = draft.template;
  return (
    <Sheet id="emphasis" title={t.emphasis}>
      <Radio.Group aria-labelledby="emphasis-title" value={emphasis.type} onChange={(type) => set({ emphasis: emphasisOf(type as (typeof EMPHASES)[number]) })}>
        <div className={styles.two}>
          {EMPHASES.map((type) => (
            <Radio key={type} value={type} label={t.emphases[type]} description={t.emphasesHelp[type]} disabled={fixed} data-testid={`emphasis-${type}`} />
          ))}
        </div>
      </Radio.Group>
      {error('emphasis') && (
        <p className={styles.wrong} role="alert" data-bad>
          {error('emphasis')}
        </p>
      )}
      {emphasis.type === 'text' && (
        <div className={styles.inside}>
          <Fields>
            <TextInput label={t.emTitle} description={t.upTo(50)} value={emphasis.title} onChange={(event) => set({ emphasis: { ...emphasis, title: event.currentTarget.value } })} error={error('emphasis.title')} disabled={fixed} data-testid="emphasis-title" />
            <TextInput label={t.emSubtitle} description={`${t.upTo(50)} · ${t.emSubtitleHelp}`} value={emphasis.subtitle} onChange={(event) => set({ emphasis: { ...emphasis, subtitle: event.currentTarget.value } })} error={error('emphasis.subtitle')} disabled={fixed} data-testid="emphasis-subtitle" />
          </Fields>
        </div>
      )}
      {emphasis.type === 'image' && (
        <div className={styles.inside}>
          <Fields>
            <TextInput label={t.image} description={t.imageHelp} value={emphasis.image} onChange={(event) => set({ emphasis: { ...emphasis, image: event.currentTarget.value.trim() } })} error={error('emphasis.image')} disabled={fixed} data-testid="emphasis-picture" />
          </Fields>
        </div>
      )}
      {emphasis.type === 'item_list' && <Items of={emphasis} part={part} />}
    </Sheet>
  );
}

function Items({ of, part }: { of: ItemList; part: Part }) {
  const t = useTexts(texts);
  const { set, fixed, error } = part;
  const change = (patch: Partial<ItemList>) => set({ emphasis: { ...of, ...patch } });
  const item = (at: number, patch: Partial<Line>) => change({ items: of.items.map((line, n) => (n === at ? { ...line, ...patch } : line)) });
  const { highlight, summary } = of;
  return (
    <div className={styles.inside}>
      <Fields>
        <TextInput label={t.header} description={t.upTo(16)} value={of.header ?? ''} onChange={(event) => change({ header: event.currentTarget.value })} error={error('emphasis.header')} disabled={fixed} data-testid="item-header" />
        <Checkbox label={t.highlight} checked={Boolean(highlight)} onChange={(event) => change({ highlight: event.currentTarget.checked ? { title: '', text: '' } : null })} disabled={fixed} data-testid="item-highlight" />
      </Fields>
      {highlight && (
        <Fields>
          <Pair>
            <TextInput label={t.highlightTitle} value={highlight.title} onChange={(event) => change({ highlight: { ...highlight, title: event.currentTarget.value } })} error={error('emphasis.highlight.title')} disabled={fixed} data-testid="highlight-title" />
            <TextInput label={t.highlightText} value={highlight.text} onChange={(event) => change({ highlight: { ...highlight, text: event.currentTarget.value } })} error={error('emphasis.highlight.text')} disabled={fixed} data-testid="highlight-text" />
          </Pair>
          <Checkbox label={t.thumbnail} checked={highlight.has_thumbnail ?? false} onChange={(event) => change({ highlight: { ...highlight, has_thumbnail: event.currentTarget.checked } })} disabled={fixed} />
        </Fields>
      )}
      <fieldset className={styles.samples} style={{ padding: 0 }}>
        <legend>{t.items}</legend>
        {of.items.map(({ name, value }, at) => (
          <div key={at} className={styles.lineOf}>
            <TextInput aria-label={`${t.itemName} ${at + 1}`} placeholder={t.itemName} value={name} onChange={(event) => item(at, { name: event.currentTarget.value })} error={error(`emphasis.items[${at}].name`)} disabled={fixed} data-testid="item-name" />
            <TextInput aria-label={`${t.itemValue} ${at + 1}`} placeholder={t.itemValue} value={value} onChange={(event) => item(at, { value: event.currentTarget.value })} error={error(`emphasis.items[${at}].value`)} disabled={fixed} data-testid="item-value" />
            <button type="button" className={styles.remove} aria-label={t.removeItem(at + 1)} disabled={fixed || of.items.length <= ITEMS_MIN} onClick={() => change({ items: of.items.filter((_, n) => n !== at) })}>
              <Icon name="trash" size={18} />
            </button>
          </div>
        ))}
        {error('emphasis.items') && (
          <p className={styles.wrong} data-bad>
            {error('emphasis.items')}
          </p>
        )}
        {!fixed && of.items.length < ITEMS_MAX && (
          <Button className={styles.add} size="compact-md" variant="light" onClick={() => change({ items: [...of.items, { name: '', value: '' }] })} data-testid="item-add">
            {t.addItem}
          </Button>
        )}
      </fieldset>
      <Fields>
        <Checkbox label={t.summary} checked={Boolean(summary)} onChange={(event) => change({ summary: event.currentTarget.checked ? { name: '', value: '' } : null })} disabled={fixed} data-testid="item-summary" />
        {summary && (
          <Pair>
            <TextInput label={t.summaryName} value={summary.name} onChange={(event) => change({ summary: { ...summary, name: event.currentTarget.value } })} error={error('emphasis.summary.name')} disabled={fixed} data-testid="summary-name" />
            <TextInput label={t.summaryValue} value={summary.value} onChange={(event) => change({ summary: { ...summary, value: event.currentTarget.value } })} error={error('emphasis.summary.value')} disabled={fixed} data-testid="summary-value" />
          </Pair>
        )}
      </Fields>
    </div>
  );
}
