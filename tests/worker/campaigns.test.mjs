// Campaigns and their short links; previews of drafts on the shop's own pages.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'
import { Browser } from './wire.mjs'

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
const LANDING = 'https://shop.example/event/spring?page=1#top'
const JSON_TYPE = { 'content-type': 'application/json' }

describe('campaigns and previews', () => {
  let edge
  let site
  const call = (method, path, { as = edge.owner, ...more } = {}) => edge.call(method, `${site}${path}`, { as, ...more })
  const add = (body) => call('POST', '/campaigns', { body: { channel: 'sms', landing: LANDING, ...body } })
  const follow = (url, { ua = PHONE, ...init } = {}) => edge.fetch(new URL(url).pathname + new URL(url).search, { headers: { 'user-agent': ua }, ...init })
  const etag = async (path) => (await call('GET', path)).headers.get('etag')
  before(async () => {
    edge = await start()
    site = `/api/sites/${edge.owner.site.id}`
  })
  after(() => edge?.close())

  describe('a campaign', () => {
    it('has a link with its code, which classification knows', async () => {
      const made = await add({ id: 'spring', name: '봄 세일' })
      assert.equal(made.status, 201, JSON.stringify(made.body))
      const [link] = made.body.links
      assert.equal(link.url, 'https://shop.example/event/spring?page=1&dangol_code=spring#top')
      assert.match(link.code, /^[2-9a-hjkmnp-tv-z]{7}$/)
      assert.ok(link.short.endsWith(`/l/${link.code}`))
      const browser = new Browser(edge)
      await browser.send([browser.event('landing', { url: link.url, referrer: '' })])
      const told = await browser.send([browser.event('page', { url: link.url })])
      assert.ok(JSON.stringify(told.facts).includes('spring'), JSON.stringify(told.facts))
    })

    it('has a link for each message, and keeps them when it leads elsewhere', async () => {
      const make = (message) => call('POST', '/campaigns/spring/links', { body: { message } })
      const first = await make('sms-1')
      assert.deepEqual([first.status, first.body.url], [201, 'https://shop.example/event/spring?page=1&dangol_code=spring&utm_content=sms-1#top'])
      const again = await make('sms-1')
      assert.deepEqual([again.status, again.body.code], [200, first.body.code])
      assert.notEqual((await make('sms-2')).body.code, first.body.code)
      assert.equal((await make('Not a slug')).status, 422)
      const put = await call('PUT', '/campaigns/spring', { body: { name: '봄 세일', channel: 'kakao', landing: 'https://m.shop.example/new?dangol_code=mine' }, headers: { 'if-match': await etag('/campaigns/spring') } })
      assert.equal(put.status, 200, JSON.stringify(put.body))
      assert.deepEqual(put.body.links.map(({ url }) => url), [
        'https://m.shop.example/new?dangol_code=spring',
        'https://m.shop.example/new?dangol_code=spring&utm_content=sms-1',
        'https://m.shop.example/new?dangol_code=spring&utm_content=sms-2',
      ])
      assert.equal(put.body.links[1].code, first.body.code)
      assert.equal((await follow(first.body.short)).headers.get('location'), put.body.links[1].url)
    })

    it('goes through a log-in with the code', async () => {
      const made = await add({ name: '회원 전용', id: 'members', login: 'https://shop.example/member/login.html?returnUrl={url}', landing: 'https://shop.example/vip?a=1&b=한글' })
      assert.equal(made.status, 201, JSON.stringify(made.body))
      const url = new URL(made.body.links[0].url)
      assert.equal(url.pathname, '/member/login.html')
      assert.equal(url.searchParams.get('dangol_code'), 'members')
      const back = new URL(url.searchParams.get('returnUrl'))
      assert.deepEqual([back.pathname, back.searchParams.get('a'), back.searchParams.get('b'), back.searchParams.get('dangol_code')], ['/vip', '1', '한글', 'members'])
      const path = await add({ name: '회원 전용 2', login: 'https://shop.example/login?next={path}' })
      assert.match(new URL(path.body.links[0].url).searchParams.get('next'), /^\/event\/spring\?page=1&dangol_code=[0-9a-f]{16}#top$/)
      for (const login of ['https://shop.example/login', 'https://shop.example/{url}', 'https://{url}/', 'https://evil.example/login?r={url}', 'javascript:alert(1)?{url}', 'https://shop.example/l?a={url}&b={url}']) {
        const answer = await add({ name: '나쁜', login })
        assert.deepEqual([answer.status, answer.body.field], [422, 'login'], login)
      }
    })

    it('leads to the site’s own domains only', async () => {
      for (const landing of [
        'https://evil.example/', 'javascript:alert(1)', 'JaVaScRiPt://shop.example/%0aalert(1)', 'data:text/html,x', 'ftp://shop.example/', '//shop.example/', '/event', 'shop.example',
        'https://shop.example.evil.example/', 'https://evilshop.example/', 'https://shop.example@evil.example/', 'https://user:pw@shop.example/', 'https://evil.example\\@shop.example/',
        'https://evil.example/\t', 'https://shop.example/\n', 'https:\\\\shop.example/', `https://shop.example/${'x'.repeat(1000)}`, '', 7,
      ]) {
        const answer = await add({ name: '나쁜', landing })
        assert.deepEqual([answer.status, answer.body.field], [422, 'landing'], String(landing))
      }
      assert.equal((await add({ name: '나쁜', channel: 'telegraph' })).body.field, 'channel')
    })

    it('has a name of its own in the site', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => add({ name: 'Summer 여름' })))
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
      const taken = await add({ name: '  summer\u200b 여름 ' })
      assert.deepEqual([taken.status, taken.body.code, taken.body.field], [409, 'taken', 'name'])
      const { id } = answers.find(({ status }) => status === 201).body
      const renamed = await call('PUT', `/campaigns/${id}`, { body: { name: '가을', channel: 'sms', landing: LANDING }, headers: { 'if-match': await etag(`/campaigns/${id}`) } })
      assert.equal(renamed.status, 200)
      assert.equal((await add({ name: 'Summer 여름' })).status, 201, 'the old name is free')
      const found = await call('GET', `/campaigns?q=${encodeURIComponent('summer 여름')}`)
      assert.equal(found.body.campaigns.length, 2, 'and still found')
      assert.ok(found.body.campaigns.every(({ links }) => links.length === 1))
      const other = await edge.call('POST', '/api/sites', { as: edge.owner, body: { name: '다른', key: 'other', zone: 'Asia/Seoul', currency: 'KRW', domains: ['other.example'] } })
      const there = await edge.call('POST', `/api/sites/${other.body.id}/campaigns`, { as: edge.owner, body: { name: 'Summer 여름', channel: 'sms', landing: 'https://other.example/' } })
      assert.equal(there.status, 201)
    })
  })

  describe('a short link', () => {
    it('leads to what is stored, whatever the request says, and signs nobody in', async () => {
      const { body } = await call('GET', '/campaigns/members')
      const [{ short, url }] = body.links
      for (const more of ['', '?url=https://evil.example', '?to=//evil.example&dangol_code=x', '?returnUrl=javascript:alert(1)']) {
        const response = await follow(short + more, { headers: { 'user-agent': PHONE, cookie: edge.owner.cookie, host: 'evil.example' } })
        assert.equal(response.status, 302)
        assert.equal(response.headers.get('location'), url)
        assert.equal(response.headers.get('set-cookie'), null)
        assert.match(response.headers.get('cache-control'), /no-store/)
      }
      assert.equal((await follow(short.toUpperCase().replace(/HTTP:\/\/[^/]*\/L/, 'http://x/l'))).status, 302, 'typed in capitals')
      for (const path of ['/l/2222222', '/l/222222', '/l/%2f%2fevil.example', '/l/https:%2f%2fevil.example', '/l/0000000', "/l/a'--or1"]) {
        const response = await edge.fetch(path)
        assert.deepEqual([response.status, response.headers.get('location')], [404, null], path)
        assert.match(response.headers.get('content-type'), /^text\/html/)
        assert.ok(!(await response.text()).includes('evil'))
      }
      assert.equal((await edge.fetch('/l//evil.example')).status, 404)
    })

    it('counts people’s clicks by day, and nothing of whom', async () => {
      const made = (await add({ name: '클릭', id: 'clicks' })).body
      const { short } = made.links[0]
      for (let n = 0; n < 3; n += 1) await follow(short)
      await follow(short, { ua: 'facebookexternalhit/1.1' })
      await follow(short, { ua: 'Googlebot/2.1' })
      await follow(short, { method: 'HEAD', headers: { 'user-agent': PHONE } })
      const { body } = await call('GET', '/campaigns/clicks')
      assert.equal(body.links[0].clicks, 3)
      const day = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Seoul' }).format(new Date())
      assert.deepEqual(body.clicks_by_day, [{ code: made.links[0].code, day, clicks: 3 }])
      const { DB } = await edge.env()
      const { results } = await DB.prepare('SELECT * FROM link_day').all()
      assert.ok(results.every((row) => Object.keys(row).join() === 'code,day,clicks'))
    })

    it('ends with its campaign, and where its domain has left the site', async () => {
      const { short } = (await add({ name: '끝', id: 'over' })).body.links[0]
      await follow(short)
      const gone = await call('DELETE', '/campaigns/over', { headers: { 'if-match': await etag('/campaigns/over'), ...JSON_TYPE } })
      assert.equal(gone.status, 204)
      assert.equal((await follow(short)).status, 404)
      const { short: other } = (await add({ name: '도메인', id: 'domain' })).body.links[0]
      const { DB } = await edge.env()
      await DB.prepare("UPDATE site SET domains = '[\"moved.example\"]' WHERE id = ?").bind(edge.owner.site.id).run()
      assert.equal((await follow(other)).status, 404)
      await DB.prepare("UPDATE site SET domains = '[\"shop.example\"]' WHERE id = ?").bind(edge.owner.site.id).run()
      assert.equal((await follow(other)).status, 302)
    })

    it('answers on its own host, where it has one', async () => {
      const hosts = { CONSOLE_HOST: 'console.dangol.example', EDGE_HOST: 'edge.dangol.example', LINKS_HOST: 'dgl.example' }
      const own = await start({ vars: hosts, setUp: false })
      try {
        const type = async (host) => (await own.fetch(`https://${host}/l/2222222`)).headers.get('content-type')
        assert.match(await type('dgl.example'), /^text\/html/)
        for (const host of ['console.dangol.example', 'edge.dangol.example']) assert.match(await type(host), /problem/)
        assert.equal((await own.fetch('https://dgl.example/d.js')).status, 404)
        assert.equal((await own.fetch('https://dgl.example/api/session')).status, 404)
      } finally {
        await own.close()
      }
    })
  })

  describe('a preview', () => {
    const PAGE = 'https://shop.example/p/1'
    const message = (id, more = {}) => ({ id, name: id, type: 'popcorn', content: { title: `title-of-${id}` }, ...more })
    const preview = (id, url = PAGE) => call('POST', `/messages/${id}/preview`, { body: { url } })
    const load = (token, origin = 'https://shop.example') => edge.fetch(`/v1/preview/${token}`, { headers: origin ? { origin } : {} })
    before(async () => {
      await call('POST', '/segments', { body: { id: 'nobody', name: '아무도', include: [{ kind: 'cart.units', min: 999 }] } })
      for (const one of [message('shown', { status: 'active' }), message('draft', { segment: 'nobody', start: '2099-01-01T00:00:00Z' }), message('other')]) {
        assert.equal((await call('POST', '/messages', { body: one })).status, 201)
      }
      await call('POST', '/publication', { headers: { 'if-match': await etag('/publication'), ...JSON_TYPE } })
    })

    it('shows the draft to its browser alone', async () => {
      const made = await preview('draft', 'https://shop.example/p/1?a=1#old')
      assert.equal(made.status, 200, JSON.stringify(made.body))
      const { link, token, expires } = made.body
      assert.equal(link, `https://shop.example/p/1?a=1#dangol_preview=${token}`)
      assert.ok(Date.parse(expires) - Date.now() <= 60 * 60_000)
      const response = await load(token)
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('access-control-allow-origin'), 'https://shop.example')
      assert.equal(response.headers.get('cache-control'), 'private, no-store')
      assert.match(response.headers.get('vary'), /Origin/)
      const bytes = Buffer.from(await response.arrayBuffer())
      for (const text of ['title-of-draft', 'title-of-shown']) assert.ok(bytes.includes(text), text)
      assert.ok(!bytes.includes('title-of-other'), 'no other draft')
      const everybody = Buffer.from(await (await edge.fetch('/v1/b/shop')).arrayBuffer())
      assert.ok(!everybody.includes('title-of-draft'))
    })

    it('leaves no counts: what its browser sends is of no site', async () => {
      const { token } = (await preview('draft')).body
      const browser = new Browser(edge, { key: token })
      const sent = [browser.event('exposure', { message: 'draft', act: 'shown' }), browser.event('exposure', { message: 'shown', act: 'shown' })]
      const told = await browser.send(sent, { configVersion: 7 })
      assert.equal(told.configVersion, 7, 'nothing to load anew')
      assert.deepEqual(told.done.map(([, from, to]) => [from, to]), [[1, 2]], 'nor to send again')
      assert.equal((await call('GET', '/messages/shown/effect')).body.shown, 0)
      const effect = await call('GET', '/messages/draft/effect')
      assert.deepEqual([effect.status, effect.body.shown], [200, 0])
    })

    it('is refused to whoever has no token for it', async () => {
      const { token } = (await preview('draft')).body
      const [key, n, version, expiry, mac] = token.split('.')
      const status = async (...parts) => (await load(parts.join('.'))).status
      assert.equal(await status(key, n, version, expiry, mac), 200)
      assert.equal(await status('other', n, version, expiry, mac), 404, 'another site')
      assert.equal(await status(key, Number(n) + 1, version, expiry, mac), 404, 'another draft')
      assert.equal(await status(key, n, Number(version) + 1, expiry, mac), 404)
      assert.equal(await status(key, n, version, Number(expiry) + 1, mac), 404)
      assert.equal(await status(key, n, version, expiry, mac.slice(0, -1)), 404)
      for (const broken of ['x', 'a.b.c.d.e', `${token}.x`, '....', 'shop']) assert.equal(await status(broken), 404, broken)
      const elsewhere = await load(token, 'https://evil.example')
      assert.deepEqual([elsewhere.status, elsewhere.headers.get('access-control-allow-origin')], [403, null])
      // A signature of the other site's secret for a draft of this one.
      const { DB } = await edge.env()
      const { results } = await DB.prepare('SELECT id, key FROM site').all()
      assert.equal(results.length, 2)
      const theirs = await edge.call('POST', `/api/sites/${results.find(({ key }) => key === 'other').id}/messages/draft/preview`, { as: edge.owner, body: { url: 'https://other.example/' } })
      assert.equal(theirs.status, 404, 'there is no such draft there')
      for (const url of ['https://evil.example/', 'javascript:alert(1)', 'https://other.example/']) assert.equal((await preview('draft', url)).status, 422, url)
      assert.equal((await preview('nobody')).status, 404)
    })

    it('is over with its hour, and with the next change of the draft', async () => {
      const { token } = (await preview('draft')).body
      const { createHmac } = await import('node:crypto')
      const { DB } = await edge.env()
      const { id, secret } = await DB.prepare("SELECT id, secret FROM site WHERE key = 'shop'").first()
      const [key, n, version] = token.split('.')
      const signed = (expiry) => {
        const said = `${key}.${n}.${version}.${expiry}`
        return `${said}.${createHmac('sha256', secret).update(`dangol-preview-v1\n${id}\n${said}`).digest('hex').slice(0, 32)}`
      }
      assert.equal((await load(signed(Math.ceil(Date.now() / 1000) + 60))).status, 200)
      const over = await load(signed(Math.floor(Date.now() / 1000) - 1))
      assert.deepEqual([over.status, (await over.json()).code], [410, 'preview_over'])
      const put = await call('PUT', '/messages/draft', { body: message('draft', { content: { title: 'again' } }), headers: { 'if-match': await etag('/messages/draft') } })
      assert.equal(put.status, 200)
      assert.equal((await load(token)).status, 410)
    })
  })
})
