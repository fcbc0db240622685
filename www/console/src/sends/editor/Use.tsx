import { Radio } from '@mantine/core';
import { useTexts } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import styles from './Editor.module.css';
import type { Part } from './SendEditor.tsx';

/** Information, or advertising: what the law looks at. */
export function Use({ draft, set, fixed }: Part) {
  const t = useTexts(sendEditor);
  return (
    <Sheet id="use" title={t.use}>
      <Radio.Group aria-labelledby="use-title" value={draft.use} onChange={(use) => set({ use: use as typeof draft.use })}>
        <div className={styles.choices}>
          {(['information', 'advertising'] as const).map((use) => (
            <Radio key={use} value={use} label={t.uses[use]} description={t.usesHelp[use]} disabled={fixed} data-testid={`use-${use}`} />
          ))}
        </div>
      </Radio.Group>
      <p className={`${styles.quiet} ${styles.below}`}>{t.usesLaw}</p>
    </Sheet>
  );
}
