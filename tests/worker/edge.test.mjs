// What the edge makes of events: bundles and bits, the effect of messages, orders of browsers and of the shop's server.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'
import { Browser, Reader, batch, newVisitor } from './wire.mjs'

const MIN = 60_000
const DAY = 24 * 60 * MIN

const message = (id, more = {}) => ({ id, name: id, type: 'popcorn', status: 'active', content: { title: '안녕하세요', text: id }, ...more })
const CONFIG = {
  segments: [
    { id: 'rival', name: '경쟁사 검색', include: [{ kind: 'source.previous_word', match: 'contains', values: ['브랜드A', '브랜드B'] }] },
    { id: 'regulars', name: '단골', include: [{ kind: 'purchase.orders', min: 1 }] },
    { id: 'big', name: '큰손', include: [{ kind: 'purchase.spent', min: '77777' }] },
    { id: 'dear', include: [{ kind: 'purchase.average', min: '4999', max: '5000' }] },
    { id: 'fresh', include: [{ kind: 'purchase.last_order_day', within_days: 3 }] },
  ],
  messages: [message('hello', { segment: 'rival' }), message('regular', { segment: 'regulars' }), message('big', { segment: 'big' }), message('dear', { segment: 'dear' }), message('fresh', { segment: 'fresh' }), message('gone', { status: 'ended' })],
  attribution: { click_days: 7, view_days: 1 },
}

describe('edge', () => {
  let edge
  let site
  let version = 0
  const api = (path, method = 'GET', more = {}) => edge.call(method, `/api/sites/${site.id}${path}`, { as: edge.owner, ...more })
  const get = async (path) => (await api(path)).body
  const effect = (id, days = 7) => get(`/messages/${id}/effect?days=${days}`)
  const publish = async (config) => {
    const answer = await api('/config', 'PUT', { body: config, headers: { 'if-match': `"${version}"` } })
    if (answer.status === 200) version = answer.body.version
    return answer
  }
  before(async () => {
    edge = await start()
    site = edge.owner.site
    assert.equal((await publish(CONFIG)).status, 200)
  })
  after(() => edge?.close())

  describe('the bundle', () => {
    it('is public, tagged, kept for a minute, and says which version it is', async () => {
      const response = await edge.fetch('/v1/b/shop')
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('content-type'), 'application/octet-stream')
      assert.equal(response.headers.get('access-control-allow-origin'), '*')
      assert.equal(response.headers.get('cache-control'), 'public, max-age=60, stale-while-revalidate=600')
      const bytes = Buffer.from(await response.arrayBuffer())
      const from = new Reader(bytes)
      assert.deepEqual([from.byte(), from.byte(), from.varint()], [3, 0, version], 'the form, nothing to fetch beside the shell, the version')
      assert.ok(!bytes.includes('77777') && !bytes.includes(Buffer.from('큰손')), 'no threshold and no name of a segment')
      const again = await edge.fetch('/v1/b/shop', { headers: { 'if-none-match': response.headers.get('etag') } })
      assert.equal(again.status, 304)
    })

    it('is not there for an unknown key', async () => {
      const response = await edge.fetch('/v1/b/nobody')
      assert.equal(response.status, 404)
      assert.equal(response.headers.get('access-control-allow-origin'), '*')
    })

    it('is put before the version is in force, and made again when it is gone', async () => {
      const { BUNDLES } = await edge.env()
      const kept = (await BUNDLES.list({ prefix: `bundle/${site.id}/` })).keys
      assert.equal(kept.length, version)
    })

    it('is made of the demo’s configuration too', async () => {
      const demo = JSON.parse(readFileSync(new URL('../../www/demo/dangol.json', import.meta.url), 'utf8'))
      const answer = await publish(demo)
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      assert.equal((await publish(CONFIG)).status, 200)
    })

    it('refuses what cannot be published, and says where', async () => {
      const segment = (condition) => ({ ...CONFIG, segments: [CONFIG.segments[0], CONFIG.segments[1], { id: 'big', include: [condition] }] })
      const first = (more) => ({ ...CONFIG, messages: [message('hello'), { ...message('two'), ...more }] })
      for (const [config, status, field] of [
        ['{"segments":', 400, undefined],
        [{ ...CONFIG, segmnts: [] }, 422, 'segmnts'],
        [segment({ kind: 'cart.total', minimum: 1 }), 422, 'segments[2].include[0].minimum'],
        [segment({ kind: 'cart.whatever', min: 1 }), 422, 'segments[2].include[0]'],
        [first({ segment: 'nobody' }), 422, 'messages[1].segment'],
        [first({ content: { title: 'x', button: { label: 'x', href: 'javascript:alert(1)' } } }), 422, 'messages[1].content.button.href'],
        [first({ content: { title: 7 } }), 422, 'messages[1].content.title'],
        [first({ id: 'hello' }), 422, 'messages[0].id'],
        [{ ...CONFIG, attribution: { click_days: 0, view_days: 1 } }, 422, 'attribution.click_days'],
        [{ ...CONFIG, attribution: { click_days: 7, view_days: 31 } }, 422, 'attribution.view_days'],
      ]) {
        const answer = await publish(config)
        assert.deepEqual([answer.status, answer.body.field], [status, field], JSON.stringify(answer.body))
      }
    })
  })

  it('lists messages with whom they are for in words', async () => {
    const { messages } = await get('/messages')
    assert.deepEqual(messages.map(({ id, type, status }) => [id, type, status]), [['hello', 'popcorn', 'active'], ['regular', 'popcorn', 'active'], ['big', 'popcorn', 'active'], ['dear', 'popcorn', 'active'], ['fresh', 'popcorn', 'active'], ['gone', 'popcorn', 'ended']])
    assert.equal(messages[0].segment.id, 'rival')
    assert.match(messages[0].segment.sentence.ko, /직전 검색어.*브랜드A/)
    assert.match(messages[0].segment.sentence.en, /previous keyword/)
    assert.equal(messages[5].segment, null)
    assert.equal(messages[0].content.title, '안녕하세요')
  })

  it('answers what only it can know with bits, not with thresholds', async () => {
    const browser = new Browser(edge)
    const verdicts = ({ bits }) => [0, 2, 4, 6].map((shift) => (bits[0] >> shift) & 3)
    const before = await browser.send([browser.event('page', { url: '/bits' })])
    assert.equal(before.configVersion, version)
    assert.deepEqual(verdicts(before), [1, 1, 1, 1], 'no, no, no average of no orders, no last one')
    const after = await browser.send([browser.event('order', { id: newVisitor(), value: 5000, items: [] })])
    assert.deepEqual(verdicts(after), [2, 1, 2, 2], 'one order, not much money, its average, its day')
    assert.equal(after.facts.last_order_day, undefined, 'no day, no amount of it goes to the browser')
    assert.deepEqual([after.facts.orders, after.facts.spent], [1, 5000 * 1e6])
  })

  describe('the effect of a message', () => {
    const shown = (browser, act, at, id = 'hello') => browser.event('exposure', { message: id, act }, at)
    const order = (browser, id, value, at) => browser.event('order', { id, value, items: [] }, at)
    const change = async (work) => {
      const before = await effect('hello')
      await work()
      const after = await effect('hello')
      const number = (text) => Math.round(Number(text.amount))
      const keys = ['shown', 'clicked', 'closed', 'click_conversions', 'view_conversions', 'cancelled']
      const changed = Object.fromEntries(keys.map((key) => [key, after[key] - before[key]]).filter(([, by]) => by))
      for (const key of ['click_revenue', 'view_revenue']) {
        if (number(after[key]) !== number(before[key])) changed[key] = number(after[key]) - number(before[key])
      }
      return changed
    }

    it('counts what was shown, clicked and closed, and an order once', async () => {
      const browser = new Browser(edge)
      const now = Date.now()
      const events = [
        shown(browser, 'shown', now - 5 * MIN), shown(browser, 'clicked', now - 4 * MIN), shown(browser, 'closed', now - 4 * MIN),
        order(browser, 'e-1', 12_000, now - MIN), order(browser, 'e-1', 12_000, now - MIN / 2), order(browser, 'e-2', 3_000, now),
      ]
      const once = { shown: 1, clicked: 1, closed: 1, click_conversions: 2, click_revenue: 15_000 }
      assert.deepEqual(await change(() => browser.send(events)), once)
      assert.deepEqual(await change(() => browser.send(events)), {})
    })

    it('credits an order to a click or a view that arrives after it', async () => {
      const browser = new Browser(edge)
      const now = Date.now()
      const view = shown(browser, 'shown', now - 3 * MIN)
      const click = shown(browser, 'clicked', now - 2 * MIN)
      const late = shown(browser, 'clicked', now)
      const bought = order(browser, 'e-3', 7_000, now - MIN)
      assert.deepEqual(await change(() => browser.send([bought])), {})
      assert.deepEqual(await change(() => browser.send([view])), { shown: 1, view_conversions: 1, view_revenue: 7_000 })
      assert.deepEqual(await change(() => browser.send([click])), { clicked: 1, click_conversions: 1, view_conversions: -1, click_revenue: 7_000, view_revenue: -7_000 })
      assert.deepEqual(await change(() => browser.send([late])), { clicked: 1 }, 'a click after the order led to nothing')
    })

    it('ends its windows: a view a day before, a click seven days before', async () => {
      const now = Date.now()
      const seen = new Browser(edge)
      assert.deepEqual(await change(() => seen.send([shown(seen, 'shown', now - DAY - 1), order(seen, 'e-4', 1000, now)])), { shown: 1 })
      const clicked = new Browser(edge)
      const events = [shown(clicked, 'clicked', now - 6.9 * DAY), order(clicked, 'e-5', 1000, now)]
      const before = await effect('hello', 8)
      await clicked.send(events)
      const after = await effect('hello', 8)
      assert.equal(after.click_conversions - before.click_conversions, 1)
    })

    it('takes the word of the shop’s server about an order, whoever spoke first', async () => {
      const now = Date.now()
      const forger = new Browser(edge)
      await forger.send([order(forger, 'e-6', 99_999_999, now - 10 * MIN)])
      const browser = new Browser(edge)
      const real = [shown(browser, 'clicked', now - 2 * MIN), order(browser, 'e-6', 20_000, now - MIN)]
      const token = await edge.token(['send'])
      const word = { id: 'e-6', at: new Date(now - MIN).toISOString(), value: { amount: '20000', currency: 'KRW' } }
      const tell = () => edge.call('POST', `/api/sites/${site.id}/orders`, { as: token, body: { orders: [word] } })
      const totals = () => get('/totals')
      const before = await totals()
      const changed = await change(async () => {
        await browser.send(real)
        assert.deepEqual((await tell()).body, { orders: 1, new: 0, told: 0 })
        assert.deepEqual((await tell()).body, { orders: 1, new: 0, told: 0 })
      })
      assert.deepEqual(changed, { clicked: 1, click_conversions: 1, click_revenue: 20_000 })
      const after = await totals()
      assert.equal(after.orders, before.orders, 'the forger’s number was counted already: it is the same order')
      assert.equal(Number(before.revenue.amount) - Number(after.revenue.amount), 99_999_999 - 20_000)
      word.value = '15000.5'
      const cents = await change(tell)
      assert.deepEqual(cents, { click_revenue: -4_999 })
      assert.match((await effect('hello')).click_revenue.amount, /\.5$/)
    })

    it('refuses orders that are none, and tokens that may not tell', async () => {
      const at = new Date().toISOString()
      for (const [order, field] of [
        [{ id: '', at, value: '1' }, 'orders[0].id'],
        [{ id: 'x', at: 1700000000, value: '1' }, 'orders[0].at'],
        [{ id: 'x', at: new Date(Date.now() + DAY).toISOString(), value: '1' }, 'orders[0].at'],
      ]) {
        const answer = await api('/orders', 'POST', { body: { orders: [order] } })
        assert.deepEqual([answer.status, answer.body.field], [422, field])
      }
      for (const value of [-1, 'NaN', '1e9', { amount: '-3', currency: 'KRW' }]) {
        assert.equal((await api('/orders', 'POST', { body: { orders: [{ id: 'x', at, value }] } })).status, 400, JSON.stringify(value))
      }
      const reader = await edge.token(['read'])
      assert.equal((await edge.call('POST', `/api/sites/${site.id}/orders`, { as: reader, body: { orders: [] } })).status, 403)
    })

    it('says its rule, and is not there for a message that is not', async () => {
      const { attribution, from, to } = await effect('hello')
      assert.deepEqual([attribution.click_days, attribution.view_days], [7, 1])
      assert.match(attribution.rule.ko, /7일/)
      assert.equal((Date.parse(to) - Date.parse(from)) / DAY, 6)
      assert.equal((await api('/messages/nobody/effect')).status, 404)
      for (const days of ['0', '91', 'x']) assert.equal((await api(`/messages/hello/effect?days=${days}`)).status, 422)
    })

    it('adds up over all objects of the site', async () => {
      const browsers = Array.from({ length: 24 }, () => new Browser(edge))
      const changed = await change(() => Promise.all(browsers.map((browser, n) => browser.send([shown(browser, 'shown'), order(browser, `many-${n}`, 1_000)]))))
      assert.deepEqual(changed, { shown: 24, view_conversions: 24, view_revenue: 24_000 })
    })
  })

  describe('limits', () => {
    /** The guards with small limits: how quick this machine is does not matter then. The limiter counts in windows of ten seconds: begin with one. */
    const strict = async (from, to) => {
      const edge = await start({ config: (text) => text.replace(`limit = ${from}`, `limit = ${to}`) })
      await new Promise((done) => setTimeout(done, 10_000 - (Date.now() % 10_000) + 100))
      return edge
    }
    const knock = async (edge, browser, headers) => {
      const response = await browser.post(batch({ visitor: browser.visitor, events: [] }), headers)
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: response.status === 429 && JSON.parse(text) }
    }

    it('stop an address that says it is many, and say when to come again', async () => {
      const edge = await strict(3000, 20)
      try {
        const from = (address) => knock(edge, new Browser(edge), { 'cf-connecting-ip': address })
        const answers = []
        for (let n = 0; n < 25; n += 1) answers.push(await from('203.0.113.7'))
        assert.deepEqual(answers.map(({ status }) => status), [...Array(20).fill(200), ...Array(5).fill(429)])
        const last = answers.at(-1)
        assert.equal(last.headers.get('retry-after'), '10')
        assert.equal(last.body.code, 'too_many_tries')
        assert.equal((await from('203.0.113.8')).status, 200, 'others are not hindered')
      } finally {
        await edge.close()
      }
    })

    it('stop a site before it takes the place of others', async () => {
      const edge = await strict(50000, 20)
      try {
        const other = await edge.call('POST', '/api/sites', { as: edge.owner, body: { name: '다른 가게', key: 'other', zone: 'Asia/Seoul', currency: 'KRW', domains: ['other.example'] } })
        assert.equal(other.status, 201)
        const statuses = []
        for (let n = 0; n < 25; n += 1) statuses.push((await knock(edge, new Browser(edge), { 'cf-connecting-ip': `203.0.113.${n}` })).status)
        assert.deepEqual(statuses, [...Array(20).fill(200), ...Array(5).fill(429)])
        const elsewhere = new Browser(edge, { key: 'other', origin: 'https://other.example' })
        assert.equal((await elsewhere.send([elsewhere.event('page', { url: '/' })])).facts.visits, 1)
      } finally {
        await edge.close()
      }
    })
  })

  it('describes everything: schemas and routes', async () => {
    for (const name of ['segment', 'message', 'config', 'facts', 'event']) {
      const answer = await edge.call('GET', `/api/schemas/${name}.json`)
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('content-type'), 'application/schema+json')
      assert.equal(answer.body.$schema, 'https://json-schema.org/draft/2020-12/schema')
    }
    assert.equal((await edge.call('GET', '/api/schemas/secret.json')).status, 404)
    const { paths } = (await edge.call('GET', '/api/openapi.json')).body
    for (const path of [
      '/v1/collect', '/v1/b/{key}', '/api/sites/{id}/live', '/api/sites/{id}/import/events', '/api/segments/catalogue', '/api/segments/templates',
      '/api/recipes', '/api/sites/{id}/segments/check', '/api/sites/{id}/segments/explain',
    ]) assert.ok(paths[path], path)
  })
})
