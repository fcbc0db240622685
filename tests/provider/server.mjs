// Solapi and NHN Cloud on one port, for tests and for `cargo xtask dev`: their shapes, their checks, their memory, and a page that shows the phones.
//
// `const it = await provider({ port, data })`; the base addresses are `${it.origin}/solapi`, `/nhn-sms` and `/nhn-kakao`, the account is ACCOUNT.
// Without `data` nothing is kept. `POST /control` (or `it.control`) tells it to go wrong:
//   rules      [{ match: 'POST /solapi/messages/v4/groups/*/send', times, skip, do, ms, status }], the first that matches; `do` is one of
//              refuse, rate_limit, error (nothing is carried out), drop (nor is there an answer), delay (by ms), accept_and_drop (carried out,
//              no answer), late (no answer; carried out after ms)
//   receipts   { after_ms, double, shuffle, never, fail: { '+8210…': code } }
//   templates  { review_ms (null: never), reject: reason }
//   webhook    { url, secret }, for all or by service: { solapi: { url, secret }, 'nhn-sms': …, 'nhn-kakao': … }
//   balance, senders, refusals_page (most on a page of Solapi's list of refusals), clock_ms (its clock is off by so much), refuse: ['+8210…'] (they call the 080 number), reset: true (forget what was sent)
// `GET /control` says how it stands, `/control/messages` what was ever handed over, `/control/calls` what was asked. `GET /` is the phone.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { ACCOUNT } from './account.mjs'
import * as nhn from './nhn.mjs'
import { outbox, refuse } from './outbox.mjs'
import * as own from './solapi.mjs'
import { open } from './store.mjs'
import { e164 } from './text.mjs'

export { ACCOUNT }

/** Larger than ten thousand long messages. */
const BODY_MAX = 64 * 1024 * 1024
/** Calls that are remembered. */
const CALLS_MAX = 20_000
const SERVICES = {
  solapi: { ask: own.solapi, refusal: own.refusal },
  'nhn-sms': { ask: nhn.sms, refusal: nhn.refusal },
  'nhn-kakao': { ask: nhn.kakao, refusal: nhn.refusal },
}
const DOES = ['refuse', 'rate_limit', 'error', 'drop', 'delay', 'accept_and_drop', 'late']
const PAGES = { '/': ['index.html', 'text/html'], '/phone.css': ['phone.css', 'text/css'], '/phone.js': ['phone.js', 'text/javascript'] }
const CSP = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Starts it. */
export async function provider({ port = 0, data, host = '127.0.0.1' } = {}) {
  const store = open(data)
  const phones = new Set()
  const changed = () => phones.forEach((phone) => phone.write('data: changed\n\n'))
  const box = outbox(store, changed)
  const server = createServer((request, answer) => {
    handle(store, request, answer, { phones, changed }).catch((error) => {
      if (!answer.headersSent) answer.writeHead(500, { 'content-type': 'text/plain' })
      answer.end(String(error?.stack ?? error))
    })
  })
  await new Promise((listening, failed) => server.once('error', failed).listen(port, host, listening))
  const origin = `http://${host}:${server.address().port}`
  return {
    origin,
    control: (said) => control(store, said, changed),
    messages: () => messages(store),
    calls: () => calls(store),
    async close() {
      box.stop()
      phones.forEach((phone) => phone.end())
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      store.close()
    },
  }
}

async function handle(store, request, answer, { phones, changed }) {
  const url = new URL(request.url, 'http://provider')
  const json = (status, body) => answer.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(body))
  const at = `${request.method} ${url.pathname}`
  const service = url.pathname.split('/')[1]
  if (SERVICES[service]) return serve(store, service, request, answer, url, changed)
  if (at === 'GET /control') return json(200, { account: ACCOUNT, ...Object.fromEntries(store.names.map((name) => [name, store.get(name)])) })
  if (at === 'GET /control/messages') return json(200, messages(store))
  if (at === 'GET /control/calls') return json(200, calls(store))
  if (at === 'POST /control') {
    // A page of another origin cannot send this type without asking first.
    if (!String(request.headers['content-type']).startsWith('application/json')) return json(415, { error: 'application/json, please' })
    try {
      return json(200, control(store, JSON.parse(await read(request)), changed))
    } catch (error) {
      return json(400, { error: error.message })
    }
  }
  if (at === 'GET /favicon.ico') return answer.writeHead(204).end()
  if (at === 'GET /phone/messages') return json(200, arrived(store))
  const [, picture] = /^GET \/phone\/pictures\/([\w-]+)$/.exec(at) ?? []
  if (picture) {
    const file = store.one('select bytes from file where id = ?', picture)
    if (!file) return json(404, { error: 'There is no such picture' })
    return answer.writeHead(200, { 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff' }).end(file.bytes)
  }
  if (at === 'GET /phone/changes') {
    answer.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write('data: changed\n\n')
    phones.add(answer)
    request.once('close', () => phones.delete(answer))
    return undefined
  }
  const page = request.method === 'GET' && PAGES[url.pathname]
  if (!page) return json(404, { error: 'There is /, /control, /solapi/…, /nhn-sms/… and /nhn-kakao/…' })
  const headers = { 'content-type': `${page[1]};charset=UTF-8`, 'content-security-policy': CSP, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }
  return answer.writeHead(200, headers).end(await readFile(new URL(`./phone/${page[0]}`, import.meta.url)))
}

/** A call of a provider's API, as far as the rules let it come. */
async function serve(store, service, request, answer, url, changed) {
  const text = await read(request)
  const path = url.pathname.slice(service.length + 1)
  const rule = ruled(store, `${request.method} ${url.pathname}`)
  const { lastInsertRowid: call } = store.run('insert into call (at, method, path, did) values (?, ?, ?, ?)', Date.now(), request.method, url.pathname + url.search, rule?.do ?? '')
  store.run('delete from call where n <= ?', Number(call) - CALLS_MAX)
  const told = (status, body) => {
    store.run('update call set status = ? where n = ?', status, call)
    answer.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(body ?? null))
  }
  const carryOut = () => {
    let body
    try {
      body = text ? JSON.parse(text) : undefined
    } catch {
      return service === 'solapi' ? { status: 400, body: { errorCode: 'ValidationError', errorMessage: 'JSON' } } : nhn.refusal()
    }
    const result = store.once(() => SERVICES[service].ask(store, { method: request.method, path, query: url.searchParams, headers: request.headers, body }))
    changed()
    return result
  }
  const refused = (status) => {
    const { status: code, body } = SERVICES[service].refusal(status)
    told(code, rule.body ?? body)
  }
  const wait = () => new Promise((over) => setTimeout(over, rule.ms ?? 1_000))
  const cut = () => request.socket.destroy()
  switch (rule?.do) {
    case 'refuse':
      return refused(rule.status)
    case 'rate_limit':
      return refused(429)
    case 'error':
      return refused(rule.status ?? 500)
    case 'drop':
      return cut()
    case 'accept_and_drop':
      carryOut()
      return cut()
    case 'late':
      cut()
      await wait()
      return void carryOut()
    case 'delay':
      await wait()
  }
  const { status, body } = carryOut()
  return told(status, body)
}

/** The first rule for a call; one of so many times is used up. */
function ruled(store, call) {
  const rules = store.get('rules')
  const found = rules.find(({ match, times = Infinity, skip = 0, met = 0 }) => met < skip + times && matcher(match).test(call))
  if (!found) return undefined
  found.met = (found.met ?? 0) + 1
  store.set('rules', rules)
  return found.met > (found.skip ?? 0) ? found : undefined
}

/** `*` is whatever stands between two slashes, and at the end all that follows. */
const matcher = (match) => new RegExp(`^${match.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')).join('[^/]*')}${match.endsWith('*') ? '.*' : ''}$`)

function control(store, said, changed) {
  const { refuse: numbers, reset, ...settings } = said
  for (const [name, value] of Object.entries(settings)) {
    if (!store.names.includes(name)) throw new Error(`There is no ${name}: ${store.names.join(', ')}, refuse, reset`)
    if (name === 'rules' && !(Array.isArray(value) && value.every((rule) => DOES.includes(rule.do) && typeof rule.match === 'string'))) throw new Error(`A rule has a match and does one of ${DOES.join(', ')}`)
  }
  store.once(() => {
    if (reset) store.reset()
    for (const [name, value] of Object.entries(settings)) {
      const isWhole = ['rules', 'webhook'].includes(name) || typeof value !== 'object' || Array.isArray(value)
      store.set(name, isWhole ? value : { ...store.get(name), ...value })
    }
    if (numbers) refuse(store, numbers, ACCOUNT.unsubscribe)
  })
  changed()
  return Object.fromEntries(store.names.map((name) => [name, store.get(name)]))
}

/** All that was ever handed over, and whether it was to be sent; `duplicates` counts what one send has too many. */
function messages(store) {
  const counts = new Map(store.all("select send, count(*) as count from message where send != '' and state in ('sent', 'arrived', 'failed') group by send").map(({ send, count }) => [send, count]))
  const all = store.all('select * from message order by n').map((it) => ({
    ...{ id: it.id, service: it.service, request: it.request, seq: it.seq, key: it.key, send: it.send, fields: JSON.parse(it.fields), number: e164(it.number), from: it.sender, type: it.type, subject: it.subject, text: it.body },
    ...{ kakao: JSON.parse(it.kakao ?? 'null'), images: JSON.parse(it.images), code: it.code, state: it.state, at: it.created, done: it.done, duplicates: Math.max(0, (counts.get(it.send) ?? 0) - 1), is_sent: !['held', 'refused'].includes(it.state) },
  }))
  const sent = [...counts.values()]
  return { messages: all, sent: all.filter((it) => it.is_sent).length, sends: sent.length, duplicates: sent.reduce((sum, count) => sum + count - 1, 0) }
}

const calls = (store) => ({ calls: store.all('select at, method, path, did, status from call order by n') })

/** What is on the phones: the last thousand. */
function arrived(store) {
  const all = store.all("select * from message where state = 'arrived' order by done desc, n desc limit 1000").reverse()
  return {
    shop: ACCOUNT.shop,
    messages: all.map(({ id, number, sender, type, subject, body, kakao, images, done }) => ({ images: JSON.parse(images), id, number, from: sender, type, subject, text: body, kakao: JSON.parse(kakao ?? 'null'), at: done })),
  }
}

async function read(request) {
  const parts = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > BODY_MAX) throw new Error('The body is too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
