import type { ReactNode } from 'react';
import { Definition } from '../Definition.tsx';
import styles from './Tile.module.css';

/** One figure among others in a `dl`: its word with its meaning, the number, and a quiet line. */
export function Tile({ word, meaning, value, below, isNone = false, testId }: { word: string; meaning: string; value: ReactNode; below: ReactNode; isNone?: boolean; testId: string }) {
  return (
    <div className={styles.tile} data-testid={testId}>
      <dt>
        <Definition word={word} meaning={meaning} />
      </dt>
      <dd className={styles.value} data-none={isNone || undefined}>
        {value}
      </dd>
      <dd className={styles.below}>{below}</dd>
    </div>
  );
}
