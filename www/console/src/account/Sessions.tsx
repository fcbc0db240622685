import { Button } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';
import { moment } from '../format.ts';
import { account as texts } from '../i18n/account.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import rows from '../settings/Rows.module.css';
import { List } from '../ui/list/List.tsx';
import { saveText } from '../ui/notice/problem.ts';
import { Sheet } from '../ui/page/Sheet.tsx';
import { toast } from '../ui/notice/toast.ts';
import styles from './Account.module.css';

export const sessionsQuery = queryOptions({ queryKey: ['sessions'], queryFn: ({ signal }) => api.get('/api/sessions', { signal }) });

/** Where one is signed in, and ending that. */
export function Sessions() {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const known = () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  const onError = (error: Error) => toast(saveText(error, common, language), { tone: 'bad' });
  const end = useMutation({ mutationFn: (session: string) => api.delete('/api/sessions/{session}', { path: { session } }), onSuccess: known, onError });
  const endOthers = useMutation({
    mutationFn: () => api.delete('/api/sessions'),
    onSuccess: ({ revoked }) => {
      toast(t.ended(revoked));
      return known();
    },
    onError,
  });
  const others = sessions.data?.sessions.some(({ current }) => !current);
  return (
    <>
      <Sheet
        id="sessions"
        title={t.sessions}
        text={t.sessionsHelp}
        actions={
          others && (
            <Button variant="light" loading={endOthers.isPending} onClick={() => endOthers.mutate()} data-testid="end-others">
              {t.endOthers}
            </Button>
          )
        }
      />
      <div className={styles.below}>
        <List
          query={sessions}
          items={sessions.data?.sessions}
          keyOf={({ id }) => id}
          label={t.sessions}
          failed={t.sessionsFailed}
          empty={null}
          testId="sessions"
          row={(session) => (
            <div className={rows.row} data-testid="session" data-current={session.current || undefined}>
              <div className={rows.what}>
                <p className={rows.name}>
                  {agent(session.agent, t.kinds)} {session.current && <span className={rows.tag} data-tone="good">{t.here}</span>}
                </p>
                <p className={rows.quiet}>
                  {t.place(session.place)} · {t.seen(moment(session.seen, language))} · {t.since(moment(session.created, language))}
                </p>
              </div>
              {!session.current && (
                <Button variant="subtle" loading={end.isPending && end.variables === session.id} onClick={() => end.mutate(session.id)} data-testid="end-session">
                  {t.end}
                </Button>
              )}
            </div>
          )}
        />
      </div>
    </>
  );
}

/** Brands are called the same everywhere. */
const NAMES: Record<string, string> = { windows: 'Windows', macos: 'macOS', ios: 'iOS', android: 'Android', linux: 'Linux', chromeos: 'ChromeOS', chrome: 'Chrome', safari: 'Safari', firefox: 'Firefox', edge: 'Edge', whale: 'Whale', samsung: 'Samsung Internet', opera: 'Opera' };

/** `pc windows chrome` as people say it; what nobody knows is left out. */
function agent(text: string, kinds: Record<string, string>): string {
  const [kind = '', ...rest] = text.split(' ');
  return [kinds[kind] ?? kind, ...rest.filter((name) => name !== 'other').map((name) => NAMES[name] ?? name)].join(' · ');
}
