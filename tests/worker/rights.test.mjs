// Every route that is not for everybody, by the table itself (/api/openapi.json): a new one is tried without another line here.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'

/** What everybody may ask; each checks for itself what needs checking (a password, a token of its own, a ticket, a site's key). */
const PUBLIC = [
  'get /healthz',
  'get /api/openapi.json',
  'get /api/setup',
  'post /api/setup',
  'post /api/session',
  'post /api/invitations/show',
  'post /api/invitations/accept',
  'get /api/sites/{id}/live/socket',
  'get /api/segments/catalogue',
  'get /api/segments/templates',
  'get /api/recipes',
  'get /api/schemas/{name}.json',
  'post /v1/collect',
  'get /v1/b/{key}',
  'get /v1/watching/{key}',
  'get /v1/preview/{token}',
  // Whose it is is in the address, and who calls shows a secret.
  'post /hooks/shops/{platform}/{hook}',
  'post /hooks/{provider}/{hook}',
]
const SCOPES = ['read', 'configure', 'send', 'manage']
const ROLES = ['viewer', 'editor', 'owner']

describe('the table of routes', () => {
  let edge, routes, stranger, gone
  const members = {}
  before(async () => {
    edge = await start()
    stranger = await edge.stranger()
    const { body } = await edge.call('GET', '/api/openapi.json')
    routes = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation, name: `${method} ${path}` })),
    )
    const { DB } = await edge.env()
    for (const [n, role] of ['viewer', 'editor'].entries()) {
      await DB.prepare(`INSERT INTO account (id, email, name, password, demo, created_ms) SELECT ?, ?, name, password, 0, created_ms FROM account LIMIT 1`).bind(`${n}`.repeat(16), `${role}@shop.example`).run()
      await DB.prepare('INSERT INTO member (site, account, role) VALUES (?, ?, ?)').bind(edge.owner.site.id, `${n}`.repeat(16), role).run()
      members[role] = await edge.signIn({ email: `${role}@shop.example`, password: 'a long enough password' })
    }
    gone = await edge.signIn({ email: 'owner@shop.example', password: 'a long enough password' })
    await DB.prepare("DELETE FROM session WHERE created_ms = (SELECT max(created_ms) FROM session)").run()
  })
  after(() => edge?.close())

  const closed = () => routes.filter(({ security }) => security.length > 0)
  const changes = ({ method }) => method !== 'get'
  /** Asks a route of the owner's site, with a body of its media type that says nothing. */
  const ask = ({ path, method, requestBody }, as, headers = {}) => {
    const type = Object.keys(requestBody?.content ?? { 'application/json': {} })[0]
    const address = path.replace('{id}', edge.owner.site.id).replaceAll(/\{\w+\}/g, '0000000000000000')
    const own = method === 'get' ? {} : { 'content-type': type }
    return edge.call(method.toUpperCase(), address, { as, body: method === 'get' ? undefined : '{}', headers: { ...own, ...headers } })
  }
  const refuses = async (route, [status, code], as, headers, why) => {
    const answer = await ask(route, as, headers)
    assert.deepEqual([answer.status, answer.body.code], [status, code], `${route.name}: ${why}: ${JSON.stringify(answer.body)}`)
    assert.match(answer.headers.get('content-type'), /^application\/problem\+json/)
    assert.equal(answer.headers.get('cache-control'), 'private, no-store')
  }

  it('names what is for everybody', () => {
    assert.ok(closed().length > 30)
    assert.deepEqual(routes.filter(({ security }) => security.length === 0).map(({ name }) => name).sort(), [...PUBLIC].sort())
  })

  it('refuses nobody, a made-up session, one that is over, and a made-up token', async () => {
    const origin = edge.origin
    for (const route of closed()) {
      await refuses(route, [401, 'sign_in_needed'], undefined, {}, 'nobody')
      await refuses(route, [401, 'sign_in_needed'], undefined, { origin, cookie: `__Host-dangol=${'0'.repeat(64)}` }, 'a made-up session')
      await refuses(route, [401, 'sign_in_needed'], gone, {}, 'a session that is over')
      await refuses(route, [401, 'token_refused'], undefined, { authorization: `Bearer dangol_${'0'.repeat(64)}` }, 'a made-up token')
    }
  })

  it('shows a stranger no site', async () => {
    const all = await edge.token(SCOPES, stranger)
    for (const route of closed().filter(({ path }) => path.includes('{id}'))) {
      await refuses(route, [404, 'not_found'], stranger, {}, 'a stranger')
      if (route.security.some(({ token }) => token)) await refuses(route, [404, 'not_found'], all, {}, 'a stranger’s token')
    }
  })

  it('refuses a role that is too low', async () => {
    let tried = 0
    for (const route of closed()) {
      const needed = /Needs the role "(\w+)"/.exec(route.description ?? '')?.[1]
      for (const role of ROLES.slice(0, Math.max(0, ROLES.indexOf(needed)))) {
        await refuses(route, [403, 'not_allowed'], members[role], {}, role)
        tried += 1
      }
    }
    assert.ok(tried > 5)
  })

  it('refuses a token without the scope, and every token where people are asked for', async () => {
    const without = {}
    for (const scope of SCOPES) without[scope] = await edge.token(SCOPES.filter((other) => other !== scope))
    const all = await edge.token(SCOPES)
    for (const route of closed()) {
      const scope = route.security.flatMap(({ token }) => token ?? [])[0]
      if (scope) await refuses(route, [403, 'not_allowed'], without[scope], {}, `a token without ${scope}`)
      else await refuses(route, [403, 'session_needed'], all, {}, 'a token')
    }
  })

  it('takes no change by cookie from another page, nor one that a form could send', async () => {
    for (const route of closed().filter(changes)) {
      const { cookie } = edge.owner.headers
      for (const origin of ['https://elsewhere.example', 'null']) await refuses(route, [403, 'wrong_origin'], undefined, { cookie, origin }, origin)
      await refuses(route, [403, 'wrong_origin'], undefined, { cookie }, 'without an origin')
      await refuses(route, [415, 'wrong_media_type'], edge.owner, { 'content-type': 'text/plain' }, 'a form')
    }
  })
})
