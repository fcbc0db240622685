import { Link } from '@tanstack/react-router';
import { messageRoute } from '../../editor/route.ts';
import { useTexts } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { sendRoute } from '../../sends/routes.ts';
import { segmentRoute } from '../route.ts';
import type { User } from '../calls.ts';
import styles from './SegmentPage.module.css';

/** Where a segment is used. */
export function UsedBy({ siteId, by }: { siteId: string; by: User[] }) {
  const t = useTexts(segments).usedBy;
  return (
    <p className={styles.usedBy} data-testid="used-by">
      <span>{t.title}</span>
      {by.map((user) => (
        <span key={`${user.kind}/${user.id}`} className={styles.user}>
          {t.kinds[user.kind]}{' '}
          {user.kind === 'segment' ? (
            <Link to={segmentRoute.to} params={{ siteId, segmentId: user.id }} search={{}}>
              {user.name || user.id}
            </Link>
          ) : user.kind === 'message' ? (
            <Link to={messageRoute.to} params={{ siteId, messageId: user.id }} search={{}}>
              {user.name || user.id}
            </Link>
          ) : user.kind === 'send' ? (
            <Link to={sendRoute.to} params={{ siteId, sendId: user.id }}>
              {user.name || user.id}
            </Link>
          ) : (
            user.name || user.id
          )}
        </span>
      ))}
    </p>
  );
}
