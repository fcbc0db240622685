// What a shop platform tells by itself, in the shape of Cafe24's webhooks: who is not who they say, or tells again what was heard, is refused; what is
// taken goes the way of what the shop's server says, to relays and to those who are told, once.
import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ACCOUNT, provider } from '../provider/server.mjs'
import { relayServer } from '../relay/server.mjs'
import { start } from './harness.mjs'

const SENDER = { name: '다정한 찻집', numbers: ['0212345678'], opt_out: '0801234567', channel: ACCOUNT.solapi.channel }
const PATIENCE_MS = 60_000

describe('a shop platform', () => {
  let edge, company, services, site, owner, hook
  before(async () => {
    company = await provider()
    services = await relayServer()
    edge = await start({ vars: { SOLAPI_URL: `${company.origin}/solapi`, EGRESS_LOCAL: `${company.origin},${services.url}` } })
    site = edge.owner.site.id
    owner = await edge.token(['read', 'configure', 'send', 'manage'])
    company.control({ templates: { review_ms: 20 }, receipts: { after_ms: 50 } })
  })
  after(async () => {
    await edge?.close()
    await company?.close()
    await services?.close?.()
  })

  const call = async (method, path, body, status = 200, headers = {}) => {
    const answer = await edge.call(method, `/api/sites/${site}${path}`, { as: owner, body, headers })
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const until = async (what, seen) => {
    const end = Date.now() + PATIENCE_MS
    for (;;) {
      const found = await seen()
      if (found) return found
      assert.ok(Date.now() < end, what)
      await wait(100)
    }
  }
  const sign = (body, { secret = hook.secret, id = randomUUID(), at = Date.now(), of = body } = {}) => {
    const timestamp = String(Math.floor(at / 1_000))
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${of}`).digest('base64')}` }
  }
  const post = async (body, headers, url = hook.url) => {
    const answer = await edge.fetch(new URL(url).pathname, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
    return { status: answer.status, body: await answer.json() }
  }
  const kst = (ms = Date.now()) => new Date(ms + 9 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  const event = (event_no, resource) => JSON.stringify({ event_no, resource: { mall_id: 'tea', event_shop_no: '1', ...resource } })
  const order = (order_id, more = {}) => ({ order_id, ordered_date: kst(), payment_amount: '52000.00', paid: 'T', payment_method: 'card', ordering_product_code: 'P1', ordering_product_name: '찻잔', ...more })
  const tell = async (...args) => {
    const body = event(...args)
    const answer = await post(body, sign(body))
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const sentTo = (number) => company.messages().messages.filter((message) => message.is_sent && message.number === `+82${number.slice(1)}`)

  it('has an address and a secret, shown once, and an owner to make them', async () => {
    assert.deepEqual((await call('GET', '/platforms')).platforms, [])
    assert.equal((await call('PUT', '/platforms/cafe24', { mall: ' ' }, 422)).field, 'mall')
    await call('PUT', '/platforms/nothing', { mall: 'tea' }, 404)
    hook = await call('PUT', '/platforms/cafe24', { mall: 'tea' })
    assert.match(hook.secret, /^whsec_/)
    assert.equal((await call('GET', '/platforms')).platforms[0].secret, undefined)
    const reader = await edge.token(['read', 'configure', 'send'])
    assert.equal((await edge.call('PUT', `/api/sites/${site}/platforms/cafe24`, { as: reader, body: { mall: 'tea' } })).status, 403)
  })

  it('that does not sign, signs wrongly, late, another body, or for another shop is refused, and nothing is taken', async () => {
    const body = event(90023, order('forged'))
    const other = event(90023, { ...order('forged'), mall_id: 'coffee' })
    for (const [what, said, headers, status, url] of [
      ['no signature', body, {}, 404],
      ['half of one', body, { ...sign(body), 'webhook-signature': 'v1,AAAA' }, 404],
      ['by another secret', body, sign(body, { secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }), 404],
      ['of another body', body, sign(body, { of: event(90023, order('another')) }), 404],
      ['ten minutes ago', body, sign(body, { at: Date.now() - 600_000 }), 404],
      ['in ten minutes', body, sign(body, { at: Date.now() + 600_000 }), 404],
      ['with another id', body, { ...sign(body), 'webhook-id': 'other' }, 404],
      ['of another shop', other, sign(other), 404],
      ['no JSON', '{', sign('{'), 400],
      ['another address', body, sign(body), 404, hook.url.replace(/[0-9a-f]{32}$/, 'f'.repeat(32))],
      ['a key in its place', body, { 'x-api-key': hook.secret }, 404],
    ]) {
      const answer = await post(said, headers, url)
      assert.equal(answer.status, status, `${what}: ${JSON.stringify(answer.body)}`)
      assert.ok(!JSON.stringify(answer.body).includes('forged'))
    }
    assert.equal((await call('GET', '/platforms')).platforms[0].heard, null)
    const day = (by) => new Date(Date.now() + by * 86_400_000).toISOString().slice(0, 10)
    assert.equal((await call('GET', `/totals?from=${day(-2)}&to=${day(1)}`)).orders, 0)
  })

  it('tells of orders and members as the shop does: counted, relayed, and told to whom it is about, once', async () => {
    const { hook: ofCompany } = await call('PUT', '/provider', { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }, sender: SENDER })
    company.control({ webhook: ofCompany })
    await call('POST', '/relays', { kind: 'webhook', url: `${services.url}/erp` }, 201)
    const happenings = ['joined', 'placed', 'awaiting_deposit', 'paid', 'shipped']
    for (const happening of happenings) await call('POST', `/automatic/${happening}/review`, {})
    await until('all are approved', async () => (await call('POST', '/template-reviews')).reviews.every(({ state }) => state === 'approved'))
    for (const happening of happenings) await call('PUT', `/automatic/${happening}`, { is_on: true })
    // Its moments have whole seconds: what happens from now on happens in a later one.
    await wait(1_100)
    assert.deepEqual(await tell(90032, { member_id: 'minji', name: '민지', cellphone: '010-4000-0001', email: 'minji@mail.example', created_date: kst(), sms: 'T' }), { orders: 0, members: 1 })
    const member = await call('GET', '/members/minji')
    assert.deepEqual([member.name, member.phone], ['민지', '+821040000001'])
    const { holds } = await call('GET', '/members/minji/consents')
    assert.equal(holds.find(({ purpose, channel }) => purpose === 'advertising' && channel === 'sms').holds, 'granted')
    assert.deepEqual(await tell(90023, order('c-1', { member_id: 'minji' })), { orders: 1, members: 0 })
    const cash = { payment_method: 'cash', buyer_name: '손님', buyer_cellphone: '010-4000-0002', bank_account_no: '1-2-3' }
    await tell(90023, order('c-2', { ...cash, paid: 'F' }))
    await tell(90025, order('c-2', { ...cash, payment_date: kst() }))
    await tell(90024, order('c-2', { ...cash, payment_amount: undefined, shipping_status: 'M', tracking_no: '77' }))
    // The same again, and the platform's own second word of a card's payment: nobody is told twice.
    await tell(90023, order('c-1', { member_id: 'minji' }))
    await tell(90025, order('c-1', { member_id: 'minji', payment_date: kst() }))
    await tell(90023, order('c-2', { ...cash, paid: 'F' }))
    assert.deepEqual(await tell(90001, { product_no: 7 }), { orders: 0, members: 0 })
    const texts = async (number, count) => (await until(`${count} to ${number}: ${JSON.stringify(sentTo(number).map(({ text }) => text))}`, async () => sentTo(number).length >= count && sentTo(number))).map(({ text }) => text.split('\n')[0].replace(/^.*\] /, ''))
    assert.deepEqual((await texts('01040000001', 2)).toSorted(), ['주문 완료', '회원가입 완료'])
    assert.deepEqual((await texts('01040000002', 3)).toSorted(), ['배송 시작', '입금 안내', '입금 확인'])
    await until('all rests', async () => (await call('GET', '/runs')).runs.every(({ state }) => state === 'done'))
    assert.deepEqual([sentTo('01040000001').length, sentTo('01040000002').length], [2, 3])
    const day = (by) => new Date(Date.now() + by * 86_400_000).toISOString().slice(0, 10)
    assert.equal((await call('GET', `/totals?from=${day(-2)}&to=${day(1)}`)).orders, 2)
    assert.ok((await call('GET', '/platforms')).platforms[0].heard)
    const relayed = () => services.to('/erp').map(({ body }) => JSON.parse(body)).map(({ type, data }) => `${type} ${data.order ?? data.member}`).toSorted()
    await until('they are relayed', async () => relayed().length >= 3)
    await wait(300)
    assert.deepEqual(relayed(), ['member.joined minji', 'order.placed c-1', 'order.placed c-2'])
  })

  it('is not heard twice: the very same request is somebody else', async () => {
    const body = event(90023, order('once'))
    const headers = sign(body)
    assert.equal((await post(body, headers)).status, 200)
    const again = await post(body, headers)
    assert.deepEqual([again.status, again.body.code], [409, 'taken'])
    // A try of its own, later, has the same id and another moment.
    await wait(1_100)
    assert.equal((await post(body, sign(body, { id: headers['webhook-id'] }))).status, 200)
    // What could not be taken may come again.
    const wrong = event(90023, order('x'.repeat(201)))
    const of = sign(wrong)
    assert.deepEqual([(await post(wrong, of)).status, (await post(wrong, of)).status], [422, 422])
  })

  it('may show a key instead, and is over when it is made anew, or taken away', async () => {
    const old = hook
    hook = await call('PUT', '/platforms/cafe24', { mall: 'tea', signature: 'key' })
    assert.notEqual(hook.url, old.url)
    const body = event(90023, order('by-key'))
    assert.equal((await post(body, sign(body, { secret: old.secret }), old.url)).status, 404)
    assert.equal((await post(body, {})).status, 404)
    assert.equal((await post(body, { 'x-api-key': 'f'.repeat(64) })).status, 404)
    assert.deepEqual((await post(body, { 'x-api-key': hook.secret })).body, { orders: 1, members: 0 })
    await call('DELETE', '/platforms/cafe24', undefined, 204)
    assert.equal((await post(body, { 'x-api-key': hook.secret })).status, 404)
    await call('DELETE', '/platforms/cafe24', undefined, 404)
  })
})
