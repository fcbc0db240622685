// The SDK's own evaluation of targeting conditions: evalCondition(attributes, condition). Its $regex wants a text and keeps the compiled one.
import { evalCondition } from '@growthbook/growthbook'
import { query } from './mongo.mjs'
export { load } from '../facts.mjs'

export const translate = (segment) => query(segment)
export const make = (conditions) => (facts, verdicts) => {
  for (let n = 0; n < conditions.length; n++) verdicts[n] = evalCondition(facts, conditions[n]) ? 1 : 0
}
