import { Popover } from '@mantine/core';
import { useId, useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import styles from './Definition.module.css';

/** A word with its meaning one hover, tap or key press away. */
export function Definition({ word, meaning }: { word: string; meaning: string }) {
  const { t } = useWords();
  const id = useId();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} width={260} position="bottom" offset={6} withArrow={false} withRoles={false} transitionProps={{ duration: 120, transition: 'fade' }}>
      <Popover.Target>
        <button
          type="button"
          className={styles.word}
          aria-expanded={opened}
          aria-describedby={opened ? id : undefined}
          aria-label={`${word}. ${t.define(word)}`}
          // A mouse has opened it by being there: its press is no wish to close it.
          onClick={({ nativeEvent }) => setOpened((now) => (nativeEvent instanceof PointerEvent && nativeEvent.pointerType === 'mouse') || !now)}
          onPointerEnter={(event) => event.pointerType === 'mouse' && setOpened(true)}
          onPointerLeave={(event) => event.pointerType === 'mouse' && setOpened(false)}
          onKeyDown={(event) => event.key === 'Escape' && setOpened(false)}
          onBlur={() => setOpened(false)}
        >
          {word}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.meaning} id={id} role="tooltip">
        {meaning}
      </Popover.Dropdown>
    </Popover>
  );
}
