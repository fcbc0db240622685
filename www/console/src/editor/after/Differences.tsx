import { useTexts } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import type { Difference } from '../draft.ts';
import styles from '../Editor.module.css';

/** What says something else, by the names that the form has for it. */
export function Differences({ title, list }: { title?: string; list: readonly Difference[] }) {
  const t = useTexts(editor).differences;
  return (
    <div className={styles.diff} data-testid="differences">
      {title && <h3>{title}</h3>}
      {list.length === 0 && <p>{t.none}</p>}
      <dl>
      {list.map(({ at, before, after }) => (
        <div key={at}>
          <dt>{t.names[at] ?? at}</dt>
          <dd>
            {before !== undefined && <del>{t.value(before)}</del>}
            {after !== undefined ? <ins>{t.value(after)}</ins> : <span>{t.gone}</span>}
          </dd>
        </div>
      ))}
      </dl>
    </div>
  );
}
