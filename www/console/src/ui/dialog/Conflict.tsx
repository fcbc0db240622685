import { Button, Skeleton } from '@mantine/core';
import type { Difference } from '../merge.ts';
import styles from './Conflict.module.css';
import { Dialog, DialogActions } from './Dialog.tsx';

export type ConflictWords = { title: string; text: string; both: string; theirs: string; mine: string; take: string; keep: string };
export type DifferenceWords = { none: string; gone: string; names: Record<string, string>; value: (value: unknown) => string };

/** Somebody else has saved meanwhile: what they changed, what of mine would lie on top, and whose word counts. `theirs`: none while it is fetched. */
export function ConflictDialog(props: { words: ConflictWords; differs: DifferenceWords; theirs: readonly Difference[] | undefined; mine: readonly Difference[]; busy: boolean; keep: () => void; take: () => void; close: () => void }) {
  const { words: t, differs, theirs, mine } = props;
  // What both have changed.
  const both = mine.some(({ at }) => theirs?.some((other) => other.at === at));
  return (
    <Dialog opened title={t.title} onClose={props.close} size="wide" testId="conflict">
      <p>{both ? t.both : t.text}</p>
      {theirs ? (
        <>
          <Differences words={differs} title={t.theirs} list={theirs} />
          <Differences words={differs} title={t.mine} list={mine} />
        </>
      ) : (
        <Skeleton height={90} my={12} />
      )}
      <DialogActions>
        <Button variant="light" disabled={!theirs} onClick={props.take} data-testid="conflict-take">
          {t.take}
        </Button>
        <Button disabled={!theirs} loading={props.busy} onClick={props.keep} data-testid="conflict-keep">
          {t.keep}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** What says something else, by the names that the form has for it. */
export function Differences({ words: t, title, list }: { words: DifferenceWords; title?: string; list: readonly Difference[] }) {
  return (
    <div className={styles.diff} data-testid="differences">
      {title && <h3>{title}</h3>}
      {list.length === 0 && <p>{t.none}</p>}
      <dl>
        {list.map(({ at, before, after }) => (
          <div key={at}>
            <dt>{t.names[at] ?? at}</dt>
            <dd>
              {before !== undefined && <del>{t.value(before)}</del>}
              {after !== undefined ? <ins>{t.value(after)}</ins> : <span>{t.gone}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
