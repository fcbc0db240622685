// The shop of the benches: its members, each with a visit, come in by the API and by collect; the object is asked by /bench of in-front.mjs.
import { createHmac } from 'node:crypto'
import { OWNER } from '../../fault/edge.mjs'
import { ask } from '../../worker/objects.mjs'
import { Writer, batch, frame, newVisitor } from '../../worker/wire.mjs'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const SEOUL = 9 * HOUR
const SENDS = 40
const TICK = 9
/** Browsers of a page (worker/src/person/sends.rs). */
const BROWSERS = 500

const AGENTS = [
  ['mobile', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'],
  ['mobile', 'Mozilla/5.0 (Linux; Android 15; SM-S928N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36'],
  ['pc', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36'],
]
const REFERRERS = [['naver', 'https://search.naver.com/search.naver?query=%EB%8B%88%ED%8A%B8'], ['google', 'https://www.google.com/'], [null, ''], [null, 'https://www.instagram.com/']]
const STARTS = ['/event/fall', '/', '/product/77', '/category/3', '/event/members']

/** Numbers that look random, the same every time. */
export const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

export const nameOf = (n) => `m${String(n).padStart(7, '0')}`
const phoneOf = (n) => `010${String(20_000_000 + n).padStart(8, '0')}`

export const bench = async (edge, object, call, ...args) => {
  const response = await fetch(`${edge.url}/bench`, { method: 'POST', body: JSON.stringify({ object, call, args }), signal: AbortSignal.timeout(600_000) })
  if (response.status !== 200) throw new Error(await response.text())
  return response.json()
}

const api = async (edge, method, path, body, headers = {}) => {
  const response = await fetch(`${edge.url}/api/sites/${edge.site.id}${path}`, { method, headers: { ...edge.headers, 'content-type': 'application/json', ...headers }, body: body && JSON.stringify(body), signal: AbortSignal.timeout(300_000) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.status === 204 ? null : response.json()
}
export const apiOf = (edge) => (method, path, body, headers) => api(edge, method, path, body, headers)

/** Does all of these, so many at a time. */
export async function each(all, at_once, work) {
  const waiting = all.values()
  await Promise.all(Array.from({ length: at_once }, async () => { for (const one of waiting) await work(one) }))
}

/** Members with a number, a thousand a request. */
export async function members(edge, count) {
  const parts = Array.from({ length: Math.ceil(count / 1000) }, (_, part) => Array.from({ length: Math.min(1000, count - part * 1000) }, (_, n) => part * 1000 + n))
  await each(parts, 4, (part) => api(edge, 'POST', '/members', { members: part.map((n) => ({ id: nameOf(n), name: `손님${n}`, phone: phoneOf(n) })) }))
}

/** A member's visit: its batch, and what a row of a table would know of it. */
function visit(edge, secret, n, next, now) {
  const pick = (list) => list[Math.floor(next() * list.length)]
  const [device, ua] = pick(AGENTS)
  const [engine, referrer] = pick(REFERRERS)
  const [page, products, ordered] = [pick(STARTS), Math.floor(next() * 6), next() < 0.3]
  const start = Math.floor(now - 2 * HOUR - next() * 6 * DAY)
  const url = `https://shop.example${page}`
  const [visitor, id, expires] = [newVisitor(), nameOf(n), Math.floor(now / 1000) + 600]
  const mac = createHmac('sha256', secret).update(`dangol-member-v1\n${edge.site.id}\n${visitor}\n${id}\n${expires}`).digest('hex')
  const events = [{ kind: 'landing', url, referrer }, { kind: 'page', url, title: '가게' }, { kind: 'member', id, signature: `v1.${expires}.${mac}` }]
  for (let at = 0; at < products; at++) {
    const product = Math.floor(next() ** 3 * 3000)
    events.push({ kind: 'page', url: `https://shop.example/product/${product}`, title: `니트 ${product} - 가게` })
    events.push({ kind: 'product', item: { id: `P${product}`, name: `캐시미어 라운드 니트 ${product}`, category: '여성/상의', price: 19_000 + (product % 90) * 1000 } })
  }
  if (ordered) events.push({ kind: 'order', id: `N-${n}`, value: 39_000, items: [] })
  const frames = events.map((event, at) => frame({ install: 1, tab: n + 1, seq: at + 1, at: start + at * 7000, ...event }))
  const last = start + (events.length - 1) * 7000
  return { body: batch({ visitor, sentAt: now, events: frames }), ua, row: [id, device, engine, products, page, Math.floor((last + SEOUL) / DAY), Number(ordered)] }
}

/** The secret by which the shop signs its members, as its owner sees it. */
export async function secretOf(edge) {
  const { email, password } = OWNER
  const session = await edge.call('POST', '/api/session', { headers: { origin: edge.url }, body: { email, password } })
  const [cookie] = session.headers.get('set-cookie').split(';')
  const shown = await edge.call('POST', `/api/sites/${edge.site.id}/identity-secret`, { headers: { cookie, origin: edge.url }, body: { password } })
  return (await shown.json()).secret
}

/** A visit of each of so many members; answers what a row of a table would know of each. */
export async function visits(edge, count) {
  const secret = await secretOf(edge)
  const [now, next] = [Date.now(), random(5)]
  const all = Array.from({ length: count }, (_, n) => visit(edge, secret, n, next, now))
  await each(all, 32, async ({ body, ua }) => {
    const response = await edge.fetch('/v1/collect', { method: 'POST', body, headers: { origin: 'https://shop.example', 'user-agent': ua } })
    if (response.status !== 200) throw new Error(await response.text())
    await response.arrayBuffer()
  })
  return all.map(({ row }) => row)
}

/** The object's own questions: `of` is { map, ground (bytes of zone and currency) }. */
export const question = (edge, { map, shard = 0 }) => ({
  tick: (now) => ask(edge.site.id, shard, TICK, { map, now }).done().toString('hex'),
  visits: (ground, after) => {
    const out = ask(edge.site.id, shard, SENDS, { map }).byte(4).zigzag(0)
    if (after === null) out.byte(0)
    else out.byte(1).zigzag(after)
    return out.raw(ground).done().toString('hex')
  },
  /** How a page ends that goes on behind a browser. */
  end: (next) => (next === null ? new Writer().byte(0) : new Writer().byte(1).zigzag(next)).done().toString('hex'),
  take: () => ask(edge.site.id, shard, SENDS, { map }).byte(5).done().toString('hex'),
  /** What comes before and behind the buckets and the member to go on from. */
  audience: (segments, ground, { limit = 5000, within } = {}) => {
    const head = ask(edge.site.id, shard, SENDS, { map }).byte(0).text(segments)
    head.option(within, (days) => head.varint(days)).raw(ground)
    return { head: head.done().toString('hex'), tail: new Writer().varint(limit).done().toString('hex') }
  },
})

/** Tells the home of members what the visits of their browsers were like, as a send does before it asks; all live in one object. */
export async function tellVisits(edge, object, asks, ground) {
  for (let after = null; ; ) {
    const page = await bench(edge, object, 'sql', [[`SELECT id FROM shopper WHERE id > ? ORDER BY id LIMIT ${BROWSERS}`, after ?? -1]])
    const next = page.length < BROWSERS ? null : page.at(-1).id
    await bench(edge, object, 'told', asks.visits(ground, after), asks.take(), asks.end(next))
    if (next === null) return
    after = next
  }
}
