// Sends, from what a shop owner writes to what its provider has taken: on the real object, against a provider that checks as the real ones do.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ACCOUNT, provider } from '../provider/server.mjs'
import { start } from './harness.mjs'

const SENDER = { name: '다정한 찻집', numbers: ['0212345678'], opt_out: '0801234567' }
const PATIENCE_MS = 60_000

describe('sends', () => {
  let edge, company, site, owner
  before(async () => {
    company = await provider()
    edge = await start({ vars: { SOLAPI_URL: `${company.origin}/solapi`, EGRESS_LOCAL: company.origin } })
    site = edge.owner.site.id
    owner = await edge.token(['read', 'configure', 'send', 'manage'])
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
  const members = (all) => call('POST', '/members', { members: all })
  const consent = (member, more = {}) =>
    call('POST', `/members/${member}/consents`, {
      words: [{ at: new Date(Date.now() - 60_000).toISOString(), purpose: 'advertising', channel: 'sms', said: 'granted', wording: '광고 문자 수신에 동의합니다', ...more }],
    })
  const text = (text, more = {}) => ({
    name: '안내',
    use: 'information',
    audience: { type: 'members' },
    schedule: { type: 'at_once' },
    content: { type: 'text', sender: SENDER.numbers[0], text },
    ...more,
  })
  const begun = async (send, request) => (await call('POST', `/sends/${send}/start`, request ? { request } : {}, 201)).run
  const ended = async (run, states = ['done', 'stopped', 'held']) => {
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      const seen = await call('GET', `/runs/${run}`)
      if (states.includes(seen.state)) return seen
      assert.ok(Date.now() < until, `run ${run} goes on: ${JSON.stringify(seen)}`)
      await wait(100)
    }
  }
  const settled = async (run, totals) => {
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      const seen = await call('GET', `/runs/${run}`)
      if (JSON.stringify(seen.totals) === JSON.stringify(totals)) return seen
      assert.ok(Date.now() < until, `run ${run}: ${JSON.stringify(seen.totals)}, not ${JSON.stringify(totals)}`)
      await wait(100)
    }
  }

  it('wait until a company is there to carry them', async () => {
    const { id } = await call('POST', '/sends', text('안녕하세요'), 201)
    const refused = await call('POST', `/sends/${id}/start`, {}, 422)
    assert.match(refused.detail, /Connect the company/)
    await call('GET', '/provider', undefined, 404)
    const made = await call('PUT', '/provider', { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }, sender: SENDER })
    assert.match(made.hook.secret, /^[0-9a-f]{40}$/)
    const shown = await call('GET', '/provider')
    assert.ok(!JSON.stringify(shown).includes(ACCOUNT.solapi.secret) && shown.hook.secret === null)
    const checked = await call('POST', '/provider/check')
    assert.ok(checked.numbers.some(({ number, is_usable: usable }) => number === SENDER.numbers[0] && usable) && checked.balance > 0)
  })

  it('go to every member with a number, each once, with their names', async () => {
    await members([
      { id: 'minji', name: '민지', phone: '010-1111-0001' },
      { id: 'jun', phone: '010-1111-0002' },
      { id: 'twin', name: '쌍둥이', phone: '010-1111-0001' },
      { id: 'mail', email: 'mail@mail.example' },
    ])
    const { id } = await call('POST', '/sends', text('{name|고객} 님, 문을 열었어요'), 201)
    const run = await begun(id, 'first')
    const again = await call('POST', `/sends/${id}/start`, { request: 'first' })
    assert.equal(again.run, run, 'the same order begins one run')
    const done = await ended(run)
    assert.deepEqual([done.state, done.people, done.looked_at], ['done', 2, 4])
    const arrived = company.messages()
    assert.deepEqual(arrived.map((message) => [message.to, message.text]).toSorted(), [
      ['+821011110001', '민지 님, 문을 열었어요'],
      ['+821011110002', '고객 님, 문을 열었어요'],
    ])
    const people = await call('GET', `/runs/${run}/people`)
    assert.deepEqual(people.people.map(({ id }) => id).toSorted(), arrived.map((message) => message.send).toSorted())
  })
})
