import { Link } from '@tanstack/react-router';
import { moment, number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sends } from '../../i18n/sends.ts';
import { useSite } from '../../site/useSite.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { isTrial, type Run } from '../queries.ts';
import { runRoute } from '../routes.ts';
import own from '../Sends.module.css';
import { causeOf, leftOf, peopleOf } from '../words.ts';

/** What a send has sent so far. */
export function Runs({ runs, zone }: { runs: Run[]; zone: string }) {
  const t = useTexts(sends);
  const { language } = useWords();
  const site = useSite();
  return (
    <Sheet id="runs" title={t.run.allRuns}>
      <ul aria-labelledby="runs-title" data-testid="send-runs">
        {runs.map((run) => (
          <li key={run.id}>
            <Link className={own.run} to={runRoute.to} params={{ siteId: site.id, run: String(run.id) }}>
              <span className={own.runState} data-state={run.state}>
                {moment(run.ordered_at, language, zone)} · {t.runStates[run.state]}
                {isTrial(run) && ` · ${causeOf(run, t)}`}
              </span>
              <span>{t.doneOf(number(leftOf(run.totals), language), number(peopleOf(run), language))}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
