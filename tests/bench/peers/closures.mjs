// What a good engineer would write by hand: one closure a condition, everything parsed, folded and put into Sets beforehand.
import { plainRule } from '../facts.mjs'
export { load } from '../facts.mjs'

// A closure of its own for each field: each reads one property of objects of one shape, the fastest that a JavaScript engine knows.
const number = {
  visits: { '>=': (n) => (f) => f.visits >= n, '<=': (n) => (f) => f.visits <= n },
  pageViews: { '>=': (n) => (f) => f.pageViews >= n, '<=': (n) => (f) => f.pageViews <= n },
  cartTotal: { '>=': (n) => (f) => f.cartTotal >= n, '<=': (n) => (f) => f.cartTotal <= n },
  cartKinds: { '>=': (n) => (f) => f.cartKinds >= n, '<=': (n) => (f) => f.cartKinds <= n },
  cartUnits: { '>=': (n) => (f) => f.cartUnits >= n, '<=': (n) => (f) => f.cartUnits <= n },
  orders: { '>=': (n) => (f) => f.orders >= n, '<=': (n) => (f) => f.orders <= n },
  spent: { '>=': (n) => (f) => f.spent >= n, '<=': (n) => (f) => f.spent <= n },
  logins: { '>=': (n) => (f) => f.logins >= n, '<=': (n) => (f) => f.logins <= n },
  points: { '>=': (n) => (f) => f.points >= n, '<=': (n) => (f) => f.points <= n },
  lastVisitAgo: { '>=': (n) => (f) => f.lastVisitAgo >= n, '<=': (n) => (f) => f.lastVisitAgo <= n },
  lastOrderAgo: { '>=': (n) => (f) => f.lastOrderAgo >= n, '<=': (n) => (f) => f.lastOrderAgo <= n },
  signUpAgo: { '>=': (n) => (f) => f.signUpAgo >= n, '<=': (n) => (f) => f.signUpAgo <= n },
  lastLoginAgo: { '>=': (n) => (f) => f.lastLoginAgo >= n, '<=': (n) => (f) => f.lastLoginAgo <= n },
  lastAddedAgo: { '>=': (n) => (f) => f.lastAddedAgo >= n, '<=': (n) => (f) => f.lastAddedAgo <= n },
}
const text = {
  word: { in: (set) => (f) => set.has(f.word), contains: (part) => (f) => f.word.includes(part) },
  campaign: { in: (set) => (f) => set.has(f.campaign), contains: (part) => (f) => f.campaign.includes(part) },
  searchWord: { in: (set) => (f) => set.has(f.searchWord), contains: (part) => (f) => f.searchWord.includes(part) },
  sourceName: { in: (set) => (f) => set.has(f.sourceName) },
  grade: { in: (set) => (f) => set.has(f.grade) },
  region: { in: (set) => (f) => set.has(f.region) },
}

const one = ({ field, op, value }) => (number[field] ?? text[field])[op](op === 'in' ? new Set(value) : value)

// All numbers are whole: over 3 is 4 and more.
const closed = ({ field, op, value }) => {
  if (op === '>') return { field, op: '>=', value: value + 1 }
  return op === '<' ? { field, op: '<=', value: value - 1 } : { field, op, value }
}

export const translate = (segment) => {
  const { all, not } = plainRule(segment)
  return { all: all.map(closed), not: closed(not) }
}
export const make = (rules) => {
  const tests = rules.map(({ all, not }) => {
    const [a, b, c, d] = all.map(one)
    const out = one(not)
    return (facts) => a(facts) && b(facts) && c(facts) && d(facts) && !out(facts)
  })
  return (facts, verdicts) => {
    for (let n = 0; n < tests.length; n++) verdicts[n] = tests[n](facts) ? 1 : 0
  }
}
