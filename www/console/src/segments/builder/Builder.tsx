import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Builder.module.css';
import { ConditionPicker } from './ConditionPicker.tsx';
import { ConditionRow } from './ConditionRow.tsx';
import { block, isEmpty, kin, placeOfBlock, row, type Block, type Draft, type Row } from './draft.ts';
import type { Engine } from '../engine.ts';
import { Nested } from './Nested.tsx';
import type { Condition, Finding, Segment } from '../types.ts';

export type Hint = { at: string; label: string };
export type Building = {
  siteId: string;
  engine: Engine;
  draft: Draft;
  change: (draft: Draft, typed?: boolean) => void;
  findings: Finding[];
  /** The draft without nested conditions, as far as that can be said. */
  simple: Segment | undefined;
  /** Values that whoever copied a template should look at. */
  hints: Hint[];
};

/** Where the next condition goes. */
type Target = 'include' | 'exclude' | Block;

/** A segment as rows and blocks: what must be so, and what must not. */
export function Builder(building: Building) {
  const { draft, change, engine } = building;
  const t = useTexts(segments).builder;
  const [target, setTarget] = useState<Target | null>(null);

  const add = (condition: Condition) => {
    const fresh = row(condition);
    if (target === 'include') change({ ...draft, include: [...draft.include, fresh] });
    else if (target === 'exclude') change({ ...draft, exclude: [...draft.exclude, fresh] });
    else if (target) change({ ...draft, anyOf: draft.anyOf.map((each) => (each.key === target.key ? { ...each, rows: [...each.rows, fresh] } : each)) });
    setTarget(null);
    focusRow(fresh.key);
  };
  const editBlock = (key: number, rows: Row[], typed?: boolean) => {
    const anyOf = draft.anyOf.map((each) => (each.key === key ? { ...each, rows } : each)).filter((each) => each.key !== key || rows.length > 0);
    change({ ...draft, anyOf }, typed);
  };
  const addBlock = () => {
    const fresh = block([]);
    change({ ...draft, anyOf: [...draft.anyOf, fresh] });
    setTarget(fresh);
  };
  const groups = kin(draft.include);
  const where = typeof target === 'object' ? t.any : target === 'exclude' ? t.exclude : t.include;

  return (
    <div className={styles.builder} data-testid="builder">
      <section className={styles.part} aria-labelledby="part-include" data-testid="include">
        <header className={styles.head}>
          <h2 id="part-include">{t.include}</h2>
          <p>{isEmpty(draft) ? t.includeEmpty : t.includeHelp}</p>
        </header>
        {groups.map((group, place) => (
          <div key={group[0]?.row.key}>
            {place > 0 && <Join word={t.and} />}
            <div className={styles.card} data-kin={group.length > 1 || undefined}>
              <Rows
                {...building}
                rows={group}
                at={(index) => `include[${index}]`}
                all={draft.include}
                set={(include, typed) => change({ ...draft, include }, typed)}
              />
            </div>
          </div>
        ))}
        {draft.anyOf.map((each, place) => (
          <div key={each.key} data-testid="any-of">
            {(place > 0 || groups.length > 0) && <Join word={t.and} />}
            <div className={styles.card} data-any>
              <p className={styles.any}>{t.anyHelp}</p>
              <Rows
                {...building}
                rows={each.rows.map((row, index) => ({ row, index }))}
                at={(index) => `${placeOfBlock(draft, each)}[${index}]`}
                all={each.rows}
                set={(rows, typed) => editBlock(each.key, rows, typed)}
              />
              <Button variant="subtle" size="compact-md" leftSection={<Icon name="plus" size={16} />} onClick={() => setTarget(each)} data-testid="add-any">
                {t.addAny}
              </Button>
            </div>
          </div>
        ))}
        <div className={styles.adds}>
          <Button variant="light" leftSection={<Icon name="plus" size={18} />} onClick={() => setTarget('include')} data-testid="add-include">
            {t.addInclude}
          </Button>
          <Button variant="subtle" onClick={addBlock} data-testid="add-block">
            {t.addBlock}
          </Button>
        </div>
      </section>

      {draft.rule && <Nested {...building} rule={draft.rule} />}

      <section className={styles.part} data-out aria-labelledby="part-exclude" data-testid="exclude">
        <header className={styles.head}>
          <h2 id="part-exclude">
            <span className={styles.not}>{t.not}</span> {t.exclude}
          </h2>
          <p>{t.excludeHelp}</p>
        </header>
        {draft.exclude.length > 0 && (
          <div className={styles.card} data-out>
            <Rows
              {...building}
              rows={draft.exclude.map((row, index) => ({ row, index }))}
              at={(index) => `exclude[${index}]`}
              all={draft.exclude}
              set={(exclude, typed) => change({ ...draft, exclude }, typed)}
            />
          </div>
        )}
        <div className={styles.adds}>
          <Button variant="light" leftSection={<Icon name="plus" size={18} />} onClick={() => setTarget('exclude')} data-testid="add-exclude">
            {t.addExclude}
          </Button>
        </div>
      </section>

      {target && <ConditionPicker engine={engine} where={where} pick={add} close={() => setTarget(null)} />}
    </div>
  );
}

type ListProps = Building & { rows: { row: Row; index: number }[]; all: Row[]; at: (index: number) => string; set: (rows: Row[], typed?: boolean) => void };

/** Rows that join by OR. */
function Rows({ rows, all, at, set, ...building }: ListProps) {
  const t = useTexts(segments).builder;
  return rows.map(({ row, index }, place) => (
    <div key={row.key}>
      {place > 0 && <Join word={t.or} small />}
      <ConditionRow
        {...building}
        rowKey={row.key}
        at={at(index)}
        condition={row.condition}
        change={(condition, typed) => set(all.map((each) => (each.key === row.key ? { ...each, condition } : each)), typed)}
        remove={() => set(all.filter((each) => each.key !== row.key))}
      />
    </div>
  ));
}

export function Join({ word, small = false }: { word: string; small?: boolean }) {
  return (
    <p className={styles.join} data-small={small || undefined}>
      <span>{word}</span>
    </p>
  );
}

/** The first thing that can be filled in of a row that was just added. */
export function focusRow(key: number): void {
  requestAnimationFrame(() => {
    const added = document.querySelector<HTMLElement>(`[data-row="${key}"]`);
    added?.scrollIntoView({ block: 'nearest' });
    (added?.querySelector<HTMLElement>('[data-value] :is(input, select, button)') ?? added)?.focus();
  });
}
