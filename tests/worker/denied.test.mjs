// Who has refused by calling the 080 number, read from the company's own list: before an advertisement's run begins, and by the clock. A list that cannot
// be read delays the run, and says so.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ACCOUNT, provider } from '../provider/server.mjs'
import { start } from './harness.mjs'

const SENDER = { name: '다정한 찻집', numbers: ['0212345678'], opt_out: '0801234567' }
const PATIENCE_MS = 60_000
const LIST = 'GET /solapi/iam/v1/black'

describe("the company's list of refusals", () => {
  let edge, company, site, owner
  before(async () => {
    company = await provider()
    edge = await start({ vars: { SOLAPI_URL: `${company.origin}/solapi`, EGRESS_LOCAL: company.origin } })
    site = edge.owner.site.id
    owner = await edge.token(['read', 'configure', 'send', 'manage'])
    company.control({ receipts: { after_ms: 50 } })
    await call('PUT', '/provider', { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }, sender: SENDER })
    const ahead = ((13 - new Date().getUTCHours() + 36) % 24) - 12
    const { body, headers } = await edge.call('GET', `/api/sites/${site}/settings`, { as: owner })
    await call('PUT', '/settings', { name: body.name, currency: body.currency, domains: body.domains, zone: `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}` }, 200, { 'if-match': headers.get('etag') })
    const members = [1, 2, 3, 4].map((n) => ({ id: `m-${n}`, phone: `010-3100-000${n}` }))
    await call('POST', '/members', { members })
    for (const { id } of members) await agree(id, 60_000)
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
  const agree = (member, ago_ms) =>
    call('POST', `/members/${member}/consents`, { words: [{ at: new Date(Date.now() - ago_ms).toISOString(), purpose: 'advertising', channel: 'sms', said: 'granted', wording: '광고 문자 수신에 동의합니다' }] })
  const begin = async (use = 'advertising') => {
    const content = { type: 'text', sender: SENDER.numbers[0], text: '안내' }
    const { id } = await call('POST', '/sends', { name: '안내', use, audience: { type: 'members' }, schedule: { type: 'at_once' }, content }, 201)
    return (await call('POST', `/sends/${id}/start`, {}, 201)).run
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
  const done = (run) =>
    until(`run ${run} ends`, async () => {
      const seen = await call('GET', `/runs/${run}`)
      return seen.state === 'done' && seen
    })
  const asked = () => company.calls().calls.filter(({ method, path }) => `${method} ${path.split('?')[0]}` === LIST)
  const handed = () => company.messages().messages.map(({ number }) => number)

  it('is read page by page before an advertisement begins, and not for what informs', async () => {
    await done(await begin('information'))
    assert.equal(asked().length, 0)
    company.control({ reset: true, refusals_page: 1, refuse: ['+821031000001', '+821031000002'] })
    const seen = await done(await begin())
    assert.deepEqual(seen.codes.filter(({ state }) => state === 'held_back').map(({ code, people }) => [code, people]), [['refused', 2]], JSON.stringify(seen))
    assert.deepEqual(handed().toSorted(), ['+821031000003', '+821031000004'], 'nothing is handed over for who has refused')
    assert.equal(asked().length, 2, 'a page each')
    assert.ok((await call('GET', '/provider')).refusals_at)
    const { notices } = await call('GET', '/notices')
    assert.deepEqual(notices.map(({ by, can_be_told }) => [by, can_be_told]), [['call', true], ['call', true]], 'and they are to be told what became of it')
  })

  it('is read again without a refusal being told twice, or lifting what was agreed since', async () => {
    await wait(1_100)
    await agree('m-1', 0)
    const { DB } = await edge.env()
    await DB.prepare('UPDATE provider SET refused_ms = refused_ms - 120000 WHERE site = ?').bind(site).run()
    const before = asked().length
    const seen = await done(await begin())
    assert.equal(asked().length, before + 2)
    assert.deepEqual(seen.codes.filter(({ code }) => code === 'refused').map(({ people }) => people), [1], JSON.stringify(seen.codes))
    assert.equal(handed().filter((number) => number === '+821031000001').length, 1)
    assert.equal((await call('GET', '/notices')).notices.length, 2)
  })

  it('that cannot be read delays the run, which says so', async () => {
    const { DB } = await edge.env()
    await DB.prepare('UPDATE provider SET refused_ms = refused_ms - 120000 WHERE site = ?').bind(site).run()
    company.control({ refuse: ['+821031000003'], rules: [{ match: LIST, do: 'error', times: 1 }] })
    const before = handed().length
    const run = await begin()
    const waits = await until('it waits', async () => {
      const seen = await call('GET', `/runs/${run}`)
      return seen.why !== '' && seen
    })
    assert.deepEqual([waits.state, waits.why, waits.people, handed().length], ['planning', 'refusals: it does not answer', 0, before])
    const seen = await done(run)
    assert.deepEqual([seen.why, seen.codes.find(({ code }) => code === 'refused')?.people], ['', 2])
    assert.ok(!handed().slice(before).includes('+821031000003'))
  })

  it('is read by the clock, every hour', async () => {
    const { DB } = await edge.env()
    const count = asked().length
    const clock = () => edge.worker.scheduled({ cron: '* * * * *' })
    await clock()
    assert.equal(asked().length, count, 'it was read just now')
    company.control({ refuse: ['+821031000004'] })
    await DB.prepare('UPDATE provider SET refused_ms = refused_ms - 3600000, asked_ms = asked_ms - 3600000 WHERE site = ?').bind(site).run()
    await until('it is read', async () => {
      await clock()
      return asked().length > count
    })
    await until('they have refused', async () => (await call('GET', '/members/m-4/consents')).holds.some(({ purpose, channel, holds }) => purpose === 'advertising' && channel === 'sms' && holds === 'refused'))
  })
})
