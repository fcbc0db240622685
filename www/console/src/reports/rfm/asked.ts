/** What RFM is asked for, and how its ten groups lie on the map. Pure. */
import type { Answer } from '../../api.ts';
import { monthsBefore } from '../period.ts';

export type Told = Answer<'get', '/api/sites/{id}/reports/rfm'>;
export type Group = Told['groups'][number]['group'];

/** Orders of how many months count; none: all. */
export const SPANS = [12, 24, 36] as const;
export type Span = (typeof SPANS)[number];
/** Since how many months ago customers have moved between groups. */
export const MOVES = [1, 3, 12] as const;
export type Move = (typeof MOVES)[number];

export type RfmQuery = { day: string; since?: string; compare?: string };

export function asked({ day, span, moved }: { day?: string | undefined; span?: Span | undefined; moved?: Move | undefined }, today: string): RfmQuery {
  const of = day && day < today ? day : today;
  return { day: of, ...(span && { since: monthsBefore(of, span) }), ...(moved && { compare: monthsBefore(of, moved) }) };
}

/** What a group's colour says: who buys, who is new, who is going, who has gone. */
export type Tone = 'best' | 'good' | 'fresh' | 'wane' | 'risk' | 'rest';

/** Each group is a rectangle of scores: recency from left to right, frequency from below. From the best to the lost. */
export const GROUPS: readonly { group: Group; recency: [number, number]; frequency: [number, number]; tone: Tone }[] = [
  { group: 'champions', recency: [5, 5], frequency: [4, 5], tone: 'best' },
  { group: 'loyal', recency: [3, 4], frequency: [4, 5], tone: 'good' },
  { group: 'potential_loyal', recency: [4, 5], frequency: [2, 3], tone: 'good' },
  { group: 'new', recency: [5, 5], frequency: [1, 1], tone: 'fresh' },
  { group: 'promising', recency: [4, 4], frequency: [1, 1], tone: 'fresh' },
  { group: 'need_attention', recency: [3, 3], frequency: [3, 3], tone: 'wane' },
  { group: 'about_to_sleep', recency: [3, 3], frequency: [1, 2], tone: 'wane' },
  { group: 'cannot_lose', recency: [1, 2], frequency: [5, 5], tone: 'risk' },
  { group: 'at_risk', recency: [1, 2], frequency: [3, 4], tone: 'risk' },
  { group: 'hibernating', recency: [1, 2], frequency: [1, 2], tone: 'rest' },
];

export const toneOf = (group: Group): Tone => GROUPS.find((each) => each.group === group)?.tone ?? 'rest';

type Movement = NonNullable<Told['movement']>;
export type Change = { group: Group; then: number; came: number; joined: number; left: number; now: number };

/** Of each group: how many were in it, came from others, ordered for the first time since, left for others, and are in it. */
export function changes({ moves }: Movement): Change[] {
  return GROUPS.map(({ group }) => {
    const sum = (of: (move: Movement['moves'][number]) => boolean) => moves.filter(of).reduce((all, { people }) => all + people, 0);
    return {
      group,
      then: sum(({ from }) => from === group),
      came: sum(({ from, to }) => to === group && from !== group && from !== null),
      joined: sum(({ from, to }) => to === group && from === null),
      left: sum(({ from, to }) => from === group && to !== group),
      now: sum(({ to }) => to === group),
    };
  });
}

/** The ways that most went, those who stayed left out. */
export function largest({ moves }: Movement, count: number): Movement['moves'] {
  return moves
    .filter(({ from, to }) => from !== to)
    .toSorted((one, other) => other.people - one.people)
    .slice(0, count);
}
