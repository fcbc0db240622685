import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { moment, money, number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { sends } from '../../i18n/sends.ts';
import { useSite } from '../../site/useSite.ts';
import { Dialog } from '../../ui/dialog/Dialog.tsx';
import { DialogForm } from '../../ui/dialog/DialogForm.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { estimateQuery, type NumberList, type Run, type Tagged } from '../queries.ts';
import { useNames } from '../useNames.ts';
import { clock, leftOf, phoneNumber, toWhom, whenSaid } from '../words.ts';
import styles from './Editor.module.css';
import type { Seen } from './engine.ts';

type Props = { stored: Tagged; seen: Seen; zone: string; lists: NumberList[]; last: Run | undefined; isBusy: boolean; error: unknown; onClose: () => void; onYes: (request: string) => void };

/** What is about to leave, to whom and when, and what that costs at most, before it does. */
export function Ask({ stored, seen, zone, lists, last, isBusy, error, onClose, onYes }: Props) {
  const t = useTexts(sendEditor);
  const list = useTexts(sends);
  const { t: common, language } = useWords();
  const { id } = useSite();
  const names = useNames(id);
  // One order, however often its answer is lost.
  const [request] = useState(() => crypto.randomUUID());
  const draft = stored.body.definition;
  const { audience, schedule, content } = draft;
  const estimate = useQuery(estimateQuery(id, stored));
  const found = estimate.data;
  const rows = audience.type === 'list' ? lists.find((one) => one.id === audience.list)?.rows : undefined;
  const guess = rows !== undefined ? t.ask.atMost(number(rows, language)) : last ? t.ask.lastMany(number(last.people, language)) : t.ask.unknownMany;
  const now = schedule.type === 'at_once' ? '' : ` ${t.ask.asOfNow}`;
  const many = found ? `${t.ask.people(number(found.people, language))}${now}${found.not_known > 0 ? ` ${t.ask.notKnown(number(found.not_known, language))}` : ''}` : estimate.isPending ? t.ask.counting : guess;
  const [from, to] = seen.law.day;
  const kinds = found ? Object.keys(found.sample.kinds) : [];
  const kind = kinds.length > 0 ? kinds.map((one) => t.kinds[one as keyof typeof t.kinds] ?? one).join(', ') : content.type === 'alimtalk' ? t.kinds.alimtalk : seen.kind ? t.kinds[seen.kind] : t.kinds.lms;
  const says = seen.alimtalk?.shown.body ?? (seen.subject ? `${seen.subject}\n${seen.text ?? ''}` : seen.text);
  const number_ = content.type === 'text' ? content.sender : content.fallback?.sender;
  const won = (amount: string) => money({ amount, currency: 'KRW' }, language);
  const cost = !found ? (estimate.isPending ? t.ask.counting : t.ask.costFailed) : found.cost === null ? t.ask.priceUnknown(kind) : t.ask.cost(won(found.cost), won(withVat(found.cost)));
  const facts: [string, string][] = [
    [t.ask.whom, toWhom(audience, names, list)],
    [t.ask.many, many],
    [t.ask.when, whenSaid(schedule, zone, list, language)],
    ...(number_ ? [[content.type === 'text' ? t.ask.from : t.fallback.use, phoneNumber(number_)] as [string, string]] : []),
    [t.ask.law, draft.use === 'advertising' ? t.ask.night(clock(from, language), clock(to, language), clock(to - seen.law.margin_min, language)) : t.ask.information],
    [t.ask.price, cost],
    ...(found?.fallback_cost && found.fallback_cost !== '0' ? [[t.ask.fallbackPrice, t.ask.cost(won(found.fallback_cost), won(withVat(found.fallback_cost)))] as [string, string]] : []),
    ...(found?.balance ? [[t.ask.balance, found.promised !== '0' ? t.ask.promised(won(found.balance), won(found.promised)) : won(found.balance)] as [string, string]] : []),
  ];
  const isAgain = schedule.type === 'at_once' && last && leftOf(last.totals) > 0;
  return (
    <Dialog opened onClose={onClose} title={t.ask.title[schedule.type]} size="wide" testId="send-ask">
      <DialogForm onSubmit={() => onYes(request)} onClose={onClose} yes={t.ask.yes[schedule.type]} isBusy={isBusy} isReady testId="send-yes">
        <dl className={styles.facts}>
          <dt>{t.ask.what}</dt>
          <dd>
            <p>
              {t.uses[draft.use]} · {kind}
            </p>
            <p className={styles.said} tabIndex={0} role="group" aria-label={t.ask.what}>
              {says}
            </p>
          </dd>
          {facts.map(([word, said]) => (
            <Fact key={word} word={word} said={said} />
          ))}
        </dl>
        {found?.suffices === false && (
          <p className={`${styles.short} ${styles.below}`} role="alert" data-testid="balance-short">
            {t.ask.short}
          </p>
        )}
        {estimate.isError && (
          <p className={`${styles.warn} ${styles.below}`} role="alert" data-testid="estimate-failed">
            {saveText(estimate.error, common, language)}{' '}
            <button type="button" className={styles.again} onClick={() => void estimate.refetch()}>
              {common.retry}
            </button>
          </p>
        )}
        {found && found.sample.incomplete > 0 && <p className={`${styles.warn} ${styles.below}`}>{t.ask.incomplete}</p>}
        {isAgain && <p className={`${styles.warn} ${styles.below}`}>{t.ask.before(moment(last.ordered_at, language, zone), number(leftOf(last.totals), language))}</p>}
        <p className={`${styles.quiet} ${styles.below}`}>{t.ask.stop}</p>
        {error !== null && error !== undefined && (
          <p className={styles.bad} role="alert" data-testid="send-refused">
            {saveText(error, common, language)}
          </p>
        )}
      </DialogForm>
    </Dialog>
  );
}

/** With the tenth that is added to it. */
function withVat(amount: string): string {
  return String(Math.round(Number(amount) * 1.1));
}

function Fact({ word, said }: { word: string; said: string }) {
  return (
    <>
      <dt>{word}</dt>
      <dd>{said}</dd>
    </>
  );
}
