/** What a send still lacks before the engine can say more. Pure. */
import type { NumberList, Send } from '../queries.ts';

export type Lack = { at: string; word: 'name' | 'segment' | 'list' | 'sender' | 'past' };

export function missingOf(draft: Send, lists: readonly NumberList[], nowMs: number): Lack[] {
  const { audience, schedule, content } = draft;
  const found: Lack[] = [];
  if (draft.name.trim() === '') found.push({ at: 'name', word: 'name' });
  if (audience.type === 'segment' && audience.segment === '') found.push({ at: 'audience.segment', word: 'segment' });
  if (audience.type === 'list' && !lists.some(({ id, is_whole }) => id === audience.list && is_whole)) found.push({ at: 'audience.list', word: 'list' });
  if (schedule.type === 'at' && !(new Date(schedule.at).getTime() > nowMs)) found.push({ at: 'schedule.at', word: 'past' });
  if (content.sender === '') found.push({ at: 'content.sender', word: 'sender' });
  return found;
}
