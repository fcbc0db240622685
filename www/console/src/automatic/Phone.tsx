import type { Automatic } from '../api.ts';
import { automatic as texts } from '../i18n/automatic.ts';
import { useTexts } from '../i18n/index.tsx';
import styles from './Automatic.module.css';
import { saidBy } from './queries.ts';

/** An Alimtalk as it looks on a phone, with somebody made up. Variables are text: what is filled in is never taken apart again. */
export function Phone({ it, shop }: { it: Automatic; shop: string }) {
  const t = useTexts(texts);
  const { body, extra, emphasis, buttons = [] } = saidBy(it);
  const filled = (text: string) => text.replaceAll(/#\{([^}]*)\}/g, (whole, name: string) => (name === '쇼핑몰' && shop) || t.samples[name] || whole);
  return (
    <div className={styles.phone} data-testid="automatic-phone">
      <p className={styles.top}>
        <strong>{shop || t.channel}</strong>
        <small>{t.names[it.happening]}</small>
      </p>
      <div className={styles.thread} tabIndex={0} role="group" aria-label={t.preview}>
        <div className={styles.bubble}>
          <p className={styles.kakao}>{t.kakao}</p>
          <div className={styles.said}>
            {emphasis.type === 'text' && (
              <p className={styles.emphasis}>
                <small>{emphasis.subtitle}</small>
                <strong>{filled(emphasis.title ?? '')}</strong>
              </p>
            )}
            <p className={styles.words} data-testid="automatic-says">
              {filled(body)}
            </p>
            {extra && <p className={styles.extra}>{extra}</p>}
            {buttons.map(({ name }) => (
              <span key={name} className={styles.button}>
                {name}
              </span>
            ))}
          </div>
        </div>
      </div>
      <p className={styles.note}>{it.template.is_ready ? t.ready : t.own}</p>
    </div>
  );
}
