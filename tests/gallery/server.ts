// A shop's page with one message of every type, served without an edge: the built browser files, bundles as publishing compiles them, and an edge
// that answers one number, how many are watching. By hand: `node tests/gallery/server.ts`, after `cargo xtask build`.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { config, MESSAGES } from './messages.ts'

const ROOT = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, ROOT))

type Said = { type?: string; body: string; status?: number; headers?: Record<string, string> }
type Configs = Record<string, { korean?: boolean; config: object }>
/** What a test answers itself, if it does: something, or nothing ever. */
type Extra = (path: string, query: URLSearchParams) => Said | 'never' | undefined

/** Serves configurations by key. */
export async function serve({ configs = galleryConfigs(), extra = () => undefined }: { configs?: Configs; extra?: Extra } = {}) {
  const bundles = compile(configs)
  const release = JSON.parse(String(read('build/release.json')))
  const parts = [100, release.shell.path, release.shell.integrity, release.wasm.path, release.wasm.integrity, release.debug.path]
  const loader = String(read('build/loader.js')).replace('__RELEASES__', JSON.stringify([parts]))
  const server = createServer((request: IncomingMessage, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop.test')
    const say = (type: string, body: string | Buffer, status = 200, more = {}) => answer.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*', ...more }).end(body)
    const own = extra(pathname, searchParams)
    if (own) return own === 'never' ? undefined : say(own.type ?? 'text/html; charset=utf-8', own.body, own.status, own.headers)
    if (pathname === '/d.js') return say('text/javascript', loader, 200, kept(300))
    if (pathname.startsWith('/a/')) return say(pathname.endsWith('.wasm') ? 'application/wasm' : 'text/javascript', read('build/assets' + pathname), 200, kept(31_536_000))
    if (pathname.startsWith('/v1/b/')) {
      const bundle = bundles[pathname.slice(6)]
      return bundle ? say('application/octet-stream', bundle, 200, kept(60)) : say('text/plain', '', 404)
    }
    if (pathname === '/v1/collect') {
      const parts: Buffer[] = []
      request.on('data', (part) => parts.push(part)).on('end', () => say('application/octet-stream', told(Buffer.concat(parts))))
      return
    }
    if (pathname.startsWith('/v1/watching/')) return say('application/json', JSON.stringify({ watching: MESSAGES[pathname.slice(13)]?.watching ?? null }))
    const hue = /^\/pictures\/(\d+)\.svg$/.exec(pathname)
    if (hue) return say('image/svg+xml', drawn(Number(hue[1])))
    if (pathname === '/favicon.ico') return say('image/x-icon', '', 204)
    return say('text/html; charset=utf-8', page(searchParams))
  })
  await new Promise<void>((resolve) => server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

export const galleryConfigs = (): Configs => Object.fromEntries(Object.keys(MESSAGES).map((name) => [name, { korean: !MESSAGES[name]!.english, config: config(name) }]))

/** Bundles by key, as publishing makes them. */
function compile(configs: Configs): Record<string, Buffer> {
  const given = Object.entries(configs).map(([key, { korean = true, config }]) => ({ key, korean, config }))
  const said = execFileSync('cargo', ['run', '--quiet', '--package', 'message', '--example', 'bundle'], { cwd: ROOT, input: JSON.stringify(given), maxBuffer: 64e6 })
  return Object.fromEntries(String(said).trim().split('\n').map((line) => line.split(' ')).map(([key, hex]) => [key, Buffer.from(hex ?? '', 'hex')]))
}

/** As long as the edge has it kept. */
const kept = (seconds: number) => ({ 'cache-control': `public, max-age=${seconds}` })

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))])
const zigzag = (value: number) => varint(value < 0 ? -2 * value - 1 : 2 * value)
/** Who sent each frame of a batch, and its number. */
function frames(batch: Buffer): [tab: number, seq: number][] {
  // Past the version, the site's key, the visitor, when it was sent, the bundle's version.
  let at = 2 + batch[1]! + 16
  const number = () => {
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      const byte = batch[at++]!
      value += (byte % 128) * unit
      if (byte < 128) return value
    }
  }
  number()
  number()
  const found: [number, number][] = []
  while (at < batch.length) {
    at += 1
    const end = number() + at
    // After the install.
    number()
    found.push([number(), number()])
    at = end
  }
  return found
}

/** An answer of the edge (crates/model/src/wire.rs): what has come. */
function told(batch: Buffer) {
  const done = frames(batch).flatMap(([tab, seq]) => [tab, seq, seq]).flatMap(varint)
  return Buffer.from([1, ...zigzag(Date.now()), 1, ...varint(frames(batch).length), ...done, 0, 0])
}

const drawn = (hue: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360" viewBox="0 0 640 360"><rect width="640" height="360" fill="hsl(${hue} 70% 88%)"/>
<circle cx="200" cy="210" r="120" fill="hsl(${hue} 60% 70%)"/><circle cx="420" cy="150" r="170" fill="hsl(${(hue + 30) % 360} 65% 78%)"/></svg>`

/** A plain shop, light or dark. */
export function page(query: URLSearchParams, more = '') {
  const dark = query.get('theme') === 'dark'
  const goods = Array.from({ length: 12 }, (_, i) => `<li><div></div><p>찻잔 ${i + 1}</p><b>${((i + 3) * 4500).toLocaleString('ko-KR')}원</b></li>`).join('')
  return `<!doctype html><html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"><title>가게</title>
<style>body{margin:0;font-family:NanumBarunGothic,sans-serif;background:${dark ? '#17130f' : '#fff'};color:${dark ? '#f1ece7' : '#221c17'}}
header{padding:22px 32px;font-size:20px;font-weight:700;border-bottom:1px solid #8883}main{max-width:1080px;margin:auto;padding:24px 20px 200px}
ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(160px,1fr));gap:20px;list-style:none;padding:0}li div{aspect-ratio:1;border-radius:12px;background:${dark ? '#2b241d' : '#f3eee8'}}li p{margin:8px 0 2px}
.btn{background:#7a4b2a;color:#fff;border:0;border-radius:8px;padding:12px 20px;font:inherit}</style>${more}</head>
<body><header>다정한 찻집</header><main><h1>오늘의 찻잔</h1><div id="slot"></div><button class="btn">담기</button><ul>${goods}</ul></main>
<script async src="/d.js" data-site="${query.get('message') ?? 'popcorn'}"></script></body></html>`
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { origin } = await serve()
  const links = (theme: string) => Object.keys(MESSAGES).map((name) => `${origin}/?message=${name}&theme=${theme}`)
  console.log([...links('light'), ...links('dark')].join('\n'))
}
