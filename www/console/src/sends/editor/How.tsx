import { Radio } from '@mantine/core';
import { useTexts } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import styles from './Editor.module.css';
import type { Part } from './SendEditor.tsx';

const WAYS = ['text', 'alimtalk'] as const;

/** As what it leaves: a text, or KakaoTalk's notice. */
export function How({ draft, fixed, turn }: Part & { turn: (way: (typeof WAYS)[number]) => void }) {
  const t = useTexts(sendEditor);
  return (
    <Sheet id="how" title={t.how}>
      <Radio.Group aria-labelledby="how-title" value={draft.content.type} onChange={(way) => turn(way as (typeof WAYS)[number])}>
        <div className={styles.choices}>
          {WAYS.map((way) => (
            <Radio key={way} value={way} label={t.ways[way]} description={t.waysHelp[way]} disabled={fixed} data-testid={`way-${way}`} />
          ))}
        </div>
      </Radio.Group>
    </Sheet>
  );
}
