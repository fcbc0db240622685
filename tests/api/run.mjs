// Another generator of bad requests: schemathesis, by the API's own description, against the built worker with something in it. What it finds is
// a refusal that is none of those described, an answer outside its schema, a 5xx, a route that does not ask who comes.
//
//   node tests/api/run.mjs ST [options of `st run`]      (cargo xtask test calls it; LONG=1 tries for longer, SEED=n otherwise)
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { operations } from '../worker/described.mjs'
import { EMPTY_CONFIG, ROOT, start } from '../worker/harness.mjs'

/** Seconds, of all phases together: those that draw go on until they are spent. */
const SECONDS = process.env.LONG ? 1_800 : 150
const SEED = process.env.SEED ?? '20261121'

const edge = await start()
const { owner } = edge
const site = `/api/sites/${owner.site.id}`
const said = async (method, path, body, headers = {}) => {
  const answer = await edge.call(method, path, { as: owner, body, headers })
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
await said('PUT', `${site}/config`, {
  ...EMPTY_CONFIG,
  segments: [{ id: 'cart', name: '장바구니', include: [{ kind: 'cart.total', min: '50000' }] }],
  groups: [{ id: 'sale', name: '세일' }],
  messages: [{ id: 'm-hello', name: '인사', type: 'popcorn', status: 'active', segment: 'cart', group: 'sale', content: { title: '안녕하세요' } }],
}, { 'if-match': '"0"' })
await said('POST', `${site}/campaigns`, { id: 'nov', name: '11월', channel: 'sms', landing: 'https://shop.example/event' })
await said('POST', `${site}/orders`, { orders: [{ id: '1', at: new Date().toISOString(), value: '12000' }] })
const line = { visitor: 'v', at: Date.now() - 60_000, type: 'page_view', url: '/' }
await said('POST', `${site}/import/events`, JSON.stringify(line), { 'content-type': 'application/x-ndjson' })
const erasure = await said('POST', `${site}/people/erase`, { member: 'somebody' })
const { secret } = await edge.token(['read', 'configure', 'send', 'manage'])

const values = { SITE: owner.site.id, ERASURE: erasure.id, SESSION: owner.cookie.split('=')[1], TOKEN: secret, ORIGIN: edge.origin }
const options = ['--workers=2', `--seed=${SEED}`, `--max-time=${SECONDS}`, '--no-color', '--phases=examples,coverage,fuzzing']
// A change without a body says JSON all the same where it is made with a session (the description says so in words; OpenAPI has no other way).
const { body: description } = await edge.call('GET', '/api/openapi.json')
const bare = operations(description).filter(({ method, requestBody, security }) => method !== 'get' && !requestBody && security.every(({ session }) => session))
const names = JSON.stringify(bare.map(({ operationId }) => operationId).filter((name) => name !== 'signOut'))
const own = await readFile(new URL('tests/api/schemathesis.toml', ROOT), 'utf8')
const config = 'build/schemathesis.toml'
await mkdir(new URL('build/', ROOT), { recursive: true })
await writeFile(new URL(config, ROOT), `${own}\n[[operations]]\ninclude-operation-id = ${names}\nheaders = { Content-Type = "application/json" }\n`)

const [program, ...more] = process.argv.slice(2)
const run = spawn(program, ['--config-file', config, 'run', `${edge.origin}/api/openapi.json`, ...options, ...more], {
  cwd: ROOT.pathname,
  env: { ...process.env, ...values, PYTHONDONTWRITEBYTECODE: '1' },
  stdio: ['ignore', 'inherit', 'inherit'],
})
const [code] = await once(run, 'exit')
await edge.close()
process.exitCode = code ?? 1
