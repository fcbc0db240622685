// A segment as a MongoDB query, which GrowthBook, sift and mingo speak.
import { plainRule } from '../facts.mjs'

const NAMES = { '>=': '$gte', '<=': '$lte', '>': '$gt', '<': '$lt', in: '$in' }
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What excludes stands beside the others as $not, or alone in $nor: whichever the library is faster with. */
export const query = (segment, { nor = false } = {}) => {
  const one = ({ field, op, value }) => ({ [field]: op === 'contains' ? { $regex: escaped(value) } : { [NAMES[op]]: value } })
  const { all, not } = plainRule(segment)
  const condition = {}
  // Different fields stand side by side; the second of one field stands in $and.
  const more = []
  const add = (field, test) => {
    if (field in condition) more.push({ [field]: test })
    else condition[field] = test
  }
  for (const [field, test] of all.flatMap((each) => Object.entries(one(each)))) add(field, test)
  if (nor) condition.$nor = [one(not)]
  else for (const [field, test] of Object.entries(one(not))) add(field, { $not: test })
  if (more.length > 0) condition.$and = more
  return condition
}

/** The query with regular expressions in the place of their texts. */
export const revived = (query) => JSON.parse(JSON.stringify(query), (key, value) => (key === '$regex' ? new RegExp(value) : value))
