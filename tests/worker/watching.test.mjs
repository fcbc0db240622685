// How many look at the same product or page: told to everybody, so only what a ticker in force would say, and never of one alone.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { EMPTY_CONFIG, start } from './harness.mjs'
import { Browser, newVisitor } from './wire.mjs'

const MIN = 60_000

/** What a browser asks by (crates/message/src/watching.rs), by a second hand: FNV-1a, MurmurHash3's finalizer, 52 bits. */
function number(kind, text) {
  const cut = (value) => BigInt.asUintN(64, value)
  let hash = 0xcbf29ce484222325n
  for (const byte of [kind, ...Buffer.from(text)]) hash = cut((hash ^ BigInt(byte)) * 0x100000001b3n)
  hash = cut((hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn)
  hash = cut((hash ^ (hash >> 33n)) * 0xc4ceb9fe1a85ec53n)
  return String((hash ^ (hash >> 33n)) >> 12n)
}
const ofProduct = (id) => number(2, id)
const ofPage = (url) => number(1, url.split('?')[0])

const ticker = (id, at_least, more = {}) => ({ id, type: 'ticker', status: 'active', content: { text: '{watching}명', at_least }, ...more })

describe('how many are watching', () => {
  let edge
  before(async () => {
    edge = await start()
  })
  after(() => edge?.close())

  const publish = async (messages) => {
    const path = `/api/sites/${edge.owner.site.id}/config`
    const { headers } = await edge.call('GET', path, { as: edge.owner })
    const answer = await edge.call('PUT', path, { as: edge.owner, body: { ...EMPTY_CONFIG, messages }, headers: { 'if-match': headers.get('etag') } })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
  }
  const ask = async (of, key = 'shop') => {
    const { status, body, headers } = await edge.call('GET', `/v1/watching/${key}?of=${of}`, { headers: { origin: 'https://shop.example' } })
    assert.equal(headers.get('access-control-allow-origin'), '*')
    return { status, headers, watching: body.watching, body }
  }
  const page = (browser, url, at) => browser.event('page', { url: `https://shop.example${url}`, title: '' }, at)
  const product = (browser, id, at) => browser.event('product', { item: { id, name: '찻잔', price: 12000 } }, at)
  /** So many new visitors on a product's page. */
  const come = async (count, id) => {
    for (let n = 0; n < count; n++) {
      const browser = new Browser(edge)
      await browser.send([page(browser, `/p/${id}?n=${n}`), product(browser, id)])
    }
  }

  it('says nothing where no ticker is in force', async () => {
    await come(3, 'quiet')
    assert.equal((await ask(ofProduct('quiet'))).watching, null)
    await publish([ticker('t', 2, { status: 'paused' }), ticker('later', 2, { start: '2999-01-01T00:00:00Z' })])
    assert.equal((await ask(ofProduct('quiet'))).watching, null)
    await publish([ticker('t', 2)])
    assert.equal((await ask(ofProduct('quiet'))).watching, 3)
  })

  it('counts visitors, whatever they tell how often', async () => {
    await publish([ticker('t', 2)])
    const visitor = newVisitor()
    for (const n of [1, 2]) {
      const tab = new Browser(edge, { visitor })
      const events = [page(tab, `/p/tea?from=${n}`), product(tab, 'tea'), tab.event('cart_add', { items: [{ id: 'tea', name: '차', price: 1000 }] })]
      await tab.send(events)
      await tab.send(events)
    }
    assert.equal((await ask(ofProduct('tea'))).watching, null, 'one alone, on two tabs')
    await come(1, 'two')
    await come(1, 'two')
    assert.equal((await ask(ofProduct('two'))).watching, 2)
  })

  it('counts who is there now', async () => {
    await publish([ticker('t', 2)])
    const all = [0, 1, 2, 3].map(() => new Browser(edge))
    const [here, idle, gone, late] = all
    for (const browser of [here, gone]) await browser.send([page(browser, '/p/now'), product(browser, 'now')])
    const ago = Date.now() - 6 * MIN
    await idle.send([page(idle, '/p/now', ago), product(idle, 'now', ago + 1)])
    await late.send([page(late, '/p/now', ago), product(late, 'now', ago + 1)])
    // What keeps somebody there is anything they do.
    await late.send([late.event('custom', { name: 'look', value: '' })])
    await late.send([page(late, '/p/now'), product(late, 'now')])
    await gone.send([page(gone, '/elsewhere')])
    assert.equal((await ask(ofProduct('now'))).watching, 2, 'here and late')
    const other = new Browser(edge)
    await other.send([page(other, '/elsewhere?x=1')])
    assert.equal((await ask(ofPage('https://shop.example/elsewhere'))).watching, 2, 'a page without a product, by its path')
  })

  it('never says a number that no ticker says', async () => {
    await publish([ticker('t', 5), ticker('u', 9)])
    await come(4, 'few')
    assert.equal((await ask(ofProduct('few'))).watching, null)
    await publish([ticker('t', 1)])
    await come(1, 'one')
    assert.equal((await ask(ofProduct('one'))).watching, null, 'never one alone, whatever the ticker says')
    await publish([ticker('t', 9, { variants: [{ id: 'B', weight: 1, content: { text: '{watching}', at_least: 4 } }] })])
    assert.equal((await ask(ofProduct('few'))).watching, 4, 'a variant says it')
  })

  it('is asked once in half a minute, whoever asks', async () => {
    await publish([ticker('t', 2)])
    await come(2, 'kept')
    const first = await ask(ofProduct('kept'))
    assert.deepEqual([first.watching, first.headers.get('cache-control')], [2, 'public, max-age=30'])
    await come(1, 'kept')
    assert.equal((await ask(ofProduct('kept'))).watching, 2)
    await publish([ticker('t', 3)])
    assert.equal((await ask(ofProduct('kept'))).watching, 3, 'what was counted for another floor is not said')
    await publish([])
    assert.equal((await ask(ofProduct('kept'))).watching, null, 'and nothing when the ticker is gone')
  })

  it('refuses what is no number, and a site that there is not', async () => {
    for (const of of ['', 'x', '-1', '1.5', '9007199254740992', '99999999999999999999999']) {
      const { status, body } = await ask(of)
      assert.deepEqual([status, body.code, body.field], [422, 'invalid', 'of'], of)
    }
    assert.deepEqual([(await ask('1', 'nobody')).status, (await ask('1', 'NOBODY')).status], [404, 404])
  })

  it('says who of nobody', async () => {
    await publish([ticker('t', 2)])
    await come(2, 'who')
    const { body } = await ask(ofProduct('who'))
    assert.deepEqual(body, { watching: 2 })
  })
})
