// Its README: one engine with all rules, run with the facts known at runtime, which answers the events of the rules that hold. An operator
// for parts of texts is added as docs/engine.md shows: the built-in "contains" is for lists.
import { Engine } from 'json-rules-engine'
import { plainRule } from '../facts.mjs'
export { load } from '../facts.mjs'

const OPERATORS = { '>=': 'greaterThanInclusive', '<=': 'lessThanInclusive', '>': 'greaterThan', '<': 'lessThan', in: 'in', contains: 'containsText' }
const one = ({ field, op, value }) => ({ fact: field, operator: OPERATORS[op], value })

export const isAsync = true
export const translate = (segment, n) => {
  const { all, not } = plainRule(segment)
  return { conditions: { all: [...all.map(one), { not: one(not) }] }, event: { type: segment.id, params: { n } } }
}
export const make = (rules) => {
  const engine = new Engine()
  engine.addOperator('containsText', (text, part) => text.includes(part))
  rules.forEach((rule) => engine.addRule(rule))
  return async (facts, verdicts) => {
    const { events } = await engine.run(facts)
    verdicts.fill(0)
    for (const { params } of events) verdicts[params.n] = 1
  }
}
