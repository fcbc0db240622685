// The secret that signs members, renewed: the one before holds as long as was said and no longer, and what else hangs on the site's first secret stays.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { OWNER, start } from './harness.mjs'
import { Browser } from './wire.mjs'

const DAY_MS = 86_400_000

describe('the secret that signs members', () => {
  let edge, site, token
  before(async () => {
    edge = await start()
    site = edge.owner.site.id
    token = await edge.token(['read', 'configure', 'send', 'manage'])
  })
  after(() => edge?.close())
  const ask = (method, rest = '', body, as = edge.owner) => edge.call(method, `/api/sites/${site}/identity-secret${rest}`, { as, ...(body ? { body } : { headers: { 'content-type': 'application/json' } }) })
  const show = async () => (await ask('POST', '', { password: OWNER.password })).body
  const renew = async (old_days) => {
    const answer = await ask('POST', '/renewal', { password: OWNER.password, old_days })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const signed = async () => (await edge.call('GET', `/api/sites/${site}/recognised`, { as: edge.owner })).body.kinds.find(({ kind }) => kind === 'signed_member').visits
  /** Whether the edge believes what this secret signs. */
  const holds = async (secret) => {
    const before = await signed()
    const browser = new Browser(edge)
    const expires = Math.floor(Date.now() / 1000) + 600
    const hex = createHmac('sha256', secret).update(['dangol-member-v1', site, browser.visitor, 'minji', expires].join('\n')).digest('hex')
    await browser.send([browser.event('page', { url: 'https://shop.example/' }), browser.event('member', { id: 'minji', signature: `v1.${expires}.${hex}` })])
    return (await signed()) - before === 1
  }
  const noted = async () => (await edge.call('GET', `/api/sites/${site}/audit`, { as: edge.owner })).body.entries.map(({ action }) => action)

  it('holds beside the new one for as long as was said, and not a moment longer', async () => {
    const first = await show()
    assert.equal(first.old_until, null)
    const second = await renew(7)
    assert.notEqual(second.secret, first.secret)
    assert.ok(Math.abs(Date.parse(second.old_until) - Date.now() - 7 * DAY_MS) < 60_000)
    assert.deepEqual(await show(), second)
    assert.deepEqual([await holds(first.secret), await holds(second.secret), await holds('00'.repeat(32))], [true, true, false])

    // As though the seven days were over.
    const { DB } = await edge.env()
    await DB.prepare('UPDATE site SET old_identity_secret_until_ms = ? WHERE id = ?').bind(Date.now() - 1, site).run()
    assert.deepEqual([await holds(first.secret), await holds(second.secret)], [false, true])
    assert.equal((await show()).old_until, null)
    assert.equal((await ask('DELETE', '/old')).status, 404)
  })

  it('of three the one before the last is over; the old one can be ended, and a new one can be alone at once', async () => {
    const second = await show()
    const third = await renew(1)
    const fourth = await renew(30)
    assert.deepEqual([await holds(second.secret), await holds(third.secret), await holds(fourth.secret)], [false, true, true])
    assert.equal((await ask('DELETE', '/old')).status, 204)
    assert.deepEqual([await holds(third.secret), await holds(fourth.secret)], [false, true])
    const fifth = await renew(0)
    assert.equal(fifth.old_until, null)
    assert.deepEqual([await holds(fourth.secret), await holds(fifth.secret)], [false, true])
    const actions = await noted()
    assert.deepEqual(['secret_renewed', 'old_secret_ended'].map((action) => actions.filter((one) => one === action).length), [4, 1])
  })

  it('whoever renews at the same moment is told that somebody was first, and one secret holds', async () => {
    const before = await show()
    const answers = await Promise.all([1, 2, 3].map(() => ask('POST', '/renewal', { password: OWNER.password, old_days: 0 })))
    const done = answers.filter(({ status }) => status === 200)
    assert.ok(done.length >= 1 && answers.every(({ status }) => status === 200 || status === 409), JSON.stringify(answers.map(({ status }) => status)))
    const now = await show()
    assert.ok(done.some(({ body }) => body.secret === now.secret))
    assert.deepEqual([await holds(before.secret), await holds(now.secret)], [false, true])
  })

  it('leaves imported visitors who they were', async () => {
    const line = (visitor, at) => JSON.stringify({ visitor, at, type: 'page_view', url: 'https://shop.example/' })
    const at = Date.now() - DAY_MS
    const send = async () => (await edge.call('POST', `/api/sites/${site}/import/events`, { as: token, body: line('same', at), headers: { 'content-type': 'application/x-ndjson' } })).body
    const first = await send()
    await renew(0)
    const again = await send()
    assert.deepEqual([first.accepted, again.repeated], [1, 1])
  })

  it('is for owners in person: not for a token, not without the password, not for longer than a month', async () => {
    for (const [body, field] of [[{ password: 'not it', old_days: 1 }, 'password'], [{ password: OWNER.password, old_days: 31 }, 'old_days']]) {
      const answer = await ask('POST', '/renewal', body)
      assert.deepEqual([answer.status, answer.body.field], [422, field])
    }
    assert.equal((await ask('POST', '/renewal', { password: OWNER.password, old_days: 1 }, token)).status, 403)
    assert.equal((await ask('DELETE', '/old', undefined, token)).status, 403)
    assert.equal((await ask('DELETE', '/old', undefined, {})).status, 401)
  })
})
