import { useNavigate } from '@tanstack/react-router';
import { start as texts } from '../i18n/start.ts';
import { useTexts } from '../i18n/index.tsx';
import { useTag } from '../site/useTag.ts';
import { CodeBox } from '../ui/CodeBox.tsx';
import styles from './Start.module.css';
import { startRoute } from './route.ts';

const PLATFORMS = ['cafe24', 'godomall', 'makeshop', 'imweb', 'shopby', 'shopify', 'gtm', 'html'] as const;
type Platform = (typeof PLATFORMS)[number];

const isPlatform = (name: string | undefined): name is Platform => PLATFORMS.some((platform) => platform === name);

/** The tag, and where it goes on the platform that the shop is on. */
export function HowTo({ domain }: { domain: string | undefined }) {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const { how } = startRoute.useSearch();
  const chosen: Platform = isPlatform(how) ? how : guess(domain);
  return (
    <div>
      <CodeBox text={useTag()} label={t.tag} testId="script-tag" />
      <div className={styles.platforms} role="tablist" aria-label={t.platform}>
        {PLATFORMS.map((platform, at) => (
          <button
            key={platform}
            type="button"
            role="tab"
            id={`how-${platform}`}
            aria-selected={platform === chosen}
            aria-controls="how-steps"
            tabIndex={platform === chosen ? 0 : -1}
            className={styles.platform}
            onClick={() => void navigate({ to: '.', search: { how: platform }, replace: true, resetScroll: false })}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              const next = PLATFORMS[(at + step + PLATFORMS.length) % PLATFORMS.length];
              if (step === 0 || !next) return;
              event.preventDefault();
              document.getElementById(`how-${next}`)?.focus();
              void navigate({ to: '.', search: { how: next }, replace: true, resetScroll: false });
            }}
            data-testid={`how-${platform}`}
          >
            {t.platforms[platform]}
          </button>
        ))}
      </div>
      <div id="how-steps" role="tabpanel" aria-labelledby={`how-${chosen}`} tabIndex={0} className={styles.panel} data-testid="how-steps">
        <ol className={styles.how}>
          {t.how[chosen].map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
        <p className={styles.note}>{t.menusDiffer}</p>
      </div>
    </div>
  );
}

/** A shop's own domain says nothing; a platform's does. */
function guess(domain: string | undefined): Platform {
  if (domain === undefined) return 'cafe24';
  const known: [RegExp, Platform][] = [
    [/(^|\.)cafe24\.com$/, 'cafe24'],
    [/(^|\.)godomall\.com$/, 'godomall'],
    [/(^|\.)(makeshop\.co\.kr|makeshop\.com)$/, 'makeshop'],
    [/(^|\.)imweb\.me$/, 'imweb'],
    [/(^|\.)shopby\.co\.kr$/, 'shopby'],
    [/(^|\.)myshopify\.com$/, 'shopify'],
  ];
  return known.find(([pattern]) => pattern.test(domain))?.[1] ?? 'cafe24';
}
