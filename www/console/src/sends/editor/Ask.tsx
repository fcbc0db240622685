import { useState } from 'react';
import { moment, number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { sends } from '../../i18n/sends.ts';
import { useSite } from '../../site/useSite.ts';
import { Dialog } from '../../ui/dialog/Dialog.tsx';
import { DialogForm } from '../../ui/dialog/DialogForm.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import type { NumberList, Run, Send } from '../queries.ts';
import { useNames } from '../useNames.ts';
import { clock, leftOf, phoneNumber, toWhom, whenSaid } from '../words.ts';
import styles from './Editor.module.css';
import type { Seen } from './engine.ts';

type Props = { draft: Send; seen: Seen; zone: string; lists: NumberList[]; last: Run | undefined; isChanged: boolean; isBusy: boolean; error: unknown; onClose: () => void; onYes: (request: string) => void };

/** What is about to leave, to whom and when, before it does. */
export function Ask({ draft, seen, zone, lists, last, isChanged, isBusy, error, onClose, onYes }: Props) {
  const t = useTexts(sendEditor);
  const list = useTexts(sends);
  const { t: common, language } = useWords();
  const { id } = useSite();
  const names = useNames(id);
  // One order, however often its answer is lost.
  const [request] = useState(() => crypto.randomUUID());
  const { audience, schedule } = draft;
  const rows = audience.type === 'list' ? lists.find((one) => one.id === audience.list)?.rows : undefined;
  const many = rows !== undefined ? t.ask.atMost(number(rows, language)) : last ? t.ask.lastMany(number(last.people, language)) : t.ask.unknownMany;
  const [from, to] = seen.law.day;
  const kind = seen.kind ? t.kinds[seen.kind] : t.kinds.lms;
  const facts: [string, string][] = [
    [t.ask.whom, toWhom(audience, names, list)],
    [t.ask.many, many],
    [t.ask.when, whenSaid(schedule, zone, list, language)],
    [t.ask.from, phoneNumber(draft.content.sender)],
    [t.ask.law, draft.use === 'advertising' ? t.ask.night(clock(from, language), clock(to, language), clock(to - seen.law.margin_min, language)) : t.ask.information],
    [t.ask.price, t.ask.priceUnknown(kind)],
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
              {seen.subject ? `${seen.subject}\n${seen.text ?? ''}` : seen.text}
            </p>
          </dd>
          {facts.map(([word, said]) => (
            <Fact key={word} word={word} said={said} />
          ))}
        </dl>
        {isAgain && <p className={`${styles.warn} ${styles.below}`}>{t.ask.before(moment(last.ordered_at, language, zone), number(leftOf(last.totals), language))}</p>}
        <p className={`${styles.quiet} ${styles.below}`}>
          {isChanged && `${t.ask.unsaved} `}
          {t.ask.stop}
        </p>
        {error !== null && error !== undefined && (
          <p className={styles.bad} role="alert" data-testid="send-refused">
            {saveText(error, common, language)}
          </p>
        )}
      </DialogForm>
    </Dialog>
  );
}

function Fact({ word, said }: { word: string; said: string }) {
  return (
    <>
      <dt>{word}</dt>
      <dd>{said}</dd>
    </>
  );
}
