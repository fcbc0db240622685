// A trial: a send as it says now, on one's own phone.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { shop } from './shop.mjs'

const DAY_MS = 86_400_000

describe('a trial', () => {
  let house, call, advert
  before(async () => {
    house = await shop()
    call = house.call.bind(house)
    await house.hour(1)
    await house.members([{ id: 'a', name: '민지', phone: '010-1111-0001' }])
    advert = await house.text('{name|고객} 님 {points}점\n{opt_out}', { use: 'advertising' })
  })
  after(() => house?.close())

  it('goes to one number, marked and framed, whatever holds advertisements back', async () => {
    const { run } = await call('POST', `/sends/${advert}/test`, { to: '010-9999-0001' }, 201)
    const done = await house.ended(run)
    assert.deepEqual([done.state, done.people, done.send], ['done', 1, advert], done.why)
    assert.match(done.cause, /^test /)
    const [message, ...rest] = await house.sent(run)
    assert.equal(rest.length, 0)
    assert.equal(message.number, '+821099990001')
    assert.match(message.text, /^\(광고\)다정한 찻집\n\[테스트\] 이름 님 1,000점\nhttp\S+\/o\/[\w-]{43}\n무료수신거부 0801234567$/)
    assert.deepEqual((await call('GET', '/lists')).lists, [])
    assert.equal((await call('GET', `/sends/${advert}`)).version, 1, 'the send is as it was')
    const listed = await house.text('쿠폰 #{쿠폰}', { audience: { type: 'list', list: 'nowhere' } })
    const other = await call('POST', `/sends/${listed}/test`, { to: '01099990001' }, 201)
    await house.ended(other.run)
    assert.equal((await house.sent(other.run))[0].text, '[테스트] 쿠폰 쿠폰')
  })

  it('is refused where it cannot go, without saying the number', async () => {
    const refuse = async (send, body, status) => {
      const answer = await house.edge.call('POST', `/api/sites/${house.site}/sends/${send}/test`, { as: house.owner, body: JSON.stringify(body) })
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      assert.doesNotMatch(JSON.stringify(answer.body), /010555/)
      return answer.body
    }
    assert.equal((await refuse(advert, { to: '010555' }, 422)).field, 'to')
    await refuse(advert, { to: ['01055500000'] }, 400)
    await refuse(advert, { number: '01055500000' }, 400)
    await refuse('nowhere', { to: '01099990001' }, 404)
    const stranger = await house.text('안녕', { content: { type: 'text', sender: '0299999999', text: '안녕' } })
    assert.equal((await refuse(stranger, { to: '01099990001' }, 422)).field, 'content.sender')
    const { id: template } = await call('POST', '/templates', { name: '배송', category: '004001', template: { kind: 'BA', emphasis: { type: 'none' }, body: '#{고객} 님' } }, 201)
    const alimtalk = await house.text('', { content: { type: 'alimtalk', template, variables: { 고객: '{name}' } } })
    await refuse(alimtalk, { to: '01099990001' }, 422)
  })

  it('goes twenty times a day', async () => {
    const before = (await call('GET', '/runs?limit=100')).runs.filter(({ cause }) => cause.startsWith('test ')).length
    const send = await house.text('안녕')
    const all = await Promise.all(Array.from({ length: 25 }, () => house.edge.call('POST', `/api/sites/${house.site}/sends/${send}/test`, { as: house.owner, body: { to: '01099990002' } })))
    const statuses = all.map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 201).length, 20 - before)
    const late = all.find(({ status }) => status === 429)
    assert.equal(late.body.code, 'too_many_tries')
    assert.ok(Number(late.headers.get('retry-after')) <= DAY_MS / 1_000)
    assert.ok(statuses.every((status) => status === 201 || status === 429))
  })
})
