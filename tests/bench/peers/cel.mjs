// A segment as an expression in Google's Common Expression Language, for both libraries that speak it.
import { plainRule } from '../facts.mjs'

/** `number` says how a number is written, `contains` how a part of a text is asked for. */
export const expression = (segment, number, contains) => {
  const one = ({ field, op, value }) => {
    if (op === 'in') return `${field} in [${value.map((text) => JSON.stringify(text)).join(', ')}]`
    if (op === 'contains') return contains(field, JSON.stringify(value))
    return `${field} ${op} ${number(value)}`
  }
  const { all, not } = plainRule(segment)
  return [...all.map(one), `!(${one(not)})`].join(' && ')
}
