// What sends cost: said before they begin, asked of the company before they set out, and kept of what it has taken.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ACCOUNT } from '../provider/server.mjs'
import { SENDER, shop } from './shop.mjs'

describe('the cost of sends', () => {
  let house, call
  before(async () => {
    house = await shop()
    call = house.call.bind(house)
    await house.members([
      { id: 'a', name: '민지', phone: '010-1111-0001' },
      { id: 'b', name: '준', phone: '010-1111-0002' },
      { id: 'twin', name: '민지', phone: '010-1111-0001' },
      { id: 'mail', email: 'mail@mail.example' },
    ])
  })
  after(() => house?.close())

  it('goes by prices that a shop says, else by published ones with their source', async () => {
    const published = await call('GET', '/provider')
    assert.deepEqual(published.prices, { sms: '20', lms: '50', mms: '200', alimtalk: '19' })
    assert.match(published.price_source, /^https:\/\/solapi\.com\//)
    assert.deepEqual(published.own_prices, { sms: null, lms: null, mms: null, alimtalk: null })
    for (const [terms, field] of [
      [{ prices: { sms: '10000.1' } }, 'prices.sms'],
    ]) {
      const refused = await house.edge.call('PUT', `/api/sites/${house.site}/provider`, { as: house.owner, body: { sender: SENDER, ...terms }, headers: { 'if-match': `"${published.version}"` } })
      assert.deepEqual([refused.status, refused.body.field], [422, field])
    }
    for (const terms of [{ prices: { sms: -1 } }, { prices: { fax: 1 } }, { low_balance: 'much' }]) {
      const refused = await house.edge.call('PUT', `/api/sites/${house.site}/provider`, { as: house.owner, body: JSON.stringify({ sender: SENDER, ...terms }), headers: { 'if-match': `"${published.version}"` } })
      assert.equal(refused.status, 400, JSON.stringify(refused.body))
    }
    const own = await house.provider({ prices: { sms: '8.4', lms: 25 }, low_balance: '1000' })
    assert.deepEqual(own.prices, { sms: '8.4', lms: '25', mms: '200', alimtalk: '19' })
    house.company.control({ balance: 999 })
    const low = await call('POST', '/provider/check')
    assert.deepEqual([low.balance, low.low_balance, low.is_low], [999, '1000', true])
    house.company.control({ balance: 1_000 })
    assert.equal((await call('POST', '/provider/check')).is_low, false)
    house.company.control({ balance: 1_000_000 })
  })

  it('is said before a send begins, and nothing begins by it', async () => {
    const short = await house.text('{name} 님, 안녕하세요')
    const before = (await call('GET', '/runs')).runs.length
    const said = await call('POST', `/sends/${short}/estimate`)
    assert.deepEqual(said, { people: 2, not_known: 0, sample: { kinds: { sms: 3 }, incomplete: 0 }, each: '8.4', cost: '16.8', fallback_cost: '0', balance: '1000000', promised: '0', suffices: true })
    const long = await house.text('가'.repeat(46))
    assert.deepEqual(((all) => [all.sample.kinds, all.cost])(await call('POST', `/sends/${long}/estimate`)), [{ lms: 3 }, '50'])
    await house.list('guests', '휴대폰,쿠폰\n01033330001,A\n01033330002,\n010-3333-0001,B\n')
    const listed = await house.text('쿠폰 #{쿠폰}', { audience: { type: 'list', list: 'guests' } })
    const of_list = await call('POST', `/sends/${listed}/estimate`)
    assert.deepEqual([of_list.people, of_list.sample, of_list.cost], [2, { kinds: { sms: 2 }, incomplete: 1 }, '16.8'])
    const { id: segment } = await call('POST', '/segments', { name: '산 사람', include: [{ kind: 'purchase.orders', min: 1 }] }, 201)
    const nobody = await call('POST', `/sends/${await house.text('산 분께', { audience: { type: 'segment', segment } })}/estimate`)
    assert.deepEqual([nobody.people, nobody.cost, nobody.suffices], [0, '0', true])
    house.company.control({ balance: 16 })
    assert.equal((await call('POST', `/sends/${short}/estimate`)).suffices, false)
    house.company.control({ balance: 1_000_000 })
    assert.equal((await call('GET', '/runs')).runs.length, before)
    assert.equal(house.company.messages().messages.length, 0)
    await call('POST', '/sends/nowhere/estimate', undefined, 404)
    const gone = await house.text('명단 없이', { audience: { type: 'list', list: 'nowhere' } })
    assert.match((await call('POST', `/sends/${gone}/estimate`, undefined, 422)).detail, /upload/)
  })

  it('holds a run that what is left does not pay for before it begins, and what was taken is kept', async () => {
    const send = await house.text('{name} 님, 문을 열었어요')
    house.company.control({ balance: 16 })
    const run = await house.begun(send)
    const held = await house.ended(run)
    assert.deepEqual([held.state, held.why, held.totals], ['held', 'low_balance: needs 16.8, has 16', { planned: 2 }])
    assert.equal(house.company.messages().messages.length, 0)
    assert.deepEqual(held.cost, { kinds: [], total: '0' })
    await call('POST', `/runs/${run}/resume`)
    assert.equal((await house.ended(run)).why, held.why, 'held again')
    house.company.control({ balance: 1_000_000, receipts: { after_ms: 50, fail: { '+821011110002': '3001' } } })
    await call('POST', `/runs/${run}/resume`)
    assert.equal((await house.ended(run)).state, 'done')
    assert.equal((await house.sent(run)).length, 2)
    const told = await house.until(() => call('GET', `/runs/${run}`), ({ totals }) => totals.delivered === 1 && totals.failed === 1)
    assert.deepEqual(told.cost, { kinds: [{ kind: 'sms', people: 2, each: '8.4', cost: '16.8' }], total: '16.8' }, 'what did not arrive was taken, too')
    house.company.control({ receipts: { after_ms: 50, fail: {} } })
    // By what a run's messages cost when it began.
    await house.provider({ prices: { sms: '21' } })
    assert.equal((await call('GET', `/runs/${run}`)).cost.total, '16.8')
  })

  it('counts what runs that wait still need', async () => {
    await house.hour(1)
    for (const member of ['a', 'b']) await house.consent(member)
    const advert = await house.text('할인', { use: 'advertising' })
    const waits = await house.begun(advert)
    await house.until(() => call('GET', `/runs/${waits}`), ({ totals }) => totals.waits === 2)
    house.company.control({ balance: 90 })
    const notice = await house.text('알립니다')
    const said = await call('POST', `/sends/${notice}/estimate`)
    assert.deepEqual([said.balance, said.promised, said.cost, said.suffices], ['90', '42', '42', true])
    house.company.control({ balance: 80 })
    const held = await house.ended(await house.begun(notice))
    assert.equal(held.why, 'low_balance: needs 42, has 38')
    await call('POST', `/runs/${waits}/stop`)
    await house.ended(waits)
    await call('POST', `/runs/${held.id}/resume`)
    assert.equal((await house.ended(held.id)).state, 'done')
    house.company.control({ balance: 1_000_000 })
    await house.hour(13)
  })

  it('holds nothing back where what is left is not said', async () => {
    const send = await house.text('알립니다')
    for (const fault of ['error', 'rate_limit', 'drop']) {
      house.company.control({ rules: [{ match: 'GET /solapi/cash/v1/balance', do: fault }] })
      const said = await call('POST', `/sends/${send}/estimate`)
      assert.deepEqual([said.people, said.cost, said.balance, said.suffices], [2, '42', null, null], fault)
      assert.equal((await house.ended(await house.begun(send))).state, 'done', fault)
    }
    house.company.control({ rules: [] })
  })

  it('is not known with a company that says neither prices nor what is left, and holds nothing back', async () => {
    const fresh = await shop()
    try {
      await fresh.provider({}, { provider: 'nhn', sms: { ...ACCOUNT['nhn-sms'] } })
      await fresh.members([{ id: 'a', phone: '010-1111-0001' }])
      const send = await fresh.text('안녕하세요')
      const said = await fresh.call('POST', `/sends/${send}/estimate`)
      assert.deepEqual([said.people, said.cost, said.balance, said.suffices], [1, null, null, null])
      const done = await fresh.ended(await fresh.begun(send))
      assert.deepEqual([done.state, done.cost], ['done', { kinds: [{ kind: 'sms', people: 1, each: null, cost: null }], total: null }])
    } finally {
      await fresh.close()
    }
  })
})
