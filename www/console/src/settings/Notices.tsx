import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Input.css';
import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Answer, type CarrierOfSite, type Tagged } from '../api.ts';
import { useNow } from '../clock.tsx';
import { moment } from '../format.ts';
import { notices as texts } from '../i18n/notices.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { runRoute } from '../sends/routes.ts';
import { isOwner, useSite } from '../site/useSite.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { NumberTable } from '../ui/list/NumberTable.tsx';
import { saveText } from '../ui/notice/problem.ts';
import { Failed, Notice } from '../ui/notice/Trouble.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { carrierQuery } from './carrier/queries.ts';
import { useTerms } from './carrier/useTerms.ts';
import styles from './Notices.module.css';
import { Waiting } from './SettingsForm.tsx';

type Page = Answer<'get', '/api/sites/{id}/notices'>;
type One = Page['notices'][number];
type Told = '' | 'true' | 'false';
/** The law wants it told within 14 days; what is left of that when it is said to be near. */
const NEAR_MS = 3 * 86_400_000;

const noticesQuery = (site: string, told: Told) =>
  infiniteQueryOptions({
    queryKey: ['notices', site, told],
    queryFn: ({ pageParam, signal }): Promise<Page> => api.get('/api/sites/{id}/notices', { path: { id: site }, query: { limit: 50, ...(told && { told: told === 'true' }), ...(pageParam && { before: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => (next === null || next === undefined ? undefined : String(next)),
    placeholderData: keepPreviousData,
  });

/** Who has refused, and is to be told what became of it; whether that is done by itself. */
export function Notices() {
  const t = useTexts(texts);
  const site = useSite();
  const carrier = useQuery(carrierQuery(site.id));
  if (carrier.isPending) return <Waiting />;
  if (carrier.data === undefined) {
    return (
      <Sheet>
        <Failed title={t.failed} error={carrier.error} retry={() => void carrier.refetch()} busy={carrier.isFetching} testId="notices-error" />
      </Sheet>
    );
  }
  return (
    <div data-testid="notices-page">
      {carrier.data ? (
        <SwitchOf stored={carrier.data} />
      ) : (
        <Sheet id="notices" title={t.title} text={t.text}>
          <p className={styles.quiet}>{t.connectFirst}</p>
          <LinkButton className={styles.next!} variant="light" to="/sites/$siteId/settings/carrier" params={{ siteId: site.id }}>
            {t.connect}
          </LinkButton>
        </Sheet>
      )}
      <People />
    </div>
  );
}

function SwitchOf({ stored }: { stored: Tagged<CarrierOfSite> }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const save = useTerms(stored);
  const numbers = (stored.body.sender as { numbers?: string[] }).numbers ?? [];
  const isOn = save.isPending ? (save.variables.notices ?? false) : stored.body.notices;
  return (
    <Sheet id="notices" title={t.title} text={t.text}>
      <Checkbox label={t.tell} description={numbers.length === 0 ? t.noNumber : t.tellHelp} checked={isOn} onChange={(event) => save.mutate({ notices: event.currentTarget.checked })} disabled={!isOwner(site) || save.isPending || (numbers.length === 0 && !isOn)} data-testid="notices-on" />
      <p className={styles.example}>{t.example}</p>
      {!isOwner(site) && <p className={styles.quiet}>{common.fields.noRight}</p>}
      {save.isError && (
        <p className={styles.bad} role="alert">
          {saveText(save.error, common, language)}
        </p>
      )}
    </Sheet>
  );
}

function People() {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const now = useNow();
  const [told, setTold] = useState<Told>('');
  const query = useInfiniteQuery(noticesQuery(site.id, told));
  const all = query.data?.pages.flatMap((page) => page.notices);
  const due = ({ due_at, told_at }: One) => (told_at ? undefined : Date.parse(due_at) < now ? 'late' : Date.parse(due_at) - now < NEAR_MS ? 'near' : undefined);
  const choices = (['', 'false', 'true'] as const).map((value) => ({ value, label: t.filter[value] }));
  return (
    <Sheet id="refusals" title={t.people} text={t.peopleHelp} actions={<NativeSelect aria-label={t.which} data={choices} value={told} onChange={(event) => setTold(event.currentTarget.value as Told)} data-testid="notices-told" />}>
      {query.isError && !all && <Failed title={t.failed} error={query.error} retry={() => void query.refetch()} busy={query.isFetching} testId="notices-error" />}
      {all?.length === 0 && <Notice title={t.empty} text={t.emptyHelp} testId="notices-empty" />}
      {all && all.length > 0 && (
        <NumberTable label={`${t.people} · ${t.filter[told]}`} testId="notices">
          <thead>
            <tr>
              <th scope="col">{t.refused}</th>
              <th scope="col" className={styles.cell}>{t.how}</th>
              <th scope="col" className={styles.cell}>{t.due}</th>
              <th scope="col" className={styles.cell}>{t.told}</th>
            </tr>
          </thead>
          <tbody>
            {all.map((one) => (
              <tr key={one.id} data-testid="notice">
                <th scope="row">{moment(one.refused_at, language)}</th>
                <td className={styles.cell}>
                  {t.by[one.by]}
                  {one.wording && <small className={styles.wording}>“{one.wording}”</small>}
                </td>
                <td className={styles.cell} data-due={due(one)}>
                  {moment(one.due_at, language)}
                  {due(one) && <small> {t.dues[due(one)!]}</small>}
                </td>
                <td className={styles.cell}>
                  {one.told_at ? moment(one.told_at, language) : one.can_be_told ? t.notYet : t.unknown}
                  {one.run !== null && one.run !== undefined && (
                    <>
                      {' '}
                      <Link className={styles.link} to={runRoute.to} params={{ siteId: site.id, run: String(one.run) }}>
                        {t.look}
                      </Link>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </NumberTable>
      )}
      {query.hasNextPage && (
        <Button variant="light" mt={12} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {common.list.more}
        </Button>
      )}
    </Sheet>
  );
}
