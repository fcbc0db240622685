// What the console's first pages ask: whether the set-up is open, what the shop's pages tell, the secret that signs members, what all messages did.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { OWNER, start } from './harness.mjs'
import { Browser } from './wire.mjs'

const CONFIG = { segments: [], messages: ['hello', 'gauge', 'quiet'].map((id) => ({ id, type: 'popcorn', status: 'active', content: { title: id } })), attribution: { click_days: 2, view_days: 1 } }
const dayOf = (at) => new Date(at + 9 * 3_600_000).toISOString().slice(0, 10)

describe('the first pages', () => {
  let edge, site
  before(async () => {
    edge = await start({ setUp: false })
  })
  after(() => edge?.close())
  const get = async (rest, as = edge.owner) => {
    const answer = await edge.call('GET', `/api/sites/${site}${rest}`, { as })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const kinds = async () => Object.fromEntries((await get('/recognised')).kinds.map(({ kind, ...rest }) => [kind, rest]))

  it('says whether the first owner is still to come', async () => {
    const open = async () => (await edge.call('GET', '/api/setup')).body
    assert.deepEqual(await open(), { open: true })
    edge.owner = await edge.setUp()
    site = edge.owner.site.id
    assert.deepEqual(await open(), { open: false })
  })

  it('says what the shop’s pages tell, kind by kind, and nothing of what they do not', async () => {
    const before = await get('/recognised')
    assert.deepEqual([before.visits, before.last], [0, null])
    assert.ok(before.kinds.every(({ last, visits, example }) => last === null && visits === 0 && example === null))

    const browser = new Browser(edge)
    await browser.send([browser.event('landing', { url: 'https://shop.example/' }), browser.event('page', { url: 'https://shop.example/', title: '우리몰' })])
    const first = await kinds()
    assert.equal(first.page.example, '우리몰')
    assert.ok(Date.now() - Date.parse(first.page.last) < 60_000)
    assert.equal(first.product.last, null)

    const cup = { id: 'p1', name: '컵', price: 12_000 }
    await browser.send([
      browser.event('product', { item: { ...cup, name: '' } }, Date.now() - 3_000),
      browser.event('product', { item: cup }),
      browser.event('cart_add', { items: [cup] }),
      browser.event('search', { word: '머그' }),
      browser.event('member', { id: 'minji' }),
    ])
    const other = new Browser(edge)
    await other.send([other.event('page', { url: 'https://shop.example/', title: '처음' }), other.event('order', { id: 'o-1', value: 12_000, items: [cup] })])
    const second = await kinds()
    assert.deepEqual([second.page.visits, second.page.example], [2, '처음'])
    assert.deepEqual([second.product.visits, second.product.example], [1, '컵'])
    assert.deepEqual([second.cart.example, second.search.example, second.order.example], ['컵', '머그', 'o-1'])
    // A claim is known for one, and is not shown.
    assert.deepEqual([second.member.visits, second.member.example, second.signed_member.visits], [1, null, 0])
    assert.equal((await get('/recognised')).visits, 2)
  })

  it('shows the signing secret to an owner with the password, notes it, and what it signs is believed', async () => {
    const ask = (password, as = edge.owner) => edge.call('POST', `/api/sites/${site}/identity-secret`, { as, body: { password } })
    const wrong = await ask('not the password')
    assert.deepEqual([wrong.status, wrong.body.field], [422, 'password'])
    const token = await edge.token(['read', 'configure', 'send', 'manage'])
    assert.equal((await ask(OWNER.password, token)).status, 403)
    const noted = async () => (await get('/audit')).entries.filter(({ action }) => action === 'secret_shown').length
    assert.equal(await noted(), 0)
    const shown = await ask(OWNER.password)
    assert.equal(shown.status, 200)
    assert.equal(await noted(), 1)

    const browser = new Browser(edge)
    const expires = Math.floor(Date.now() / 1000) + 600
    const hex = createHmac('sha256', shown.body.secret).update(['dangol-member-v1', shown.body.site, browser.visitor, 'minji', expires].join('\n')).digest('hex')
    await browser.send([browser.event('page', { url: 'https://shop.example/' }), browser.event('member', { id: 'minji', signature: `v1.${expires}.${hex}` })])
    assert.equal((await kinds()).signed_member.visits, 1)
  })

  it('says of all messages what each one’s effect says, and of days alone', async () => {
    const published = await edge.call('PUT', `/api/sites/${site}/config`, { as: edge.owner, body: CONFIG, headers: { 'if-match': '"0"' } })
    assert.equal(published.status, 200, JSON.stringify(published.body))
    const buy = async (message, act, id, value) => {
      const browser = new Browser(edge)
      const at = Date.now()
      const acts = [browser.event('page', { url: 'https://shop.example/' }, at - 4_000), browser.event('exposure', { message, act: 'shown' }, at - 3_000)]
      if (act === 'clicked') acts.push(browser.event('exposure', { message, act }, at - 2_000))
      if (id) acts.push(browser.event('order', { id, value, items: [] }, at - 1_000))
      await browser.send(acts)
    }
    await buy('hello', 'clicked', 'o-2', 10_000)
    await buy('hello', 'shown', 'o-3', 5_500.5)
    await buy('hello', 'shown')
    await buy('gauge', 'shown', 'o-4', 700)
    const cancelled = await edge.call('POST', `/api/sites/${site}/orders`, { as: edge.owner, body: { orders: [{ id: 'o-4', at: new Date().toISOString(), status: 'cancelled' }] } })
    assert.equal(cancelled.status, 200, JSON.stringify(cancelled.body))

    const today = dayOf(Date.now())
    const earned = await get(`/earned?from=${today}&to=${today}`)
    assert.deepEqual(earned.messages.map(({ message }) => message), ['gauge', 'hello'])
    for (const { message, ...said } of earned.messages) {
      const effect = await get(`/messages/${message}/effect?from=${today}&to=${today}`)
      for (const [name, value] of Object.entries(said)) assert.deepEqual(value, effect[name], `${message}: ${name}`)
    }
    const [gauge, hello] = earned.messages
    assert.deepEqual([gauge.shown, gauge.view_conversions, gauge.view_revenue.amount], [1, 0, '0'])
    assert.deepEqual([hello.shown, hello.clicked, hello.click_revenue.amount, hello.view_revenue.amount], [3, 1, '10000', '5500.5'])
    assert.deepEqual(Object.keys(earned.attribution.rule).sort(), ['en', 'ko'])
    const before = dayOf(Date.now() - 86_400_000)
    assert.deepEqual((await get(`/earned?from=${before}&to=${before}`)).messages, [])
    const wrong = await edge.call('GET', `/api/sites/${site}/earned?from=${today}&to=${before}`, { as: edge.owner })
    assert.deepEqual([wrong.status, wrong.body.field], [422, 'to'])
  })
})
