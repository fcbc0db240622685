// Sends, from what a shop owner writes to what its provider has taken: on the real object, against a provider that checks as the real ones do.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { setTimeout as wait } from 'node:timers/promises'
import { ACCOUNT, provider } from '../provider/server.mjs'
import { start } from './harness.mjs'
import { Browser } from './wire.mjs'

const SENDER = { name: '다정한 찻집', numbers: ['0212345678'], opt_out: '0801234567' }
const PATIENCE_MS = 60_000

describe('sends', () => {
  let edge, company, site, owner, hook
  before(async () => {
    company = await provider()
    edge = await start({ vars: { SOLAPI_URL: `${company.origin}/solapi`, EGRESS_LOCAL: company.origin } })
    site = edge.owner.site.id
    owner = await edge.token(['read', 'configure', 'send', 'manage'])
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
  const members = (all) => call('POST', '/members', { members: all })
  const consent = (member, more = {}) =>
    call('POST', `/members/${member}/consents`, {
      words: [{ at: new Date(Date.now() - 60_000).toISOString(), purpose: 'advertising', channel: 'sms', said: 'granted', wording: '광고 문자 수신에 동의합니다', ...more }],
    })
  const text = (text, more = {}) => ({
    name: '안내',
    use: 'information',
    audience: { type: 'members' },
    schedule: { type: 'at_once' },
    content: { type: 'text', sender: SENDER.numbers[0], text },
    ...more,
  })
  const begun = async (send, request) => (await call('POST', `/sends/${send}/start`, request ? { request } : {}, 201)).run
  const ended = async (run, states = ['done', 'stopped', 'held']) => {
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      const seen = await call('GET', `/runs/${run}`)
      if (states.includes(seen.state)) return seen
      assert.ok(Date.now() < until, `run ${run} goes on: ${JSON.stringify(seen)}`)
      await wait(100)
    }
  }
  const idsOf = async (run) => {
    const ids = new Set()
    for (let after = 0; after !== null; ) {
      const page = await call('GET', `/runs/${run}/people?limit=500&after=${after}`)
      page.people.forEach(({ id }) => ids.add(id))
      after = page.next
    }
    return ids
  }
  /** What the company has been given to be sent of these. */
  const sentIn = (ids) => company.messages().messages.filter((message) => message.is_sent && ids.has(message.send))
  /** The site's hour: advertising is held back by it. */
  const zone = async (name) => {
    const { body, headers } = await edge.call('GET', `/api/sites/${site}/settings`, { as: owner })
    const { name: called, currency, domains } = body
    const put = await edge.call('PUT', `/api/sites/${site}/settings`, { as: owner, body: { name: called, currency, domains, zone: name }, headers: { 'if-match': headers.get('etag') } })
    assert.equal(put.status, 200, JSON.stringify(put.body))
  }
  /** A zone in which it is some hour of the day now. */
  const whereIt = (hour) => {
    const ahead = ((hour - new Date().getUTCHours() + 36) % 24) - 12
    return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
  }
  const noon = () => whereIt(13)
  const midnight = () => whereIt(1)
  const settled = async (run, ...totals) => {
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      const seen = await call('GET', `/runs/${run}`)
      if (totals.some((one) => isDeepStrictEqual(seen.totals, one))) return seen
      assert.ok(Date.now() < until, `run ${run}: ${JSON.stringify(seen.totals)}, not ${JSON.stringify(totals)}`)
      await wait(100)
    }
  }

  it('wait until a company is there to carry them', async () => {
    const { id } = await call('POST', '/sends', text('안녕하세요'), 201)
    const refused = await call('POST', `/sends/${id}/start`, {}, 422)
    assert.match(refused.detail, /Connect the company/)
    await call('GET', '/provider', undefined, 404)
    const made = await call('PUT', '/provider', { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }, sender: SENDER })
    assert.match(made.hook.secret, /^[0-9a-f]{40}$/)
    hook = { url: made.hook.url, secret: made.hook.secret }
    company.control({ webhook: hook })
    const shown = await call('GET', '/provider')
    assert.ok(!JSON.stringify(shown).includes(ACCOUNT.solapi.secret) && shown.hook.secret === null)
    const checked = await call('POST', '/provider/check')
    assert.ok(checked.numbers.some(({ number, is_usable: usable }) => number === SENDER.numbers[0] && usable) && checked.balance > 0)
  })

  it('go to every member with a number, each once, with their names', async () => {
    await members([
      { id: 'minji', name: '민지', phone: '010-1111-0001' },
      { id: 'jun', phone: '010-1111-0002' },
      { id: 'twin', name: '민지', phone: '010-1111-0001' },
      { id: 'mail', email: 'mail@mail.example' },
    ])
    const { id } = await call('POST', '/sends', text('{name|고객} 님, 문을 열었어요'), 201)
    const run = await begun(id, 'first')
    const again = await call('POST', `/sends/${id}/start`, { request: 'first' })
    assert.equal(again.run, run, 'the same order begins one run')
    const done = await ended(run)
    assert.deepEqual([done.state, done.people, done.looked_at], ['done', 2, 4])
    const arrived = sentIn(await idsOf(run))
    assert.deepEqual(arrived.map((message) => [message.number, message.text]).toSorted(), [
      ['+821011110001', '민지 님, 문을 열었어요'],
      ['+821011110002', '고객 님, 문을 열었어요'],
    ])
    const people = await call('GET', `/runs/${run}/people`)
    assert.ok(['jun minji', 'jun twin'].includes(people.people.map(({ who }) => who).toSorted().join(' ')), 'one of two who share a number')
  })

  it('that advertise leave framed, by day, to who has agreed, as often as may be', async () => {
    await members([
      { id: 'yes', phone: '010-2222-0001' },
      { id: 'no', phone: '010-2222-0002' },
      { id: 'silent', phone: '010-2222-0003' },
      { id: 'called', phone: '010-2222-0004' },
    ])
    for (const member of ['yes', 'no', 'called']) await consent(member)
    await consent('no', { said: 'refused', at: new Date(Date.now() - 30_000).toISOString() })
    const entered = await call('POST', '/refusals', { numbers: '010-2222-0004, 01022220004\n엉뚱한 말' })
    assert.deepEqual(entered, { refused: 1, not_numbers_at: [3] })
    await zone(noon())
    const { id } = await call('POST', '/sends', text('찻잔 20% 할인', { use: 'advertising' }), 201)
    const run = await begun(id)
    const { totals, codes } = await settled(run, { accepted: 1, held_back: 5 }, { delivered: 1, held_back: 5 })
    assert.deepEqual(codes.filter(({ state }) => state === 'held_back').map(({ code, people }) => [code, people]).toSorted(), [['refused', 2], ['unsaid', 3]], JSON.stringify(totals))
    assert.deepEqual(sentIn(await idsOf(run)).map(({ number, text }) => [number, text]), [['+821022220001', '(광고)다정한 찻집\n찻잔 20% 할인\n무료수신거부 0801234567']])
    // At most one a day, of both kinds of sends counted together; what informs is not held back by it.
    const { version } = await call('GET', '/provider')
    await call('PUT', '/provider', { sender: SENDER, cap_day: 1 }, 200, { 'if-match': `"${version}"` })
    const capped = await ended(await begun(id))
    assert.deepEqual(capped.codes.find(({ code }) => code === 'cap_day')?.people, 1)
    assert.equal(sentIn(await idsOf(capped.id)).length, 0)
    const { id: notice } = await call('POST', '/sends', text('내일은 쉬어요'), 201)
    const informed = await ended(await begun(notice))
    assert.equal(sentIn(await idsOf(informed.id)).length, informed.people)
    await call('PUT', '/provider', { sender: SENDER }, 200, { 'if-match': `"${version + 1}"` })
  })

  it('that advertise wait at night for the morning', async () => {
    await zone(midnight())
    const { id } = await call('POST', '/sends', text('야식 할인', { use: 'advertising' }), 201)
    const run = await begun(id)
    const seen = await settled(run, { held_back: 5, waits: 1 })
    assert.ok(Date.parse(seen.goes_on_at) > Date.now() + 3_600_000, `it goes on at ${seen.goes_on_at}`)
    assert.equal(sentIn(await idsOf(run)).length, 0)
    await call('POST', `/runs/${run}/stop`)
    const stopped = await ended(run)
    assert.deepEqual([stopped.state, stopped.totals], ['stopped', { held_back: 5, stopped: 1 }])
    await call('POST', `/runs/${run}/stop`, undefined, 409)
    await zone(noon())
  })

  it('to a list go with its columns; rows that are no numbers are named', async () => {
    const csv = (name, text, more = '', type = 'text/csv') =>
      edge.call('PUT', `/api/sites/${site}/lists/${name}?name=${encodeURIComponent('11월 명단')}${more}`, { as: owner, body: text, headers: { 'content-type': type } })
    const table = '\ufeff이름,휴대폰,쿠폰\r\n"김, 민지",010-3333-0001,A-1\r\n준,010-333,A-2\r\n\r\n서연,+82 10 3333 0003,\r\n둘,01033330001,A-4\r\n'
    const taken = await csv('november', table)
    assert.equal(taken.status, 200, JSON.stringify(taken.body))
    assert.deepEqual(taken.body, { list: 'november', columns: ['이름', '휴대폰', '쿠폰'], taken: 3, refused: 1, refused_rows: [{ line: 3, reason: 'phone' }], rows: 3, next_from: 3 })
    assert.deepEqual((await csv('november', table)).body.rows, 3, 'the same again changes nothing')
    const { id } = await call('POST', '/sends', text('#{이름} 님, 쿠폰 #{쿠폰}', { audience: { type: 'list', list: 'november' } }), 201)
    const done = await ended(await begun(id))
    assert.deepEqual([done.people, done.totals.incomplete, done.codes.find(({ state }) => state === 'incomplete').code], [2, 1, 'variable'])
    assert.deepEqual(sentIn(await idsOf(done.id)).map(({ number, text }) => [number, text]), [['+821033330001', '김, 민지 님, 쿠폰 A-1']])
    // What Excel in Korea writes.
    const cp949 = Buffer.concat([Buffer.from('c8deb4ebc0fcc8ad0a', 'hex'), Buffer.from('01033330009\n')])
    const old = await edge.fetch(`/api/sites/${site}/lists/old`, { method: 'PUT', headers: { ...owner.headers, 'content-type': 'text/csv' }, body: cp949 })
    assert.deepEqual((await old.json()).columns, ['휴대전화'])
    for (const [name, text, why] of [['empty', '', /empty/], ['headless', '이름\n민지\n', /first line/]]) {
      const refused = await csv(name, text)
      assert.equal(refused.status, 422)
      assert.match(refused.body.detail, why)
    }
    assert.deepEqual((await call('GET', '/lists')).lists.map((list) => list.id).toSorted(), ['november', 'old'])
    await call('DELETE', '/lists/november', undefined, 204)
    const gone = await ended(await begun(id))
    assert.deepEqual([gone.state, gone.why], ['held', 'list_gone'])
  })

  it('to a list go on when the keys are changed; who was erased is nobody here', async () => {
    await edge.call('PUT', `/api/sites/${site}/lists/kept`, { as: owner, body: 'phone\n010-7777-0001\n', headers: { 'content-type': 'text/csv' } })
    const renew = () => edge.call('POST', `/api/sites/${site}/keys`, { as: owner, body: {} })
    let renewed = await renew()
    const until = Date.now() + PATIENCE_MS
    while (renewed.body.older !== false && renewed.status !== 200 && Date.now() < until) {
      await wait(200)
      renewed = await renew()
    }
    const { DB } = await edge.env()
    const versions = async () => (await DB.prepare("SELECT version FROM site_key WHERE site = ? AND wrapped <> '' AND version > 0").bind(site).all()).results.map(({ version }) => version)
    assert.ok((await versions()).length === 1 && (await versions())[0] > 1, `versions ${await versions()}`)
    const { id } = await call('POST', '/sends', text('열쇠가 바뀌어도', { audience: { type: 'list', list: 'kept' } }), 201)
    const done = await ended(await begun(id))
    assert.deepEqual(sentIn(await idsOf(done.id)).map(({ number }) => number), ['+821077770001'], JSON.stringify(done))
    // Erased: rows stay as numbers, and name nobody.
    await members([{ id: 'gone', name: '가람', phone: '010-7777-0002' }])
    const { id: all } = await call('POST', '/sends', text('모두에게'), 201)
    const run = await begun(all)
    await ended(run)
    const who = async () => (await call('GET', `/runs/${run}/people?limit=500`)).people.map(({ who }) => who)
    assert.ok((await who()).includes('gone'))
    const archive = await edge.call('POST', `/api/sites/${site}/people/archive`, { as: owner, body: { member: 'gone' } })
    assert.deepEqual(archive.body.said.sends.map(({ run }) => run), [run])
    let erased = await call('POST', '/people/erase', { member: 'gone' })
    while (erased.done === null && Date.now() < until) {
      await wait(200)
      erased = await call('GET', `/erasures/${erased.id}`)
    }
    assert.ok(!(await who()).includes('gone') && (await who()).includes(''))
  })

  it('to a segment go to who is in it when the run begins', async () => {
    const { DB } = await edge.env()
    const { secret } = await DB.prepare('SELECT secret FROM site WHERE id = ?').bind(site).first()
    const signed = (browser, id) => {
      const expires = Math.floor(Date.now() / 1000) + 600
      const mac = createHmac('sha256', secret).update(`dangol-member-v1\n${site}\n${browser.visitor}\n${id}\n${expires}`).digest('hex')
      return browser.event('member', { id, signature: `v1.${expires}.${mac}` })
    }
    await members(['looks', 'buys', 'stays-away'].map((id, place) => ({ id, phone: `010-4444-000${place}` })))
    const looks = new Browser(edge)
    await looks.send([looks.event('page', { url: 'https://shop.example/event?id=7' }), signed(looks, 'looks'), looks.event('product', { item: { id: 'cup', name: '찻잔', price: 9_000 } })])
    const buys = new Browser(edge)
    await buys.send([buys.event('page', { url: 'https://shop.example/' }), signed(buys, 'buys'), buys.event('order', { id: 'order-1', value: 30_000, items: [] })])
    const to = async (name, include, more = {}) => {
      const { id: segment } = await call('POST', '/segments', { name, include, ...more }, 201)
      const { id } = await call('POST', '/sends', text(name, { audience: { type: 'segment', segment } }), 201)
      const run = await begun(id)
      const done = await ended(run)
      assert.equal(done.state, 'done', JSON.stringify(done))
      return [segment, (await call('GET', `/runs/${run}/people`)).people.map(({ who }) => who).toSorted()]
    }
    const [segment, today] = await to('오늘 온 사람', [{ kind: 'traffic.last_visit_day', within_days: 0 }])
    assert.deepEqual(today, ['buys', 'looks'])
    assert.deepEqual((await to('이벤트를 본 사람', [{ kind: 'content.path_page', match: 'contains', values: ['/event'] }]))[1], ['looks'])
    assert.deepEqual((await to('산 사람', [{ kind: 'purchase.orders', min: 1 }]))[1], ['buys'])
    const named = await edge.call('DELETE', `/api/sites/${site}/segments/${segment}`, { as: owner, headers: { 'if-match': '"0.0"' } })
    assert.ok([409, 412].includes(named.status))
    const used = await call('GET', `/segments/${segment}`)
    assert.deepEqual(used.used_by.map(({ kind }) => kind), ['send'])
  })

  it('leave once, whatever becomes of answers', async () => {
    const everybody = (await call('GET', '/runs?limit=1')).runs
    void everybody
    const at = (path) => `POST /solapi/messages/v4/groups${path}`
    const faults = [
      ['no answer to a group', { match: at(''), do: 'drop' }],
      ['a group is made, and nobody hears it', { match: at(''), do: 'accept_and_drop' }],
      ['messages are added, and nobody hears it', { match: 'PUT /solapi/messages/v4/groups/*/messages', do: 'accept_and_drop' }],
      ['it is sent, and nobody hears it', { match: at('/*/send'), do: 'accept_and_drop' }],
      ['it is not sent, and nobody says so', { match: at('/*/send'), do: 'drop' }],
      ['too many requests', { match: at('/*/send'), do: 'rate_limit' }],
      ['a server fails', { match: at('/*/send'), do: 'error' }],
      ['it is sent unheard, and so is the fence', [{ match: at('/*/send'), do: 'accept_and_drop' }, { match: 'DELETE /solapi/messages/v4/groups/*', do: 'drop' }]],
    ]
    const { id } = await call('POST', '/sends', text('한 번만'), 201)
    for (const [name, rules] of faults) {
      company.control({ rules: [rules].flat().map((rule) => ({ times: 1, ...rule })) })
      const done = await ended(await begun(id))
      company.control({ rules: [] })
      const sent = sentIn(await idsOf(done.id))
      assert.equal(done.state, 'done', name)
      assert.equal(sent.length, done.people, `${name}: as many as people`)
      assert.equal(new Set(sent.map(({ send }) => send)).size, done.people, `${name}: each once`)
      assert.deepEqual(done.totals.unknown, undefined, name)
    }
    assert.equal(company.messages().duplicates, 0)
  })

  it('are held where the provider will not, and go on when that is mended', async () => {
    const { version } = await call('GET', '/provider')
    await call('PUT', '/provider', { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: 'wrong' }, sender: SENDER }, 200, { 'if-match': `"${version}"` })
    const refused = await edge.call('POST', `/api/sites/${site}/provider/check`, { as: owner, headers: { 'content-type': 'application/json' } })
    assert.deepEqual([refused.status, refused.body.code], [409, 'provider_refused'])
    const { id } = await call('POST', '/sends', text('곧 고쳐요'), 201)
    const run = await begun(id)
    const held = await ended(run)
    assert.match(`${held.state} ${held.why}`, /^held provider: 4\d\d/)
    assert.equal(held.totals.planned, held.people)
    await call('PUT', '/provider', { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }, sender: SENDER }, 200, { 'if-match': `"${version + 1}"` })
    await call('POST', `/runs/${run}/resume`)
    const done = await ended(run)
    assert.deepEqual([done.state, sentIn(await idsOf(run)).length], ['done', done.people])
  })

  it('are told what became of them by a webhook that is asked back, and nobody else', async () => {
    const path = new URL(hook.url).pathname
    const forged = await edge.call('POST', path, { body: [], headers: { 'x-solapi-secret': 'x' } })
    assert.equal(forged.status, 404)
    const { id } = await call('POST', '/sends', text('잘 도착했나요'), 201)
    const done = await ended(await begun(id))
    await settled(done.id, { delivered: done.people })
    // Nobody tells: it is looked at.
    company.control({ webhook: {} })
    const untold = await ended(await begun(id))
    await settled(untold.id, { delivered: untold.people })
    company.control({ webhook: hook, receipts: { after_ms: 50, double: true, shuffle: true } })
    const twice = await ended(await begun(id))
    await settled(twice.id, { delivered: twice.people })
    company.control({ receipts: { after_ms: 300 } })
    // Somebody calls the number to refuse: believed at once, and nothing that advertises leaves there.
    await members([{ id: 'refuses', phone: '010-6666-0001' }])
    await consent('refuses')
    await zone(noon())
    const { id: advert } = await call('POST', '/sends', text('할인', { use: 'advertising' }), 201)
    const before = await ended(await begun(advert))
    assert.ok(sentIn(await idsOf(before.id)).some(({ number }) => number === '+821066660001'))
    company.control({ refuse: ['+821066660001'] })
    await wait(1_000)
    const after = await ended(await begun(advert))
    assert.ok(!sentIn(await idsOf(after.id)).some(({ number }) => number === '+821066660001'))
  })

  it('are looked at where one webhook tells of more than are asked back', async () => {
    company.control({ webhook: hook, receipts: { after_ms: 1_000, double: false, shuffle: false } })
    const rows = Array.from({ length: 70 }, (_, n) => `0107100${String(n).padStart(4, '0')}`)
    await edge.call('PUT', `/api/sites/${site}/lists/many`, { as: owner, body: `phone\n${rows.join('\n')}\n`, headers: { 'content-type': 'text/csv' } })
    const { id } = await call('POST', '/sends', text('많이', { audience: { type: 'list', list: 'many' } }), 201)
    const before = company.calls().calls.length
    const done = await ended(await begun(id))
    await settled(done.id, { delivered: 70 })
    const asked = company.calls().calls.slice(before).filter(({ method }) => method === 'GET')
    const one = asked.filter(({ path }) => path.includes('messageId='))
    assert.ok(one.length >= 40 && one.length < 70, `${one.length} were asked back one by one`)
    assert.ok(asked.some(({ path }) => /groups\/[^/]+\/messages/.test(path)), 'the others were found in the list of their request')
    company.control({ receipts: { after_ms: 300 } })
  })

  it('begin by themselves at their moment', async () => {
    const { id } = await call('POST', '/sends', text('예약', { schedule: { type: 'at', at: new Date(Date.now() + 2_000).toISOString() } }), 201)
    const { next } = await call('POST', `/sends/${id}/start`, {})
    assert.ok(Date.parse(next) > Date.now())
    assert.deepEqual((await call('GET', '/runs')).armed.map(({ send }) => send), [id])
    const until = Date.now() + PATIENCE_MS
    let runs = []
    while (runs.length === 0 && Date.now() < until) {
      await wait(200)
      runs = (await call('GET', `/runs?send=${id}`)).runs
    }
    const done = await ended(runs[0].id)
    assert.deepEqual([done.state, sentIn(await idsOf(done.id)).length], ['done', done.people])
    assert.deepEqual((await call('GET', '/runs')).armed, [])
    const past = await call('POST', '/sends', text('지난 예약', { schedule: { type: 'at', at: new Date(Date.now() - 60_000).toISOString() } }), 201)
    assert.match((await call('POST', `/sends/${past.id}/start`, {}, 422)).detail, /over/)
  })

  it('by a company that says which channels and categories it has, and whose webhook gets a new secret', async () => {
    const { channels, categories } = await call('POST', '/provider/kakao')
    assert.deepEqual(channels.map(({ id, is_usable }) => [id, is_usable]), [[ACCOUNT.solapi.channel, true]])
    assert.ok(categories.some(({ code, name }) => code === '005001' && name === '배송상태'), JSON.stringify(categories))
    const before = await call('GET', '/provider')
    const renewed = await call('POST', '/provider/hook-secret')
    assert.match(renewed.hook.secret, /^[0-9a-f]{40}$/)
    assert.deepEqual([renewed.hook.url, renewed.version, renewed.sender, renewed.notices], [before.hook.url, before.version + 1, before.sender, before.notices])
    const { hook: after } = await call('GET', '/provider')
    assert.equal(after.secret, null, 'it is shown once')
    // The new one is believed, and no other.
    const tell = (secret) => fetch(renewed.hook.url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-solapi-secret': createHash('sha1').update(secret).digest('hex') }, body: '[]' }).then(({ status }) => status)
    assert.deepEqual([await tell(renewed.hook.secret), await tell(hook.secret)], [200, 404])
    hook.secret = renewed.hook.secret
    company.control({ webhook: hook })
  })

  const template = (body, more = {}) => ({ name: '배송 시작', category: '004001', template: { kind: 'BA', emphasis: { type: 'none' }, body, ...more } })
  const reviewed = async (id, state) => {
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      const { reviews } = await call('POST', '/template-reviews')
      const seen = reviews.find((review) => review.template === id)
      if (seen.state === state) return seen
      assert.ok(Date.now() < until, JSON.stringify(seen))
      await wait(100)
    }
  }

  it('by Alimtalk go by approved templates alone, and as a text where they do not arrive', async () => {
    const { version } = await call('GET', '/provider')
    const put = (sender, at) => call('PUT', '/provider', { sender }, 200, { 'if-match': `"${at}"` })
    await put({ ...SENDER, channel: ACCOUNT.solapi.channel }, version)
    company.control({ templates: { review_ms: 100, reject: '광고로 보입니다' }, receipts: { after_ms: 100, fail: {} } })
    for (const [body, field] of [
      [template(''), 'template.body'],
      [template('가'.repeat(1_001)), 'template.body'],
      [template('안녕', { extra: '부가정보' }), 'template.extra'],
      [template('안녕', { buttons: [{ name: '바로 가기', action: 'WL' }] }), 'template.buttons[0].links'],
    ]) {
      const refused = await edge.call('POST', `/api/sites/${site}/templates`, { as: owner, body })
      assert.deepEqual([refused.status, refused.body.field], [422, field], JSON.stringify(refused.body))
    }
    const { id } = await call('POST', '/templates', { id: 'shipped', ...template('#{고객} 님, 주문하신 상품이 출발했어요.') }, 201)
    const content = { type: 'alimtalk', template: id, variables: { 고객: '{name|고객}' }, fallback: { sender: SENDER.numbers[0] } }
    const { id: send } = await call('POST', '/sends', text('', { name: '배송', content }), 201)
    assert.match((await call('POST', `/sends/${send}/start`, {}, 422)).detail, /not approved/)
    const asked = await call('POST', `/templates/${id}/review`, {})
    assert.deepEqual([asked.state, asked.registered.body], ['in_review', '#{고객} 님, 주문하신 상품이 출발했어요.'])
    await call('POST', `/templates/${id}/review`, {}, 409)
    assert.deepEqual((await reviewed(id, 'rejected')).reasons, ['광고로 보입니다'])
    company.control({ templates: { review_ms: 100, reject: '' } })
    await call('POST', `/templates/${id}/review`, { note: '주문한 분께만 보냅니다' })
    await reviewed(id, 'approved')
    const used = await edge.call('DELETE', `/api/sites/${site}/templates/${id}`, { as: owner, headers: { 'if-match': (await edge.call('GET', `/api/sites/${site}/templates/${id}`, { as: owner })).headers.get('etag') } })
    assert.equal(used.body.code, 'in_use')

    // One is not on Kakao, another one's phone is broken: only of the first it is final.
    company.control({ receipts: { after_ms: 100, fail: { '+821011110001': '3104', '+821011110002': '3001' } } })
    const run = await begun(send)
    const until = Date.now() + PATIENCE_MS
    let seen
    do {
      await wait(200)
      seen = await call('GET', `/runs/${run}`)
    } while (!(seen.state === 'done' && seen.totals.fell_back === 1 && !seen.totals.accepted) && Date.now() < until)
    const sent = sentIn(await idsOf(run))
    const texts = sent.filter(({ type }) => type !== 'ATA')
    assert.deepEqual(texts.map(({ number, type, text }) => [number, type, text]), [['+821011110001', 'LMS', '[다정한 찻집]\n민지 님, 주문하신 상품이 출발했어요.']], JSON.stringify(seen))
    assert.equal(seen.people, sent.length)
    assert.deepEqual([seen.totals.fell_back, seen.totals.failed], [1, 1 + 1], 'the text to that number fails as well, and falls back to nothing')
    company.control({ receipts: { after_ms: 300, fail: {} } })
    await put(SENDER, version + 1)
  })

  it('stop where somebody stops them, and wait where the company is gone', async () => {
    const { id } = await call('POST', '/sends', text('천천히'), 201)
    const slow = (ms) => company.control({ rules: [{ match: 'POST /solapi/messages/v4/groups', do: 'delay', ms, times: 1 }] })
    slow(1_500)
    const stopped = await begun(id)
    await wait(500)
    assert.equal((await call('POST', `/runs/${stopped}/stop`)).state, 'stopping')
    const seen = await ended(stopped)
    assert.deepEqual([seen.state, seen.totals, sentIn(await idsOf(stopped)).length], ['stopped', { stopped: seen.people }, 0])
    slow(1_500)
    const run = await begun(id)
    await wait(500)
    await call('DELETE', '/provider', undefined, 204)
    const held = await ended(run)
    assert.deepEqual([held.state, held.why, held.totals], ['held', 'no_provider', { planned: held.people }])
    const made = await call('PUT', '/provider', { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }, sender: SENDER })
    hook = { url: made.hook.url, secret: made.hook.secret }
    company.control({ webhook: hook })
    await call('POST', `/runs/${run}/resume`)
    const done = await ended(run)
    assert.deepEqual([done.state, sentIn(await idsOf(run)).length], ['done', done.people])
    assert.equal(company.messages().duplicates, 0)
  })

  it('are refused where they cannot leave, saying why', async () => {
    for (const [body, field] of [
      [text('축하해요 🎉'), 'content.text'],
      [text('#{쿠폰}'), 'content.text'],
      [text('{name}', { audience: { type: 'list', list: 'x' } }), 'content.text'],
      [text('안녕', { audience: { type: 'segment', segment: 'nowhere' } }), 'audience.segment'],
      [text('안녕', { schedule: { type: 'weekly', weekdays: 0, minute: 0 } }), 'schedule.weekdays'],
    ]) {
      const refused = await edge.call('POST', `/api/sites/${site}/sends`, { as: owner, body })
      assert.deepEqual([refused.status, refused.body.field], [422, field], JSON.stringify(body.content))
    }
    const long = await call('POST', '/sends', text('가'.repeat(1_001)), 201)
    assert.match((await call('POST', `/sends/${long.id}/start`, {}, 422)).detail, /2002 bytes of 2000/)
    const stranger = await call('POST', '/sends', text('안녕', { content: { type: 'text', sender: '0299999999', text: '안녕' } }), 201)
    assert.equal((await call('POST', `/sends/${stranger.id}/start`, {}, 422)).field, 'content.sender')
  })
})
