import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useTexts } from '../../i18n/index.tsx';
import { fields } from '../../i18n/editorFields.ts';
import { ofShop } from '../../site/shop.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk, useFaults } from '../desk.ts';
import { Choice, Faults, Group, Hint } from '../Section.tsx';
import { NEEDED, PARTS, type Block, type Button as ButtonOf, type Form, type Part } from '../types.ts';
import styles from './fields.module.css';
import { PictureField } from './PictureField.tsx';
import { TextField } from './TextField.tsx';
import { Choices, Products, Tiers } from './Lists.tsx';

/** What the message says: the fields of its type, in the order of the drawing. */
export function Words() {
  const { message, content, variant, currency } = useDesk();
  const t = useTexts(fields);
  const whole = useFaults('content');
  // Where it stands in the page is the message's, whichever variant.
  const parts = PARTS[message.type].filter((part) => variant < 0 || part !== 'anchor');
  if (content.blocks?.length) return <Blocks blocks={content.blocks} />;
  return (
    <>
      {parts.map((part) => (
        <OnePart key={part} part={part} needed={NEEDED[message.type]?.includes(part) ?? false} />
      ))}
      {(message.type === 'gauge' || message.type === 'recommend') && <Hint>{t.words.currency(currency)}</Hint>}
      <Faults {...whole} />
    </>
  );
}

function OnePart({ part, needed }: { part: Part; needed: boolean }) {
  const { message, content, setContent, fixed } = useDesk();
  const t = useTexts(fields).words;
  const text = (key: 'title' | 'text' | 'done_text' | 'thanks' | 'badge', long = false) => (
    <TextField at={`content.${key}`} label={t.labels(message.type, key)} value={content[key]} change={(value) => setContent({ [key]: value }, true)} long={long} disabled={fixed} required={needed} variables={key !== 'badge'} />
  );
  switch (part) {
    case 'title':
    case 'badge':
    case 'thanks':
      return text(part);
    case 'text':
    case 'done_text':
      return text(part, part === 'text' && message.type !== 'bar' && message.type !== 'ticker');
    case 'image':
      return <PictureField />;
    case 'button':
    case 'quiet':
      return <ButtonField at={part} />;
    case 'tiers':
      return <Tiers />;
    case 'products':
      return <Products />;
    case 'choices':
      return <Choices />;
    case 'form':
      return <FormField />;
    case 'code':
      return <TextField at="content.code" label={t.code} value={content.code} change={(code) => setContent({ code }, true)} variables={false} maxLength={100} disabled={fixed} />;
    case 'countdown':
      return <Countdown />;
    case 'at_least':
      return <AtLeast />;
    case 'anchor':
      return <AnchorField needed={needed} />;
  }
}

function ButtonField({ at }: { at: 'button' | 'quiet' }) {
  const { content, setContent, fixed, message, domain } = useDesk();
  const t = useTexts(fields).words;
  const link = useFaults(`content.${at}.href`);
  const told = useFaults(`content.${at}.event`);
  const whole = useFaults(`content.${at}`);
  const button = content[at];
  if (!button) {
    return (
      <Button className={styles.add} variant="subtle" size="compact-md" leftSection={<Icon name="plus" size={16} />} disabled={fixed} onClick={() => setContent({ [at]: { label: '' } })} data-testid={`add-${at}`}>
        {at === 'button' ? t.addButton : t.addQuiet}
      </Button>
    );
  }
  const change = (patch: Partial<ButtonOf>) => setContent({ [at]: { ...button, ...patch } }, true);
  // A coupon's main button may ask the shop for it; else links are all there is to say.
  const tells = message.type === 'coupon' || !!button.event;
  return (
    <Group label={at === 'button' ? t.button : t.quiet}>
      <div className={styles.row}>
        <div className={styles.grow}>
          <TextField at={`content.${at}.label`} label={t.buttonLabel} value={button.label} change={(label) => change({ label })} disabled={fixed} />
        </div>
        <TextInput
          className={styles.grow}
          label={t.link}
          placeholder={t.linkPlaceholder}
          value={button.href ?? ''}
          onChange={(event) => change({ href: event.currentTarget.value.trim() })}
          error={link.error}
          disabled={fixed}
          inputMode="url"
          data-bad={link.error ? true : undefined}
          data-testid={`field-content.${at}.href`}
        />
        {!fixed && (
          <button type="button" className={styles.remove} data-low aria-label={t.removeButton(button.label)} onClick={() => setContent({ [at]: undefined })} data-testid={`remove-${at}`}>
            <Icon name="trash" size={18} />
          </button>
        )}
      </div>
      {tells && (
        <TextInput
          label={t.event}
          description={t.eventHelp}
          value={button.event ?? ''}
          maxLength={100}
          onChange={(event) => change({ event: event.currentTarget.value.trim() })}
          error={told.error}
          disabled={fixed}
          data-testid={`field-content.${at}.event`}
        />
      )}
      {!button.href && !button.event && button.label && <Hint>{t.closes}</Hint>}
      {button.href && !link.error && domain && (
        <a className={styles.tryLink} href={ofShop(button.href, domain)} target="_blank" rel="noreferrer" data-testid={`try-${at}`}>
          {t.tryLink}
          <Icon name="open" size={14} />
        </a>
      )}
      <Faults {...whole} />
    </Group>
  );
}

function Countdown() {
  const { content, setContent, message, fixed } = useDesk();
  const t = useTexts(fields).words;
  return (
    <>
      <Checkbox label={t.countdown} description={t.countdownHelp} checked={content.countdown ?? false} onChange={(event) => setContent({ countdown: event.currentTarget.checked })} disabled={fixed} data-testid="field-content.countdown" />
      {content.countdown && message.end === undefined && <Faults error={t.countdownEnd} />}
    </>
  );
}

function AtLeast() {
  const { content, setContent, fixed } = useDesk();
  const t = useTexts(fields).words;
  const { error } = useFaults('content.at_least');
  return (
    <NumberInput
      label={t.atLeast}
      description={t.atLeastHelp}
      value={content.at_least ?? ''}
      min={2}
      max={100_000}
      allowDecimal={false}
      onChange={(value) => setContent({ at_least: typeof value === 'number' ? value : 0 })}
      error={error}
      disabled={fixed}
      maw={200}
      data-testid="field-content.at_least"
    />
  );
}

function AnchorField({ needed }: { needed: boolean }) {
  const { content, setContent, fixed } = useDesk();
  const t = useTexts(fields).words;
  const { error } = useFaults('content.anchor', true);
  const { anchor } = content;
  if (!anchor && !needed) {
    return (
      <Button className={styles.add} variant="subtle" size="compact-md" leftSection={<Icon name="plus" size={16} />} disabled={fixed} onClick={() => setContent({ anchor: { selector: '', where: 'after' } })} data-testid="add-anchor">
        {t.addAnchor}
      </Button>
    );
  }
  return (
    <Group label={t.anchor} help={t.anchorHelp}>
      <div className={styles.row}>
        <TextInput
          className={styles.grow}
          label={t.selector}
          value={anchor?.selector ?? ''}
          maxLength={100}
          placeholder="#productDetail"
          onChange={(event) => setContent({ anchor: { ...anchor, selector: event.currentTarget.value } }, true)}
          error={error}
          disabled={fixed}
          data-testid="field-content.anchor"
        />
        <NativeSelect
          className={styles.grow}
          label={t.where}
          data={(['before', 'start', 'end', 'after'] as const).map((value) => ({ value, label: t.wheres[value] }))}
          value={anchor?.where ?? 'after'}
          onChange={(event) => setContent({ anchor: { selector: '', ...anchor, where: event.currentTarget.value as 'after' } })}
          disabled={fixed}
        />
        {!needed && !fixed && (
          <button type="button" className={styles.remove} data-low aria-label={t.removeAnchor} onClick={() => setContent({ anchor: undefined })}>
            <Icon name="trash" size={18} />
          </button>
        )}
      </div>
    </Group>
  );
}

function FormField() {
  const { content, setContent, fixed } = useDesk();
  const t = useTexts(fields).words;
  const whole = useFaults('content.form');
  const consent = useFaults('content.form.consent');
  const form: Form = content.form ?? { asks: 'email', consent: '', button: '' };
  const change = (patch: Partial<Form>, typed = false) => setContent({ form: { ...form, ...patch } }, typed);
  return (
    <Group label={t.form} help={t.formHelp}>
      <Choice label={t.form} value={form.asks} of={[['email', t.asks.email], ['phone', t.asks.phone]]} change={(asks) => change({ asks })} disabled={fixed} />
      <Textarea
        label={t.consent}
        description={t.consentHelp}
        autosize
        minRows={3}
        maxLength={600}
        value={form.consent}
        onChange={(event) => change({ consent: event.currentTarget.value }, true)}
        error={consent.error}
        disabled={fixed}
        data-testid="field-content.form.consent"
      />
      <div className={styles.pair}>
        <TextField at="content.form.button" label={t.formButton} value={form.button} change={(button) => change({ button }, true)} variables={false} disabled={fixed} />
        <TextField at="content.form.thanks" label={t.formThanks} value={form.thanks} change={(thanks) => change({ thanks }, true)} variables={false} disabled={fixed} />
      </div>
      <Faults {...whole} />
    </Group>
  );
}

/** A message that was put together of blocks by the API: its words can be changed here, its build stays. */
function Blocks({ blocks }: { blocks: Block[] }) {
  const { setContent, fixed } = useDesk();
  const t = useTexts(fields).words;
  const change = (place: number, patch: Partial<Block>) => setContent({ blocks: blocks.map((block, at) => (at === place ? { ...block, ...patch } : block)) }, true);
  return (
    <>
      <Hint>{t.blocks}</Hint>
      {blocks.map((block, place) => {
        const at = `content.blocks[${place}]`;
        if (block.kind === 'title' || block.kind === 'text') return <TextField key={place} at={`${at}.text`} label={t.block(block.kind, place + 1)} value={block.text} change={(text) => change(place, { text })} long={block.kind === 'text'} disabled={fixed} />;
        if (block.kind === 'button') return <TextField key={place} at={`${at}.label`} label={t.block(block.kind, place + 1)} value={block.label} change={(label) => change(place, { label })} disabled={fixed} />;
        return <Hint key={place}>{t.block(block.kind, place + 1)}</Hint>;
      })}
    </>
  );
}
