import { Radio } from '@mantine/core';
import { useTexts } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import styles from './Editor.module.css';
import type { Part } from './SendEditor.tsx';

/** Information, or advertising: what the law looks at. */
export function Use({ draft, set, fixed, error }: Part) {
  const t = useTexts(sendEditor);
  const isKakao = draft.content.type === 'alimtalk';
  return (
    <Sheet id="use" title={t.use}>
      <Radio.Group aria-labelledby="use-title" value={draft.use} onChange={(use) => set({ use: use as typeof draft.use })}>
        <div className={styles.choices}>
          {(['information', 'advertising'] as const).map((use) => (
            <Radio key={use} value={use} label={t.uses[use]} description={t.usesHelp[use]} disabled={fixed || (use === 'advertising' && isKakao && draft.use !== 'advertising')} data-testid={`use-${use}`} />
          ))}
        </div>
      </Radio.Group>
      {error('use') ? (
        <p className={`${styles.bad} ${styles.below}`} role="alert" data-bad>
          {error('use')}
        </p>
      ) : (
        <p className={`${styles.quiet} ${styles.below}`}>{isKakao ? t.usesKakao : t.usesLaw}</p>
      )}
    </Sheet>
  );
}
