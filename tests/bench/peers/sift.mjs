// Its README: const test = sift(query), then test(value).
import sift from 'sift'
import { query, revived } from './mongo.mjs'
export { load } from '../facts.mjs'

export const translate = (segment) => query(segment, { nor: true })
export const make = (queries) => {
  const tests = queries.map((query) => sift(revived(query)))
  return (facts, verdicts) => {
    for (let n = 0; n < tests.length; n++) verdicts[n] = tests[n](facts) ? 1 : 0
  }
}
