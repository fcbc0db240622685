import { useEffect, useRef } from 'react';
import type { LiveVisitor } from '../api.ts';
import { shortTitle, shortUrl, webUrl } from '../format.ts';
import { useTexts } from '../i18n/index.tsx';
import { live } from '../i18n/live.ts';
import styles from './VisitPath.module.css';

/** So near to its end somebody follows it; farther up they read. */
const NEAR_PX = 60;

/** The pages of this visit in order, repeats kept; the last one is where the visitor is. A step that is taken while it is watched comes in at the end. */
export function VisitPath({ path, siteName }: { path: LiveVisitor['path']; siteName: string }) {
  const t = useTexts(live);
  const list = useRef<HTMLOListElement>(null);
  const first = useRef(path.length);
  useEffect(() => {
    const own = list.current;
    const isOpening = first.current === path.length;
    if (own && (isOpening || own.scrollHeight - own.scrollTop - own.clientHeight < NEAR_PX)) own.scrollTop = own.scrollHeight;
  }, [path.length]);
  if (path.length === 0) return <p className={styles.none}>{t.noPath}</p>;
  return (
    <ol ref={list} className={styles.path} data-testid="visitor-path" tabIndex={0} aria-label={t.path}>
      {path.map(({ url, title }, at) => (
        <li key={at} className={styles.step} data-now={at === path.length - 1 || undefined} data-new={at >= first.current || undefined}>
          <a href={webUrl(url)} target="_blank" rel="noreferrer">
            {shortTitle(title, siteName) || t.untitled}
          </a>
          <span className={styles.url}>{shortUrl(url)}</span>
          {at === path.length - 1 && <span className={styles.now}>{t.now}</span>}
        </li>
      ))}
    </ol>
  );
}
