// A million sealed visits in one object, five conditions: the route that the console asks, against SQLite in the same object with a row a visit
// of just the columns that the conditions need. Some thousand visits come in by collect and are sealed as always; their block is then copied,
// with other visitors. Both must find the same.
import { Edge } from '../../fault/edge.mjs'
import { ask, name, WHAT } from '../../worker/objects.mjs'
import { batch, frame, newVisitor } from '../../worker/wire.mjs'
import { cpu } from './collect.mjs'
import { peak, round } from './figures.mjs'

/** As many as a block holds (crates/insight/src/column.rs), so many times. */
const VISITS = 4000
const COPIES = 250
const ROUNDS = 5
const HOUR = 3_600_000
const DAY = 24 * HOUR
const SEOUL = 9 * HOUR
const CONFIG = { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } }

const DRAFT = {
  id: 'draft',
  include: [
    { kind: 'system.device', values: ['mobile'] },
    { kind: 'source.search_engine', values: ['naver'] },
    { kind: 'product.viewed', min: 2, visit: true },
    { kind: 'content.start_page', match: 'starts_with', values: ['/event'] },
  ],
  exclude: [{ kind: 'conversion.order', visit: true }],
}
const MATCHES = "device = 'mobile' AND engine = 'naver' AND product_views >= 2 AND start_page LIKE '/event%' AND orders = 0"
const TABLE = `CREATE TABLE bench_visit (visitor BLOB NOT NULL, start_ms INTEGER NOT NULL, device TEXT NOT NULL, engine TEXT, product_views INTEGER NOT NULL,
  start_page TEXT NOT NULL, orders INTEGER NOT NULL) STRICT`
const SPAN = 'start_ms >= ? AND start_ms < ?'
/** Visits and those that match by civil day; how many people match. */
const DAYS = (from, to) => [[`SELECT (start_ms + ${SEOUL}) / ${DAY} AS day, COUNT(*) AS visits, sum(${MATCHES}) AS matched FROM bench_visit WHERE ${SPAN} GROUP BY day`, from, to]]
const MATCHING = (from, to) => [[`SELECT COUNT(DISTINCT visitor) AS people FROM bench_visit WHERE ${SPAN} AND ${MATCHES}`, from, to]]
/** How many people there are at all: ours says that too. */
const EVERYBODY = (from, to) => [[`SELECT COUNT(DISTINCT visitor) AS people FROM bench_visit WHERE ${SPAN}`, from, to]]

const AGENTS = [
  ['mobile', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'],
  ['mobile', 'Mozilla/5.0 (Linux; Android 15; SM-S928N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36'],
  ['pc', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36'],
]
const REFERRERS = [['naver', 'https://search.naver.com/search.naver?query=%EB%8B%88%ED%8A%B8'], ['google', 'https://www.google.com/'], [null, ''], [null, 'https://www.instagram.com/']]
const STARTS = ['/event/fall', '/', '/product/77', '/category/3', '/event/members']

/** Numbers that look random, the same every time. */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

/** A visit: its batch, and its row. */
function visit(n, next, now) {
  const pick = (list) => list[Math.floor(next() * list.length)]
  const [device, ua] = pick(AGENTS)
  const [engine, referrer] = pick(REFERRERS)
  const [page, products, ordered] = [pick(STARTS), Math.floor(next() * 6), next() < 0.05]
  const start = Math.floor(now - 2 * HOUR - next() * 6 * DAY)
  const item = (n) => ({ id: `P${n}`, name: `캐시미어 라운드 니트 ${n}`, category: '여성/상의', price: 19_000 + (n % 90) * 1000 })
  const url = `https://shop.example${page}`
  const events = [{ kind: 'landing', url, referrer }, { kind: 'page', url, title: '가게' }]
  for (let at = 0; at < products; at++) {
    // Of 3,000 products some are looked at far more than others.
    const product = Math.floor(next() ** 3 * 3000)
    events.push({ kind: 'page', url: `https://shop.example/product/${product}`, title: `니트 ${product} - 가게` }, { kind: 'product', item: item(product) })
  }
  if (ordered) events.push({ kind: 'order', id: `N-${n}`, value: 39_000, items: [] })
  const visitor = newVisitor()
  const frames = events.map((event, at) => frame({ install: 1, tab: n + 1, seq: at + 1, at: start + at * 7000, ...event }))
  return { body: batch({ visitor, sentAt: now, events: frames }), ua, row: [Buffer.from(visitor, 'hex').toString('hex'), start, device, engine, products, page, Number(ordered)] }
}

const bench = async (edge, call, object, ...args) => {
  const response = await fetch(`${edge.url}/bench`, { method: 'POST', body: JSON.stringify({ object, call, args }), signal: AbortSignal.timeout(300_000) })
  if (response.status !== 200) throw new Error(await response.text())
  return response.json()
}

/** Lets all people of the site live in one object. */
export async function oneObject(edge) {
  for (;;) {
    const response = await edge.call('POST', `/api/sites/${edge.site.id}/objects`, { headers: edge.headers, body: { objects: 1 } })
    if (response.status !== 200) throw new Error(await response.text())
    const map = await response.json()
    if (map.buckets_left === 0) return map
  }
}

/** The object with a million visits, and the same as rows. */
async function fill(edge, object) {
  const map = await oneObject(edge)
  const now = Date.now()
  const next = random(5)
  const visits = Array.from({ length: VISITS }, (_, n) => visit(n, next, now))
  const waiting = visits.values()
  await Promise.all(Array.from({ length: 32 }, async () => {
    for (const { body, ua } of waiting) {
      const response = await edge.fetch('/v1/collect', { method: 'POST', body, headers: { origin: 'https://shop.example', 'user-agent': ua } })
      if (response.status !== 200) throw new Error(await response.text())
      await response.arrayBuffer()
    }
  }))
  const tick = ask(edge.site.id, 0, WHAT.tick, { map: map.map_version, now: now + 2 * HOUR }).done()
  await bench(edge, 'tick', object, [...tick])
  const [{ visits: sealed }] = await bench(edge, 'sql', object, [['SELECT sum(visits) AS visits FROM block']])
  if (sealed !== VISITS) throw new Error(`${sealed} of ${VISITS} visits are sealed`)
  for (let done = 0; done < COPIES - 1; ) done = await bench(edge, 'copy', object, done, Math.min(done + 25, COPIES - 1))
  const rows = JSON.stringify(visits.map(({ row }) => row))
  const value = (at) => `value ->> ${at}`
  await bench(edge, 'sql', object, [
    [TABLE],
    [`INSERT INTO bench_visit SELECT unhex(${value(0)}), ${[1, 2, 3, 4, 5, 6].map(value)} FROM json_each(?)`, rows],
    // Each copy with visitors of its own, as the blocks have them.
    [`WITH RECURSIVE copy (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < ${COPIES - 1}) INSERT INTO bench_visit
      SELECT CAST(substr(visitor, 1, 14) || unhex(printf('%04x', n)) AS BLOB), start_ms, device, engine, product_views, start_page, orders FROM bench_visit, copy`],
  ])
}

export async function population(say) {
  const edge = new Edge({ options: new URL('options.mjs', import.meta.url).pathname })
  const began = performance.now()
  try {
    await edge.start()
    await edge.setUp(CONFIG)
    const object = name(edge.site.id, 0)
    await fill(edge, object)
    const filled = performance.now() - began
    const [ours, theirs, everybody] = [[], [], []]
    const timed = async (list, work) => {
      const [start, used] = [performance.now(), cpu(edge.workerd)]
      const found = await work()
      list.push({ ms: performance.now() - start, cpu: (cpu(edge.workerd) - used) * 1000 })
      return found
    }
    const asks = async () => {
      const response = await edge.call('POST', `/api/sites/${edge.site.id}/segments/population`, { headers: edge.headers, body: { segment: DRAFT, range: '7d' } })
      if (response.status !== 200) throw new Error(await response.text())
      return response.json()
    }
    const [from, to] = [Date.now() - 7 * DAY, Date.now() + 1]
    const rest = peak(edge.workerd)
    const before = rest.now()
    let found
    for (let turn = 0; turn < ROUNDS; turn++) {
      rest.begin()
      found = await timed(ours, asks)
      ours.at(-1).peak = rest.most() - before
      const [days, [{ people }]] = await timed(theirs, async () => [await bench(edge, 'sql', object, DAYS(from, to)), await bench(edge, 'sql', object, MATCHING(from, to))])
      await timed(everybody, () => bench(edge, 'sql', object, EVERYBODY(from, to)))
      const sum = (key) => days.reduce((sum, day) => sum + day[key], 0)
      const same = [found.visits, found.matched.visits, found.matched.unknown].join() === [sum('visits'), sum('matched'), 0].join()
      const near = Math.abs(found.matched.people / people - 1) < 0.05
      if (!same || !near) throw new Error(`found ${JSON.stringify({ ...found, definitions: undefined, times: undefined })}, SQLite ${JSON.stringify({ visits: sum('visits'), matched: sum('matched'), people })}`)
    }
    const least = (list, key) => Math.min(...list.map((one) => one[key]))
    const [size] = await bench(edge, 'sql', object, [["SELECT (SELECT sum(length(bytes)) FROM block_column) AS columns, (SELECT COUNT(*) FROM bench_visit) AS visits"]])
    const [mine, days, people] = [least(ours, 'ms'), least(theirs, 'ms'), least(everybody, 'ms')]
    say({
      bench: 'edge/population-vs-sqlite',
      ours: round(mine, 0),
      theirs: round(days + people, 0),
      ratio: round((days + people) / mine),
      unit: `ms by the clock, the fastest of ${ROUNDS}: ${found.visits} sealed visits in one object, 5 conditions; visits by day, people, and those who match (ours: the pages where they ended, too)`,
      matched: found.matched.visits,
      theirs_without_all_people: round(days, 0),
      ratio_without_all_people: round(days / mine),
      ours_cpu_ms: round(least(ours, 'cpu'), 0),
      theirs_cpu_ms: round(least(theirs, 'cpu') + least(everybody, 'cpu'), 0),
      fill_s: round(filled / 1000, 0),
      column_bytes_a_visit: round(size.columns / size.visits, 1),
    })
    say({
      bench: 'edge/population-memory',
      ours: round((await bench(edge, 'memory')) / 1e6, 1),
      unit: "MB of wasm memory, of all objects and the router in the process, after the population of all visits; peak: what workerd's resident memory grew beyond rest meanwhile, JavaScript's heap and SQLite's cache included",
      peak_mb: round(Math.max(...ours.map(({ peak }) => peak)) / 1e6, 1),
    })
  } finally {
    await edge.remove()
  }
}
