import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/NumberInput.css';
import { NativeSelect, NumberInput } from '@mantine/core';
import { useWords, useTexts } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import type { Scalar } from '../types.ts';
import { ENDS, scalar, type Changes, type Editing, type End } from './shared.ts';
import styles from './values.module.css';

/** Which ends are asked for: `min`, or `min-below` for a band. */
type How = End | `${End}-${End}`;
const USUAL: How[] = ['min', 'max', 'above', 'below', 'equals', 'min-max', 'min-below'];

type Props = Editing & { unit: string; isMoney?: boolean; max?: number; /** What holds where nothing is said. */ otherwise?: number };

/** How many, or how much: at least, at most, between. */
export function Amount({ condition, set, unit, isMoney = false, max, otherwise }: Props) {
  const t = useTexts(segments).value;
  const { language } = useWords();
  const given = ENDS.filter((end) => condition[end] !== undefined);
  const how = (given.length === 0 ? 'min' : given.slice(0, 2).join('-')) as How;
  const ends = how.split('-') as End[];
  const valueOf = (end: End): Scalar => condition[end] ?? otherwise ?? '';

  const turn = (next: How) => {
    const old = ends.map(valueOf);
    const changes: Changes = Object.fromEntries(ENDS.map((end) => [end, undefined]));
    (next.split('-') as End[]).forEach((end, place) => (changes[end] = old[place] ?? old[0] ?? ''));
    set(changes);
  };
  const numbers = ends.map((end, place) => (
    <NumberInput
      key={place}
      className={styles.number}
      aria-label={ends.length === 1 ? t.number : place === 0 ? t.from : t.to}
      value={valueOf(end)}
      onChange={(value) => set({ [end]: scalar(value, isMoney) }, true)}
      min={0}
      {...(max !== undefined && { max })}
      allowNegative={false}
      allowDecimal={isMoney}
      thousandSeparator=","
      // What is too large is said, not changed.
      clampBehavior="none"
      hideControls
      suffix={unit && (language === 'ko' || unit === '%' ? unit : ` ${unit}`)}
      data-testid="amount"
    />
  ));
  const select = (
    <NativeSelect
      className={styles.how}
      aria-label={t.how}
      value={how}
      onChange={(event) => turn(event.currentTarget.value as How)}
      data={[...new Set([...USUAL, how])].map((value) => ({ value, label: t.hows[value] ?? value.split('-').map((end) => t.hows[end]).join(' · ') }))}
      data-testid="how"
    />
  );
  const [first, second] = numbers;
  const between = second && <span className={styles.between}>~</span>;
  // Korean says how after the number, English before it.
  return (
    <span className={styles.line}>
      {language === 'en' && select}
      {first}
      {between}
      {second}
      {language === 'ko' && select}
    </span>
  );
}
