import { useId } from 'react';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { Building } from './Builder.tsx';
import styles from './ConditionRow.module.css';
import { groupOf, labelOf, type Condition, type Finding } from '../types.ts';
import { patched } from '../values/shared.ts';
import { Value } from '../values/Value.tsx';

type Props = Pick<Building, 'siteId' | 'engine' | 'findings' | 'hints'> & {
  rowKey: number;
  at: string;
  condition: Condition;
  change: (condition: Condition, typed?: boolean) => void;
  remove: () => void;
};

/** One condition: what it is about, its value, and what is wrong with it. */
export function ConditionRow({ siteId, engine, findings, hints, rowKey, at, condition, change, remove }: Props) {
  const t = useTexts(segments).builder;
  const { language } = useWords();
  const id = useId();
  const entry = engine.entry(condition.kind);
  const group = engine.catalogue.groups.find(({ name }) => name === groupOf(condition.kind));
  const label = entry ? labelOf(entry, language) : condition.kind;
  const own = findings.filter((finding) => isAt(finding.at, at));
  const hint = hints.filter((each) => isAt(each.at, at));
  return (
    <div className={styles.row} role="group" aria-labelledby={id} data-row={rowKey} data-testid="condition" data-kind={condition.kind} data-bad={own.some(({ severity }) => severity === 'error') || undefined}>
      <div className={styles.what}>
        <p className={styles.label} id={id}>
          <span className={styles.group}>{group?.[language]}</span>
          {label}
        </p>
        {entry?.in_send === 'unknown' && <span className={styles.tag}>{t.onsite}</span>}
        <button type="button" className={styles.remove} aria-label={t.remove(label)} title={t.remove(label)} onClick={remove} data-testid="remove">
          <Icon name="close" size={18} />
        </button>
      </div>
      <div className={styles.value} data-value>
        {entry ? (
          <Value siteId={siteId} engine={engine} entry={entry} condition={condition} set={(changes, typed) => change(patched(condition, changes), typed)} />
        ) : (
          <p className={styles.newer}>{t.newer}</p>
        )}
      </div>
      {hint.map(({ at, label }) => (
        <p key={at} className={styles.hint}>
          <Icon name="pencil" size={16} />
          {t.adjust(label)}
        </p>
      ))}
      <Findings findings={own} />
    </div>
  );
}

export function Findings({ findings }: { findings: Finding[] }) {
  const { language } = useWords();
  return findings.map((finding) => (
    <p key={finding.at + finding.code} className={styles.finding} data-severity={finding.severity} data-testid="finding">
      <Icon name="alert" size={16} />
      {finding[language]}
    </p>
  ));
}

/** True where a finding is of this place or of something in it. */
export function isAt(finding: string, at: string): boolean {
  return finding === at || finding.startsWith(`${at}.`);
}
