// How many visits a draft matches, what they did, which they are: against sums in plain JavaScript, wherever the visits are kept.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { EMPTY_CONFIG, SITE, start } from './harness.mjs'
import { tick } from './objects.mjs'
import { Browser } from './wire.mjs'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const HANGUL = /[가-힣]/

/** Numbers that look random, the same every time. */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

const PRICES = { mug: 12_000, tea: 30_000, pot: 55_000 }
const PAGES = ['/', '/product/tea', '/product/mug', '/cart', '/event?x=1']

/** Visits of 60 people over 9 days: pages, carts, orders. Each `{person, number, start, end, pages, cart, most, orders, …}`. */
function story(seed, now) {
  const next = random(seed)
  const pick = (list) => list[Math.floor(next() * list.length)]
  const visits = []
  for (let person = 0; person < 60; person += 1) {
    let at = person % 3 ? now - 9 * DAY + Math.floor(next() * 2 * DAY) : now - DAY + Math.floor(next() * 20 * HOUR)
    let number = 0
    while (at < now - 2 * HOUR) {
      number += 1
      const start = at
      const events = []
      const cart = new Map()
      const visit = { person, number, start, events, orders: [], carts: [], bought: {}, carted: {} }
      for (let n = 1 + Math.floor(next() * 5); n > 0; n -= 1) {
        const url = pick(PAGES)
        events.push({ kind: 'page', url: `https://shop.example${url}`, at })
        visit.page = url.split('?')[0]
        at += 1000 + Math.floor(next() * 60_000)
        if (next() < 0.4) {
          const id = pick(Object.keys(PRICES))
          cart.set(id, (cart.get(id) ?? 0) + 1)
          visit.carted[id] = Math.max(visit.carted[id] ?? 0, cart.get(id))
          events.push({ kind: 'cart_add', items: [{ id, name: `상품 ${id}`, price: PRICES[id], quantity: 1 }], at })
          at += 1000
        }
        visit.carts.push([visit.page, total(cart)])
        if (cart.size && next() < 0.25) {
          const items = [...cart].map(([id, quantity]) => ({ id, name: `상품 ${id}`, price: PRICES[id], quantity }))
          const value = total(cart)
          events.push({ kind: 'order', id: `o-${person}-${number}-${events.length}`, value, items, at })
          visit.orders.push(value)
          for (const { id, quantity } of items) visit.bought[id] = (visit.bought[id] ?? 0) + quantity
          cart.clear()
          at += 1000
        }
      }
      visit.end = events.at(-1).at
      visits.push(visit)
      at += HOUR + Math.floor(next() * 40 * HOUR)
    }
  }
  return visits
}

const total = (cart) => [...cart].reduce((sum, [id, quantity]) => sum + PRICES[id] * quantity, 0)
const TYPES = { page: 'page_view', cart_add: 'add_to_cart', order: 'purchase' }
const line = (visitor, { kind, at, id, items, value, ...fields }) => {
  const priced = items?.map(({ price, ...item }) => ({ ...item, price: String(price) }))
  const order = kind === 'order' ? { order_id: id, value: String(value) } : {}
  return JSON.stringify({ visitor, at, type: TYPES[kind], ...fields, ...order, ...(priced && { items: priced }) })
}

describe('population', () => {
  let edge
  let token
  let sites = 0
  before(async () => {
    edge = await start()
    token = await edge.token(['read', 'send', 'configure'])
  })
  after(() => edge?.close())

  const site = async () => {
    sites += 1
    const made = await edge.call('POST', '/api/sites', { as: edge.owner, body: { ...SITE, key: `population-${sites}` } })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const { id } = made.body
    const path = `/api/sites/${id}`
    const post = (name, body, as = token, more = {}) => edge.call('POST', `${path}/segments/${name}`, { as, body, ...more })
    const ask = async (name, segment, more = {}) => {
      const answer = await post(name, { segment: { id: 'draft', ...segment }, ...more })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      return answer.body
    }
    const bring = async (visits) => {
      const lines = visits.flatMap(({ person, events }) => events.map((event) => line(`p${person}`, event)))
      for (let at = 0; at < lines.length; at += 5000) {
        const answer = await edge.call('POST', `${path}/import/events`, { as: token, body: lines.slice(at, at + 5000).join('\n'), headers: { 'content-type': 'application/x-ndjson' } })
        assert.deepEqual([answer.status, answer.body.refused_lines], [200, 0], JSON.stringify(answer.body.refused?.[0]))
      }
    }
    const publish = async (segments) => {
      const { headers } = await edge.call('GET', `${path}/config`, { as: token })
      const answer = await edge.call('PUT', `${path}/config`, { as: token, body: { ...EMPTY_CONFIG, segments }, headers: { 'if-match': headers.get('etag') } })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
    }
    return { id, path, post, ask, bring, publish, key: `population-${sites}` }
  }

  // What is asked, and the same in JavaScript.
  const AGAIN = { include: [{ kind: 'traffic.visits', min: 2 }] }
  const BUYERS = { include: [{ kind: 'conversion.order', visit: true }] }
  const CASES = {
    'came again': [AGAIN, (visit) => visit.number >= 2],
    'bought in the visit': [BUYERS, (visit) => visit.orders.length > 0],
    'saw the event page': [{ include: [{ kind: 'content.path_page', match: 'starts_with', values: ['/event'] }] }, (visit) => visit.events.some(({ url }) => url?.includes('/event'))],
    'a segment of segments': [{ include: [{ kind: 'segment.member', values: ['again'] }], exclude: [{ kind: 'segment.member', values: ['buyers'] }] }, (visit) => visit.number >= 2 && !visit.orders.length],
    'bought ever': [{ include: [{ kind: 'purchase.orders', min: 1 }] }, (visit, visits) => visits.some((other) => other.person === visit.person && other.start <= visit.start && other.orders.length)],
    'on the cart with 50,000 (of the moment)': [
      { include: [{ kind: 'content.current_page', values: ['/cart'] }, { kind: 'cart.total', min: '50000' }] },
      (visit) => visit.carts.some(([page, total]) => page === '/cart' && total >= 50_000),
      true,
    ],
  }

  const summed = (visits) => ({ visits: visits.length, people: new Set(visits.map(({ person }) => person)).size })
  const counted = (list) => {
    const counts = new Map()
    for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1)
    return Object.fromEntries([...counts].sort())
  }
  const inSeoul = (at) => new Date(at + 9 * HOUR).toISOString().slice(0, 10)

  for (const kept of ['unsealed', 'mixed', 'sealed']) {
    it(`counts as plain JavaScript does: ${kept}`, async () => {
      const { id, ask, bring, publish } = await site()
      const now = Date.now()
      const visits = story(kept.length, now)
      const half = Math.floor(visits.length / 2)
      const early = [...visits].sort((a, b) => a.start - b.start)
      await publish([{ id: 'again', ...AGAIN }, { id: 'buyers', ...BUYERS }])
      await bring(kept === 'mixed' ? early.slice(0, half) : visits)
      if (kept !== 'unsealed') await tick(edge, id, Date.now() + 2 * HOUR)
      if (kept === 'mixed') await bring(early.slice(half))
      for (const [range, length] of [['24h', DAY], ['7d', 7 * DAY]]) {
        for (const [name, [segment, matches, ofTheMoment]] of Object.entries(CASES)) {
          const said = await ask('population', segment, { range, exact: true })
          const all = visits.filter(({ start }) => start >= Date.parse(said.from))
          const matched = all.filter((visit) => matches(visit, visits))
          const what = `${kept}, ${range}: ${name}`
          assert.ok(matched.length > 0 && matched.length < all.length, `${what} says something`)
          assert.equal(Date.parse(said.to) - Date.parse(said.from), length, what)
          assert.deepEqual([{ visits: said.visits, people: said.people }, { visits: said.matched.visits, people: said.matched.people }], [summed(all), summed(matched)], what)
          assert.equal(said.share, Math.round((matched.length / all.length) * 1e6) / 1e6, what)
          assert.equal(said.estimate, null, what)
          assert.equal(Date.parse(said.collecting_since), Math.min(...visits.map(({ start }) => start)), what)
          assert.equal(Date.parse(said.full_after), Date.parse(said.collecting_since) + length)
          assert.match(said.sentence.ko, new RegExp(`방문 ${all.length}회 중 ${matched.length}회`))
          assert.match(said.sentence.en, new RegExp(`Of ${all.length} visits`))
          const times = (key) => Object.fromEntries(said.times.map((one) => [one.at, one[key]]).filter(([, number]) => number))
          const name_of = (at) => (range === '7d' ? inSeoul(at) : new Date(Math.floor(at / HOUR) * HOUR).toISOString())
          assert.deepEqual([times('visits'), times('matched')], [counted(all.map(({ start }) => name_of(start))), counted(matched.map(({ start }) => name_of(start)))], what)
          assert.equal(said.times.length, range === '7d' ? 8 : 25, what)
          const pages = Object.fromEntries(said.pages.map(({ path, visits }) => [path, visits]).sort())
          const page = (visit) => (ofTheMoment ? '/cart' : visit.page)
          assert.deepEqual(pages, counted(matched.map(page)), what)
          for (const { ko, en } of Object.values(said.definitions)) assert.ok(HANGUL.test(ko) && en && !HANGUL.test(en))

          const { segment: _, ...report } = await ask('report', segment, { range, exact: true })
          const sum = (list, of) => list.reduce((sum, visit) => sum + of(visit), 0)
          const both = (of) => [of(matched), of(all)]
          const said_of = ({ segment, site }) => [segment, site]
          const pageViews = (list) => sum(list, ({ events }) => events.filter(({ kind }) => kind === 'page').length)
          const orders = (list) => sum(list, ({ orders }) => orders.length)
          const revenue = (list) => sum(list, ({ orders }) => orders.reduce((a, b) => a + b, 0))
          const buying = (list) => list.filter(({ orders }) => orders.length).length
          assert.deepEqual(said_of(report.visits), both((list) => list.length), what)
          assert.deepEqual(said_of(report.page_views), both(pageViews), what)
          assert.deepEqual(said_of(report.orders), both(orders), what)
          assert.deepEqual(said_of(report.revenue).map(({ amount }) => Number(amount)), both(revenue), what)
          const near = (found, wanted) => assert.ok(Math.abs(found - wanted) < 1e-5 * Math.max(1, Math.abs(wanted)), `${what}: ${found}, ${wanted}`)
          const [rate, site_rate] = both((list) => (100 * buying(list)) / list.length)
          near(report.purchase_rate.segment, rate)
          near(report.purchase_rate.difference, rate - site_rate)
          near(report.purchase_rate.relative_percent, (100 * (rate - site_rate)) / site_rate)
          near(report.stay_seconds.segment, sum(matched, ({ start, end }) => end - start) / 1000 / matched.length)
          near(Number(report.revenue_per_visit.site.amount), revenue(all) / all.length)
          for (const key of ['bought', 'carted']) {
            for (const [group, list] of [['segment', matched], ['site', all]]) {
              const units = {}
              for (const visit of list) for (const [id, number] of Object.entries(visit[key])) units[id] = (units[id] ?? 0) + number
              assert.deepEqual(Object.fromEntries(report[key][group].map(({ id, units }) => [id, units]).sort()), Object.fromEntries(Object.entries(units).sort()), `${what}: ${key}`)
            }
          }

          const list = []
          let cursor
          do {
            const page = await ask('visitors', segment, { range, limit: 37, cursor })
            assert.ok(page.visits.length <= 37)
            list.push(...page.visits)
            cursor = page.next_cursor ?? undefined
          } while (cursor)
          const wanted = matched.sort((a, b) => b.start - a.start)
          assert.deepEqual(list.map(({ started }) => Date.parse(started)), wanted.map(({ start }) => start), what)
          for (const [place, visit] of wanted.entries()) {
            const { page, page_views, visits: number, orders, revenue, matched: at, last } = list[place]
            assert.deepEqual(
              { page, page_views, number, orders, revenue: Number(revenue.amount), last: Date.parse(last) },
              { page: visit.page, page_views: pageViews([visit]), number: visit.number, orders: visit.orders.length, revenue: visit.orders.reduce((a, b) => a + b, 0), last: visit.end },
            )
            assert.equal(at?.page ?? null, ofTheMoment ? '/cart' : null)
          }
        }
      }
    })
  }

  it('estimates what is of the moment from a sample, and says how sure it is', async () => {
    const { ask, bring } = await site()
    const now = Date.now()
    // More than 2,000 visits an object.
    const visits = []
    for (let person = 0; person < 4600; person += 1) {
      const at = now - 3 * HOUR - (person % 1000) * 1000
      visits.push({ person, start: at, events: [{ kind: 'page', url: `https://shop.example/${person % 4 ? '' : 'cart'}`, at }, { kind: 'page', url: 'https://shop.example/end', at: at + 5000 }] })
    }
    await bring(visits)
    const draft = { include: [{ kind: 'content.current_page', values: ['/cart'] }] }
    const said = await ask('population', draft)
    assert.equal(said.visits, 4600)
    const { one_in, sampled_visits, visits: { number, low, high } } = said.estimate
    assert.equal(one_in, 2)
    assert.ok(sampled_visits > 2000 && sampled_visits < 2600, `${sampled_visits}`)
    // Five standard deviations: who is in the sample hangs on the site's secret.
    assert.ok(Math.abs(number - 1150) < 150 && low < number && number < high, `${low} ${number} ${high}`)
    assert.equal(said.matched.visits, number)
    const report = await ask('report', draft)
    assert.equal(report.visits.segment, number)
    assert.equal(report.estimate.one_in, 2)
    const all = await ask('population', draft, { exact: true })
    assert.deepEqual([all.estimate, all.matched.visits, all.matched.people], [null, 1150, 1150])
  })

  it('names as many products as are asked for, and seven where nothing is said', async () => {
    const { ask, bring, post } = await site()
    const at = Date.now() - 3 * HOUR
    const adds = Array.from({ length: 9 }, (_, n) => ({ kind: 'cart_add', items: [{ id: `p${n}`, name: `상품 ${n}`, price: 1000, quantity: n + 1 }], at: at + 1000 + n }))
    await bring([{ person: 1, events: [{ kind: 'page', url: 'https://shop.example/', at }, ...adds] }])
    const carted = async (more) => (await ask('report', {}, more)).carted.site.map(({ id }) => id)
    const all = ['p8', 'p7', 'p6', 'p5', 'p4', 'p3', 'p2', 'p1', 'p0']
    assert.deepEqual(await carted(), all.slice(0, 7))
    assert.deepEqual(await carted({ limit: 200 }), all)
    assert.deepEqual(await carted({ limit: 1 }), ['p8'])
    for (const limit of [0, 201]) {
      const answer = await post('report', { segment: { id: 'draft' }, limit })
      assert.deepEqual([answer.status, answer.body.field], [422, 'limit'])
    }
  })

  it('explains a zero', async () => {
    const { ask, key } = await site()
    const draft = { include: [{ kind: 'cart.units', min: 5 }] }
    const none = await ask('population', draft)
    assert.deepEqual([none.visits, none.matched.visits, none.share, none.collecting_since, none.full_after], [0, 0, null, null, null])
    assert.match(none.sentence.ko, /아직 수집된 방문이 없어요/)
    assert.match(none.sentence.en, /No visit has been collected yet/)
    const browser = new Browser(edge, { key })
    const at = Date.now() - 3 * HOUR - 10 * MINUTE
    await browser.send([browser.event('landing', { url: 'https://shop.example/' }, at), browser.event('page', { url: 'https://shop.example/' }, at)])
    const young = await ask('population', { include: [{ kind: 'traffic.visits', min: 2 }, { kind: 'content.path_page', values: ['/'] }] }, { range: '7d' })
    assert.deepEqual([young.visits, young.matched.visits, young.share], [1, 0, 0])
    assert.match(young.sentence.ko, /수집을 시작한 지 3시간 10분 됐어요\. 지난 7일 모수는 6일 20시간 뒤에 다 차요\./)
    assert.match(young.sentence.en, /Collecting began 3 hours 10 minutes ago\. The last 7 days will be complete in 6 days 20 hours\./)
    assert.match(young.sentence.ko, /‘.*방문.*’ 조건을 빼면 1회가 맞아요/, 'the condition that is in the way')
    const sensed = await ask('population', { include: [{ kind: 'behavior.scroll', min: 50 }] })
    assert.deepEqual([sensed.matched.visits, sensed.matched.unknown], [0, 1])
    assert.match(sensed.notes[0].ko, /방문 기록에 남지 않아/)
    assert.match(sensed.notes[0].en, /Not on the record/)
    const over_days = await ask('population', { include: [{ kind: 'product.viewed', values: ['p1'], within_days: 7 }] })
    assert.match(over_days.notes[0].en, /over several days/)
  })

  it('writes no more of a table than an instance can hold, and says where the next one begins', async () => {
    const { path } = await site()
    const [at, pages] = [Date.now() - HOUR, 3_600]
    // Addresses are as long as a page makes them: 18,000 of 1,000 bytes are more than a file has.
    for (let part = 0; part < 5; part += 1) {
      const line = (_, n) => JSON.stringify({ visitor: `v-${part}-${n}`, at: at + n, type: 'page_view', url: `https://shop.example/${part}-${n}/`.padEnd(1_000, 'x') })
      const body = Array.from({ length: pages }, line).join('\n')
      const sent = await edge.call('POST', `${path}/import/events`, { as: token, body, headers: { 'content-type': 'application/x-ndjson' } })
      assert.deepEqual([sent.status, sent.body.accepted], [200, pages], JSON.stringify(sent.body).slice(0, 300))
    }
    const found = new Set()
    const sizes = []
    for (let cursor = null; sizes.length < 3; ) {
      const body = JSON.stringify({ segment: { id: 'draft' }, ...(cursor && { cursor }) })
      const response = await edge.fetch(`${path}/segments/visitors?format=csv`, { method: 'POST', headers: { ...token.headers, 'content-type': 'application/json' }, body })
      const text = await response.text()
      sizes.push(text.length)
      for (const [, page] of text.matchAll(/"\/(\d-\d+)\//g)) found.add(page)
      cursor = response.headers.get('x-next-cursor')
      if (!cursor) break
    }
    assert.equal(sizes.length, 2)
    assert.ok(Math.max(...sizes) < 18 * 1024 * 1024, `${sizes}`)
    assert.equal(found.size, 5 * pages, 'everybody is in one of the files')
  })

  it('writes a table that opens as it is and runs nothing', async () => {
    const { key, path, post } = await site()
    const browser = new Browser(edge, { key })
    const at = Date.now() - 5 * MINUTE
    for (const url of ['=cmd|calc', '@SUM(1)', '+1', '-1', '"quoted", and comma']) {
      const one = new Browser(edge, { key })
      await one.send([one.event('landing', { url: 'https://shop.example/' }, at), one.event('page', { url }, at)])
    }
    await browser.send([browser.event('landing', { url: 'https://shop.example/', referrer: 'https://search.naver.com/search.naver?query=%3DHYPERLINK(1)' }, at), browser.event('page', { url: 'https://shop.example/한글' }, at)])
    const csv = async (query, headers = {}) => {
      const response = await edge.fetch(`${path}/segments/visitors${query}`, { method: 'POST', headers: { ...token.headers, 'content-type': 'application/json', ...headers }, body: JSON.stringify({ segment: { id: 'draft' } }) })
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8')
      assert.match(response.headers.get('content-disposition'), /attachment; filename="visitors-draft\.csv"/)
      return Buffer.from(await response.arrayBuffer())
    }
    const bytes = await csv('?format=csv')
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    const text = bytes.toString('utf8').slice(1)
    const lines = text.split('\r\n')
    assert.equal(lines.pop(), '')
    assert.ok(!lines.some((line) => line.includes('\n')))
    assert.equal(lines.length, 7)
    const cells = (line) => [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell]) => cell.replaceAll('""', '"'))
    assert.deepEqual(cells(lines[0]).slice(0, 2), ['방문자', '방문 시작'])
    const rows = lines.slice(1).map(cells)
    assert.deepEqual(rows.map((row) => row.length), Array(6).fill(cells(lines[0]).length))
    assert.deepEqual(rows.map((row) => row[5]).sort(), ["'+1", "'-1", "'=cmd|calc", "'@SUM(1)", '"quoted", and comma', '/한글'].sort())
    assert.ok(rows.some((row) => row[10] === "'=HYPERLINK(1)"), 'the word')
    assert.ok(rows.every((row) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(row[1])))
    assert.ok(!text.includes(browser.visitor), 'no secret')
    assert.match((await csv('?lang=en', { accept: 'text/csv' })).toString('utf8').split('\r\n')[0], /"Visitor","Started"/)
    const { body } = await post('visitors', { segment: { id: 'draft' }, limit: 4 })
    assert.equal(body.visits.length, 4)
    assert.ok(!JSON.stringify(body).includes(browser.visitor))
  })

  it('refuses what is wrong, with its place', async () => {
    const { post } = await site()
    for (const name of ['population', 'report', 'visitors']) {
      const wrong = async (body) => {
        const answer = await post(name, body)
        assert.equal(answer.status, 422, JSON.stringify(answer.body))
        return answer.body.field
      }
      assert.equal(await wrong({ segment: { id: 'draft', include: [{ kind: 'cart.total', minimum: 1 }] } }), 'segment.include[0].minimum')
      assert.equal(await wrong({ segment: { id: 'draft', include: [{ kind: 'segment.member', values: ['nobody'] }] } }), 'segment.include[0].values[0]')
      assert.equal(await wrong({ segment: { id: 'draft' }, range: '30d' }), 'range')
      assert.equal((await post(name, { segment: { id: 'draft' }, colour: 'red' })).status, 400)
    }
    assert.equal((await post('visitors', { segment: { id: 'draft' }, limit: 201 })).body.field, 'limit')
    for (const cursor of ['x', '1.2', '1.2.3.4', `${2n ** 62n}.1.1`]) assert.equal((await post('visitors', { segment: { id: 'draft' }, cursor })).body.field, 'cursor')
  })

  it('answers viewers of the site and nobody else', async () => {
    const { path, id } = await site()
    const stranger = await edge.stranger()
    const { DB } = await edge.env()
    for (const name of ['population', 'report', 'visitors']) {
      const ask = (as) => edge.call('POST', `${path}/segments/${name}`, { as, body: { segment: { id: 'draft' } } })
      assert.equal((await ask(undefined)).status, 401)
      assert.equal((await ask(stranger)).status, 404)
      assert.equal((await ask(await edge.token(['configure']))).status, 403)
    }
    await DB.prepare("INSERT INTO member (site, account, role) VALUES (?, 'bbbbbbbbbbbbbbbb', 'viewer')").bind(id).run()
    for (const name of ['population', 'report', 'visitors']) {
      assert.equal((await edge.call('POST', `${path}/segments/${name}`, { as: stranger, body: { segment: { id: 'draft' } } })).status, 200)
    }
  })
})
