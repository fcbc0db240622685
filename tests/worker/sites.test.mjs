// Sites, roles, configuration; two sites never see each other.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { EMPTY_CONFIG, SITE, start } from './harness.mjs'

let edge, stranger
before(async () => {
  edge = await start()
  stranger = await edge.stranger()
})
after(() => edge.close())

const site = () => `/api/sites/${edge.owner.site.id}`
const put = (config, version, as = edge.owner) => edge.call('PUT', `${site()}/config`, { as, body: config, headers: version === undefined ? {} : { 'if-match': version } })

test('a site is told as its people see it, without its secret', async () => {
  const { status, body } = await edge.call('GET', site(), { as: edge.owner })
  assert.equal(status, 200)
  const { script, ...rest } = body
  assert.deepEqual(rest, { id: edge.owner.site.id, ...SITE, role: 'owner' })
  assert.match(script.tag, /^<script async src="http:\/\/127\.0\.0\.1:\d+\/d\.js" data-site="shop"><\/script>$/)
  const list = await edge.call('GET', '/api/sites', { as: edge.owner })
  assert.deepEqual(list.body, { sites: [rest] })
})

test('another shop’s owner finds nothing', async () => {
  const made = await edge.call('POST', '/api/sites', { as: stranger, body: { ...SITE, key: 'other' } })
  assert.equal(made.status, 201)
  assert.equal(made.headers.get('location'), `/api/sites/${made.body.id}`)
  const unknown = await edge.call('GET', '/api/sites/0000000000000000', { as: stranger })
  for (const [method, path, body] of [['GET', site()], ['GET', `${site()}/config`], ['PUT', `${site()}/config`, EMPTY_CONFIG]]) {
    const answer = await edge.call(method, path, { as: stranger, body, headers: { 'if-match': '"0"' } })
    assert.equal(answer.status, 404)
    assert.deepEqual(answer.body, unknown.body, 'as if there were no such site')
  }
  const list = await edge.call('GET', '/api/sites', { as: stranger })
  assert.deepEqual(list.body.sites.map(({ key }) => key), ['other'])
  const mine = await edge.call('GET', `/api/sites/${made.body.id}`, { as: edge.owner })
  assert.equal(mine.status, 404)
})

test('a role allows what it says', async () => {
  const { DB } = await edge.env()
  await DB.prepare("INSERT INTO member (site, account, role) VALUES (?, 'bbbbbbbbbbbbbbbb', 'viewer')").bind(edge.owner.site.id).run()
  assert.equal((await edge.call('GET', `${site()}/config`, { as: stranger })).status, 200)
  const refused = await put(EMPTY_CONFIG, '"0"', stranger)
  assert.deepEqual([refused.status, refused.body.code], [403, 'not_allowed'])
  await DB.prepare("UPDATE member SET role = 'editor' WHERE site = ? AND account = 'bbbbbbbbbbbbbbbb'").bind(edge.owner.site.id).run()
  assert.equal((await put(EMPTY_CONFIG, '"0"', stranger)).status, 200)
  await DB.prepare("DELETE FROM member WHERE site = ? AND account = 'bbbbbbbbbbbbbbbb'").bind(edge.owner.site.id).run()
  assert.equal((await edge.call('GET', site(), { as: stranger })).status, 404, 'at once')
})

test('publishing needs the version that was read', async () => {
  const read = await edge.call('GET', `${site()}/config`, { as: edge.owner })
  const version = read.headers.get('etag')
  assert.equal(version, '"1"')
  assert.equal((await put(EMPTY_CONFIG)).status, 428)
  assert.equal((await put(EMPTY_CONFIG, '"0"')).status, 412)
  const both = await Promise.all([put({ ...EMPTY_CONFIG, attribution: { click_days: 3, view_days: 0 } }, version), put(EMPTY_CONFIG, version)])
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 412], 'of two at once only one')
  const after = await edge.call('GET', `${site()}/config`, { as: edge.owner })
  assert.equal(after.headers.get('etag'), '"2"')
  const cached = await edge.call('GET', `${site()}/config`, { as: edge.owner, headers: { 'if-none-match': '"2"' } })
  assert.equal(cached.status, 304)
})

test('what cannot be a configuration is refused with its field', async () => {
  const { headers } = await edge.call('GET', `${site()}/config`, { as: edge.owner })
  const version = headers.get('etag')
  for (const [config, field] of [[{ ...EMPTY_CONFIG, segments: {} }, 'segments'], [{ segments: [] }, 'messages'], [{ ...EMPTY_CONFIG, attribution: { click_days: 7.5, view_days: 1 } }, 'attribution.click_days']]) {
    const answer = await put(config, version)
    assert.equal(answer.status, 422, JSON.stringify(answer.body))
    assert.equal(answer.body.field, field)
  }
  for (const body of ['{"segments": [', []]) assert.deepEqual(await put(body, version).then(({ status, body }) => [status, body.code]), [400, 'unreadable'])
})

test('bodies have limits, announced or not', async () => {
  const { headers } = await edge.call('GET', `${site()}/config`, { as: edge.owner })
  const big = JSON.stringify({ ...EMPTY_CONFIG, filling: 'x'.repeat(1024 * 1024) })
  assert.equal((await put(big, headers.get('etag'))).status, 413)
  let left = 8
  const chunks = new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new TextEncoder().encode('x'.repeat(4096)))
      else controller.close()
    },
  })
  const response = await edge.fetch('/api/session', { method: 'POST', body: chunks, duplex: 'half', headers: { 'content-type': 'application/json' } })
  assert.equal(response.status, 413)
})

test('keys are one to a site', async () => {
  const taken = await edge.call('POST', '/api/sites', { as: edge.owner, body: SITE })
  assert.deepEqual([taken.status, taken.body.code, taken.body.field], [409, 'taken', 'key'])
  for (const [change, field] of [[{ key: 'No Spaces' }, 'key'], [{ domains: [] }, 'domains'], [{ domains: ['https://shop.example/path'] }, 'domains'], [{ currency: 'won' }, 'currency'], [{ name: ' ' }, 'name']]) {
    const answer = await edge.call('POST', '/api/sites', { as: edge.owner, body: { ...SITE, key: 'third', ...change } })
    assert.deepEqual([answer.status, answer.body.field], [422, field])
  }
  const nameless = await edge.call('POST', '/api/sites', { as: edge.owner, body: { ...SITE, key: undefined, id: 'de30000000000001' } })
  assert.equal(nameless.status, 201)
  assert.match(nameless.body.key, /^s-[0-9a-f]{16}$/)
  assert.notEqual(nameless.body.id, 'de30000000000001', 'only the demo chooses its id')
})
