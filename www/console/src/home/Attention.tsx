import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { change } from '../format.ts';
import { home as texts } from '../i18n/home.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messagesQuery } from '../queries.ts';
import { settingsQuery } from '../settings/useSettings.ts';
import { mayEdit, useSite } from '../site/useSite.ts';
import { EXPECTED, useTold } from '../start/steps.ts';
import { Icon } from '../ui/Icon.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import styles from './Home.module.css';
import { publicationQuery, totalsQuery } from './queries.ts';

type To = '/sites/$siteId/start' | '/sites/$siteId/messages' | '/sites/$siteId/settings/collecting' | '/sites/$siteId/live';
type Matter = { id: string; text: string; to: To; tone: 'bad' | 'warn' };

/** A fall of less is a day like others. */
const FALL = -0.3;
/** A message that ends within so long is worth a word. */
const DAY_MS = 86_400_000;
const SOON_MS = 3 * DAY_MS;

/** What needs somebody: each with where to do something about it. Nothing, where nothing does. */
export function Attention({ yesterday, before }: { yesterday: string; before: string }) {
  const t = useTexts(texts);
  const { id: siteId } = useSite();
  const matters = useMatters(yesterday, before);
  if (!matters) return null;
  return (
    <div className={styles.section}>
      <Sheet id="attention" title={t.attention} testId="attention">
        {matters.length === 0 ? (
          <p className={styles.calm} data-testid="attention-none">
            <Icon name="check" />
            {t.calm}
          </p>
        ) : (
          <ul className={styles.matters}>
            {matters.map(({ id, text, to, tone }) => (
              <li key={id}>
                <Link to={to} params={{ siteId }} className={styles.matter} data-tone={tone} data-testid={`matter-${id}`}>
                  <Icon name="alert" />
                  <span>{text}</span>
                  <Icon name="right" size={16} />
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Sheet>
    </div>
  );
}

function useMatters(yesterday: string, before: string): Matter[] | undefined {
  const t = useTexts(texts).matters;
  const { language } = useWords();
  const site = useSite();
  // To the day is near enough.
  const now = Date.parse(`${yesterday}T00:00:00Z`) + DAY_MS;
  const { data: today } = useQuery(totalsQuery(site.id, yesterday));
  const { data: then } = useQuery(totalsQuery(site.id, before));
  const { told, recognised } = useTold(site.id);
  const { data: publication } = useQuery(publicationQuery(site.id));
  const { data: messages } = useQuery(messagesQuery(site.id));
  const { data: settings } = useQuery(settingsQuery(site.id));
  if (!today || !then || !recognised || !told || !publication || !messages || !settings) return undefined;
  const all: Matter[] = [];
  const add = (is: boolean, matter: Matter) => is && all.push(matter);

  add(then.visits > 0 && today.visits === 0, { id: 'no-visits', text: t.noVisits, to: '/sites/$siteId/start', tone: 'bad' });
  const [sales, salesThen] = [Number(today.revenue.amount), Number(then.revenue.amount)];
  add(today.visits > 0 && salesThen > 0 && (sales - salesThen) / salesThen <= FALL, { id: 'fall', text: t.fall(change(sales, salesThen, language) ?? ''), to: '/sites/$siteId/live', tone: 'warn' });
  const missing = EXPECTED.filter((kind) => !told.has(kind));
  // Before the first visit the checklist says it all.
  add(recognised.last !== null && missing.length > 0, { id: 'missing', text: t.missing(missing.map((kind) => t.kinds[kind] ?? kind)), to: '/sites/$siteId/start', tone: 'warn' });
  const { changes, problem, findings } = publication.body;
  add(problem !== null, { id: 'problem', text: t.problem, to: '/sites/$siteId/messages', tone: 'bad' });
  add(problem === null && changes.length > 0 && mayEdit(site), { id: 'unpublished', text: t.unpublished(changes.length), to: '/sites/$siteId/messages', tone: 'warn' });
  const doubtful = new Set(findings.map(({ message }) => message)).size;
  add(doubtful > 0, { id: 'doubtful', text: t.doubtful(doubtful), to: '/sites/$siteId/messages', tone: 'warn' });
  const ending = messages.messages.filter(({ status, end }) => status === 'active' && end !== null && isSoon(end, now));
  add(ending.length > 0, { id: 'ending', text: t.ending(ending.map(({ name }) => name)), to: '/sites/$siteId/messages', tone: 'warn' });
  add(settings.body.findings.length > 0, { id: 'settings', text: t.settings, to: '/sites/$siteId/settings/collecting', tone: 'warn' });
  return all;
}

function isSoon(end: string | number, now: number): boolean {
  const left = (typeof end === 'number' ? end : Date.parse(end)) - now;
  return left > 0 && left < SOON_MS;
}
