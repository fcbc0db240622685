import { useEffect } from 'react';
import { useWords } from '../../i18n/index.tsx';

/** The window's title: the page's name, then the product's. */
export function useTitle(page: string): void {
  const { t } = useWords();
  useEffect(() => {
    document.title = `${page} · ${t.product}`;
  }, [page, t]);
}
