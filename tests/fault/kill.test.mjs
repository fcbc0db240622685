// SIGKILL in the middle of a stream of batches, and a start on the same data: nothing acknowledged is lost, nothing is counted twice.
// Meanwhile visits are sealed and opened again by late events, and people move to more objects and back. The oracle is plain sets and sums in
// JavaScript. ROUNDS=20 (or LONG=1) for more kills, SEED=n to repeat a run.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { setTimeout as wait } from 'node:timers/promises'
import { Browser } from '../worker/wire.mjs'
import { ottoLines } from '../worker/otto.mjs'
import { Edge } from './edge.mjs'

const ROUNDS = Number(process.env.ROUNDS ?? (process.env.LONG ? 50 : 5))
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const BROWSERS = 12
/** In this time's view and click windows, and another visit. */
const YESTERDAY = Date.now() - 20 * 3_600_000
const HOUR = 3_600_000
const MESSAGES = ['hello', 'gauge']
/** Of ten orders so many are cancelled by the shop. */
const CANCELLED = 2
const CONFIG = {
  segments: [],
  messages: MESSAGES.map((id) => ({ id, type: 'popcorn', status: 'active', content: { title: id } })),
  attribution: { click_days: 7, view_days: 1 },
}

const day = (ahead) => new Date(Date.now() + ahead * 24 * HOUR).toISOString().slice(0, 10)

/** A small generator of numbers, the same for the same seed. */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

/** A shopper: makes events, sends what is not acknowledged yet, keeps the account of both. */
class Shopper {
  made = []
  acknowledged = new Set()
  lastAt = 0

  constructor(edge, number, next) {
    Object.assign(this, { number, next, browser: new Browser(edge) })
  }

  /** Something happens. */
  act() {
    const { next } = this
    const pick = (list) => list[Math.floor(next() * list.length)]
    this.lastAt = Math.max(Date.now(), this.lastAt + 1)
    const n = this.made.length
    // Some of it happened yesterday, and is told only now.
    const at = next() < 0.2 ? YESTERDAY + n : this.lastAt
    const [kind, fields] = pick([
      ['page', { url: `/p/${Math.floor(next() * 5)}`, title: '상품' }],
      ['product', { item: { id: `p-${Math.floor(next() * 5)}`, price: 1000 } }],
      ['cart_add', { items: [{ id: `p-${Math.floor(next() * 5)}`, price: 1000 }] }],
      ['exposure', { message: pick(MESSAGES), act: pick(['shown', 'shown', 'clicked', 'closed', 'held']) }],
      ['order', { id: `o-${this.number}-${n}`, value: 1000 + Math.floor(next() * 9000), items: [] }],
    ])
    this.made.push(this.browser.event(kind, fields, at))
  }

  waiting() {
    return this.made.filter((event) => !this.acknowledged.has(event.seq))
  }

  /** Sends some of what waits, sometimes out of order, sometimes with what is done already. */
  async send(limit = 12) {
    const { next } = this
    const batch = this.waiting().slice(0, 1 + Math.floor(next() * limit))
    if (next() < 0.2) batch.reverse()
    if (next() < 0.2) batch.push(...this.made.slice(0, 3))
    const { done } = await this.browser.send(batch)
    for (const [, from, to] of done) for (let seq = from; seq <= to; seq += 1) this.acknowledged.add(seq)
  }
}

/** The shop's server: says that some orders are cancelled, before or after their browsers get through, until it is heard. */
class Shop {
  /** Order → whether the edge has answered. */
  cancelled = new Map()

  constructor(edge, next) {
    Object.assign(this, { edge, next, looked: new Set() })
  }

  async send(shoppers) {
    for (const { made } of shoppers) for (const { kind, id, at } of made) {
      if (kind !== 'order' || this.looked.has(id)) continue
      this.looked.add(id)
      if (this.next() * 10 < CANCELLED) this.cancelled.set(id, { at, heard: false })
    }
    const waiting = [...this.cancelled].filter(([, { heard }]) => !heard).slice(0, 50)
    const orders = waiting.map(([id, { at }]) => ({ id, at: new Date(at).toISOString(), status: 'cancelled', updated_at: new Date(at).toISOString() }))
    const answer = await this.edge.call('POST', `/api/sites/${this.edge.site.id}/orders`, { headers: this.edge.headers, body: { orders } })
    if (answer.status === 503) return waiting.length
    assert.equal(answer.status, 200, await answer.text())
    for (const [, order] of waiting) order.heard = true
    return waiting.length
  }
}

/** What the reports have to say of these events. */
function account(shoppers, shop, which) {
  const sums = { visits: 0, page_views: 0, product_views: 0, cart_adds: 0, orders: 0, cancelled: 0, revenue: 0 }
  const effects = Object.fromEntries(MESSAGES.map((id) => [id, { shown: 0, clicked: 0, closed: 0, held: 0, cancelled: 0, click_conversions: 0, view_conversions: 0, click_revenue: 0, view_revenue: 0, people: 0, buyers: 0, control: 0, control_buyers: 0 }]))
  for (const shopper of shoppers) {
    const events = shopper.made.filter((event) => which(shopper, event)).sort((a, b) => a.at - b.at)
    sums.visits += new Set(events.map((event) => event.at < YESTERDAY + HOUR)).size
    const last = {}
    const met = new Map()
    const bought = new Set()
    for (const event of events) {
      if (event.kind === 'page') sums.page_views += 1
      if (event.kind === 'product') sums.product_views += 1
      if (event.kind === 'cart_add') sums.cart_adds += 1
      if (event.kind === 'exposure') {
        effects[event.message][event.act] += 1
        last[event.act] = event.message
        if (['shown', 'held'].includes(event.act) && !met.has(event.message)) {
          met.set(event.message, event.act === 'held' ? 'control' : 'people')
          effects[event.message][met.get(event.message)] += 1
        }
      }
      if (event.kind === 'order') {
        const gone = shop.cancelled.has(event.id)
        sums[gone ? 'cancelled' : 'orders'] += 1
        if (!gone) sums.revenue += event.value
        const [message, how] = last.clicked ? [last.clicked, 'click'] : [last.shown, 'view']
        if (message && gone) effects[message].cancelled += 1
        else if (message) {
          effects[message][`${how}_conversions`] += 1
          effects[message][`${how}_revenue`] += event.value
        }
        for (const [id, group] of met) if (!gone && !bought.has(id)) {
          bought.add(id)
          effects[id][group === 'control' ? 'control_buyers' : 'buyers'] += 1
        }
      }
    }
  }
  return { sums, effects }
}

/** What they do say. */
async function reported(edge) {
  const { visits, page_views, product_views, cart_adds, orders, cancelled, revenue } = await edge.get(`/totals?from=${day(-2)}&to=${day(1)}`)
  const effects = {}
  for (const id of MESSAGES) {
    const { shown, clicked, closed, held, cancelled, click_conversions, view_conversions, click_revenue, view_revenue, reached, control } = await edge.get(`/messages/${id}/effect?days=3`)
    effects[id] = {
      shown, clicked, closed, held, cancelled, click_conversions, view_conversions, click_revenue: Number(click_revenue.amount), view_revenue: Number(view_revenue.amount),
      people: reached.people, buyers: reached.buyers, control: control.people, control_buyers: control.buyers,
    }
  }
  return { sums: { visits, page_views, product_views, cart_adds, orders, cancelled, revenue: Number(revenue.amount) }, effects }
}

describe(`kills (SEED=${SEED})`, () => {
  const edge = new Edge()
  after(() => edge.remove())

  it('lose nothing acknowledged and count nothing twice', async () => {
    await edge.start()
    await edge.setUp(CONFIG)
    const next = random(SEED)
    const shoppers = Array.from({ length: BROWSERS }, (_, n) => new Shopper(edge, n, random(SEED * 31 + n)))
    const shop = new Shop(edge, random(SEED + 1))
    for (let round = 1; round <= ROUNDS; round += 1) {
      let killed = false
      const streams = shoppers.map(async (shopper) => {
        while (!killed) {
          for (let n = 0; n < 5; n += 1) shopper.act()
          // What fails is in the dark: it may be stored or not, and is sent again.
          await shopper.send().catch((error) => assert.ok(killed, error))
        }
      })
      streams.push((async () => {
        while (!killed) {
          await shop.send(shoppers).catch((error) => assert.ok(killed, error))
          await wait(20)
        }
      })())
      // The first round is quiet; then visits are sealed as if a day had passed, and people move.
      const objects = 2 + (round % 4)
      if (round > 1) streams.push((async () => {
        while (!killed) {
          edge.tick(Date.now() + 26 * HOUR, [0, 1, 2, 3, 4])
          await wait(100 + next() * 200)
        }
      })())
      if (round > 1) streams.push((async () => {
        while (!killed) {
          const moved = await edge.grow(objects).catch((error) => assert.ok(killed, error))
          await wait(moved ? 200 : 20)
        }
      })())
      await wait(600 + next() * 1200)
      killed = true
      await edge.kill()
      await Promise.all(streams)
      await edge.start()

      const least = account(shoppers, shop, (shopper, event) => shopper.acknowledged.has(event.seq)).sums
      const most = account(shoppers, shop, () => true).sums
      const { sums } = await reported(edge)
      for (const key of ['page_views', 'product_views', 'cart_adds']) {
        assert.ok(sums[key] >= least[key], `${key}: ${least[key]} acknowledged, ${sums[key]} there`)
        assert.ok(sums[key] <= most[key], `${key}: ${most[key]} made, ${sums[key]} there`)
      }
      while (shoppers.some((shopper) => shopper.waiting().length > 0)) {
        // Somebody's bucket may wait for who was killed while moving it; a browser comes again.
        const later = (error) => assert.match(String(error), /collect: 503/)
        await Promise.all(shoppers.filter((shopper) => shopper.waiting().length > 0).map((shopper) => shopper.send(200).catch(later)))
      }
      while (await shop.send(shoppers) > 0);
      for (let tries = 0; round > 1 && !await edge.grow(objects); tries += 1) {
        assert.ok(tries < 200, 'whoever was killed is taken to be gone after a while')
        await wait(100)
      }
      const expected = account(shoppers, shop, () => true)
      // A claim whose home was not told before the kill is told by the alarm, and so is what the home says to its claimants.
      let found = await reported(edge)
      for (let tries = 0; tries < 100 && !isDeepStrictEqual(found, expected); tries += 1) {
        await wait(200)
        found = await reported(edge)
      }
      assert.deepEqual(found, expected, `round ${round}`)
      const events = shoppers.reduce((sum, shopper) => sum + shopper.made.length, 0)
      console.log(`# round ${round}: ${events} events of ${BROWSERS} browsers so far, ${expected.sums.orders} orders and ${expected.sums.cancelled} cancelled, all once`)
    }
  })

  it('keep the real histories, and what is known of a person', async () => {
    const body = ottoLines().join('\n')
    const send = () => edge.fetch(`/api/sites/${edge.site.id}/import/events`, { method: 'POST', headers: { ...edge.headers, 'content-type': 'application/x-ndjson' }, body }).then((answer) => answer.json())
    const totals = () => edge.get('/totals?from=2022-08-01&to=2022-08-31')
    assert.equal((await send()).accepted, 862)
    const browser = new Browser(edge)
    const known = (await browser.send([browser.event('page', { url: '/x' }), browser.event('order', { id: 'known-1', value: 5000, items: [] })])).facts
    // An order's home may have moved since its claimants last heard: an alarm tells it again.
    for (let tries = 0; tries < 50 && (await totals()).orders < 10; tries += 1) await wait(100)
    const before = await totals()
    assert.deepEqual([before.visits, before.visitors, before.product_views, before.cart_adds, before.orders, before.carted_without_order], [144, 20, 800, 52, 10, 4])
    await edge.stop()
    await edge.start()
    assert.deepEqual(await totals(), before)
    assert.deepEqual((await browser.send([browser.event('page', { url: '/y' })])).facts, known)
    assert.deepEqual([(await send()).accepted, await totals()], [0, before])
  })
})
