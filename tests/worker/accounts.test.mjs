// Set-up, sign-in, sessions, tokens.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { OWNER, SETUP_TOKEN, SITE, start } from './harness.mjs'

let edge
before(async () => { edge = await start({ setUp: false }) })
after(() => edge.close())

const refused = (answer, status, code) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/)
  assert.equal(answer.body.code, code)
  assert.equal(answer.body.status, status)
}

test('the set-up wants the token, good values, and happens once', async () => {
  const body = { token: SETUP_TOKEN, ...OWNER, site: SITE }
  refused(await edge.call('POST', '/api/setup', { body: { ...body, token: 'wrong' } }), 403, 'not_allowed')
  refused(await edge.call('POST', '/api/setup', { body: { ...body, password: 'short' } }), 422, 'invalid')
  refused(await edge.call('POST', '/api/setup', { body: { ...body, password: 'Qwerty12345' } }), 422, 'invalid')
  const zone = await edge.call('POST', '/api/setup', { body: { ...body, site: { ...SITE, zone: 'Mars/Olympus' } } })
  refused(zone, 422, 'invalid')
  assert.equal(zone.body.field, 'zone')
  refused(await edge.call('POST', '/api/setup', { body, headers: { origin: 'https://elsewhere.example' } }), 403, 'wrong_origin')

  const both = await Promise.all([edge.call('POST', '/api/setup', { body }), edge.call('POST', '/api/setup', { body: { ...body, email: 'second@shop.example' } })])
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409], 'of two at once only one')
  refused(await edge.call('POST', '/api/setup', { body }), 409, 'already_set_up')
  edge.owner = {}
})

test('the session cookie is of the console alone', async () => {
  const { DB } = await edge.env()
  const { email } = await DB.prepare('SELECT email FROM account').first()
  const { answer, headers } = await edge.signIn({ email: email.toUpperCase(), password: OWNER.password })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('set-cookie'), /^__Host-dangol=[0-9a-f]{64}; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=\d+$/)
  assert.equal(answer.headers.get('cache-control'), 'private, no-store')
  assert.deepEqual(Object.keys(answer.body.sites[0]).sort(), ['id', 'key', 'name', 'role'])
  assert.match(answer.body.sites[0].id, /^[0-9a-f]{16}$/)
  edge.owner = { headers, site: answer.body.sites[0], email }
  const again = await edge.call('GET', '/api/session', { as: edge.owner })
  assert.deepEqual(again.body, answer.body)
})

test('no secret is stored as it is', async () => {
  const { DB } = await edge.env()
  const { password } = await DB.prepare('SELECT password FROM account').first()
  assert.match(password, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  const secret = edge.owner.headers.cookie.split('=')[1]
  const tables = ['session', 'api_token', 'audit', 'tries', 'known_place']
  for (const table of tables) {
    const { results } = await DB.prepare(`SELECT * FROM ${table}`).all()
    assert.ok(!JSON.stringify(results).includes(secret), table)
    assert.ok(!JSON.stringify(results).includes(OWNER.password), table)
  }
})

test('a wrong password and an unknown address are refused alike', async () => {
  const wrong = await edge.signIn({ email: edge.owner.email, password: 'not the password' })
  const unknown = await edge.signIn({ email: 'nobody@shop.example', password: 'not the password' })
  refused(wrong.answer, 401, 'sign_in_failed')
  assert.deepEqual(wrong.answer.body, unknown.answer.body)
})

test('tries are limited, and the owner is not shut out for good', async () => {
  const { DB } = await edge.env()
  const email = edge.owner.email
  const attempt = () => edge.signIn({ email, password: 'not the password' }).then(({ answer }) => answer)
  let last
  for (let i = 0; i < 8; i++) last = await attempt()
  refused(last, 429, 'too_many_tries')
  const wait = Number(last.headers.get('retry-after'))
  assert.ok(wait > 0 && wait <= 60, `Retry-After ${wait}`)
  refused((await edge.signIn({ email, password: OWNER.password })).answer, 429, 'too_many_tries')
  // A minute passes.
  await DB.prepare('UPDATE tries SET at_ms = at_ms - ?').bind(wait * 1000).run()
  assert.equal((await edge.signIn({ email, password: OWNER.password })).answer.status, 200)

  // Strangers fill the account's own bucket: the owner's known place is not asked for it.
  const bucket = `account:${createHash('sha256').update(email).digest('hex')}`
  await DB.prepare('INSERT OR REPLACE INTO tries VALUES (?, 1000, ?)').bind(bucket, Date.now()).run()
  assert.equal((await edge.signIn({ email, password: OWNER.password })).answer.status, 200)
  await DB.prepare('DELETE FROM known_place').run()
  refused((await edge.signIn({ email, password: OWNER.password })).answer, 429, 'too_many_tries')
  await DB.prepare('DELETE FROM tries').run()
})

test('a change by cookie comes from the console’s own pages, as JSON', async () => {
  const { cookie } = edge.owner.headers
  const change = (headers, body = JSON.stringify({ name: 'x', scopes: ['read'] })) => edge.call('POST', '/api/tokens', { body, headers: { cookie, ...headers } })
  refused(await change({}), 403, 'wrong_origin')
  for (const origin of ['https://elsewhere.example', 'null', `${edge.origin}.elsewhere.example`, edge.origin.replace(/:\d+$/, '')]) {
    const answer = await change({ origin })
    assert.equal(answer.status, 403, origin)
  }
  refused(await change({ origin: edge.origin, 'sec-fetch-site': 'same-site' }), 403, 'wrong_origin')
  refused(await change({ origin: edge.origin, 'content-type': 'text/plain' }), 415, 'wrong_media_type')
  assert.equal((await change({ origin: edge.origin, 'content-type': 'application/json; charset=utf-8' })).status, 201)
  // Signing somebody in from elsewhere, and out.
  refused((await edge.signIn({ email: edge.owner.email, password: OWNER.password }, { origin: 'https://elsewhere.example' })).answer, 403, 'wrong_origin')
  refused(await edge.call('DELETE', '/api/session', { headers: { cookie } }), 403, 'wrong_origin')
})

test('sessions end: by signing out, by idling, by age', async () => {
  const { DB } = await edge.env()
  const fresh = () => edge.signIn({ email: edge.owner.email, password: OWNER.password })
  const out = await fresh()
  const signedOut = await edge.call('DELETE', '/api/session', { as: out, headers: { 'content-type': 'application/json' } })
  assert.equal(signedOut.status, 204)
  assert.match(signedOut.headers.get('set-cookie'), /^__Host-dangol=; .*Max-Age=0$/)
  refused(await edge.call('GET', '/api/session', { as: out }), 401, 'sign_in_needed')

  const day = 24 * 60 * 60 * 1000
  const idle = await fresh()
  await DB.prepare('UPDATE session SET seen_ms = seen_ms - ?').bind(30 * day + 1000).run()
  refused(await edge.call('GET', '/api/session', { as: idle }), 401, 'sign_in_needed')
  const old = await fresh()
  await DB.prepare('UPDATE session SET created_ms = created_ms - ?').bind(90 * day + 1000).run()
  refused(await edge.call('GET', '/api/session', { as: old }), 401, 'sign_in_needed')
  edge.owner.headers = (await fresh()).headers
})

test('a token does what its scopes say, and needs no origin', async () => {
  const id = edge.owner.site.id
  const read = await edge.token(['read'])
  assert.match(read.secret, /^dangol_[0-9a-f]{64}$/)
  assert.equal((await edge.call('GET', `/api/sites/${id}`, { as: read })).status, 200)
  const publish = (as) => edge.call('PUT', `/api/sites/${id}/config`, { as, headers: { 'if-match': '"0"' }, body: { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } } })
  refused(await publish(read), 403, 'not_allowed')
  const configure = await edge.token(['configure'])
  refused(await edge.call('GET', `/api/sites/${id}`, { as: configure }), 403, 'not_allowed')
  assert.equal((await publish(configure)).status, 200)

  // A token makes none, whatever its scopes.
  const all = await edge.token(['read', 'configure', 'send', 'manage'])
  refused(await edge.call('POST', '/api/tokens', { as: all, body: { name: 'x', scopes: ['read'] } }), 403, 'session_needed')
  refused(await edge.call('POST', '/api/tokens', { as: edge.owner, body: { name: 'x', scopes: ['everything'] } }), 422, 'invalid')
  refused(await edge.call('POST', '/api/tokens', { as: edge.owner, body: { name: 'x', scopes: [] } }), 422, 'invalid')
  refused(await edge.call('GET', '/api/sites', { headers: { authorization: `Bearer dangol_${'0'.repeat(64)}` } }), 401, 'token_refused')
  refused(await edge.call('GET', '/api/sites', { headers: { authorization: 'Basic eDp5' } }), 401, 'token_refused')
})
