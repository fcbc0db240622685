// What shoppers and a shop do, and the account of it: an oracle in plain sets and sums.
import assert from 'node:assert/strict'
import { Browser } from '../worker/wire.mjs'

const HOUR = 3_600_000
/** In this time's view and click windows, and another visit. */
export const YESTERDAY = Date.now() - 20 * 3_600_000
export const MESSAGES = ['hello', 'gauge']
/** Of ten orders so many are cancelled by the shop. */
const CANCELLED = 2
export const CONFIG = {
  segments: [],
  messages: MESSAGES.map((id) => ({ id, type: 'popcorn', status: 'active', content: { title: id } })),
  attribution: { click_days: 7, view_days: 1 },
}

export const day = (ahead) => new Date(Date.now() + ahead * 24 * HOUR).toISOString().slice(0, 10)

/** A small generator of numbers, the same for the same seed. */
export const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

/** A shopper: makes events, sends what is not acknowledged yet, keeps the account of both. */
export class Shopper {
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
export class Shop {
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
export function account(shoppers, shop, which) {
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
export async function reported(edge) {
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

