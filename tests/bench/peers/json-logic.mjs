// A segment in the language of JSON Logic, for both libraries that speak it.
import { plainRule } from '../facts.mjs'

const one = ({ field, op, value }) => {
  if (op === 'in') return { in: [{ var: field }, value] }
  if (op === 'contains') return { in: [value, { var: field }] }
  return { [op]: [{ var: field }, value] }
}

export const translate = (segment) => {
  const { all, not } = plainRule(segment)
  return { and: [...all.map(one), { '!': [one(not)] }] }
}
