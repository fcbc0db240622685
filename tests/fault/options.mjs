// How the built worker runs on a workerd of its own: Miniflare's options, storage on disk.
import { readFileSync } from 'node:fs'

const built = (name) => new URL(`../../build/worker/${name}`, import.meta.url).pathname
export const SETUP_TOKEN = '00112233445566778899aabbccddeeff0011223344'

export const options = (data) => ({
  modulesRoot: built(''),
  modules: [
    // With FAULTS the worker's entry is one that makes objects fail (faulty.js).
    ...(process.env.FAULTS ? [{ type: 'ESModule', path: built('faulty.js'), contents: readFileSync(new URL('faulty.js', import.meta.url)) }] : []),
    { type: 'ESModule', path: built('index.js') },
    { type: 'CompiledWasm', path: built('edge_bg.wasm') },
  ],
  compatibilityDate: '2026-11-01',
  bindings: { ENVIRONMENT: 'development', DEMO: '0', CONSOLE_HOST: '', EDGE_HOST: '', CONTENT_HOST: '', LOADER_OFF: '0', ROLLOUT: '100', RELEASES: '', SETUP_TOKEN, KEYS: process.env.KEYS ?? `1:${'5a'.repeat(32)}`, FAULTS: process.env.FAULTS ?? '', META_URL: process.env.SERVICES ?? '', GA4_URL: process.env.SERVICES ?? '', EGRESS_LOCAL: process.env.SERVICES ?? process.env.EGRESS_LOCAL ?? '', SOLAPI_URL: process.env.SOLAPI_URL ?? '' },
  d1Databases: { DB: '00000000-0000-0000-0000-000000000000' },
  kvNamespaces: { BUNDLES: '00000000000000000000000000000000' },
  r2Buckets: { PICTURES: 'dangol-pictures', IMPORTS: 'dangol-imports' },
  durableObjects: { PERSON_SHARD: { className: 'PersonShard', useSQLite: true }, SITE_LIVE: { className: 'SiteLive', useSQLite: true }, SITE_SENDS: { className: 'SiteSends', useSQLite: true }, SITE_RELAY: { className: 'SiteRelay', useSQLite: true }, SITE_HISTORY: { className: 'SiteHistory', useSQLite: true } },
  queueProducers: { RELAYS: 'dangol-relays' },
  queueConsumers: { 'dangol-relays': { maxBatchSize: 10, maxBatchTimeout: 1, maxRetries: 3, deadLetterQueue: 'dangol-relays-dead' }, 'dangol-relays-dead': { maxBatchSize: 10, maxBatchTimeout: 5 } },
  ratelimits: Object.fromEntries(['ADDRESS', 'SITE', 'LINKS', 'UPLOADS'].map((name, n) => [`${name}_GUARD`, { namespace_id: `${1001 + n}`, simple: { limit: 1_000_000, period: 10 } }])),
  resourcePersistencePath: data,
})
