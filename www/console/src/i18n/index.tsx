import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Language } from '../format.ts';
import { common } from './common.ts';

/**
 * Sentences, each in every language; Korean is polite 해요체. What a section of the console says stands in a file of its own beside this one and is
 * loaded with its pages: `const t = useTexts(live)`. A sentence that one language lacks does not compile.
 */
export type Texts<T> = Record<Language, T>;
/** What every page may say. */
export type Common = typeof common.ko;

type Words = { t: Common; language: Language; setLanguage: (language: Language) => void };

const KEY = 'dangol-console-language';
const Context = createContext<Words>({ t: common.ko, language: 'ko', setLanguage: () => {} });

/** The common texts in the chosen language: the stored choice, else what the browser prefers. */
export function useWords(): Words {
  return use(Context);
}

/** A section's texts in the chosen language. */
export function useTexts<T>(section: Texts<T>): T {
  return section[use(Context).language];
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(initial);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const words = useMemo(
    () => ({
      t: common[language],
      language,
      setLanguage: (next: Language) => {
        store(next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <Context value={words}>{children}</Context>;
}

function initial(): Language {
  const stored = read();
  if (stored === 'ko' || stored === 'en') return stored;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith('ko')) ? 'ko' : 'en';
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function store(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage may be refused; the choice then lasts as long as the page.
  }
}
