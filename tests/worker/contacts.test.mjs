// What a shop says of its members: contacts that no store can read, found by what they are; consents with their evidence, and what holds.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { KEYS, ROOT, start } from './harness.mjs'
import { ask, call, name } from './objects.mjs'

const MINUTE = 60_000
const iso = (ms) => new Date(ms).toISOString()

describe('contacts', () => {
  let edge, site, server, owner, reader
  before(async () => {
    edge = await start()
    site = edge.owner.site.id
    server = await edge.token(['send'])
    owner = await edge.token(['manage'])
    reader = await edge.token(['read'])
  })
  after(() => edge?.close())

  const path = (member) => `/api/sites/${site}/members/${encodeURIComponent(member)}`
  const ok = ({ status, body }) => {
    assert.equal(status, 200, JSON.stringify(body))
    return body
  }
  const put = async (member, body) => ok(await edge.call('PUT', path(member), { as: server, body }))
  const get = async (member) => ok(await edge.call('GET', path(member), { as: owner }))
  const find = async (body) => ok(await edge.call('POST', `/api/sites/${site}/members/find`, { as: owner, body })).members
  const say = async (member, ...words) => ok(await edge.call('POST', `${path(member)}/consents`, { as: server, body: { words } }))
  const consents = async (member) => ok(await edge.call('GET', `${path(member)}/consents`, { as: owner }))
  const holds = async (member, channel, purpose = 'advertising') => (await consents(member)).holds.find((held) => held.channel === channel && held.purpose === purpose).holds
  const word = (said, at, more = {}) => ({ at: iso(at), purpose: 'advertising', channel: 'sms', said, wording: '광고 문자 수신에 동의합니다', place: '/join', ...more })
  /** Letters to contacts' homes are carried at once, or by an alarm: what is so in the end. */
  const inTheEnd = async (see, expected, why) => {
    let seen
    for (let tries = 0; tries < 60; tries += 1) {
      seen = await see()
      if (JSON.stringify(seen) === JSON.stringify(expected)) return
      await wait(50)
    }
    assert.deepEqual(seen, expected, why)
  }

  it('are kept in one form, found by any, and read by who may', async () => {
    assert.deepEqual(await put('minji', { name: ' 김민지 ', phone: '010-1234-5678', email: 'Minji@Mail.EXAMPLE' }), { changed: true })
    const { updated_at: at, ...minji } = await get('minji')
    assert.deepEqual(minji, { id: 'minji', name: '김민지', phone: '+821012345678', email: 'Minji@mail.example' })
    assert.ok(Math.abs(Date.parse(at) - Date.now()) < MINUTE)
    for (const phone of ['01012345678', '+82 10 1234 5678', '０１０-1234-5678']) await inTheEnd(() => find({ phone }), ['minji'], phone)
    await inTheEnd(() => find({ email: 'Minji@mail.example' }), ['minji'])
    // A box does not hang on a capital letter, so neither does what was refused for it.
    assert.deepEqual([await find({ phone: '010-1234-5679' }), await find({ email: 'minJI@mail.example' })], [[], ['minji']])
    // Ids as shops have them.
    for (const id of ['a/b c', '회원-1', 'x@y.example', '100%']) {
      await put(id, { phone: '010-9999-0000' })
      assert.equal((await get(id)).phone, '+821099990000')
    }
    await inTheEnd(() => find({ phone: '010-9999-0000' }), ['100%', 'a/b c', 'x@y.example', '회원-1'])
    const audit = ok(await edge.call('GET', `/api/sites/${site}/audit`, { as: owner }))
    const text = JSON.stringify(audit)
    assert.ok(text.includes('member_opened') && !text.includes('minji') && !text.includes('1234'), text)
  })

  it('are as the shop said last, whatever comes when', async () => {
    const now = Date.now()
    const said = (phone, ago) => put('jun', { phone, updated_at: iso(now - ago) })
    assert.deepEqual(await said('010-2000-0002', 2 * MINUTE), { changed: true })
    assert.deepEqual(await said('010-2000-0001', 3 * MINUTE), { changed: false }, 'an older word')
    assert.deepEqual(await said('010-2000-0002', 2 * MINUTE), { changed: false }, 'said twice')
    assert.deepEqual(await said('010-2000-0003', MINUTE), { changed: true })
    await inTheEnd(() => find({ phone: '010-2000-0003' }), ['jun'])
    await inTheEnd(() => find({ phone: '010-2000-0002' }), [])
    await put('jun', { name: '준' })
    await inTheEnd(() => find({ phone: '010-2000-0003' }), [])
    assert.deepEqual([(await get('jun')).phone, (await get('jun')).name], [null, '준'])
  })

  it('come by the thousand, all or none', async () => {
    const members = Array.from({ length: 1000 }, (_, n) => ({ id: `bulk-${n}`, name: `회원 ${n}`, phone: `010-3000-${String(n).padStart(4, '0')}`, email: `bulk-${n}@mail.example` }))
    const post = (all) => edge.call('POST', `/api/sites/${site}/members`, { as: server, body: { members: all } })
    const wrong = await post(members.with(707, { id: 'bulk-707', phone: '010-30' }))
    assert.deepEqual([wrong.status, wrong.body.code, wrong.body.field], [422, 'invalid', 'members[707].phone'])
    assert.equal((await edge.call('GET', path('bulk-0'), { as: owner })).status, 404, 'none of them')
    const objects = async () => ok(await edge.call('GET', `/api/sites/${site}/objects`, { as: reader })).each
    const rows = async () => (await objects()).reduce((sum, object) => sum + object.rows_written_since_woken, 0)
    const before = await rows()
    assert.deepEqual(ok(await post(members)), { members: 1000, changed: 1000 })
    await inTheEnd(async () => (await objects()).reduce((sum, object) => sum + object.letters_waiting, 0), 0)
    const written = (await rows()) - before
    assert.ok(written >= 3000 && written < 12_000, `${written} rows`)
    if (process.env.FIGURES) console.log(`${written / 1000} rows a member of two contacts`)
    assert.deepEqual(ok(await post(members.map((member) => ({ ...member, updated_at: iso(Date.now() - MINUTE) })))), { members: 1000, changed: 0 })
    assert.deepEqual(await find({ phone: '010-3000-0999' }), ['bulk-999'])
    assert.equal((await get('bulk-500')).email, 'bulk-500@mail.example')
    assert.equal((await post([...members, members[0]])).body.field, 'members')
  })

  it('that a shop fills in for everybody find some of them, and forget no refusal', async () => {
    const members = Array.from({ length: 230 }, (_, n) => ({ id: `all-${n}`, phone: '010-3999-9999' }))
    for (const half of [members.slice(0, 220), members.slice(220)]) ok(await edge.call('POST', `/api/sites/${site}/members`, { as: server, body: { members: half } }))
    await inTheEnd(async () => (await find({ phone: '010-3999-9999' })).length, 200)
    const found = await find({ phone: '010-3999-9999' })
    const left = members.find(({ id }) => !found.includes(id)).id
    await say(left, word('refused', Date.now() - MINUTE))
    await inTheEnd(() => holds('all-0', 'sms'), 'refused')
  })

  it('are refused without being repeated', async () => {
    const secret = '010-7777'
    for (const [method, where, body, field] of [
      ['PUT', 'minji', { phone: secret }, 'phone'],
      ['PUT', 'minji', { email: secret }, 'email'],
      ['PUT', 'minji', { name: `${secret}\n` .padStart(120, 'x') }, 'name'],
      ['PUT', 'minji', { phone: 10, name: secret }],
      ['PUT', 'minji', { phone: [secret] }],
      ['PUT', 'minji', { phone: { number: secret } }],
      ['PUT', 'minji', { [secret]: 1 }],
      ['PUT', 'minji', { updated_at: secret }],
      ['PUT', 'minji', { updated_at: '1999-01-01T00:00:00Z', name: secret }, 'updated_at'],
      ['PUT', 'minji', { id: secret }, 'id'],
      ['PUT', 'minji', `{"phone":"${secret}","phone":"${secret}"}`],
      ['PUT', 'minji', `{"phone":"${secret}`],
      ['PUT', 'minji', `"${secret}"`],
      ['POST', '', { members: [{ id: 'x', phone: secret }] }, 'members[0].phone'],
      ['POST', '', { members: [{ id: secret, phone: 5 }] }],
      ['POST', '', { members: [{ phone: '010-1234-5678' }] }, 'members[0].id'],
      ['POST', 'find', { phone: secret }, 'phone'],
      ['POST', 'find', { name: secret }],
      ['POST', 'find', { phone: secret, email: secret }, 'phone'],
      ['POST', 'minji/consents', { words: [{ ...word('granted', Date.now()), source: secret }] }],
      ['POST', 'minji/consents', { words: [{ ...word('granted', Date.now()), source: 'person' }] }],
      ['POST', 'minji/consents', { words: [{ ...word('granted', Date.now()), source: 'provider' }] }],
      ['POST', 'minji/consents', { words: [word('granted', Date.now(), { wording: ' ' })] }, 'words[0].wording'],
      ['POST', 'minji/consents', { words: [word('refused', Date.now() + 60 * MINUTE)] }, 'words[0].at'],
      ['POST', 'minji/consents', { words: [] }, 'words'],
    ]) {
      const answer = await edge.call(method, `/api/sites/${site}/members${where && `/${where}`}`, { as: method === 'POST' && where === 'find' ? owner : server, body })
      const said = JSON.stringify(answer.body)
      assert.ok(answer.status === 422 || answer.status === 400, `${answer.status} ${said} to ${JSON.stringify(body)}`)
      if (field) assert.equal(answer.body.field, field, said)
      assert.ok(!said.includes(secret), said)
    }
  })

  it('say what holds by channel: a later word of the person lifts a refusal, a list never does', async () => {
    const now = Date.now()
    await put('hana', { phone: '010-4000-0001', email: 'hana@mail.example' })
    assert.equal(await holds('hana', 'sms'), 'unsaid')
    assert.deepEqual(await say('hana', word('granted', now - 9 * MINUTE, { source: 'import', wording: '' })), { words: 1, new: 1 })
    assert.deepEqual(await say('hana', word('granted', now - 9 * MINUTE, { source: 'import', wording: '' })), { words: 1, new: 0 }, 'said twice')
    await inTheEnd(() => holds('hana', 'sms'), 'granted')
    await say('hana', word('refused', now - 8 * MINUTE))
    await say('hana', word('granted', now - 7 * MINUTE, { source: 'import' }))
    await inTheEnd(() => holds('hana', 'sms'), 'refused', 'a list of later date lifts nothing')
    await say('hana', word('granted', now - 6 * MINUTE), word('granted', now - 6 * MINUTE, { purpose: 'night_advertising' }))
    await inTheEnd(() => holds('hana', 'sms'), 'granted')
    assert.deepEqual([await holds('hana', 'sms', 'night_advertising'), await holds('hana', 'kakao'), await holds('hana', 'email')], ['granted', 'unsaid', 'unsaid'])
    const { words } = await consents('hana')
    assert.deepEqual(words.map(({ said, source }) => `${said} ${source}`), ['granted import', 'refused shop', 'granted import', 'granted shop', 'granted shop'])
    assert.equal(words[3].wording, '광고 문자 수신에 동의합니다', 'the evidence')
    // "Nowhere any more" is about every channel; what has no channel is its own.
    await say('hana', word('refused', now - 5 * MINUTE, { channel: null }), word('granted', now - 5 * MINUTE, { channel: null, purpose: 'third_party' }))
    await inTheEnd(() => Promise.all([holds('hana', 'sms'), holds('hana', 'email'), holds('hana', null, 'third_party')]), ['refused', 'refused', 'granted'])
  })

  it('carry a consent to a new number, and leave a refusal at the old one, whoever has it', async () => {
    const now = Date.now()
    await put('sora', { phone: '010-4000-0002' })
    await say('sora', word('granted', now - 9 * MINUTE), word('refused', now - 8 * MINUTE, { channel: 'kakao' }))
    await put('sora', { phone: '010-4000-0003' })
    await inTheEnd(() => Promise.all([holds('sora', 'sms'), holds('sora', 'kakao')]), ['granted', 'refused'])
    // The number is somebody else's by now: what was refused there stays refused, what was granted is not theirs.
    await put('dami', { phone: '010-4000-0002' })
    await inTheEnd(() => Promise.all([holds('dami', 'sms'), holds('dami', 'kakao')]), ['unsaid', 'refused'])
    await say('dami', word('granted', now - 7 * MINUTE, { channel: 'kakao', source: 'import' }))
    await inTheEnd(() => holds('dami', 'kakao'), 'refused')
    await say('dami', word('granted', now - 6 * MINUTE, { channel: 'kakao' }))
    await inTheEnd(() => holds('dami', 'kakao'), 'granted', 'their own later word')
    // Two who share a number: what one refuses is refused there.
    await put('mother', { phone: '010-4000-0004' })
    await put('child', { phone: '010-4000-0004' })
    await say('mother', word('granted', now - 9 * MINUTE))
    await inTheEnd(() => holds('mother', 'sms'), 'granted')
    await say('child', word('refused', now - 8 * MINUTE))
    await inTheEnd(() => holds('mother', 'sms'), 'refused')
  })

  it('are in the archive, and gone when erased; what was refused is not forgotten', async () => {
    const now = Date.now()
    const people = async (what, member) => ok(await edge.call('POST', `/api/sites/${site}/people/${what}`, { as: owner, body: { member } }))
    await put('yuna', { name: '유나', phone: '010-5000-0001', email: 'yuna@mail.example' })
    await say('yuna', word('refused', now - 9 * MINUTE), word('granted', now - 9 * MINUTE, { channel: 'email' }))
    const { said } = await people('archive', 'yuna')
    assert.deepEqual([said.contacts.phone, said.contacts.name, said.consents.words.length], ['+821050000001', '유나', 2])
    await people('erase', 'yuna')
    assert.equal((await edge.call('GET', path('yuna'), { as: owner })).status, 404)
    assert.deepEqual([await find({ phone: '010-5000-0001' }), await find({ email: 'yuna@mail.example' }), (await consents('yuna')).words], [[], [], []])
    // What was on its way is not taken; what is said from now on is.
    assert.deepEqual(await put('yuna', { phone: '010-5000-0001', updated_at: iso(now - MINUTE) }), { changed: false })
    assert.deepEqual(await say('yuna', word('granted', now - MINUTE)), { words: 1, new: 0 })
    assert.equal((await edge.call('GET', path('yuna'), { as: owner })).status, 404)
    assert.deepEqual(await put('yuna', { phone: '010-5000-0001', email: 'yuna@mail.example' }), { changed: true })
    await inTheEnd(() => find({ phone: '010-5000-0001' }), ['yuna'])
    await inTheEnd(() => Promise.all([holds('yuna', 'sms'), holds('yuna', 'email')]), ['refused', 'unsaid'])
    await wait(5)
    await say('yuna', word('granted', Date.now(), { source: 'import' }))
    await inTheEnd(() => holds('yuna', 'sms'), 'refused', 'by a list')
    await say('yuna', word('granted', Date.now()))
    await inTheEnd(() => holds('yuna', 'sms'), 'granted', 'by herself')
  })

  it('are gone after each erasure, though the shop’s clock is ahead', async () => {
    const erase = async () => ok(await edge.call('POST', `/api/sites/${site}/people/erase`, { as: owner, body: { member: 'sora' } }))
    for (const minutes of [2, 4]) {
      assert.deepEqual(await put('sora', { phone: '010-5000-0009', updated_at: iso(Date.now() + minutes * MINUTE) }), { changed: true })
      await inTheEnd(() => find({ phone: '010-5000-0009' }), ['sora'])
      await wait(5)
      await erase()
      assert.equal((await edge.call('GET', path('sora'), { as: owner })).status, 404, `${minutes} minutes ahead`)
      await inTheEnd(() => find({ phone: '010-5000-0009' }), [])
    }
  })

  it('move with their buckets', async () => {
    const grow = async (objects) => ok(await edge.call('POST', `/api/sites/${site}/objects`, { as: owner, body: { objects } }))
    for (const objects of [3, 2]) {
      while ((await grow(objects)).buckets_left > 0);
      assert.deepEqual([await find({ phone: '010-3000-0123' }), (await get('bulk-321')).name, await holds('mother', 'sms'), await holds('dami', 'kakao')], [['bulk-123'], '회원 321', 'refused', 'granted'], `${objects} objects`)
      await put('jun', { phone: `010-6000-000${objects}` })
      await inTheEnd(() => find({ phone: `010-6000-000${objects}` }), ['jun'])
    }
  })

  it('have one holder less or more by the newest letter, in whatever order and how often letters come', async () => {
    const contact = Buffer.alloc(16, 7)
    const tell = async (shard, letters) => {
      const bytes = ask(site, shard, 6, { map: 99 }).list(letters, () => {})
      for (const { member, version, held } of letters) bytes.byte(4).raw(contact).text(member).zigzag(version).byte(held ? 1 : 0).varint(1).byte(0)
      return call(edge, name(site, shard), bytes.done())
    }
    const homes = await Promise.allSettled([0, 1].map((shard) => tell(shard, [{ member: 'probe', version: 1, held: false }])))
    const home = homes.findIndex(({ status }) => status === 'fulfilled')
    const found = async () => {
      const answer = await call(edge, name(site, home), ask(site, home, 26, { map: 99 }).raw(contact).done())
      return answer.list(() => answer.text())
    }
    let seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
    const random = (below) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((seed / 2_147_483_648) * below)
    }
    const first = seed
    for (let round = 0; round < 25; round += 1) {
      const member = `letters-${round}`
      const words = Array.from({ length: 1 + random(6) }, (_, n) => ({ member, version: n + 2, held: random(2) === 1 }))
      const sent = [...words, ...words.slice(0, random(3))].sort(() => random(3) - 1)
      for (const letter of sent) await tell(home, [letter])
      assert.equal((await found()).includes(member), words.at(-1).held, `SEED=${first} round ${round}: ${JSON.stringify(sent)}`)
    }
  })

  it('that were stored long ago are read', async () => {
    const sample = JSON.parse(await readFile(new URL('tests/cases/compat/contacts-1.json', ROOT), 'utf8'))
    assert.equal(sample.keys, KEYS)
    const { DB } = await edge.env()
    await DB.prepare("INSERT INTO site (id, key, name, zone, currency, domains, secret, config_version, created_ms) SELECT ?, 'compat', name, zone, currency, domains, secret, 0, created_ms FROM site LIMIT 1").bind(sample.site).run()
    await DB.prepare('INSERT INTO member (site, account, role) SELECT ?, account, role FROM member LIMIT 1').bind(sample.site).run()
    for (const [version, wrapped] of sample.wrapped.entries()) await DB.prepare('INSERT INTO site_key (site, version, wrapped, made_ms) VALUES (?, ?, ?, 0)').bind(sample.site, version, wrapped).run()
    const [sealed, index] = [sample.sealed, sample.phone_index].map((hex) => Buffer.from(hex, 'hex'))
    const put = (shard) => call(edge, name(sample.site, shard), ask(sample.site, shard, 23).list([1], () => {}).text(sample.member).zigzag(1_795_000_000_000 * 1024).varint(1).varint(sealed.length).raw(sealed).byte(1).raw(index).byte(0).done())
    assert.equal((await Promise.allSettled([0, 1].map(put))).filter(({ status }) => status === 'fulfilled').length, 1)
    const opened = ok(await edge.call('GET', `/api/sites/${sample.site}/members/${sample.member}`, { as: owner }))
    assert.deepEqual([opened.name, opened.phone, opened.email, opened.updated_at], [sample.name, sample.phone, null, '2026-11-18T11:06:40.000Z'])
    await inTheEnd(async () => ok(await edge.call('POST', `/api/sites/${sample.site}/members/find`, { as: owner, body: { phone: sample.phone } })).members, [sample.member])
  })

  it('are sealed anew with a new key, and the old one is gone', async () => {
    const keys = async (method = 'GET') => ok(await edge.call(method, `/api/sites/${site}/keys`, { as: owner, ...(method === 'POST' ? { headers: { 'content-type': 'application/json' } } : {}) }))
    assert.deepEqual((await keys()).versions.map(({ version, destroyed }) => [version, destroyed]), [[1, null]])
    const { versions, sealed_by_older: older } = await keys('POST')
    assert.deepEqual([versions.map(({ version, destroyed }) => [version, destroyed !== null]), older], [[[2, false], [1, true]], 0])
    assert.equal((await get('bulk-999')).phone, '+821030000999')
    assert.deepEqual(await find({ phone: '010-3000-0999' }), ['bulk-999'], 'the blind index stays')
    // A writer that read the keys before and is slow: whichever object it is for does not take what the old key has sealed.
    const slow = (shard, key) => call(edge, name(site, shard), ask(site, shard, 23, { map: 99 }).list([1], () => {}).text('slow').zigzag(Date.now() * 1024).varint(key).varint(3).raw([1, 2, 3]).byte(0).byte(0).done())
    for (const shard of [0, 1]) await assert.rejects(slow(shard, 1))
    const taken = await Promise.allSettled([0, 1].map((shard) => slow(shard, 2)))
    assert.equal(taken.filter(({ status }) => status === 'fulfilled').length, 1)
    const home = taken.findIndex(({ status }) => status === 'fulfilled')
    await assert.rejects(slow(home, 1))
    const { DB } = await edge.env()
    const { results } = await DB.prepare('SELECT version, wrapped FROM site_key WHERE site = ? ORDER BY version').bind(site).all()
    assert.deepEqual(results.map(({ version, wrapped }) => [version, wrapped.slice(0, 2)]), [[0, '1.'], [1, ''], [2, '1.']])
    assert.ok(!JSON.stringify(results).includes(KEYS.slice(2)))
  })
})
