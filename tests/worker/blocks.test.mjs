// Visits that are over go into blocks, and come out again where something comes late: no report can tell.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'
import { tick } from './objects.mjs'
import { ottoLines } from './otto.mjs'
import { Browser } from './wire.mjs'

const DAY = 86_400_000
const HOUR = 3_600_000
const day = (ahead) => new Date(Date.now() + ahead * DAY).toISOString().slice(0, 10)

describe('blocks', () => {
  let edge
  let site
  let token
  before(async () => {
    edge = await start()
    site = edge.owner.site.id
    token = await edge.token(['read', 'send'])
  })
  after(() => edge?.close())

  const get = async (path) => {
    const answer = await edge.call('GET', `/api/sites/${site}${path}`, { as: token })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const bring = async (lines) => {
    const answer = await edge.call('POST', `/api/sites/${site}/import/events`, { as: token, headers: { 'content-type': 'application/x-ndjson' }, body: lines.join('\n') })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body.accepted
  }

  it('hold the real histories as they were', async () => {
    const august = () => get('/totals?from=2022-08-01&to=2022-08-31')
    const lines = ottoLines()
    await bring(lines)
    const before = await august()
    assert.deepEqual([before.visits, before.visitors, before.product_views, before.cart_adds, before.orders, before.carted_without_order], [144, 20, 800, 52, 10, 4])
    await tick(edge, site, Date.now() + 2 * HOUR)
    assert.deepEqual(await august(), before)
    await tick(edge, site, Date.now() + 2 * HOUR)
    assert.deepEqual(await august(), before, 'an alarm that comes twice')
    assert.equal(await bring(lines), 0, 'sent again, nothing is new')
    // One event in the middle of a sealed visit opens it, and those after it.
    const first = JSON.parse(lines[0])
    assert.equal(await bring([JSON.stringify({ ...first, ts: first.ts + 1, aid: 1 })]), 1)
    const more = { ...before, product_views: 801 }
    assert.deepEqual(await august(), more)
    await tick(edge, site, Date.now() + 4 * HOUR)
    assert.deepEqual(await august(), more)
  })

  it('let late events in, whatever was sealed between', async () => {
    const now = Date.now()
    const browser = new Browser(edge)
    const totals = async () => {
      const { visits, page_views: pages } = await get(`/totals?from=${day(-10)}&to=${day(10)}`)
      return [visits, pages]
    }
    const page = (at) => browser.event('page', { url: '/late' }, at)
    await browser.send([page(now - 4 * DAY), page(now - 2 * DAY)])
    assert.deepEqual(await totals(), [2, 2])
    await tick(edge, site, now + 2 * HOUR)
    const seen = async (events, expected) => {
      const { facts } = await browser.send(events)
      assert.equal(facts.visits, expected)
    }
    await seen([page(now - 3 * DAY)], 3)
    await tick(edge, site, now + 4 * HOUR)
    // Two visits become one.
    await seen([page(now - 3 * DAY + 20 * 60_000), page(now - 3 * DAY + 40 * 60_000)], 3)
    assert.deepEqual(await totals(), [3, 5])
    await tick(edge, site, now + 6 * HOUR)
    assert.deepEqual(await totals(), [3, 5])
  })

  it('go after thirteen months; what they counted of a person stays', async () => {
    const browser = new Browser(edge)
    await browser.send([browser.event('page', { url: '/' }, Date.now() - DAY)])
    const visits = async () => [(await get(`/totals?from=${day(-10)}&to=${day(10)}`)).visits, (await get('/totals?from=2022-08-01&to=2022-08-31')).visits]
    await tick(edge, site, Date.now() + 2 * DAY)
    assert.deepEqual(await visits(), [4, 144], 'what was imported stays as long')
    await tick(edge, site, Date.now() + 402 * DAY)
    assert.deepEqual(await visits(), [0, 0])
    assert.equal((await browser.send([browser.event('page', { url: '/' })])).facts.visits, 2)
  })
})
