// What ours is compared with: the same batches taken by a worker and an object in JavaScript, as somebody would write them who keeps a
// browser's visits in one row of SQLite. It does what ours does for the batches of the bench, and not more: no members, no messages, no
// letters, no presence, one zone; its sites are a table in the script where ours asks D1 once a minute. Checks are the same: body, version, key,
// origin, limiter, each text, number and list, times by the edge's clock, repeats by watermark and gaps. Each batch is one row here as there; JSON
// makes it a fifth longer (measured after one batch of 10 events: 2.0 KB and 1.6 KB, after three 4.5 KB and 3.9 KB).
import { DurableObject } from 'cloudflare:workers'
import sources from '../../../../crates/model/data/sources.json'
import { answer, events, header } from './wire.js'

const SITES = new Map([['shop', { id: 'c99ee41b38f66cf0', version: 1, domains: ['shop.example'], offset: 9 * 3_600_000 }]])
const BODY_MAX = 65_536
const GAP = 30 * 60_000
const SKEW = 120_000
const FUTURE = 5 * 60_000
const AGE = 7 * 86_400_000
const TAPE = 16 * 1024

const refuse = (status, detail) => Response.json({ status, detail }, { status, headers: { 'content-type': 'application/problem+json' } })

export default {
  async fetch(request, env) {
    if (request.method !== 'POST' || new URL(request.url).pathname !== '/v1/collect') return refuse(404, 'there is nothing here')
    if (Number(request.headers.get('content-length')) > BODY_MAX) return refuse(413, 'too large')
    const body = new Uint8Array(await request.arrayBuffer())
    if (body.length > BODY_MAX) return refuse(413, 'too large')
    let head
    try {
      head = header(body)
    } catch (error) {
      return refuse(400, error.message)
    }
    const site = SITES.get(head.key)
    if (!site) return refuse(404, 'there is no such site')
    const origin = request.headers.get('origin') ?? ''
    if (!isOfSite(origin, site.domains)) return refuse(403, 'another origin')
    const address = request.headers.get('cf-connecting-ip')
    if (address && !(await env.ADDRESS_GUARD.limit({ key: address })).success) return refuse(429, 'too many')
    if (!(await env.SITE_GUARD.limit({ key: site.id })).success) return refuse(429, 'too many')
    const bucket = head.visitor.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5) >>> 24
    const stub = env.PEOPLE.getByName(`${site.id}-p-${bucket >> 7}`)
    const bytes = await stub.take({ body, ...head, bucket, offset: site.offset, siteVersion: site.version, now: Date.now(), ua: request.headers.get('user-agent') ?? '' })
    return new Response(bytes, {
      headers: {
        'content-type': 'application/octet-stream', 'cache-control': 'private, no-store', vary: 'Origin', 'access-control-allow-origin': origin,
        'access-control-expose-headers': 'retry-after', 'cross-origin-resource-policy': 'cross-origin', 'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      },
    })
  },
}

function isOfSite(origin, domains) {
  const url = URL.parse(origin)
  return url?.protocol === 'https:' && domains.some((domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`))
}

export class People extends DurableObject {
  constructor(context, env) {
    super(context, env)
    this.sql = context.storage.sql
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS shopper (bucket INTEGER NOT NULL, visitor BLOB NOT NULL, last_ms INTEGER NOT NULL, open INTEGER NOT NULL,
        state TEXT NOT NULL, tape BLOB NOT NULL, PRIMARY KEY (bucket, visitor)) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS piece (bucket INTEGER NOT NULL, visitor BLOB NOT NULL, start_ms INTEGER NOT NULL, n INTEGER NOT NULL,
        bytes BLOB NOT NULL, PRIMARY KEY (visitor, start_ms, n)) STRICT, WITHOUT ROWID;`)
  }

  take({ body, at, sentAt, visitor, bucket, offset, siteVersion, now, ua }) {
    const { good, refused } = events(body, at)
    const skew = now - sentAt
    const shift = Math.abs(skew) > SKEW ? skew : 0
    const taken = []
    for (const event of good) {
      event.at += shift
      if (event.at <= now + FUTURE && event.at >= now - AGE && event.seq > 0) taken.push(event)
      else refused.push(event)
    }
    taken.sort((a, b) => a.at - b.at || a.seq - b.seq)
    const facts = this.ctx.storage.transactionSync(() => this.fold(taken, refused, { visitor, bucket, offset, now, ua }))
    return answer(now, siteVersion, ranges([...taken, ...refused]), facts)
  }

  fold(taken, refused, { visitor, bucket, offset, now, ua }) {
    const [row] = this.sql.exec('SELECT state, tape FROM shopper WHERE bucket = ? AND visitor = ?', bucket, visitor)
    const shopper = row ? JSON.parse(row.state) : { tabs: [], visits: [] }
    const fresh = taken.filter((event) => isNew(shopper.tabs, event, now))
    for (const event of refused) isNew(shopper.tabs, event, now)
    let pieces = row ? [new Uint8Array(row.tape)] : []
    for (const event of fresh) {
      let visit = shopper.visits.at(-1)
      if (!visit || event.at - visit.last > GAP) {
        visit = { start: event.at, last: event.at, day: Math.floor((event.at + offset) / 86_400_000), pieces: 0, counts: {}, facts: begin() }
        shopper.visits.push(visit)
        pieces = []
      }
      visit.last = event.at
      visit.counts[event.kind] = (visit.counts[event.kind] ?? 0) + 1
      apply(visit.facts, event, ua)
      pieces.push(event.bytes)
    }
    const visit = shopper.visits.at(-1)
    let tape = joined(pieces)
    if (visit && tape.length > TAPE) {
      this.sql.exec('INSERT INTO piece (bucket, visitor, start_ms, n, bytes) VALUES (?, ?, ?, ?, ?)', bucket, visitor, visit.start, visit.pieces++, tape)
      tape = new Uint8Array(0)
    }
    const open = shopper.visits.length
    this.sql.exec(
      'INSERT OR REPLACE INTO shopper (bucket, visitor, last_ms, open, state, tape) VALUES (?, ?, ?, ?, ?, ?)',
      bucket, visitor, visit?.last ?? 0, open, JSON.stringify(shopper), tape,
    )
    const { source = [], device = [] } = visit?.facts ?? {}
    const before = shopper.visits.at(-2)
    return [[34, open], [35, before ? before.day : null], [36, 0], [37, 0], ...source, ...device]
  }
}

/** A tab's watermark and the gaps below it: true for what was not seen before. */
function isNew(tabs, { install, tab, seq }, now) {
  let known = tabs.find((known) => known.tab === tab && known.install === install)
  if (!known) tabs.push((known = { install, tab, high: 0, gaps: [], last: now }))
  known.last = now
  if (seq > known.high) {
    if (seq - known.high > 1) known.gaps.push([known.high + 1, seq - 1])
    known.high = seq
    return true
  }
  const at = known.gaps.findIndex(([from, to]) => from <= seq && seq <= to)
  if (at < 0) return false
  const [from, to] = known.gaps[at]
  known.gaps.splice(at, 1, ...[[from, seq - 1], [seq + 1, to]].filter(([a, b]) => a <= b))
  return true
}

const begin = () => ({ pages: [], path: [], products: [], cart: [], searches: [], custom: [], source: undefined, device: undefined })

/** What a visit knows by its events: what segments ask of it. */
function apply(facts, event, ua) {
  switch (event.kind) {
    case 'page':
      facts.page = { url: event.url, title: event.title }
      facts.path.push([event.at, event.url])
      if (facts.path.length > 100) facts.path.shift()
      break
    case 'product': {
      const { id, name, category, price } = event.item
      facts.product = { id, name, category, price }
      facts.products.push([event.at, id, category, price])
      break
    }
    case 'cart_add':
      for (const line of event.items) {
        const known = facts.cart.find(({ id }) => id === line.id)
        if (known) known.quantity += line.quantity
        else facts.cart.push(line)
      }
      facts.total = facts.cart.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
      break
    case 'cart_set': facts.cart = event.items; break
    case 'search':
      facts.word = event.word
      facts.searches.push([event.at, event.word, event.results])
      break
    case 'custom': facts.custom.push([event.at, event.name, event.value]); break
    case 'landing':
      facts.source ??= source(event)
      facts.device ??= device(ua)
      break
  }
}

const HOSTS = sources.known.flatMap((place) => place.hosts.map((host) => ({ ...place, host })))

/** Where from: the campaign's words, else the first known place that fits the referrer. */
function source({ url, referrer }) {
  const [to, from] = [URL.parse(url), URL.parse(referrer)]
  const host = from ? from.hostname + from.pathname : ''
  const fits = (known) => (known.startsWith('.') ? `.${from.hostname}`.endsWith(known) : host.startsWith(known) || `.${from.hostname}`.endsWith(`.${known}`))
  const place = from && HOSTS.find(({ host: known }) => fits(known))
  const word = (place?.words ?? []).map((name) => from.searchParams.get(name)).find(Boolean) ?? null
  const campaign = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'].map((name, n) => [22 + n, to?.searchParams.get(name) ?? null])
  return [[18, place?.kind ?? (from ? 'referral' : 'direct')], [19, place?.name ?? from?.hostname ?? null], [20, word], ...campaign]
}

function device(ua) {
  const os = /iPhone|iPad/.test(ua) ? 'ios' : /Android/.test(ua) ? 'android' : /Windows/.test(ua) ? 'windows' : /Mac OS X/.test(ua) ? 'macos' : 'other'
  const browser = /Edg\//.test(ua) ? 'edge' : /Chrome\//.test(ua) ? 'chrome' : /Safari\//.test(ua) ? 'safari' : /Firefox\//.test(ua) ? 'firefox' : 'other'
  return [[30, /Mobile/.test(ua) ? 'mobile' : 'desktop'], [31, os], [32, browser], [33, /KAKAOTALK|NAVER/.exec(ua)?.[0].toLowerCase() ?? null]]
}

function ranges(ids) {
  const sorted = ids.toSorted((a, b) => a.tab - b.tab || a.seq - b.seq)
  const done = []
  for (const { tab, seq } of sorted) {
    const last = done.at(-1)
    if (last && last[0] === tab && seq - last[2] <= 1) last[2] = seq
    else done.push([tab, seq, seq])
  }
  return done
}

function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
