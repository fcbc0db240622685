// Sessions, passwords, tokens: seen, ended, limited.
import assert from 'node:assert/strict'
import { argon2Sync } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { OWNER, SITE, start } from './harness.mjs'
import { connect } from './socket.mjs'

describe('an account', () => {
  let edge, stranger
  const JSON_TYPE = { 'content-type': 'application/json' }
  const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
  let password = OWNER.password
  before(async () => {
    edge = await start()
    stranger = await edge.stranger()
  })
  after(() => edge?.close())

  const call = (method, path, as, body) => edge.call(method, path, { as, body, headers: body === undefined && method !== 'GET' ? JSON_TYPE : {} })
  const all = async (query, ...values) => (await (await edge.env()).DB.prepare(query).bind(...values).all()).results
  const signIn = (headers) => edge.signIn({ email: OWNER.email, password }, headers)
  const sessions = async (as = edge.owner) => (await call('GET', '/api/sessions', as)).body.sessions
  const is = (answer, status, code) => assert.deepEqual([answer.status, answer.body?.code], [status, code], JSON.stringify(answer.body))
  const alive = async (as) => (await call('GET', '/api/session', as)).status

  it('sees its sessions, roughly where they are, and which one asks', async () => {
    const phone = await signIn({ 'user-agent': PHONE })
    const list = await sessions(phone)
    assert.equal(list.length, 2)
    const own = list.find(({ current }) => current)
    assert.equal(own.agent, 'mobile ios safari')
    assert.match(own.place, /^(\d+\.\d+\.\d+\.0\/24|[0-9a-f:]+\/48|unknown)$/)
    assert.ok(Date.parse(own.created) <= Date.parse(own.seen))
    assert.equal(list.filter(({ current }) => current).length, 1)
    const secrets = await all('SELECT hash FROM session')
    assert.ok(secrets.every(({ hash }) => !JSON.stringify(list).includes(hash)))
    assert.deepEqual((await sessions(stranger)).length, 1, 'nobody else’s')

    is(await call('DELETE', `/api/sessions/${own.id}`, stranger), 404, 'not_found')
    is(await edge.call('DELETE', `/api/sessions/${own.id}`, { headers: { cookie: edge.owner.cookie, ...JSON_TYPE } }), 403, 'wrong_origin')
    is(await edge.call('DELETE', `/api/sessions/${own.id}`, { as: edge.owner }), 415, 'wrong_media_type')
    assert.equal(await alive(phone), 200)
    assert.equal((await call('DELETE', `/api/sessions/${own.id}`, edge.owner)).status, 204)
    is(await call('GET', '/api/session', phone), 401, 'sign_in_needed')
    is(await call('DELETE', `/api/sessions/${own.id}`, edge.owner), 404, 'not_found')
  })

  it('ends all others, and their sockets', async () => {
    const [one, two] = [await signIn(), await signIn()]
    const { body } = await call('POST', `/api/sites/${edge.owner.site.id}/live/ticket`, one)
    const { socket } = await connect(`${edge.origin}/api/sites/${edge.owner.site.id}/live/socket?ticket=${body.ticket}`, one.headers)
    await new Promise((resolve) => (socket.onText = resolve))
    assert.deepEqual((await call('DELETE', '/api/sessions', two)).body, { revoked: 2 })
    assert.deepEqual(await Promise.all([one, edge.owner, two].map(alive)), [401, 401, 200])
    assert.equal(await socket.closed, 4401)
    assert.equal(await alive(stranger), 200)
    edge.owner.headers = two.headers
    edge.owner.cookie = two.cookie
  })

  it('has a new secret after each sign-in, and the one before is over', async () => {
    const one = await signIn()
    const two = await signIn({ cookie: one.cookie })
    assert.notEqual(one.cookie, two.cookie)
    assert.equal(await alive(one), 401)
    // A secret that somebody else has chosen is not taken.
    const chosen = `__Host-dangol=${'ab'.repeat(32)}`
    const three = await signIn({ cookie: chosen })
    assert.notEqual(three.cookie, chosen)
    assert.equal(await alive({ headers: { cookie: chosen } }), 401)
    assert.equal(await alive(edge.owner), 200)
  })

  it('has at most 50 sessions: a new one ends the oldest', async () => {
    const [{ account }] = await all("SELECT account FROM session JOIN account ON account.id = account WHERE email = ? LIMIT 1", OWNER.email)
    const now = Date.now()
    for (let n = 0; n < 60; n++) await all('INSERT INTO session (hash, id, account, created_ms, seen_ms) VALUES (?1, ?1, ?2, ?3, ?3)', `filler-${n}`, account, now - 1000 * n)
    await signIn()
    const [{ count }] = await all('SELECT count(*) AS count FROM session WHERE account = ?', account)
    assert.equal(count, 50)
    await all("DELETE FROM session WHERE hash LIKE 'filler-%'")
    edge.owner.headers = (await signIn()).headers
    edge.owner.cookie = edge.owner.headers.cookie
  })

  it('changes its password, and all other sessions are over', async () => {
    const change = (body, as = edge.owner) => call('POST', '/api/account/password', as, body)
    const next = 'quite another password'
    for (const bad of ['short', '1234567890', 'PASSWORD1234', 'aaaaaaaaaaaa', OWNER.email, 'x'.repeat(300)]) {
      const answer = await change({ old: password, new: bad })
      assert.deepEqual([answer.status, answer.body.field], [422, 'new'], bad)
    }
    const wrong = await change({ old: 'not the password', new: next })
    assert.deepEqual([wrong.status, wrong.body.field], [422, 'old'])
    is(await change({ old: password, new: next }, await edge.token(['read', 'manage'])), 403, 'session_needed')
    const other = await signIn()
    const token = await edge.token(['read'])
    const both = await Promise.all([change({ old: password, new: next }), change({ old: password, new: `${next}!` })])
    assert.equal(both.filter(({ status }) => status === 204).length, 1, 'of two at once only one')
    const [old] = [password, (password = both[0].status === 204 ? next : `${next}!`)]
    assert.deepEqual(await Promise.all([edge.owner, other].map(alive)), [200, 401])
    assert.equal((await call('GET', '/api/sites', token)).status, 200, 'tokens are revoked by themselves')
    is((await edge.signIn({ email: OWNER.email, password: old })).answer, 401, 'sign_in_failed')
    assert.equal((await signIn()).answer.status, 200)
  })

  it('cannot be asked for its password without end by who has a session', async () => {
    const change = (old) => call('POST', '/api/account/password', stranger, { old, new: 'a brand new password' })
    const answers = []
    for (let n = 0; n < 7; n++) answers.push((await change('not this one')).status)
    assert.deepEqual([answers.slice(0, 5), answers.at(-1)], [[422, 422, 422, 422, 422], 429])
    is(await change(OWNER.password), 429, 'too_many_tries')
    await all('UPDATE tries SET at_ms = at_ms - 600000')
    assert.equal((await change(OWNER.password)).status, 204)
  })

  it('has its password hashed anew where the parameters have changed', async () => {
    const b64 = (bytes) => bytes.toString('base64').replace(/=+$/, '')
    const nonce = Buffer.from('0123456789abcdef')
    const hash = argon2Sync('argon2id', { message: password, nonce, parallelism: 1, tagLength: 32, memory: 8192, passes: 3 })
    const weak = `$argon2id$v=19$m=8192,t=3,p=1$${b64(nonce)}$${b64(hash)}`
    await all('UPDATE account SET password = ? WHERE email = ?', weak, OWNER.email)
    assert.equal((await edge.signIn({ email: OWNER.email, password: 'not this one' })).answer.status, 401)
    assert.equal((await all('SELECT password FROM account WHERE email = ?', OWNER.email))[0].password, weak)
    assert.equal((await signIn()).answer.status, 200)
    const [{ password: renewed }] = await all('SELECT password FROM account WHERE email = ?', OWNER.email)
    assert.match(renewed, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.equal((await signIn()).answer.status, 200)
    assert.equal((await all('SELECT password FROM account WHERE email = ?', OWNER.email))[0].password, renewed)
  })

  it('lists its tokens without their secrets, to the hour, and revokes them', async () => {
    const make = (more) => call('POST', '/api/tokens', edge.owner, { name: '서버', scopes: ['read'], ...more })
    const made = await make({ expires_days: 30 })
    assert.equal(made.status, 201)
    const as = { headers: { authorization: `Bearer ${made.body.token}` } }
    const own = async () => (await call('GET', '/api/tokens', edge.owner)).body.tokens.find(({ id }) => id === made.body.id)
    assert.equal((await own()).used, null)
    assert.equal((await call('GET', '/api/sites', as)).status, 200)
    const token = await own()
    assert.deepEqual([token.name, token.scopes, token.site, token.expired], ['서버', ['read'], null, false])
    assert.equal(token.start, made.body.token.slice(0, 11))
    assert.match(token.used, /:00:00\.000Z$/)
    assert.equal(Date.parse(token.expires) - Date.parse(token.created), 30 * 86_400_000)
    assert.ok(!JSON.stringify(await call('GET', '/api/tokens', edge.owner)).includes(made.body.token))
    for (const path of ['/api/tokens', '/api/sessions', '/api/account']) is(await call('GET', path, as), 403, 'session_needed')

    await all('UPDATE api_token SET expires_ms = ? WHERE id = ?', Date.now() - 1, made.body.id)
    is(await call('GET', '/api/sites', as), 401, 'token_refused')
    assert.equal((await own()).expired, true)
    await all('UPDATE api_token SET expires_ms = NULL WHERE id = ?', made.body.id)
    assert.equal((await call('GET', '/api/sites', as)).status, 200)
    is(await call('DELETE', `/api/tokens/${made.body.id}`, stranger), 404, 'not_found')
    is(await call('DELETE', `/api/tokens/${made.body.id}`, as), 403, 'session_needed')
    assert.equal((await call('DELETE', `/api/tokens/${made.body.id}`, edge.owner)).status, 204)
    is(await call('GET', '/api/sites', as), 401, 'token_refused')
    for (const days of [0, 366]) is(await make({ expires_days: days }), 422, 'invalid')
    is(await make({ expires_days: 1.5 }), 400, 'unreadable')

    const [{ account }] = await all('SELECT account FROM member LIMIT 1')
    for (let n = 0; n < 50; n++) await all("INSERT INTO api_token (hash, id, account, name, scopes, created_ms) VALUES (?1, ?1, ?2, 'x', 'read', 0)", `filler-${n}`, account)
    is(await make({}), 409, 'too_many')
    await all("DELETE FROM api_token WHERE id LIKE 'filler-%'")
  })

  it('limits a token to one site', async () => {
    const second = (await call('POST', '/api/sites', edge.owner, { ...SITE, key: 'second' })).body.id
    const make = (site) => call('POST', '/api/tokens', edge.owner, { name: 'x', scopes: ['read', 'manage'], site })
    is(await make('0000000000000000'), 404, 'not_found')
    const elsewhere = (await call('POST', '/api/sites', stranger, { ...SITE, key: 'theirs' })).body.id
    is(await make(elsewhere), 404, 'not_found')
    const as = { headers: { authorization: `Bearer ${(await make(second)).body.token}` } }
    assert.equal((await call('GET', `/api/sites/${second}`, as)).status, 200)
    is(await call('GET', `/api/sites/${edge.owner.site.id}`, as), 404, 'not_found')
    assert.deepEqual((await call('GET', '/api/sites', as)).body.sites.map(({ id }) => id), [second])
    assert.deepEqual((await call('GET', '/api/session', as)).body.sites.map(({ id }) => id), [second])
    is(await call('POST', '/api/sites', as, { ...SITE, key: 'third' }), 403, 'not_allowed')
  })

  it('reads what it did, and what was tried', async () => {
    await edge.signIn({ email: OWNER.email, password: 'not this one' })
    const entries = []
    for (let cursor; ;) {
      const { body } = await call('GET', `/api/account/audit${cursor ? `?cursor=${cursor}` : ''}`, edge.owner)
      entries.push(...body.entries)
      if (!(cursor = body.next)) break
    }
    const actions = new Set(entries.map(({ action }) => action))
    for (const action of ['set_up', 'signed_in', 'sign_in_failed', 'session_revoked', 'sessions_revoked', 'password_changed', 'password_rehashed', 'token_made', 'token_revoked']) assert.ok(actions.has(action), action)
    assert.ok(entries.every(({ by, subject }) => [by?.email, subject?.email].includes(OWNER.email)))
    const text = JSON.stringify(await all('SELECT * FROM audit'))
    assert.ok(!text.includes(password) && !text.includes('$argon2id') && !/dangol_[0-9a-f]{5}/.test(text))
  })
})
