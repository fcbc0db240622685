import { Button } from '@mantine/core';
import type { Recognised } from '../api.ts';
import { Ago } from '../clock.tsx';
import { number } from '../format.ts';
import { start as texts } from '../i18n/start.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { Icon } from '../ui/Icon.tsx';
import styles from './Start.module.css';
import { EXPECTED, type Kind } from './steps.ts';

const BONUS: readonly Kind[] = ['search', 'signed_member'];

/** Waits for the first visit, and says so when it comes. */
export function Seen({ recognised, shop }: { recognised: Recognised | undefined; shop: string | undefined }) {
  const t = useTexts(texts);
  if (!recognised) return null;
  const { last } = recognised;
  return (
    <div className={styles.seen} data-seen={last !== null || undefined} data-testid="first-visit">
      {last === null ? <span className={styles.waiting} aria-hidden="true" /> : <Icon name="check" />}
      {/* Said once when it comes, not at every second. */}
      <div className={styles.seenText}>
        <p role="status">{last === null ? t.waiting : t.seen}</p>
        <p className={styles.note}>{last === null ? t.waitingHelp : <Last at={last} />}</p>
      </div>
      {shop && (
        <Button component="a" href={shop} target="_blank" rel="noreferrer" variant="light" rightSection={<Icon name="open" size={16} />} data-testid="open-shop">
          {t.openShop}
        </Button>
      )}
    </div>
  );
}

function Last({ at }: { at: string }) {
  const t = useTexts(texts);
  return (
    <>
      {t.lastVisit} <Ago at={Date.parse(at)} />
    </>
  );
}

/** What was recognised, with an example of it; and what not yet, with what to do about it. */
Seen.Kinds = function Kinds({ recognised, told }: { recognised: Recognised | undefined; told: ReadonlySet<Kind> | undefined }) {
  const t = useTexts(texts);
  const { language } = useWords();
  return (
    <ul className={styles.kinds} aria-label={t.steps.recognised.title}>
      {[...EXPECTED, ...BONUS].map((kind) => {
        const found = recognised?.kinds.find((known) => known.kind === kind);
        const is = told?.has(kind) ?? false;
        return (
          <li key={kind} className={styles.kind} data-is={is || undefined} data-testid={`kind-${kind}`}>
            <span className={styles.dot} aria-hidden="true">
              {is && <Icon name="check" size={14} />}
            </span>
            <div>
              <p className={styles.kindName}>
                {t.kinds[kind].name} {BONUS.includes(kind) && <span className={styles.optional}>{t.bonus}</span>}
                <span className="sr"> {is ? t.done : t.open}</span>
              </p>
              <p className={styles.note}>{!is ? t.kinds[kind].todo : !found?.last ? t.byServer : found.example ? t.example(found.example) : t.inVisits(number(found.visits, language))}</p>
            </div>
          </li>
        );
      })}
    </ul>
  );
};
