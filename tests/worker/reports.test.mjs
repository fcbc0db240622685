// Reports of orders over the years: what is published of a known sample, and what SQL says of the same lines.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'
import { Browser } from './wire.mjs'

const DAY = 86_400_000
const micros = (text) => Math.round(Number(text) * 1e6)

// The same numbers each time, whatever the machine (mulberry32).
const numbers = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

describe('reports of orders', () => {
  let edge
  before(async () => {
    edge = await start()
  })
  after(() => edge?.close())

  const shop = async (key, currency, zone) => {
    const { body } = await edge.call('POST', '/api/sites', { as: edge.owner, body: { key, name: key, currency, zone, domains: ['shop.example'] } })
    const call = (path, method = 'GET', more = {}) => edge.call(method, `/api/sites/${body.id}${path}`, { as: edge.owner, ...more })
    const get = async (path) => {
      const answer = await call(path)
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      return answer.body
    }
    const tell = async (orders) => {
      for (let from = 0; from < orders.length; from += 1000) {
        const answer = await call('/orders', 'POST', { body: { orders: orders.slice(from, from + 1000) } })
        assert.equal(answer.status, 200, JSON.stringify(answer.body))
      }
    }
    return { id: body.id, call, get, tell }
  }

  it('has of the CDNOW sample what is published of it', async () => {
    const cdnow = await shop('cdnow', 'USD', 'America/New_York')
    const lines = readFileSync(new URL('../cases/cdnow/CDNOW_sample.txt', import.meta.url), 'utf8').trim().split('\n')
    const orders = lines.map((line, number) => {
      const [, customer, date, , dollars] = line.trim().split(/\s+/)
      const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
      // In the evening there it is the next day in Greenwich.
      return { id: `cd-${number}`, at: `${day}T21:00:00-0${day >= '1997-04-06' && day < '1997-10-26' ? 4 : 5}:00`, member: customer, value: dollars }
    })
    await cdnow.tell(orders)
    const { cohorts, ...rest } = await cdnow.get('/reports/cohorts?by=month&from=1997-01-01&to=1997-09-30&until=1997-09-30&periods=9&days=true')
    assert.equal(rest.guest_orders, 0)
    const people = cohorts.reduce((sum, cohort) => sum + cohort.people, 0)
    assert.equal(people, 2357)
    const days = cohorts.flatMap((cohort) => cohort.cells).reduce((sum, cell) => sum + cell.days, 0)
    assert.equal(days - people, 2457)
    const { cohorts: all } = await cdnow.get('/reports/cohorts?by=month&from=1997-01-01&to=1997-03-31&until=1998-06-30&periods=18')
    const dollars = all.flatMap((cohort) => cohort.cells).reduce((sum, cell) => sum + micros(cell.revenue), 0)
    assert.equal(dollars, orders.reduce((sum, { value }) => sum + micros(value), 0))
    assert.deepEqual([all[0].cells.at(-1).complete, all[2].cells.length], [true, 16])
    // Who never repeats has one day.
    const byDay = await cdnow.get('/reports/rfm?day=1997-09-30')
    assert.equal(byDay.customers, 2357)
    const sql = new DatabaseSync(':memory:')
    sql.exec('CREATE TABLE bought (customer TEXT, day TEXT)')
    const put = sql.prepare('INSERT INTO bought VALUES (?, ?)')
    for (const { member, at } of orders) if (at <= '1997-09-30T23') put.run(member, at.slice(0, 10))
    assert.equal(sql.prepare('SELECT count(*) AS n FROM (SELECT 1 FROM bought GROUP BY customer HAVING count(DISTINCT day) = 1)').get().n, 1411)
    const once = sql.prepare('SELECT count(*) AS n FROM (SELECT 1 FROM bought GROUP BY customer HAVING count(*) = 1)').get().n
    const [{ from, to }] = byDay.scores.frequency
    assert.deepEqual([from, to], [1, 1])
    assert.equal(byDay.grid.filter((cell) => cell.frequency === 1).reduce((sum, cell) => sum + cell.people, 0), once)
  })

  describe('of made orders', () => {
    let made
    const sql = new DatabaseSync(':memory:')
    const START = Date.parse('2025-03-01T00:00:00+09:00')
    const rows = (query, ...values) => sql.prepare(query).all(...values).map((row) => ({ ...row }))
    before(async () => {
      made = await shop('made', 'KRW', 'Asia/Seoul')
      const next = numbers(7)
      const some = (count) => Math.floor(next() * count)
      const orders = Array.from({ length: 3000 }, (_, number) => {
        const items = Array.from({ length: 1 + some(6) }, () => {
          const product = Math.floor(40 * next() ** 2)
          return { id: `p${product}`, name: `녹차 ${product}`, quantity: 1 + some(3), price: 1000 * (1 + (product * 7) % 60) }
        })
        const value = items.reduce((sum, item) => sum + item.price * item.quantity, 0)
        return {
          id: `m-${number}`, at: new Date(START + some(240 * 24) * 3_600_000).toISOString(), value: String(value), items,
          ...(some(10) ? { member: `c${Math.floor(400 * next() ** 2)}` } : {}),
          ...(some(15) ? {} : { status: 'cancelled' }),
        }
      })
      await made.tell(orders)
      // In another order, and twice: nothing is counted twice.
      await made.tell(orders.slice(500, 900).reverse())
      sql.exec('CREATE TABLE placed (id TEXT PRIMARY KEY, customer TEXT, at INTEGER, day INTEGER, month INTEGER, value INTEGER); CREATE TABLE line (id TEXT, product TEXT, units INTEGER, price INTEGER)')
      const placed = sql.prepare('INSERT INTO placed VALUES (?, ?, ?, ?, ?, ?)')
      const line = sql.prepare('INSERT INTO line VALUES (?, ?, ?, ?)')
      for (const order of orders.filter(({ status }) => !status)) {
        const at = Date.parse(order.at)
        const local = new Date(at + 9 * 3_600_000)
        placed.run(order.id, order.member ?? null, at, Math.floor((at + 9 * 3_600_000) / DAY), local.getUTCFullYear() * 12 + local.getUTCMonth(), Number(order.value))
        for (const item of order.items) line.run(order.id, item.id, item.quantity, item.price)
      }
    })

    it('cohorts are what SQL says', async () => {
      const { cohorts, guest_orders: guests } = await made.get('/reports/cohorts?by=month&from=2025-03-01&to=2025-10-31&until=2025-12-31&periods=10')
      const expected = rows(`WITH first AS (SELECT customer, min(month) AS cohort FROM placed WHERE customer IS NOT NULL GROUP BY customer)
        SELECT cohort, month - cohort AS after, count(DISTINCT customer) AS people, count(*) AS orders, sum(value) AS revenue
        FROM placed JOIN first USING (customer) GROUP BY cohort, after ORDER BY cohort, after`)
      const found = cohorts.flatMap(({ start, cells }) =>
        cells.flatMap(({ people, orders, revenue }, place) => {
          const [year, month] = start.split('-').map(Number)
          return orders ? [{ cohort: year * 12 + month - 1, after: place, people, orders, revenue: Number(revenue) }] : []
        }))
      assert.ok(expected.length > 20)
      assert.deepEqual(found, expected)
      assert.equal(guests, rows('SELECT count(*) AS n FROM placed WHERE customer IS NULL')[0].n)
    })

    it('price bands are what SQL says', async () => {
      const edges = [5000, 20000, 20001, 45000]
      const { bands, orders, units } = await made.get(`/reports/price-bands?edges=${edges}&from=2025-04-01&to=2025-08-31`)
      const [from, to] = ['2025-04-01', '2025-09-01'].map((day) => Date.parse(`${day}T00:00:00+09:00`))
      const expected = [0, ...edges].map((edge, place) => {
        const [row] = rows(`SELECT count(DISTINCT id) AS orders, coalesce(sum(units), 0) AS units, coalesce(sum(units * price), 0) AS sales
          FROM line JOIN placed USING (id) WHERE at >= ? AND at < ? AND price >= ? AND price < ?`, from, to, edge, edges[place] ?? 1e12)
        return row
      })
      assert.deepEqual(bands.map((band) => ({ orders: band.orders, units: band.units, sales: Number(band.sales) })), expected)
      assert.deepEqual(bands.map((band) => [band.from, band.to]), [null, ...edges].map((edge, place) => [edge === null ? null : String(edge), edges[place] === undefined ? null : String(edges[place])]))
      assert.equal(units, expected.reduce((sum, band) => sum + band.units, 0))
      assert.equal(orders, rows('SELECT count(*) AS n FROM placed WHERE at >= ? AND at < ?', from, to)[0].n)
    })

    it('pairs are what SQL says', async () => {
      const { pairs, orders, found } = await made.get('/reports/pairs?least=1&limit=1000')
      const expected = rows(`WITH basket AS (SELECT DISTINCT id, product FROM line)
        SELECT a.product || '+' || b.product AS pair, count(*) AS n FROM basket a JOIN basket b ON a.id = b.id AND a.product < b.product GROUP BY pair ORDER BY pair`)
      const name = ({ one, other }) => [one.id, other.id].sort().join('+')
      assert.equal(found, expected.length)
      assert.deepEqual(pairs.map((pair) => ({ pair: name(pair), n: pair.orders })).sort((a, b) => (a.pair < b.pair ? -1 : 1)), expected)
      const top = pairs[0]
      const [{ n }] = rows('SELECT count(DISTINCT id) AS n FROM line')
      const of = (product) => rows('SELECT count(DISTINCT id) AS n FROM line WHERE product = ?', product)[0].n
      assert.equal(orders, n)
      assert.deepEqual([top.one.orders, top.other.orders], [of(top.one.id), of(top.other.id)])
      assert.ok(Math.abs(top.lift - (top.orders * n) / (top.one.orders * top.other.orders)) < 1e-9)
      assert.match(top.one.name, /^녹차 \d+$/)
      const { pairs: own } = await made.get(`/reports/pairs?product=${top.one.id}&least=1&sort=lift`)
      assert.equal(own.length, expected.filter(({ pair }) => pair.split('+').includes(top.one.id)).length)
      assert.ok(own.every((pair, place) => !place || own[place - 1].lift >= pair.lift))
    })

    it('orders by their sides are what SQL says', async () => {
      const text = ({ labels }) => labels.map(({ text }) => text).join(' · ')
      const found = async (query) => (await made.get(`/reports/orders?${query}`)).cells.map((cell) => ({ label: text(cell), orders: cell.orders, people: cell.people, units: cell.units, revenue: Number(cell.revenue) }))
      const units = 'LEFT JOIN (SELECT id, sum(units) AS units FROM line GROUP BY id) USING (id)'
      assert.deepEqual(await found('by=month,newness'), rows(`WITH first AS (SELECT customer, min(at) AS first FROM placed GROUP BY customer)
        SELECT printf('%04d-%02d-01 · ', month / 12, month % 12 + 1) || CASE WHEN placed.customer IS NULL THEN 'guest' WHEN at = first THEN 'first' ELSE 'again' END AS label,
        count(*) AS orders, count(DISTINCT placed.customer) AS people, sum(units) AS units, sum(value) AS revenue FROM placed ${units} LEFT JOIN first USING (customer) GROUP BY label ORDER BY label`))
      assert.deepEqual(await found('by=product&sort=label&limit=1000'), rows(`SELECT product AS label, count(DISTINCT id) AS orders, count(DISTINCT customer) AS people, sum(units) AS units, sum(units * price) AS revenue
        FROM line JOIN placed USING (id) GROUP BY label ORDER BY label`))
      const { cells, all } = await made.get('/reports/orders?by=product&limit=3')
      const top = rows('SELECT product, sum(units * price) AS revenue FROM line JOIN placed USING (id) GROUP BY product ORDER BY revenue DESC LIMIT 3')
      assert.deepEqual(cells.map(({ labels, revenue }) => [labels[0].text, Number(revenue)]), top.map(({ product, revenue }) => [product, revenue]))
      assert.equal(cells[0].labels[0].name, `녹차 ${top[0].product.slice(1)}`)
      assert.equal(Number(all.revenue), rows('SELECT sum(value) AS value FROM placed')[0].value)
      for (const [query, field] of [['by=moon', 'by'], ['by=day,day', 'by'], ['sort=luck', 'sort'], ['limit=5001', 'limit']]) {
        const { status, body } = await made.call(`/reports/orders?${query}`)
        assert.deepEqual([status, body.field], [422, field], query)
      }
    })

    it('RFM groups are what SQL says, and know who is in them and who has moved', async () => {
      const day = '2025-09-30'
      const report = await made.get(`/reports/rfm?day=${day}&compare=2025-07-31`)
      const scored = (until) => rows(`WITH known AS (SELECT customer, max(day) AS last, count(*) AS n, sum(value) AS spent FROM placed WHERE customer IS NOT NULL AND at < ? GROUP BY customer),
        total AS (SELECT count(*) AS all_of FROM known)
        SELECT customer, last, n, spent, 1 + 5 * (rank() OVER (ORDER BY last) - 1) / all_of AS recency,
        1 + 5 * (rank() OVER (ORDER BY n) - 1) / all_of AS frequency, 1 + 5 * (rank() OVER (ORDER BY spent) - 1) / all_of AS money
        FROM known, total ORDER BY customer`, until)
      const now = scored(Date.parse('2025-10-01T00:00:00+09:00'))
      assert.equal(report.customers, now.length)
      for (const cell of report.grid) {
        const theirs = now.filter(({ recency, frequency }) => recency === cell.recency && frequency === cell.frequency)
        assert.deepEqual([cell.people, Number(cell.revenue), cell.money_scores], [theirs.length, theirs.reduce((sum, one) => sum + one.spent, 0), theirs.reduce((sum, one) => sum + one.money, 0)])
      }
      const cell = report.grid.find(({ group }) => group === 'champions')
      assert.ok(cell)
      // Page by page.
      const champions = []
      for (let cursor = ''; ;) {
        const page = await made.get(`/reports/rfm/champions?day=${day}&limit=7${cursor && `&cursor=${cursor}`}`)
        champions.push(...page.members)
        if (!page.has_more) break
        cursor = page.members.at(-1).member
      }
      const expected = now.filter(({ recency, frequency }) => recency === 5 && frequency >= 4)
      assert.deepEqual(champions.map(({ member, orders, spent, money }) => [member, orders, Number(spent), money]), expected.map(({ customer, n, spent, money }) => [customer, n, spent, money]))
      const then = scored(Date.parse('2025-08-01T00:00:00+09:00'))
      const moves = report.movement.moves
      assert.equal(moves.filter(({ from }) => from === null).reduce((sum, { people }) => sum + people, 0), now.length - then.length)
      assert.equal(moves.reduce((sum, { people }) => sum + people, 0), now.length)
    })

    it('forgets whose orders an erased member had, and hands them out before', async () => {
      const [{ customer, n, revenue }] = rows('SELECT customer, count(*) AS n, sum(value) AS revenue FROM placed WHERE customer IS NOT NULL GROUP BY customer ORDER BY n DESC LIMIT 1')
      const whole = () => made.get('/reports/price-bands?edges=0')
      const before = await whole()
      const archive = await made.call('/people/archive', 'POST', { body: { member: customer } })
      const theirs = archive.body.said.orders.filter(({ status }) => status === 'placed')
      assert.deepEqual([theirs.length, theirs.reduce((sum, { value }) => sum + Number(value), 0)], [n, revenue])
      assert.equal((await made.call('/people/erase', 'POST', { body: { member: customer } })).status, 200)
      const { guest_orders: guests } = await made.get('/reports/cohorts')
      assert.ok(guests >= n)
      assert.deepEqual((await made.call('/people/archive', 'POST', { body: { member: customer } })).body.said.orders, [])
      // What was sold was sold.
      assert.deepEqual((await whole()).bands, before.bands)
    })

    it('hears of an order from a browser, once, until the shop says it; and whose it is, if the shop has signed that', async () => {
      const bands = async () => (await made.get('/reports/price-bands?edges=7000000')).bands[1]
      const order = (browser, id, price, units) => [
        browser.event('page', { url: 'https://shop.example/' }, Date.now() - 60_000),
        browser.event('order', { id, value: price * units, items: [{ id: 'rare', name: '백차', category: '차', price, quantity: units }] }, Date.now() - 50_000),
      ]
      const browser = new Browser(edge, { key: 'made' })
      const events = order(browser, 'b-1', 7_000_000, 2)
      await browser.send(events)
      await browser.send(events)
      let found
      for (const end = Date.now() + 20_000; Date.now() < end && !found?.orders; ) found = await bands()
      assert.deepEqual([found.orders, found.units, found.sales], [1, 2, '14000000'])
      await made.tell([{ id: 'b-1', at: new Date(Date.now() - 40_000).toISOString(), value: '7000000', items: [{ id: 'rare', quantity: 1, price: 7_000_000 }] }])
      const told = async () => {
        const { orders, units, sales } = await bands()
        return [orders, units, sales]
      }
      assert.deepEqual(await told(), [1, 1, '7000000'])
      // However late another browser says it again.
      const late = new Browser(edge, { key: 'made' })
      await late.send(order(late, 'b-1', 9_000_000, 1))
      const member = 'signed-in'
      const { DB } = await edge.env()
      const { secret } = await DB.prepare('SELECT secret FROM site WHERE id = ?').bind(made.id).first()
      const signed = new Browser(edge, { key: 'made' })
      const expires = Math.floor(Date.now() / 1000) + 3600
      const mac = createHmac('sha256', secret).update(`dangol-member-v1\n${made.id}\n${signed.visitor}\n${member}\n${expires}`).digest('hex')
      const forged = new Browser(edge, { key: 'made' })
      await signed.send([signed.event('member', { id: member, signature: `v1.${expires}.${mac}` }, Date.now() - 55_000), ...order(signed, 'b-2', 10, 1)])
      await forged.send([forged.event('member', { id: 'forged', signature: `v1.${expires}.${mac}` }, Date.now() - 55_000), ...order(forged, 'b-3', 10, 1)])
      const people = async (name) => (await made.get('/reports/rfm')).grid && (await Promise.all(['new', 'promising', 'potential_loyal', 'champions'].map(async (group) => (await made.get(`/reports/rfm/${group}?limit=1000`)).members))).flat().filter(({ member: one }) => one === name)
      let known = []
      for (const end = Date.now() + 20_000; Date.now() < end && !known.length; ) known = await people(member)
      assert.deepEqual(known.map(({ orders, spent }) => [orders, spent]), [[1, '10']])
      assert.deepEqual(await people('forged'), [])
      assert.deepEqual(await told(), [1, 1, '7000000'])
    })

    it('refuses what is no question, and says what to do', async () => {
      for (const [path, field] of [
        ['cohorts?by=year', 'by'], ['cohorts?periods=65', 'periods'], ['cohorts?periods=0', 'periods'], ['cohorts?from=2025-05-01&to=2025-04-01', 'to'],
        ['cohorts?by=day&from=2020-01-01&to=2025-04-01', 'to'], ['cohorts?week_start=friday', 'week_start'], ['price-bands', 'edges'], ['price-bands?edges=3,2', 'edges'],
        ['price-bands?edges=1,1', 'edges'], ['price-bands?edges=-1', 'edges'], [`price-bands?edges=${Array.from({ length: 51 }, (_, n) => n)}`, 'edges'], ['price-bands?edges=1&from=2025-02-30', 'from'],
        ['pairs?least=0', 'least'], ['pairs?sort=name', 'sort'], ['pairs?limit=1001', 'limit'], ['rfm?day=today', 'day'], ['rfm?day=2025-05-01&compare=2025-05-01', 'compare'],
        ['rfm?currency=won', 'currency'],
      ]) {
        const { status, body } = await made.call(`/reports/${path}`)
        assert.deepEqual([status, body.field], [422, field], path)
      }
      assert.equal((await made.call('/reports/rfm/nobody')).status, 404)
      const empty = await made.get('/reports/cohorts?currency=EUR')
      assert.ok(empty.cohorts.every(({ people }) => people === 0))
    })
  })
})
