// What browsers send to /v1/collect: good, repeated, reordered, cut, broken, forged.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'
import { Browser, Writer, answer, batch, frame, newVisitor } from './wire.mjs'

const MIN = 60_000
const DAY = 24 * 60 * MIN

describe('collect', () => {
  let edge
  let site
  before(async () => {
    edge = await start()
    site = edge.owner.site
  })
  after(() => edge?.close())

  const get = async (path) => (await edge.call('GET', `/api/sites/${site.id}${path}`, { as: edge.owner })).body
  const today = () => new Date(Date.now() + 9 * 60 * MIN).toISOString().slice(0, 10)
  const totals = () => get(`/totals?from=2020-01-01&to=2021-12-31`).then(() => get(`/totals?from=${today().slice(0, 4)}-01-01&to=${today()}`))
  /** The live list's entry of a browser, by what only it has: a page of its own. */
  const seen = async (url) => (await get('/live?limit=200')).visitors.find((visitor) => visitor.path.some((page) => page.url === url))
  const visit = (browser, url, at = Date.now()) => [
    browser.event('landing', { url: `https://shop.example${url}`, referrer: 'https://m.search.naver.com/search.naver?query=%EC%9A%B0%EB%A6%AC%EB%AA%B0&oquery=%EB%B8%8C%EB%9E%9C%EB%93%9CA' }, at),
    browser.event('page', { url, title: '첫 화면' }, at),
    browser.event('product', { item: { id: 'p-1', name: '가방', price: 12000 } }, at + 1),
    browser.event('cart_add', { items: [{ id: 'p-1', name: '가방', price: 12000, quantity: 2 }] }, at + 2),
  ]

  it('folds a visit and says what is known of it', async () => {
    const browser = new Browser(edge)
    const said = await browser.send(visit(browser, '/one'))
    assert.deepEqual(said.done, [[browser.tab, 1, 4]])
    assert.ok(Math.abs(said.serverNow - Date.now()) < 10_000)
    const { source, source_name, word, previous_word, device, os, visits, last_visit_day, orders, spent } = said.facts
    assert.deepEqual(
      { source, source_name, word, previous_word, device, os, visits, last_visit_day, orders, spent },
      { source: 'search', source_name: 'naver', word: '우리몰', previous_word: '브랜드A', device: 'mobile', os: 'ios', visits: 1, last_visit_day: null, orders: 0, spent: 0 },
    )
    const live = await seen('/one')
    assert.equal(live.page.title, '첫 화면')
    assert.deepEqual(live.cart, { total: { amount: '24000', currency: 'KRW' }, units: 2 })
    assert.deepEqual(live.path, [{ url: '/one', title: '첫 화면' }])
    assert.deepEqual(live.source, { kind: 'search', name: 'naver', word: '우리몰', previous_word: '브랜드A' })
    assert.equal(live.member, null)
    assert.ok(!JSON.stringify(live).includes(browser.visitor), 'the secret is nowhere')
  })

  it('counts a batch once, however often and in whatever order and pieces it comes', async () => {
    const inOrder = new Browser(edge)
    const at = Date.now() - 10 * MIN
    const events = (browser, url) => [...visit(browser, url, at), browser.event('page', { url: `${url}/b` }, at + 5000), browser.event('page', { url }, at + 9000)]
    const all = events(inOrder, '/order-a')
    await inOrder.send(all)
    const jumbled = new Browser(edge)
    const same = events(jumbled, '/order-b')
    for (const part of [[same[5]], [same[2], same[0]], [same[5], same[4]], [same[1], same[3]], same]) {
      const said = await jumbled.send(part)
      assert.equal(said.done.reduce((sum, [, from, to]) => sum + to - from + 1, 0), part.length, 'repeats are named too')
    }
    const before = await totals()
    await inOrder.send(all)
    await inOrder.send([...all].reverse())
    assert.deepEqual(await totals(), before)
    const strip = ({ visitor, path, page, ...rest }) => ({ ...rest, path: path.map(({ url, title }) => ({ url: url.replace('order-b', 'order-a'), title })) })
    // Nobody was active within 5 minutes: both are seen with a page now.
    await inOrder.send([inOrder.event('page', { url: '/order-a/now' })])
    await jumbled.send([jumbled.event('page', { url: '/order-b/now' })])
    const [a, b] = [strip(await seen('/order-a/now')), strip(await seen('/order-b/now'))]
    assert.deepEqual({ ...b, last: 0 }, { ...a, last: 0 })
    assert.equal(a.page_views, 4)
  })

  it('takes what came before the cut, and does not name the rest', async () => {
    const browser = new Browser(edge)
    const events = [1, 2, 3].map((n) => browser.event('page', { url: `/cut/${n}` }))
    const whole = batch({ visitor: browser.visitor, events })
    const response = await browser.post(whole.subarray(0, whole.length - 3))
    assert.equal(response.status, 200)
    assert.deepEqual(answer(await response.arrayBuffer()).done, [[browser.tab, 1, 2]])
    assert.deepEqual((await browser.send(events)).done, [[browser.tab, 1, 3]])
    assert.equal((await seen('/cut/3')).page_views, 3)
  })

  it('refuses single events for good, by name, and keeps the others', async () => {
    const browser = new Browser(edge)
    const bad = [
      browser.event('something', { number: 200 }),
      browser.event('page', { url: '/bad/future' }, Date.now() + 6 * MIN),
      browser.event('page', { url: '/bad/old' }, Date.now() - 8 * DAY),
      browser.event('page', { url: `/bad/${'x'.repeat(1200)}` }),
      browser.event('page', { url: '/bad/title', title: 'x'.repeat(900) }),
      browser.event('product', { item: { id: 'p', price: -1 } }),
      browser.event('product', { item: { id: 'p', quantity: 0 } }),
      browser.event('order', { id: 'bad', value: -5 }),
      browser.event('arrival', { told: [[18, 'search']] }),
      browser.event('cart_set', { items: Array.from({ length: 101 }, (_, n) => ({ id: `p${n}` })) }),
    ]
    const said = await browser.send([...bad, browser.event('page', { url: '/bad/good' }), browser.event('page', { url: '/bad/old-enough' }, Date.now() - 1000)])
    assert.deepEqual(said.done, [[browser.tab, 1, 12]])
    assert.equal(said.facts.source, undefined, 'no browser says where it came from by itself')
    const live = await seen('/bad/good')
    assert.deepEqual(live.path.map((page) => page.url), ['/bad/old-enough', '/bad/good'])
  })

  it('takes a week-old event and one that is four minutes early', async () => {
    const browser = new Browser(edge)
    const said = await browser.send([browser.event('page', { url: '/week' }, Date.now() - 7 * DAY + MIN), browser.event('page', { url: '/early' }, Date.now() + 4 * MIN)])
    assert.equal(said.facts.visits, 2)
    assert.ok(said.facts.last_visit_day > 20_000)
  })

  it('corrects a device clock that is hours off', async () => {
    const browser = new Browser(edge)
    const off = 5 * 60 * MIN
    await browser.send([browser.event('page', { url: '/clock' }, Date.now() + off - 1000)], { sentAt: Date.now() + off })
    const live = await seen('/clock')
    assert.ok(Math.abs(Date.parse(live.started) - Date.now()) < 30_000, live.started)
  })

  it('splits visits at more than 30 minutes, late events included', async () => {
    const browser = new Browser(edge)
    const at = Date.now() - 95 * MIN
    const page = (minutes) => browser.event('page', { url: `/split/${minutes}` }, at + minutes * MIN)
    const [first, bridge, second] = [page(0), page(30), page(60)]
    assert.equal((await browser.send([first, second])).facts.visits, 2)
    assert.equal((await browser.send([bridge])).facts.visits, 1, 'the late one joins them: 30 minutes to the moment is no end')
    assert.equal((await browser.send([page(91)])).facts.visits, 2, 'a minute more is')
  })

  it('answers declared robots and keeps nothing of them', async () => {
    const robot = new Browser(edge, { ua: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' })
    const said = await robot.send([robot.event('page', { url: '/robot' })])
    assert.deepEqual([said.done, said.facts], [[[robot.tab, 1, 1]], {}])
    assert.equal(await seen('/robot'), undefined)
  })

  it('takes 200 events of a batch and leaves the rest for the next', async () => {
    const browser = new Browser(edge)
    const said = await browser.send(Array.from({ length: 205 }, () => browser.event('custom', { name: 'x' })))
    assert.deepEqual(said.done, [[browser.tab, 1, 200]])
  })

  const problem = async (response, status, code) => {
    assert.equal(response.status, status)
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
    assert.match(response.headers.get('vary'), /Origin/)
    assert.equal(response.headers.get('cache-control'), 'private, no-store')
    assert.equal((await response.json()).code, code)
  }

  it('refuses whole batches as problems that the page can read', async () => {
    const browser = new Browser(edge)
    const events = [browser.event('page', { url: '/x' })]
    const good = { visitor: browser.visitor, events }
    const cases = [
      ['an unknown key', batch({ ...good, key: 'nobody' }), 404, 'not_found'],
      ['too large', Buffer.concat([batch(good), Buffer.alloc(65_536)]), 413, 'body_too_large'],
      ['no version', Buffer.from([9, 1, 2, 3]), 400, 'unreadable'],
      ['nothing', Buffer.alloc(0), 400, 'unreadable'],
      ['a header that is cut', batch(good).subarray(0, 12), 400, 'unreadable'],
      ['no visitor', batch({ ...good, visitor: '0'.repeat(32) }), 400, 'unreadable'],
      ['text that is no UTF-8', new Writer().byte(1).varint(2).raw([0xff, 0xfe]).raw(Buffer.alloc(40)).done(), 400, 'unreadable'],
    ]
    for (const [name, body, status, code] of cases) {
      const response = await browser.post(body)
      assert.equal(response.headers.get('access-control-allow-origin'), browser.origin, name)
      await problem(response, status, code)
    }
    const elsewhere = await new Browser(edge, { origin: 'https://evil.example' }).post(batch(good))
    assert.equal(elsewhere.headers.get('access-control-allow-origin'), null)
    await problem(elsewhere, 403, 'wrong_origin')
    await problem(await browser.post(batch(good), { origin: '' }), 403, 'wrong_origin')
    assert.equal((await edge.fetch('/v1/collect')).status, 405)
    assert.equal((await edge.fetch('/healthz')).status, 200, 'it stays up')
  })

  it('answers a preflight, and pages of subdomains', async () => {
    const asked = await edge.fetch('/v1/collect', { method: 'OPTIONS', headers: { origin: 'https://m.shop.example', 'access-control-request-method': 'POST' } })
    assert.equal(asked.status, 204)
    assert.equal(asked.headers.get('access-control-allow-origin'), 'https://m.shop.example')
    assert.match(asked.headers.get('access-control-allow-methods'), /POST/)
    const mobile = new Browser(edge, { origin: 'https://m.shop.example' })
    assert.deepEqual((await mobile.send([mobile.event('page', { url: '/m' })])).done, [[mobile.tab, 1, 1]])
  })

  describe('members', () => {
    const sign = async (member, visitor, expires = Math.floor(Date.now() / 1000) + 600, secret = undefined, siteId = site.id) => {
      const { DB } = await edge.env()
      secret ??= (await DB.prepare('SELECT secret FROM site WHERE id = ?').bind(site.id).first()).secret
      const mac = createHmac('sha256', secret).update(`dangol-member-v1\n${siteId}\n${visitor}\n${member}\n${expires}`).digest('hex')
      return `v1.${expires}.${mac}`
    }

    it('believes a signature of the shop for this visitor', async () => {
      const browser = new Browser(edge)
      const said = await browser.send([browser.event('page', { url: '/member/signed' }), browser.event('member', { id: 'minji', signature: await sign('minji', browser.visitor) })])
      assert.equal(said.facts.signed, 1)
      assert.equal((await seen('/member/signed')).member, 'minji')
    })

    it('takes any other word as a label: it reads nothing and joins nothing', async () => {
      const rich = new Browser(edge)
      await rich.send([
        rich.event('member', { id: 'jun', signature: await sign('jun', rich.visitor) }),
        rich.event('order', { id: 'jun-1', value: 500_000, items: [] }),
      ])
      const expired = Math.floor(Date.now() / 1000) - 1
      const signatures = {
        none: '',
        'the mark of a verified one': '+',
        'of another visitor': await sign('jun', rich.visitor),
        'of another member': undefined,
        expired: undefined,
        'of another site': undefined,
        'with another secret': undefined,
        nonsense: 'v1.99999999999.zz',
      }
      for (const [name, given] of Object.entries(signatures)) {
        const browser = new Browser(edge)
        const made = {
          'of another member': () => sign('minji', browser.visitor),
          expired: () => sign('jun', browser.visitor, expired),
          'of another site': () => sign('jun', browser.visitor, undefined, undefined, '00000000000000ff'),
          'with another secret': () => sign('jun', browser.visitor, undefined, '0'.repeat(64)),
        }
        const signature = given ?? (await made[name]())
        const url = `/member/${encodeURIComponent(name)}`
        const said = await browser.send([browser.event('page', { url }), browser.event('member', { id: 'jun', signature })])
        assert.deepEqual([said.facts.signed, said.facts.orders, said.facts.spent, said.facts.member], [0, 0, 0, undefined], name)
        assert.equal((await seen(url)).member, null, name)
      }
    })
  })

  it('keeps sites apart', async () => {
    const other = await edge.call('POST', '/api/sites', { as: edge.owner, body: { name: '다른 가게', key: 'other', zone: 'Asia/Seoul', currency: 'KRW', domains: ['other.example'] } })
    assert.equal(other.status, 201)
    const visitor = newVisitor()
    const here = new Browser(edge, { visitor })
    const there = new Browser(edge, { visitor, key: 'other', origin: 'https://other.example', install: here.install, tab: here.tab })
    await here.send([here.event('page', { url: '/apart' }), here.event('order', { id: 'apart-1', value: 1000, items: [] })])
    const said = await there.send([there.event('page', { url: '/elsewhere' })])
    assert.deepEqual([said.done, said.facts.visits, said.facts.orders], [[[there.tab, 1, 1]], 1, 0], 'the same secret is another person')
    const [mine, theirs] = await Promise.all([here, there].map((_, n) => edge.call('GET', `/api/sites/${n ? other.body.id ?? other.body.site?.id : site.id}/live`, { as: edge.owner })))
    const labels = (list) => list.body.visitors.map((entry) => [entry.visitor, entry.path.map((page) => page.url)])
    assert.equal(theirs.body.count, 1)
    assert.ok(!JSON.stringify(labels(theirs)).includes('/apart'))
    assert.ok(!labels(mine).some(([label]) => label === theirs.body.visitors[0].visitor), 'not even the label is the same')
  })
})
