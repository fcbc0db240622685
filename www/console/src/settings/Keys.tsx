import { Button } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';
import { moment, number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { settings as texts } from '../i18n/settings.ts';
import { useSite } from '../site/useSite.ts';
import { confirm } from '../ui/dialog/confirm.ts';
import { List } from '../ui/list/List.tsx';
import { saveText } from '../ui/notice/problem.ts';
import { Sheet } from '../ui/page/Sheet.tsx';
import { toast } from '../ui/notice/toast.ts';
import { Notice } from '../ui/notice/Trouble.tsx';
import styles from './Rows.module.css';

/** While contacts are sealed anew, the list moves. */
const RENEWING_MS = 5_000;

const keysQuery = (id: string) =>
  queryOptions({
    queryKey: ['keys', id],
    queryFn: ({ signal }) => api.get('/api/sites/{id}/keys', { path: { id }, signal }),
    refetchInterval: ({ state }) => (state.data?.versions.some(({ retired, destroyed }) => retired && !destroyed) ? RENEWING_MS : false),
  });

/** The keys that seal members' contacts. */
export function Keys() {
  const t = useTexts(texts).keys;
  const { t: common, language } = useWords();
  const { id } = useSite();
  const client = useQueryClient();
  const keys = useQuery(keysQuery(id));
  const renew = useMutation({
    mutationFn: () => api.post('/api/sites/{id}/keys', { path: { id }, timeoutMs: 60_000 }),
    onSuccess: (answer) => {
      client.setQueryData(keysQuery(id).queryKey, answer);
      toast(t.renewed);
    },
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
  });
  const ask = async () => {
    if (await confirm({ title: t.renewTitle, text: t.renewText, yes: t.renew })) renew.mutate();
  };
  const versions = keys.data?.versions.toSorted((a, b) => b.version - a.version);
  return (
    <>
      <Sheet
        id="keys"
        title={t.title}
        text={t.text}
        actions={
          <Button variant="light" loading={renew.isPending} onClick={() => void ask()} data-testid="renew-keys">
            {t.renew}
          </Button>
        }
      >
        {keys.data && <p className={styles.quiet}>{keys.data.sealed_by_older === 0 ? t.noneOlder : t.older(number(keys.data.sealed_by_older, language))}</p>}
      </Sheet>
      <div className={styles.below}>
        <List
          query={keys}
          items={versions}
          keyOf={({ version }) => version}
          label={t.title}
          failed={t.failed}
          testId="keys"
          empty={<Notice title={t.empty} text={t.emptyHelp} testId="keys-empty" />}
          row={({ version, made, retired, destroyed }) => (
            <div className={styles.row} data-testid="key">
              <div className={styles.what}>
                <p className={styles.name}>{t.version(version)}</p>
                <p className={styles.quiet}>{t.made(moment(made, language))}</p>
              </div>
              <span className={styles.tag} data-tone={!retired ? 'good' : undefined}>
                {destroyed ? t.destroyed(moment(destroyed, language)) : retired ? t.retiring : t.inUse}
              </span>
            </div>
          )}
        />
      </div>
    </>
  );
}
