// Watching a site over a socket: who may, what is told, and that it goes on after every kind of break.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { EMPTY_CONFIG, SITE, start } from './harness.mjs'
import { connect } from './socket.mjs'
import { Browser } from './wire.mjs'

const BIG = { id: 'big', name: '큰 장바구니', include: [{ kind: 'cart.total', min: '50000' }] }
const AGAIN = { id: 'again', name: '다시 온 사람', include: [{ kind: 'traffic.visits', min: 2 }] }

/** What a frame may weigh: the cards of one and the names of those who left (worker/src/live/view.rs). */
const FRAME_BYTES_MAX = 128 * 1024 + 16 * 1024

/** A client: keeps what it was told as the console does. */
class Watcher {
  frames = []
  errors = []
  visitors = new Map()
  bytesMax = 0
  #waiting = new Set()

  /** Connects; what is refused is an error. */
  static async open(edge, { as = edge.owner, site = edge.owner.site.id, ticket, ...query }) {
    const search = new URLSearchParams({ ticket, ...query })
    const { status, socket } = await connect(`${edge.origin}/api/sites/${site}/live/socket?${search}`, as.headers)
    assert.equal(status, 101)
    return new Watcher(socket)
  }

  constructor(socket) {
    this.socket = socket
    socket.onText = (text) => this.#take(text)
  }

  get closed() {
    return this.socket.closed
  }

  #take(data) {
    const frame = JSON.parse(data)
    if (frame.type === 'error') {
      this.errors.push(frame)
    } else {
      this.bytesMax = Math.max(this.bytesMax, Buffer.byteLength(data))
      this.frames.push(frame)
      if (frame.type === 'snapshot') this.visitors.clear()
      for (const label of frame.gone) this.visitors.delete(label)
      for (const visitor of frame.visitors) this.visitors.set(visitor.visitor, visitor)
    }
    for (const look of this.#waiting) look()
  }

  /** Waits until something is so. */
  until(what) {
    return new Promise((resolve) => {
      const look = () => {
        const found = what(this)
        if (!found) return
        this.#waiting.delete(look)
        resolve(found)
      }
      this.#waiting.add(look)
      look()
    })
  }

  get last() {
    return this.frames.at(-1)
  }

  pages() {
    return [...this.visitors.values()].map(({ page }) => page.url).sort()
  }

  say(frame) {
    this.socket.send(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame))
  }

  close() {
    return this.socket.close()
  }
}

describe('live', () => {
  let edge
  let site
  const ticketOf = async (as = edge.owner, of = site) => {
    const answer = await edge.call('POST', `/api/sites/${of}/live/ticket`, { as, headers: { 'content-type': 'application/json' } })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body.ticket
  }
  const watch = async ({ as, site: of, ...query } = {}) => Watcher.open(edge, { as, site: of, ticket: await ticketOf(as, of), ...query })
  /** How a handshake ends: `{status}`, with the problem's code where it is refused. */
  const handshake = async (path, headers = {}) => {
    const { socket, ...answer } = await connect(`${edge.origin}${path}`, headers)
    await socket?.close()
    return answer
  }
  const open = (ticket, { of = site, headers = edge.owner.headers } = {}) => handshake(`/api/sites/${of}/live/socket?ticket=${ticket}`, headers)
  const REFUSED = { status: 401, code: 'ticket_refused' }
  const publish = async (segments) => {
    const { headers } = await edge.call('GET', `/api/sites/${site}/config`, { as: edge.owner })
    const answer = await edge.call('PUT', `/api/sites/${site}/config`, { as: edge.owner, body: { ...EMPTY_CONFIG, segments }, headers: { 'if-match': headers.get('etag') } })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
  }
  const arrives = async (url, more = []) => {
    const browser = new Browser(edge)
    await browser.send([browser.event('page', { url }), ...more.map(([kind, fields]) => browser.event(kind, fields))])
    return browser
  }
  const cart = (price) => ['cart_set', { items: [{ id: 'a', price, quantity: 1 }] }]
  const live = () => edge.call('GET', `/api/sites/${site}/live?limit=200`, { as: edge.owner }).then(({ body }) => body)
  before(async () => {
    edge = await start()
    site = edge.owner.site.id
    await publish([BIG, AGAIN])
  })
  after(() => edge?.close())

  describe('tickets', () => {
    it('open one socket', async () => {
      const ticket = await ticketOf()
      assert.match(ticket, /^[0-9a-f]{32}$/)
      assert.deepEqual(await open(ticket), { status: 101 })
      assert.deepEqual(await open(ticket), REFUSED)
    })

    it('are of one site', async () => {
      const other = (await edge.call('POST', '/api/sites', { as: edge.owner, body: { ...SITE, key: 'other' } })).body
      assert.deepEqual(await open(await ticketOf(), { of: other.id }), REFUSED)
      assert.deepEqual(await open(await ticketOf(edge.owner, other.id)), REFUSED)
      assert.deepEqual(await open(await ticketOf(), { of: 'ffffffffffffffff' }), REFUSED)
      assert.deepEqual((await open(await ticketOf(), { of: 'nothing' })).status, 404)
    })

    it('are of one page and one session', async () => {
      const { cookie, origin } = edge.owner.headers
      assert.deepEqual(await open(await ticketOf(), { headers: { cookie, origin: 'https://evil.example' } }), { status: 403, code: 'wrong_origin' })
      assert.deepEqual(await open(await ticketOf(), { headers: { cookie } }), REFUSED)
      assert.deepEqual(await open(await ticketOf(), { headers: { origin } }), REFUSED)
      const second = await edge.signIn({ email: 'owner@shop.example', password: 'a long enough password' })
      assert.deepEqual(await open(await ticketOf(), { headers: second.headers }), REFUSED)
      assert.deepEqual(await open(await ticketOf(second), { headers: second.headers }), { status: 101 })
    })

    it('are over after a while, and none is none', async () => {
      const ticket = await ticketOf()
      const storage = await edge.worker.getDurableObjectStorage('SITE_LIVE', { name: `${site}-l-0000` })
      await storage.exec('UPDATE ticket SET expires_ms = expires_ms - 60000')
      assert.deepEqual(await open(ticket), REFUSED)
      assert.deepEqual(await open(''), REFUSED)
      assert.deepEqual(await handshake(`/api/sites/${site}/live/socket`, edge.owner.headers), REFUSED)
    })

    it('are made for those who may see the site, and by its own pages', async () => {
      const ask = (as, headers = {}) => edge.call('POST', `/api/sites/${site}/live/ticket`, { as, headers: { 'content-type': 'application/json', ...headers } })
      assert.equal((await ask(undefined)).status, 401)
      assert.equal((await ask(await edge.stranger())).status, 404)
      assert.equal((await ask(await edge.token(['send']))).status, 403)
      assert.equal((await ask(edge.owner, { origin: 'https://evil.example' })).status, 403)
      const program = await edge.token(['read'])
      assert.deepEqual(await open(await ticketOf(program), { headers: {} }), { status: 101 })
    })

    it('open sockets, not pages', async () => {
      const answer = await edge.call('GET', `/api/sites/${site}/live/socket?ticket=${await ticketOf()}`, { as: edge.owner })
      assert.deepEqual([answer.status, answer.body.code], [426, 'socket_needed'])
    })
  })

  describe('a socket', () => {
    it('tells who is there, then only what changes', async () => {
      const first = await arrives('/first')
      const watcher = await watch()
      await watcher.until(({ visitors }) => visitors.size === 1)
      const [snapshot] = watcher.frames
      assert.deepEqual([snapshot.type, snapshot.count, snapshot.matching, snapshot.pending, snapshot.segment, snapshot.more], ['snapshot', 1, 1, 0, null, false])
      assert.deepEqual(snapshot.visitors, (await live()).visitors, 'the same cards as the list that is asked for')
      assert.ok(!JSON.stringify(snapshot).includes(first.visitor), 'the secret is nowhere')

      await arrives('/second')
      await watcher.until(({ visitors }) => visitors.size === 2)
      assert.deepEqual([watcher.last.type, watcher.last.count, watcher.last.visitors.length, watcher.last.gone], ['delta', 2, 1, []])
      assert.equal(watcher.last.visitors[0].page.url, '/second')

      await first.send([first.event('page', { url: '/first/more' })])
      await watcher.until((all) => all.pages().includes('/first/more'))
      assert.deepEqual(watcher.last.visitors.map(({ path }) => path.map(({ url }) => url)), [['/first', '/first/more']])
      const numbers = watcher.frames.map(({ seq }) => seq)
      assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b))
      await watcher.close()
    })

    it('tells who is gone', async () => {
      const browser = new Browser(edge)
      // Five minutes of silence are over in a moment.
      await browser.send([browser.event('page', { url: '/leaving' }, Date.now() - 5 * 60_000 + 8_000)])
      const watcher = await watch()
      await watcher.until((all) => all.pages().includes('/leaving'))
      const [{ visitor }] = [...watcher.visitors.values()].filter(({ page }) => page.url === '/leaving')
      const { count } = watcher.last
      await watcher.until(({ frames }) => frames.some(({ gone }) => gone.includes(visitor)))
      assert.equal(watcher.last.count, count - 1)
      assert.ok(!watcher.pages().includes('/leaving'))
      await watcher.close()
    })

    it('shows those of a segment, each socket its own', async () => {
      await arrives('/rich', [cart(60_000)])
      const poor = await arrives('/poor', [cart(10_000)])
      const all = await watch()
      const rich = await watch({ segment: 'big' })
      await all.until((all) => all.pages().includes('/rich') && all.pages().includes('/poor'))
      await rich.until(({ last }) => last?.matching === 1)
      assert.deepEqual(rich.pages(), ['/rich'])
      assert.deepEqual([rich.last.segment, rich.last.count], ['big', all.last.count], 'of how many, is said too')

      await poor.send([poor.event(...cart(90_000))])
      await rich.until(({ last }) => last.matching === 2)
      assert.deepEqual([rich.last.type, rich.pages()], ['delta', ['/poor', '/rich']])
      await poor.send([poor.event(...cart(1_000))])
      await rich.until(({ last }) => last.matching === 1)
      assert.deepEqual([rich.pages(), rich.last.gone.length], [['/rich'], 1])

      // What is not known of a visitor (their cart) matches nobody; another segment is another list.
      const before = rich.frames.length
      rich.say({ type: 'filter', segment: 'again' })
      await rich.until(({ frames }) => frames.slice(before).some(({ type, segment }) => type === 'snapshot' && segment === 'again'))
      assert.deepEqual([rich.last.matching, rich.pages()], [0, []])
      rich.say({ type: 'filter', segment: null })
      await rich.until(({ visitors, last }) => last.segment === null && visitors.size === all.visitors.size)
      assert.deepEqual(rich.pages(), all.pages())
      await Promise.all([all.close(), rich.close()])
    })

    it('knows a segment as soon as it is published, and says so when it is not', async () => {
      const watcher = await watch({ segment: 'nobody' })
      await watcher.until(({ errors, last }) => errors.length === 1 && last)
      assert.deepEqual([watcher.errors[0].code, watcher.last.segment], ['no_such_segment', null])
      watcher.say({ type: 'filter', segment: 'poor' })
      await watcher.until(({ errors }) => errors.length === 2)
      assert.equal(watcher.errors[1].code, 'no_such_segment')
      await publish([BIG, AGAIN, { id: 'poor', name: '작은 장바구니', include: [{ kind: 'cart.total', min: '500', max: '5000' }] }])
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      watcher.say({ type: 'filter', segment: 'poor' })
      await watcher.until(({ last }) => last.segment === 'poor')
      await watcher.until(({ last }) => last.matching === 1)
      assert.deepEqual(watcher.pages(), ['/poor'])
      await watcher.close()
    })

    it('goes on where it was after a break', async () => {
      const watcher = await watch()
      await watcher.until(({ last }) => last && !last.more)
      const [{ seq }, before] = [watcher.last, watcher.visitors]
      await watcher.close()
      await arrives('/meanwhile')
      const back = await watch({ since: String(seq) })
      await back.until((all) => all.pages().includes('/meanwhile'))
      assert.equal(back.frames[0].type, 'delta')
      assert.deepEqual(back.pages(), ['/meanwhile'], 'what it had is not told again')
      assert.equal(back.last.count, before.size + 1)
      await back.close()

      for (const since of [seq + 1_000_000, -1, 'x']) {
        const lost = await watch({ since: String(since) })
        await lost.until(({ last }) => last)
        assert.equal(lost.frames[0].type, 'snapshot', `${since}`)
        await lost.close()
      }
    })

    it('goes on after its object was evicted', async () => {
      const watcher = await watch()
      const rich = await watch({ segment: 'big' })
      await watcher.until(({ last }) => last && !last.more)
      await rich.until(({ last }) => last?.matching === 1)
      const frames = watcher.frames.length
      await edge.worker.evictDurableObject('SITE_LIVE', { name: `${site}-l-0000`, webSockets: 'hibernate' })
      for (const shard of ['0000', '0001']) await edge.worker.evictDurableObject('PERSON_SHARD', { name: `${site}-p-${shard}` })
      await arrives('/after-eviction')
      await watcher.until((all) => all.pages().includes('/after-eviction'))
      const told = watcher.frames.slice(frames)
      assert.deepEqual(told.map(({ type }) => type).filter((type) => type !== 'delta'), [])
      assert.deepEqual(told.flatMap(({ visitors }) => visitors.map(({ page }) => page.url)), ['/after-eviction'], 'and tells nothing twice')
      await arrives('/rich/too', [cart(70_000)])
      await rich.until(({ last }) => last.matching === 2)
      assert.deepEqual(rich.frames.map(({ type }) => type).filter((type) => type === 'snapshot').length, 1)
      await Promise.all([watcher.close(), rich.close()])
    })

    it('says what it cannot read, nine times', async () => {
      const watcher = await watch()
      await watcher.until(({ last }) => last)
      const bad = ['{', '[]', 'null', '{"type":"filter"}', '{"type":"filter","segment":7}', '{"type":"dance"}', '', new Uint8Array([1, 2, 3]), JSON.stringify({ type: 'filter', segment: null, more: 'x'.repeat(5_000) })]
      for (const frame of bad) watcher.say(frame)
      await watcher.until(({ errors }) => errors.length === bad.length)
      assert.deepEqual([...new Set(watcher.errors.map(({ code }) => code))], ['unreadable'])
      watcher.say({ type: 'filter', segment: 'big' })
      await watcher.until(({ last }) => last.segment === 'big')
      watcher.say('x'.repeat(2_000_000))
      assert.equal(await watcher.closed, 1008)
      assert.equal((await edge.call('GET', '/healthz')).status, 200)
    })

    it('is closed when its session is over', async () => {
      const second = await edge.signIn({ email: 'owner@shop.example', password: 'a long enough password' })
      const mine = await watch({ as: second })
      const owners = await watch()
      await mine.until(({ last }) => last)
      assert.equal((await edge.call('DELETE', '/api/session', { as: second, headers: { 'content-type': 'application/json' } })).status, 204)
      assert.equal(await mine.closed, 4401)
      await arrives('/still')
      await owners.until((all) => all.pages().includes('/still'))
      await owners.close()
    })

    it('is closed when its token is, and is not opened for a session that ended meanwhile', async () => {
      const program = await edge.token(['read'])
      const watcher = await Watcher.open(edge, { as: { headers: {} }, ticket: await ticketOf(program) })
      await watcher.until(({ last }) => last)
      const { DB } = await edge.env()
      await DB.prepare("DELETE FROM api_token WHERE name = 'test'").run()
      const second = await edge.signIn({ email: 'owner@shop.example', password: 'a long enough password' })
      const ticket = await ticketOf(second)
      await edge.call('DELETE', '/api/session', { as: second, headers: { 'content-type': 'application/json' } })
      const late = await Watcher.open(edge, { as: second, ticket })
      assert.equal(await late.closed, 4401)
      assert.deepEqual(late.frames, [], 'it is told nothing')
      assert.equal(await watcher.closed, 4401)
    })

    it('is one of at most 20', async () => {
      const watchers = await Promise.all(Array.from({ length: 20 }, () => watch()))
      await Promise.all(watchers.map((watcher) => watcher.until(({ last }) => last)))
      assert.deepEqual(await open(await ticketOf()), { status: 429, code: 'too_many_watchers' })
      await watchers.pop().close()
      assert.deepEqual(await open(await ticketOf()), { status: 101 })
      await Promise.all(watchers.map((watcher) => watcher.close()))
    })
  })

  // Last: who is looked for here is on the site, and the others count who is.
  describe('what is known of a visitor', () => {
    const known = (label, as = edge.owner) => edge.call('GET', `/api/sites/${site}/visitors/${label}`, { as })
    const labelOf = async (url) => (await live()).visitors.find(({ page }) => page.url === url).visitor

    it('is what a segment is explained by', async () => {
      await arrives('https://shop.example/known', [cart('46800')])
      const label = await labelOf('https://shop.example/known')
      const { status, body } = await known(label)
      assert.equal(status, 200)
      assert.equal(body.visitor, label)
      assert.equal(body.member, null)
      const { body: said } = await edge.call('POST', `/api/sites/${site}/segments/explain`, { as: edge.owner, body: { segment: BIG, facts: body.facts } })
      assert.equal(said.verdict, 'no')
      assert.equal(said.near_misses[0].distance.ko, '3,200원 부족')
    })

    it('is of those who were on this site alone', async () => {
      await arrives('https://shop.example/known-too')
      const label = await labelOf('https://shop.example/known-too')
      assert.equal((await known('0000000000000000')).status, 404)
      assert.equal((await known(label, null)).status, 401)
      const other = (await edge.call('POST', '/api/sites', { as: edge.owner, body: { ...SITE, key: 'known' } })).body
      assert.equal((await edge.call('GET', `/api/sites/${other.id}/visitors/${label}`, { as: edge.owner })).status, 404)
    })

    it('is told of who has left as they were then', async () => {
      const browser = new Browser(edge)
      const at = Date.now() - 20 * 60_000
      await browser.send([browser.event('page', { url: 'https://shop.example/left' }, at)], { sentAt: Date.now() })
      const left = { id: 'left', name: '20분', include: [{ kind: 'content.current_page', match: 'contains', values: ['/left'] }] }
      const list = await edge.call('POST', `/api/sites/${site}/segments/visitors`, { as: edge.owner, body: { segment: left } })
      const [{ visitor, last }] = list.body.visits
      const { body } = await known(visitor)
      assert.equal(body.last, last)
      assert.equal(Date.parse(body.facts.now), Date.parse(last))
    })
  })
})

describe('live, with 10,000 visitors', () => {
  let edge
  let site
  const token = {}
  /** 5,000 visitors a request, each with two pages and some with a cart. */
  const crowd = async (from, count, at = Date.now() - 60_000) => {
    const lines = Array.from({ length: count }, (_, place) => {
      const visitor = `crowd-${from + place}`
      const time = (ms) => new Date(at + place + ms).toISOString()
      const rich = (from + place) % 10 === 0 ? '60000' : '1000'
      return [
        { visitor, type: 'page_view', at: time(0), url: `/product/detail.html?product_no=${place}&cate_no=24&display_group=1`, title: '포근한 겨울 니트 가디건 | 가게' },
        { visitor, type: 'view_cart', at: time(1_000), items: [{ id: `p${place}`, name: '포근한 겨울 니트 가디건', price: rich, quantity: 1 }] },
      ].map((line) => JSON.stringify(line)).join('\n')
    })
    const answer = await edge.fetch(`/api/sites/${site}/import/events`, { method: 'POST', headers: { ...token.headers, 'content-type': 'application/x-ndjson' }, body: lines.join('\n') })
    const body = await answer.json()
    assert.equal(answer.status, 200, JSON.stringify(body))
    assert.equal(body.refused_lines, 0, JSON.stringify(body.refused.slice(0, 2)))
  }
  before(async () => {
    edge = await start()
    site = edge.owner.site.id
    Object.assign(token, await edge.token(['read', 'send', 'configure']))
    const { headers } = await edge.call('GET', `/api/sites/${site}/config`, { as: edge.owner })
    await edge.call('PUT', `/api/sites/${site}/config`, { as: edge.owner, body: { ...EMPTY_CONFIG, segments: [BIG] }, headers: { 'if-match': headers.get('etag') } })
    for (let from = 0; from < 10_000; from += 2_500) await crowd(from, 2_500)
  })
  after(() => edge?.close())

  it('counts all, tells of the newest, and never more than fits', async () => {
    const ticketOf = async () => (await edge.call('POST', `/api/sites/${site}/live/ticket`, { as: edge.owner, headers: { 'content-type': 'application/json' } })).body.ticket
    const all = await Watcher.open(edge, { ticket: await ticketOf() })
    const rich = await Watcher.open(edge, { ticket: await ticketOf(), segment: 'big' })
    await all.until(({ last }) => last && !last.more)
    assert.equal(all.last.count, 10_000)
    assert.equal(all.visitors.size, 200)
    await rich.until(({ last }) => last?.pending === 0 && !last.more)
    assert.deepEqual([rich.last.count, rich.last.matching, rich.visitors.size], [10_000, 1_000, 200])

    // 2,500 more at once: the 200 of the list are others, and that is a few frames.
    const before = all.frames.length
    await crowd(10_000, 2_500, Date.now() - 30_000)
    await all.until(({ last }) => last.count === 12_500 && !last.more)
    await rich.until(({ last }) => last.pending === 0 && last.matching === 1_250 && !last.more)
    assert.equal(all.visitors.size, 200)
    assert.ok([...all.visitors.values()].every(({ started }) => Date.parse(started) > Date.now() - 120_000))
    assert.ok(all.frames.length - before <= 20, `${all.frames.length - before} frames`)
    for (const { bytesMax } of [all, rich]) assert.ok(bytesMax <= FRAME_BYTES_MAX, `${bytesMax} bytes`)
    console.log(`# the largest frame: ${Math.max(all.bytesMax, rich.bytesMax)} bytes; a card: ${JSON.stringify([...all.visitors.values()][0]).length}`)
    await Promise.all([all.close(), rich.close()])
  })
})
