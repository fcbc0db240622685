// Reports over visits by their sides: plain loops in JavaScript over all that was told are the oracle.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'

const MIN = 60_000
const DAY = 24 * 60 * MIN

const numbers = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

describe('reports over visits', () => {
  let edge
  let site
  const visits = []
  const get = (path) => edge.call('GET', `/api/sites/${site}/reports${path}`, { as: edge.owner })
  const report = async (query) => {
    const { status, body } = await get(`/visits?${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    return body
  }
  // As the sum of plain visits.
  const figures = (some) => {
    const sum = (value) => some.reduce((sum, visit) => sum + value(visit), 0)
    return {
      visits: some.length, people: new Set(some.map(({ visitor }) => visitor)).size, page_views: sum(({ pages }) => pages.length),
      cart_adds: sum(({ carts }) => carts), orders: sum(({ paid }) => paid.length), revenue: String(sum(({ paid }) => paid.reduce((sum, value) => sum + value, 0))),
    }
  }
  const of = ({ visits, people, page_views, cart_adds, orders, revenue }) => ({ visits, people, page_views, cart_adds, orders, revenue })
  const grouped = (some, label) => {
    const groups = new Map()
    for (const visit of some) groups.set(label(visit), [...(groups.get(label(visit)) ?? []), visit])
    return Object.fromEntries([...groups].map(([label, some]) => [label, figures(some)]))
  }
  const cells = ({ cells }) => Object.fromEntries(cells.map((cell) => [cell.labels.map(({ text }) => text).join(' · '), of(cell)]))
  const local = (at) => new Date(at + 9 * 60 * MIN)
  const dayOf = ({ start }) => local(start).toISOString().slice(0, 10)

  before(async () => {
    edge = await start()
    site = edge.owner.site.id
    const next = numbers(11)
    const some = (count) => Math.floor(next() * count)
    const today = Math.floor((Date.now() + 9 * 60 * MIN) / DAY) * DAY - 9 * 60 * MIN
    const lines = []
    for (let visitor = 0; visitor < 120; visitor += 1) {
      let at = today - 20 * DAY + some(10 * DAY)
      for (let visit = 0; visit < 1 + some(4); visit += 1) {
        const made = { visitor, start: at, place: visit, pages: [], carts: 0, paid: [] }
        for (let page = 0; page < 1 + some(4); page += 1) {
          const path = ['/', '/list', `/product/${some(3)}`][some(3)]
          made.pages.push(path)
          lines.push({ visitor, at, type: 'page_view', url: `https://shop.example${path}?n=${some(5)}` })
          at += 1 + some(5 * MIN)
          if (some(3) === 0) {
            lines.push({ visitor, at, type: 'add_to_cart', item: `p${some(3)}` })
            made.carts += 1
            at += 1000
          }
        }
        if (some(4) === 0) {
          const value = 1000 * (1 + some(50))
          lines.push({ visitor, at, type: 'purchase', transaction_id: `o-${visitor}-${visit}`, value, currency: 'KRW' })
          made.paid.push(value)
        }
        visits.push(made)
        at += 31 * MIN + some(3 * DAY)
      }
    }
    const body = lines.map((line) => JSON.stringify(line)).join('\n')
    const answer = await edge.call('POST', `/api/sites/${site}/import/events`, { as: edge.owner, body, headers: { 'content-type': 'application/x-ndjson' } })
    assert.deepEqual([answer.status, answer.body.refused_lines], [200, 0], JSON.stringify(answer.body))
  })
  after(() => edge?.close())

  const span = () => {
    const days = visits.map(dayOf).sort()
    return [days[0], days.at(-1)]
  }

  it('count by time, page and newness what was told', async () => {
    const [from, to] = span()
    const range = `from=${from}&to=${to}`
    for (const [by, label] of [
      ['day', dayOf],
      ['hour', ({ start }) => String(local(start).getUTCHours()).padStart(2, '0')],
      ['weekday', ({ start }) => String(local(start).getUTCDay() || 7)],
      ['landing_page', ({ pages }) => pages[0]],
      ['exit_page', ({ pages }) => pages.at(-1)],
      ['newness', ({ place }) => (place ? 'returning' : 'new')],
      ['page_views', ({ pages }) => String(pages.length)],
      ['newness,landing_page', ({ place, pages }) => `${place ? 'returning' : 'new'} · ${pages[0]}`],
    ]) {
      const found = await report(`by=${by}&${range}&limit=5000`)
      assert.deepEqual(cells(found), grouped(visits, label), by)
      assert.deepEqual(of(found.all), figures(visits), by)
    }
    const whole = await report(range)
    assert.deepEqual([whole.by, whole.cells.length, whole.truncated], [[], 1, false])
    const all = whole.all
    assert.equal(all.purchase_rate, Math.round((1e6 * visits.filter(({ paid }) => paid.length).length) / visits.length) / 1e6)
    assert.equal(all.bounce_rate, Math.round((1e6 * visits.filter(({ pages }) => pages.length === 1).length) / visits.length) / 1e6)
  })

  it('count the days that are asked, beside those before and those of a year ago', async () => {
    const [first] = span()
    const plus = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
    const [from, to] = [plus(first, 5), plus(first, 9)]
    const within = (from, to) => visits.filter((visit) => from <= dayOf(visit) && dayOf(visit) <= to)
    const found = await report(`by=day&from=${from}&to=${to}&compare=previous`)
    assert.deepEqual(cells(found), grouped(within(from, to), dayOf))
    assert.deepEqual([found.compared.from, found.compared.to], [plus(from, -5), plus(from, -1)])
    assert.deepEqual(cells(found.compared), grouped(within(plus(from, -5), plus(from, -1)), dayOf))
    const year = await report(`by=day&from=${from}&to=${to}&compare=year`)
    assert.deepEqual([year.compared.from, year.compared.all.visits, year.compared.all.purchase_rate], [plus(from, -364), 0, null])
    const sorted = await report(`by=landing_page&from=${first}&to=${to}&sort=revenue&limit=2`)
    assert.equal(sorted.cells.length, 2)
    assert.ok(Number(sorted.cells[0].revenue) >= Number(sorted.cells[1].revenue) && sorted.found > 2)
  })

  it('count what is asked for alone', async () => {
    const [from, to] = span()
    const found = await report(`by=landing_page&from=${from}&to=${to}&only=newness:returning,page_views:2`)
    assert.deepEqual(cells(found), grouped(visits.filter(({ place, pages }) => place > 0 && pages.length === 2), ({ pages }) => pages[0]))
    const nothing = await report(`by=word&from=${from}&to=${to}&only=word:*`)
    assert.deepEqual([nothing.cells, nothing.all.visits], [[], 0])
  })

  it('are a hundred by name, and each can be asked', async () => {
    const { body } = await get('')
    assert.ok(body.reports.length >= 100)
    for (const { id, path, by, only, sort } of body.reports) {
      const query = path === 'price-bands' ? 'edges=1000' : ['visits', 'orders'].includes(path) ? `by=${by}&sort=${sort}${only && `&only=${encodeURIComponent(only)}`}` : ''
      const { status, body } = await get(`/${path}?${query}`)
      assert.equal(status, 200, `${id}: ${JSON.stringify(body)}`)
    }
  })

  it("count a segment's visits alone", async () => {
    const [from, to] = span()
    const segment = { id: 'deep', name: '여러 페이지', include: [{ kind: 'traffic.page_views', min: 3 }] }
    assert.equal((await edge.call('POST', `/api/sites/${site}/segments`, { as: edge.owner, body: segment })).status, 201)
    const found = await report(`by=landing_page&from=${from}&to=${to}&segment=deep`)
    assert.deepEqual(cells(found), grouped(visits.filter(({ pages }) => pages.length >= 3), ({ pages }) => pages[0]))
    const momentary = { id: 'here', name: '지금 상품', include: [{ kind: 'content.current_page', match: 'contains', values: ['/product'] }] }
    assert.equal((await edge.call('POST', `/api/sites/${site}/segments`, { as: edge.owner, body: momentary })).status, 201)
    const refused = await get(`/visits?segment=here`)
    assert.deepEqual([refused.status, refused.body.field], [422, 'segment'])
  })

  it('refuse what is no question, and say what there is', async () => {
    for (const [query, field] of [
      ['by=moon', 'by'], ['by=day,day', 'by'], ['by=day,hour,os', 'by'], ['from=2026-01-02&to=2026-01-01', 'to'], ['from=2020-01-01&to=2026-01-01', 'to'], ['compare=week', 'compare'],
      ['sort=luck', 'sort'], ['only=moon:1', 'only'], ['only=device', 'only'], ['only=device:', 'only'], ['limit=5001', 'limit'], ['segment=nobody', 'segment'],
    ]) {
      const { status, body } = await get(`/visits?${query}`)
      assert.deepEqual([status, body.field], [422, field], query)
    }
    const { body } = await get('')
    assert.ok(body.visits.dimensions.length >= 30 && body.visits.metrics.visits.ko)
    for (const { name } of body.orders.dimensions) assert.equal((await get(`/orders?by=${name}`)).status, 200, name)
    for (const { name } of body.visits.dimensions) assert.equal((await get(`/visits?by=${name}`)).status, 200, name)
  })
})
