// What a stranger with the public key, or a careless import, once broke.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { OWNER, start } from './harness.mjs'
import { Browser } from './wire.mjs'

describe('attacks', () => {
  let edge
  let site
  before(async () => {
    edge = await start()
    site = edge.owner.site
  })
  after(() => edge?.close())
  const day = () => new Date(Date.now() + 9 * 3600_000).toISOString().slice(0, 10)
  const get = (path) => edge.call('GET', `/api/sites/${site.id}${path}`, { as: edge.owner })

  it('orders of impossible amounts are refused, and the sums stay readable', async () => {
    const browser = new Browser(edge)
    const order = (id, units) => browser.event('order', { id, value: units, items: [] })
    const said = await browser.send([order('huge', 9_000_000_000_000), order('real', 1_000_000_000)])
    assert.deepEqual(said.done, [[browser.tab, 1, 2]])
    for (let round = 0; round < 3; round++) {
      const another = new Browser(edge)
      await another.send(Array.from({ length: 100 }, (_, n) => another.event('order', { id: `o-${round}-${n}`, value: 1_000_000_000, items: [] })))
    }
    const totals = await get(`/totals?from=${day()}&to=${day()}`)
    assert.equal(totals.status, 200)
    assert.equal(totals.body.orders, 301)
    assert.equal(totals.body.revenue.amount, '301000000000')
  })

  it('messages that the site does not have are not counted', async () => {
    const browser = new Browser(edge)
    const junk = Array.from({ length: 150 }, (_, n) => browser.event('exposure', { message: `junk-${n}`, act: 'shown' }))
    const said = await browser.send(junk)
    assert.deepEqual(said.done, [[browser.tab, 1, 150]])
    assert.equal((await get('/messages/junk-1/effect')).status, 404)
  })

  it('a line that is too long is refused by itself', async () => {
    const name = '가'.repeat(200)
    const item = (n) => ({ id: `${n}-${name}`.slice(0, 200), name, category: name, price: '1000' })
    const lines = [
      { visitor: 'a', at: Date.now() - 1000, type: 'purchase', order_id: 'big', items: Array.from({ length: 100 }, (_, n) => item(n)) },
      { visitor: 'a', at: Date.now() - 500, type: 'view_item', item: 'small' },
    ]
    const answer = await edge.call('POST', `/api/sites/${site.id}/import/events`, {
      as: await edge.token(['configure', 'send', 'manage', 'read']),
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
    })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.equal(answer.body.accepted, 1)
    assert.deepEqual(answer.body.refused.map((it) => it.line), [1])
  })

  it('twenty tries at the same moment are five tries', async () => {
    const tries = await Promise.all(Array.from({ length: 20 }, () => edge.signIn({ email: OWNER.email, password: 'not this one' })))
    const statuses = tries.map((it) => it.answer.status)
    assert.ok(statuses.filter((status) => status === 401).length <= 5, String(statuses))
    assert.ok(statuses.every((status) => status === 401 || status === 429), String(statuses))
  })
})
