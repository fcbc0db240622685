// Histories: the 20 real visitors of tests/cases/otto through the same fold as live visits.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'
import { ottoLines } from './otto.mjs'

const EXPECTED = { visits: 144, visitors: 20, page_views: 0, product_views: 800, cart_adds: 52, orders: 10, cancelled: 0, carted_without_order: 4 }

const shuffled = (lines) => {
  let seed = 20260801
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648
  return lines.map((line) => [random(), line]).sort(([a], [b]) => a - b).map(([, line]) => line)
}

describe('import', () => {
  let edge
  let token
  let sites = 0
  before(async () => {
    edge = await start()
    token = await edge.token(['send', 'read'])
  })
  after(() => edge?.close())

  /** A site of its own, with `send(lines)` and `totals()`. */
  const site = async (zone = 'Asia/Seoul') => {
    sites += 1
    const made = await edge.call('POST', '/api/sites', { as: edge.owner, body: { name: '가게', key: `import-${sites}`, zone, currency: 'KRW', domains: ['shop.example'] } })
    const path = `/api/sites/${made.body.id}`
    const send = async (lines) => {
      const answer = await edge.call('POST', `${path}/import/events`, { as: token, body: lines.join('\n'), headers: { 'content-type': 'application/x-ndjson' } })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      return answer.body
    }
    const totals = async (days = 'from=2022-08-01&to=2022-08-31') => {
      const { from, to, revenue, visits_kept_from: kept, ...counts } = (await edge.call('GET', `${path}/totals?${days}`, { as: token })).body
      return counts
    }
    return { send, totals }
  }

  describe('the otto histories', () => {
    it('come to the same figures, also when they are sent twice', async () => {
      const { send, totals } = await site()
      const lines = ottoLines()
      assert.equal(lines.length, 862)
      const first = await send(lines)
      assert.deepEqual([first.lines, first.accepted, first.repeated, first.refused], [862, 862, 0, []])
      assert.deepEqual(await totals(), EXPECTED)
      const again = await send(lines)
      assert.deepEqual([again.accepted, again.repeated], [0, 862])
      assert.deepEqual(await totals(), EXPECTED)
    })

    it('do so shuffled, and cut into parts', async () => {
      const { send, totals } = await site()
      const lines = shuffled(ottoLines())
      let accepted = 0
      for (let at = 0; at < lines.length; at += 61) accepted += (await send(lines.slice(Math.max(0, at - 9), at + 61))).accepted
      assert.equal(accepted, 862)
      assert.deepEqual(await totals(), EXPECTED)
    })

    it('belong to their days', async () => {
      const { send, totals } = await site()
      await send(ottoLines())
      const days = Array.from({ length: 31 }, (_, n) => `2022-08-${String(n + 1).padStart(2, '0')}`)
      const each = []
      for (const day of days) each.push(await totals(`from=${day}&to=${day}`))
      for (const key of ['visits', 'product_views', 'cart_adds', 'orders']) {
        assert.equal(each.reduce((sum, day) => sum + day[key], 0), EXPECTED[key], key)
      }
      assert.equal((await totals('from=2022-09-01&to=2022-09-30')).visits, 0)
    })
  })

  it('takes the good lines and says what is wrong with the others', async () => {
    const { send, totals } = await site()
    const at = '2026-03-01T10:00:00+09:00'
    const answer = await send([
      JSON.stringify({ visitor: 'a', at, type: 'page_view', url: '/x', title: '제목' }),
      '',
      JSON.stringify({ visitor: 'a', at, type: 'scroll' }),
      '{"visitor": "a", "at"',
      JSON.stringify({ visitor: 'a', at: 'yesterday', type: 'page_view', url: '/x' }),
      JSON.stringify({ visitor: 'a', at: Date.now() + 3_600_000, type: 'page_view', url: '/x' }),
      JSON.stringify({ visitor: 'a', at, type: 'purchase', order_id: 7, value: '12000.5', items: [{ item_id: 'p', quantity: 2 }] }),
      JSON.stringify({ visitor: 'a', at, type: 'purchase', order_id: 7, value: -1 }),
      JSON.stringify({ visitor: 'a', at, type: 'search', word: '가방', results: 3 }),
    ])
    assert.deepEqual([answer.lines, answer.accepted, answer.refused.map(({ line }) => line)], [8, 3, [3, 4, 5, 6, 8]])
    assert.match(answer.refused[0].reason, /"scroll" is not one of page_view, view_item/)
    assert.deepEqual(await totals('from=2026-03-01&to=2026-03-01'), { visits: 1, visitors: 1, page_views: 1, product_views: 0, cart_adds: 0, orders: 1, cancelled: 0, carted_without_order: 0 })
  })

  it('counts by the civil days of the shop, summer time included', async () => {
    const { send, totals } = await site('America/New_York')
    const line = (visitor, at) => JSON.stringify({ visitor, at, type: 'page_view', url: '/' })
    await send([
      line('a', '2025-07-01T03:30:00Z'), // 23:30 the day before, four hours behind
      line('b', '2025-12-01T04:30:00Z'), // 23:30 the day before, five hours behind
      line('c', '2025-12-01T05:00:00Z'), // midnight
      line('d', '2025-11-02T03:59:59.999Z'), // the last moment of the day before the clocks change
    ])
    const visits = async (day) => (await totals(`from=${day}&to=${day}`)).visits
    assert.deepEqual(await Promise.all(['2025-06-30', '2025-07-01', '2025-11-01', '2025-11-02', '2025-11-30', '2025-12-01'].map(visits)), [1, 0, 1, 0, 1, 1])
  })

  it('keeps the limits of a request', async () => {
    const { send } = await site()
    await assert.rejects(send(Array.from({ length: 10_001 }, () => '{}')), /10000 lines/)
  })
})
