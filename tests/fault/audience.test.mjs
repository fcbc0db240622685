// Whom a send means is asked in columns where there are, else one by one: both say the same, whatever is said of members, whoever is erased, and
// wherever they move. And nothing of whoever was erased stays in a column.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { DAY, HOUR, apiOf, bench, question, random, secretOf, tellVisits } from '../bench/crm/shop.mjs'
import { bucket } from '../worker/bucket.mjs'
import { name as objectName } from '../worker/objects.mjs'
import { Browser, Reader, Writer } from '../worker/wire.mjs'
import { Edge } from './edge.mjs'

const CONFIG = { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } }
/** A block is made of 500 or more. */
const MEMBERS = 540
const STEPS = 20
const SEED = Number(process.env.SEED ?? 20261122)

const S = (id, more) => ({ id, ...more })
const SEGMENTS = [
  undefined,
  [S('naver', { include: [{ kind: 'source.search_engine', values: ['naver'] }] })],
  [S('not-naver', { exclude: [{ kind: 'source.search_engine', values: ['naver'] }] })],
  [S('bought', { include: [{ kind: 'purchase.orders', min: 1 }] })],
  [S('looked', { include: [{ kind: 'product.viewed', min: 2, within_days: 2 }] })],
  [S('one', { include: [{ kind: 'product.viewed', values: ['P1'] }], exclude: [{ kind: 'conversion.order', visit: true }] })],
  [S('path', { include: [{ kind: 'content.path_page', match: 'contains', values: ['/event'] }] })],
  [S('today', { include: [{ kind: 'traffic.last_visit_day', within_days: 0 }, { kind: 'content.start_page', match: 'starts_with', values: ['/event'] }] })],
  [S('grade', { include: [{ kind: 'member.grade', values: ['VIP'] }] })],
  [S('either', { rule: { any: [{ kind: 'traffic.visits', min: 2 }, { not: { kind: 'system.device', values: ['mobile'] } }] } })],
  [S('asks', { include: [{ kind: 'segment.member', values: ['other'] }] }), S('other', { include: [{ kind: 'traffic.page_views', min: 3 }] })],
]

const edge = new Edge({ options: new URL('../bench/crm/options.mjs', import.meta.url).pathname })
after(() => edge.remove())

it('is the same in columns and one by one', { timeout: 300_000 }, async () => {
  await edge.start()
  await edge.setUp(CONFIG)
  const api = apiOf(edge)
  const secret = await secretOf(edge)
  const next = random(SEED)
  const pick = (list) => list[Math.floor(next() * list.length)]
  console.log(`# seed ${SEED}`)
  const grow = async (objects) => {
    for (;;) {
      const map = await api('POST', '/objects', { objects })
      if (map.buckets_left === 0) return map.map_version
    }
  }
  let map = await grow(1)
  let object = objectName(edge.site.id, 0)
  let asks = question(edge, { map })
  const site = Buffer.from(edge.site.id, 'hex')
  const sql = (...statements) => bench(edge, object, 'sql', statements)
  const one = async (...statement) => Object.values((await sql(statement))[0])[0]

  // All in one bucket: nobody has the time to say half a million.
  const HOME = 77
  let last = 0
  const more = (count) => {
    const ids = []
    for (; ids.length < count; last += 1) if (bucket(site, Buffer.from(`회원-${last}`)) === HOME) ids.push(`회원-${last}`)
    return ids
  }
  let [phones, ids] = [0, more(MEMBERS)]
  const said = (id, has = true) => ({ id, name: `손님 ${id}`, ...(has ? { phone: `0103${String((phones += 1)).padStart(7, '0')}` } : { email: `${last}-${(phones += 1)}@mail.example` }) })
  await api('POST', '/members', { members: ids.map((id) => said(id, next() < 0.9)) })

  const browsers = new Map()
  const visit = async (id, { isNew = false } = {}) => {
    const known = isNew ? undefined : browsers.get(id)
    const browser = known ?? new Browser(edge)
    browsers.set(id, browser)
    const at = known ? Date.now() : Date.now() - Math.floor(next() * 5 * DAY) - HOUR
    const expires = Math.floor(Date.now() / 1000) + 600
    const mac = createHmac('sha256', secret).update(`dangol-member-v1\n${edge.site.id}\n${browser.visitor}\n${id}\n${expires}`).digest('hex')
    const url = `https://shop.example${pick(['/event/fall', '/', '/category/3'])}`
    const events = [
      browser.event('landing', { url, referrer: pick(['https://search.naver.com/search.naver?query=tea', 'https://www.google.com/', '']) }, at),
      browser.event('page', { url, title: '가게' }, at + 1),
      browser.event('member', { id, signature: `v1.${expires}.${mac}` }, at + 2),
    ]
    for (let n = Math.floor(next() * 4); n > 0; n--) events.push(browser.event('product', { item: { id: `P${Math.floor(next() * 3)}`, name: '찻잔', price: 9_000 } }, at + 10 + n))
    if (next() < 0.3) events.push(browser.event('order', { id: `order-${(phones += 1)}`, value: 30_000, items: [] }, at + 20))
    await browser.send(events)
  }
  for (const id of ids.slice(0, 120)) await visit(id)

  const ground = Buffer.from(await one("SELECT value FROM meta WHERE key = 'ground'"), 'hex')
  // The same offsets, said otherwise: by this, nobody is asked in columns.
  const from = new Reader(ground)
  const spans = from.list(() => [from.big(), from.big()])
  const rest = ground.subarray(from.at)
  const otherwise = new Writer().varint(spans.length + 1)
  for (const [at, offset] of spans) otherwise.varint(at).varint(offset)
  const oneByOne = otherwise.zigzag(8_000_000_000_000_000).varint(spans.at(-1)[1]).raw(rest).done()

  /** Asks everything both ways. Answers how many pages each took. */
  const same = async (why) => {
    const pages = [0, 0]
    for (const segments of SEGMENTS) {
      const within = pick([undefined, 2])
      const found = []
      for (const [place, how] of [ground, oneByOne].entries()) {
        const { head, tail } = asks.audience(segments ? JSON.stringify(segments) : '', how, { limit: 100, within })
        const answer = await bench(edge, object, 'audience', head, tail, { names: true, bucket: HOME })
        pages[place] += answer.pages
        found.push({ ...answer, pages: undefined })
      }
      assert.deepEqual(found[0], found[1], `${why}: ${JSON.stringify(segments)} within ${within}`)
    }
    return pages
  }
  let clock = Date.now()
  /** Lets the alarm do what is due after a day, until nothing is left to be put into columns. */
  const settle = async () => {
    clock += 25 * HOUR
    for (let turn = 0; turn < 6; turn++) await bench(edge, object, 'ask', asks.tick((clock += 2000)))
  }
  const inColumns = () => one('SELECT coalesce(sum(members), 0) FROM member_block WHERE bucket = ?', HOME)

  await tellVisits(edge, object, asks, ground)
  assert.equal(await inColumns(), 0)
  await same('before there are columns')
  await settle()
  assert.equal(await inColumns(), ids.length)
  const [quick, slow] = await same('in columns')
  assert.ok(quick < slow / 2, `${quick} pages in columns, ${slow} one by one`)

  const steps = {
    'a new number': (id) => api('POST', '/members', { members: [said(id)] }),
    'a number no more': (id) => api('POST', '/members', { members: [said(id, false)] }),
    'somebody new': async () => {
      const [id] = more(1)
      ids.push(id)
      await api('POST', '/members', { members: [said(id)] })
    },
    'a visit': async (id) => {
      await visit(id)
      await tellVisits(edge, object, asks, ground)
    },
    'another browser': (id) => visit(id, { isNew: true }),
    'erased': async (id) => {
      const traces = () => one(
        `SELECT (SELECT count(*) FROM member_column WHERE instr(bytes, CAST(?1 AS BLOB))) + (SELECT count(*) FROM member_block WHERE after = ?1 OR last = ?1)
          + (SELECT count(*) FROM member_changed WHERE member = ?1) + (SELECT count(*) FROM contact WHERE member = ?1)`, id)
      assert.ok(await traces() > 0)
      for (let done = false; !done; ) done = (await api('POST', '/people/erase', { member: id })).status !== 'going_on'
      assert.equal(await traces(), 0, `${id} is still there`)
      ids.splice(ids.indexOf(id), 1)
    },
    'columns made anew': settle,
    'the keys are changed': async () => {
      const before = await one('SELECT count(*) FROM member_changed')
      await api('POST', '/keys', {})
      edge.clock()
      await wait(1500)
      assert.equal(await one('SELECT count(*) FROM member_changed'), before, 'who is meant does not hang on keys')
    },
    'the same said again': async (id) => {
      const { phone } = await api('GET', `/members/${encodeURIComponent(id)}`)
      if (!phone) return
      const before = await one('SELECT count(*) FROM member_changed')
      await api('POST', '/members', { members: [{ id, name: '또', phone }] })
      assert.equal(await one('SELECT count(*) FROM member_changed'), before)
    },
  }
  const names = Object.keys(steps)
  // Each once at least, in any order.
  const order = [...names, ...Array.from({ length: STEPS - names.length }, () => pick(names))].map((name) => [next(), name]).toSorted(([a], [b]) => a - b)
  for (const [, name] of order) {
    // In both halves: of whom visits are known, and the others.
    await steps[name](pick(next() < 0.5 ? ids.slice(0, 100) : ids))
    await same(name)
  }
  await settle()
  assert.ok(await inColumns() >= 500, 'all but some are in columns again')

  // More objects: the bucket moves, its columns do not.
  const before = object
  map = await grow(5)
  let shard
  for (let n = 0; n < 5; n++) {
    object = objectName(edge.site.id, n)
    const tables = await one("SELECT count(*) FROM sqlite_master WHERE name = 'contact'")
    if (tables && await one('SELECT count(*) FROM contact WHERE bucket = ?', HOME)) shard = n
  }
  object = objectName(edge.site.id, shard)
  asks = question(edge, { map, shard })
  assert.notEqual(object, before, 'the bucket has moved')
  await same('after they moved')
  await settle()
  assert.ok(await inColumns() >= 500)
  await same('in columns of their new home')
  object = before
  assert.equal(await inColumns(), 0, 'the old home has nothing of them')
})
