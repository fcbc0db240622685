// Conversions told to other services, each against a server on this machine that speaks its shapes (tests/relay/server.mjs): who is told, once in spite of
// lost answers, what is refused and sent again, whose consent is asked, and which addresses are never asked.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { isSigned, relayServer } from '../relay/server.mjs'
import { ROOT, start } from './harness.mjs'
import { Browser } from './wire.mjs'

const sha256 = (text) => createHash('sha256').update(text).digest('hex')
const DAY = 86_400_000
const ago = (ms) => new Date(Date.now() - ms).toISOString()

describe('relays', () => {
  let edge, site, server, send
  before(async () => {
    server = await relayServer()
    edge = await start({ vars: { META_URL: server.url, GA4_URL: server.url, EGRESS_LOCAL: server.url } })
    site = edge.owner.site.id
    send = await edge.token(['send'])
  })
  after(async () => {
    await edge?.close()
    await server?.close()
  })

  // A change says JSON even where it has no body.
  const call = (method, path, body, { as = edge.owner, headers } = {}) =>
    edge.call(method, `/api/sites/${site}${path}`, { as, body, headers: { ...(method !== 'GET' && body === undefined && { 'content-type': 'application/json' }), ...headers } })
  const ok = async (...args) => {
    const answer = await call(...args)
    assert.ok(answer.status < 300, `${args.slice(0, 2)}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const META = { kind: 'meta', name: '메타 픽셀', pixel: '123456789012345', token: 'EAAB-secret-token' }
  const GA4 = { kind: 'ga4', measurement: 'g-ab12cd34ef', token: 'ga-secret' }
  const hook = (path) => ({ kind: 'webhook', name: path, url: `${server.url}${path}` })
  const FREE = { consent: { third_party: false, cross_border: false } }
  const orders = (...orders) => ok('POST', '/orders', { orders }, { as: send })
  const order = (id, more = {}) => ({ id, at: ago(60_000), value: '12000', ...more })
  const deliveries = async (relay, state) => (await ok('GET', `/relays/${relay.id}/deliveries${state ? `?state=${state}` : ''}`)).deliveries
  const agrees = (member, purposes = ['third_party', 'cross_border'], said = 'granted') =>
    ok('POST', `/members/${member}/consents`, { words: purposes.map((purpose) => ({ at: new Date().toISOString(), purpose, said, wording: '제3자 제공에 동의합니다' })) })
  /** Until so many deliveries of a relay stand there. */
  const stand = async (relay, state, count = 1) => {
    for (let tries = 0; tries < 400; tries += 1) {
      const found = await deliveries(relay, state)
      if (found.length >= count) return found
      await wait(50)
    }
    assert.fail(`${relay.kind} ${state}: ${JSON.stringify(await deliveries(relay))}; heard ${JSON.stringify(server.heard.slice(-3))}`)
  }
  /** A relay for one test, so that tests do not hear of one another. */
  const withRelay = async (form, work) => {
    const relay = await ok('POST', '/relays', form)
    try {
      return await work(relay)
    } finally {
      const { headers } = await call('GET', `/relays/${relay.id}`)
      await ok('DELETE', `/relays/${relay.id}`, undefined, { headers: { 'if-match': headers.get('etag') } })
    }
  }

  it('tells Meta of an order, with hashed identifiers and an exact amount, once however often it is said', () => withRelay(META, async (relay) => {
    await ok('PUT', '/members/minji', { name: '김민지', phone: '010-1234-5678', email: 'John_Smith@gmail.com' })
    await agrees('minji')
    const one = order('meta-1', {
      member: 'minji', value: '12345.67', currency: 'USD', items: [{ id: 'tea', name: '차', quantity: 2, price: '6172.835' }],
      browser: { url: 'https://shop.example/done', user_agent: 'Mozilla/5.0', fbp: 'fb.1.1.2', fbc: 'fb.1.1.3' },
    })
    await orders(one)
    await orders(one, { ...one, value: '1.5' })
    const [taken] = await stand(relay, 'taken')
    const [heard, ...more] = server.to('/v23.0/123456789012345/events')
    assert.deepEqual([heard.fault, more.length, taken.subject, taken.kind, taken.tries], [undefined, 0, 'meta-1', 'order.placed', 1])
    assert.equal(heard.query.size, 0, 'no token in an address')
    const [event] = heard.events
    // The hash is the one of Meta's own documentation.
    assert.deepEqual(event.user_data.em, ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'])
    assert.deepEqual(event.user_data.ph, [sha256('821012345678')])
    assert.deepEqual([event.user_data.fbp, event.user_data.fbc, event.user_data.client_user_agent], ['fb.1.1.2', 'fb.1.1.3', 'Mozilla/5.0'])
    assert.deepEqual([event.action_source, event.event_source_url, event.event_id], ['website', 'https://shop.example/done', taken.event])
    assert.deepEqual(event.custom_data, { currency: 'USD', value: 12345.67, order_id: 'meta-1', content_type: 'product', contents: [{ id: 'tea', quantity: 2, item_price: 6172.835 }] })
    assert.ok(!heard.body.includes('minji') && !heard.body.includes('gmail'), 'no name goes out')
    assert.equal(heard.testCode, null)
  }))

  it('tells GA4 of an order, as one of its own client or of one made of the member', () => withRelay({ ...GA4, ...FREE }, async (relay) => {
    await ok('PUT', '/members/suji', { phone: '010-2345-6789', email: 'Su.Ji@gmail.com' })
    await orders(order('ga-1', { browser: { ga_client: '123.456', ga_session: '789' } }), order('ga-2', { member: 'suji', items: [{ id: 'a' }] }), order('ga-3'))
    const taken = await stand(relay, 'taken', 2)
    const [dead] = await stand(relay, 'dead')
    assert.deepEqual([dead.subject, dead.why], ['ga-3', 'nobody'])
    assert.equal(taken.length, 2)
    const heard = server.to('/mp/collect')
    const [first, second] = ['ga-1', 'ga-2'].map((id) => heard.find((one) => one.json.events[0].params.transaction_id === id))
    assert.deepEqual([first.findings, second.findings], [[], []])
    assert.deepEqual([first.query.get('measurement_id'), first.query.get('api_secret')], ['G-AB12CD34EF', 'ga-secret'])
    assert.deepEqual([first.json.client_id, first.json.events[0].params.session_id, first.json.user_id], ['123.456', '789', undefined])
    assert.deepEqual(second.json.user_data, { sha256_email_address: [sha256('suji@gmail.com')], sha256_phone_number: [sha256('+821023456789')] })
    assert.deepEqual(second.json.events[0].params.items, [{ item_id: 'a', quantity: 1 }])
    assert.ok(!second.body.includes('"suji"'))
  }))

  it('tells webhooks of orders, refunds, cancellations and new members, signed, each once', () => withRelay(hook('/hook/all'), async (relay) => {
    assert.match(relay.secret, /^whsec_/)
    assert.equal((await ok('GET', `/relays/${relay.id}`)).secret, undefined)
    await orders(order('w-1', { member: 'minji' }), order('w-2'), order('w-old', { at: ago(8 * DAY) }))
    await orders(order('w-1', { status: 'refunded', value: '4000' }))
    await orders(order('w-1', { status: 'refunded', value: '4000' }))
    await orders(order('w-1', { status: 'refunded', value: '1000' }), order('w-2', { status: 'cancelled', value: null }))
    await ok('PUT', '/members/newbie', { joined_at: ago(1_000) })
    await ok('POST', '/members', { members: [{ id: 'newbie', joined_at: ago(1_000) }, { id: 'veteran', joined_at: ago(30 * DAY) }, { id: 'other' }] })
    await stand(relay, 'taken', 6)
    const heard = server.to('/hook/all')
    const said = heard.map(({ json }) => [json.type, json.data.order ?? json.data.member, json.data.value?.amount]).sort()
    assert.deepEqual(said, [
      ['member.joined', 'newbie', undefined],
      ['order.cancelled', 'w-2', undefined],
      ['order.placed', 'w-1', '12000'],
      ['order.placed', 'w-2', '12000'],
      ['order.refunded', 'w-1', '1000'],
      ['order.refunded', 'w-1', '4000'],
    ])
    for (const one of heard) assert.ok(one.fault === undefined && isSigned(one, relay.secret) && !isSigned(one, 'whsec_AAAA'))
    assert.equal(new Set(heard.map(({ headers }) => headers['webhook-id'])).size, 6)
    assert.equal(heard.find(({ json }) => json.data.order === 'w-1').json.data.member, 'minji')
  }))

  it('counts once what is sent again: the answer was lost, the service had trouble, or asked for patience', () => withRelay({ ...META, ...FREE, pixel: '55555' }, (meta) => withRelay(hook('/hook/again'), async (relay) => {
    const path = '/v23.0/55555/events'
    server.next(path, 'drop')
    server.next('/hook/again', 'drop', { status: 500 }, { status: 429, headers: { 'retry-after': '6' } }, { status: 302, headers: { location: `${server.url}/elsewhere` } })
    await orders(order('again-1', { member: 'minji' }))
    // At once, and again after five seconds.
    const [taken] = await stand(meta, 'taken')
    assert.deepEqual([taken.tries, server.to(path).length], [2, 2])
    assert.deepEqual(server.to(path).map((one) => one.events[0].event_id), [taken.event, taken.event])
    for (let tries = 0; tries < 400 && server.to('/hook/again').length < 2; tries += 1) await wait(50)
    const [first, second] = server.to('/hook/again')
    assert.equal(first.headers['webhook-id'], second.headers['webhook-id'])
    assert.equal(first.body, second.body)
    const [still] = await stand(relay, 'waiting')
    assert.ok(Date.parse(still.next) - Date.parse(still.last) >= 4 * 60_000, 'five minutes after the second try')
    const { failed, deliveries } = await ok('GET', `/relays/${relay.id}`)
    assert.deepEqual([failed.why, failed.status, deliveries.waiting], ['server', 500, 1])
  })))

  it('follows no redirect', () => withRelay(hook('/hook/moved'), async (relay) => {
    server.next('/hook/moved', { status: 307, headers: { location: `${server.url}/elsewhere` } })
    await orders(order('moved-1'))
    for (let tries = 0; tries < 200 && (await ok('GET', `/relays/${relay.id}`)).failed === null; tries += 1) await wait(50)
    // What a redirect is as an answer is tried without the harness, which answers 500 in its place (tests/fault/relays.test.mjs).
    assert.equal((await ok('GET', `/relays/${relay.id}`)).failed.why, 'server')
    assert.deepEqual(server.to('/elsewhere'), [])
  }))

  it('keeps what is refused, and sends it again when it is asked to', () => withRelay({ ...META, ...FREE, pixel: '66666' }, async (relay) => {
    server.next('/v23.0/66666/events', { status: 400, body: { error: { code: 100, message: 'Invalid parameter' } } })
    await orders(order('dead-1', { member: 'minji' }))
    const [dead] = await stand(relay, 'dead')
    assert.deepEqual([dead.why, dead.status], ['payload', 400])
    const replay = (id) => call('POST', `/relays/${relay.id}/deliveries/${id}/replay`)
    assert.deepEqual((({ status, body }) => [status, body.state])(await replay(dead.id)), [200, 'waiting'])
    const [taken] = await stand(relay, 'taken')
    assert.deepEqual([taken.id, taken.event], [dead.id, dead.event])
    assert.deepEqual((({ status, body }) => [status, body.code])(await replay(dead.id)), [409, 'wrong_step'])
    assert.equal((await replay('999999')).status, 404)
    for (const [query, field] of [['state=lost', 'state'], ['state=', 'state'], ['limit=0', 'limit'], ['limit=201', 'limit'], ['limit=x', 'limit'], ['cursor=x', 'cursor']]) {
      const refused = await call('GET', `/relays/${relay.id}/deliveries?${query}`)
      assert.deepEqual([refused.status, refused.body.field], [422, field], query)
    }
  }))

  it('asks the person’s consent when it leaves; what is held leaves when they have agreed', () => withRelay({ ...META, pixel: '77777' }, (meta) => withRelay({ ...GA4, ...FREE }, async (free) => {
    const told = (id) => server.heard.some(({ body }) => body.includes(id))
    await agrees('half', ['third_party'])
    await agrees('never', ['third_party', 'cross_border'], 'refused')
    await orders(order('c-half', { member: 'half' }), order('c-unsaid', { member: 'unsaid' }), order('c-nobody', { browser: { fbp: 'fb.1.1.1', ga_client: '1.1' } }), order('c-never', { member: 'never' }))
    const held = await stand(meta, 'held', 4)
    assert.deepEqual(held.map(({ why }) => why), Array(4).fill('no_consent'))
    // One that asks nobody still honours a refusal.
    assert.deepEqual((await stand(free, 'held')).map(({ subject }) => subject), ['c-never'])
    assert.deepEqual((await stand(free, 'taken', 3)).map(({ subject }) => subject).sort(), ['c-half', 'c-nobody', 'c-unsaid'])
    assert.ok(!server.heard.some(({ path, body }) => path.includes('77777') && body.includes('c-')))
    assert.ok(!told('c-never'))
    await agrees('half', ['cross_border'])
    await ok('POST', `/relays/${meta.id}/deliveries/${held.find(({ subject }) => subject === 'c-half').id}/replay`)
    assert.deepEqual((await stand(meta, 'taken')).map(({ subject }) => subject), ['c-half'])
  })))

  it('signs with both secrets for a day after they change', () => withRelay(hook('/hook/rotated'), async (relay) => {
    const first = await ok('POST', `/relays/${relay.id}/rotate`)
    await orders(order('rotate-1'))
    await stand(relay, 'taken')
    const [both] = server.to('/hook/rotated')
    assert.ok(isSigned(both, relay.secret) && isSigned(both, first.secret))
    const second = await ok('POST', `/relays/${relay.id}/rotate`)
    await orders(order('rotate-2'))
    await stand(relay, 'taken', 2)
    const [, last] = server.to('/hook/rotated')
    assert.deepEqual([relay, first, second].map(({ secret }) => isSigned(last, secret)), [false, true, true])
    const { headers } = await call('GET', `/relays/${relay.id}`)
    assert.equal(headers.get('etag'), '"3"')
  }))

  it('leaves an address alone that says 410', () => withRelay(hook('/hook/gone'), async (relay) => {
    server.next('/hook/gone', { status: 410 })
    await orders(order('gone-1'))
    const [dead] = await stand(relay, 'dead')
    assert.deepEqual([dead.why, dead.status], ['gone', 410])
    const now = await ok('GET', `/relays/${relay.id}`)
    assert.equal(now.state, 'off')
    await orders(order('gone-2'))
    assert.equal((await deliveries(relay)).length, 1)
    await ok('PUT', `/relays/${relay.id}`, { ...hook('/hook/gone'), state: 'on' }, { headers: { 'if-match': `"${now.version}"` } })
    await ok('POST', `/relays/${relay.id}/deliveries/${dead.id}/replay`)
    await stand(relay, 'taken')
    const { changes } = await ok('GET', '/changes')
    assert.ok(changes.some(({ action, target }) => action === 'switched_off' && target === `relay/${relay.id}`))
    assert.ok(!JSON.stringify(changes).includes(relay.secret) && !JSON.stringify(changes).includes('secret-token'))
  }))

  it('relays no browser’s word', () => withRelay(hook('/hook/browser'), async (relay) => {
    const browser = new Browser(edge)
    await browser.send([browser.event('page', { url: '/done' }), browser.event('order', { id: 'forged', value: 1_000_000, items: [] })])
    await orders(order('said'))
    await stand(relay, 'taken')
    assert.deepEqual((await deliveries(relay)).map(({ subject }) => subject), ['said'])
    assert.ok(!server.heard.some(({ body }) => body.includes('forged')))
  }))

  it('does not tell of a purchase that was taken back before', () => withRelay({ ...GA4, ...FREE }, async (relay) => {
    const browser = { ga_client: '1.2' }
    await orders(order('back-1', { status: 'cancelled', value: null, updated_at: ago(1_000) }))
    await orders(order('back-1', { updated_at: ago(30_000), browser }), order('back-2', { updated_at: ago(30_000), browser }))
    await stand(relay, 'taken')
    assert.deepEqual((await deliveries(relay, 'void')).map(({ subject, why }) => [subject, why]), [['back-1', 'taken_back']])
  }))

  it('tells each service nothing that it counts no more', () => withRelay({ ...GA4, ...FREE }, async (relay) => {
    await orders(order('late-1', { at: ago(73 * 3_600_000), browser: { ga_client: '1.3' } }))
    assert.deepEqual((await stand(relay, 'dead')).map(({ why, tries }) => [why, tries]), [['too_old', 1]])
  }))

  it('forgets what waits of somebody who is erased', () => withRelay(hook('/hook/erased'), async (relay) => {
    server.next('/hook/erased', { status: 500 }, { status: 500 }, { status: 500 })
    await orders(order('erase-1', { member: 'gone-person' }))
    for (let tries = 0; tries < 200 && (await ok('GET', `/relays/${relay.id}`)).failed === null; tries += 1) await wait(50)
    await ok('POST', '/people/erase', { member: 'gone-person' })
    const [one] = await deliveries(relay, 'void')
    assert.deepEqual([one.why, one.subject], ['erased', null])
  }))

  it('shows a member what was told of them, and keeps of it what is still needed', () => withRelay(hook('/hook/archive'), async (relay) => {
    await orders(order('archive-1', { member: 'archived', items: [{ id: 'a' }], browser: { fbp: 'fb.1.1.9' } }))
    await stand(relay, 'taken')
    const { said } = await ok('POST', '/people/archive', { member: 'archived' })
    assert.deepEqual(said.told.map(({ to, kind, subject, state }) => [to, kind, subject, state]), [['webhook', 'order.placed', 'archive-1', 'taken']])
  }))

  it('asks a webhook’s consent, too, where the owner wants it', () => withRelay({ ...hook('/hook/consent'), consent: { third_party: true, cross_border: false } }, async (relay) => {
    await agrees('agreed', ['third_party'])
    await orders(order('hook-consent-1', { member: 'agreed' }), order('hook-consent-2', { member: 'has-not' }), order('hook-consent-3'))
    assert.deepEqual((await stand(relay, 'taken')).map(({ subject }) => subject), ['hook-consent-1'])
    assert.deepEqual((await stand(relay, 'held', 2)).map(({ subject }) => subject).sort(), ['hook-consent-2', 'hook-consent-3'])
  }))

  it('reads what was stored by its first version, and its object is of its own site', async () => {
    const sample = JSON.parse(await readFile(new URL('tests/cases/compat/relay-row-1.json', ROOT), 'utf8'))
    const { DB, SITE_RELAY } = await edge.env()
    const put = "INSERT INTO relay (id, site, target, name, state, config, sealed, version, created_ms, watched_ms) VALUES (?, ?, 'webhook', '', 'on', ?, ?, 1, 0, 0)"
    await DB.prepare(put).bind(sample.relay, site, sample.config.replace('URL', server.url), sample.sealed).run()
    await orders(order('compat-1'))
    await stand({ id: sample.relay }, 'taken')
    assert.ok(isSigned(server.to('/hook/compat')[0], sample.secret))
    // The clock has looked at it.
    await edge.worker.scheduled({ cron: '* * * * *' })
    assert.ok((await DB.prepare('SELECT min(watched_ms) AS at FROM relay').first()).at > Date.now() - 60_000)
    await ok('DELETE', `/relays/${sample.relay}`, undefined, { headers: { 'if-match': '"1"' } })
    const own = SITE_RELAY.get(SITE_RELAY.idFromName(`${site}-r-0000`))
    const ask = (of) => own.rpc(Uint8Array.from(Buffer.from(JSON.stringify({ site: of, now_ms: Date.now(), what: 'Sums' }))))
    await ask(site)
    await assert.rejects(ask('bbbbbbbbbbbbbbbb'))
  })

  it('is one of ten at most', async () => {
    const made = []
    for (let n = 0; n < 10; n += 1) made.push(await ok('POST', '/relays', GA4))
    assert.deepEqual((({ status, body }) => [status, body.code])(await call('POST', '/relays', GA4)), [409, 'too_many'])
    for (const { id } of made) await ok('DELETE', `/relays/${id}`, undefined, { headers: { 'if-match': '"1"' } })
    assert.deepEqual((await ok('GET', '/relays')).relays, [])
  })

  it('is tried without counting', async () => {
    await withRelay({ ...META, pixel: '88888' }, async (relay) => {
      assert.deepEqual((({ status, body }) => [status, body.field])(await call('POST', `/relays/${relay.id}/test`, {})), [422, 'test_code'])
      assert.deepEqual(await ok('POST', `/relays/${relay.id}/test`, { test_code: 'TEST123' }), { taken: true, why: null, status: 200, findings: [] })
      assert.equal(server.to('/v23.0/88888/events').at(-1).testCode, 'TEST123')
    })
    await withRelay({ ...META, pixel: '88889', token: 'old' }, async (relay) => {
      assert.deepEqual(await ok('POST', `/relays/${relay.id}/test`, { test_code: 'TEST123' }), { taken: false, why: 'credentials', status: 400, findings: [] })
    })
    await withRelay(GA4, async (relay) => {
      assert.deepEqual(await ok('POST', `/relays/${relay.id}/test`, {}), { taken: true, why: null, status: 200, findings: [] })
      server.next('/debug/mp/collect', { status: 200, body: { validationMessages: [{ description: 'The measurement id is unknown.' }] } })
      assert.deepEqual(await ok('POST', `/relays/${relay.id}/test`, {}), { taken: false, why: 'payload', status: 200, findings: ['The measurement id is unknown.'] })
    })
    await withRelay(hook('/hook/test'), async (relay) => {
      assert.equal((await ok('POST', `/relays/${relay.id}/test`, {})).taken, true)
      const [one] = server.to('/hook/test')
      assert.deepEqual([one.json.type, isSigned(one, relay.secret)], ['test', true])
      assert.equal((await deliveries(relay)).length, 0, 'it is no delivery')
    })
  })

  it('takes no address that could lead inside', async () => {
    const refused = [
      'http://shop.example/hook', 'https://127.0.0.1/hook', 'https://[::1]/hook', 'https://2130706433/', 'https://0x7f.1/', 'https://127.1/', 'https://①②⑦.0.0.1/', 'https://localhost/', 'https://LOCALHOST./',
      'https://a.localhost/', 'https://printer.local/', 'https://db.internal/', 'https://router.lan/', 'https://intranet/', 'https://shop.example:8443/', 'https://user:pass@shop.example/', 'https://user@shop.example/',
      'ftp://shop.example/', 'javascript:alert(1)', 'shop.example/hook', '', 'http://127.0.0.1:1/', server.url.replace('127.0.0.1', 'localhost'),
    ]
    for (const url of refused) {
      const { status, body } = await call('POST', '/relays', { kind: 'webhook', url })
      assert.deepEqual([status, body.field], [422, 'url'], url)
      assert.ok(!body.detail.includes('user:') && body.detail.length < 80)
    }
    for (const url of ['https://shop.example/hook?x=1', 'https://한글.example/', 'https://shop.example:443/']) await withRelay({ kind: 'webhook', url }, async () => {})
  })

  it('refuses forms that cannot work, and says what to do', async () => {
    const cases = [
      [{ ...META, pixel: 'abc' }, 'pixel'], [{ ...META, pixel: undefined }, 'pixel'], [{ ...META, token: undefined }, 'token'], [{ ...META, token: 'a b' }, 'token'], [{ ...META, url: 'https://x.example/' }, 'url'],
      [{ ...GA4, measurement: 'UA-1' }, 'measurement'], [{ ...GA4, token: '' }, 'token'], [{ ...META, events: ['order.refunded'] }, 'events'], [{ ...META, events: [] }, 'events'], [{ ...hook('/x'), token: 'x' }, 'token'],
      [{ ...META, name: 'x'.repeat(81) }, 'name'],
    ]
    for (const [form, field] of cases) {
      const { status, body } = await call('POST', '/relays', form)
      assert.deepEqual([status, body.field], [422, field], JSON.stringify(form))
      assert.ok(!JSON.stringify(body).includes('EAAB'))
    }
    assert.equal((await call('POST', '/relays', { ...META, surprise: 1 })).status, 400)
    await withRelay(META, async (relay) => {
      const path = `/relays/${relay.id}`
      assert.equal((await call('PUT', path, META)).status, 428)
      const changed = await ok('PUT', path, { ...META, token: undefined, name: '새 이름', state: 'paused' }, { headers: { 'if-match': '"1"' } })
      assert.deepEqual([changed.name, changed.state, changed.version], ['새 이름', 'paused', 2])
      assert.equal((await call('PUT', path, META, { headers: { 'if-match': '"1"' } })).status, 412)
      assert.equal((await call('PUT', path, hook('/x'), { headers: { 'if-match': '"2"' } })).body.field, 'kind')
      assert.equal((await call('POST', `${path}/rotate`)).status, 422)
      await orders(order('paused-1', { member: 'minji' }))
      assert.deepEqual(await deliveries(relay), [])
      const listed = JSON.stringify(await ok('GET', '/relays'))
      assert.ok(!listed.includes('EAAB') && listed.includes('123456789012345'))
    })
    const { DB } = await edge.env()
    const { results } = await DB.prepare('SELECT sealed, config FROM relay').all()
    assert.ok(!JSON.stringify(results).includes('EAAB'))
    const { body } = await call('POST', '/orders', { orders: [order('bad', { browser: { url: 'javascript:1' } })] }, { as: send })
    assert.equal(body.field, 'orders[0].browser.url')
  })
})
