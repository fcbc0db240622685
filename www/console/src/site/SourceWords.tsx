import type { Source } from '../api.ts';
import { useWords } from '../i18n/index.tsx';
import type { Texts } from '../i18n/ko.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './SourceWords.module.css';

/** Where the visit came from: the engine or site, the word searched for, and the word searched before that one. */
export function SourceWords({ source }: { source: Source }) {
  const { t } = useWords();
  return (
    <>
      <p className={styles.name}>{sourceName(source, t)}</p>
      {(source.word || source.previous_word) && (
        <p className={styles.words}>
          <Icon name="search" size={14} />
          {source.previous_word && (
            <>
              <span title={t.live.previousWord} data-testid="previous-word">
                <span className="sr">{t.live.previousWord} </span>
                {source.previous_word}
              </span>
              <span aria-hidden="true"> → </span>
            </>
          )}
          {source.word && (
            <strong title={t.live.word} data-testid="arrival-word">
              <span className="sr">{t.live.word} </span>
              {source.word}
            </strong>
          )}
        </p>
      )}
    </>
  );
}

function sourceName({ kind, name }: Source, t: Texts): string {
  const known = name ? (t.source.names[name.toLowerCase()] ?? name) : '';
  if (kind === 'search' && known) return t.source.search(known);
  if (kind === 'campaign' && known) return t.source.campaign(known);
  return known || (t.source.kinds[kind] ?? kind);
}
