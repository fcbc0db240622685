/** What the engine says of messages, and makes of them (`crates/console`). */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { moduleQuery } from '../segments/engine.ts';
import type { Finding, Message } from './types.ts';

export type MessageEngine = {
  check: (message: Message) => Finding[];
  /** What browsers load; empty where it cannot be published as it is. */
  bundle: (message: Message, currency: string, korean: boolean) => Uint8Array;
  /** What the edge would answer a shopper of whom it knows this. */
  answer: (known: object) => Uint8Array;
};

/** One that was never saved has no id yet; the engine wants one. */
const whole = (message: Message): string => JSON.stringify({ ...message, id: message.id ?? 'draft' });

export function useMessageEngine(): { engine: MessageEngine | undefined; error: unknown; retry: () => void } {
  const { data, error, refetch } = useQuery(moduleQuery);
  const engine = useMemo(() => {
    if (!data) return undefined;
    const { module } = data;
    return {
      check: (message) => JSON.parse(module.check_message(whole(message))) as Finding[],
      bundle: (message, currency, korean) => module.message_bundle(whole(message), currency, korean),
      answer: (known) => module.shopper_answer(JSON.stringify(known), Date.now()),
    } satisfies MessageEngine;
  }, [data]);
  return { engine, error, retry: () => void refetch() };
}
