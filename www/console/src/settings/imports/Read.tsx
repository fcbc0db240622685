import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Import } from '../../api.ts';
import { number } from '../../format.ts';
import { imports as texts } from '../../i18n/imports.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { reportsRoute } from '../../reports/routes.ts';
import { useSite } from '../../site/useSite.ts';
import { confirm } from '../../ui/dialog/confirm.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import rows from '../Rows.module.css';
import { apply, discard, importsQuery, refusedAt } from './calls.ts';
import styles from './Imports.module.css';

const FIGURES = ['rows', 'taken', 'given_back', 'cancelled', 'refused', 'orders', 'changed'] as const;

/** What was read of a file, before it counts and after. */
export function Read({ import_, told, isOver }: { import_: Import; told: (now: Import) => void; isOver: () => void }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const n = (value: number) => number(value, language);
  const again = () => client.invalidateQueries({ queryKey: importsQuery(site.id).queryKey });
  const failed = (error: unknown) => toast(saveText(error, common, language), { tone: 'bad' });
  const count = useMutation({ mutationFn: () => apply(site.id, import_.id, told), onError: failed, onSettled: again });
  const drop = useMutation({ mutationFn: () => discard(site.id, import_.id), onSuccess: isOver, onError: failed, onSettled: again });
  const { state, result } = import_;
  const isRead = state === 'finished';
  return (
    <Sheet
      id="read"
      title={import_.name || t.untitled}
      text={`${t.kinds[import_.kind]} · ${t.states[state] ?? state}`}
      testId="import-read-sheet"
      actions={
        state === 'applied' ? (
          <>
            <Button variant="light" onClick={isOver} data-testid="import-another">
              {t.another}
            </Button>
            {import_.kind === 'orders' && (
              <LinkButton to={reportsRoute.to} params={{ siteId: site.id }} search={{}}>
                {t.toReports}
              </LinkButton>
            )}
          </>
        ) : undefined
      }
    >
      <div className={styles.read}>
        <dl className={styles.numbers} data-testid="import-counts">
          {FIGURES.map((figure) => {
            const value = figure === 'orders' || figure === 'changed' ? result?.[figure] : import_[figure];
            // What is none is said where one looks for it alone.
            return value === undefined || (value === 0 && (figure === 'given_back' || figure === 'cancelled')) ? null : (
              <div key={figure} data-figure={figure}>
                <dt>{t.figures[figure]}</dt>
                <dd>{n(value)}</dd>
              </div>
            );
          })}
        </dl>
        {import_.refused > 0 && (
          <p className={styles.refused} data-testid="import-refused">
            {t.refusedHelp}{' '}
            {import_.refused_kept > 0 && (
              <a href={refusedAt(site.id, import_.id)} download>
                {t.download}
              </a>
            )}
          </p>
        )}
        {Object.keys(import_.columns).length > 0 && (
          <details className={styles.found} data-testid="import-found">
            <summary>{t.found}</summary>
            <ul>
              {Object.entries(import_.columns).map(([field, head]) => (
                <li key={field}>
                  {t.fields[field] ?? field}: <strong>{head}</strong>
                </li>
              ))}
            </ul>
          </details>
        )}
        {state === 'applying' && <p className={rows.quiet}>{t.applying}</p>}
        {(isRead || state === 'applying') && (
          <div className={rows.controls}>
            <Button loading={count.isPending} disabled={import_.taken === 0} onClick={() => void confirm({ title: t.apply, text: t.applyText(n(import_.taken)), yes: t.apply }).then((yes) => yes && count.mutate())} data-testid="import-apply">
              {t.apply}
            </Button>
            {isRead && !count.isPending && (
              <Button variant="subtle" color="gray" loading={drop.isPending} onClick={() => void confirm({ title: t.discard, text: t.discardText, yes: t.discard, danger: true }).then((yes) => yes && drop.mutate())} data-testid="import-discard">
                {t.discard}
              </Button>
            )}
          </div>
        )}
      </div>
    </Sheet>
  );
}
