// @marcbachmann/cel-js, the one that is kept well (the README of npm's cel-js points to it). Its README recommends the Environment API with
// typed variables, and to parse once. Numbers of JavaScript are doubles there, and are written so.
import { Environment } from '@marcbachmann/cel-js'
import { FIELDS } from '../facts.mjs'
import { expression } from './cel.mjs'
export { load } from '../facts.mjs'

const TEXTS = ['word', 'campaign', 'sourceName', 'searchWord', 'grade', 'region']

export const translate = (segment) => expression(segment, (number) => number.toFixed(1), (field, part) => `${field}.contains(${part})`)
export const make = (expressions) => {
  const environment = new Environment()
  for (const field of Object.values(FIELDS)) environment.registerVariable(field, TEXTS.includes(field) ? 'string' : 'double')
  const parsed = expressions.map((each) => {
    const run = environment.parse(each)
    const { valid, error } = run.check()
    if (!valid) throw error
    return run
  })
  return (facts, verdicts) => {
    for (let n = 0; n < parsed.length; n++) verdicts[n] = parsed[n](facts) ? 1 : 0
  }
}
