import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/SegmentedControl.css';
import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ApiError, type Effect, type MessageItem } from '../api.ts';
import { messageRoute } from '../editor/route.ts';
import { days } from '../format.ts';
import { groupsQuery } from '../groups/queries.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { results as texts } from '../i18n/results.ts';
import { MessagePicture } from '../messages/MessagePicture.tsx';
import { messageQuery } from '../messages/queries.ts';
import { Switch } from '../messages/Switch.tsx';
import { mayEdit, useSite } from '../site/useSite.ts';
import { BackLink } from '../ui/page/BackLink.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Rule } from '../ui/Rule.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { State } from '../ui/State.tsx';
import { Failed, Notice } from '../ui/notice/Trouble.tsx';
import { useTitle } from '../ui/page/useTitle.ts';
import { Against } from './Against.tsx';
import { Days } from './Days.tsx';
import { Figures } from './Figures.tsx';
import { effectQuery } from './queries.ts';
import styles from './Results.module.css';
import { SPANS, resultsRoute, type Span } from './route.ts';
import { Variants } from './Variants.tsx';

/** What one message did: its numbers, day by day, by variant, and against those who were not shown it. */
export function Results() {
  const t = useTexts(texts);
  const { id: siteId } = useSite();
  const { messageId } = resultsRoute.useParams();
  const { days: span = SPANS[0] } = resultsRoute.useSearch();
  const message = useQuery(messageQuery(siteId, messageId));
  const effect = useQuery(effectQuery(siteId, messageId, span));
  const gone = effect.error instanceof ApiError && effect.error.status === 404;
  return (
    <div data-testid="results" data-message={messageId} aria-busy={effect.isFetching && effect.isPlaceholderData}>
      <BackLink to="/sites/$siteId/messages" params={{ siteId }} search={{}}>
        {t.back}
      </BackLink>
      {gone ? (
        <Sheet>
          <Notice
            title={t.gone}
            text={t.goneHelp}
            testId="results-gone"
            action={
              <LinkButton variant="light" to="/sites/$siteId/messages" params={{ siteId }}>
                {t.back}
              </LinkButton>
            }
          />
        </Sheet>
      ) : (
        <>
          <Head messageId={messageId} message={message.data?.body} />
          <Range span={span} effect={effect.data} />
          {effect.data ? (
            <>
              <Figures effect={effect.data} content={message.data?.body.definition} />
              <Days effect={effect.data} />
              <Against effect={effect.data} />
              {(effect.data.by_variant.length > 1 || (message.data?.body.definition?.variants ?? []).length > 0) && <Variants effect={effect.data} />}
              <Attribution effect={effect.data} />
            </>
          ) : effect.isError ? (
            <Sheet>
              <Failed title={t.failed} error={effect.error} retry={() => void effect.refetch()} busy={effect.isFetching} testId="results-error" />
            </Sheet>
          ) : (
            <div className={styles.waiting} aria-busy="true">
              <Skeleton height={104} />
              <Skeleton height={300} />
              <Skeleton height={180} />
            </div>
          )}
        </>
      )}
    </div>
  );
}

function Head({ messageId, message }: { messageId: string; message: MessageItem | undefined }) {
  const t = useTexts(messages);
  const { language } = useWords();
  const site = useSite();
  const { id: siteId } = site;
  const { data: groups } = useQuery(groupsQuery(siteId));
  const group = groups?.find(({ id }) => id === message?.group);
  const held = group?.status === 'paused' && message?.status === 'active';
  const name = message?.name || messageId;
  useTitle(name);
  return (
    <header className={styles.header}>
      <MessagePicture type={message?.type ?? ''} size={52} />
      <div className={styles.words}>
        <p className={styles.kind}>
          {message && (t.types[message.type] ?? message.type)}
          {message && (
            <State on={message.status === 'active' && !held} testId="message-state">
              {held ? t.groupPaused : (t.states[message.status] ?? message.status)}
            </State>
          )}
          {group && <span>{t.inGroup(group.name || group.id)}</span>}
        </p>
        <h1>{name}</h1>
        {message && <p className={styles.whom}>{message.segment?.sentence[language] ?? t.everyone}</p>}
      </div>
      {message && (
        <div className={styles.actions}>
          <LinkButton variant="default" to={messageRoute.to} params={{ siteId, messageId }} search={{}} data-testid="message-edit">
            {mayEdit(site) ? t.edit : t.look}
          </LinkButton>
          {(message.status === 'active' || message.status === 'paused') && <Switch kind="message" id={messageId} name={name} on={message.status === 'active'} />}
        </div>
      )}
    </header>
  );
}

function Range({ span, effect }: { span: Span; effect: Effect | undefined }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const navigate = useNavigate();
  return (
    <div className={styles.range}>
      <SegmentedControl
        withItemsBorders={false}
        aria-label={t.range}
        value={String(span)}
        onChange={(value) => void navigate({ to: '.', search: (before: object) => ({ ...before, days: Number(value) === SPANS[0] ? undefined : (Number(value) as Span) }), replace: true })}
        data={SPANS.map((value) => ({ value: String(value), label: t.spans(value) }))}
        data-testid="results-range"
      />
      {effect && <p className={styles.quiet}>{days(effect.from, effect.to, language)}</p>}
    </div>
  );
}

function Attribution({ effect }: { effect: Effect }) {
  const t = useTexts(messages);
  const { language } = useWords();
  return (
    <div className={styles.rule}>
      <Rule title={t.rule} testId="attribution-rule">
        {effect.attribution.rule[language]}
      </Rule>
    </div>
  );
}
