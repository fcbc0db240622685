/** What the engine (`crates/console`) says of a send: the code that will check it and make its texts. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { moduleQuery } from '../../segments/engine.ts';
import type { Send } from '../queries.ts';
import type { Template } from '../templates/template.ts';

export type Finding = { at: string; code: string; ko: string; en: string };
export type Law = { day: [fromMinute: number, toMinute: number]; margin_min: number; list_ms: number };
/** Of a draft that cannot be read there are findings alone. */
export type Seen = {
  findings: Finding[];
  law: Law;
  personal_all: string[];
  kind?: 'sms' | 'lms' | null;
  subject?: string;
  text?: string;
  bytes?: number;
  bytes_max?: number;
  sms_bytes_max?: number;
  unsendable?: string[];
  hole?: 'variable' | 'too_long' | 'letters' | null;
  personal?: string[];
  columns?: string[];
  /** Links by which nobody is known to have come. */
  untracked?: string[];
  /** Of an Alimtalk whose template is approved. */
  alimtalk?: { shown: Template; variables: string[]; chars: number; chars_max: number; fallback: { text: string; bytes: number; bytes_max: number; hole: string | null } | null } | null;
};
/** `sender`: what the site has at its company, or null where none is connected. `known`: of the person to whom it would leave. `registered`: its template, as it was approved. */
export type See = (draft: Send, sender: unknown, known: Record<string, string>, registered: Template | null) => Seen;

export function useSendEngine(): { see: See | undefined; error: unknown; retry: () => void } {
  const { data, error, refetch } = useQuery(moduleQuery);
  const see = useMemo<See | undefined>(
    // One that was never saved has no id yet; the engine wants one.
    () => data && ((draft, sender, known, registered) =>
        JSON.parse(data.module.send_seen(JSON.stringify({ ...draft, id: draft.id ?? 'draft' }), JSON.stringify(sender ?? null), JSON.stringify(known), JSON.stringify(registered))) as Seen),
    [data],
  );
  return { see, error, retry: () => void refetch() };
}
