// Uploaded pictures: what is taken and what is not, where they are, who may, and when they go.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { bomb, framesOf, gif, png } from './files.mjs'
import { start } from './harness.mjs'

const sky = (x, y) => [(x * 3) % 200, (y * 2) % 200, 240]
const plain = (...colour) => () => colour
const MESSAGE = { id: 'hello', name: '인사', type: 'popcorn', content: { title: '안녕하세요', text: '' } }

describe('pictures', () => {
  let edge, site, stranger, DB, PICTURES
  before(async () => {
    edge = await start()
    site = `/api/sites/${edge.owner.site.id}`
    stranger = await edge.stranger()
    ;({ DB, PICTURES } = await edge.env())
  })
  after(() => edge?.close())

  const upload = async (file, { query = '', as = edge.owner, type = 'application/octet-stream', path = `${site}/pictures` } = {}) => {
    const response = await edge.fetch(`${path}${query}`, { method: 'POST', headers: { ...as?.headers, 'content-type': type }, body: file })
    const body = await response.text()
    return { status: response.status, headers: response.headers, body: body && JSON.parse(body) }
  }
  const taken = async (file, options) => {
    const answer = await upload(file, options)
    assert.ok([200, 201].includes(answer.status), JSON.stringify(answer.body))
    return answer.body
  }
  const objects = async () => (await PICTURES.list()).objects.map(({ key }) => key).sort()

  it('are made ready, kept once, and served to anybody as a picture and nothing else', async () => {
    const file = png(1500, 1000, sky)
    const first = await upload(file, { query: '?for=popcorn&name=%ED%95%98%EB%8A%98', type: 'image/gif' })
    assert.equal(first.status, 201)
    const { id, url, width, height, bytes, small } = first.body
    assert.match(id, /^[0-9a-f]{32}$/)
    assert.deepEqual([width, height, first.body.name, first.body.for, first.body.frames, first.body.used_by], [720, 480, '하늘', 'popcorn', 1, []])
    assert.deepEqual([small.width, small.height], [240, 160])
    const again = await upload(file, { query: '?for=popcorn' })
    assert.deepEqual([again.status, again.body.id, again.body.name], [200, id, '하늘'])
    assert.deepEqual(await objects(), [`${edge.owner.site.id}/${url.split('/').at(-1)}`, `${edge.owner.site.id}/${small.url.split('/').at(-1)}`].sort())
    for (const [address, size] of [[url, bytes], [small.url, small.bytes]]) {
      const served = await edge.fetch(address)
      assert.equal(served.status, 200)
      const headers = Object.fromEntries(served.headers)
      assert.equal(headers['content-type'], address.endsWith('.jpg') ? 'image/jpeg' : 'image/png')
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
      assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox")
      assert.equal(headers['cross-origin-resource-policy'], 'cross-origin')
      assert.equal(headers['set-cookie'], undefined)
      assert.equal((await served.arrayBuffer()).byteLength, size)
      const known = await edge.fetch(address, { headers: { 'if-none-match': headers.etag } })
      assert.deepEqual([known.status, known.headers.get('content-type')], [304, served.headers.get('content-type')])
    }
    const { id: siteId } = edge.owner.site
    for (const path of [`/u/${siteId}/${'0'.repeat(32)}.jpg`, `/u/${siteId}/${id}.svg`, `/u/${siteId}/${id}`, `/u/${siteId}/..%2F${id}.jpg`, `/u/${'0'.repeat(16)}/${url.split('/').at(-1)}`, `/u/${siteId}/${id}-x.jpg`]) {
      assert.equal((await edge.fetch(path)).status, 404, path)
    }
  })

  it('keep their animation and lose everything else', async () => {
    const exif = Buffer.from('4d4d002a0000000800010112000300000001000600000000', 'hex')
    const secret = Buffer.from('Comment\0SECRET-37.5665')
    const made = await taken(png(300, 200, sky, { extra: [['eXIf', exif], ['tEXt', secret]] }))
    assert.deepEqual([made.width, made.height], [200, 300], 'upright')
    const bytes = Buffer.from(await (await edge.fetch(made.url)).arrayBuffer())
    for (const trace of ['SECRET', 'eXIf', 'tEXt', 'Exif']) assert.ok(!bytes.includes(trace), trace)

    for (const [width, expected] of [[200, 200], [900, 720]]) {
      const moving = await taken(gif(width, 100, [0, 1, 2, 3, 1]), { query: '?for=floating' })
      assert.deepEqual([moving.type, moving.frames, moving.width], ['image/gif', 5, expected])
      const kept = Buffer.from(await (await edge.fetch(moving.url)).arrayBuffer())
      assert.equal(framesOf(kept), 5)
      assert.ok(kept.includes('NETSCAPE2.0'), 'it repeats')
    }
    const clear = await taken(png(64, 64, (x) => [200, 20, 20, x * 4], { alpha: true }), { query: '?for=badge' })
    assert.deepEqual([clear.type, clear.width, clear.small], ['image/png', 64, null])
  })

  it('refuse what is none, what is too much, and say what to do', async () => {
    const before = await objects()
    const refused = async (file, status, code, says, options) => {
      const answer = await upload(file, options)
      assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))
      assert.match(answer.headers.get('content-type'), /^application\/problem\+json/)
      assert.match(answer.body.detail, says)
      return answer.body
    }
    const bombed = await refused(bomb(), 422, 'picture_too_large', /50000 × 50000 pixels; it may have 52 million/)
    assert.match(bombed.rule, /made to fit 720 × 1440 pixels, and then may have 400 KB, or 2048 KB if it moves/)
    await refused(gif(10, 10, Array(10_000).fill(1)), 422, 'picture_too_long', /more than 450 frames/)
    await refused(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 422, 'picture_not_taken', /SVG/, { type: 'image/png' })
    await refused(Buffer.from('\0\0\0\x1cftypavif\0\0\0\0', 'latin1'), 422, 'picture_not_taken', /AVIF.*save it as JPEG, PNG or WebP/)
    await refused(Buffer.alloc(0), 422, 'picture_not_taken', /no picture/)
    const whole = png(300, 200, sky)
    await refused(whole.subarray(0, whole.length - 40), 422, 'picture_broken', /damaged or cut off/)
    await refused(Buffer.alloc(10 * 1024 * 1024 + 1), 413, 'body_too_large', /10485760/)
    await refused(whole, 422, 'invalid', /gauge draws no picture/, { query: '?for=gauge' })
    await refused(whole, 422, 'invalid', /popcorn, floating, badge/, { query: '?for=letter' })
    await refused(whole, 415, 'wrong_media_type', /image\/png/, { type: 'text/plain' })
    // What is too heavy there all the time is not on a card that comes up once.
    let seed = 1
    const noise = png(500, 500, () => [0, 0, 0].map(() => (seed = (seed * 48271) % 2147483647) & 255).concat(128), { alpha: true })
    const heavy = await refused(noise, 422, 'picture_too_heavy', /A picture for floating .* may have 200 KB/, { query: '?for=floating' })
    assert.match(heavy.detail, /with fewer pixels, frames or colours/)
    const light = await taken(noise, { query: '?for=popcorn' })
    assert.ok(light.bytes > 200 * 1024 && light.bytes <= 400 * 1024)
    assert.equal((await edge.call('DELETE', `${site}/pictures/${light.id}`, { as: edge.owner, body: {} })).status, 204)
    // What stands behind a picture is left behind.
    const polyglot = await taken(Buffer.concat([whole, Buffer.from('<script>alert(1)</script>')]))
    assert.ok(!Buffer.from(await (await edge.fetch(polyglot.url)).arrayBuffer()).includes('script'))
    await edge.call('DELETE', `${site}/pictures/${polyglot.id}`, { as: edge.owner, body: {} })
    assert.deepEqual(await objects(), before)
  })

  it('are listed page by page, renamed, and deleted with their bytes', async () => {
    const made = []
    for (const n of [1, 2, 3]) made.push(await taken(png(20 + n, 10, sky), { query: `?name=p${n}` }))
    const page = async (query) => (await edge.call('GET', `${site}/pictures?${query}`, { as: edge.owner })).body
    const first = await page('limit=2')
    assert.deepEqual(first.pictures.map(({ name }) => name), ['p3', 'p2'])
    assert.equal((await page(`limit=1&cursor=${first.next}`)).pictures[0].name, 'p1')
    const [one] = made
    const renamed = await edge.call('PUT', `${site}/pictures/${one.id}`, { as: edge.owner, body: { name: '봄 배너' } })
    assert.deepEqual([renamed.status, renamed.body.name, renamed.body.url], [200, '봄 배너', one.url])
    assert.equal((await edge.call('PUT', `${site}/pictures/${one.id}`, { as: edge.owner, body: { name: ' ' } })).body.field, 'name')
    assert.equal((await edge.call('DELETE', `${site}/pictures/${one.id}`, { as: edge.owner, body: {} })).status, 204)
    assert.equal((await edge.call('GET', `${site}/pictures/${one.id}`, { as: edge.owner })).status, 404)
    assert.equal((await edge.fetch(one.url)).status, 404)
    assert.ok(!(await objects()).some((key) => key.includes(one.id)))
    assert.equal(await DB.prepare('SELECT count(*) n FROM picture WHERE hash = ?').bind(one.id).first('n'), 0)
    const { body } = await edge.call('GET', `${site}/changes?target=picture/${one.id}`, { as: edge.owner })
    assert.deepEqual(body.changes.map(({ action }) => action), ['deleted', 'renamed', 'added'])
    // The same picture comes again.
    assert.equal((await upload(png(21, 10, sky))).status, 201)
  })

  it('stay while a message shows them, or what is published does', async () => {
    const { id, url, width, height } = await taken(png(400, 300, sky), { query: '?name=hero' })
    const image = (src) => ({ ...MESSAGE, content: { ...MESSAGE.content, image: { src, alt: '', width, height } } })
    const made = await edge.call('POST', `${site}/messages`, { as: edge.owner, body: { ...image(url), status: 'active' } })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const inUse = async (kinds) => {
      const refused = await edge.call('DELETE', `${site}/pictures/${id}`, { as: edge.owner, body: {} })
      assert.deepEqual([refused.status, refused.body.code, refused.body.used_by.map(({ kind }) => kind)], [409, 'in_use', kinds])
      return refused.body
    }
    assert.match((await inUse(['message'])).detail, /message "인사"/)
    const publication = await edge.call('GET', `${site}/publication`, { as: edge.owner })
    assert.equal((await edge.call('POST', `${site}/publication`, { as: edge.owner, headers: { 'if-match': publication.headers.get('etag') }, body: {} })).status, 200)
    await inUse(['message', 'publication'])
    // Written without it, shoppers see it still.
    const without = await edge.call('PUT', `${site}/messages/hello`, { as: edge.owner, headers: { 'if-match': made.headers.get('etag') }, body: { ...MESSAGE, status: 'active' } })
    assert.equal(without.status, 200, JSON.stringify(without.body))
    await inUse(['publication'])
    const next = await edge.call('GET', `${site}/publication`, { as: edge.owner })
    await edge.call('POST', `${site}/publication`, { as: edge.owner, headers: { 'if-match': next.headers.get('etag') }, body: {} })
    assert.equal((await edge.call('DELETE', `${site}/pictures/${id}`, { as: edge.owner, body: {} })).status, 204)
    // A message cannot name what is gone; any other address is as it was.
    const put = async (src) => edge.call('PUT', `${site}/messages/hello`, { as: edge.owner, headers: { 'if-match': without.headers.get('etag') }, body: { ...image(src), status: 'active' } })
    const gone = await put(`https://edge.example${url}`)
    assert.deepEqual([gone.status, gone.body.field], [422, 'content'])
    assert.match(gone.body.detail, /upload it again/)
    assert.equal((await put('https://cdn.shop.example/u/a.png')).status, 200)
  })

  it('belong to their site', async () => {
    const { id, url } = await taken(png(77, 33, sky))
    const own = await edge.call('POST', '/api/sites', { as: stranger, body: { name: '이웃 가게', key: 'other', zone: 'Asia/Seoul', currency: 'KRW', domains: ['other.example'] } })
    const other = `/api/sites/${own.body.id}`
    assert.equal((await edge.call('DELETE', `${site}/pictures/${id}`, { as: stranger, body: {} })).status, 404)
    assert.equal((await edge.call('DELETE', `${other}/pictures/${id}`, { as: stranger, body: {} })).status, 404)
    assert.equal((await edge.call('PUT', `${other}/pictures/${id}`, { as: stranger, body: { name: 'mine' } })).status, 404)
    const same = await taken(png(77, 33, sky), { as: stranger, path: `${other}/pictures` })
    assert.equal(same.id, id)
    assert.notEqual(same.url, url)
    assert.equal((await edge.call('DELETE', `${other}/pictures/${id}`, { as: stranger, body: {} })).status, 204)
    assert.equal((await edge.fetch(url)).status, 200, 'the owner’s is there still')
  })

  it('on a slow line hold up no other site', async () => {
    const own = await edge.call('POST', '/api/sites', { as: stranger, body: { name: '급한 가게', key: 'quick', zone: 'Asia/Seoul', currency: 'KRW', domains: ['quick.example'] } })
    const file = png(120, 80, sky)
    let goOn, coming, status
    const begin = () => {
      goOn = status = undefined
      const slow = new ReadableStream({
        start: (line) => line.enqueue(new Uint8Array(file.subarray(0, 100))),
        pull: (line) => new Promise((sent) => (goOn ??= () => (line.enqueue(new Uint8Array(file.subarray(100))), line.close(), sent()))),
      }, { highWaterMark: 0 })
      coming = edge.fetch(`${site}/pictures`, { method: 'POST', headers: { ...edge.owner.headers, 'content-type': 'image/png' }, body: slow, duplex: 'half' })
        .then((answer) => (status = answer.status))
    }
    const busy = async () => (await upload(png(121, 80, sky))).status
    begin()
    for (let tries = 0; (await busy()) !== 503; tries += 1) {
      assert.ok(tries < 200, 'the place is not taken')
      // One of ours had the place when it came.
      if (status === 503) begin()
    }
    const quick = () => upload(png(122, 80, sky), { as: stranger, path: `/api/sites/${own.body.id}/pictures` })
    assert.deepEqual([(await quick()).status, (await quick()).status], [201, 200])
    goOn()
    assert.equal(await coming, 201)
    assert.ok([200, 201].includes(await busy()))
  })

  it('that broke off go by the clock, and nothing that is here', async () => {
    const kept = await taken(png(91, 33, sky))
    const row = (hash, state, ms) => DB.prepare(`INSERT INTO picture (site, hash, kind, width, height, bytes, frames, small, made_for, name, state, state_ms, created_ms, created_by)
      SELECT site, ?, 'png', 1, 1, 1, 1, '{"kind":"png","width":1,"height":1,"bytes":1}', 'popcorn', '', ?, ?, created_ms, created_by FROM picture LIMIT 1`).bind(hash, state, ms).run()
    const old = Date.now() - 16 * 60_000
    const [coming, going, fresh] = ['a', 'b', 'c'].map((letter) => letter.repeat(32))
    for (const [hash, state, ms] of [[coming, 'coming', old], [going, 'going', old], [fresh, 'going', Date.now()]]) {
      await row(hash, state, ms)
      for (const end of ['', '-s']) await PICTURES.put(`${edge.owner.site.id}/${hash}${end}.png`, 'x')
    }
    const listed = await edge.call('GET', `${site}/pictures?limit=200`, { as: edge.owner })
    assert.ok(!listed.body.pictures.some(({ id }) => [coming, going, fresh].includes(id)))
    await edge.worker.scheduled({ cron: '* * * * *' })
    const left = await objects()
    for (const hash of [coming, going]) {
      assert.ok(!left.some((key) => key.includes(hash)), hash)
      assert.equal(await DB.prepare('SELECT count(*) n FROM picture WHERE hash = ?').bind(hash).first('n'), 0)
    }
    // Somebody may be at it.
    assert.equal(left.filter((key) => key.includes(fresh)).length, 2)
    assert.equal((await edge.fetch(kept.url)).status, 200)
  })
})

it('pictures have a host of their own', async () => {
  const edge = await start({ vars: { CONSOLE_HOST: 'console.example', EDGE_HOST: 'edge.example', CONTENT_HOST: 'content.example' }, setUp: false })
  try {
    const made = await edge.call('POST', 'https://console.example/api/setup', { body: { token: (await import('./harness.mjs')).SETUP_TOKEN, email: 'owner@shop.example', password: 'a long enough password', name: '점주', site: { name: '가게', key: 'shop', zone: 'Asia/Seoul', currency: 'KRW', domains: ['shop.example'] } } })
    const [cookie] = made.headers.get('set-cookie').split(';')
    const answer = await edge.fetch(`https://console.example/api/sites/${made.body.sites[0].id}/pictures`, { method: 'POST', headers: { cookie, origin: 'https://console.example', 'content-type': 'image/png' }, body: png(30, 20, plain(1, 2, 3)) })
    const { url } = await answer.json()
    assert.match(url, /^https?:\/\/content\.example\/u\//)
    const { pathname } = new URL(url)
    for (const [host, status] of [['content', 200], ['console', 404], ['edge', 404]]) assert.equal((await edge.fetch(`https://${host}.example${pathname}`)).status, status, host)
    assert.equal((await edge.fetch('https://content.example/api/session')).status, 404)
  } finally {
    await edge.close()
  }
})

it('a site that uploads without end is slowed', async () => {
  const edge = await start({ config: (text) => text.replace(/("UPLOADS_GUARD"[^]*?limit = )120/, '$13') })
  try {
    const statuses = []
    for (let n = 0; n < 8; n += 1) {
      const answer = await edge.fetch(`/api/sites/${edge.owner.site.id}/pictures`, { method: 'POST', headers: { ...edge.owner.headers, 'content-type': 'image/png' }, body: png(20 + n, 20, plain(1, 2, 3)) })
      statuses.push(answer.status)
    }
    assert.deepEqual([statuses[0], statuses.at(-1)], [201, 429])
  } finally {
    await edge.close()
  }
})
