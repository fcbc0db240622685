// Its README, "Using Query for predicate tests": const query = new Query(criteria), then query.test(doc).
import { Query } from 'mingo'
import { query, revived } from './mongo.mjs'
export { load } from '../facts.mjs'

export const translate = (segment) => query(segment)
export const make = (criteria) => {
  const queries = criteria.map((each) => new Query(revived(each)))
  return (facts, verdicts) => {
    for (let n = 0; n < queries.length; n++) verdicts[n] = queries[n].test(facts) ? 1 : 0
  }
}
