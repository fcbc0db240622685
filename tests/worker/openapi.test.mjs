// The API's description is whole: every route of the table has its answers, every description a route, every code of a problem its status. That
// answers are as it says is seen wherever a test calls the edge (harness.mjs), and by schemathesis (tests/api).
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import http from 'node:http'
import { after, before, describe, it } from 'node:test'
import Ajv from 'ajv/dist/2020.js'
import { described, operations } from './described.mjs'
import { start } from './harness.mjs'

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const files = readdirSync(new URL('../../schemas/api/', import.meta.url))
const parts = files.map((file) => JSON.parse(read(`schemas/api/${file}`)))

describe('the description', () => {
  let edge, description, all
  before(async () => {
    edge = await start()
    description = (await edge.call('GET', '/api/openapi.json')).body
    all = operations(description)
  })
  after(() => edge?.close())

  it('has each route with an id of its own, a tag, and what it answers', () => {
    assert.ok(all.length > 90, `${all.length}`)
    const tags = new Set(description.tags.map(({ name }) => name))
    for (const { name, operationId, tags: [tag], responses, requestBody, method } of all) {
      assert.match(operationId ?? '', /^[a-z][A-Za-z]+$/, `${name} is described in no file of schemas/api`)
      assert.ok(tags.has(tag), name)
      assert.ok(Object.keys(responses).some((status) => status < 300), `${name} never succeeds`)
      assert.ok(['500', '503'].every((status) => responses[status]), name)
      const takes = requestBody?.content['application/json']
      if (takes) assert.notDeepEqual(takes.schema, { type: 'object' }, `${name} does not say what it takes`)
      if (method === 'put' || method === 'delete') assert.ok(Object.keys(responses).some((status) => /^4/.test(status)), name)
    }
    assert.equal(new Set(all.map(({ operationId }) => operationId)).size, all.length)
  })

  it('has no description without a route, and no schema that nobody needs', () => {
    const written = parts.flatMap(({ operations = {} }) => Object.keys(operations))
    assert.deepEqual(written.sort(), all.map(({ name }) => name).sort())
    const text = JSON.stringify(description)
    for (const kind of ['schemas', 'parameters', 'headers']) {
      // Those that others are like; and the form of a line of a history: a body that is no JSON names it in words.
      const needed = new Set(['Event', ...parts.flatMap(({ schemas = {} }) => Object.values(schemas).map(({ like }) => like))])
      for (const name of Object.keys(description.components[kind])) assert.ok(needed.has(name) || text.includes(`#/components/${kind}/${name}"`), `${kind}/${name}`)
    }
  })

  it('is sound by itself: examples are as they say', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, code: { optimize: false } })
    ajv.addSchema({ $id: 'api', components: description.components })
    const all = Object.entries(description.components.schemas).filter(([, { examples = [] }]) => examples.length > 0)
    assert.ok(all.length > 5)
    for (const [name, { examples }] of all) {
      const check = ajv.compile({ $ref: `api#/components/schemas/${name}` })
      for (const example of examples) assert.ok(check(example), `${name}: ${JSON.stringify(check.errors)}`)
    }
  })

  it('has every code of a problem, with its status', () => {
    const { problems } = JSON.parse(read('schemas/api/shared.json'))
    const said = Object.entries(problems).flatMap(([status, codes]) => codes.map((code) => `${status} ${code}`))
    const coded = [...read('worker/src/problem.rs').matchAll(/\((\d{3}), "([a-z_]+)", "/g)].map(([, status, code]) => `${status} ${code}`)
    // What a file is that does not become a picture, its own crate says.
    coded.push(...new Set([...read('crates/picture/src/error.rs').matchAll(/=> "(picture_[a-z_]+)"/g)].map(([, code]) => `422 ${code}`)))
    assert.deepEqual(said.sort(), coded.sort())
  })

  it('holds answers to it: a status, a member, a header or a code more or less is told', () => {
    const conforms = described(description)
    const headers = new Headers({ 'content-type': 'application/json', etag: '"1"' })
    const asked = (more, answer) => () => conforms({ method: 'GET', path: '/api/sites', ...more, answer: { status: 200, headers, ...answer } })
    const site = { id: '0'.repeat(16), key: 'shop', name: 'x', zone: 'Asia/Seoul', currency: 'KRW', domains: [], role: 'owner' }
    asked({}, { body: { sites: [site] } })()
    assert.throws(asked({}, { body: { sites: [{ ...site, secret: 1 }] } }), /secret/)
    assert.throws(asked({}, { body: { sites: [{ ...site, role: 'king' }] } }), /role/)
    assert.throws(asked({}, { body: {} }), /sites/)
    assert.throws(asked({}, { status: 201, body: { sites: [] } }), /201/)
    assert.throws(asked({ path: '/api/sites?page=2' }, { body: { sites: [] } }), /page/)
    assert.throws(asked({}, { body: '', headers: new Headers() }), /media type/)
    const refused = { status: 403, headers: new Headers({ 'content-type': 'application/problem+json' }), body: { type: 'about:blank', title: 'x', status: 403, code: 'not_allowed', detail: 'x' } }
    asked({}, refused)()
    assert.throws(asked({}, { ...refused, body: { ...refused.body, code: 'wrong_origin' } }), /code/)
    assert.throws(asked({ path: '/api/sites/0000000000000000/settings' }, { body: {}, headers: new Headers({ 'content-type': 'application/json' }) }), /ETag/)
    assert.throws(asked({ method: 'POST', sent: { name: 1 } }, { status: 201, headers: new Headers({ 'content-type': 'application/json', location: '/' }), body: site }), /was taken/)
  })
})

describe('addresses', () => {
  let edge
  before(async () => {
    edge = await start()
  })
  after(() => edge?.close())

  it('say which methods they have, and answer HEAD where they answer GET', async () => {
    const as = edge.owner
    for (const [path, allow] of [['/api/sites', 'GET, HEAD, OPTIONS, POST'], ['/healthz', 'GET, HEAD, OPTIONS'], [`/api/sites/${as.site.id}/leave`, 'OPTIONS, POST']]) {
      const wrong = await edge.call('PATCH', path, { as, body: {} })
      assert.deepEqual([wrong.status, wrong.body.code, wrong.headers.get('allow')], [405, 'method_not_allowed', allow])
      const options = await edge.fetch(path, { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example' } })
      assert.deepEqual([options.status, options.headers.get('allow'), options.headers.get('access-control-allow-origin')], [204, allow, null])
    }
    for (const path of ['/healthz', '/api/sites', '/api/openapi.json', `/api/sites/${as.site.id}/config`]) {
      const [got, head] = [await edge.fetch(path, { headers: as.headers }), await edge.fetch(path, { method: 'HEAD', headers: as.headers })]
      assert.deepEqual([head.status, head.headers.get('content-type'), await head.text()], [got.status, got.headers.get('content-type'), ''])
    }
    // A method that few know is not taken for GET.
    const { hostname, port } = new URL(edge.origin)
    const statuses = await Promise.all(['QUERY', 'PROPFIND', 'TRACE', 'get'].map((method) => new Promise((resolve, reject) => {
      const request = http.request({ hostname, port, path: '/api/sites', method, headers: as.headers }, (answer) => resolve(answer.resume().statusCode))
      request.on('error', reject).end()
    })))
    assert.ok(statuses.slice(0, 3).every((status) => status === 405 || status === 501), `${statuses}`)
    const nowhere = await edge.call('OPTIONS', '/api/nowhere')
    assert.equal(nowhere.status, 404)
  })

  it('bear whatever is sent', async () => {
    const { headers, site } = edge.owner
    const json = { ...headers, 'content-type': 'application/json' }
    const own = `/api/sites/${site.id}`
    const post = (body, more = {}) => ({ method: 'POST', headers: { ...json, ...more }, body })
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
    const order = (value) => post(`{"orders":[{"id":"1","at":1763690000000,"value":${value}}]}`)
    for (const [path, init, statuses] of [
      ['/api/sites/%', { headers }, [404]],
      ['/api/sites/%ff%00', { headers }, [404]],
      [`/api/sites/${'0'.repeat(6_000)}`, { headers }, [404]],
      [`${own}/segments?q=%ff%fe`, { headers }, [200]],
      [`${own}/segments?q=${'가'.repeat(500)}`, { headers }, [200]],
      [`${own}/segments?limit=1&limit=2`, { headers }, [200, 422]],
      [`${own}/segments?status=null`, { headers }, [422]],
      [`${own}/messages?status=over`, { headers }, [422]],
      [`${own}/campaigns?status=active`, { headers }, [422]],
      [`${own}/objects`, post('{"objects":2.0}'), [200]],
      [`${own}/objects`, post('{"objects":2.5}'), [400]],
      [`${own}/segments/population`, post('{"segment":{"id":"s","include":[{"kind":"cart.units","min":2.0}]},"limit":1e1}'), [200]],
      [`${own}/segments?cursor=zz`, { headers }, [422]],
      [`${own}/segments?cursor=5b312c315d`, { headers }, [200, 422]],
      [`${own}/segments?cursor=%ed%95%9c`, { headers }, [422]],
      [`${own}/totals?from=0000-00-00`, { headers }, [422]],
      [`${own}/totals?from=9999-12-31&to=9999-12-31`, { headers }, [200, 422]],
      [`${own}/messages/x/effect?from=-999999999-01-01`, { headers }, [422, 404]],
      [`${own}/changes?cursor=99999999999999999999`, { headers }, [422]],
      [`${own}/publications/-1`, { headers }, [404]],
      [`${own}/publications/1?against=-9223372036854775808`, { headers }, [404]],
      [`${own}/segments`, post(deep), [400, 422]],
      [`${own}/segments/check`, post(`{"segment":${deep}}`), [400, 422]],
      [`${own}/segments`, post(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])), [400]],
      [`${own}/segments`, post('{"name":"\\ud800"}'), [400, 422]],
      [`${own}/segments`, post('{"name":"a\\u0000b","include":[]}'), [422]],
      [`${own}/segments`, post('[]'), [400]],
      [`${own}/segments`, post(''), [400]],
      [`${own}/orders`, order('1e999'), [400]],
      [`${own}/orders`, order('-1'), [400]],
      [`${own}/orders`, order('1e30'), [400]],
      [`${own}/orders`, order('"0x10"'), [400]],
      [`${own}/segments/population`, post('{"segment":{"id":"s","include":[{"kind":"cart.total","min":1e999}]}}'), [400, 422]],
      [`${own}/segments/visitors`, post('{"segment":{"id":"s"},"cursor":"9223372036854775807.1.1"}'), [422]],
      [`${own}/orders`, post('{}', { 'content-type': 'text/plain' }), [415]],
      [`${own}/orders`, post('{}', { 'content-type': 'application/json; charset=utf-16' }), [400, 415, 422]],
      [`${own}/people/archive`, post('{"member":"a","visitor":"b"}'), [400, 422]],
    ]) {
      const answer = await edge.fetch(path, init)
      const body = await answer.text()
      assert.ok(statuses.includes(answer.status), `${path.slice(0, 100)} ${String(init.body ?? '').slice(0, 80)}: ${answer.status} ${body.slice(0, 300)}`)
      if (answer.status >= 400) assert.match(answer.headers.get('content-type'), /^application\/problem\+json/)
    }
  })

  it('ask who comes before what is sent', async () => {
    const nobody = { cookie: `__Host-dangol=${'0'.repeat(64)}`, origin: edge.origin }
    const { status, body } = await edge.call('POST', `/api/sites/${edge.owner.site.id}/live/ticket`, { headers: nobody })
    assert.deepEqual([status, body.code], [401, 'sign_in_needed'])
  })

  it('say what is wrong with a word that they do not know', async () => {
    const as = edge.owner
    for (const [path, body] of [
      ['/api/tokens', { name: 'x', scopes: ['read'], expire_days: 3 }],
      ['/api/sites', { name: 'x', zone: 'Asia/Seoul', currency: 'KRW', domains: ['a.example'], domain: 'b.example' }],
      ['/api/account/password', { old: 'x', new: 'y', again: 'y' }],
    ]) {
      const { status, body: problem } = await edge.call('POST', path, { as, body })
      assert.deepEqual([status, problem.code], [400, 'unreadable'])
      assert.match(problem.detail, new RegExp(Object.keys(body).pop()))
    }
  })
})
