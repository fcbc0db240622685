// The peer's options: one file made of its modules, the same bindings as ours as far as it has them.
import { buildSync } from 'esbuild'

const { outputFiles: [{ text }] } = buildSync({
  entryPoints: [new URL('worker.js', import.meta.url).pathname],
  bundle: true, write: false, format: 'esm', target: 'es2022', external: ['cloudflare:workers'],
})

export const options = (data) => ({
  modules: [{ type: 'ESModule', path: 'worker.js', contents: text }],
  compatibilityDate: '2026-11-01',
  durableObjects: { PEOPLE: { className: 'People', useSQLite: true } },
  ratelimits: Object.fromEntries(['ADDRESS', 'SITE'].map((name, n) => [`${name}_GUARD`, { namespace_id: `${1001 + n}`, simple: { limit: 1_000_000, period: 10 } }])),
  resourcePersistencePath: data,
})
