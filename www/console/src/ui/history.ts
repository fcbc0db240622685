/** What was before what is being written, and what comes after, to undo and redo. Pure. */
export type History<T> = { before: T[]; now: T; after: T[]; at: number };
/** Steps that can be undone. */
const STEPS_MAX = 100;
/** What is typed in one go is one step. */
const TYPING_MS = 700;

export const historyOf = <T>(now: T): History<T> => ({ before: [], now, after: [], at: 0 });

/** `typed`: it may go on with what came just before. */
export function change<T>(history: History<T>, now: T, typed: boolean, at: number): History<T> {
  const goesOn = typed && history.before.length > 0 && at - history.at < TYPING_MS;
  const before = goesOn ? history.before : [...history.before, history.now].slice(-STEPS_MAX);
  return { before, now, after: [], at: typed ? at : 0 };
}

export function undo<T>(history: History<T>): History<T> {
  const previous = history.before.at(-1);
  if (previous === undefined) return history;
  return { before: history.before.slice(0, -1), now: previous, after: [history.now, ...history.after], at: 0 };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...rest] = history.after;
  if (next === undefined) return history;
  return { before: [...history.before, history.now], now: next, after: rest, at: 0 };
}
