// What a shop owner writes and publishes: segments, messages and groups as things of their own, versions, switches, settings, the audit.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { EMPTY_CONFIG, SITE, start } from './harness.mjs'
import { Browser } from './wire.mjs'

const CART = [{ kind: 'cart.total', min: '50000' }]
const card = (more = {}) => ({ type: 'popcorn', content: { title: '안녕하세요' }, ...more })
const OWN = { include: CART }

/** The ids that a bundle names, as far as they are among these. */
const inBundle = async (edge, ids) => {
  const response = await edge.fetch('/v1/b/shop', { headers: { 'cache-control': 'no-cache' } })
  const bytes = Buffer.from(await response.arrayBuffer())
  return ids.filter((id) => bytes.includes(Buffer.from(id)))
}

describe('configuration', () => {
  let edge
  let site
  const call = (method, path, { as = edge.owner, ...more } = {}) => edge.call(method, `${site}${path}`, { as, ...more })
  const get = async (path, as) => {
    const answer = await call('GET', path, { as })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const add = async (kind, body) => {
    const answer = await call('POST', `/${kind}`, { body })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    return { etag: answer.headers.get('etag'), ...answer.body }
  }
  const etag = async (path) => (await call('GET', path)).headers.get('etag')
  const put = async (path, body, version) => call('PUT', path, { body, headers: { 'if-match': version ?? (await etag(path)) } })
  const remove = async (path, version) => call('DELETE', path, { headers: { 'if-match': version ?? (await etag(path)), 'content-type': 'application/json' } })
  const act = (path, more = {}) => call('POST', path, { ...more, headers: { 'content-type': 'application/json', ...more.headers } })
  const publish = async () => act('/publication', { headers: { 'if-match': await etag('/publication') } })
  const said = async () => (await get('/publication')).changes.map(({ en }) => en)
  const code = ({ status, body }) => [status, body.code]
  before(async () => {
    edge = await start()
    site = `/api/sites/${edge.owner.site.id}`
  })
  after(() => edge?.close())

  describe('segments', () => {
    it('are added, read, changed and deleted, each by its version', async () => {
      const made = await add('segments', { id: 'big', name: '큰 장바구니', ...OWN })
      assert.deepEqual([made.version, made.status, made.name, made.definition], [1, 'draft', '큰 장바구니', { id: 'big', name: '큰 장바구니', include: CART }])
      assert.match(made.sentence.ko, /50,000원/)
      assert.equal((await call('PUT', '/segments/big', { body: OWN })).status, 428)
      assert.deepEqual(code(await put('/segments/big', { name: 'x', ...OWN }, '"0.0"')), [412, 'version_passed'])
      const changed = await put('/segments/big', { name: '아주 큰 장바구니', include: [{ kind: 'cart.total', min: '90000' }] })
      assert.deepEqual([changed.status, changed.body.version], [200, 2])
      assert.equal((await put('/segments/big', { name: '아주 큰 장바구니', include: [{ kind: 'cart.total', min: '90000' }] })).body.version, 2, 'the same is no change')
      assert.equal((await remove('/segments/big', made.etag)).status, 412)
      assert.equal((await remove('/segments/big')).status, 204)
      assert.equal((await call('GET', '/segments/big')).status, 404)
      const again = await add('segments', { id: 'big', name: '큰', ...OWN })
      assert.equal(again.version, 1)
      assert.equal((await put('/segments/big', OWN, made.etag)).status, 412, 'the version of another one of this id')
      assert.deepEqual(code(await call('POST', '/segments', { body: { id: 'big', name: 'x', ...OWN } })), [409, 'taken'])
    })

    it('are changed by one of two at once', async () => {
      const version = await etag('/segments/big')
      const both = await Promise.all(['하나', '둘'].map((name) => put('/segments/big', { name, ...OWN }, version)))
      assert.deepEqual(both.map(({ status }) => status).sort(), [200, 412])
      const lost = both.find(({ status }) => status === 412)
      assert.equal(lost.body.current, 2)
      const twins = await Promise.all([1, 2].map(() => call('POST', '/segments', { body: { id: 'twin', name: '쌍둥이', ...OWN } })))
      assert.deepEqual(twins.map(({ status }) => status).sort(), [201, 409])
    })

    it('refuse what is wrong with the place, and answer what is doubtful', async () => {
      const bad = await call('POST', '/segments', { body: { name: 'x', include: [{ kind: 'cart.total', min: 9, max: 3 }] } })
      assert.deepEqual([bad.status, bad.body.field], [422, 'include[0]'])
      const unknown = await call('POST', '/segments', { body: { name: 'x', include: [{ kind: 'cart.whatever' }] } })
      assert.deepEqual([unknown.status, unknown.body.field], [422, 'include[0]'])
      const none = await call('POST', '/segments', { body: { name: 'x', include: [{ kind: 'segment.member', values: ['nobody'] }] } })
      assert.deepEqual([none.status, none.body.field], [422, 'include[0].values[0]'])
      const newer = await add('segments', { name: '새 형식', version: 2, include: [{ kind: 'weather.rain', min: 3 }] })
      assert.deepEqual(newer.findings.map(({ severity, at }) => [severity, at]), [['warning', 'include[0]']])
      assert.deepEqual(newer.definition.include, [{ kind: 'weather.rain', min: 3 }], 'kept as it came')
      assert.equal((await remove(`/segments/${newer.id}`)).status, 204)
    })

    it('have names that people can read', async () => {
      const name = async (name) => {
        const answer = await call('POST', '/segments', { body: { name, ...OWN } })
        if (answer.status === 201) await remove(`/segments/${answer.body.id}`, answer.headers.get('etag'))
        return answer.status === 201 ? answer.body.name : [answer.status, answer.body.field]
      }
      for (const bad of ['', '   ', '\u200b\u202e', '\u200d', 'a\u0007b', '가'.repeat(101), 'x'.repeat(300), undefined, 7]) assert.deepEqual(await name(bad), [422, 'name'], JSON.stringify(bad))
      const long = await call('POST', '/segments', { body: { name: 'x'.repeat(300), ...OWN } })
      assert.match(long.body.detail, /100 characters.*300/)
      for (const [given, kept] of [
        [`  ${'가'.repeat(100)}  `, '가'.repeat(100)],
        ['👨‍👩‍👧‍👦 가족 🎁', '👨‍👩‍👧‍👦 가족 🎁'],
        ['عملاء دائمون', 'عملاء دائمون'],
        ['단\u200b골\u202e 손\u2066님\ufeff', '단골 손님'],
        ['단골'.normalize('NFD'), '단골'],
      ]) assert.equal(await name(given), kept)
    })

    it('are found by old names, sorted, filtered, and come in pages', async () => {
      for (const [id, name] of [['a-1', '나비'], ['a-2', '가방'], ['a-3', '다람쥐']]) await add('segments', { id, name, ...OWN })
      await put('/segments/a-1', { name: 'Cart 손님', ...OWN })
      const ids = async (query) => (await get(`/segments?${query}`)).segments.map(({ id }) => id)
      assert.deepEqual(await ids('q=나비'), ['a-1'])
      assert.deepEqual(await ids('q=CART'), ['a-1'])
      assert.deepEqual(await ids(`q=${encodeURIComponent('가방'.normalize('NFD'))}`), ['a-2'])
      assert.deepEqual(await ids("q=%25' OR 1=1 --"), [])
      assert.deepEqual((await ids('sort=-created')).slice(0, 3), ['a-3', 'a-2', 'a-1'])
      assert.deepEqual((await ids('sort=name&q=a-')), ['a-1', 'a-2', 'a-3'])
      assert.equal((await ids('sort=-updated'))[0], 'a-1')
      assert.deepEqual(await ids('status=active'), [])
      for (const sort of ['name', '-name', 'updated', '-updated', 'created', '-created']) {
        const whole = await ids(`sort=${sort}`)
        const paged = []
        let next = ''
        do {
          const page = await get(`/segments?sort=${sort}&limit=2${next && `&cursor=${next}`}`)
          assert.ok(page.segments.length <= 2)
          paged.push(...page.segments.map(({ id }) => id))
          next = page.next
        } while (next)
        assert.deepEqual(paged, whole, sort)
      }
      for (const [query, field] of [['sort=colour', 'sort'], ['limit=0', 'limit'], ['limit=201', 'limit'], ['cursor=zz', 'cursor'], ['cursor=00', 'cursor']]) {
        const answer = await call('GET', `/segments?${query}`)
        assert.deepEqual([answer.status, answer.body.field], [422, field])
      }
      for (const id of ['a-1', 'a-2', 'a-3', 'twin']) assert.equal((await remove(`/segments/${id}`)).status, 204)
    })

    it('that are used stay, and say by whom', async () => {
      await add('segments', { id: 'of-big', name: '큰손 가운데', include: [{ kind: 'segment.member', values: ['big'] }, { kind: 'message.clicked', values: ['greeting'] }] })
      await add('messages', card({ id: 'greeting', name: '인사', segment: 'of-big' }))
      const refused = await remove('/segments/big')
      assert.deepEqual(code(refused), [409, 'in_use'])
      assert.deepEqual(refused.body.used_by, [{ kind: 'segment', id: 'of-big', name: '큰손 가운데' }])
      assert.match(refused.body.detail, /큰손 가운데/)
      assert.deepEqual((await get('/segments/of-big')).used_by, [{ kind: 'message', id: 'greeting', name: '인사' }])
      assert.deepEqual((await get('/messages/greeting')).used_by, [{ kind: 'segment', id: 'of-big', name: '큰손 가운데' }])
      assert.deepEqual(code(await remove('/messages/greeting')), [409, 'in_use'])
      const circle = await put('/segments/big', { name: 'x', include: [{ kind: 'segment.member', values: ['of-big'] }] })
      assert.deepEqual([circle.status, circle.body.field], [422, 'include[0].values[0]'])
      await put('/segments/of-big', { name: '큰손 가운데', include: CART })
      assert.equal((await remove('/segments/big')).status, 204)
      // Who names it and who deletes it at the same moment.
      for (let round = 0; round < 5; round += 1) {
        await add('segments', { id: 'race', name: '경주', ...OWN })
        const [named, gone] = await Promise.all([
          call('POST', '/messages', { body: card({ id: `race-${round}`, name: '경주', segment: 'race' }) }),
          remove('/segments/race'),
        ])
        assert.ok((named.status === 201) !== (gone.status === 204), `${named.status} ${gone.status}`)
        if (named.status === 201) {
          assert.equal((await remove(`/messages/race-${round}`)).status, 204)
          assert.equal((await remove('/segments/race')).status, 204)
        }
      }
      assert.equal((await remove('/messages/greeting')).status, 204)
      assert.equal((await remove('/segments/of-big')).status, 204)
    })
  })

  it('is no more than can be read at once', async () => {
    const { DB } = await edge.env()
    const owner = edge.owner.site.id
    const row = "INSERT INTO item (site, kind, id, name, names, json, status, version, created_ms, created_by, updated_ms, updated_by) VALUES (?, 'segment', ?, '큰 것', '큰 것', ?, '', 1, 0, '', 0, '')"
    const large = JSON.stringify({ description: 'x'.repeat(1_600_000) })
    try {
      for (let n = 0; n < 5; n++) await DB.prepare(row).bind(owner, `large-${n}`, large).run()
      const named = (kilobytes) => ({ include: [{ kind: 'content.page_title', match: 'equals', values: Array.from({ length: kilobytes * 2 }, (_, n) => `/${n}/`.padEnd(500, 'y')) }] })
      const small = await add('segments', { id: 'in-time', name: '자리가 있을 때', ...OWN })
      const told = await call('POST', '/segments', { body: { id: 'too-much', name: '너무 많음', ...named(200) } })
      assert.deepEqual(code(told), [201, undefined], 'there is room yet')
      const over = await call('PUT', '/segments/in-time', { body: { id: 'in-time', name: '너무 많음', ...named(200) }, headers: { 'if-match': small.etag } })
      assert.deepEqual(code(over), [422, 'invalid'])
      assert.match(over.body.detail, /8 MB together: delete some first/)
      assert.deepEqual(code(await call('POST', '/segments', { body: { name: '하나 더', ...named(200) } })), [422, 'invalid'])
      const segments = [{ id: 'by-file', name: '파일로', ...named(200) }]
      const file = { segments, messages: [] }
      assert.deepEqual(code(await call('PUT', '/config', { body: file, headers: { 'if-match': await etag('/config') } })), [422, 'invalid'])
      assert.equal((await remove('/segments/too-much')).status, 204, 'what makes room is done')
      assert.equal((await remove('/segments/in-time')).status, 204)
    } finally {
      await DB.prepare("DELETE FROM item WHERE site = ? AND id LIKE 'large-%'").bind(owner).run()
    }
  })

  describe('messages', () => {
    it('take the steps of their life, and no others', async () => {
      const STEPS = { draft: ['preview', 'active'], preview: ['draft', 'active'], active: ['paused', 'ended'], paused: ['active', 'ended'], ended: [] }
      const { DB } = await edge.env()
      const made = await add('messages', card({ id: 'steps', name: '단계' }))
      assert.equal(made.status, 'draft')
      for (const [from, next] of Object.entries(STEPS)) {
        for (const to of Object.keys(STEPS)) {
          await DB.prepare("UPDATE item SET status = ?, version = version + 1 WHERE id = 'steps'").bind(from).run()
          const answer = await put('/messages/steps', card({ name: '단계', status: to }))
          if (from === to || next.includes(to)) assert.deepEqual([answer.status, answer.body.status], [200, to], `${from} → ${to}`)
          else assert.deepEqual([answer.status, answer.body.code, answer.body.possible], [409, 'wrong_step', next], `${from} → ${to}`)
        }
      }
      assert.equal((await call('POST', '/messages', { body: card({ name: 'x', status: 'paused' }) })).status, 409)
      assert.equal((await remove('/messages/steps')).status, 204)
    })

    it('name the field that is wrong', async () => {
      for (const [more, field] of [
        [{ type: 'banner' }, 'type'], [{ colour: 1 }, 'colour'], [{ segment: 'nobody' }, 'segment'], [{ group: 'nobody' }, 'group'], [{ content: {} }, 'content'],
        [{ content: { title: 'x', button: { label: 'x', href: 'javascript:alert(1)' } } }, 'content.button.href'],
        [{ start: '2026-11-22T00:00:00Z', end: '2026-11-21T00:00:00Z' }, 'end'], [{ id: 'No Slug' }, 'id'], [{ start: 'tomorrow' }, 'start'],
      ]) {
        const answer = await call('POST', '/messages', { body: card({ name: 'x', ...more }) })
        assert.deepEqual([answer.status, answer.body.field], [422, field], JSON.stringify(answer.body))
      }
    })

    it('say what is doubtful about what they say, when saved and when read', async () => {
      const grey = { type: 'coupon', name: '회색', content: { title: 'x', code: 'HELLO10', background: '#999999', color: '#777777' } }
      const codes = ({ findings }) => findings.map(({ severity, at, code }) => [severity, at, code])
      const expected = [['warning', 'content.color', 'contrast'], ['warning', 'content.code', 'public_code']]
      assert.deepEqual(codes(await add('messages', { id: 'grey', ...grey })), expected)
      assert.deepEqual(codes(await get('/messages/grey')), expected)
      const wrong = await call('POST', '/messages', { body: { ...grey, content: { blocks: [{ kind: 'title', text: '{nmae}님' }] } } })
      assert.deepEqual([wrong.status, wrong.body.field], [422, 'content.code'])
      const unknown = await call('POST', '/messages', { body: { type: 'popcorn', name: 'x', content: { blocks: [{ kind: 'title', text: '{nmae}님' }] } } })
      assert.deepEqual([unknown.status, unknown.body.field], [422, 'content.blocks[0].text'])
      assert.match(unknown.body.detail, /\{nmae\}/)
      assert.equal((await remove('/messages/grey')).status, 204)
    })

    it('are listed with what they say where that is asked for, and so are groups', async () => {
      const group = await add('groups', { id: 'told-together', name: '함께' })
      const message = await add('messages', { id: 'told-whole', name: '통째로', type: 'bar', group: 'told-together', schedule: { weekdays: ['sat'] }, content: { text: '토요일이에요' } })
      const one = async (kind, id, query) => (await get(`/${kind}?q=${id}${query}`))[kind].find((line) => line.id === id)
      assert.equal((await one('messages', 'told-whole', '')).definition, undefined)
      assert.deepEqual((await one('messages', 'told-whole', '&definition=true')).definition, message.definition)
      assert.deepEqual((await one('groups', 'told-together', '&definition=true')).definition, group.definition)
      for (const path of ['/messages/told-whole', '/groups/told-together']) assert.equal((await remove(path)).status, 204)
    })

    it('are copied as drafts', async () => {
      await add('messages', card({ id: 'first', name: '가'.repeat(100), priority: 7, status: 'active' }))
      const answer = await act('/messages/first/copy')
      assert.deepEqual([answer.status, answer.body.status, answer.body.definition.priority], [201, 'draft', 7])
      assert.match(answer.body.name, /^가{90} 사본$/)
      assert.notEqual(answer.body.id, 'first')
      assert.equal((await remove(`/messages/${answer.body.id}`)).status, 204)
      assert.deepEqual(code(await remove('/messages/first')), [409, 'wrong_step'], 'it is active')
      await put('/messages/first', card({ name: 'x', status: 'ended' }))
      assert.equal((await remove('/messages/first')).status, 204)
    })
  })

  describe('publishing', () => {
    it('says what would change, and does just that', async () => {
      await add('segments', { id: 'cart', name: '장바구니', ...OWN })
      await add('groups', { id: 'sale', name: '세일' })
      await add('messages', card({ id: 'm-hello', name: '인사', segment: 'cart', status: 'active' }))
      await add('messages', card({ id: 'm-sale', name: '세일 안내', group: 'sale', status: 'active' }))
      await add('messages', card({ id: 'm-draft', name: '초안' }))
      assert.deepEqual(await said(), ['Segment “장바구니”: added', 'Message “인사”: added', 'Message “세일 안내”: added', 'Message group “세일”: added'])
      assert.deepEqual(await inBundle(edge, ['m-hello', 'm-sale', 'm-draft']), [])
      assert.equal((await act('/publication')).status, 428)
      const seen = await etag('/publication')
      await put('/messages/m-hello', card({ name: '인사', segment: 'cart', status: 'active', priority: 1 }))
      assert.deepEqual(code(await act('/publication', { headers: { 'if-match': seen } })), [412, 'version_passed'], 'it would not be what was seen')
      const done = await publish()
      assert.deepEqual([done.status, done.body.version], [200, 1])
      assert.deepEqual(await inBundle(edge, ['m-hello', 'm-sale', 'm-draft']), ['m-hello', 'm-sale'])
      assert.deepEqual(await said(), [])
      assert.equal((await get('/segments/cart')).status, 'active')
      assert.deepEqual((await get('/segments?status=active')).segments.map(({ id }) => id), ['cart'])
      const config = await get('/config')
      assert.deepEqual(config.messages.map(({ id }) => id), ['m-hello', 'm-sale'])
      assert.deepEqual(config.groups, [{ id: 'sale', name: '세일' }])
    })

    it('pauses at once what is paused, and publishes nothing else', async () => {
      await put('/messages/m-sale', card({ name: '다른 글', group: 'sale', status: 'active', content: { title: 'unfinished-words' } }))
      await put('/messages/m-draft', card({ name: '초안', status: 'active' }))
      const browser = new Browser(edge)
      const before = (await browser.send([browser.event('page', { url: '/' })])).configVersion
      const paused = await act('/messages/m-hello/pause')
      assert.deepEqual([paused.status, paused.body.version], [200, before + 1])
      assert.equal((await browser.send([browser.event('page', { url: '/next' })])).configVersion, before + 1, 'the next batch hears of it')
      assert.deepEqual(await inBundle(edge, ['m-hello', 'm-sale', 'm-draft', 'unfinished-words']), ['m-sale'])
      assert.equal((await get('/messages/m-hello')).status, 'paused')
      assert.deepEqual(await said(), ['Message “세일 안내”: changed (name, content)', 'Message “초안”: added'].map((line) => line.replace('세일 안내', '다른 글')))
      const again = await act('/messages/m-hello/pause')
      assert.deepEqual([again.status, again.body.version], [200, before + 1], 'it is paused already')
      assert.equal((await act('/groups/sale/pause')).status, 200)
      assert.deepEqual(await inBundle(edge, ['m-hello', 'm-sale', 'm-draft']), [])
      assert.equal((await act('/groups/sale/resume')).status, 200)
      assert.equal((await act('/messages/m-hello/resume')).status, 200)
      assert.deepEqual(await inBundle(edge, ['m-hello', 'm-sale', 'm-draft', 'unfinished-words']), ['m-hello', 'm-sale'])
      const { DB } = await edge.env()
      await DB.prepare("UPDATE item SET status = 'draft' WHERE id = 'm-draft'").run()
      assert.deepEqual(code(await act('/messages/m-draft/pause')), [409, 'wrong_step'])
      assert.equal((await act('/messages/nobody/pause')).status, 404)
      const both = await Promise.all([act('/messages/m-hello/pause'), act('/groups/sale/pause')])
      assert.deepEqual(both.map(({ status }) => status), [200, 200], 'two at once both count')
      assert.deepEqual(await inBundle(edge, ['m-hello', 'm-sale']), [])
      await Promise.all([act('/messages/m-hello/resume'), act('/groups/sale/resume')])
      assert.deepEqual(await inBundle(edge, ['m-hello', 'm-sale']), ['m-hello', 'm-sale'])
    })

    it('reaches an instance that keeps the site, within the minute that it keeps it', { timeout: 120_000 }, async () => {
      const browser = new Browser(edge)
      const version = async (url) => (await browser.send([browser.event('page', { url })])).configVersion
      const before = await version('/kept')
      // As another instance publishes: only in the database.
      const { DB, BUNDLES } = await edge.env()
      const id = edge.owner.site.id
      const { json } = await DB.prepare('SELECT json FROM config WHERE site = ? AND version = ?').bind(id, before).first()
      await DB.batch([
        DB.prepare("INSERT INTO config (site, version, json, created_ms, account) SELECT site, version + 1, ?, created_ms, account FROM config WHERE site = ? AND version = ?").bind(json, id, before),
        DB.prepare('UPDATE site SET config_version = ? WHERE id = ?').bind(before + 1, id),
      ])
      assert.ok(BUNDLES)
      let tries = 0
      while ((await version(`/kept/${tries}`)) === before && tries < 40) {
        tries += 1
        await new Promise((done) => setTimeout(done, 2_000))
      }
      assert.equal(await version('/kept/end'), before + 1)
    })

    it('lists versions, compares them and goes back', async () => {
      const { publications } = await get('/publications')
      const last = publications[0].version
      assert.equal(publications.at(-1).version, 1)
      assert.deepEqual(publications.at(-1).action, 'published')
      assert.ok(publications.some(({ action, detail }) => action === 'paused' && detail === 'message/m-hello'))
      const page = await get('/publications?limit=2')
      assert.deepEqual(page.publications.map(({ version }) => version), [last, last - 1])
      assert.deepEqual((await get(`/publications?limit=1&cursor=${page.next}`)).publications.map(({ version }) => version), [last - 2])
      const second = await get('/publications/2')
      assert.deepEqual(second.changes.map(({ en }) => en), ['Message “인사”: paused'])
      assert.equal(second.against, 1)
      assert.deepEqual((await get('/publications/2?against=0')).changes.length, 4)
      assert.equal((await call('GET', '/publications/999')).status, 404)
      assert.equal((await act('/publications/2/restore')).status, 428)
      assert.equal((await act('/publications/2/restore', { headers: { 'if-match': '"1"' } })).status, 412)
      const restored = await act('/publications/2/restore', { headers: { 'if-match': await etag('/publication') } })
      assert.deepEqual([restored.status, restored.body.version], [200, last + 1])
      assert.deepEqual(await inBundle(edge, ['m-hello', 'm-sale']), ['m-sale'])
      assert.equal((await get('/publications/2')).config.messages.length, (await get(`/publications/${last + 1}`)).config.messages.length)
      assert.ok((await said()).includes('Message “인사”: goes on'), 'what is being written is as it was')
    })

    it('refuses a bundle over its limit, naming the largest messages', async () => {
      const text = '가'.repeat(300)
      const big = (id, more) => card({ id, name: id, status: 'active', content: { title: text, text, badge: text, done_text: text, ...more } })
      const messages = Array.from({ length: 80 }, (_, n) => big(`b-${n}`))
      messages.push(big('b-largest', { image: { src: `/${'x'.repeat(1900)}`, width: 1, height: 1 } }))
      const answer = await call('PUT', '/config', { body: { ...EMPTY_CONFIG, messages }, headers: { 'if-match': await etag('/config') } })
      assert.deepEqual(code(answer), [422, 'bundle_too_big'])
      assert.equal(answer.body.largest[0].id, 'b-largest')
      assert.match(answer.body.detail, /b-largest/)
    })

    it('begins and ends messages by their own time', async () => {
      const past = new Date(Date.now() - 60_000).toISOString()
      const soon = new Date(Date.now() + 3600_000).toISOString()
      await add('messages', card({ id: 'm-later', name: '나중', status: 'active', start: soon }))
      await add('messages', card({ id: 'm-over', name: '지난', status: 'active', end: past }))
      assert.equal((await publish()).status, 200)
      assert.deepEqual(await inBundle(edge, ['m-later', 'm-over']), [])
      const { DB } = await edge.env()
      const { due } = await DB.prepare('SELECT config_due_ms AS due FROM site WHERE id = ?').bind(edge.owner.site.id).first()
      assert.equal(due, Date.parse(soon))
      // The hour is over.
      const version = (await get('/publication')).version
      await DB.batch([
        DB.prepare('UPDATE site SET config_due_ms = 1'),
        DB.prepare('UPDATE config SET json = replace(json, ?, ?) WHERE version = ?').bind(soon, past, version),
      ])
      await edge.worker.scheduled({ cron: '* * * * *' })
      assert.equal((await get('/publication')).version, version + 1)
      assert.equal((await get('/publications')).publications[0].action, 'clock')
      assert.deepEqual(await inBundle(edge, ['m-later', 'm-over']), ['m-later'])
      const after = await DB.prepare('SELECT config_due_ms AS due FROM site WHERE id = ?').bind(edge.owner.site.id).first()
      assert.equal(after.due, null)
    })
  })

  describe('import and export', () => {
    it('replaces what was published, and leaves drafts alone', async () => {
      const config = await get('/config')
      const { messages } = await get('/messages?limit=200')
      assert.ok(messages.some(({ id, status }) => id === 'm-draft' && status === 'draft'))
      await put('/messages/m-draft', card({ name: '초안', segment: 'cart' }))
      const segments = [{ id: 'new', name: '새로', include: CART }]
      const put_ = async (body) => call('PUT', '/config', { body, headers: { 'if-match': await etag('/config') } })
      assert.equal((await put_({ ...config, segments, groups: [], messages: [card({ id: 'only', name: '하나', segment: 'new', status: 'active' }), card({ id: 'still', name: '아직' })] })).status, 200)
      const ids = async (kind) => (await get(`/${kind}`))[kind].map(({ id }) => id).sort()
      assert.deepEqual(await ids('segments'), ['cart', 'new'], 'a draft uses the one that is not in it')
      assert.deepEqual(await ids('messages'), ['m-draft', 'only', 'still'])
      assert.deepEqual(await ids('groups'), [])
      assert.deepEqual((await get('/config')).messages.map(({ id }) => id), ['only'], 'what is being written is not published')
      assert.equal((await put_({ ...(await get('/config')) })).status, 200, 'what was exported can be imported')
      assert.deepEqual(await ids('messages'), ['m-draft', 'only', 'still'])
    })

    it('of a newer version names what it does not know', async () => {
      const newer = { id: 'rain', name: '비', version: 2, include: [{ kind: 'weather.rain', min: 3 }] }
      const send = async (segment, more = {}) =>
        call('PUT', '/config', { body: { ...EMPTY_CONFIG, segments: [segment], ...more }, headers: { 'if-match': await etag('/config') } })
      const taken = await send(newer)
      assert.equal(taken.status, 200, JSON.stringify(taken.body))
      assert.deepEqual(taken.body.findings.map(({ severity, at }) => [severity, at]), [['warning', 'segments[0].include[0]']])
      assert.match(taken.body.findings[0].en, /weather\.rain/)
      assert.deepEqual((await get('/config')).segments, [newer], 'kept as it came')
      const refused = await send({ ...newer, version: 1 })
      assert.deepEqual([refused.status, refused.body.field], [422, 'segments[0].include[0]'])
      const message = await send(newer, { messages: [{ id: 'm', type: 'hologram', content: { title: 'x' } }] })
      assert.deepEqual([message.status, message.body.field], [422, 'messages[0].type'])
    })
  })

  describe('settings', () => {
    it('are read and set by their version, and publish only what browsers must know', async () => {
      const read = await call('GET', '/settings')
      const { version, findings, ...settings } = read.body
      assert.equal(read.headers.get('etag'), `"${version}"`)
      assert.deepEqual(findings, [])
      assert.deepEqual(settings, { name: SITE.name, zone: SITE.zone, currency: 'KRW', domains: SITE.domains, locale: null, consent: 'none', do_not_track: 'ignored', adapters_off: [], attribution: { click_days: 7, view_days: 1 }, pace: {}, retention_days: 400 })
      const set = async (more) => put('/settings', { ...settings, ...more })
      const published = async () => (await get('/publication')).version
      const before = await published()
      const named = await set({ name: '새 이름' })
      assert.deepEqual([named.status, named.body.name, named.body.version], [200, '새 이름', version + 1])
      assert.equal(await published(), before, 'browsers do not know the name')
      assert.equal((await put('/settings', settings, `"${version}"`)).status, 412)
      assert.equal((await set({ locale: 'en', attribution: { click_days: 3, view_days: 0 } })).status, 200)
      assert.equal(await published(), before + 1)
      assert.deepEqual((await get('/config')).attribution, { click_days: 3, view_days: 0 })
      assert.equal((await set({ currency: 'JPY' })).status, 200, 'nothing was ordered yet')
      assert.equal((await set({ currency: 'KRW' })).status, 200)
      const token = await edge.token(['send'])
      const order = { id: 'o-1', at: new Date().toISOString(), value: { amount: '1000', currency: 'KRW' } }
      assert.equal((await call('POST', '/orders', { as: token, body: { orders: [order] } })).status, 200)
      const currency = await set({ currency: 'USD' })
      assert.deepEqual([currency.status, currency.body.field], [409, 'currency'])
      const version_before = await published()
      assert.deepEqual((await set({ consent: 'required' })).body.findings, [])
      assert.equal(await published(), version_before + 1, 'pages must know')
      const deaf = await set({ consent: 'required', do_not_track: 'heeded', adapters_off: ['ga4', 'kakao'] })
      assert.deepEqual(deaf.body.findings.map(({ at, code }) => [at, code]), [['adapters_off', 'consent_unheard']])
      const bundle = new Uint8Array(await (await edge.fetch('/v1/b/shop', { headers: { 'cache-control': 'no-cache' } })).arrayBuffer())
      assert.deepEqual([bundle[1] & 30, ...bundle.slice(-4)], [2 | 4 | 8 | 16, 3, 255, 1, 4], 'asks, heeds, no dataLayer, some off; which')
      for (const [more, field] of [[{ zone: 'Mars/Olympus' }, 'zone'], [{ domains: ['https://x'] }, 'domains'], [{ adapters_off: ['radio'] }, 'adapters_off'], [{ attribution: { click_days: 0, view_days: 0 } }, 'attribution.click_days']]) {
        const answer = await set(more)
        assert.deepEqual([answer.status, answer.body.field], [422, field])
      }
      assert.equal((await set({})).status, 200)
      // An import sets the attribution, too: who has read the settings before does not undo it unseen.
      const seen = await etag('/settings')
      const body = { ...(await get('/config')), attribution: { click_days: 5, view_days: 2 } }
      assert.equal((await call('PUT', '/config', { body, headers: { 'if-match': await etag('/config') } })).status, 200)
      assert.deepEqual((await get('/settings')).attribution, { click_days: 5, view_days: 2 })
      assert.equal((await put('/settings', settings, seen)).status, 412)
    })
  })

  describe('the audit', () => {
    it('keeps who changed what, from what to what', async () => {
      await add('segments', { id: 'watched', name: '처음', ...OWN })
      await put('/segments/watched', { name: '나중', ...OWN })
      await remove('/segments/watched')
      const { changes } = await get('/changes?target=segment/watched')
      assert.deepEqual(changes.map(({ action, before, after }) => [action, before?.name, after?.name]), [['deleted', '나중', undefined], ['changed', '처음', '나중'], ['added', undefined, '처음']])
      assert.equal(changes[0].by.name, '점주')
      const first = await get('/changes?limit=2')
      assert.equal(first.changes.length, 2)
      const rest = await get(`/changes?limit=200&cursor=${first.next}`)
      assert.ok(rest.changes.every(({ id }) => id < first.changes[1].id))
      const all = JSON.stringify((await get('/changes?limit=200')).changes)
      for (const action of ['published', 'paused', 'restored', 'imported', 'clock', 'settings']) assert.ok(all.includes(`"action":"${action}"`), action)
    })

    it('is for editors; writing too', async () => {
      const reader = await edge.stranger('reader@other.example')
      const { DB } = await edge.env()
      await DB.prepare("INSERT INTO member (site, account, role) VALUES (?, 'bbbbbbbbbbbbbbbb', 'viewer')").bind(edge.owner.site.id).run()
      assert.equal((await call('GET', '/changes', { as: reader })).status, 403)
      assert.equal((await call('GET', '/segments', { as: reader })).status, 200)
      assert.equal((await call('POST', '/segments', { as: reader, body: { name: 'x', ...OWN } })).status, 403)
      await DB.prepare("DELETE FROM member WHERE account = 'bbbbbbbbbbbbbbbb'").run()
      for (const [method, path] of [['GET', '/segments'], ['GET', '/publication'], ['POST', '/publications/1/restore'], ['GET', '/settings'], ['GET', '/changes']]) {
        assert.equal((await call(method, path, { as: reader, headers: { 'content-type': 'application/json' } })).status, 404, path)
      }
    })

    it('and what it is about are written together or not at all', async () => {
      const { DB } = await edge.env()
      await add('segments', { id: 'whole', name: '온전', ...OWN })
      await DB.prepare("CREATE TRIGGER boom BEFORE INSERT ON used BEGIN SELECT RAISE(ABORT, 'boom'); END").run()
      const failed = await call('POST', '/messages', { body: card({ id: 'half', name: '반쪽', segment: 'whole' }) })
      assert.equal(failed.status, 500)
      assert.equal((await call('GET', '/messages/half')).status, 404)
      assert.deepEqual((await get('/changes?target=message/half')).changes, [])
      await DB.prepare('DROP TRIGGER boom').run()
      await DB.prepare("CREATE TRIGGER boom BEFORE UPDATE OF config_version ON site BEGIN SELECT RAISE(ABORT, 'boom'); END").run()
      const { version } = await get('/publication')
      assert.equal((await publish()).status, 500)
      assert.equal((await get('/publication')).version, version)
      assert.equal((await get('/publications')).publications[0].version, version)
      await DB.prepare('DROP TRIGGER boom').run()
      assert.equal((await publish()).status, 200)
    })
  })
})
