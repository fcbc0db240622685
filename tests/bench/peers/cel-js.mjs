// npm's cel-js. Its README: parse once, evaluate(cst, context, functions) often; it has no contains(), but takes functions of one's own.
import { evaluate, parse } from 'cel-js'
import { expression } from './cel.mjs'
export { load } from '../facts.mjs'

const functions = { contains: (text, part) => text.includes(part) }

export const translate = (segment) => expression(segment, String, (field, part) => `contains(${field}, ${part})`)
export const make = (expressions) => {
  const parsed = expressions.map((expression) => {
    const result = parse(expression)
    if (!result.isSuccess) throw new Error(result.errors.join('\n'))
    return result.cst
  })
  return (facts, verdicts) => {
    for (let n = 0; n < parsed.length; n++) verdicts[n] = evaluate(parsed[n], facts, functions) ? 1 : 0
  }
}
