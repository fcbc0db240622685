// The loops, the same for everybody, in Node and in a browser. An engine keeps a visitor: begin(visitor) loads his profile, now() says every
// segment's verdict, take(event) says them after an event; `yes` is the byte of a yes.
import { apply, load } from './facts.mjs'

/** Makes an engine of what evaluates JavaScript's facts: make(rules) → all(facts, verdicts). */
export const keeping = ({ make, isAsync = false }, rules) => {
  const all = make(rules)
  const verdicts = new Uint8Array(rules.length)
  let state
  const begin = ({ facts }) => {
    state = load(facts)
  }
  const now = () => {
    const done = all(state.facts, verdicts)
    return isAsync ? done.then(() => verdicts) : verdicts
  }
  const take = (event) => {
    apply(state, event)
    return now()
  }
  /** Verdicts only: every visitor's facts are loaded already, all segments are evaluated afresh. */
  const only = (visitors) => {
    const loaded = visitors.map(({ facts }) => load(facts).facts)
    if (!isAsync) {
      return () => {
        let sum = 0
        for (const facts of loaded) {
          all(facts, verdicts)
          sum += count(verdicts, 1)
        }
        return sum
      }
    }
    return async () => {
      let sum = 0
      for (const facts of loaded) {
        await all(facts, verdicts)
        sum += count(verdicts, 1)
      }
      return sum
    }
  }
  return { begin, now, take, only, isAsync, yes: 1 }
}

/** Somebody wants the verdicts: they are read. */
const count = (verdicts, yes) => {
  let sum = 0
  for (let n = 0; n < verdicts.length; n++) if (verdicts[n] === yes) sum += 1
  return sum
}

/** From events to verdicts, loading of facts included. Answers how many verdicts were yes. */
export const fromEvents = (engine, visitors) => {
  if (engine.isAsync) return fromEventsAsync(engine, visitors)
  let sum = 0
  for (const visitor of visitors) {
    engine.begin(visitor)
    for (const event of visitor.events) sum += count(engine.take(event), engine.yes)
  }
  return sum
}

const fromEventsAsync = async (engine, visitors) => {
  let sum = 0
  for (const visitor of visitors) {
    engine.begin(visitor)
    for (const event of visitor.events) sum += count(await engine.take(event), engine.yes)
  }
  return sum
}

/** Every verdict of the workload, 1 for yes: each visitor's by his profile, and after each of his events. */
export const everyVerdict = async (engine, visitors, segments) => {
  const moments = visitors.reduce((sum, { events }) => sum + 1 + events.length, 0)
  const bytes = new Uint8Array(moments * segments)
  let at = 0
  const add = (verdicts) => {
    if (verdicts.length !== segments) throw new Error(`${verdicts.length} verdicts of ${segments} segments`)
    for (const verdict of verdicts) bytes[at++] = verdict === engine.yes ? 1 : 0
  }
  for (const visitor of visitors) {
    engine.begin(visitor)
    add(await engine.now())
    for (const event of visitor.events) {
      const found = await engine.take(event)
      // The real step answers none: they are asked for.
      add(found.length > 0 ? found : engine.now())
    }
  }
  return bytes
}

/** The median round, in what `clock` counts: at least `rounds` of them, for at least `spend`. */
export const median = async (work, clock, { rounds = 9, spend = 1000 } = {}) => {
  const times = []
  for (let spent = 0; times.length < rounds || spent < spend; ) {
    const start = clock()
    await work()
    times.push(clock() - start)
    spent += times.at(-1)
  }
  return times.sort((a, b) => a - b)[times.length >> 1]
}
