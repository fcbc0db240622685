// What somebody chooses a product from: what the shop's pages told of, found by its words; and that no event writes a row for it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'
import { Browser } from './wire.mjs'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

describe('products that were seen', () => {
  let edge, site, token
  before(async () => {
    edge = await start()
    site = edge.owner.site.id
    token = await edge.token(['read', 'configure', 'send', 'manage'])
  })
  after(() => edge?.close())
  const get = (query = '', as = edge.owner) => edge.call('GET', `/api/sites/${site}/products${query}`, { as })
  const ids = async (query) => {
    const { status, body } = await get(query)
    assert.equal(status, 200, JSON.stringify(body))
    return body.products.map(({ id }) => id)
  }

  it('there are none before anybody has looked at one', async () => {
    assert.deepEqual((await get()).body.products, [])
  })

  it('tells what was looked at, carted and bought, by its last sight, with the newest word of each', async () => {
    const now = Date.now()
    const item = (id, name, more = {}) => ({ id, name, ...more })
    const one = new Browser(edge)
    await one.send([
      one.event('page', { url: 'https://shop.example/' }, now - 60_000),
      one.event('product', { item: item('CUP-1', '찻잔', { category: '식탁', price: 12_000 }) }, now - 50_000),
      one.event('cart_add', { items: [item('CUP-1', '백자 찻잔')] }, now - 40_000),
    ])
    const other = new Browser(edge)
    await other.send([
      other.event('page', { url: 'https://shop.example/' }, now - 30_000),
      other.event('order', { id: 'o-1', value: 9_000, items: [item('TEA', '국화차', { category: '차', price: 9_000 })] }, now - 20_000),
    ])
    const { body } = await get()
    assert.deepEqual(body.products.map(({ last, ...rest }) => rest), [
      { id: 'TEA', name: '국화차', category: '차', price: { amount: '9000', currency: 'KRW' } },
      { id: 'CUP-1', name: '백자 찻잔', category: '식탁', price: { amount: '12000', currency: 'KRW' } },
    ])
    assert.ok(Date.parse(body.products[0].last) > Date.parse(body.products[1].last))
  })

  it('knows those of visits that are over and sealed, and forgets them after 30 days', async () => {
    const line = (visitor, days, id, name) => JSON.stringify({ visitor, at: Date.now() - days * DAY_MS, type: 'add_to_cart', items: [{ id, name, price: '1000' }] })
    const lines = [...Array.from({ length: 40 }, (_, n) => line(`v${n}`, 2 + (n % 20), `P-${n}`, n === 11 ? '유리 숙우' : `도마 ${n}`)), line('long-ago', 40, 'OLD', '지난 시즌 도마'), line('v0', 9, 'BEFORE', '먼저 담은 도마')]
    const told = await edge.call('POST', `/api/sites/${site}/import/events`, { as: token, body: lines.join('\n'), headers: { 'content-type': 'application/x-ndjson' } })
    assert.equal(told.body.refused_lines, 0, JSON.stringify(told.body))
    assert.deepEqual(await ids('?search=' + encodeURIComponent('유리')), ['P-11'])
    assert.equal((await ids('?limit=200')).length, 43)
    assert.deepEqual(await ids('?search=before'), ['BEFORE'], 'of a visit before the last')
    assert.deepEqual(await ids('?search=' + encodeURIComponent('지난 시즌')), [])
  })

  it('is found by name, category and id, every word of it', async () => {
    for (const [search, found] of [['찻잔', ['CUP-1']], ['식탁 백자', ['CUP-1']], ['cup', ['CUP-1']], ['차', ['TEA']], ['없는 것', []], ['  ', 43]]) {
      const got = await ids(`?limit=200&search=${encodeURIComponent(search)}`)
      if (typeof found === 'number') assert.equal(got.length, found)
      else assert.deepEqual(got, found, search)
    }
    assert.equal((await ids('?limit=3')).length, 3)
  })

  it('says what is wrong with a question, and tells no stranger anything', async () => {
    for (const query of ['?limit=0', '?limit=201', '?limit=x', `?search=${'가'.repeat(201)}`]) {
      const answer = await get(query)
      assert.equal(answer.status, 422, query)
      assert.ok(answer.body.detail.length > 0)
    }
    assert.equal((await get('', {})).status, 401)
    assert.equal((await get('', (await edge.stranger()))).status, 404)
  })
})
