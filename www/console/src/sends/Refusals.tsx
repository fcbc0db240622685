import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Input.css';
import { Button, Checkbox, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../api.ts';
import { useNow } from '../clock.tsx';
import { moment, number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { sends as texts } from '../i18n/sends.ts';
import { carrierKey, carrierQuery } from '../settings/carrier/queries.ts';
import { mayEdit, useSite } from '../site/useSite.ts';
import { saveText } from '../ui/notice/problem.ts';
import { Fields, Sheet } from '../ui/page/Sheet.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import styles from './Refusals.module.css';
import { batchesOf } from './refused.ts';
import { SendsTabs } from './SendsTabs.tsx';

type Outcome = { refused: number; wrong: { place: number; text: string }[]; isWhole: boolean };
const DAY_MS = 86_400_000;
/** Each number is looked up at its home. */
const BATCH_MS_MAX = 60_000;
const WRONG_SHOWN = 20;

const hasOwnNumber = (sender: { opt_out?: string } | undefined): boolean => (sender?.opt_out ?? '') !== '';

/** Numbers whose people have refused, entered by hand. */
export function Refusals() {
  const t = useTexts(texts).refusals;
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const carrier = useQuery(carrierQuery(site.id));
  const now = useNow();
  const [text, setText] = useState('');
  const [isWhole, setWhole] = useState(false);
  const [done, setDone] = useState(0);
  const { batches, count } = batchesOf(text);
  const enter = useMutation({
    mutationFn: async (): Promise<Outcome> => {
      const outcome: Outcome = { refused: 0, wrong: [], isWhole };
      // An empty list is one, too: nobody has refused.
      const all = batches.length > 0 ? batches : [{ parts: [''], before: 0 }];
      setDone(0);
      for (const [at, { parts, before }] of all.entries()) {
        // Whole only with the last of it: what breaks off before is no whole list.
        const body = { numbers: parts.join('\n'), is_whole_list: isWhole && at === all.length - 1 };
        const said = await api.post('/api/sites/{id}/refusals', { path: { id: site.id }, body, timeoutMs: BATCH_MS_MAX });
        outcome.refused += said.refused;
        outcome.wrong.push(...said.not_numbers_at.map((place) => ({ place: before + place, text: parts[place - 1] ?? '' })));
        setDone(before + parts.length);
      }
      return outcome;
    },
    onSuccess: () => {
      setText('');
      return client.invalidateQueries({ queryKey: carrierKey(site.id) });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  const own = carrier.data?.body.own_list;
  const listAt = carrier.data?.body.list_at;
  const isStale = own === true && (!listAt || now - Date.parse(listAt) > DAY_MS);
  const outcome = enter.data;
  return (
    <div data-testid="refusals-page">
      <PageHeader title={t.title} lead={t.lead} />
      <SendsTabs />
      {own === true && (
        <p className={styles.state} data-stale={isStale || undefined} data-testid="list-state">
          {listAt && t.fresh(moment(listAt, language))} {isStale && t.stale}
        </p>
      )}
      {own === false && hasOwnNumber(carrier.data?.body.sender) && <p className={styles.state}>{t.notOwn}</p>}
      <Sheet>
        {mayEdit(site) ? (
          <form onSubmit={submit} noValidate>
            <Fields>
              <Textarea label={t.numbers} description={t.numbersHelp} rows={8} spellCheck={false} value={text} onChange={(event) => (enter.reset(), setText(event.currentTarget.value))} disabled={enter.isPending} data-testid="refused-numbers" />
              {(own === true || isWhole) && <Checkbox label={t.whole} description={t.wholeHelp} checked={isWhole} onChange={(event) => setWhole(event.currentTarget.checked)} disabled={enter.isPending} data-testid="whole-list" />}
              <p className={styles.quiet}>{t.cannotUndo}</p>
              <div className={styles.line}>
                <Button type="submit" loading={enter.isPending} disabled={count === 0 && !isWhole} data-testid="refuse">
                  {count === 0 && isWhole ? t.emptyWhole : t.submit}
                </Button>
                {count > 0 && <span className={styles.quiet}>{enter.isPending ? t.progress(number(done, language), number(count, language)) : t.count(number(count, language))}</span>}
              </div>
              {enter.isError && (
                <p className={styles.bad} role="alert">
                  {saveText(enter.error, common, language)}
                </p>
              )}
            </Fields>
          </form>
        ) : (
          <p className={styles.quiet}>{common.fields.noRight}</p>
        )}
        {outcome && (
          <div className={styles.outcome} role="status" data-testid="refused">
            <p className={styles.strong}>{t.done(number(outcome.refused, language))}</p>
            {outcome.isWhole && <p>{t.doneWhole}</p>}
            {outcome.wrong.length > 0 && (
              <>
                <p className={styles.wrong}>{t.wrong(number(outcome.wrong.length, language))}</p>
                <ul>
                  {outcome.wrong.slice(0, WRONG_SHOWN).map(({ place, text: said }) => (
                    <li key={place} className={styles.wrong}>
                      {t.place(place)}: “{said.slice(0, 60)}”
                    </li>
                  ))}
                </ul>
              </>
            )}
          </div>
        )}
      </Sheet>
    </div>
  );
}
