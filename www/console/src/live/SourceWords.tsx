import type { LiveVisitor } from '../api.ts';
import { useTexts } from '../i18n/index.tsx';
import { live } from '../i18n/live.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './SourceWords.module.css';

type Source = LiveVisitor['source'];

/** Where the visit came from: the engine or site, the word searched for, and the word searched before that one. */
export function SourceWords({ source }: { source: Source }) {
  const t = useTexts(live);
  return (
    <>
      <p className={styles.name}>{sourceName(source, t)}</p>
      {(source.word || source.previous_word) && (
        <p className={styles.words}>
          <Icon name="search" size={14} />
          {source.previous_word && (
            <>
              <span title={t.previousWord} data-testid="previous-word">
                <span className="sr">{t.previousWord} </span>
                {source.previous_word}
              </span>
              <span aria-hidden="true"> → </span>
            </>
          )}
          {source.word && (
            <strong title={t.word} data-testid="arrival-word">
              <span className="sr">{t.word} </span>
              {source.word}
            </strong>
          )}
        </p>
      )}
    </>
  );
}

function sourceName({ kind, name }: Source, t: typeof live.ko): string {
  const known = name ? (t.sources.names[name.toLowerCase()] ?? name) : '';
  if (kind === 'search' && known) return t.sources.search(known);
  if (kind === 'campaign' && known) return t.sources.campaign(known);
  return known || (kind && (t.sources.kinds[kind] ?? kind)) || '–';
}
