import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { GroupLine, MessageLine } from '../api.ts';
import { useCivilDay } from '../clock.tsx';
import { moment, monthName, type Language } from '../format.ts';
import { groupsQuery } from '../groups/queries.ts';
import { calendar as texts } from '../i18n/calendar.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages } from '../i18n/messages.ts';
import { MessagesTabs } from '../messages/MessagesTabs.tsx';
import { writtenQuery } from '../messages/queries.ts';
import { siteQuery } from '../queries.ts';
import { useSite } from '../site/useSite.ts';
import { Icon } from '../ui/Icon.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { Failed, Notice } from '../ui/notice/Trouble.tsx';
import styles from './Calendar.module.css';
import { calendarRoute } from './route.ts';
import { daysOf, momentMs, monthFrom, runsOn, type Timed, type Weekday } from './runs.ts';

/** How a message stands on the calendar: `on` shows, `off` would if it were switched on, `draft` is being written. */
type Standing = 'on' | 'off' | 'draft';
type Line = { message: MessageLine; timed: Timed; standing: Standing; runs: boolean[] };

/** What runs when, a month at a time, in the shop's zone. */
export function Calendar() {
  const t = useTexts(texts);
  const { language } = useWords();
  const { id: siteId } = useSite();
  const navigate = useNavigate();
  const { data: about } = useQuery(siteQuery(siteId));
  const zone = about?.zone ?? 'Asia/Seoul';
  const today = useCivilDay(zone, 0);
  const { month = today.slice(0, 7) } = calendarRoute.useSearch();
  const written = useQuery(writtenQuery(siteId));
  const { data: groups } = useQuery(groupsQuery(siteId));
  const days = daysOf(month);
  const lines = written.data && about && linesOf(written.data, groups ?? [], days, zone);
  const go = (to: string) => void navigate({ to: '.', search: { month: to === today.slice(0, 7) ? undefined : to }, replace: true });
  return (
    <div data-testid="calendar-page">
      <PageHeader title={t.title} lead={t.lead(about?.zone ?? '')} />
      <MessagesTabs />
      <div className={styles.head}>
        <Button variant="light" className={styles.step} aria-label={t.before} onClick={() => go(monthFrom(month, -1))} data-testid="calendar-before">
          <Icon name="left" size={18} />
        </Button>
        <h2 className={styles.month} data-testid="calendar-month">
          {monthName(month, language)}
        </h2>
        <Button variant="light" className={styles.step} aria-label={t.after} onClick={() => go(monthFrom(month, 1))} data-testid="calendar-after">
          <Icon name="right" size={18} />
        </Button>
        {!today.startsWith(month) && (
          <Button variant="subtle" onClick={() => go(today.slice(0, 7))} data-testid="calendar-today">
            {t.today}
          </Button>
        )}
        <ul className={styles.keys}>
          {(['on', 'off', 'draft'] as const).map((standing) => (
            <li key={standing} className={styles.key}>
              <i className={styles.swatch} data-standing={standing} />
              {t.standings[standing]}
            </li>
          ))}
        </ul>
      </div>
      <div className={styles.sheet}>
        {written.isError && !written.data ? (
          <Failed title={t.failed} error={written.error} retry={() => void written.refetch()} busy={written.isFetching} testId="calendar-error" />
        ) : !lines ? (
          <div className={styles.waiting} aria-busy="true">
            <Skeleton height={44} />
            <Skeleton height={44} />
            <Skeleton height={44} />
          </div>
        ) : lines.length === 0 ? (
          <Notice title={t.empty} text={t.emptyHelp} testId="calendar-empty" />
        ) : (
          <>
            <div className={styles.row} aria-hidden="true">
              <span />
              <div className={styles.track} style={{ gridTemplateColumns: `repeat(${days.length}, minmax(0, 1fr))` }}>
                {days.map((day) => (
                  <span key={day} className={styles.day} data-today={day === today || undefined} data-sunday={new Date(day).getUTCDay() === 0 || undefined} data-week={Number(day.slice(8)) % 7 === 1 || undefined}>
                    {Number(day.slice(8))}
                  </span>
                ))}
              </div>
            </div>
            <ul aria-label={t.title} data-testid="calendar">
              {lines.map((line) => (
                <Row key={line.message.id} line={line} days={days} today={today} zone={zone} />
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

function Row({ line: { message, timed, standing, runs }, days, today, zone }: { line: Line; days: string[]; today: string; zone: string }) {
  const t = useTexts(texts);
  const own = useTexts(messages);
  const { language } = useWords();
  const { id: siteId } = useSite();
  const at = days.indexOf(today);
  return (
    <li className={styles.row} data-testid="calendar-line" data-message={message.id} data-standing={standing}>
      <div className={styles.words}>
        <Link className={styles.name} to="/sites/$siteId/messages/results/$messageId" params={{ siteId, messageId: message.id }}>
          {message.name || message.id}
        </Link>
        <p className={styles.when}>
          {[own.states[message.status] ?? message.status, ...whenText(timed, t, language, zone)].join(' · ')}
          <span className="sr"> {t.daysOn(runs.filter(Boolean).length)}</span>
        </p>
      </div>
      <div className={styles.track} style={{ gridTemplateColumns: `repeat(${days.length}, minmax(0, 1fr))` }} aria-hidden="true">
        {at >= 0 && <span className={styles.now} style={{ gridColumn: at + 1 }} />}
        {runs.map((is, place) => is && <span key={days[place]} className={styles.bar} style={{ gridColumn: place + 1 }} data-standing={standing} data-first={!runs[place - 1] || undefined} data-last={!runs[place + 1] || undefined} data-testid="calendar-day" data-day={days[place]} />)}
      </div>
    </li>
  );
}

/** Those that may run in the month: what is on first, then by when it begins. */
function linesOf(written: MessageLine[], groups: GroupLine[], days: string[], zone: string): Line[] {
  const paused = new Set(groups.filter(({ status }) => status === 'paused').map(({ id }) => id));
  const order: Standing[] = ['on', 'off', 'draft'];
  const begins = ({ timed }: Line) => momentMs(timed.start) ?? 0;
  return written
    .filter(({ status }) => status !== 'ended')
    .map((message): Line => {
      const timed: Timed = message.definition ?? message;
      const standing = message.status === 'draft' || message.status === 'preview' ? 'draft' : message.status === 'paused' || (message.group !== null && paused.has(message.group)) ? 'off' : 'on';
      return { message, timed, standing, runs: days.map((day) => runsOn(timed, day, zone)) };
    })
    .filter(({ runs }) => runs.includes(true))
    .toSorted((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing) || begins(a) - begins(b));
}

function whenText({ start, end, schedule }: Timed, t: typeof texts.ko, language: Language, zone: string): string[] {
  const said = (at: string | number | null | undefined) => {
    const ms = momentMs(at);
    return ms === undefined ? undefined : moment(new Date(ms).toISOString(), language, zone);
  };
  const [from, to] = [said(start), said(end)];
  const span = from && to ? t.between(from, to) : from ? t.from(from) : to ? t.until(to) : undefined;
  const weekdays = (schedule?.weekdays ?? []).map((day: Weekday) => t.weekdays[day]).join(t.and);
  const hours = (schedule?.hours ?? []).map((each) => `${each.from}–${each.to}`).join(', ');
  const parts = [span ?? '', weekdays, hours].filter((part) => part !== '');
  return parts.length > 0 ? parts : [t.always];
}
