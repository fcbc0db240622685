import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import { SegmentedControl } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { useTexts } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import type { Range } from '../calls.ts';
import styles from './RangedSheet.module.css';

type Props = { id: string; title: string; range: Range; setRange: (range: Range) => void; isBusy?: boolean; testId?: string; children: ReactNode };

/** A part of a segment's page that is about the visits of the last 24 hours or 7 days. */
export function RangedSheet({ range, setRange, ...rest }: Props) {
  const t = useTexts(segments).population;
  const choose = (
    <SegmentedControl
      size="xs"
      withItemsBorders={false}
      aria-label={t.range}
      value={range}
      onChange={(value) => setRange(value as Range)}
      data={[
        { value: '24h', label: t.ranges['24h'] },
        { value: '7d', label: t.ranges['7d'] },
      ]}
    />
  );
  return <Part {...rest} action={choose} />;
}

/** A part with its heading and, beside it, what can be done with it. */
export function Part({ id, title, action, isBusy, testId, heading, children }: Omit<Props, 'range' | 'setRange'> & { action: ReactNode; heading?: Ref<HTMLHeadingElement> }) {
  return (
    <section className={styles.sheet} aria-labelledby={id} data-testid={testId} aria-busy={isBusy}>
      <header className={styles.head}>
        <h2 id={id} ref={heading}>
          {title}
        </h2>
        {action}
      </header>
      {children}
    </section>
  );
}
