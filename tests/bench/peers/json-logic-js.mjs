// jsonlogic.com: jsonLogic.apply(rules, data).
import jsonLogic from 'json-logic-js'
export { translate } from './json-logic.mjs'
export { load } from '../facts.mjs'

export const make = (rules) => (facts, verdicts) => {
  for (let n = 0; n < rules.length; n++) verdicts[n] = jsonLogic.apply(rules[n], facts) ? 1 : 0
}
