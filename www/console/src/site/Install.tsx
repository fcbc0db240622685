import { useTexts } from '../i18n/index.tsx';
import { site } from '../i18n/site.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import styles from './Install.module.css';

/** The site's public key and the one line that a shop pastes. */
export function Install({ siteKey }: { siteKey: string }) {
  const t = useTexts(site);
  const tag = scriptTag(siteKey);
  return (
    <section className={styles.install} aria-label={t.install}>
      <div className={styles.text}>
        <p className={styles.key}>
          {t.key} <code data-testid="site-key">{siteKey}</code>
        </p>
        <p className={styles.help}>{t.installHelp}</p>
      </div>
      <div className={styles.tag}>
        <code data-testid="script-tag" tabIndex={0} aria-label={t.install}>
          {tag}
        </code>
      </div>
      <CopyButton text={tag} label={t.copyTag} testId="copy-tag" />
    </section>
  );
}

export function scriptTag(siteKey: string): string {
  return `<script async src="${window.location.origin}/d.js" data-site="${siteKey}"></script>`;
}
