// An edge in a process of its own that can be killed and started again on the same data.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WHAT, ask, name } from '../worker/objects.mjs'
import { SETUP_TOKEN } from './options.mjs'

const SERVER = new URL('server.mjs', import.meta.url).pathname
export const OWNER = { email: 'owner@shop.example', password: 'a long enough password', name: '점주' }
const SITE = { name: '가게', key: 'shop', zone: 'Asia/Seoul', currency: 'KRW', domains: ['shop.example'] }

export class Edge {
  /** All that the worker has written, and the server with it. */
  log = ''
  data = mkdtempSync(join(tmpdir(), 'dangol-fault-'))

  /** `options`: a module with the options of another worker than the built one. */
  constructor({ options } = {}) {
    this.options = options
  }

  /** Starts on the data that is there. `env` is for the server. */
  async start(env = {}) {
    const files = [SERVER, this.data, ...(this.options ? [this.options] : [])]
    this.process = spawn(process.execPath, ['--no-warnings', ...files], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', process.env.SHOW ? 'inherit' : 'pipe'] })
    for (const stream of [this.process.stdout, this.process.stderr]) stream?.on('data', (bytes) => { this.log += bytes })
    const [line] = await Promise.race([
      once(createInterface(this.process.stdout), 'line'),
      once(this.process, 'exit').then(([code]) => { throw new Error(`the edge ended with ${code}`) }),
    ])
    Object.assign(this, JSON.parse(line))
    this.process.stdin.on('error', () => {})
    return this
  }

  /** The owner and the first site, with the messages of `config`. */
  async setUp(config) {
    const made = await this.call('POST', '/api/setup', { body: { token: SETUP_TOKEN, ...OWNER, site: SITE } })
    const [cookie] = made.headers.get('set-cookie').split(';')
    const session = { cookie, origin: this.url }
    this.site = (await made.json()).sites[0]
    const token = await this.call('POST', '/api/tokens', { headers: session, body: { name: 'test', scopes: ['read', 'configure', 'send', 'manage'] } })
    this.headers = { authorization: `Bearer ${(await token.json()).token}` }
    const put = await this.call('PUT', `/api/sites/${this.site.id}/config`, { headers: { ...this.headers, 'if-match': '"0"' }, body: config })
    if (put.status !== 200) throw new Error(await put.text())
    return this
  }

  fetch(path, init) {
    return fetch(`${this.url}${path}`, { ...init, signal: AbortSignal.timeout(20_000) })
  }

  call(method, path, { headers = {}, body } = {}) {
    return this.fetch(path, { method, headers: { ...headers, 'content-type': 'application/json' }, body: body && JSON.stringify(body) })
  }

  /** A report of the site. */
  async get(path) {
    const response = await this.fetch(`/api/sites/${this.site.id}${path}`, { headers: this.headers })
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  /** Lets the objects of the site do what is due at a moment, as their alarms would. */
  tick(now, shards = [0, 1]) {
    for (const shard of shards) {
      const line = JSON.stringify({ name: name(this.site.id, shard), ask: ask(this.site.id, shard, WHAT.tick, { now }).done().toString('hex') })
      this.process.stdin.write(`${line}\n`, () => {})
    }
  }

  /** A turn of the clock, as it comes every minute. */
  clock() {
    this.process.stdin.write('{"clock":true}\n', () => {})
  }

  /** Spreads the people over so many objects. Returns whether all have moved; what breaks off is begun anew. */
  async grow(objects) {
    const answer = await this.call('POST', `/api/sites/${this.site.id}/objects`, { headers: this.headers, body: { objects } })
    if (answer.status === 503) return false // Somebody who is dead is still taken to be at it.
    if (answer.status !== 200) throw new Error(await answer.text())
    return (await answer.json()).buckets_left === 0
  }

  /** SIGKILL, by the id of the process: first workerd, then whoever started it. Nothing gets to say goodbye. */
  async kill() {
    const gone = once(this.process, 'exit')
    process.kill(this.workerd, 'SIGKILL')
    this.process.kill('SIGKILL')
    await gone
  }

  /** An orderly end. */
  async stop() {
    const gone = once(this.process, 'exit')
    this.process.kill('SIGTERM')
    await gone
  }

  async remove() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.kill()
    rmSync(this.data, { recursive: true, force: true })
  }
}
