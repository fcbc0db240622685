// The effect of a message: by variant and day, against the control group, with orders that are corrected, late, repeated or forged.
// The oracle is plain loops in JavaScript over all that was ever said. SEED=n repeats a run.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'
import { Browser, newVisitor } from './wire.mjs'

const MIN = 60_000
const DAY = 24 * 60 * MIN
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const RULE = { click_days: 2, view_days: 1 }
const MESSAGES = ['hello', 'gauge']
const CONFIG = {
  segments: [],
  messages: MESSAGES.map((id) => ({ id, type: 'popcorn', status: 'active', content: { title: id } })),
  attribution: RULE,
}

const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}
const shuffled = (list, next) => list.map((item) => [next(), item]).sort(([a], [b]) => a - b).map(([, item]) => item)
const dayOf = (at) => new Date(at + 9 * 60 * MIN).toISOString().slice(0, 10)

describe(`effect (SEED=${SEED})`, () => {
  let edge
  let token
  let sites = 0
  before(async () => {
    edge = await start()
    token = await edge.token(['read', 'configure', 'send', 'manage'])
  })
  after(() => edge?.close())

  /** A site of its own. */
  const site = async (config = CONFIG) => {
    sites += 1
    const key = `effect-${sites}`
    const made = await edge.call('POST', '/api/sites', { as: edge.owner, body: { name: '가게', key, zone: 'Asia/Seoul', currency: 'KRW', domains: ['shop.example'] } })
    const path = `/api/sites/${made.body.id}`
    const put = await edge.call('PUT', `${path}/config`, { as: token, body: config, headers: { 'if-match': '"0"' } })
    assert.equal(put.status, 200, JSON.stringify(put.body))
    const get = async (rest) => {
      const answer = await edge.call('GET', `${path}${rest}`, { as: token })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      return answer.body
    }
    return {
      path,
      get,
      browser: (more) => new Browser(edge, { key, ...more }),
      effect: (id = 'hello', query = 'days=7') => get(`/messages/${id}/effect?${query}`),
      totals: () => get(`/totals?from=${dayOf(Date.now() - 6 * DAY)}&to=${dayOf(Date.now())}`),
      tell: async (...orders) => {
        const answer = await edge.call('POST', `${path}/orders`, { as: token, body: { orders } })
        assert.equal(answer.status, 200, JSON.stringify(answer.body))
        return answer.body
      },
    }
  }
  const meets = (browser, act, at, more = {}) => browser.event('exposure', { message: 'hello', act, ...more }, at)
  const buys = (browser, id, value, at) => browser.event('order', { id, value, items: [] }, at)
  /** What the edge says of a person, who does nothing of note. */
  const person = async (browser) => {
    const { facts } = await browser.send([browser.event('page', { url: '/' })])
    return [facts.orders, facts.spent / 1e6]
  }
  const iso = (at) => new Date(at).toISOString()

  describe('the control group', () => {
    it('is set against the others as in Newcombe 1998: 56 of 70 against 48 of 80', async () => {
      const { browser, effect } = await site()
      const at = Date.now() - 30 * MIN
      const people = Array.from({ length: 150 }, (_, n) => [n, browser()])
      while (people.length > 0) {
        await Promise.all(people.splice(0, 15).map(([n, one]) => {
          const shown = n < 70
          const ordered = shown ? n < 56 : n < 70 + 48
          return one.send([
            meets(one, shown ? 'shown' : 'held', at, { variant: shown ? n % 2 : 0 }),
            meets(one, shown ? 'shown' : 'held', at + 1, { variant: shown ? n % 2 : 0 }),
            ...(ordered ? [buys(one, `n-${n}`, 1_000, at + MIN), buys(one, `n-${n}-again`, 500, at + 2 * MIN)] : []),
          ])
        }))
      }
      const { shown, held, reached, control, lift, by_variant, definitions, view_conversions } = await effect()
      assert.deepEqual([shown, held, view_conversions], [140, 160, 112])
      assert.deepEqual(reached, { people: 70, buyers: 56, rate: 0.8, revenue_per_person: { amount: '1200', currency: 'KRW' } })
      assert.deepEqual(control, { people: 80, buyers: 48, rate: 0.6, revenue_per_person: { amount: '900', currency: 'KRW' } })
      const { value, low, high } = lift.difference_points
      assert.deepEqual([value, low, high].map((points) => points.toFixed(2)), ['20.00', '5.24', '33.39'])
      assert.equal(lift.relative_percent.value.toFixed(2), '33.33')
      assert.equal(lift.verdict, 'more')
      assert.deepEqual(by_variant.map(({ variant, people, buyers, lift }) => [variant, people, buyers, lift.verdict]), [[0, 35, 28, 'more'], [1, 35, 28, 'more']])
      for (const name of ['shown', 'held', 'click_conversions', 'cancelled', 'people', 'rate', 'lift']) {
        assert.ok(definitions[name].ko && definitions[name].en, name)
      }
      assert.match(definitions.buyers.ko, /2일/)
    })

    it('concludes nothing of nobody, of few, and of all', async () => {
      const { browser, effect } = await site()
      const nothing = { difference_points: null, relative_percent: null, verdict: 'too_few' }
      const empty = await effect()
      assert.deepEqual([empty.lift, empty.by_variant, empty.control], [nothing, [], { people: 0, buyers: 0, rate: null, revenue_per_person: null }])
      assert.equal(empty.by_day.length, 7)
      const [a, b] = [browser(), browser()]
      const now = Date.now()
      await a.send([meets(a, 'shown', now - MIN)])
      assert.deepEqual((await effect()).lift, nothing, 'no control group')
      await b.send([meets(b, 'held', now - MIN)])
      assert.equal((await effect()).lift.relative_percent, null)
      await Promise.all([[a, 'a'], [b, 'b']].map(([one, id]) => one.send([buys(one, id, 1_000, now)])))
      const { lift, reached, control } = await effect()
      assert.deepEqual([reached.rate, control.rate, lift.difference_points.value, lift.relative_percent, lift.verdict], [1, 1, 0, null, 'too_few'])
      assert.ok(!JSON.stringify(await effect()).includes('NaN'))
    })

    it('keeps a person in the group of the first time, whatever comes first', async () => {
      const { browser, effect } = await site()
      const now = Date.now()
      const one = browser()
      const [held, shown] = [meets(one, 'held', now - 3 * DAY), meets(one, 'shown', now - DAY, { variant: 1 })]
      await one.send([shown])
      assert.deepEqual((await effect()).reached.people, 1)
      await one.send([held])
      const { reached, control, by_variant } = await effect()
      assert.deepEqual([reached.people, control.people, by_variant.map(({ variant, shown, held, people }) => [variant, shown, held, people])], [0, 1, [[0, 0, 1, 0], [1, 1, 0, 0]]])
      const day = dayOf(now - 3 * DAY)
      assert.equal((await effect('hello', `from=${day}&to=${day}`)).control.people, 1)
      assert.equal((await effect('hello', `from=${dayOf(now - 2 * DAY)}&to=${dayOf(now)}`)).control.people, 0, 'met first before these days')
    })
  })

  it('is of the days that are asked for', async () => {
    const { path, effect } = await site()
    const day = (back) => dayOf(Date.now() - back * DAY)
    const { from, to, by_day } = await effect('hello', `from=${day(89)}&to=${day(0)}`)
    assert.deepEqual([from, to, by_day.length, by_day[89].day], [day(89), day(0), 90, day(0)])
    for (const query of [`from=${day(90)}`, `from=${day(0)}&to=${day(1)}`, 'to=tomorrow', 'from=2026-02-30', 'days=91', 'to=-999999-01-01']) {
      assert.equal((await edge.call('GET', `${path}/messages/hello/effect?${query}`, { as: token })).status, 422, query)
    }
  })

  describe('an order that is taken back', () => {
    it('counts nowhere but among the cancelled, until it stands again', async () => {
      const { browser, effect, totals, tell } = await site()
      const one = browser()
      const at = Date.now() - 10 * MIN
      await one.send([meets(one, 'clicked', at - MIN), meets(one, 'shown', at - 2 * MIN), buys(one, 'c-1', 12_000, at)])
      const all = async () => {
        const { click_conversions, click_revenue, cancelled, reached } = await effect()
        const { orders, revenue, cancelled: gone } = await totals()
        return [click_conversions, click_revenue.amount, cancelled, reached.buyers, orders, revenue.amount, gone, ...(await person(one))]
      }
      const stands = [1, '12000', 0, 1, 1, '12000', 0, 1, 12_000]
      const gone = [0, '0', 1, 0, 0, '0', 1, 0, 0]
      assert.deepEqual(await all(), stands)
      const order = { id: 'c-1', at: iso(at) }
      assert.deepEqual(await tell({ ...order, status: 'cancelled' }), { orders: 1, new: 0, told: 0 })
      assert.deepEqual(await all(), gone)
      await tell({ ...order, status: 'placed', value: '12000' })
      assert.deepEqual(await all(), stands)
      await tell({ ...order, status: 'refunded', value: '4500.5' })
      assert.deepEqual(await all(), [1, '4500.5', 0, 1, 1, '4500.5', 0, 1, 4_500.5])
      await tell({ ...order, status: 'refunded', value: 0 })
      assert.deepEqual(await all(), gone, 'nothing remains')
      await tell({ ...order, status: 'refunded', value: '4500.5', updated_at: iso(at + MIN) })
      assert.deepEqual(await all(), gone, 'an older word')
    })

    it('is known to be before the browser has said a word, at home or in another object', async () => {
      const { browser, effect, totals, tell } = await site()
      const at = Date.now() - 10 * MIN
      const shoppers = Array.from({ length: 12 }, browser)
      await tell(...shoppers.map((_, n) => ({ id: `early-${n}`, at: iso(at), status: 'cancelled' })))
      assert.equal((await totals()).cancelled, 12)
      await Promise.all(shoppers.map((one, n) => one.send([meets(one, 'shown', at - MIN), buys(one, `early-${n}`, 7_000, at)])))
      const { view_conversions, cancelled, reached } = await effect()
      assert.deepEqual([view_conversions, cancelled, reached.people, reached.buyers], [0, 12, 12, 0])
      for (const one of shoppers) assert.deepEqual(await person(one), [0, 0])
    })

    it('follows a refund of what was never told as placed, if the amount that was paid is', async () => {
      const { browser, totals, tell } = await site()
      const at = Date.now() - 10 * MIN
      const [one, other] = [browser(), browser()]
      await one.send([buys(one, 'p-1', 9_000, at)])
      const answer = await tell({ id: 'p-1', at: iso(at), status: 'refunded', value: 2_500, paid: 9_000 })
      assert.deepEqual(answer, { orders: 1, new: 0, told: 0 })
      await other.send([buys(other, 'p-1', 8_000, at + MIN)])
      assert.deepEqual([await person(one), await person(other), (await totals()).revenue.amount], [[1, 2_500], [1, 8_000], '2500'])
    })

    it('takes the later of two words, however they come', async () => {
      const { tell, totals } = await site()
      const at = Date.now() - DAY
      const words = [
        { status: 'placed', value: '10000', updated_at: iso(at) },
        { status: 'refunded', value: '6000', updated_at: iso(at + MIN) },
        { status: 'refunded', value: '5000', updated_at: iso(at + 2 * MIN) },
      ]
      const orders = [words, [...words].reverse(), [words[2], words[0], words[1], words[2]]]
      for (const [n, said] of orders.entries()) for (const word of said) await tell({ id: `w-${n}`, at: iso(at), ...word })
      const { orders: count, revenue } = await totals()
      assert.deepEqual([count, revenue.amount], [3, '15000'])
      await tell({ id: 'w-9', at: iso(at), value: 1_000 }, { id: 'w-9', at: iso(at), value: 2_000 })
      assert.equal((await totals()).revenue.amount, '17000', 'in one request the last')
    })

    it('refuses words that are none', async () => {
      const { path } = await site()
      const at = iso(Date.now() - MIN)
      const post = (order) => edge.call('POST', `${path}/orders`, { as: token, body: { orders: [{ id: 'x', at, ...order }] } })
      for (const [order, status, field] of [
        [{ status: 'refunded' }, 422, 'orders[0].value'],
        [{}, 422, 'orders[0].value'],
        [{ value: 1, updated_at: iso(Date.now() + DAY) }, 422, 'orders[0].updated_at'],
        [{ value: 1, updated_at: 17 }, 422, 'orders[0].updated_at'],
        [{ value: 1, status: 'lost' }, 400, undefined],
        [{ value: -1, status: 'refunded' }, 400, undefined],
      ]) {
        const answer = await post(order)
        assert.equal(answer.status, status, JSON.stringify([order, answer.body]))
        if (field) assert.equal(answer.body.field, field)
      }
    })
  })

  describe('a forger', () => {
    it('cannot invent messages or variants', async () => {
      const { browser, effect } = await site()
      const forger = browser()
      const now = Date.now()
      const junk = [
        ...Array.from({ length: 60 }, (_, n) => meets(forger, 'shown', now + n, { message: `junk-${n}` })),
        ...Array.from({ length: 60 }, (_, n) => meets(forger, 'held', now + n, { variant: 10 + n * 4 })),
        meets(forger, 4, now), meets(forger, 255, now),
      ]
      const said = await forger.send([...junk, meets(forger, 'shown', now, { variant: 9 })])
      assert.deepEqual(said.done, [[forger.tab, 1, 123]], 'all are done with')
      const { shown, held, reached, by_variant } = await effect()
      assert.deepEqual([shown, held, reached.people, by_variant.map(({ variant }) => variant)], [1, 0, 1, [9]])
    })

    it('cannot cancel somebody’s order, nor learn of it what was not known', async () => {
      const { browser, effect, totals, tell } = await site()
      const at = Date.now() - 10 * MIN
      const [real, phone, forger, guesser] = Array.from({ length: 4 }, browser)
      await real.send([meets(real, 'clicked', at - MIN), buys(real, 'f-1', 20_000, at)])
      await phone.send([buys(phone, 'f-1', 20_000, at + 5 * MIN)])
      // There is no word of a browser that cancels: the nearest are an earlier claim, and one of nothing.
      await forger.send([buys(forger, 'f-1', 0, at - 5 * MIN)])
      await guesser.send([buys(guesser, 'f-2', 77, at)])
      await tell({ id: 'f-1', at: iso(at), value: 20_000 }, { id: 'f-2', at: iso(at), value: 31_000 })
      const { click_conversions, click_revenue, cancelled } = await effect()
      assert.deepEqual([click_conversions, click_revenue.amount, cancelled, (await totals()).orders], [1, '20000', 0, 2])
      await tell({ id: 'f-1', at: iso(at), status: 'refunded', value: 6_000 }, { id: 'f-2', at: iso(at), status: 'refunded', value: 9_000 })
      assert.equal((await effect()).click_revenue.amount, '6000')
      assert.deepEqual([await person(real), await person(phone)], [[1, 6_000], [1, 6_000]])
      assert.deepEqual([await person(forger), await person(guesser)], [[1, 0], [1, 77]], 'no amount that they did not say')
      await tell({ id: 'f-1', at: iso(at), status: 'cancelled' })
      assert.deepEqual([await person(real), await person(phone), await person(forger)], [[0, 0], [0, 0], [1, 0]])
    })
  })

  /** What happened in a shop over three days, and what its server said about the orders. */
  const story = (next) => {
    const pick = (list) => list[Math.floor(next() * list.length)]
    const now = Date.now()
    let tick = 0
    const moment = () => now - 3 * DAY + Math.floor(next() * 3 * DAY) - (tick += 1)
    const shoppers = Array.from({ length: 10 }, (_, n) => {
      const events = Array.from({ length: 6 + Math.floor(next() * 22) }, () => ({
        kind: 'exposure', message: pick(MESSAGES), variant: Math.floor(next() * 3), act: pick(['shown', 'shown', 'clicked', 'closed', 'held']), at: moment(),
      }))
      for (let o = 0; o < 4; o += 1) {
        const order = { kind: 'order', id: `o-${n}-${o}`, value: 1_000 + Math.floor(next() * 9_000), items: [], at: moment() }
        events.push(order)
        if (next() < 0.3) events.push({ ...order, at: moment() }) // Its page is opened again.
      }
      return events
    })
    const orders = shoppers.flatMap((events) => events.filter(({ kind }) => kind === 'order'))
    // Other browsers say the same numbers: the shopper's phone, and somebody who guesses.
    for (const order of orders) {
      if (next() < 0.15) pick(shoppers).push({ ...order, at: moment() })
      if (next() < 0.15) pick(shoppers).push({ ...order, value: order.value + 1, at: moment() })
    }
    const words = []
    let updated = now - 2 * DAY
    for (const { id, at, value } of orders) {
      for (const status of ['placed', 'refunded', 'cancelled', 'placed', 'refunded']) {
        if (next() > 0.25) continue
        updated += 1_000
        words.push({ id, at: iso(at + 500), updated_at: iso(updated), status, value: status === 'refunded' ? String(Math.floor(value / 2)) : String(value) })
      }
    }
    return { shoppers, words: shuffled(words, next) }
  }

  /** What the reports have to say of it. */
  const account = ({ shoppers, words }) => {
    const within = (from, at, days) => from <= at && at - from <= days * DAY
    const latest = (list) => list.reduce((best, one) => (!best || Date.parse(one.updated_at) > Date.parse(best.updated_at) ? one : best), undefined)
    /** Each browser's word of each number: the earliest. */
    const claims = []
    shoppers.forEach((events, shopper) => {
      const first = {}
      for (const event of events) if (event.kind === 'order' && !(first[event.id]?.at <= event.at)) first[event.id] = event
      for (const { id, at, value } of Object.values(first)) {
        const last = (act, days) => events.filter((event) => event.act === act && within(event.at, at, days)).sort((a, b) => b.at - a.at)[0]
        claims.push({ id, at, value, shopper, credit: last('clicked', RULE.click_days) ?? last('shown', RULE.view_days), stands: true, remains: value })
      }
    })
    const totals = { orders: 0, revenue: 0, cancelled: 0 }
    const blank = () => ({ shown: 0, clicked: 0, closed: 0, held: 0, click_conversions: 0, click_revenue: 0, view_conversions: 0, view_revenue: 0, cancelled: 0 })
    const effects = Object.fromEntries(MESSAGES.map((id) => [id, { total: blank(), by_variant: {}, by_day: {}, groups: {} }]))
    const add = (message, variant, at, key, by = 1) => {
      const { total, by_variant, by_day } = effects[message]
      for (const counts of [total, (by_variant[variant] ??= blank()), (by_day[dayOf(at)] ??= blank())]) counts[key] += by
    }
    for (const id of new Set([...claims, ...words].map((one) => one.id))) {
      const said = words.filter((word) => word.id === id)
      const mine = claims.filter((claim) => claim.id === id)
      const server = latest(said)
      const paid = latest(said.filter(({ status }) => status === 'placed'))
      const word = server ? { at: Date.parse(server.at), value: Number(server.value), status: server.status } : { ...[...mine].sort((a, b) => a.at - b.at)[0], status: 'placed' }
      const amount = paid ? Number(paid.value) : server ? undefined : word.value
      const rank = (claim) => [amount !== undefined && claim.value !== amount ? 1 : 0, Math.abs(claim.at - word.at), claim.at]
      const [ordered] = [...mine].sort((a, b) => rank(a).map((part, n) => part - rank(b)[n]).find((by) => by) ?? 0)
      if (server) for (const claim of mine) {
        const knows = claim.value === amount
        claim.stands = !(word.status === 'cancelled' && (knows || claim.value === ordered.value))
        if (word.status === 'refunded' && knows) claim.remains = word.value
      }
      const credit = ordered?.credit
      if (word.status === 'cancelled') totals.cancelled += 1
      else [totals.orders, totals.revenue] = [totals.orders + 1, totals.revenue + word.value]
      if (!credit) continue
      const how = credit.act === 'clicked' ? 'click' : 'view'
      if (word.status === 'cancelled') add(credit.message, credit.variant, word.at, 'cancelled')
      else {
        add(credit.message, credit.variant, word.at, `${how}_conversions`)
        add(credit.message, credit.variant, word.at, `${how}_revenue`, word.value)
      }
    }
    const people = shoppers.map((events, shopper) => {
      for (const event of events) if (event.kind === 'exposure') add(event.message, event.variant, event.at, event.act)
      const mine = claims.filter((claim) => claim.shopper === shopper && claim.stands)
      for (const message of MESSAGES) {
        const [first] = events.filter((event) => event.message === message && ['shown', 'held'].includes(event.act)).sort((a, b) => a.at - b.at)
        if (!first) continue
        const bought = mine.filter((claim) => within(first.at, claim.at, Math.max(RULE.click_days, RULE.view_days)))
        for (const name of first.act === 'held' ? ['control'] : ['reached', `variant ${first.variant}`]) {
          const group = (effects[message].groups[name] ??= { people: 0, buyers: 0, spent: 0 })
          group.people += 1
          if (bought.length > 0) group.buyers += 1
          for (const { remains } of bought) group.spent += remains
        }
      }
      return [mine.length, mine.reduce((sum, { remains }) => sum + remains, 0)]
    })
    return { totals, effects, people }
  }

  /** What they do say, in the same form. */
  const reported = async ({ effect, totals }, browsers) => {
    const { orders, revenue, cancelled } = await totals()
    const effects = {}
    const counts = (given) => {
      const { shown, clicked, closed, held, click_conversions, view_conversions, cancelled } = given
      return { shown, clicked, closed, held, click_conversions, click_revenue: Number(given.click_revenue.amount), view_conversions, view_revenue: Number(given.view_revenue.amount), cancelled }
    }
    const per = (spent, people) => (people ? Math.floor((spent * 1e6) / people) / 1e6 : null)
    const group = ({ people, buyers, revenue_per_person }) => ({ people, buyers, per: revenue_per_person && Number(revenue_per_person.amount) })
    for (const id of MESSAGES) {
      const said = await effect(id)
      const some = (list, name) => Object.fromEntries(list.map((one) => [one[name], counts(one)]).filter(([, one]) => Object.values(one).some(Boolean)))
      const groups = { reached: group(said.reached), control: group(said.control) }
      for (const one of said.by_variant) groups[`variant ${one.variant}`] = group(one)
      effects[id] = { total: counts(said), by_variant: some(said.by_variant, 'variant'), by_day: some(said.by_day, 'day'), groups: Object.fromEntries(Object.entries(groups).filter(([, { people }]) => people)) }
    }
    const people = await Promise.all(browsers.map(person))
    return { said: { totals: { orders, revenue: Number(revenue.amount), cancelled }, effects, people }, per }
  }

  it('is the same in order, and shuffled and cut into other batches', async () => {
    const next = random(SEED)
    // Some stories are dull: without orders that are taken back, or clicks before any.
    const saysMuch = ({ totals, effects }) => totals.cancelled > 3 && effects.hello.total.click_conversions > 0
    let told = story(next)
    while (!saysMuch(account(told))) told = story(next)
    const expected = account(told)
    const tellings = {
      'in order': async (here, browsers) => {
        for (const [n, browser] of browsers.entries()) {
          const events = told.shoppers[n].map((event) => ({ ...event })).sort((a, b) => a.at - b.at)
          await browser.send(events.map(({ kind, at, ...fields }) => browser.event(kind, fields, at)))
        }
        for (const word of [...told.words].sort((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at))) await here.tell(word)
      },
      shuffled: async (here, browsers) => {
        const calls = []
        for (const [n, browser] of browsers.entries()) {
          const events = shuffled(told.shoppers[n].map(({ kind, at, ...fields }) => browser.event(kind, fields, at)), next)
          while (events.length > 0) {
            const part = events.splice(0, 1 + Math.floor(next() * 7))
            calls.push(() => browser.send(part))
            if (next() < 0.3) calls.push(() => browser.send(part))
          }
        }
        const words = [...told.words]
        while (words.length > 0) {
          const part = words.splice(0, 1 + Math.floor(next() * 5))
          calls.push(() => here.tell(...part))
          if (next() < 0.3) calls.push(() => here.tell(...part))
        }
        const all = shuffled(calls, next)
        while (all.length > 0) await Promise.all(all.splice(0, 3).map((call) => call()))
      },
    }
    for (const [name, tell] of Object.entries(tellings)) {
      const here = await site()
      const browsers = told.shoppers.map(() => here.browser({ visitor: newVisitor() }))
      await tell(here, browsers)
      const { said, per } = await reported(here, browsers)
      const wanted = structuredClone(expected)
      for (const { groups } of Object.values(wanted.effects)) {
        for (const [group, { people, buyers, spent }] of Object.entries(groups)) groups[group] = { people, buyers, per: per(spent, people) }
      }
      assert.deepEqual(said, wanted, name)
    }
  })
})
