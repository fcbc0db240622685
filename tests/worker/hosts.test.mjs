// Routes, hosts, headers, the script, and what production refuses.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { ROOT, SETUP_TOKEN, OWNER, start } from './harness.mjs'

const release = JSON.parse(await readFile(new URL('build/release.json', ROOT), 'utf8'))
const withEdge = async (options, work) => {
  const edge = await start(options)
  try { await work(edge) } finally { await edge.close() }
}
const table = (text) => JSON.parse(/\[\[\d+,.*?\]\]/.exec(text)?.[0] ?? '[]')

test('refusals are problem+json, with the methods that there are', () => withEdge({ setUp: false }, async (edge) => {
  const nowhere = await edge.call('GET', '/api/nothing')
  assert.deepEqual([nowhere.status, nowhere.body.code], [404, 'not_found'])
  assert.match(nowhere.headers.get('content-type'), /^application\/problem\+json/)
  const method = await edge.call('PATCH', '/api/session')
  assert.deepEqual([method.status, method.headers.get('allow')], [405, 'DELETE, GET, HEAD, OPTIONS, POST'])
  for (const path of ['/healthz', '/api/session', '/d.js', '/console/']) {
    const { headers } = await edge.fetch(path)
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
  }
  assert.equal((await edge.fetch('/healthz', { method: 'HEAD' })).status, 200)
  const { body } = await edge.call('GET', '/api/openapi.json')
  assert.equal(body.openapi, '3.1.0')
  assert.deepEqual(body.paths['/api/sites/{id}/config'].put.security, [{ token: ['configure'] }, { session: [] }])
  assert.equal((await edge.fetch('/demo/')).status, 404, 'no demo where DEMO is not 1')
}))

test('console and edge answer on their own hosts only', () => withEdge({ setUp: false, vars: { CONSOLE_HOST: 'console.dangol.example', EDGE_HOST: 'edge.dangol.example' } }, async (edge) => {
  const status = async (url, init) => (await edge.fetch(url, init)).status
  for (const path of ['/api/session', '/api/openapi.json', '/console/']) {
    assert.notEqual(await status(`https://console.dangol.example${path}`), 404, path)
    assert.equal(await status(`https://edge.dangol.example${path}`), 404, path)
    assert.equal(await status(`https://elsewhere.example${path}`), 404, path)
  }
  for (const path of ['/d.js', release.wasm.path]) {
    assert.equal(await status(`https://edge.dangol.example${path}`), 200, path)
    assert.equal(await status(`https://console.dangol.example${path}`), 404, path)
  }
  for (const host of ['console', 'edge']) assert.equal(await status(`https://${host}.dangol.example/healthz`), 200)
  // Only the console's own origin. (Its scheme cannot be tried here: wrangler's proxy writes its own over it.)
  const body = JSON.stringify({ token: SETUP_TOKEN, ...OWNER })
  const setUp = (origin) => edge.call('POST', 'https://console.dangol.example/api/setup', { body, headers: { origin } })
  for (const origin of ['https://edge.dangol.example', 'https://console.dangol.example:8443']) {
    assert.equal((await setUp(origin)).status, 403, origin)
  }
  assert.equal((await setUp('https://console.dangol.example')).status, 200)
}))

test('the page of the editor’s preview is a sandbox that the console alone may frame', () => withEdge({ setUp: false, vars: { CONSOLE_HOST: 'console.dangol.example', EDGE_HOST: 'edge.dangol.example' } }, async (edge) => {
  const headers = async (path) => (await edge.fetch(`https://console.dangol.example${path}`)).headers
  const preview = await headers('/console/preview.html')
  const policy = preview.get('content-security-policy')
  assert.match(policy, /^sandbox allow-scripts;/)
  assert.match(policy, /default-src 'none'; script-src 'self' https:\/\/edge\.dangol\.example 'wasm-unsafe-eval'/)
  assert.match(policy, /frame-ancestors 'self'$/)
  assert.equal(preview.get('x-frame-options'), 'SAMEORIGIN')
  // A sandbox has no origin: its script is asked for from elsewhere.
  assert.equal((await headers('/console/preview.js')).get('cross-origin-resource-policy'), 'cross-origin')
  for (const path of ['/console/', '/console/sites/preview.html/messages']) {
    const other = await headers(path)
    assert.match(other.get('content-security-policy') ?? "frame-ancestors 'none'", /frame-ancestors 'none'/, path)
    assert.doesNotMatch(other.get('content-security-policy') ?? '', /sandbox/, path)
    assert.equal(other.get('cross-origin-resource-policy'), 'same-origin', path)
  }
}))

test('the script is short-lived, its files are for ever', () => withEdge({}, async (edge) => {
  const script = await edge.fetch('/d.js')
  assert.equal(script.headers.get('cache-control'), 'public, max-age=300')
  assert.match(script.headers.get('content-type'), /^text\/javascript/)
  assert.equal(script.headers.get('access-control-allow-origin'), '*')
  assert.equal(script.headers.get('set-cookie'), null)
  const text = await script.text()
  assert.deepEqual(table(text), [[100, release.shell.path, release.shell.integrity, release.wasm.path, release.wasm.integrity, release.debug.path]])
  for (const { path, integrity } of Object.values(release)) {
    const file = await edge.fetch(path)
    assert.equal(file.status, 200)
    assert.equal(file.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.equal(file.headers.get('access-control-allow-origin'), '*')
    assert.equal(file.headers.get('cross-origin-resource-policy'), 'cross-origin')
    const bytes = Buffer.from(await file.arrayBuffer())
    assert.equal(`sha384-${createHash('sha384').update(bytes).digest('base64')}`, integrity)
  }
  const wasm = await edge.fetch(release.wasm.path)
  assert.equal(wasm.headers.get('content-type'), 'application/wasm')
  assert.equal((await edge.fetch('/a/00000000000000000000000000000000.js')).status, 404)
}))

test('the pinned script is what its tag says, and outlives its deployment', () => withEdge({}, async (edge) => {
  const { body } = await edge.call('GET', `/api/sites/${edge.owner.site.id}`, { as: edge.owner })
  const [, url, integrity] = /^<script async src="([^"]+)" integrity="([^"]+)" crossorigin="anonymous" data-site="shop"><\/script>$/.exec(body.script.pinned)
  const pinned = await edge.fetch(url)
  assert.equal(pinned.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.equal(pinned.headers.get('access-control-allow-origin'), '*')
  const text = await pinned.text()
  assert.equal(`sha384-${createHash('sha384').update(text).digest('base64')}`, integrity)
  assert.equal((await edge.fetch('/d-00000000000000000000000000000000.js')).status, 404)

  // After the first page all of it is kept apart from the deployment's own files.
  await edge.fetch('/d.js')
  const { BUNDLES } = await edge.env()
  const name = `file${new URL(url).pathname}`
  for (let i = 0; i < 50 && !(await BUNDLES.get(name)); i++) await new Promise((done) => setTimeout(done, 100))
  assert.equal(await BUNDLES.get(name), text)
  for (const { path } of Object.values(release)) assert.ok(await BUNDLES.get(`file${path}`, 'arrayBuffer'), path)
  await BUNDLES.put('file/d-older.js', 'older')
  assert.equal(await (await edge.fetch('/d-older.js')).text(), 'older')
  await BUNDLES.put('file/a/older.js', 'older')
  assert.equal((await edge.fetch('/a/older.js')).headers.get('content-type'), 'text/javascript; charset=utf-8')
}))

test('the kill switch leaves a page whole', () => withEdge({ setUp: false, vars: { LOADER_OFF: '1' } }, async (edge) => {
  const text = await (await edge.fetch('/d.js')).text()
  assert.ok(!text.includes('/a/'))
  const page = { window: {} }
  new Function('window', text)(page.window)
  page.window.dangol('track', 'anything')
  assert.equal(page.window.dangol.debug(), null)
}))

test('a release is staged against the one before', async () => {
  const older = { shell: { path: '/a/old.js', integrity: 'sha384-x' }, wasm: { path: '/a/old.wasm', integrity: 'sha384-y' }, debug: { path: '/a/old-debug.js', integrity: 'sha384-z' } }
  await withEdge({ setUp: false, vars: { ROLLOUT: '5', RELEASES: JSON.stringify(older) } }, async (edge) => {
    const lines = table(await (await edge.fetch('/d.js')).text())
    assert.deepEqual(lines.map(([percent, shell]) => [percent, shell]), [[5, release.shell.path], [95, '/a/old.js']])
  })
  await withEdge({ setUp: false, vars: { ROLLOUT: '5', RELEASES: 'not json' } }, async (edge) => {
    assert.deepEqual(table(await (await edge.fetch('/d.js')).text()).map(([percent]) => percent), [5])
  })
})

test('the console’s pages take no foreign script, markup or frame', () => withEdge({ setUp: false }, async (edge) => {
  for (const path of ['/console/', '/console/sites/x/messages']) {
    const page = await edge.fetch(path)
    assert.equal(page.status, 200, path)
    assert.match(page.headers.get('content-type'), /^text\/html/)
    const policy = page.headers.get('content-security-policy')
    for (const part of ["default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"]) assert.ok(policy.includes(part), part)
    // Its own scripts, and its own engine: wasm may be compiled, text may not become code.
    assert.equal(policy.match(/script-src[^;]*/)[0], "script-src 'self' 'wasm-unsafe-eval'")
    assert.ok(!/'unsafe-eval'/.test(policy))
  }
  assert.equal((await edge.fetch('/console/assets/none.js')).status, 404)
  const root = await edge.fetch('/')
  assert.deepEqual([root.status, root.headers.get('location')], [302, '/console/'])
}))

const HOSTS = { CONSOLE_HOST: 'console.example', EDGE_HOST: 'edge.example' }

test('production refuses what is for development, and says why', async () => {
  const says = async (options) => {
    let answer
    await withEdge({ setUp: false, ...options, vars: { ENVIRONMENT: 'production', ...HOSTS, ...options.vars } }, async (edge) => {
      answer = await edge.call('GET', 'https://console.example/healthz')
      if (answer.status === 503) assert.equal((await edge.fetch('https://edge.example/d.js')).status, 503)
    })
    return answer
  }
  const refused = async (options, why) => {
    const { status, body } = await says(options)
    assert.deepEqual([status, body.code], [503, 'misconfigured'])
    assert.match(body.detail, why)
  }
  await refused({ vars: { DEMO: '1' } }, /DEMO/)
  await refused({ vars: { EGRESS_LOCAL: 'http://127.0.0.1:4600' } }, /EGRESS_LOCAL/)
  await refused({ secrets: { SETUP_TOKEN: '' } }, /SETUP_TOKEN/)
  await refused({ secrets: { SETUP_TOKEN: 'short' } }, /SETUP_TOKEN/)
  for (const keys of ['', '1:short', `1:${'5a'.repeat(32)},1:${'6b'.repeat(32)}`]) await refused({ secrets: { KEYS: keys } }, /KEYS/)
  await refused({ vars: { CONSOLE_HOST: '', EDGE_HOST: '' } }, /CONSOLE_HOST/)
  await refused({ vars: { EDGE_HOST: 'console.example' } }, /CONSOLE_HOST/)
  const fine = await says({})
  assert.equal(fine.status, 200)
  assert.match(fine.headers.get('strict-transport-security'), /max-age=/)
})

test('production takes no demo password, and none that was set before', () => withEdge({ setUp: false, vars: { ENVIRONMENT: 'production', ...HOSTS } }, async (edge) => {
  const body = { token: SETUP_TOKEN, ...OWNER, password: 'dangol-demo-only' }
  const answer = await edge.call('POST', 'https://console.example/api/setup', { body })
  assert.deepEqual([answer.status, answer.body.field], [422, 'password'])
}))

test('the demo’s own server signs its members for this visitor', () => withEdge({ vars: { DEMO: '1' }, setUp: false }, async (edge) => {
  await edge.setUp({ name: '우리몰', key: 'demo', id: 'de30000000000001', zone: 'Asia/Seoul', currency: 'KRW', domains: ['127.0.0.1'] })
  const visitor = '0123456789abcdef0123456789abcdef'
  const signIn = (member, password, cookie) => edge.call('POST', '/demo/api/sign-in', { body: { member, password }, headers: cookie ? { cookie } : {} })
  const good = await signIn('minji', '1234', `a=b; _dangol=${visitor}`)
  assert.deepEqual(good.body.member, { id: 'minji', name: '민지', grade: 'GOLD' })
  const [, expires, mac] = /^v1\.(\d+)\.([0-9a-f]{64})$/.exec(good.body.signature)
  assert.ok(expires > Date.now() / 1000 && expires < Date.now() / 1000 + 3700)
  const { DB } = await edge.env()
  const { secret } = await DB.prepare('SELECT secret FROM site').first()
  const { createHmac } = await import('node:crypto')
  assert.equal(mac, createHmac('sha256', secret).update(`dangol-member-v1\nde30000000000001\n${visitor}\nminji\n${expires}`).digest('hex'))
  assert.equal((await signIn('minji', '1234')).body.signature, null)
  assert.equal((await signIn('minji', '1234', '_dangol=short')).body.signature, null)
  assert.deepEqual(await signIn('minji', '9999', `_dangol=${visitor}`).then(({ status, body }) => [status, body.code]), [401, 'sign_in_failed'])
}))
