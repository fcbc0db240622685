// Small things that must stay so: which token acted, what an invitation says to whom, ids whose counts are kept, and how fast codes can be tried.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { it } from 'node:test'
import { OWNER, ROOT, start } from './harness.mjs'

const withEdge = async (options, work) => {
  const edge = await start(options)
  try { await work(edge, `/api/sites/${edge.owner?.site.id}`) } finally { await edge.close() }
}
const MESSAGE = { name: '인사', type: 'popcorn', content: { title: '안녕하세요' } }

it('the audit says which token acted, also when it is revoked', () => withEdge({}, async (edge, site) => {
  const token = await edge.token(['read', 'configure', 'manage'])
  const made = async (as, id) => assert.equal((await edge.call('POST', `${site}/messages`, { as, body: { ...MESSAGE, id } })).status, 201)
  await made(token, 'by-token')
  await made(edge.owner, 'by-hand')
  const added = await edge.call('POST', '/api/sites', { as: token, body: { name: '둘째', key: 'second', zone: 'Asia/Seoul', currency: 'KRW', domains: ['second.example'] } })
  assert.equal(added.status, 201)
  const { body: { tokens } } = await edge.call('GET', '/api/tokens', { as: edge.owner })
  const [{ id }] = tokens
  assert.equal((await edge.call('DELETE', `/api/tokens/${id}`, { as: edge.owner, body: {} })).status, 204)
  const named = { id, name: 'test' }
  const { body: { changes } } = await edge.call('GET', `${site}/changes`, { as: edge.owner })
  const of = (target) => changes.find((change) => change.target === target)
  assert.deepEqual([of('message/by-token').token, of('message/by-hand').token], [named, null])
  assert.ok(of('message/by-token').by.id, 'and whose it is')
  const { body: { entries } } = await edge.call('GET', '/api/account/audit', { as: edge.owner })
  assert.deepEqual(entries.find(({ action }) => action === 'site_added').token, named)
  assert.deepEqual(entries.filter(({ action }) => action === 'token_made').map((entry) => entry.token), [null])
}))

it('an invitation says what it is for to who has its link, and to nobody else', () => withEdge({}, async (edge, site) => {
  const invite = async (email) => (await edge.call('POST', `${site}/invitations`, { as: edge.owner, body: { email, role: 'editor' } })).body
  const show = (token, headers = {}) => edge.call('POST', '/api/invitations/show', { body: { token }, headers })
  const letter = await invite('new@shop.example')
  for (let times = 0; times < 2; times += 1) {
    const { status, headers, body } = await show(letter.token)
    assert.equal(status, 200)
    assert.equal(headers.get('cache-control'), 'private, no-store')
    assert.deepEqual(body, { site: { name: '가게' }, role: 'editor', invited_by: { name: OWNER.name }, email: 'new@shop.example', has_account: false, expires: letter.expires ?? body.expires })
    assert.ok(Math.abs(Date.parse(body.expires) - Date.now() - 7 * 86_400_000) < 60_000)
  }
  await edge.stranger('known@other.example')
  assert.equal((await show((await invite('known@other.example')).token)).body.has_account, true)
  const refusals = new Set()
  const withdrawn = await invite('third@shop.example')
  await edge.call('DELETE', `${site}/invitations/${withdrawn.id}`, { as: edge.owner, body: {} })
  for (const token of ['0'.repeat(64), '', letter.id, withdrawn.token, `${letter.token} `]) {
    const { status, body } = await show(token)
    refusals.add(JSON.stringify([status, body]))
  }
  assert.equal(refusals.size, 1, 'in the same words')
  assert.match([...refusals][0], /^\[404,.*invitation_refused/)
  assert.equal((await show(letter.token, { origin: 'https://elsewhere.example' })).status, 403)
  assert.equal((await edge.call('POST', '/api/invitations/accept', { body: { token: letter.token, name: '새 사람', password: 'a long enough password' } })).status, 200)
  assert.equal((await show(letter.token)).status, 404, 'it was used')
}))

it('the id of a message that was published is not given again', () => withEdge({}, async (edge, site) => {
  const add = (id) => edge.call('POST', `${site}/messages`, { as: edge.owner, body: { ...MESSAGE, id } })
  const change = async (id, status) => {
    const { headers } = await edge.call('GET', `${site}/messages/${id}`, { as: edge.owner })
    return edge.call('PUT', `${site}/messages/${id}`, { as: edge.owner, headers: { 'if-match': headers.get('etag') }, body: { ...MESSAGE, status } })
  }
  const remove = async (id) => {
    const { headers } = await edge.call('GET', `${site}/messages/${id}`, { as: edge.owner })
    assert.equal((await edge.call('DELETE', `${site}/messages/${id}`, { as: edge.owner, headers: { 'if-match': headers.get('etag') }, body: {} })).status, 204)
  }
  const refused = async (id) => {
    const { status, body } = await add(id)
    assert.deepEqual([status, body.code, body.field], [409, 'taken', 'id'])
    assert.match(body.detail, /still counted under this id: give another one, or none/)
  }
  // A draft was shown to nobody.
  assert.equal((await add('spring')).status, 201)
  await remove('spring')
  assert.equal((await add('spring')).status, 201)
  for (const status of ['active', 'ended']) assert.equal((await change('spring', status)).status, 200)
  await remove('spring')
  await refused('spring')
  assert.equal((await edge.call('POST', `${site}/messages`, { as: edge.owner, body: MESSAGE })).status, 201, 'without one it gets one of its own')
  // What an import takes away is deleted as well; what it brings back is the same message again.
  const put = async (messages) => {
    const { headers } = await edge.call('GET', `${site}/config`, { as: edge.owner })
    const answer = await edge.call('PUT', `${site}/config`, { as: edge.owner, headers: { 'if-match': headers.get('etag') }, body: { segments: [], messages, attribution: { click_days: 7, view_days: 1 } } })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
  }
  await put([{ ...MESSAGE, id: 'summer', status: 'active' }])
  await put([])
  await refused('summer')
  await put([{ ...MESSAGE, id: 'summer', status: 'active' }])
  assert.equal((await edge.call('GET', `${site}/messages/summer`, { as: edge.owner })).status, 200)
}))

it('short links are slowed for an address that tries codes', () => withEdge({ setUp: false, config: (text) => text.replace(/("LINKS_GUARD"[^]*?limit = )600/, '$15') }, async (edge) => {
  const tries = []
  for (let n = 0; n < 20; n += 1) tries.push(await edge.call('GET', `/l/222222${'23456789abcdefghjkmn'[n]}`))
  assert.equal(tries[0].status, 404)
  const slowed = tries.filter(({ status }) => status === 429)
  assert.ok(slowed.length > 5, `${slowed.length} of 20`)
  assert.equal(slowed[0].body.code, 'too_many_tries')
  assert.match(slowed[0].headers.get('retry-after'), /^\d+$/)
}))

it('production does not serve a database in which somebody has the demo’s password', () => withEdge({ setUp: false, isDescribed: false, vars: { ENVIRONMENT: 'production', CONSOLE_HOST: 'console.example', EDGE_HOST: 'edge.example' } }, async (edge) => {
  // The database as a demo has left it, before the first request.
  const { DB } = await edge.env()
  await DB.prepare('CREATE TABLE migration (name TEXT PRIMARY KEY) STRICT').run()
  const sql = await readFile(new URL('worker/migrations/0001_accounts.sql', ROOT), 'utf8')
  for (const statement of sql.split(';\n').filter((text) => text.trim())) await DB.prepare(statement).run()
  await DB.prepare("INSERT INTO migration (name) VALUES ('0001_accounts')").run()
  await DB.prepare("INSERT INTO account (id, email, name, password, demo, created_ms) VALUES ('aaaaaaaaaaaaaaaa', 'demo@dangol.example', '', '', 1, 0)").run()
  for (const url of ['https://console.example/healthz', 'https://edge.example/d.js', 'https://console.example/api/session']) {
    const { status, body } = await edge.call('GET', url)
    assert.deepEqual([status, body.code], [503, 'misconfigured'], url)
    assert.match(body.detail, /demo's password/)
  }
  await DB.prepare('UPDATE account SET demo = 0').run()
  assert.equal((await edge.call('GET', 'https://console.example/healthz')).status, 200)
}))
