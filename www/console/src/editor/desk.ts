import { createContext, use } from 'react';
import type { Language } from '../format.ts';
import { useWords } from '../i18n/index.tsx';
import type { Content, Finding, Message } from './types.ts';

/** A message being written, as its fields see it. */
export type Desk = {
  siteId: string;
  zone: string;
  currency: string;
  /** Whether its shoppers read Korean. */
  korean: boolean;
  /** Where the shop is. */
  domain: string;
  message: Message;
  /** `typed`: it goes on with what was typed just before, as one step back. */
  set: (patch: Partial<Message>, typed?: boolean) => void;
  /** Which variant's content is being written; -1: the message's own. */
  variant: number;
  content: Content;
  setContent: (patch: Partial<Content>, typed?: boolean) => void;
  findings: readonly Finding[];
  /** Looked at only. */
  fixed: boolean;
};

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (!desk) throw new Error('outside of the editor');
  return desk;
}

/** Where a field of the content stands in findings: of a variant within that. */
export const placeOf = (variant: number, at: string): string => (variant < 0 ? at : `variants[${variant}].${at}`);

type Faults = { error: string | undefined; warning: string | undefined };

/** What is wrong and doubtful with a field. `content.…` is the content being written. `deep`: with all that is within it. */
export function useFaults(at: string, deep = false): Faults {
  const { findings, variant } = useDesk();
  const { language } = useWords();
  const place = at === 'content' || at.startsWith('content.') ? placeOf(variant, at) : at;
  return faultsAt(findings, place, deep, language);
}

export function faultsAt(findings: readonly Finding[], place: string, deep: boolean, language: Language): Faults {
  const here = findings.filter((it) => it.at === place || (deep && (it.at.startsWith(`${place}.`) || it.at.startsWith(`${place}[`))));
  const say = (severity: Finding['severity']) => here.find((it) => it.severity === severity)?.[language];
  return { error: say('error'), warning: say('warning') };
}

/** Which parts of the form findings belong to, by where they stand. */
export const SECTIONS = ['content', 'who', 'when', 'limits', 'time', 'look', 'test', 'order'] as const;
export type SectionName = (typeof SECTIONS)[number];

export function sectionOf(at: string): SectionName {
  const [head = ''] = at.replace(/^variants\[\d+\]\./, '').split(/[.[]/);
  if (/^content\.(accent|background|color|radius|font|size|width|animation)$/.test(at.replace(/^variants\[\d+\]\./, '')) || head === 'place') return 'look';
  if (head === 'content' || head === 'type' || head === 'name' || head === '') return 'content';
  if (head === 'segment') return 'who';
  if (head === 'trigger') return 'when';
  if (head === 'limits') return 'limits';
  if (head === 'schedule' || head === 'start' || head === 'end') return 'time';
  if (head === 'weight' || head === 'control' || head === 'variants') return 'test';
  return 'order';
}
