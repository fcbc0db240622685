import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import { SegmentedControl, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useId } from 'react';
import type { Language } from '../format.ts';
import { useWords } from '../i18n/index.tsx';
import styles from './Preferences.module.css';

const LANGUAGES: { value: Language; label: string }[] = [
  { value: 'ko', label: '한국어' },
  { value: 'en', label: 'English' },
];

/** Language and light or dark: kept on this device. */
export function Preferences() {
  const { t, language, setLanguage } = useWords();
  // Mantine would stop transitions through innerHTML, which Trusted Types refuse.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const id = useId();
  const looks: { value: MantineColorScheme; label: string }[] = [
    { value: 'auto', label: t.shell.auto },
    { value: 'light', label: t.shell.light },
    { value: 'dark', label: t.shell.dark },
  ];
  return (
    <div className={styles.preferences}>
      <span id={`${id}-language`}>{t.shell.language}</span>
      <SegmentedControl size="sm" withItemsBorders={false} aria-labelledby={`${id}-language`} data={LANGUAGES} value={language} onChange={setLanguage} data-testid="language" />
      <span id={`${id}-look`}>{t.shell.look}</span>
      <SegmentedControl size="sm" withItemsBorders={false} aria-labelledby={`${id}-look`} data={looks} value={colorScheme} onChange={setColorScheme} data-testid="color-scheme" />
    </div>
  );
}
