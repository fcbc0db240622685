import { Menu, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { fields } from '../../i18n/editorFields.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk, useFaults } from '../desk.ts';
import { Faults } from '../Section.tsx';
import { isBehindVariable, particlesAt, PARTICLES, variablesOf } from '../variables.ts';
import styles from './fields.module.css';

type Props = { at: string; label: string; value: string | undefined; change: (value: string) => void; long?: boolean; placeholder?: string; variables?: boolean; help?: string; disabled?: boolean; maxLength?: number; required?: boolean };

/** A text that shoppers read; with variables from a menu, put in where the cursor stands. */
export function TextField({ at, label, value = '', change, long, placeholder, variables = true, help, disabled, maxLength = 300, required }: Props) {
  const { error, warning } = useFaults(at);
  const own = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const insert = (text: string) => {
    const field = own.current;
    const [from, to] = [field?.selectionStart ?? value.length, field?.selectionEnd ?? value.length];
    change(value.slice(0, from) + text + value.slice(to));
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(from + text.length, from + text.length);
    });
  };
  const common = {
    ref: own,
    label,
    value,
    placeholder,
    description: help,
    disabled,
    maxLength,
    error,
    'data-testid': `field-${at}`,
    'data-bad': error ? true : undefined,
    withAsterisk: required,
  };
  return (
    <div className={styles.text} data-variables={variables || undefined}>
      {long ? (
        <Textarea {...common} autosize minRows={2} maxRows={6} onChange={(event) => change(event.currentTarget.value)} />
      ) : (
        <TextInput {...common} onChange={(event) => change(event.currentTarget.value)} />
      )}
      {variables && !disabled && <VariableMenu insert={insert} before={() => value.slice(0, own.current?.selectionStart ?? value.length)} label={label} testId={`variables-${at}`} />}
      <Faults warning={error ? undefined : warning} />
    </div>
  );
}

function VariableMenu({ insert, before, label, testId }: { insert: (text: string) => void; before: () => string; label: string; testId: string }) {
  const t = useTexts(fields).variables;
  const { message } = useDesk();
  const { language } = useWords();
  // Behind a variable its particle is what comes next.
  const [isBehind, setBehind] = useState(false);
  const particles = language === 'ko' && (
    <>
      <Menu.Label>{t.particles}</Menu.Label>
      <div className={styles.particles}>
        {PARTICLES.map((pair) => (
          <Menu.Item key={pair} onClick={() => insert(particlesAt(before(), pair))} data-testid={`particle-${pair}`}>
            {pair}
          </Menu.Item>
        ))}
      </div>
      <p className={styles.example}>{t.particlesExample}</p>
    </>
  );
  return (
    <div className={styles.menu}>
      {/* Opened again at once, for a particle after its variable: a closing that is still under way, or a button that the page is scrolled away from, must not hide it. */}
      <Menu position="bottom-end" transitionProps={{ duration: 0 }} hideDetached={false} width={320} returnFocus={false} onOpen={() => setBehind(isBehindVariable(before()))}>
        <Menu.Target>
          <button type="button" className={styles.menuButton} aria-label={t.open(label)} data-testid={testId}>
            <Icon name="plus" size={14} />
            {t.title}
          </button>
        </Menu.Target>
        <Menu.Dropdown className={styles.dropdown}>
          {isBehind && particles}
          <Menu.Label>{t.help}</Menu.Label>
          {variablesOf(message.type).map((name) => (
            <Menu.Item key={name} onClick={() => insert(`{${name}${t.each[name].without ? `|${t.each[name].without}` : ''}}`)} data-testid={`variable-${name}`}>
              <span className={styles.variable}>
                <strong>{t.each[name].name}</strong>
                <small>{t.each[name].help}</small>
              </span>
            </Menu.Item>
          ))}
          {!isBehind && particles}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
