// The JavaScript side's facts: what an engineer would keep of a visitor for the conditions of this bench. Texts are folded and days turned into
// "days ago" once, when they are loaded; every opponent of ours reads the same flat object.

const DAY_MS = 86_400_000
const KST_MS = 9 * 3_600_000
/** Stands for a day that never was: further ago than any condition asks. */
export const NEVER = 99_999

/** Case and spaces do not count. */
export const fold = (text) => text.replaceAll(' ', '').toLowerCase()

/** The civil day in the shop's zone, days since 1970. */
const dayAt = (ms) => Math.floor((ms + KST_MS) / DAY_MS)
const dayOf = (text) => (text == null ? null : Date.parse(text) / DAY_MS)
const ago = (today, day) => (day == null ? NEVER : today - day)

/** Facts from a profile as it is stored (schemas/facts.json). */
export const load = ({ now, visit, cart, person }) => {
  const days = {
    lastVisit: dayOf(person.last_visit_day),
    lastOrder: dayOf(person.last_order_day),
    signUp: dayOf(person.sign_up_day),
    lastLogin: dayOf(person.last_login_day),
    lastAdded: dayOf(person.last_added_day),
  }
  const facts = {
    visits: person.visits,
    pageViews: visit.page_views,
    cartTotal: 0,
    cartKinds: 0,
    cartUnits: 0,
    orders: person.orders,
    spent: Number(person.spent),
    logins: person.logins,
    points: person.points,
    word: fold(visit.word ?? ''),
    campaign: fold(visit.campaign?.name ?? ''),
    sourceName: fold(visit.source_name ?? ''),
    searchWord: fold(visit.search_word ?? ''),
    grade: fold(person.grade ?? ''),
    region: fold(person.region ?? ''),
    lastVisitAgo: 0,
    lastOrderAgo: 0,
    signUpAgo: 0,
    lastLoginAgo: 0,
    lastAddedAgo: 0,
  }
  const state = { facts, days, today: 0, lines: new Map() }
  for (const line of cart.lines) state.lines.set(line.id, { price: Number(line.price), quantity: line.quantity })
  sum(state)
  turn(state, dayAt(Date.parse(now)))
  return state
}

const turn = (state, today) => {
  const { facts, days } = state
  state.today = today
  facts.lastVisitAgo = ago(today, days.lastVisit)
  facts.lastOrderAgo = ago(today, days.lastOrder)
  facts.signUpAgo = ago(today, days.signUp)
  facts.lastLoginAgo = ago(today, days.lastLogin)
  facts.lastAddedAgo = ago(today, days.lastAdded)
}

const sum = ({ facts, lines }) => {
  let total = 0
  let units = 0
  for (const { price, quantity } of lines.values()) {
    total += price * quantity
    units += quantity
  }
  facts.cartTotal = total
  facts.cartKinds = lines.size
  facts.cartUnits = units
}

/** What an event changes. */
export const apply = (state, event) => {
  const { facts, lines } = state
  const today = dayAt(event.at)
  if (today !== state.today) turn(state, today)
  switch (event.type) {
    case 'page':
      facts.pageViews += 1
      break
    case 'search':
      facts.searchWord = fold(event.word)
      break
    case 'cart_add':
      for (const { id, price, quantity } of event.items) {
        const line = lines.get(id)
        if (line) line.quantity += quantity
        else lines.set(id, { price: Number(price), quantity })
      }
      state.days.lastAdded = today
      facts.lastAddedAgo = 0
      sum(state)
      break
    case 'cart_remove':
      for (const { id, quantity } of event.items) {
        const line = lines.get(id)
        if (line && (line.quantity -= quantity) <= 0) lines.delete(id)
      }
      sum(state)
      break
    // A product on the page: no condition of this bench asks for it.
    case 'product':
  }
}

/** Which of those facts a kind of condition reads. */
export const FIELDS = {
  'traffic.visits': 'visits',
  'traffic.page_views': 'pageViews',
  'cart.total': 'cartTotal',
  'cart.kinds': 'cartKinds',
  'cart.units': 'cartUnits',
  'purchase.orders': 'orders',
  'purchase.spent': 'spent',
  'member.logins': 'logins',
  'benefit.points': 'points',
  'source.word': 'word',
  'source.campaign_name': 'campaign',
  'source.name': 'sourceName',
  'content.search_word': 'searchWord',
  'member.grade': 'grade',
  'member.region': 'region',
  'traffic.last_visit_day': 'lastVisitAgo',
  'purchase.last_order_day': 'lastOrderAgo',
  'member.sign_up_day': 'signUpAgo',
  'member.last_login_day': 'lastLoginAgo',
  'cart.last_added_day': 'lastAddedAgo',
}

/** A condition as the opponents' languages put it: field, operator (>= <= > < in contains), value. */
export const plain = (condition) => {
  const field = FIELDS[condition.kind]
  if (condition.within_days !== undefined) return { field, op: '<=', value: condition.within_days }
  for (const [key, op] of [['min', '>='], ['max', '<='], ['above', '>'], ['below', '<']]) {
    if (condition[key] !== undefined) return { field, op, value: Number(condition[key]) }
  }
  if (condition.match === 'equals') return { field, op: 'in', value: condition.values.map(fold) }
  if (condition.match === 'contains' && condition.values.length === 1) return { field, op: 'contains', value: fold(condition.values[0]) }
  throw new Error(`the bench cannot put ${JSON.stringify(condition)}`)
}

/** A segment so: every one of `all`, and not `not`. */
export const plainRule = ({ include, exclude: [exclude] }) => ({ all: include.map(plain), not: plain(exclude) })
