// A real workerd with the built worker, for tests: `const edge = await start()`, then `edge.fetch`, `edge.close()`.
// Storage begins empty. It takes about a second; build first (`cargo xtask build`, or `cargo xtask build worker`).
// wrangler reads these when it is loaded: nothing here asks the network for anything.
process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= 'false'
process.env.WRANGLER_SEND_METRICS ??= 'false'
const { readFile, rm, writeFile } = await import('node:fs/promises')
const { createTestHarness } = await import('wrangler')
const { described } = await import('./described.mjs')

export const ROOT = new URL('../../', import.meta.url)
export const SETUP_TOKEN = '00112233445566778899aabbccddeeff0011223344'
/** What the edge seals secrets with. */
export const KEYS = `1:${'5a'.repeat(32)}`
export const OWNER = { email: 'owner@shop.example', password: 'a long enough password', name: '점주' }
export const SITE = { name: '가게', key: 'shop', zone: 'Asia/Seoul', currency: 'KRW', domains: ['shop.example'] }
export const EMPTY_CONFIG = { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } }

/** Starts an edge. `config` may change the text of wrangler.toml; `vars` are laid over those in it; `setUp: false` leaves it without an owner. */
export async function start({ vars = {}, secrets = {}, setUp = true, isDescribed = true, config } = {}) {
  let configPath = './wrangler.toml'
  if (config) {
    // Beside the real one, since its paths are from there.
    configPath = `./wrangler.test.${process.pid}.toml`
    await writeFile(new URL(configPath, ROOT), config(await readFile(new URL('./wrangler.toml', ROOT), 'utf8')))
  }
  const workers = [{ configPath, vars, secrets: { SETUP_TOKEN, KEYS, ...secrets } }]
  const harness = createTestHarness({ root: ROOT.pathname, workers })
  const { url } = await harness.listen()
  if (config) await rm(new URL(configPath, ROOT))
  const edge = new Edge(harness, url.origin)
  // Without its description nothing has been asked of it yet.
  if (isDescribed) await edge.describe()
  if (setUp) edge.owner = await edge.setUp()
  return edge
}

class Edge {
  constructor(harness, origin) {
    this.harness = harness
    this.origin = origin
    this.worker = harness.getWorker()
  }

  conforms = () => {}

  /** Reads the API's description, which every answer of `call` is held to. */
  async describe() {
    const answer = await this.fetch('/api/openapi.json')
    this.conforms = answer.ok ? described(await answer.json()) : () => {}
  }

  /** The worker's bindings, to look into its storage. */
  env() {
    return this.worker.getEnv()
  }

  /** The raw answer to a request. A path, or a whole URL to choose the host. */
  fetch(path, init = {}) {
    return this.harness.fetch(path, { redirect: 'manual', ...init })
  }

  /** A request with a JSON body, read as JSON: `{status, headers, body}`. `as` is what `setUp`, `signIn` or `token` gave. */
  async call(method, path, { as, body, headers = {} } = {}) {
    const sent = { ...headers }
    if (body !== undefined) sent['content-type'] ??= 'application/json'
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const response = await this.fetch(path, { method, headers: { ...as?.headers, ...sent }, body: text })
    const answer = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && answer !== ''
    const read = { status: response.status, headers: response.headers, body: isJson ? JSON.parse(answer) : answer }
    this.conforms({ method, path, sent: typeof body === 'string' ? undefined : body, answer: read })
    // To compile a schema may take a while: a connection that ended meanwhile is to be known as such before it is used again.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    return read
  }

  /** Makes the owner with a first site. */
  async setUp(site = SITE) {
    const made = await this.call('POST', '/api/setup', { body: { token: SETUP_TOKEN, ...OWNER, site } })
    if (made.status !== 200) throw new Error(`set-up: ${JSON.stringify(made.body)}`)
    return { ...this.#session(made), site: made.body.sites[0] }
  }

  /** Signs in from an address of its own, so that tests do not spend one another's tries. */
  async signIn({ email, password }, headers = {}) {
    const answer = await this.call('POST', '/api/session', { body: { email, password }, headers })
    return { answer, ...(answer.status === 200 ? this.#session(answer) : {}) }
  }

  /** A token of the owner's with these scopes. */
  async token(scopes, as = this.owner) {
    const made = await this.call('POST', '/api/tokens', { as, body: { name: 'test', scopes } })
    if (made.status !== 201) throw new Error(`token: ${JSON.stringify(made.body)}`)
    return { secret: made.body.token, headers: { authorization: `Bearer ${made.body.token}` } }
  }

  /** Another person with no part in any site, put straight into the database. */
  async stranger(email = 'stranger@other.example') {
    const { DB } = await this.env()
    await DB.prepare(`INSERT INTO account (id, email, name, password, demo, created_ms)
      SELECT 'bbbbbbbbbbbbbbbb', ?, '이웃', password, 0, created_ms FROM account LIMIT 1`).bind(email).run()
    return this.signIn({ email, password: OWNER.password })
  }

  /** What a browser on the console sends with a session. */
  #session(answer) {
    const [cookie] = answer.headers.get('set-cookie').split(';')
    return { cookie, headers: { cookie, origin: this.origin } }
  }

  close() {
    return this.harness.close()
  }
}
