import { NativeSelect, Slider, TextInput } from '@mantine/core';
import { useTexts } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { useDesk, useFaults } from '../desk.ts';
import { Choice, Faults, Group } from '../Section.tsx';
import { PLACES, type Content, type Place } from '../types.ts';
import styles from './fields.module.css';

/** What is drawn where nothing is chosen (`schemas/message.json`). */
const RADIUS = 16;
const GRID: readonly (Place | null)[] = ['top_left', 'top_center', 'top_right', null, 'center', null, 'bottom_left', 'bottom_center', 'bottom_right'];

/** Place, colours and measures. */
export function Look() {
  const { message, set, content, setContent, fixed } = useDesk();
  const t = useTexts(editor).look;
  const places = PLACES[message.type];
  const place = message.place ?? places[0]!;
  const placed = useFaults('place');
  return (
    <>
      {places.length > 1 && !content.anchor && (
        <Group label={t.place}>
          <div className={styles.places} role="radiogroup" aria-label={t.place} data-testid="places">
            {GRID.map((one, at) =>
              one && places.includes(one) ? (
                <button key={one} type="button" role="radio" aria-checked={one === place} aria-label={t.places[one]} title={t.places[one]} disabled={fixed} onClick={() => set({ place: one === places[0] ? undefined : one })} data-place={one} />
              ) : (
                <span key={one ?? at} />
              ),
            )}
          </div>
          <p className={styles.example}>{t.places[place]}</p>
          <Faults {...placed} />
        </Group>
      )}
      <div className={styles.colours}>
        <Colour of="accent" />
        <Colour of="background" />
        <Colour of="color" />
      </div>
      <Group label={`${t.radius} ${content.radius ?? RADIUS}px`}>
        <Slider className={styles.slider} min={0} max={32} step={2} label={null} thumbLabel={t.radius} value={content.radius ?? RADIUS} onChange={(radius) => setContent({ radius: radius === RADIUS ? undefined : radius }, true)} disabled={fixed} data-testid="field-content.radius" />
      </Group>
      <div className={styles.pair}>
        <NativeSelect
          label={t.size}
          data={(['small', 'medium', 'large', ...(message.type === 'popup' ? (['full'] as const) : [])] as const).map((value) => ({ value, label: t.sizes[value] }))}
          value={content.size ?? 'medium'}
          onChange={(event) => setContent({ size: event.currentTarget.value === 'medium' ? undefined : (event.currentTarget.value as Content['size']) })}
          disabled={fixed}
          data-testid="field-content.size"
        />
        <NativeSelect
          label={t.animation}
          data={(['spring', 'fade', 'none'] as const).map((value) => ({ value, label: t.animations[value] }))}
          value={content.animation ?? 'spring'}
          onChange={(event) => setContent({ animation: event.currentTarget.value === 'spring' ? undefined : (event.currentTarget.value as Content['animation']) })}
          disabled={fixed}
        />
      </div>
      <Group label={t.font}>
        <Choice label={t.font} value={content.font ?? 'page'} of={[['page', t.fonts.page], ['system', t.fonts.system]]} change={(font) => setContent({ font: font === 'page' ? undefined : font })} disabled={fixed} />
      </Group>
    </>
  );
}

function Colour({ of }: { of: 'accent' | 'background' | 'color' }) {
  const { content, setContent, fixed } = useDesk();
  const t = useTexts(editor).look;
  const { error, warning } = useFaults(`content.${of}`);
  const value = content[of] ?? '';
  const change = (next: string) => setContent({ [of]: next || undefined }, true);
  return (
    <div>
      <div className={styles.colour}>
        <TextInput
          label={t.colours[of]}
          placeholder={t.auto}
          value={value}
          maxLength={7}
          onChange={(event) => change(event.currentTarget.value.trim())}
          error={!!error}
          disabled={fixed}
          data-bad={error ? true : undefined}
          data-testid={`field-content.${of}`}
        />
        <input type="color" style={{ alignSelf: 'end' }} aria-label={t.pick(t.colours[of])} value={/^#[\da-f]{6}$/i.test(value) ? value.toLowerCase() : '#e8590c'} onChange={(event) => change(event.currentTarget.value)} disabled={fixed} />
      </div>
      <Faults error={error} warning={warning} />
    </div>
  );
}
