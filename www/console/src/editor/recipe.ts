/** The message of a recipe, as the editor begins with it. Pure. */
import type { Limits, Message, Trigger } from './types.ts';

/** Recipes say when in words of their own, for messages and sends alike. */
type Timing = { trigger?: { now?: boolean; after_seconds?: number; idle_seconds?: number; on?: 'exit_intent' }; limits?: { every_days?: number; stop_after?: Limits['stop_after'] } };
export type Cooked = { deliver: { kind: string; message?: Message }; timing?: Timing };

/** `undefined`: the recipe is of a send. */
export function messageOf(recipe: Cooked, name: string): Message | undefined {
  const { kind, message } = recipe.deliver;
  if (kind !== 'message' || !message) return undefined;
  const { trigger = {}, limits = {} } = recipe.timing ?? {};
  return {
    ...message,
    name,
    ...triggerOf(trigger),
    limits: { ...message.limits, ...(limits.every_days && { per_days: { times: 1, days: limits.every_days } }), ...(limits.stop_after && { stop_after: limits.stop_after }) },
  };
}

function triggerOf({ after_seconds, idle_seconds, on }: NonNullable<Timing['trigger']>): { trigger?: Trigger } {
  if (after_seconds) return { trigger: { on: 'page_seconds', seconds: after_seconds } };
  if (idle_seconds) return { trigger: { on: 'idle', seconds: idle_seconds } };
  return on ? { trigger: { on } } : {};
}
