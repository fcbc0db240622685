import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../i18n/index.tsx';
import { editor } from '../i18n/editor.ts';
import { siteQuery } from '../queries.ts';
import { settingsQuery } from '../settings/useSettings.ts';
import { Failed } from '../ui/notice/Trouble.tsx';
import { one, type Tagged } from './calls.ts';
import { Editor } from './Editor.tsx';
import styles from './Editor.module.css';
import { messageRoute, type Ask } from './route.ts';
import type { Message } from './types.ts';
import { useMessageEngine } from './useMessageEngine.ts';

/** A message that is there. */
export function MessagePage() {
  const { siteId, messageId } = messageRoute.useParams();
  const { ask, mend } = messageRoute.useSearch();
  const t = useTexts(editor);
  const stored = useQuery({ ...one(siteId, messageId), refetchOnWindowFocus: false });
  if (stored.isError && !stored.data) return <Failed title={t.page.failed} error={stored.error} retry={() => void stored.refetch()} busy={stored.isFetching} testId="message-error" />;
  if (!stored.data) return <Waiting />;
  return <Opened key={messageId} siteId={siteId} stored={stored.data} message={stored.data.body.definition} ask={ask} mend={mend} />;
}

/** With what the page needs beside the message: the engine, and the site's clock and currency. */
export function Opened(props: { siteId: string; stored: Tagged | null; message: Message; ask?: Ask | undefined; mend?: boolean | undefined }) {
  const t = useTexts(editor);
  const { engine, error, retry } = useMessageEngine();
  const site = useQuery(siteQuery(props.siteId));
  const settings = useQuery(settingsQuery(props.siteId));
  const failure = (!engine && error) || (!site.data && site.error);
  if (failure) return <Failed title={t.page.engineFailed} error={failure} retry={() => (retry(), void site.refetch())} busy={false} testId="engine-error" />;
  if (!engine || !site.data || settings.isPending) return <Waiting />;
  // As the edge has it: what is set, else by the zone.
  const locale = settings.data?.body.locale ?? (site.data.zone === 'Asia/Seoul' ? 'ko' : 'en');
  return <Editor {...props} engine={engine} zone={site.data.zone} currency={site.data.currency} korean={locale === 'ko'} domains={site.data.domains} />;
}

export function Waiting() {
  return (
    <div className={styles.page} aria-busy="true" data-testid="message-waiting">
      <Skeleton height={36} width="min(360px, 80%)" />
      <div className={styles.columns}>
        <div className={styles.form}>
          <Skeleton height={320} />
          <Skeleton height={120} />
          <Skeleton height={56} />
        </div>
        <Skeleton height={560} />
      </div>
    </div>
  );
}
