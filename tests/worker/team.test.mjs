// The team of a site: invitations, roles, leaving, and who did what.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { OWNER, SITE, start } from './harness.mjs'
import { connect } from './socket.mjs'

describe('a team', () => {
  let edge, stranger
  const PASSWORD = 'another fine password'
  const JSON_TYPE = { 'content-type': 'application/json' }
  before(async () => {
    edge = await start()
    stranger = await edge.stranger()
  })
  after(() => edge?.close())

  const site = () => `/api/sites/${edge.owner.site.id}`
  const call = (method, path, as, body) => edge.call(method, path, { as, body, headers: body === undefined && method !== 'GET' ? JSON_TYPE : {} })
  const invite = (email, role = 'viewer', as = edge.owner) => call('POST', `${site()}/invitations`, as, { email, role })
  const accept = (token, as, more = { name: '동료', password: PASSWORD }) => call('POST', '/api/invitations/accept', as, { token, ...more })
  const team = async (as = edge.owner) => (await call('GET', `${site()}/team`, as)).body.members
  const all = async (query, ...values) => (await (await edge.env()).DB.prepare(query).bind(...values).all()).results
  const is = (answer, status, code) => {
    assert.deepEqual([answer.status, answer.body?.code], [status, code], JSON.stringify(answer.body))
    assert.match(answer.headers.get('content-type'), /^application\/problem\+json/)
  }
  /** Somebody new in the team: `{id, headers}`. */
  const joined = async (email, role = 'viewer') => {
    const { body } = await invite(email, role)
    const answer = await accept(body.token)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    const [cookie] = answer.headers.get('set-cookie').split(';')
    const [{ id }] = await all('SELECT id FROM account WHERE email = ?', email)
    return { id, email, headers: { cookie, origin: edge.origin } }
  }

  it('grows by a link that the owner hands over, once', async () => {
    const made = await invite(' New@Shop.Example ', 'editor')
    assert.equal(made.status, 201)
    const { token, link, ...rest } = made.body
    assert.match(token, /^[0-9a-f]{64}$/)
    assert.equal(link, `${edge.origin}/console/invitation#${token}`)
    assert.deepEqual([rest.email, rest.role, rest.mail_sent], ['new@shop.example', 'editor', false])
    assert.equal(Date.parse(rest.expires) - Date.parse(rest.created), 7 * 86_400_000)
    const listed = await call('GET', `${site()}/invitations`, edge.owner)
    assert.deepEqual(listed.body.invitations.map(({ id }) => id), [rest.id])
    for (const table of ['invitation', 'audit']) assert.ok(!JSON.stringify(await all(`SELECT * FROM ${table}`)).includes(token), table)

    for (const more of [{ name: '', password: PASSWORD }, { name: '동료', password: 'short' }, { name: '동료', password: 'new@shop.example' }, {}]) is(await accept(token, undefined, more), 422, 'invalid')
    is(await edge.call('POST', '/api/invitations/accept', { body: { token, name: '동료', password: PASSWORD }, headers: { origin: 'https://elsewhere.example' } }), 403, 'wrong_origin')
    is(await edge.call('POST', '/api/invitations/accept', { body: JSON.stringify({ token }), headers: { 'content-type': 'text/plain' } }), 415, 'wrong_media_type')
    const answer = await accept(token)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.match(answer.headers.get('set-cookie'), /^__Host-dangol=/)
    assert.deepEqual([answer.body.email, answer.body.sites.map(({ role }) => role)], ['new@shop.example', ['editor']])
    is(await accept(token), 404, 'invitation_refused')
    is(await accept('0'.repeat(64)), 404, 'invitation_refused')
    assert.deepEqual((await call('GET', `${site()}/invitations`, edge.owner)).body.invitations, [])
    assert.deepEqual((await team()).map(({ email, role }) => [email, role]).sort(), [['new@shop.example', 'editor'], [OWNER.email, 'owner']])
  })

  it('takes somebody who has an account only when they are signed in as that', async () => {
    const { token } = (await invite('stranger@other.example')).body
    is(await accept(token), 401, 'invitation_for_account')
    is(await accept(token, edge.owner, {}), 403, 'invitation_for_another')
    const bearer = await edge.token(['read', 'manage'], stranger)
    is(await accept(token, bearer, {}), 403, 'session_needed')
    is(await edge.call('POST', '/api/invitations/accept', { body: { token }, headers: { cookie: stranger.cookie } }), 403, 'wrong_origin')
    is(await call('GET', `${site()}/team`, stranger), 404, 'not_found')
    const both = await Promise.all([accept(token, stranger, {}), accept(token, stranger, {})])
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 404])
    assert.equal((await call('GET', `${site()}/team`, stranger)).status, 200)
    is(await invite('stranger@other.example', 'owner'), 409, 'taken')
    // Out again; the same invitation does not bring them back.
    assert.equal((await call('POST', `${site()}/leave`, stranger)).status, 204)
    is(await call('GET', `${site()}/team`, stranger), 404, 'not_found')
    is(await accept(token, stranger, {}), 404, 'invitation_refused')
  })

  it('makes one account of an invitation that is used twice at once', async () => {
    const { token } = (await invite('twice@shop.example')).body
    const answers = await Promise.all(Array.from({ length: 4 }, () => accept(token)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1, JSON.stringify(answers.map(({ body }) => body)))
    assert.equal((await all("SELECT id FROM account WHERE email = 'twice@shop.example'")).length, 1)
  })

  it('withdraws invitations, replaces them, and lets them end', async () => {
    const withdrawn = (await invite('later@shop.example')).body
    const gone = `${site()}/invitations/${withdrawn.id}`
    assert.equal((await call('DELETE', gone, edge.owner)).status, 204)
    is(await call('DELETE', gone, edge.owner), 404, 'not_found')
    is(await accept(withdrawn.token), 404, 'invitation_refused')
    const first = (await invite('later@shop.example')).body
    const second = (await invite('later@shop.example', 'editor')).body
    is(await accept(first.token), 404, 'invitation_refused')
    await all('UPDATE invitation SET expires_ms = ? WHERE id = ?', Date.now() - 1, second.id)
    is(await accept(second.token), 404, 'invitation_refused')
    is(await invite('no address'), 422, 'invalid')
    is(await invite('later@shop.example', 'shopper'), 422, 'invalid')
  })

  it('is changed by owners alone', async () => {
    const viewer = await joined('viewer@shop.example')
    const editor = await joined('editor@shop.example', 'editor')
    const invitation = (await invite('waits@shop.example')).body
    const changes = [
      ['GET', `${site()}/invitations`],
      ['POST', `${site()}/invitations`, { email: 'x@shop.example', role: 'owner' }],
      ['DELETE', `${site()}/invitations/${invitation.id}`],
      ['PUT', `${site()}/team/${viewer.id}`, { role: 'owner' }],
      ['DELETE', `${site()}/team/${editor.id}`],
      ['GET', `${site()}/audit`],
    ]
    const token = await edge.token(['read', 'configure', 'send', 'manage'])
    const other = await call('POST', '/api/sites', stranger, { ...SITE, key: 'elsewhere' })
    for (const [method, path, body] of changes) {
      for (const as of [viewer, editor]) is(await call(method, path, as, body), 403, 'not_allowed')
      is(await call(method, path, stranger, body), 404, 'not_found')
      is(await call(method, path, undefined, body), 401, 'sign_in_needed')
      if (!path.endsWith('/audit')) is(await call(method, path, token, body), 403, 'session_needed')
    }
    // An owner elsewhere reaches nobody by the way of their own site.
    const elsewhere = `/api/sites/${other.body.id}`
    is(await call('PUT', `${elsewhere}/team/${viewer.id}`, stranger, { role: 'owner' }), 404, 'not_found')
    is(await call('DELETE', `${elsewhere}/team/${viewer.id}`, stranger), 404, 'not_found')
    is(await call('DELETE', `${elsewhere}/invitations/${invitation.id}`, stranger), 404, 'not_found')

    assert.equal((await call('PUT', `${site()}/team/${viewer.id}`, edge.owner, { role: 'editor' })).status, 200)
    assert.equal((await call('PUT', `${site()}/team/${viewer.id}`, edge.owner, { role: 'editor' })).status, 200, 'again changes nothing')
    is(await call('PUT', `${site()}/team/${viewer.id}`, edge.owner, { role: 'boss' }), 422, 'invalid')
    is(await call('PUT', `${site()}/team/0000000000000000`, edge.owner, { role: 'editor' }), 404, 'not_found')
    assert.equal((await call('GET', `${site()}/team`, await edge.token(['read']))).status, 200)
    await call('DELETE', `${site()}/invitations/${invitation.id}`, edge.owner)
  })

  it('keeps its last owner, whoever is first', async () => {
    const [{ id: owner }] = await all('SELECT id FROM account WHERE email = ?', OWNER.email)
    const alone = async () => {
      is(await call('PUT', `${site()}/team/${owner}`, edge.owner, { role: 'viewer' }), 409, 'last_owner')
      is(await call('DELETE', `${site()}/team/${owner}`, edge.owner), 409, 'last_owner')
      is(await call('POST', `${site()}/leave`, edge.owner), 409, 'last_owner')
    }
    await alone()
    const second = await joined('second@shop.example', 'owner')
    const owners = () => all("SELECT account FROM member WHERE site = ? AND role = 'owner'", edge.owner.site.id)
    const again = () => Promise.all([owner, second.id].map((id) => all("INSERT INTO member (site, account, role) VALUES (?, ?, 'owner') ON CONFLICT DO UPDATE SET role = 'owner'", edge.owner.site.id, id)))
    const races = [
      () => [call('PUT', `${site()}/team/${second.id}`, edge.owner, { role: 'viewer' }), call('PUT', `${site()}/team/${owner}`, second, { role: 'viewer' })],
      () => [call('DELETE', `${site()}/team/${second.id}`, edge.owner), call('DELETE', `${site()}/team/${owner}`, second)],
      () => [call('POST', `${site()}/leave`, edge.owner), call('POST', `${site()}/leave`, second)],
    ]
    for (const race of [...races, ...races, ...races]) {
      const answers = await Promise.all(race())
      assert.equal(answers.filter(({ status }) => status < 300).length, 1, JSON.stringify(answers.map(({ status, body }) => [status, body.code])))
      assert.equal((await owners()).length, 1)
      await again()
    }
    // Somebody who is no owner any more changes nothing, even where two others are left.
    const third = await joined('third@shop.example', 'owner')
    const answers = await Promise.all([call('DELETE', `${site()}/team/${second.id}`, third), call('DELETE', `${site()}/team/${third.id}`, second)])
    assert.equal(answers.filter(({ status }) => status === 204).length, 1)
    await all("DELETE FROM member WHERE account IN (?, ?)", second.id, third.id)
    await alone()
  })

  it('lets nobody in any more who was removed: page, token, socket, invitations', async () => {
    const partner = await joined('partner@shop.example', 'owner')
    const wide = await edge.token(['read'], partner)
    const made = await call('POST', '/api/tokens', partner, { name: 'narrow', scopes: ['read'], site: edge.owner.site.id })
    const narrow = { headers: { authorization: `Bearer ${made.body.token}` } }
    const own = (await invite('friend@shop.example', 'owner', partner)).body
    for (const as of [partner, wide, narrow]) assert.equal((await call('GET', site(), as)).status, 200)
    const sockets = []
    for (const as of [partner, wide, edge.owner]) {
      const { body } = await call('POST', `${site()}/live/ticket`, as)
      const { status, socket } = await connect(`${edge.origin}${site()}/live/socket?ticket=${body.ticket}`, as === wide ? {} : as.headers)
      assert.equal(status, 101)
      const told = new Promise((resolve) => (socket.onText = resolve))
      await told
      sockets.push(socket)
    }
    assert.equal((await call('DELETE', `${site()}/team/${partner.id}`, edge.owner)).status, 204)
    for (const as of [partner, wide]) is(await call('GET', site(), as), 404, 'not_found')
    is(await call('GET', site(), narrow), 401, 'token_refused')
    is(await accept(own.token), 404, 'invitation_refused')
    assert.deepEqual(await Promise.all(sockets.slice(0, 2).map(({ closed }) => closed)), [4401, 4401])
    assert.equal((await call('GET', '/api/account', partner)).status, 200, 'the account stays')
    await sockets[2].close()
  })

  it('withdraws what an owner has invited to who is none any more', async () => {
    const former = await joined('former@shop.example', 'owner')
    const { token } = (await invite('friend@shop.example', 'owner', former)).body
    assert.equal((await call('PUT', `${site()}/team/${former.id}`, edge.owner, { role: 'editor' })).status, 200)
    is(await accept(token), 404, 'invitation_refused')
  })

  it('has a limit', async () => {
    const [{ count }] = await all('SELECT count(*) AS count FROM member WHERE site = ?', edge.owner.site.id)
    const [{ id: owner }] = await all('SELECT id FROM account WHERE email = ?', OWNER.email)
    for (let n = count; n < 100; n++) {
      await all('INSERT INTO invitation (id, hash, site, email, role, invited_by, created_ms, expires_ms) VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)', `full-${n}`, edge.owner.site.id, `full-${n}@shop.example`, 'viewer', owner, Date.now(), Date.now() + 60_000)
    }
    is(await invite('one-more@shop.example'), 409, 'too_many')
    assert.equal((await invite(`full-${count}@shop.example`)).status, 201, 'in the place of one')
    await all("DELETE FROM invitation WHERE id LIKE 'full-%'")
  })

  it('is told who did what, page by page', async () => {
    for (let n = 0; n < 60; n++) await all("INSERT INTO audit (at_ms, site, action, detail) VALUES (?, ?, 'filling', '')", n, edge.owner.site.id)
    const pages = []
    let cursor
    do {
      const { status, body } = await call('GET', `${site()}/audit${cursor ? `?cursor=${cursor}` : ''}`, edge.owner)
      assert.equal(status, 200)
      assert.ok(body.entries.length <= 50)
      pages.push(body.entries)
      cursor = body.next
    } while (cursor)
    assert.ok(pages.length > 1)
    const entries = pages.flat()
    const [{ count }] = await all('SELECT count(*) AS count FROM audit WHERE site = ?', edge.owner.site.id)
    assert.equal(entries.length, count)
    assert.ok(entries.every(({ site: id }) => id === edge.owner.site.id))
    const change = entries.find(({ action, subject }) => action === 'role_changed' && subject.email === 'former@shop.example')
    assert.deepEqual([change.by.email, change.before, change.after], [OWNER.email, { role: 'owner' }, { role: 'editor' }])
    const actions = new Set(entries.map(({ action }) => action))
    for (const action of ['site_added', 'invited', 'invitation_withdrawn', 'joined', 'role_changed', 'removed', 'left', 'token_made', 'tokens_revoked', 'invitations_withdrawn']) assert.ok(actions.has(action), action)
    // What was refused is not noted as done.
    assert.equal(entries.filter(({ action, subject }) => action === 'joined' && subject.email === 'twice@shop.example').length, 1)
    is(await call('GET', `${site()}/audit?cursor=x`, edge.owner), 422, 'invalid')
    const own = await call('GET', '/api/account/audit', stranger)
    assert.ok(own.body.entries.length > 0)
    assert.ok(own.body.entries.every(({ by, subject }) => [by?.email, subject?.email].includes('stranger@other.example')))
    assert.equal((await call('GET', `${site()}/audit`, await edge.token(['manage']))).status, 200)
    is(await call('GET', `${site()}/audit`, await edge.token(['read'])), 403, 'not_allowed')
  })
})
