import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type AuditEntry, type ChangeLine } from '../api.ts';
import { moment } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { settings as texts } from '../i18n/settings.ts';
import { isOwner, useSite } from '../site/useSite.ts';
import { Icon } from '../ui/Icon.tsx';
import { List } from '../ui/list/List.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { Notice } from '../ui/notice/Trouble.tsx';
import { differences } from './differences.ts';
import styles from './History.module.css';
import { historyRoute } from './routes.ts';

/** Who changed what, from what to what: content and settings; and, for owners, the team and keys. */
export function History() {
  const t = useTexts(texts).history;
  const site = useSite();
  const navigate = useNavigate();
  const { of } = historyRoute.useSearch();
  const team = of === 'team' && isOwner(site);
  return (
    <>
      <Sheet id="history" title={t.title} text={t.text}>
        {isOwner(site) && (
          <SegmentedControl
            aria-label={t.title}
            withItemsBorders={false}
            className={styles.switch}
            data={[
              { value: 'content', label: t.ofContent },
              { value: 'team', label: t.ofTeam },
            ]}
            value={team ? 'team' : 'content'}
            onChange={(value) => void navigate({ to: '.', search: { of: value === 'team' ? 'team' : undefined }, replace: true })}
            data-testid="history-of"
          />
        )}
      </Sheet>
      <div className={styles.below}>{team ? <OfTeam /> : <OfContent />}</div>
    </>
  );
}

function OfContent() {
  const t = useTexts(texts).history;
  const { language } = useWords();
  const { id } = useSite();
  const query = useInfiniteQuery({
    queryKey: ['changes', id],
    queryFn: ({ pageParam, signal }) => api.get('/api/sites/{id}/changes', { path: { id }, query: { ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const items = query.data?.pages.flatMap(({ changes }) => changes);
  const what = ({ target, action }: ChangeLine) => {
    const [kind = '', ...rest] = target.split('/');
    return { kind: t.targets[kind] ?? kind, name: rest.join('/'), action: t.actions[action] ?? t.deeds[action] ?? action };
  };
  return (
    <List
      query={query}
      items={items}
      keyOf={(change) => change.id}
      label={t.ofContent}
      failed={t.failed}
      empty={<Notice title={t.empty} text={t.emptyHelp} testId="history-empty" />}
      testId="history-list"
      row={(change) => {
        const { kind, name, action } = what(change);
        return <Line title={[kind, name, action].filter(Boolean).join(' ')} who={change.by?.name ?? t.clock} token={change.token?.name} at={moment(change.at, language)} before={change.before} after={change.after} />;
      }}
    />
  );
}

function OfTeam() {
  const t = useTexts(texts).history;
  const { language } = useWords();
  const { id } = useSite();
  const query = useInfiniteQuery({
    queryKey: ['audit', id],
    queryFn: ({ pageParam, signal }) => api.get('/api/sites/{id}/audit', { path: { id }, query: { ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  return (
    <List
      query={query}
      items={query.data?.pages.flatMap(({ entries }) => entries)}
      keyOf={(entry) => `${entry.at} ${entry.action} ${entry.subject?.id ?? entry.detail}`}
      label={t.ofTeam}
      failed={t.failed}
      empty={<Notice title={t.empty} text={t.emptyHelp} testId="history-empty" />}
      testId="history-list"
      row={(entry) => <AuditLine entry={entry} at={moment(entry.at, language)} />}
    />
  );
}

/** One line of what was done with accounts, the team, tokens and keys. */
export function AuditLine({ entry, at }: { entry: AuditEntry; at: string }) {
  const t = useTexts(texts).history;
  const about = entry.subject && entry.subject.id !== entry.by?.id ? ` · ${entry.subject.name || entry.subject.email}` : '';
  return <Line title={`${t.deeds[entry.action] ?? t.actions[entry.action] ?? entry.action}${about}`} who={entry.by?.name ?? t.nobody} token={entry.token?.name} at={at} before={entry.before} after={entry.after} />;
}

function Line(props: { title: string; who: string; token?: string | undefined; at: string; before: unknown; after: unknown }) {
  const t = useTexts(texts).history;
  const [open, setOpen] = useState(false);
  const changed = differences(props.before, props.after);
  return (
    <div data-testid="history-line">
      <div className={styles.line}>
        <div>
          <p className={styles.title}>{props.title}</p>
          <p className={styles.quiet}>
            {props.who}
            {props.token && ` · ${t.by(props.token)}`} · {props.at}
          </p>
        </div>
        {changed.length > 0 && (
          <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)} data-testid="history-toggle">
            {t.differences(changed.length)}
            <Icon name="down" size={16} />
          </button>
        )}
      </div>
      {open && (
        <table className={styles.table} data-testid="differences">
          <thead>
            <tr>
              <th scope="col">{t.field}</th>
              <th scope="col">{t.before}</th>
              <th scope="col">{t.after}</th>
            </tr>
          </thead>
          <tbody>
            {changed.map(({ at, before, after }) => (
              <tr key={at}>
                <th scope="row">{at || t.whole}</th>
                <td>{before}</td>
                <td>{after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
