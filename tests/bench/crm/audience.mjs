// The audience of a segment of five conditions over a million members in one object, page by page as the object of sends asks it, against one SELECT
// in the same object: a table with a row a member of just what the conditions need, without an index. Some thousand members come in by the API,
// with a visit each by collect; their rows are then copied with other names and contacts, and put into columns by the object's own alarm. Both must
// name the same members.
import { setTimeout as wait } from 'node:timers/promises'
import { Edge } from '../../fault/edge.mjs'
import { name as objectName } from '../../worker/objects.mjs'
import { cpu } from '../edge/collect.mjs'
import { peak, round } from '../edge/figures.mjs'
import { oneObject } from '../edge/population.mjs'
import { DAY, HOUR, SEOUL, bench, members, question, tellVisits, visits } from './shop.mjs'

const OWN = 4_000
const MEMBERS = Number(process.env.MEMBERS ?? 1_000_000)
const ROUNDS = 5
/** So many are asked one by one, for the figure of those who are in no column. */
const ONE_BY_ONE = 20_000
const CONFIG = { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } }

const DRAFT = {
  id: 'draft',
  include: [
    { kind: 'source.search_engine', values: ['naver'] },
    { kind: 'product.viewed', min: 2 },
    { kind: 'content.start_page', match: 'starts_with', values: ['/event'] },
    { kind: 'traffic.last_visit_day', within_days: 3 },
  ],
  exclude: [{ kind: 'purchase.orders', min: 1 }],
}
const TABLE = `CREATE TABLE bench_member (member TEXT NOT NULL, phone BLOB NOT NULL, device TEXT NOT NULL, engine TEXT, product_views INTEGER NOT NULL,
  start_page TEXT NOT NULL, last_day INTEGER NOT NULL, orders INTEGER NOT NULL) STRICT`
const SELECT = "SELECT member, phone FROM bench_member WHERE engine = 'naver' AND product_views >= 2 AND start_page LIKE '/event%' AND last_day >= ? AND NOT orders >= 1"

/** The object with its members, and the same as rows. Answers what bytes its questions have. */
async function fill(edge, object) {
  const map = await oneObject(edge)
  const asks = question(edge, { map: map.map_version })
  await members(edge, OWN)
  const rows = await visits(edge, OWN)
  const [{ value: hex }] = await bench(edge, object, 'sql', [["SELECT value FROM meta WHERE key = 'ground'"]])
  const ground = Buffer.from(hex, 'hex')
  // What orders say of members travels by letters: none is on its way when members are copied.
  while ((await bench(edge, object, 'sql', [['SELECT count(*) AS letters FROM outbox']]))[0].letters > 0) await wait(200)
  await tellVisits(edge, object, asks, ground)
  const [known] = await bench(edge, object, 'sql', [['SELECT count(visits) AS visits, count(*) AS members FROM contact LEFT JOIN share USING (member)']])
  if (known.visits !== OWN || known.members !== OWN) throw new Error(`of ${OWN} members ${JSON.stringify(known)} are known`)
  for (let from = OWN; from < MEMBERS; ) from = await bench(edge, object, 'copy', edge.site.id, OWN, from, Math.min(from + 20_000, MEMBERS))
  const value = (at) => `value ->> ${at}`
  await bench(edge, object, 'sql', [
    [TABLE],
    ['CREATE TABLE bench_own (n INTEGER PRIMARY KEY, device TEXT, engine TEXT, product_views INTEGER, start_page TEXT, last_day INTEGER, orders INTEGER) STRICT'],
    [`INSERT INTO bench_own SELECT key, ${[1, 2, 3, 4, 5, 6].map(value)} FROM json_each(?)`, JSON.stringify(rows)],
    // The same order of rows as of names: they are read one after another.
    [`INSERT INTO bench_member SELECT member, phone, device, engine, product_views, start_page, last_day, orders FROM contact
      JOIN bench_own ON n = CAST(substr(member, 2) AS INTEGER) % ${OWN} ORDER BY member`],
    ['DROP TABLE bench_own'],
  ])
  return { asks, ground }
}

/** Lets the object's alarm put all of them into columns. Answers what that took. */
async function settle(edge, object, asks) {
  const [used, began] = [cpu(edge.workerd), performance.now()]
  let blocks = -1
  for (let now = Date.now() + 25 * HOUR, still = 0; still < 3; now += 2000) {
    await bench(edge, object, 'ask', asks.tick(now))
    const [{ count }] = await bench(edge, object, 'sql', [['SELECT count(*) AS count FROM member_block']])
    still = count === blocks ? still + 1 : 0
    blocks = count
  }
  const [{ kept }] = await bench(edge, object, 'sql', [['SELECT sum(members) AS kept FROM member_block']])
  return { blocks, kept, cpu: cpu(edge.workerd) - used, s: (performance.now() - began) / 1000 }
}

export async function audience(say) {
  const edge = new Edge({ options: new URL('options.mjs', import.meta.url).pathname })
  const began = performance.now()
  try {
    await edge.start()
    await edge.setUp(CONFIG)
    const object = objectName(edge.site.id, 0)
    const { asks, ground } = await fill(edge, object)
    const filled = (performance.now() - began) / 1000
    const { head, tail } = asks.audience(JSON.stringify([DRAFT]), ground)
    const since = Math.floor((Date.now() + SEOUL) / DAY) - 3
    const timed = async (list, work) => {
      const [start, used] = [performance.now(), cpu(edge.workerd)]
      const found = await work()
      list.push({ ms: performance.now() - start, cpu: (cpu(edge.workerd) - used) * 1000 })
      return found
    }
    // As it is for members who are in no column: a page of them.
    const slow = []
    const one = asks.audience(JSON.stringify([DRAFT]), ground, { limit: ONE_BY_ONE })
    for (let turn = 0; turn < 3; turn++) await timed(slow, () => bench(edge, object, 'audience', one.head, one.tail, { most: 1 }))
    const made = await settle(edge, object, asks)
    const [ours, theirs] = [[], []]
    const rest = peak(edge.workerd)
    const before = rest.now()
    for (let turn = 0; turn < ROUNDS; turn++) {
      rest.begin()
      const found = await timed(ours, () => bench(edge, object, 'audience', head, tail))
      ours.at(-1).peak = rest.most() - before
      const selected = await timed(theirs, () => bench(edge, object, 'select', SELECT, [since], false))
      if (found.count !== selected.count || found.looked !== MEMBERS) throw new Error(`found ${JSON.stringify(found)}, SQLite ${JSON.stringify(selected)}`)
    }
    const named = await bench(edge, object, 'audience', head, tail, { names: true })
    const selected = await bench(edge, object, 'select', SELECT, [since], true)
    if (named.names !== selected.names) throw new Error('they name different members')
    const least = (list, key) => Math.min(...list.map((turn) => turn[key]))
    const [size] = await bench(edge, object, 'sql', [['SELECT sum(length(bytes)) AS columns FROM member_column']])
    say({
      bench: 'crm/audience-vs-sqlite',
      ours: round(least(ours, 'ms'), 0),
      theirs: round(least(theirs, 'ms'), 0),
      ratio: round(least(theirs, 'ms') / least(ours, 'ms')),
      unit: `ms by the clock, the fastest of ${ROUNDS}: a segment of 5 conditions over ${MEMBERS} members in one object, who is meant and by which contact`,
      matched: named.count,
      unknown: named.unknown,
      pages: named.pages,
      ours_cpu_ms: round(least(ours, 'cpu'), 0),
      theirs_cpu_ms: round(least(theirs, 'cpu'), 0),
      ratio_of_cpu: round(least(theirs, 'cpu') / least(ours, 'cpu')),
      not_in_columns: MEMBERS - made.kept,
      column_bytes_a_member: round(size.columns / made.kept, 1),
      fill_s: round(filled, 0),
    })
    say({ bench: 'crm/audience-one-by-one', ours: round(ONE_BY_ONE / (least(slow, 'ms') / 1000), 0), unit: `members a second, the fastest of 3: the same of ${ONE_BY_ONE} who are in no column`, ours_cpu_us_each: round((least(slow, 'cpu') * 1000) / ONE_BY_ONE, 0) })
    say({ bench: 'crm/columns', ours: round(made.kept / made.cpu, 0), unit: "members put into columns a second of workerd's processor time, by the object's alarm", blocks: made.blocks })
    say({
      bench: 'crm/audience-memory',
      ours: round((await bench(edge, 'memory', 'memory')) / 1e6, 1),
      unit: "MB of wasm memory, of all objects and the router in the process, after the audience; peak: what workerd's resident memory grew beyond rest meanwhile, JavaScript's heap and SQLite's cache included",
      peak_mb: round(Math.max(...ours.map(({ peak }) => peak)) / 1e6, 1),
    })
  } finally {
    await edge.remove()
  }
}
