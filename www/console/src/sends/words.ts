/** Sends said in words. Pure. */
import type { sends } from '../i18n/sends.ts';
import { moment, type Language } from '../format.ts';
import type { Run, Send } from './queries.ts';

type Texts = typeof sends.ko;
export type Names = { segments: ReadonlyMap<string, string>; lists: ReadonlyMap<string, string> };

/** `02-1234-5678`, `010-1234-5678`, `1588-1234`: digits as people read them. */
export function phoneNumber(digits: string): string {
  const [, area = '', middle = '', last = ''] = /^(02|1\d{3}|\d{3})?(\d{3,4})?(\d{4})$/.exec(digits) ?? [];
  const said = [area, middle, last].filter((part) => part !== '').join('-');
  return said === '' ? digits : said;
}

/** To whom. */
export function toWhom(audience: Send['audience'], names: Names, t: Texts): string {
  if (audience.type === 'members') return t.to.members;
  if (audience.type === 'list') return t.to.list(names.lists.get(audience.list) ?? t.to.gone);
  const within = audience.visited_within_days;
  const segment = t.to.segment(names.segments.get(audience.segment) ?? t.to.gone);
  return within === undefined || within === null ? segment : `${segment}, ${t.to.within(within)}`;
}

/** When its runs begin. */
export function whenSaid(schedule: Send['schedule'], zone: string, t: Texts, language: Language): string {
  if (schedule.type === 'at_once') return t.when.at_once;
  if (schedule.type === 'at') return t.when.at(moment(new Date(schedule.at).toISOString(), language, zone));
  const days = t.weekdays.filter((_, day) => schedule.weekdays & (1 << day));
  return t.when.weekly(days.join(language === 'ko' ? '·' : ', '), clock(schedule.minute, language));
}

/** `오전 10:00`, `10:00 AM`. */
export function clock(minute: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-US', { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(minute * 60_000);
}

/** How many of a run have left, as far as is known. */
export function leftOf(totals: Run['totals']): number {
  return ['accepted', 'delivered', 'failed', 'unknown', 'taken_as_sent'].reduce((sum, state) => sum + (totals[state] ?? 0), 0);
}

/** How many people a run is for: where a text went in the place of an Alimtalk, both are of one. */
export function peopleOf({ people, totals }: Pick<Run, 'people' | 'totals'>): number {
  return people - (totals['fell_back'] ?? 0) - (totals['doubled'] ?? 0);
}

type Reason = keyof Texts['run']['held'];
/** Why a run is held or was stopped: what we know of it, and the words of whoever said so. */
export function reasonOf(why: string): { reason: Reason; said: string } {
  const [, kind = '', said = ''] = /^(wrong|provider|low_balance): (.*)$/s.exec(why) ?? [];
  if (kind) return { reason: kind as Reason, said };
  const known: readonly string[] = ['no_provider', 'segment_gone', 'list_gone', 'send_deleted', 'send_unreadable', 'too_many_people'];
  return known.includes(why) ? { reason: why as Reason, said: '' } : { reason: 'other', said: why };
}

/** What began a run. */
export function causeOf({ cause }: Pick<Run, 'cause'>, t: Texts): string {
  const [kind = ''] = cause.split(' ');
  return t.run.cause[kind as keyof Texts['run']['cause']] ?? t.run.cause.ordered;
}
