import '@mantine/core/styles/Combobox.css';
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { Building } from './Builder.tsx';
import { focusRow, Join } from './Builder.tsx';
import styles from './Builder.module.css';
import { ConditionPicker } from './ConditionPicker.tsx';
import { ConditionRow } from './ConditionRow.tsx';
import type { Segment } from '../types.ts';
import { draftOf, groupOf, nodeOf, notOf, type Node } from './draft.ts';

/** The nested form: all, any and not within one another, as deep as it goes. */
export function Nested({ rule, ...building }: Building & { rule: Node }) {
  const { draft, change, simple } = building;
  const t = useTexts(segments).builder;
  return (
    <section className={styles.part} aria-labelledby="part-nested" data-testid="nested">
      <header className={styles.head}>
        <h2 id="part-nested">{t.nested}</h2>
        <p>{t.nestedHelp}</p>
      </header>
      <div className={styles.card}>
        <NodeView {...building} node={rule} at="rule" set={(next, typed) => change({ ...draft, rule: next }, typed)} />
      </div>
      {simple && !simple.rule && (
        <div className={styles.adds}>
          <Button variant="subtle" onClick={() => change({ ...draft, ...parts(simple) })} data-testid="to-simple">
            {t.toSimple}
          </Button>
        </div>
      )}
    </section>
  );
}

/** Its conditions alone: the engine has made up an id where there was none. */
function parts(simple: Segment) {
  const { include, anyOf, exclude, rule } = draftOf(simple);
  return { include, anyOf, exclude, rule };
}

type Props = Building & { node: Node; at: string; set: (node: Node | null, typed?: boolean) => void };

function NodeView({ node, at, set, ...building }: Props) {
  const t = useTexts(segments).builder;
  const [adding, setAdding] = useState<'condition' | 'group' | null>(null);
  if (node.is === 'condition') {
    return (
      <ConditionRow
        {...building}
        rowKey={node.key}
        at={at}
        condition={node.condition}
        change={(condition, typed) => set({ ...node, condition }, typed)}
        remove={() => set(null)}
      />
    );
  }
  if (node.is === 'not') {
    return (
      <div className={styles.node} data-not>
        <p className={styles.nodeHead}>
          <span className={styles.not}>{t.not}</span> {t.notThis}
          <Button variant="subtle" size="compact-sm" onClick={() => set(node.part)}>
            {t.affirm}
          </Button>
        </p>
        <NodeView {...building} node={node.part} at={`${at}.not`} set={(part, typed) => set(part && { ...node, part }, typed)} />
      </div>
    );
  }
  const put = (key: number, next: Node | null, typed?: boolean) => {
    const parts = node.parts.map((part) => (part.key === key ? next : part)).filter((part) => part !== null);
    set(parts.length > 0 ? { ...node, parts } : null, typed);
  };
  return (
    <div className={styles.node}>
      <p className={styles.nodeHead}>
        <NativeSelect
          size="xs"
          aria-label={t.join}
          value={node.is}
          onChange={(event) => set({ ...node, is: event.currentTarget.value as 'all' | 'any' })}
          data={[
            { value: 'all', label: t.all },
            { value: 'any', label: t.any },
          ]}
        />
        <Button variant="subtle" size="compact-sm" onClick={() => set(notOf(node))}>
          {t.negate}
        </Button>
      </p>
      {node.parts.map((part, place) => (
        <div key={part.key}>
          {place > 0 && <Join word={node.is === 'all' ? t.and : t.or} small />}
          <NodeView {...building} node={part} at={`${at}.${node.is}[${place}]`} set={(next, typed) => put(part.key, next, typed)} />
        </div>
      ))}
      <Button variant="subtle" size="compact-md" leftSection={<Icon name="plus" size={16} />} onClick={() => setAdding('condition')}>
        {t.addHere}
      </Button>
      <Button variant="subtle" size="compact-md" leftSection={<Icon name="plus" size={16} />} onClick={() => setAdding('group')} data-testid="add-group">
        {t.addGroup}
      </Button>
      {adding && (
        <ConditionPicker
          engine={building.engine}
          where={node.is === 'all' ? t.all : t.any}
          pick={(condition) => {
            const fresh = nodeOf(condition);
            // A group within "all" is one of "any", and the other way round: the same again would say nothing.
            const part = adding === 'group' ? groupOf(node.is === 'all' ? 'any' : 'all', [fresh]) : fresh;
            set({ ...node, parts: [...node.parts, part] });
            setAdding(null);
            focusRow(fresh.key);
          }}
          close={() => setAdding(null)}
        />
      )}
    </div>
  );
}
