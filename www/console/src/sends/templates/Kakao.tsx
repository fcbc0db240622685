import { useTexts } from '../../i18n/index.tsx';
import { templates } from '../../i18n/templates.ts';
import styles from './Kakao.module.css';
import type { Template } from './template.ts';

/** An Alimtalk as KakaoTalk shows it. `label`: what it is a preview of. */
export function KakaoTalk({ shown, channel, label, testId = 'kakao' }: { shown: Template | undefined; channel: string; label: string; testId?: string }) {
  const t = useTexts(templates);
  const name = channel || t.channel;
  return (
    <div className={styles.phone} data-testid={testId}>
      <p className={styles.top}>{name}</p>
      <div className={styles.thread} tabIndex={0} role="group" aria-label={label}>
        {!shown || (shown.body.trim() === '' && shown.emphasis.type === 'none' && (shown.buttons ?? []).length === 0) ? (
          <p className={styles.none}>{t.emptyPreview}</p>
        ) : (
          <div className={styles.talk}>
            <span className={styles.face} aria-hidden="true">
              {[...name][0]}
            </span>
            <div className={styles.beside}>
              <p className={styles.from}>{name}</p>
              <Card shown={shown} />
              {(shown.replies ?? []).length > 0 && (
                <ul className={styles.replies}>
                  {shown.replies?.map(({ name: word }, at) => (
                    <li key={at}>{word || '…'}</li>
                  ))}
                </ul>
              )}
            </div>
          </div>
        )}
      </div>
    </div>
  );
}

function Card({ shown }: { shown: Template }) {
  const t = useTexts(templates);
  const { emphasis, body, extra, buttons = [], kind } = shown;
  return (
    <div className={styles.card}>
      <p className={styles.band}>{t.arrived}</p>
      {emphasis.type === 'image' && <div className={styles.picture}>{t.imagePlace}</div>}
      <div className={styles.inside}>
        {emphasis.type === 'text' && (
          <div className={styles.strong}>
            {emphasis.subtitle && <p className={styles.small}>{emphasis.subtitle}</p>}
            <p className={styles.large}>{emphasis.title}</p>
          </div>
        )}
        {emphasis.type === 'item_list' && (
          <div className={styles.list}>
            {emphasis.header && <p className={styles.header}>{emphasis.header}</p>}
            {emphasis.highlight && (
              <div className={styles.highlight}>
                <div>
                  <p className={styles.large}>{emphasis.highlight.title}</p>
                  <p className={styles.small}>{emphasis.highlight.text}</p>
                </div>
                {emphasis.highlight.has_thumbnail && <span className={styles.thumbnail} />}
              </div>
            )}
            <dl className={styles.items}>
              {emphasis.items.map(({ name, value }, at) => (
                <div key={at}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
              {emphasis.summary && (
                <div data-sum>
                  <dt>{emphasis.summary.name}</dt>
                  <dd>{emphasis.summary.value}</dd>
                </div>
              )}
            </dl>
          </div>
        )}
        <p className={styles.body} data-testid="kakao-body">
          {body}
        </p>
        {extra && <p className={styles.extra}>{extra}</p>}
        {(kind === 'AD' || kind === 'MI') && <p className={styles.extra}>{t.channelLine}</p>}
        {buttons.length > 0 && (
          <ul className={styles.buttons}>
            {buttons.map(({ name, action }, at) => (
              <li key={at} data-action={action}>
                {name || '…'}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
