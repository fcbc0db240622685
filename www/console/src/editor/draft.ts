/** A message as it is being written: what of it is saved, what somebody changed, and what becomes of two people's changes. Pure. */
import { differences as of, inOrder, isObject, rebased as onTop, type Difference } from '../ui/merge.ts';
import type { Content, Message, Variant } from './types.ts';

export type { Difference };
export { inOrder };

type Json = unknown;

/** What is saved: texts and lists of nothing, and members that say what holds anyway, are left out. */
export function definitionOf(message: Message): Message {
  const { name = '', limits, trigger, schedule, variants, ...rest } = message;
  const cleaned = clean({ ...rest, limits: clean(limits ?? {}), schedule: clean(schedule ?? {}) });
  for (const key of ['limits', 'schedule']) if (isObject(cleaned[key]) && Object.keys(cleaned[key]).length === 0) delete cleaned[key];
  for (const [key, usual] of [['priority', 0], ['control', 0], ['weight', 1]] as const) if (cleaned[key] === usual) delete cleaned[key];
  return {
    ...(cleaned as Omit<Message, 'content'>),
    name: name.trim(),
    content: contentOf(message.content),
    ...(trigger && trigger.on !== 'at_once' && { trigger }),
    ...(variants?.length && { variants: variants.map((variant): Variant => ({ ...variant, content: contentOf(variant.content) })) }),
  };
}

function contentOf(content: Content): Content {
  const { button, quiet, image, ...rest } = content;
  const label = (of: Content['button']) => (of && of.label.trim() ? (clean({ ...of }) as Content['button']) : undefined);
  return clean({ ...rest, image: image && clean({ ...image }), button: label(button), quiet: label(quiet) }) as Content;
}

function clean(of: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0)));
}

/** True where two are saved as the same. */
export const isSame = (a: Message, b: Message): boolean => inOrder(definitionOf(a)) === inOrder(definitionOf(b));

/** What of a message is one thing to a person: `segment`, `content.title`, `limits`. */
const INSIDE = ['content'];

/** What says something else, in the order in which it is filled in. */
export const differences = (before: Message, after: Message): Difference[] => of(definitionOf(before), definitionOf(after), INSIDE);

/** My changes on top of theirs: what I have not touched is as they have it. */
export const rebased = (base: Message, mine: Message, theirs: Message): Message => onTop(definitionOf(base), definitionOf(mine), definitionOf(theirs), INSIDE);

/** The message as those see it who are dealt a variant: `-1` is its own content. In the place of the message's own. */
export function withVariant(message: Message, variant: number): Message {
  const content = message.variants?.[variant]?.content;
  return content ? { ...message, content: { ...content, ...(message.content.anchor && { anchor: message.content.anchor }) } } : message;
}

/** Letters that reports know for ever: a new one is none that was there. */
export function nextLetter(variants: readonly Variant[]): string | undefined {
  return 'BCDEFGHIJKLMNOPQRSTUVWXYZ'.split('').find((letter) => variants.every(({ id }) => id < letter));
}

/** Out of a hundred people, how many see each: control group first, then the message's own content and the variants, by their weights. */
export function shares(message: Message): number[] {
  const control = message.control ?? 0;
  const weights = [message.weight ?? 1, ...(message.variants ?? []).map(({ weight }) => weight ?? 1)];
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return [control, ...weights.map((weight) => (sum > 0 ? ((100 - control) * weight) / sum : 0))];
}
