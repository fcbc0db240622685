/** What a send still lacks before the engine can say more, and another kind of content. Pure. */
import type { AlimtalkContent, NumberList, Send, TextContent } from '../queries.ts';

export type Lack = { at: string; word: 'name' | 'segment' | 'list' | 'sender' | 'past' | 'template' };

export function missingOf(draft: Send, lists: readonly NumberList[], nowMs: number): Lack[] {
  const { audience, schedule, content } = draft;
  const found: Lack[] = [];
  if (draft.name.trim() === '') found.push({ at: 'name', word: 'name' });
  if (audience.type === 'segment' && audience.segment === '') found.push({ at: 'audience.segment', word: 'segment' });
  if (audience.type === 'list' && !lists.some(({ id, is_whole }) => id === audience.list && is_whole)) found.push({ at: 'audience.list', word: 'list' });
  if (schedule.type === 'at' && !(new Date(schedule.at).getTime() > nowMs)) found.push({ at: 'schedule.at', word: 'past' });
  if (content.type === 'text' && content.sender === '') found.push({ at: 'content.sender', word: 'sender' });
  if (content.type === 'alimtalk' && content.template === '') found.push({ at: 'content.template', word: 'template' });
  if (content.type === 'alimtalk' && content.fallback?.sender === '') found.push({ at: 'content.fallback.sender', word: 'sender' });
  return found;
}

/** What is one thing to a person where two have changed it; of another kind of content all of it is another thing. */
export const insideOf = (...sends: Send[]): string[] => (new Set(sends.map(({ content }) => content.type)).size === 1 ? ['content'] : []);

export const NO_TEXT: TextContent = { type: 'text', sender: '', subject: '', text: '' };
export const byTemplate = (template: string): AlimtalkContent => ({ type: 'alimtalk', template, variables: {} });

/** The number by which it leaves; an Alimtalk has none of its own. */
export const senderOf = ({ content }: Send): string => (content.type === 'text' ? content.sender : (content.fallback?.sender ?? ''));

/** What stands for a variable where nothing was written: of a list the column of that name. */
export const written = ({ content }: Send, name: string): string => (content.type === 'alimtalk' ? (content.variables?.[name] ?? '') : '');

/** With a variable filled in; an empty text leaves it out. */
export function withVariable(content: AlimtalkContent, name: string, text: string): AlimtalkContent {
  const { [name]: _, ...rest } = content.variables ?? {};
  return { ...content, variables: text === '' ? rest : { ...rest, [name]: text } };
}

/** All that is written in it, where columns of a list may stand. */
export function textsOf({ content }: Send): string {
  return content.type === 'text' ? `${content.subject ?? ''}${content.text}` : Object.values(content.variables ?? {}).join('');
}
