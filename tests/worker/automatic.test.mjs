// What leaves by itself when something happens to an order or a member: switched on by a template that is approved, told once however often it is said,
// and never of what is no news.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ACCOUNT, provider } from '../provider/server.mjs'
import { start } from './harness.mjs'

const SENDER = { name: '다정한 찻집', numbers: ['0212345678'], opt_out: '0801234567', channel: ACCOUNT.solapi.channel }
const HAPPENINGS = ['joined', 'placed', 'awaiting_deposit', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded']
const PATIENCE_MS = 60_000
const ago = (ms) => new Date(Date.now() - ms).toISOString()
const DAY_MS = 86_400_000

describe('automatic sends', () => {
  let edge, company, site, owner
  before(async () => {
    company = await provider()
    edge = await start({ vars: { SOLAPI_URL: `${company.origin}/solapi`, EGRESS_LOCAL: company.origin } })
    site = edge.owner.site.id
    owner = await edge.token(['read', 'configure', 'send', 'manage'])
    company.control({ templates: { review_ms: 50, reject: '' }, receipts: { after_ms: 100 }, balance: 1_000_000 })
  })
  after(async () => {
    await edge?.close()
    await company?.close()
  })

  const call = async (method, path, body, status = 200, headers = {}) => {
    const answer = await edge.call(method, `/api/sites/${site}${path}`, { as: owner, body, headers })
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const orders = async (...all) => (await call('POST', '/orders', { orders: all })).told
  const order = (id, more = {}) => ({ id, at: new Date().toISOString(), value: 52_000, items: [{ id: 'cup', name: '찻잔' }, { id: 'tea', name: '차' }], ...more })
  const until = async (what, seen) => {
    const end = Date.now() + PATIENCE_MS
    for (;;) {
      const found = await seen()
      if (found) return found
      assert.ok(Date.now() < end, what)
      await wait(100)
    }
  }
  const one = async (happening) => (await call('GET', '/automatic')).automatic.find((it) => it.happening === happening)
  /** What the company has been given to be sent to a number. */
  const sentTo = (number) => company.messages().messages.filter((message) => message.is_sent && message.number === `+82${number.slice(1)}`)
  const arrives = (number, count = 1) => until(`${count} to ${number}: ${JSON.stringify(sentTo(number).map(({ text }) => text))}`, async () => (sentTo(number).length >= count ? sentTo(number) : undefined))
  /** When nothing goes on any more. */
  const rests = () =>
    until('all runs rest', async () => {
      const { runs } = await call('GET', '/runs?limit=500')
      return runs.every(({ state }) => ['done', 'stopped', 'held'].includes(state))
    })

  it('are off until their templates are approved, and say where that is', async () => {
    const { automatic } = await call('GET', '/automatic')
    assert.deepEqual(automatic.map(({ happening }) => happening), HAPPENINGS)
    for (const it of automatic) {
      assert.deepEqual([it.is_on, it.review.state, it.template.is_ready, it.run], [false, 'none', true, null])
      assert.ok(it.template.says.body.includes('#{쇼핑몰}'))
    }
    assert.match((await call('PUT', '/automatic/placed', { is_on: true }, 422)).detail, /Connect the company/)
    assert.match((await call('POST', '/automatic/placed/review', {}, 422)).detail, /Connect the company/)
    const { hook } = await call('PUT', '/provider', { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }, sender: SENDER })
    company.control({ webhook: hook })
    assert.equal((await call('PUT', '/automatic/placed', { is_on: true }, 409)).code, 'wrong_step')
    await call('PUT', '/automatic/nothing', { is_on: true }, 404)
    assert.equal((await call('PUT', '/automatic/placed', { is_on: false, fallback: '0299999999' }, 422)).field, 'fallback')
    company.control({ templates: { review_ms: null } })
    for (const happening of HAPPENINGS) {
      const asked = await call('POST', `/automatic/${happening}/review`, {})
      assert.deepEqual([asked.is_on, asked.review.state, asked.template.is_ready], [false, 'in_review', false])
    }
    assert.match((await call('PUT', '/automatic/placed', { is_on: true }, 409)).detail, /in_review/)
    await call('POST', '/automatic/placed/review', {}, 409)
    // Nothing that happens meanwhile is told, nor afterwards.
    assert.equal(await orders(order('early', { phone: '010-1000-0001' })), 0)
  })

  it('are each a template of the shop, that is approved, and switched on', async () => {
    // One that was asked for is looked at when the company gets to it: ask anew, since the stand-in was told to take for ever.
    company.control({ reset: true, templates: { review_ms: 50 } })
    for (const happening of HAPPENINGS) {
      const id = `auto-${happening.replaceAll('_', '-')}`
      const { headers } = await edge.call('GET', `/api/sites/${site}/templates/${id}`, { as: owner })
      await call('DELETE', `/templates/${id}`, undefined, 204, { 'if-match': headers.get('etag') })
      await call('POST', `/automatic/${happening}/review`, {})
    }
    await until('all are approved', async () => (await call('POST', '/template-reviews')).reviews.every(({ state }) => state === 'approved'))
    for (const happening of HAPPENINGS) {
      const on = await call('PUT', `/automatic/${happening}`, { is_on: true })
      assert.deepEqual([on.is_on, on.review.state], [true, 'approved'])
      const again = await call('PUT', `/automatic/${happening}`, { is_on: true })
      assert.equal(again.on_since, on.on_since, 'on since the first time')
    }
    const { headers } = await edge.call('GET', `/api/sites/${site}/templates/auto-placed`, { as: owner })
    const used = await edge.call('DELETE', `/api/sites/${site}/templates/auto-placed`, { as: owner, headers: { 'if-match': headers.get('etag') } })
    assert.deepEqual([used.status, used.body.used_by?.map(({ kind }) => kind)], [409, ['automatic']], JSON.stringify(used.body))
    await wait(5)
  })

  it('tell a member and a guest what has happened, each once', async () => {
    await call('POST', '/members', { members: [{ id: 'minji', name: '민지', phone: '010-2000-0001', joined_at: new Date().toISOString() }] })
    assert.match((await arrives('01020000001'))[0].text, /^\[다정한 찻집\] 회원가입 완료\n\n민지 님, /)
    const steps = [
      ['awaiting_deposit', { deposit: { bank: '우체국', account: '012345-01', holder: '다정한 찻집', until: '2099-01-01T00:00:00+09:00' } }, /입금하실 금액: 52,000원\n■ 입금 계좌: 우체국 012345-01\n■ 예금주: 다정한 찻집\n■ 입금 기한: 2099-01-01 00:00/],
      ['paid', {}, /입금 금액: 52,000원/],
      ['placed', {}, /주문 완료[^]*결제금액: 52,000원/],
      ['shipped', { value: null, delivery: { courier: 'CJ대한통운', tracking: '1234' } }, /택배사: CJ대한통운\n■ 송장번호: 1234/],
      ['delivered', { value: null }, /도착했습니다[^]*택배사: -\n■ 송장번호: -/],
      ['refunded', { value: 32_000, paid: 52_000 }, /환불 금액: 20,000원/],
      ['cancelled', { value: null }, /주문이 취소되었습니다/],
    ]
    let [member, guest] = [1, 0]
    for (const [status, more, says] of steps) {
      const when = { at: new Date().toISOString(), updated_at: new Date().toISOString(), status, ...more }
      const own = order(`of-${status}`, { ...when, member: 'minji' })
      const theirs = order(`guest-${status}`, { ...when, phone: '010-2000-0002', name: '손님' })
      assert.equal(await orders(own, theirs), 2, status)
      const [last] = (await arrives('01020000001', ++member)).slice(-1)
      assert.match(last.text, says)
      assert.match(last.text, /민지 님, [^]*■ 상품: 찻잔 외 1건/)
      assert.match((await arrives('01020000002', ++guest)).slice(-1)[0].text, /손님 님, /)
      assert.equal(last.type, 'ATA')
      // The same again, by itself and with others, is nothing new.
      assert.equal(await orders(own, own, theirs), 0, status)
    }
    await rests()
    assert.deepEqual([sentTo('01020000001').length, sentTo('01020000002').length], [8, 7])
    const placed = await one('placed')
    assert.deepEqual([placed.run.state, placed.run.send, placed.run.people], ['done', '_auto_placed', 2], 'a run a day')
    assert.deepEqual((await call('GET', '/runs?send=_auto_placed')).runs.map(({ id }) => id), [placed.run.id])
  })

  it('tell what two requests say at once, and ten times, once', async () => {
    const twice = order('at-once', { phone: '010-2100-0001' })
    const told = await Promise.all(Array.from({ length: 10 }, () => orders(twice, twice)))
    assert.equal(told.reduce((sum, count) => sum + count, 0), 1, JSON.stringify(told))
    await arrives('01021000001')
    await rests()
    assert.equal(await orders(twice, { ...twice, phone: '010-2100-0002' }), 0, 'whatever number it has by then')
    // One who orders twice is told twice.
    assert.equal(await orders(order('first', { phone: '010-2100-0003' }), order('second', { phone: '010-2100-0003' })), 2)
    assert.equal((await arrives('01021000003', 2)).length, 2)
    await rests()
    assert.deepEqual([sentTo('01021000001').length, sentTo('01021000002').length, sentTo('01021000003').length], [1, 0, 2])
    assert.equal(company.messages().duplicates, 0)
  })

  it('tell nothing that is no news: of last year, of before they were on, of what was overtaken', async () => {
    const phone = '010-2200-0001'
    const { runs } = await call('GET', '/runs?limit=500')
    const year = { at: ago(365 * DAY_MS), phone, paid: 60_000 }
    for (const status of HAPPENINGS.slice(1)) {
      assert.equal(await orders(order(`old-${status}`, { ...year, status })), 0, `${status} of last year, brought over now`)
      assert.equal(await orders(order(`old-${status}`, { ...year, status, updated_at: ago(364 * DAY_MS) })), 0, `${status}, changed last year`)
      assert.equal(await orders(order(`day-${status}`, { ...year, status, at: ago(DAY_MS + 60_000), updated_at: ago(DAY_MS) })), 0, `${status} a day ago`)
    }
    assert.equal(await orders(order('before', { at: ago(10 * 60_000), status: 'placed', phone })), 0, 'placed before it was switched on')
    await call('POST', '/members', { members: [{ id: 'old', phone: '010-2200-0002', joined_at: ago(2 * DAY_MS) }, { id: 'silent', phone: '010-2200-0003' }] })
    const now = (back = 0) => new Date(Date.now() - back).toISOString()
    const since = Date.parse((await one('shipped')).on_since)
    assert.ok(Date.now() - since > 1_000)
    const overtaken = { at: now(500), phone: '010-2200-0004', value: null }
    assert.equal(await orders(order('late', { ...overtaken, status: 'delivered', updated_at: now(100) })), 1)
    assert.equal(await orders(order('late', { ...overtaken, status: 'shipped', updated_at: now(400) })), 0, 'it is there already')
    assert.equal(await orders(order('nobody')), 0, 'there is nobody to be told')
    await arrives('01022000004')
    await rests()
    assert.deepEqual(['01022000001', '01022000002', '01022000003', '01022000004'].map((number) => sentTo(number).length), [0, 0, 0, 1])
    assert.equal((await call('GET', '/runs?limit=500')).runs.length - runs.length, 0, 'no run was begun for any of it but those of today')
  })

  it('are held back by no refusal of advertising, nor by the night; of whom no number is known they say so', async () => {
    await call('POST', '/members', { members: [{ id: 'quiet', phone: '010-2300-0001' }, { id: 'mail', email: 'mail@mail.example' }] })
    await call('POST', '/refusals', { numbers: '010-2300-0001' })
    const { body, headers } = await edge.call('GET', `/api/sites/${site}/settings`, { as: owner })
    const ahead = ((1 - new Date().getUTCHours() + 36) % 24) - 12
    const night = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
    await call('PUT', '/settings', { name: body.name, currency: body.currency, domains: body.domains, zone: night }, 200, { 'if-match': headers.get('etag') })
    assert.equal(await orders(order('of-quiet', { member: 'quiet' }), order('of-mail', { member: 'mail' }), order('of-none', { member: 'never-heard-of' })), 3)
    await arrives('01023000001')
    await rests()
    const { run } = await one('placed')
    assert.deepEqual(run.codes.filter(({ code }) => code === 'no_phone').map(({ state, people }) => [state, people]), [['gone', 2]], JSON.stringify(run))
    const gone = await call('GET', `/runs/${run.id}/people?state=gone`)
    assert.deepEqual(gone.people.map(({ who }) => who).toSorted(), ['mail', 'never-heard-of'])
  })

  it('go as a text where they do not arrive, once, if that is wanted', async () => {
    company.control({ receipts: { after_ms: 100, fail: { '+821024000001': '3104' } } })
    await call('PUT', '/automatic/shipped', { is_on: true, fallback: '02-1234-5678' })
    const shipped = (id) => order(id, { status: 'shipped', value: null, phone: '010-2400-0001' })
    assert.equal(await orders(shipped('s-1')), 1)
    const both = await arrives('01024000001', 2)
    assert.deepEqual(both.map(({ type }) => type), ['ATA', 'LMS'])
    assert.match(both[1].text, /^\[다정한 찻집\]\n\[다정한 찻집\] 배송 시작/)
    // More that happens to the same person on the same day is another one, and so is what goes in its place.
    assert.equal(await orders(shipped('s-2')), 1)
    await arrives('01024000001', 4)
    await rests()
    await wait(500)
    assert.equal(sentTo('01024000001').length, 4)
    company.control({ receipts: { after_ms: 100, fail: {} } })
  })

  it('are held where what is left does not pay for them, and say so; what waits too long is not told', async () => {
    company.control({ balance: 0 })
    assert.equal(await orders(order('poor', { phone: '010-2500-0001' })), 1)
    const held = await until('it is held', async () => {
      const { run } = await one('placed')
      return run.state === 'held' ? run : undefined
    })
    assert.match(held.why, /^low_balance: needs \d+, has 0/)
    assert.equal(await orders(order('poor-2', { phone: '010-2500-0001' })), 1, 'what happens meanwhile waits with it')
    company.control({ balance: 1_000_000 })
    assert.equal(sentTo('01025000001').length, 0)
    await call('POST', `/runs/${held.id}/resume`)
    await arrives('01025000001', 2)
    await rests()
    assert.equal(sentTo('01025000001').length, 2)
  })

  it('that are stopped do not leave; what happens later does', async () => {
    company.control({ rules: [{ match: 'POST /solapi/messages/v4/groups', do: 'delay', ms: 1_500, times: 1 }] })
    assert.equal(await orders(order('stop', { status: 'cancelled', value: null, phone: '010-2600-0001' })), 1)
    const going = await until('it goes', async () => {
      const { run } = await one('cancelled')
      return run.state === 'sending' ? run : undefined
    })
    await call('POST', `/runs/${going.id}/stop`)
    await rests()
    assert.equal((await one('cancelled')).run.state, 'stopped')
    assert.equal(sentTo('01026000001').length, 0)
    assert.equal(await orders(order('later', { status: 'cancelled', value: null, phone: '010-2600-0002' })), 1)
    await arrives('01026000002')
    await rests()
    assert.deepEqual([sentTo('01026000001').length, (await one('cancelled')).run.totals.stopped], [0, 1])
  })

  it('are switched off, and a template that nobody could fill does not switch on', async () => {
    const off = await call('PUT', '/automatic/paid', { is_on: false })
    assert.deepEqual([off.is_on, off.on_since], [false, null])
    assert.equal(await orders(order('off', { status: 'paid', phone: '010-2700-0001' })), 0)
    const seen = await edge.call('GET', `/api/sites/${site}/templates/auto-paid`, { as: owner })
    const { name, category, template } = seen.body.definition
    await call('PUT', '/templates/auto-paid', { name, category, template: { ...template, body: `${template.body}\n#{쿠폰}` } }, 200, { 'if-match': seen.headers.get('etag') })
    await call('POST', '/automatic/paid/review', {})
    await until('it is approved', async () => (await call('POST', '/template-reviews')).reviews.find(({ template: id }) => id === 'auto-paid').state === 'approved')
    assert.match((await call('PUT', '/automatic/paid', { is_on: true }, 422)).detail, /#\{쿠폰\}, which nobody fills/)
    for (const [more, field] of [
      [{ phone: '010-12' }, 'orders[0].phone'],
      [{ name: 'x'.repeat(101), phone: '010-2700-0001' }, 'orders[0].name'],
      [{ delivery: { courier: 'x'.repeat(201) } }, 'orders[0].delivery'],
      [{ deposit: { account: 'a\nb' } }, 'orders[0].deposit'],
      [{ status: 'paid', value: null }, 'orders[0].value'],
    ]) {
      const refused = await edge.call('POST', `/api/sites/${site}/orders`, { as: owner, body: { orders: [order('wrong', more)] } })
      assert.deepEqual([refused.status, refused.body.field], [422, field], JSON.stringify(refused.body))
    }
  })

  it('forget a member who is erased, and go on when the keys are changed', async () => {
    await call('POST', '/members', { members: [{ id: 'leaves', name: '이름', phone: '010-2800-0001', joined_at: new Date().toISOString() }] })
    await arrives('01028000001')
    company.control({ balance: 0 })
    assert.equal(await orders(order('of-leaves', { member: 'leaves' }), order('of-stays', { phone: '010-2800-0002' })), 2)
    const held = await until('it is held', async () => {
      const { run } = await one('placed')
      return run.state === 'held' ? run : undefined
    })
    const archive = await call('POST', '/people/archive', { member: 'leaves' })
    assert.ok(archive.said.sends.some(({ send }) => send === '_auto_joined'), JSON.stringify(archive.said.sends))
    let erased = await call('POST', '/people/erase', { member: 'leaves' })
    await until('they are erased', async () => (erased = await call('GET', `/erasures/${erased.id}`)).done !== null)
    // What waits to be said is sealed anew, and the older version is destroyed.
    const { DB } = await edge.env()
    const versions = async () => (await DB.prepare("SELECT version FROM site_key WHERE site = ? AND wrapped <> '' AND version > 0").bind(site).all()).results.map(({ version }) => version)
    const [old] = await versions()
    await until('the key is changed', async () => {
      const renewed = await edge.call('POST', `/api/sites/${site}/keys`, { as: owner, body: {} })
      return renewed.status === 200 && !(await versions()).includes(old)
    })
    company.control({ balance: 1_000_000 })
    await call('POST', `/runs/${held.id}/resume`)
    await arrives('01028000002')
    await rests()
    assert.deepEqual([sentTo('01028000001').length, sentTo('01028000002').length], [1, 1])
    const people = await call('GET', `/runs/${held.id}/people?limit=500`)
    assert.ok(!people.people.some(({ who }) => who === 'leaves'))
  })

  it('change no amount by what is on its way: a refund stays one', async () => {
    const day = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10)
    const sums = async () => {
      const { orders: count, revenue, cancelled } = await call('GET', `/totals?from=${ago(2 * DAY_MS).slice(0, 10)}&to=${day}`)
      return [count, Number(revenue.amount ?? revenue), cancelled]
    }
    const before = await sums()
    const at = ago(60_000)
    await orders(order('money', { at, status: 'awaiting_deposit', updated_at: at }))
    await orders(order('money', { at, status: 'paid', updated_at: ago(50_000) }))
    await orders(order('money', { at, status: 'refunded', value: 2_000, paid: 52_000, updated_at: ago(40_000) }))
    await orders(order('money', { at, status: 'shipped', updated_at: ago(30_000) }), order('money', { at, status: 'delivered', value: null, updated_at: ago(20_000) }))
    // Told for the first time as delivered, it was placed.
    await orders(order('only', { at, status: 'delivered', value: 7_000 }))
    const now = await sums()
    assert.deepEqual([now[0] - before[0], now[1] - before[1], now[2] - before[2]], [2, 9_000, 0], `${before} ${now}`)
  })
})
