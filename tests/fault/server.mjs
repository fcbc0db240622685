// The built worker on a workerd of its own, storage on disk, in a process that can be killed: `node server.mjs DATA`.
// Prints one line of JSON when it serves: {"url", "workerd"} (workerd: its process id). Parents: tests/fault/*.test.mjs.
import { readFileSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Miniflare, convertV4MiniflareOptions } from 'miniflare'

const built = (name) => new URL(`../../build/worker/${name}`, import.meta.url).pathname
const [data] = process.argv.slice(2)
const TOKEN = '00112233445566778899aabbccddeeff0011223344'

const miniflare = new Miniflare(convertV4MiniflareOptions({
  host: '127.0.0.1',
  port: 0,
  modulesRoot: built(''),
  modules: [
    // With FAULTS the worker's entry is one that makes objects fail (faulty.js).
    ...(process.env.FAULTS ? [{ type: 'ESModule', path: built('faulty.js'), contents: readFileSync(new URL('faulty.js', import.meta.url)) }] : []),
    { type: 'ESModule', path: built('index.js') },
    { type: 'CompiledWasm', path: built('edge_bg.wasm') },
  ],
  compatibilityDate: '2026-11-01',
  bindings: { ENVIRONMENT: 'development', DEMO: '0', CONSOLE_HOST: '', EDGE_HOST: '', LOADER_OFF: '0', ROLLOUT: '100', RELEASES: '', SETUP_TOKEN: TOKEN, FAULTS: process.env.FAULTS ?? '' },
  d1Databases: { DB: '00000000-0000-0000-0000-000000000000' },
  kvNamespaces: { BUNDLES: '00000000000000000000000000000000' },
  durableObjects: { PERSON_SHARD: { className: 'PersonShard', useSQLite: true }, SITE_LIVE: { className: 'SiteLive', useSQLite: true } },
  ratelimits: Object.fromEntries(['COLLECT', 'ADDRESS', 'SITE'].map((name, n) => [`${name}_GUARD`, { namespace_id: `${1001 + n}`, simple: { limit: 1_000_000, period: 10 } }])),
  resourcePersistencePath: data,
}))

/** The processes that this one has started (Linux). */
function children() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((id) => {
    try {
      const [, , parent] = readFileSync(`/proc/${id}/stat`, 'utf8').replace(/\(.*\)/, '-').split(' ').slice(1)
      return Number(parent) === process.pid ? [Number(id)] : []
    } catch {
      return [] // It is gone already.
    }
  })
}

const url = await miniflare.ready
console.log(JSON.stringify({ url: url.origin, workerd: children()[0] }))
// Each line that comes in is one question to one object: {"name", "ask" (hex)}. It has no other way in.
createInterface(process.stdin).on('line', async (line) => {
  const { name, ask } = JSON.parse(line)
  try {
    const objects = await miniflare.getDurableObjectNamespace('PERSON_SHARD')
    await objects.get(objects.idFromName(name)).rpc(Uint8Array.from(Buffer.from(ask, 'hex')))
  } catch {
    // It may not be there yet, or be killed.
  }
})
process.on('SIGTERM', async () => {
  await miniflare.dispose()
  process.exit(0)
})
