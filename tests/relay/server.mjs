// A server that speaks the shapes of Meta's Conversions API, GA4's Measurement Protocol and of whoever takes webhooks, on this machine. It checks what
// it is sent as they do, remembers it, and can be told to fail: `next(path, …)` says how the following requests are answered.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const HEX = /^[0-9a-f]{64}$/
const DAY_S = 86_400

/** Starts one. `url` is its origin. */
export async function relayServer(port = 0) {
  const heard = []
  const plans = new Map()
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const url = new URL(request.url, 'http://relay')
    const one = { method: request.method, path: url.pathname, query: url.searchParams, headers: request.headers, body: Buffer.concat(chunks).toString(), at: Date.now() }
    const { status, body, headers = {} } = judged(one)
    one.fault = status >= 400 ? body : undefined
    const plan = plans.get(url.pathname)?.shift()
    one.plan = plan
    // Whether the service has it: what was refused it has not, what it had before the line broke it has.
    one.taken = status < 300 && (plan === undefined || plan === 'drop' || plan === 'slow' || plan.status < 300)
    heard.push(one)
    if (plan === 'drop') return void request.socket.destroy()
    if (plan === 'slow') return
    const answer = typeof plan === 'object' ? plan : { status, body, headers }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
  })
  await new Promise((done) => server.listen(port, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    heard,
    /** What came to a path. */
    to: (path) => heard.filter((one) => one.path === path),
    /** How the next requests to a path are answered, one after the other: 'drop' (has it, and the line breaks), 'slow' (never), {status, body, headers}. */
    next: (path, ...answers) => plans.set(path, [...(plans.get(path) ?? []), ...answers]),
    close: () => new Promise((done) => (server.closeAllConnections(), server.close(done))),
  }
}

/** Whether a webhook is signed with a secret (`whsec_…`) as Standard Webhooks says. */
export function isSigned({ headers, body }, secret) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const wanted = createHmac('sha256', key).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest()
  return headers['webhook-signature'].split(' ').some((signature) => {
    const [version, text] = signature.split(',')
    const given = Buffer.from(text ?? '', 'base64')
    return version === 'v1' && given.length === wanted.length && timingSafeEqual(given, wanted)
  })
}

/** What each service would say. */
function judged(one) {
  if (/^\/v\d+\.0\/\d+\/events$/.test(one.path)) return meta(one)
  if (one.path.endsWith('/mp/collect')) return ga4(one)
  return webhook(one)
}

function meta(one) {
  const refuse = (message, code = 100) => ({ status: 400, body: { error: { message, type: 'OAuthException', code } } })
  if (one.headers['content-type'] !== 'application/x-www-form-urlencoded') return refuse('content type')
  const form = new URLSearchParams(one.body)
  if (form.get('access_token') === 'old') return refuse('Error validating access token', 190)
  const data = JSON.parse(form.get('data') ?? 'null')
  if (!Array.isArray(data) || data.length === 0) return refuse('data')
  for (const event of data) {
    const user = event.user_data ?? {}
    if (event.event_name !== 'Purchase' || typeof event.event_id !== 'string') return refuse('event')
    // One that is too old fails the whole request.
    if (!Number.isInteger(event.event_time) || event.event_time < Date.now() / 1000 - 7 * DAY_S) return refuse('event_time', 2804003)
    if (!['website', 'other'].includes(event.action_source)) return refuse('action_source')
    if (event.action_source === 'website' && !(user.client_user_agent && event.event_source_url)) return refuse('website needs both')
    for (const name of ['em', 'ph', 'external_id']) if (user[name] && !user[name].every((hash) => HEX.test(hash))) return refuse(`${name} is not hashed`)
    if (Object.keys(user).length === 0) return refuse('user_data')
    const { currency, value } = event.custom_data ?? {}
    if (!/^[A-Z]{3}$/.test(currency) || typeof value !== 'number') return refuse('custom_data')
  }
  one.events = data
  one.testCode = form.get('test_event_code')
  return { status: 200, body: { events_received: data.length, messages: [], fbtrace_id: 'A' } }
}

function ga4(one) {
  const findings = []
  const wrong = (description) => findings.push({ description, validationCode: 'VALUE_INVALID' })
  const body = JSON.parse(one.body)
  if (!one.query.get('measurement_id') || !one.query.get('api_secret')) wrong('measurement_id and api_secret are needed')
  if (!/^\d+\.\d+$/.test(body.client_id ?? '')) wrong('client_id')
  if (body.timestamp_micros < (Date.now() - 72 * 3_600_000) * 1000) wrong('timestamp_micros')
  if (body.events.length > 25) wrong('events')
  for (const { name, params } of body.events) {
    if (name !== 'purchase') wrong(name)
    if (Object.keys(params).length > 25) wrong('params')
    if (typeof params.value !== 'number' || !params.currency || !params.transaction_id) wrong('purchase')
  }
  for (const hash of [body.user_data?.sha256_email_address, body.user_data?.sha256_phone_number].flat()) if (hash !== undefined && !HEX.test(hash)) wrong('user_data is not hashed')
  if (one.body.length >= 130_000) wrong('too long')
  one.json = body
  // The real one takes everything; what is wrong only the other endpoint says.
  if (one.path === '/debug/mp/collect') return { status: 200, body: { validationMessages: findings } }
  one.findings = findings
  return { status: 204 }
}

function webhook(one) {
  one.json = JSON.parse(one.body)
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = one.headers
  const isFresh = Math.abs(Date.now() / 1000 - Number(at)) < 300
  if (!id || !signature?.startsWith('v1,') || !isFresh || one.body.length >= 20_000) return { status: 400, body: { error: 'not by Standard Webhooks' } }
  return { status: 204 }
}
