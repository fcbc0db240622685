import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Language } from '../format.ts';
import { en } from './en.ts';
import { ko, type Texts } from './ko.ts';

type Words = { t: Texts; language: Language; setLanguage: (language: Language) => void };

const KEY = 'dangol-console-language';
const TEXTS: Record<Language, Texts> = { ko, en };
const Context = createContext<Words>({ t: ko, language: 'ko', setLanguage: () => {} });

/** The texts of the chosen language: the stored choice, else what the browser prefers. */
export function useWords(): Words {
  return use(Context);
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(initial);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const words = useMemo(
    () => ({
      t: TEXTS[language],
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
