import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { moment } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sends as texts } from '../../i18n/sends.ts';
import { useSite } from '../../site/useSite.ts';
import { NumberTable } from '../../ui/list/NumberTable.tsx';
import { Failed } from '../../ui/notice/Trouble.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { peopleQuery, type Run } from '../queries.ts';
import styles from './Run.module.css';
import { STATES } from './Totals.tsx';

/** The people of a run, without their contacts. */
export function People({ run, zone, ofList }: { run: Run; zone: string; ofList: boolean }) {
  const t = useTexts(texts).run;
  const { t: common, language } = useWords();
  const { id } = useSite();
  const [state, setState] = useState('');
  // Whoever changed state since is asked for anew with the run's own totals.
  const query = useInfiniteQuery({ ...peopleQuery(id, run.id, state), refetchInterval: run.state === 'sending' || (run.totals['accepted'] ?? 0) > 0 ? 4_000 : false });
  const people = query.data?.pages.flatMap((page) => page.people);
  const says = (code: string, of: string): string => {
    if (code === '') return '';
    const said = run.codes.find((one) => one.code === code && one.state === of);
    return t.codes[code] ?? said?.says?.[language] ?? t.code(code);
  };
  const there = STATES.filter((one) => (run.totals[one] ?? 0) > 0 || one === state);
  return (
    <Sheet
      id="people"
      title={t.peopleTitle}
      text={t.peopleHelp}
      actions={<NativeSelect aria-label={t.stateHead} data={[{ value: '', label: t.allPeople }, ...there.map((value) => ({ value, label: t.state[value]?.[0] ?? value }))]} value={state} onChange={(event) => setState(event.currentTarget.value)} data-testid="people-state" />}
    >
      {query.isError && !people && <Failed title={t.peopleFailed} error={query.error} retry={() => void query.refetch()} busy={query.isFetching} testId="people-error" />}
      {people?.length === 0 && <p className={styles.quiet}>{t.noPeople}</p>}
      {people && people.length > 0 && (
        <NumberTable label={state ? (t.state[state]?.[0] ?? state) : t.allPeople} testId="people">
          <thead>
            <tr>
              <th scope="col">{ofList ? t.peopleTitle : t.member}</th>
              <th scope="col" className={styles.cell}>{t.stateHead}</th>
              <th scope="col" className={styles.cell}>{t.why}</th>
              <th scope="col">{t.at}</th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <tr key={person.id} data-testid="person" data-state={person.state}>
                <th scope="row">{ofList ? t.row(String(Number(person.who) + 1)) : person.who || t.nobody}</th>
                <td className={styles.cell}>{t.state[person.state]?.[0] ?? person.state}</td>
                <td className={styles.cell}>{says(person.code, person.state)}</td>
                <td className={styles.at}>{moment(person.at, language, zone)}</td>
              </tr>
            ))}
          </tbody>
        </NumberTable>
      )}
      {query.hasNextPage && (
        <Button variant="light" mt={12} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} data-testid="people-more">
          {common.list.more}
        </Button>
      )}
    </Sheet>
  );
}
