import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { moment } from '../format.ts';
import { account as texts } from '../i18n/account.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { AuditLine } from '../settings/History.tsx';
import { List } from '../ui/list/List.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { Password } from './Password.tsx';
import { SecondFactor } from './SecondFactor.tsx';
import { Sessions } from './Sessions.tsx';
import styles from './Account.module.css';

/** One's own account: how one signs in, from where one is signed in, and what was done. */
export function AccountPage() {
  const t = useTexts(texts);
  return (
    <div className={styles.page} data-testid="account-page">
      <PageHeader title={t.title} lead={t.lead} />
      <Password />
      <SecondFactor />
      <Sessions />
      <Activity />
    </div>
  );
}

function Activity() {
  const t = useTexts(texts);
  const { language } = useWords();
  const query = useInfiniteQuery({
    queryKey: ['account', 'audit'],
    queryFn: ({ pageParam, signal }) => api.get('/api/account/audit', { query: { ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  return (
    <section className={styles.activity} aria-labelledby="activity-title">
      <h2 id="activity-title">{t.activity}</h2>
      <p className={styles.text}>{t.activityHelp}</p>
      <List
        query={query}
        items={query.data?.pages.flatMap(({ entries }) => entries)}
        keyOf={(entry) => `${entry.at} ${entry.action} ${entry.detail}`}
        label={t.activity}
        failed={t.activityFailed}
        empty={null}
        testId="activity"
        row={(entry) => <AuditLine entry={entry} at={moment(entry.at, language)} />}
      />
    </section>
  );
}
