import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Menu.css';
import '@mantine/core/styles/Popover.css';
import { Menu, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../i18n/index.tsx';
import { Icon } from '../Icon.tsx';
import styles from './DeskBar.module.css';

type Step = { can: boolean; run: () => void };
type Props = {
  /** The way back. */
  back: ReactNode;
  /** What it is called while it has no name. */
  untitled: string;
  name: { value: string; label: string; placeholder: string; change: (name: string) => void; fixed?: boolean; testId: string };
  /** None, where nothing can be changed. */
  steps?: { undo: Step; redo: Step } | undefined;
  /** What is done at once, before all else. */
  first?: ReactNode;
  /** What is done seldom: items of a menu. */
  menu?: ReactNode;
  menuTestId: string;
  /** What is done with it, the main thing last. */
  children: ReactNode;
  error?: { text: string; testId: string } | null | undefined;
  /** How it stands, and where it is used. */
  below?: ReactNode;
};

/** The bar over what is being written, a segment or a message: the way back, its name, undo and redo, and what becomes of it. */
export function DeskBar({ back, untitled, name, steps, first, menu, menuTestId, children, error, below }: Props) {
  const { t } = useWords();
  return (
    <header className={styles.bar}>
      {back}
      <div className={styles.line}>
        <h1 className="sr">{name.value || untitled}</h1>
        {/* One line that grows with it (field-sizing): a long name is read whole on a phone, too. */}
        <Textarea
          className={styles.name}
          variant="unstyled"
          aria-label={name.label}
          placeholder={name.placeholder}
          value={name.value}
          rows={1}
          maxLength={100}
          readOnly={name.fixed ?? false}
          onChange={(event) => name.change(event.currentTarget.value.replace(/\s*\n\s*/g, ' '))}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          data-testid={name.testId}
        />
        <div className={styles.actions}>
          {steps &&
            (['undo', 'redo'] as const).map((step) => (
              <button key={step} type="button" className={`${styles.icon} ${styles.step}`} aria-label={t.desk[step]} title={t.desk[step]} disabled={!steps[step].can} onClick={steps[step].run} data-testid={step}>
                <Icon name={step} />
              </button>
            ))}
          {first}
          {menu && (
            <Menu position="bottom-end" transitionProps={{ duration: 120 }}>
              <Menu.Target>
                <button type="button" className={styles.icon} aria-label={t.desk.more} title={t.desk.more} data-testid={menuTestId}>
                  <Icon name="more" />
                </button>
              </Menu.Target>
              <Menu.Dropdown>{menu}</Menu.Dropdown>
            </Menu>
          )}
          {children}
        </div>
      </div>
      {error && (
        <p className={styles.error} role="alert" data-testid={error.testId}>
          <Icon name="alert" size={18} />
          {error.text}
        </p>
      )}
      {below}
    </header>
  );
}
