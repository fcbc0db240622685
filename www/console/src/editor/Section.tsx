import type { ReactNode } from 'react';
import { Icon } from '../ui/Icon.tsx';
import { SECTIONS, sectionOf, useDesk, type SectionName } from './desk.ts';
import styles from './Section.module.css';

/** A part of the form. The first ones are always open; the others say in a line how it stands, and open on demand. */
export function Section(props: { name: SectionName; title: string; state?: string; opened?: boolean; toggle?: (open: boolean) => void; children: ReactNode }) {
  const { findings } = useDesk();
  const bad = findings.some(({ at, severity }) => severity === 'error' && sectionOf(at) === props.name);
  const id = `section-${props.name}`;
  if (!props.toggle) {
    return (
      <section className={styles.section} aria-labelledby={id} data-testid={id}>
        <h2 id={id} className={styles.title}>
          {props.title}
        </h2>
        <div className={styles.inside}>{props.children}</div>
      </section>
    );
  }
  return (
    <details className={styles.section} open={props.opened} onToggle={(event) => props.toggle?.(event.currentTarget.open)} data-testid={id} data-wrong={bad || undefined}>
      <summary className={styles.summary}>
        <h2 className={styles.title}>{props.title}</h2>
        <span className={styles.state} data-testid={`${id}-state`}>
          {bad && <Icon name="alert" size={16} />}
          {props.state}
        </span>
        <span className={styles.arrow}>
          <Icon name="down" size={18} />
        </span>
      </summary>
      <div className={styles.inside}>{props.children}</div>
    </details>
  );
}

/** The parts in which something is wrong. */
export function wrongSections(findings: readonly { at: string; severity: string }[]): SectionName[] {
  const wrong = new Set(findings.filter(({ severity }) => severity === 'error').map(({ at }) => sectionOf(at)));
  return SECTIONS.filter((name) => wrong.has(name));
}

/** What is wrong or doubtful below a field that has no place of its own for it. */
export function Faults({ error, warning }: { error?: string | undefined; warning?: string | undefined }) {
  if (!error && !warning) return null;
  return (
    <p className={styles.fault} data-severity={error ? 'error' : 'warning'} data-bad={error ? true : undefined} role={error ? 'alert' : undefined} data-testid="fault">
      <Icon name="alert" size={16} />
      {error ?? warning}
    </p>
  );
}

/** What a field is for, said once, quietly. */
export const Hint = ({ children }: { children: ReactNode }) => <p className={styles.hint}>{children}</p>;
/** Several fields that are one matter. */
export function Group({ label, children, help }: { label: string; children: ReactNode; help?: string }) {
  return (
    <fieldset className={styles.group}>
      <legend>{label}</legend>
      {help && <p className={styles.hint}>{help}</p>}
      {children}
    </fieldset>
  );
}

/** One of a few, side by side. */
export function Choice<T extends string>(props: { label: string; value: T; of: readonly (readonly [value: T, label: string])[]; change: (value: T) => void; hidden?: boolean; disabled?: boolean; testId?: string }) {
  return (
    <div className={styles.choice} role="radiogroup" aria-label={props.label} data-testid={props.testId}>
      {props.of.map(([value, label]) => (
        <button
          key={value}
          type="button"
          role="radio"
          aria-checked={value === props.value}
          disabled={props.disabled}
          tabIndex={value === props.value ? 0 : -1}
          onClick={() => props.change(value)}
          onKeyDown={(event) => {
            const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
            if (!step) return;
            event.preventDefault();
            const at = props.of.findIndex(([other]) => other === props.value);
            const next = (at + step + props.of.length) % props.of.length;
            props.change(props.of[next]![0]);
            (event.currentTarget.parentElement?.children[next] as HTMLElement | undefined)?.focus();
          }}
          data-value={value}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
