import { Button, NumberInput, Slider } from '@mantine/core';
import { useTexts } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { confirm } from '../../ui/dialog/confirm.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk, useFaults } from '../desk.ts';
import { nextLetter, shares } from '../draft.ts';
import { Faults, Group, Hint } from '../Section.tsx';
import styles from './fields.module.css';

const VARIANTS_MAX = 9;
const CONTROL_MAX = 90;

/** Other contents for a share of the people, and a control group that sees none. */
export function Split({ open }: { open: (variant: number) => void }) {
  const { message, set, fixed } = useDesk();
  const t = useTexts(editor).split;
  const control = useFaults('control');
  const all = useFaults('variants', true);
  const weight = useFaults('weight');
  const variants = message.variants ?? [];
  const letter = nextLetter(variants);
  const [held = 0, ...rest] = shares(message);
  const letters = ['A', ...variants.map(({ id }) => id)];
  const add = () => {
    if (!letter) return;
    set({ variants: [...variants, { id: letter, content: structuredClone(message.content) }] });
    open(variants.length);
  };
  const remove = async (place: number) => {
    const variant = variants[place];
    if (!variant || !(await confirm({ title: t.removeTitle(variant.id), text: t.removeText, yes: t.remove, danger: true }))) return;
    open(-1);
    set({ variants: variants.filter((_, at) => at !== place) });
  };
  return (
    <>
      <Hint>{t.help}</Hint>
      <div className={styles.shares} role="img" aria-label={t.shares(letters.map((one, at) => `${one} ${Math.round(rest[at] ?? 0)}%`).join(', '), Math.round(held))} data-testid="shares">
        {letters.map((one, at) => (
          <span key={one} style={{ flexGrow: rest[at] }}>
            {(rest[at] ?? 0) >= 8 ? `${one} ${Math.round(rest[at] ?? 0)}%` : ''}
          </span>
        ))}
        {held > 0 && (
          <span data-control style={{ flexGrow: held }}>
            {held >= 8 ? `${t.control} ${held}%` : ''}
          </span>
        )}
      </div>
      {variants.length > 0 && (
        <Group label={t.weights} help={t.weightsHelp}>
          <div className={styles.row}>
            <Weight label="A" value={message.weight ?? 1} change={(value) => set({ weight: value }, true)} disabled={fixed} />
            {variants.map((variant, place) => (
              <div key={variant.id} className={styles.row}>
                <Weight label={variant.id} value={variant.weight ?? 1} change={(value) => set({ variants: variants.map((other, at) => (at === place ? { ...other, weight: value } : other)) }, true)} disabled={fixed} />
                {!fixed && (
                  <button type="button" className={styles.remove} data-low aria-label={t.removeVariant(variant.id)} onClick={() => void remove(place)} data-testid={`remove-variant-${variant.id}`}>
                    <Icon name="trash" size={18} />
                  </button>
                )}
              </div>
            ))}
          </div>
        </Group>
      )}
      <Button className={styles.add} variant="light" leftSection={<Icon name="plus" size={16} />} disabled={fixed || !letter || variants.length >= VARIANTS_MAX} onClick={add} data-testid="add-variant">
        {t.add(letter ?? '')}
      </Button>
      <Group label={`${t.control} ${message.control ?? 0}%`} help={t.controlHelp}>
        <Slider className={styles.slider} min={0} max={CONTROL_MAX} step={5} label={null} thumbLabel={t.control} value={message.control ?? 0} onChange={(value) => set({ control: value || undefined }, true)} disabled={fixed} data-testid="field-control" />
        <Faults {...control} />
      </Group>
      <Faults error={weight.error ?? all.error} warning={weight.warning ?? all.warning} />
    </>
  );
}

function Weight(props: { label: string; value: number; change: (value: number) => void; disabled: boolean }) {
  return <NumberInput label={props.label} w={84} value={props.value} min={0} max={100} allowDecimal={false} onChange={(value) => props.change(typeof value === 'number' ? value : 0)} disabled={props.disabled} data-testid={`weight-${props.label}`} />;
}
