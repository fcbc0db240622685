// Segments before they are published: the catalogue and the stores, checking, explaining, and where a broken one is named.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { EMPTY_CONFIG, SITE, start } from './harness.mjs'

const NOW = '2026-11-21T09:30:00+09:00'
const BIG = { id: 'big', name: '큰 장바구니', include: [{ kind: 'cart.total', min: '50000' }] }
const AGAIN = { id: 'again', name: '다시 온 큰손', include: [{ kind: 'segment.member', values: ['big'] }, { kind: 'traffic.visits', min: 2 }] }
const HANGUL = /[가-힣]/
const said = (words, what) => {
  assert.match(words.ko, HANGUL, what)
  assert.ok(words.en && !HANGUL.test(words.en.replace(/[“"‘][^”"’]*[”"’]/g, '')), `${what}: ${words.en}`)
}

describe('segments', () => {
  let edge
  let site
  const post = (name, body, as = edge.owner, more = {}) => edge.call('POST', `${site}/segments/${name}`, { as, body, ...more })
  const check = async (segment, more = {}) => {
    const answer = await post('check', { segment, ...more })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const explain = async (segment, facts) => {
    const answer = await post('explain', { segment, facts: { now: NOW, ...facts } })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const found = (findings) => findings.map(({ severity, at, code }) => `${severity} ${at} ${code}`)
  const publish = async (segments, messages = []) => {
    const { headers } = await edge.call('GET', `${site}/config`, { as: edge.owner })
    return edge.call('PUT', `${site}/config`, { as: edge.owner, body: { ...EMPTY_CONFIG, segments, messages }, headers: { 'if-match': headers.get('etag') } })
  }
  const store = async (path) => {
    const answer = await edge.call('GET', path)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=300')
    return answer.body
  }
  before(async () => {
    edge = await start()
    site = `/api/sites/${edge.owner.site.id}`
    assert.equal((await publish([BIG, AGAIN])).status, 200)
  })
  after(() => edge?.close())

  it('are listed with their definitions where these are asked for', async () => {
    const lines = async (query) => (await edge.call('GET', `${site}/segments${query}`, { as: edge.owner })).body.segments
    for (const line of await lines('')) assert.equal(line.definition, undefined)
    const whole = await lines('?definition=true')
    assert.deepEqual(whole.find(({ id }) => id === 'big').definition, BIG)
  })

  describe('the catalogue and the stores', () => {
    it('name every condition that the schema takes, in both languages', async () => {
      const { groups, conditions } = await store('/api/segments/catalogue')
      const { body: schema } = await edge.call('GET', '/api/schemas/segment.json')
      const kinds = JSON.stringify(schema).matchAll(/"const":"([a-z0-9_]+\.[a-z0-9_]+)"/g)
      assert.deepEqual(conditions.map(({ kind }) => kind).sort(), [...new Set([...kinds].map(([, kind]) => kind))].sort())
      assert.equal(new Set(conditions.map(({ kind }) => kind)).size, conditions.length)
      assert.deepEqual([...new Set(conditions.map(({ kind }) => kind.split('.')[0]))].sort(), groups.map(({ name }) => name).sort())
      for (const group of groups) said(group, group.name)
      for (const one of conditions) {
        if (one.kind !== 'source.sns') said(one, one.kind)
        assert.ok(typeof one.ask === 'string' || Object.keys(one.ask).length === 1, one.kind)
        assert.ok(['browser', 'edge'].includes(one.by), one.kind)
        assert.ok(['person', 'last_visit', 'unknown'].includes(one.in_send), one.kind)
        assert.equal(one.unit.length, 2, one.kind)
        assert.equal(one.unit[0] === '', one.unit[1] === '', `${one.kind}: a unit in both languages or in none`)
        assert.match(one.feature, /^S\d\d/)
        assert.ok(one.fact && one.max > 0, one.kind)
      }
      const of = (kind) => conditions.find((one) => one.kind === kind)
      assert.deepEqual([of('cart.total').ask, of('cart.total').by, of('purchase.spent').by], ['money', 'browser', 'edge'])
      assert.deepEqual(of('member.gender').ask, { one_of: ['female', 'male', 'other'] })
      assert.deepEqual([of('traffic.visits').unit, of('cafe24.coupon').platform], [['회', 'visits'], 'cafe24'])
    })

    it('have templates whose segments are sound, and tell the two visitors of each apart in every form', async () => {
      const { groups, templates } = await store('/api/segments/templates')
      assert.ok(templates.length >= 100, `${templates.length}`)
      assert.equal(new Set(templates.map(({ id }) => id)).size, templates.length)
      for (const group of groups) said(group.title, group.id)
      for (const template of templates) {
        said(template.title, template.id)
        said(template.help, template.id)
        assert.ok(groups.some(({ id }) => id === template.group), template.id)
      }
      const visitors = JSON.parse(readFileSync(new URL('../cases/templates.json', import.meta.url), 'utf8'))
      // Each of them is a test of crates/segment: here some go through the edge.
      for (const { id, segment } of templates.filter((_, place) => place % 11 === 0)) {
        const { findings, sentence, simple, nested } = await check({ id, ...segment })
        assert.deepEqual(found(findings).filter((finding) => finding.startsWith('error')), [], id)
        said(sentence, id)
        for (const form of [{ id, ...segment }, simple, nested]) {
          assert.equal((await explain(form, visitors[id].matches)).verdict, 'yes', id)
          assert.notEqual((await explain(form, visitors[id].misses)).verdict, 'yes', id)
        }
      }
    })

    it('have recipes that publish as they are', async () => {
      const { recipes } = await store('/api/recipes')
      assert.ok(recipes.length >= 15, `${recipes.length}`)
      const segments = recipes.map(({ id, segment }) => ({ id, ...segment }))
      const messages = recipes
        .filter(({ deliver }) => deliver.kind === 'message')
        .map(({ id, deliver }) => ({ id, status: 'active', segment: id, ...deliver.message }))
      assert.ok(messages.length >= 8)
      for (const recipe of recipes) for (const key of ['situation', 'title', 'help']) said(recipe[key], recipe.id)
      const answer = await publish(segments, messages)
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      assert.equal((await publish([BIG, AGAIN])).status, 200)
    })
  })

  describe('checking', () => {
    it('names every mistake of the form, where it is, in both languages', async () => {
      const { findings, ...rest } = await check({
        id: 'draft', colour: 'red', include: [{ kind: 'cart.whatever', min: 1 }, { kind: 'cart.total', minimum: 1 }, { kind: 'source.word', values: ['a', {}] }],
        any_of: [[]], rule: { any: [{ not: { all: [] } }, { kind: 'cart.units', min: [] }] },
      })
      assert.deepEqual(rest, {}, 'what cannot be read has no sentence')
      assert.deepEqual(found(findings).sort(), [
        'error any_of[0] empty',
        'error colour no_such_key',
        'error include[0] unknown_kind',
        'error include[1].minimum no_such_key',
        'error include[2].values[1] bad_value',
        'error rule.any[0].not.all empty',
        'error rule.any[1].min bad_value',
      ])
      for (const finding of findings) {
        said(finding, finding.at)
        assert.ok(!finding.en.startsWith(finding.at), 'the place is said once')
      }
    })

    it('names every mistake of what is asked', async () => {
      const { findings, sentence } = await check({
        id: 'No Slug',
        include: [
          { kind: 'cart.total', min: 9, max: 3 },
          { kind: 'source.word', values: ['a', ' '] },
          { kind: 'content.current_page', match: 'regex', values: ['^/ok$', '('] },
          { kind: 'segment.member', values: ['big', 'nobody'] },
        ],
        exclude: [{ kind: 'cart.units' }],
        rule: { all: [{ kind: 'traffic.hour', values: [8, 24] }] },
      })
      assert.deepEqual(found(findings), [
        'error id bad_id',
        'error include[0] empty_range',
        'error include[1].values[1] bad_value',
        'error include[2].values[1] bad_pattern',
        'error include[3].values[1] no_such_segment',
        'error exclude[0] missing',
        'error rule.all[0].values[1] bad_value',
      ])
      for (const finding of findings) said(finding, finding.at)
      said(sentence, 'a sentence all the same')
    })

    it('warns of one that nobody can match, and of doubtful ones', async () => {
      const warnings = async (segment, more) => found((await check({ id: 'draft', ...segment }, more)).findings)
      const exit = { kind: 'behavior.exit_intent', value: true }
      assert.deepEqual(await warnings({ include: [{ kind: 'cart.units', min: 5 }], rule: { kind: 'cart.units', below: 5 } }), ['warning rule never_satisfiable'])
      assert.deepEqual(await warnings({ include: [{ kind: 'segment.member', values: ['again'] }, { kind: 'cart.total', below: 50000 }] }), ['warning include[1] never_satisfiable'], 'through others')
      assert.deepEqual(await warnings({ include: [exit], exclude: [exit] }), ['warning exclude[0] exclude_swallows'])
      assert.deepEqual(await warnings({ include: [{ kind: 'traffic.last_visit_day', beyond_days: 30 }] }), ['warning include[0] open_ended_before'])
      assert.deepEqual(await warnings({ include: [exit, exit] }), ['warning include[1] duplicate'])
      assert.deepEqual(await warnings({ include: [exit] }), [])
      assert.deepEqual(await warnings({ include: [exit] }, { send: true }), ['warning include[0] onsite_only'])
      const { findings } = await check({ id: 'draft', include: [{ kind: 'cart.units', min: 5 }], rule: { kind: 'cart.units', below: 5 } })
      said(findings[0], 'never')
    })

    it('says it in words, in the shop’s currency', async () => {
      const { findings, sentence } = await check({
        id: 'draft', include: [{ kind: 'cart.total', min: '50000' }, { kind: 'source.previous_word', values: ['브랜드A'] }], exclude: [{ kind: 'conversion.order', visit: true }],
      })
      assert.deepEqual(findings, [])
      assert.equal(sentence.ko, '장바구니 금액이 50,000원 이상이고, 직전 검색어에 ‘브랜드A’가 포함된 방문자 (단, 이번 방문에서 구매한 사람은 제외)')
      assert.equal(sentence.en, 'Visitors whose cart total is at least ₩50,000, and whose previous keyword contains “브랜드A”, except those who ordered in this visit')
    })

    it('turns the simple form into the nested one and back', async () => {
      const segment = {
        id: 'draft', name: '초안',
        include: [{ kind: 'cart.total', min: '50000' }, { kind: 'source.word', values: ['컵'] }, { kind: 'source.word', match: 'equals', values: ['잔'] }],
        any_of: [[{ kind: 'traffic.visits', min: 3 }, { kind: 'member.signed_in', value: true }]],
        exclude: [{ kind: 'cart.units', min: 9 }],
      }
      const [cart, contains, equals] = segment.include
      const { simple, nested } = await check(segment)
      assert.deepEqual(simple, segment)
      assert.deepEqual(nested, { id: 'draft', name: '초안', rule: { all: [cart, { any: [contains, equals] }, { any: segment.any_of[0] }, { not: segment.exclude[0] }] } })
      const back = await check(nested)
      assert.deepEqual([back.simple, back.nested], [segment, nested])
      // Two of one kind by AND are no list of includes: they stay a rule.
      const both = { id: 'draft', rule: { all: [{ kind: 'content.path_page', values: ['/a'] }, { kind: 'content.path_page', values: ['/b'] }] } }
      const stays = (await check(both)).simple
      assert.deepEqual(stays, { id: 'draft', include: [both.rule.all[0]], rule: both.rule.all[1] })
      const deep = { id: 'draft', rule: { any: [{ all: [cart, equals] }, { not: { any: [contains, cart] } }] } }
      assert.deepEqual((await check(deep)).simple, deep)
      assert.deepEqual((await check({ id: 'all' })).simple, { id: 'all' })
      assert.deepEqual((await check((await check({ id: 'all' })).nested)).simple, { id: 'all' })
    })

    it('looks up the segments that are published, and puts the draft in the place of its own', async () => {
      const fine = await check({ id: 'draft', include: [{ kind: 'segment.member', values: ['again'] }] })
      assert.deepEqual(fine.findings, [])
      assert.match(fine.sentence.ko, /다시 온 큰손/)
      const circle = await check({ ...BIG, include: [{ kind: 'segment.member', values: ['again'] }] })
      assert.deepEqual(found(circle.findings), ['error include[0].values[0] cycle'])
      assert.match(circle.findings[0].en, /again → big → again/)
      const self = await check({ id: 'draft', include: [{ kind: 'segment.member', values: ['draft'] }] })
      assert.deepEqual(found(self.findings), ['error include[0].values[0] cycle'])
      assert.equal((await check(BIG)).findings.length, 0, 'the published one of this id is not another one')
    })
  })

  describe('explaining', () => {
    const SEGMENT = {
      id: 'draft', include: [{ kind: 'cart.total', min: '50000' }, { kind: 'traffic.visits', min: 3 }, { kind: 'traffic.last_visit_day', within_days: 3 }],
      exclude: [{ kind: 'member.grade', values: ['VIP'] }],
    }
    const cart = (price) => ({ lines: [{ id: 'cup', price, quantity: 1 }] })
    const person = { visits: 3, last_visit_day: '2026-11-20', grade: null }

    it('says what is so and by how much somebody missed', async () => {
      const { verdict, conditions, unknown, near_misses } = await explain(SEGMENT, { cart: cart(46800), person })
      assert.deepEqual([verdict, unknown], ['no', []])
      assert.deepEqual(conditions.map(({ at, actual, verdict }) => [at, actual.ko, actual.en, verdict]), [
        ['include[0]', '46,800원', '₩46,800', 'no'],
        ['include[1]', '3회', '3 visits', 'yes'],
        ['include[2]', '2026-11-20', '2026-11-20', 'yes'],
        ['exclude[0]', '없음', 'none', 'no'],
      ])
      assert.deepEqual(conditions[0].asks, { ko: '장바구니 금액 50,000원 이상', en: 'cart total at least ₩50,000' })
      assert.deepEqual(near_misses, [{ at: 'include[0]', kind: 'cart.total', distance: { ko: '3,200원 부족', en: '₩3,200 short' }, by: '3200' }])
    })

    it('counts the miss in what is asked: visits, days, the other way, an exclusion', async () => {
      const miss = async (facts, segment = SEGMENT) => (await explain(segment, facts)).near_misses.map(({ at, distance, by }) => [at, distance?.ko, distance?.en, by])
      assert.deepEqual(await miss({ cart: cart(50000), person: { ...person, visits: 1 } }), [['include[1]', '2회 부족', '2 visits short', '2']])
      assert.deepEqual(await miss({ cart: cart(50000), person: { ...person, last_visit_day: '2026-11-15' } }), [['include[2]', '3일 차이', '3 days off', '-3']])
      assert.deepEqual(await miss({ cart: cart(50000), person: { ...person, grade: 'VIP' } }), [['exclude[0]', undefined, undefined, null]])
      assert.deepEqual(await miss({ cart: cart(12000) }, { id: 'draft', include: [{ kind: 'cart.total', below: '10000' }] }), [['include[0]', '2,001원 초과', '₩2,001 over', '-2001']])
      assert.deepEqual(await miss({ cart: cart(10), person: { ...person, visits: 1 } }), [], 'two are no near miss')
      assert.deepEqual(await miss({ cart: cart(50000), person }), [], 'who matches misses nothing')
    })

    it('names what is not known', async () => {
      const { verdict, conditions, unknown, near_misses } = await explain(SEGMENT, { cart: cart(60000), person: { visits: 3, last_visit_day: null } })
      assert.deepEqual([verdict, unknown, near_misses.map(({ at }) => at)], ['no', ['exclude[0]'], []])
      assert.deepEqual(conditions.map(({ verdict, actual }) => [verdict, actual?.ko]), [['yes', '60,000원'], ['yes', '3회'], ['no', '없음'], ['unknown', undefined]])
      assert.equal((await explain(SEGMENT, { cart: cart(60000), person: { ...person, grade: undefined } })).verdict, 'unknown')
    })

    it('takes other segments as they are published', async () => {
      const segment = { id: 'draft', include: [{ kind: 'segment.member', values: ['again'] }] }
      assert.equal((await explain(segment, { cart: cart(50000), person: { visits: 2 } })).verdict, 'yes')
      assert.equal((await explain(segment, { cart: cart(49999), person: { visits: 2 } })).verdict, 'no')
      assert.equal((await explain(segment, { cart: cart(50000) })).verdict, 'unknown')
    })

    it('refuses facts and segments that are none, and says where', async () => {
      const facts = (more) => ({ now: NOW, ...more })
      for (const [body, field] of [
        [{ facts: undefined }, 'facts'],
        [{ facts: 3 }, 'facts'],
        [{ facts: {} }, 'facts.now'],
        [{ facts: { now: 'yesterday' } }, 'facts.now'],
        [{ facts: facts({ persn: {} }) }, 'facts.persn'],
        [{ facts: facts({ person: { visits: -1 } }) }, 'facts.person.visits'],
        [{ facts: facts({ person: { coupons: [{ id: 'a', expires: '2026-11-30' }, { id: 'b', expires: 'soon' }] } }) }, 'facts.person.coupons[1].expires'],
        [{ facts: facts({ cart: { lines: [{ name: 'x' }] } }) }, 'facts.cart.lines[0].id'],
        [{ segment: 3 }, 'segment'],
        [{ segment: { ...SEGMENT, include: [{ kind: 'cart.units', minimum: 1 }] } }, 'segment.include[0].minimum'],
        [{ segment: { ...SEGMENT, include: [{ kind: 'source.word', values: ['a', ''] }] } }, 'segment.include[0].values[1]'],
        [{ segment: { ...SEGMENT, rule: { not: { kind: 'segment.member', values: ['nobody'] } } } }, 'segment.rule.not.values[0]'],
      ]) {
        const answer = await post('explain', { segment: SEGMENT, facts: facts({}), ...body })
        assert.deepEqual([answer.status, answer.body.code, answer.body.field], [422, 'invalid', field], JSON.stringify(answer.body))
        assert.match(answer.headers.get('content-type'), /^application\/problem\+json/)
      }
    })
  })

  it('are for who has a part in the site', async () => {
    const stranger = await edge.stranger()
    assert.equal((await edge.call('POST', '/api/sites', { as: stranger, body: { ...SITE, key: 'other' } })).status, 201)
    const body = { segment: { id: 'draft', include: [{ kind: 'segment.member', values: ['big'] }] }, facts: { now: NOW } }
    const both = (as) => Promise.all(['check', 'explain'].map(async (name) => (await post(name, body, as)).status))
    assert.deepEqual(await both(stranger), [404, 404], 'another shop’s owner finds nothing')
    assert.deepEqual(await both({}), [401, 401])
    const { DB } = await edge.env()
    await DB.prepare("INSERT INTO member (site, account, role) VALUES (?, 'bbbbbbbbbbbbbbbb', 'viewer')").bind(edge.owner.site.id).run()
    assert.deepEqual(await both(stranger), [200, 200], 'a viewer may: nothing is changed')
    await DB.prepare("DELETE FROM member WHERE site = ? AND account = 'bbbbbbbbbbbbbbbb'").bind(edge.owner.site.id).run()
    assert.deepEqual(await both(await edge.token(['read'])), [200, 200])
    assert.deepEqual(await both(await edge.token(['send'])), [403, 403])
    // Another shop does not see this one's segments.
    const { sites } = (await edge.call('GET', '/api/sites', { as: stranger })).body
    const elsewhere = await edge.call('POST', `/api/sites/${sites[0].id}/segments/check`, { as: stranger, body: { segment: body.segment } })
    assert.deepEqual(found(elsewhere.body.findings), ['error include[0].values[0] no_such_segment'])
    const forged = await edge.fetch(`${site}/segments/check`, { method: 'POST', headers: { ...edge.owner.headers, origin: 'https://evil.example', 'content-type': 'application/json' }, body: '{}' })
    assert.equal(forged.status, 403)
  })

  it('have bodies with limits', async () => {
    for (const name of ['check', 'explain']) {
      const filling = { segment: { id: 'draft', name: 'x'.repeat(256 * 1024) } }
      assert.deepEqual(await post(name, filling).then(({ status, body }) => [status, body.code]), [413, 'body_too_large'])
      let left = 80
      const chunks = new ReadableStream({
        pull(controller) {
          if (left-- > 0) controller.enqueue(new TextEncoder().encode(' '.repeat(4096)))
          else controller.close()
        },
      })
      const streamed = await edge.fetch(`${site}/segments/${name}`, { method: 'POST', body: chunks, duplex: 'half', headers: { ...edge.owner.headers, 'content-type': 'application/json' } }).catch((error) => error.cause)
      // Whoever still sends when the line is closed does not hear why.
      assert.ok(streamed.status === 413 || ['EPIPE', 'ECONNRESET'].includes(streamed.code), String(streamed))
      for (const [body, status] of [['{"segment":', 400], ['{}', 400], [{ segment: {}, wholly: 1 }, 400], [`{"segment":${'['.repeat(500)}${']'.repeat(500)}}`, 400]]) {
        assert.deepEqual(await post(name, body).then(({ status, body }) => [status, body.code]), [status, 'unreadable'])
      }
      const plain = await edge.fetch(`${site}/segments/${name}`, { method: 'POST', body: '{}', headers: { ...edge.owner.headers, 'content-type': 'text/plain' } })
      assert.equal(plain.status, 415)
    }
    const deep = (levels) => JSON.parse(`${'{"not":'.repeat(levels)}{"kind":"cart.units","min":1}${'}'.repeat(levels)}`)
    assert.deepEqual((await check({ id: 'draft', rule: deep(32) })).findings, [])
    assert.deepEqual((await check({ id: 'draft', rule: deep(33) })).findings.map(({ code }) => code), ['too_many'])
    const many = Array.from({ length: 101 }, () => ({ kind: 'cart.units', min: 1 }))
    assert.deepEqual(found((await check({ id: 'draft', include: many })).findings), ['error include too_many'])
  })

  it('are refused when they are published broken, with the place in the whole', async () => {
    const draft = (more) => ({ id: 'draft', ...more })
    for (const [segments, field, detail] of [
      [[BIG, AGAIN, draft({ include: [{ kind: 'cart.units', min: 1 }, { kind: 'traffic.hour', values: [24] }] })], 'segments[2].include[1].values[0]', /^segment "draft": .*"24"/],
      [[BIG, draft({ include: [{ kind: 'content.current_page', match: 'regex', values: ['/', '/ok', '('] }] })], 'segments[1].include[0].values[2]', /not a regular expression/],
      [[draft({ exclude: [{ kind: 'cart.total', minimum: 1 }] })], 'segments[0].exclude[0].minimum', /^segment "draft"/],
      [[BIG, draft({ any_of: [[{ kind: 'cart.units', min: 1 }], [{ kind: 'cart.whatever' }]] })], 'segments[1].any_of[1][0]', /cart\.whatever/],
      [[BIG, draft({ rule: { all: [{ not: { any: [] } }] } })], 'segments[1].rule.all[0].not.any', /at least one/],
      [[BIG, draft({ rule: { not: { kind: 'cart.units', min: 3, max: 2 } } })], 'segments[1].rule.not', /range/],
      [[BIG, draft({ include: [{ kind: 'segment.member', values: ['big', 'nobody'] }] })], 'segments[1].include[0].values[1]', /no segment "nobody"/],
      [[{ ...BIG, include: AGAIN.include }, AGAIN], 'segments[0].include[0].values[0]', /circle: big → big/],
      [[{ ...BIG, include: [{ kind: 'segment.member', values: ['again'] }] }, AGAIN], 'segments[1].include[0].values[0]', /circle: big → again → big/],
      [[AGAIN, { ...BIG, include: [{ kind: 'traffic.weekday', values: ['mon', 'day'] }] }], 'segments[1].include[0].values[1]', /^segment "big": .*"day"/],
      [[BIG, AGAIN, { ...BIG, include: [] }], 'segments[2].id', /only once/],
      [[BIG, draft({ id: 'No Slug' })], 'segments[1].id', /No Slug/],
      [[BIG, { include: [] }], 'segments[1]', /"id" is needed/],
      [[BIG, 7], 'segments[1]', /a segment: an object/],
      [[BIG, { ...BIG, include: [{ kind: 'traffic.hour', values: [24] }] }], 'segments[1].id', /only once/],
      [[{ ...BIG, include: [{ kind: 'traffic.hour', values: [24] }] }, BIG], 'segments[0].include[0].values[0]', /"24"/],
    ]) {
      const answer = await publish(segments)
      assert.deepEqual([answer.status, answer.body.field], [422, field], JSON.stringify(answer.body))
      assert.match(answer.body.detail, detail)
    }
    const messages = [{ id: 'hello', type: 'popcorn', content: { title: 7 } }]
    assert.equal((await publish([draft({ colour: 1 })], messages)).status, 422)
    assert.equal((await publish([BIG], messages)).body.field, 'messages[0].content.title')
    assert.deepEqual((await check({ id: 'draft', include: [{ kind: 'segment.member', values: ['again'] }] })).findings, [], 'what was in force still is')
  })

  it('reads one JSON object, whoever wrote it', async () => {
    const path = `/api/sites/${edge.owner.site.id}/segments/check`
    const send = (body) => edge.call('POST', path, { as: edge.owner, body })
    const segment = '{"id":"a","include":[{"kind":"system.device","values":["pc"]}]}'
    assert.equal((await send(`\ufeff{"segment":${segment}}`)).status, 200, 'a mark before the first letter')
    for (const [body, says] of [
      [`{"segment":${segment},"segment":${segment}}`, /twice/],
      ['{"segment":{"id":"a","include":[],"include":[]}}', /twice/],
      ['[]', /^Send a JSON object/],
      ['3', /^Send a JSON object/],
      ['', /EOF/],
    ]) {
      const answer = await send(body)
      assert.deepEqual([answer.status, answer.body.code], [400, 'unreadable'], body)
      assert.match(answer.body.detail, says, body)
    }
  })
})
