import type { Page } from '../api.ts';
import { shortTitle, shortUrl, webUrl } from '../format.ts';
import { useWords } from '../i18n/index.tsx';
import styles from './VisitPath.module.css';

/** The pages of this visit in order, repeats kept; the last one is where the visitor is. */
export function VisitPath({ path, siteName }: { path: Page[]; siteName: string }) {
  const { t } = useWords();
  if (path.length === 0) return <p className={styles.none}>{t.live.noPath}</p>;
  return (
    <ol className={styles.path} data-testid="visitor-path" tabIndex={0} aria-label={t.live.path}>
      {path.map(({ url, title }, at) => (
        <li key={at} className={styles.step} data-now={at === path.length - 1 || undefined}>
          <a href={webUrl(url)} target="_blank" rel="noreferrer">
            {shortTitle(title, siteName) || t.live.untitled}
          </a>
          <span className={styles.url}>{shortUrl(url)}</span>
          {at === path.length - 1 && <span className={styles.now}>{t.live.now}</span>}
        </li>
      ))}
    </ol>
  );
}
