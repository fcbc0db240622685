/**
 * A segment as the builder holds it: every row and block has a key of its own, so that what is typed stays with its row when others come and
 * go. Pure. What a draft means is the engine's to say.
 */
import { isCondition, type Condition, type Rule, type Segment } from '../types.ts';

export type Row = { key: number; condition: Condition };
export type Block = { key: number; rows: Row[] };
/** A node of the nested form. */
export type Node =
  | { key: number; is: 'all' | 'any'; parts: Node[] }
  | { key: number; is: 'not'; part: Node }
  | { key: number; is: 'condition'; condition: Condition };

export type Draft = { id?: string; version?: number; name: string; include: Row[]; anyOf: Block[]; exclude: Row[]; rule: Node | null };

let last = 0;
const key = () => ++last;

export const row = (condition: Condition): Row => ({ key: key(), condition });
export const block = (conditions: Condition[]): Block => ({ key: key(), rows: conditions.map(row) });

export function draftOf(segment: Segment): Draft {
  return {
    ...(segment.id !== undefined && { id: segment.id }),
    ...(segment.version !== undefined && { version: segment.version }),
    name: segment.name ?? '',
    include: (segment.include ?? []).map(row),
    anyOf: (segment.any_of ?? []).map(block),
    exclude: (segment.exclude ?? []).map(row),
    rule: segment.rule ? nodeOf(segment.rule) : null,
  };
}

export function nodeOf(rule: Rule): Node {
  if (isCondition(rule)) return { key: key(), is: 'condition', condition: rule };
  if ('not' in rule) return { key: key(), is: 'not', part: nodeOf(rule.not) };
  return 'all' in rule ? { key: key(), is: 'all', parts: rule.all.map(nodeOf) } : { key: key(), is: 'any', parts: rule.any.map(nodeOf) };
}

export const groupOf = (is: 'all' | 'any', parts: Node[]): Node => ({ key: key(), is, parts });
export const notOf = (part: Node): Node => ({ key: key(), is: 'not', part });

/** What is saved: blocks of nothing are left out. */
export function definitionOf(draft: Draft): Segment {
  const conditions = (rows: Row[]) => rows.map(({ condition }) => condition);
  const anyOf = draft.anyOf.filter(({ rows }) => rows.length > 0).map(({ rows }) => conditions(rows));
  const rule = draft.rule && ruleOf(draft.rule);
  return {
    ...(draft.version !== undefined && { version: draft.version }),
    ...(draft.id !== undefined && { id: draft.id }),
    name: draft.name.trim(),
    ...(draft.include.length > 0 && { include: conditions(draft.include) }),
    ...(anyOf.length > 0 && { any_of: anyOf }),
    ...(draft.exclude.length > 0 && { exclude: conditions(draft.exclude) }),
    ...(rule && { rule }),
  };
}

function ruleOf(node: Node): Rule | null {
  switch (node.is) {
    case 'condition':
      return node.condition;
    case 'not': {
      const not = ruleOf(node.part);
      return not && { not };
    }
    default: {
      const parts = node.parts.map(ruleOf).filter((part) => part !== null);
      if (parts.length === 0) return null;
      return node.is === 'all' ? { all: parts } : { any: parts };
    }
  }
}

export function isEmpty(draft: Draft): boolean {
  const { include, any_of, exclude, rule } = definitionOf(draft);
  return !include && !any_of && !exclude && !rule;
}

/** True where two are saved as the same. */
export function isSame(a: Draft, b: Draft): boolean {
  return inOrder(definitionOf(a)) === inOrder(definitionOf(b));
}

/** As text, with keys in one order: the edge gives them in its own. */
function inOrder(segment: Segment): string {
  return JSON.stringify(segment, (_, value) =>
    value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}

/** Where a condition stands, in the words of findings. Blocks of nothing are not counted, as they are not saved. */
export function placeOfBlock(draft: Draft, block: Block): string {
  return `any_of[${draft.anyOf.filter(({ rows }) => rows.length > 0).indexOf(block)}]`;
}

/** True where two conditions of the same list join by OR: of one kind, and of one field. */
export function isKin(a: Condition, b: Condition): boolean {
  return a.kind === b.kind && a.field === b.field;
}

/** Rows that join by OR together, in the order in which the first of each came. */
export function kin(rows: Row[]): { row: Row; index: number }[][] {
  const groups: { row: Row; index: number }[][] = [];
  rows.forEach((row, index) => {
    const group = groups.find(([first]) => first && isKin(first.row.condition, row.condition));
    if (group) group.push({ row, index });
    else groups.push([{ row, index }]);
  });
  return groups;
}
