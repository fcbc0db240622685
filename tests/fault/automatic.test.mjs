// What a shop's server says of orders, over and over, while the edge is killed at any moment and answers of the company are lost: each order's notice
// is one message. LONG=1: forty rounds; SEED=n repeats a run.
import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ACCOUNT, provider } from '../provider/server.mjs'
import { Edge } from './edge.mjs'
import { random } from './story.mjs'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const ROUNDS = process.env.LONG ? 40 : 3
const ORDERS = 40
const PATIENCE_MS = 120_000
const CONFIG = { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } }
const GROUPS = '/solapi/messages/v4/groups'
const CALLS = [`POST ${GROUPS}`, `PUT ${GROUPS}/*/messages`, `GET ${GROUPS}/*`, `POST ${GROUPS}/*/send`, `DELETE ${GROUPS}/*`, 'GET /solapi/cash/v1/balance']
const DOES = ['drop', 'accept_and_drop', 'error', 'rate_limit', 'delay', 'late']

const edge = new Edge()
let company
after(async () => {
  await edge.remove()
  await company?.close()
})

it(`each order is told once, whenever the edge is killed (SEED=${SEED})`, { timeout: (ROUNDS + 1) * PATIENCE_MS }, async () => {
  const next = random(SEED)
  const pick = (below) => Math.floor(next() * below)
  company = await provider()
  company.control({ balance: 100_000_000, templates: { review_ms: 10 }, receipts: { after_ms: 200, double: true, shuffle: true } })
  const env = { EGRESS_LOCAL: company.origin, SOLAPI_URL: `${company.origin}/solapi` }
  await edge.start(env)
  await edge.setUp(CONFIG)
  const call = async (method, path, body) => {
    const answer = await edge.fetch(`/api/sites/${edge.site.id}${path}`, { method, headers: { ...edge.headers, 'content-type': 'application/json' }, body: body && JSON.stringify(body) })
    const said = await answer.text()
    if (answer.status >= 500) throw new Error(`${answer.status} ${said}`)
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${said}`)
    return said && JSON.parse(said)
  }
  /** As a shop's server does: until it is answered, with the same words. */
  const surely = async (...asked) => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await call(...asked)
      } catch (error) {
        if (tries > 400 || error.code === 'ERR_ASSERTION') throw error
        await wait(50)
      }
    }
  }
  const rest = { key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }
  await surely('PUT', '/provider', { credentials: { provider: 'solapi', ...rest }, sender: { name: '가게', numbers: ['0212345678'], channel: ACCOUNT.solapi.channel } })
  await surely('POST', '/automatic/placed/review', {})
  while ((await surely('POST', '/template-reviews')).reviews[0].state !== 'approved') await wait(50)
  await surely('PUT', '/automatic/placed', { is_on: true })
  const wanted = new Set()
  for (let round = 0; round < ROUNDS; round += 1) {
    const rules = Array.from({ length: pick(4) }, () => ({ match: CALLS[pick(CALLS.length)], do: DOES[pick(DOES.length)], times: 1, skip: pick(2), ms: 50 + pick(400) }))
    company.control({ rules: [...rules, { match: '*', do: 'delay', ms: 20 + pick(60), times: 1_000 }] })
    const at = new Date().toISOString()
    const all = Array.from({ length: ORDERS }, (_, n) => ({ id: `o-${round}-${n}`, at, value: 1_000, phone: `0106${String(round).padStart(3, '0')}${String(n).padStart(4, '0')}` }))
    all.forEach(({ phone }) => wanted.add(`+82${phone.slice(1)}`))
    const killed = (async () => {
      for (let kills = 1 + pick(3); kills > 0; kills -= 1) {
        await wait(pick(700))
        await edge.kill()
        await edge.start(env)
      }
    })()
    // In parts that overlap, two of them at once.
    const part = () => all.slice(pick(ORDERS / 2), ORDERS / 2 + pick(ORDERS / 2))
    for (let turn = 0; turn < 3; turn += 1) await Promise.all([surely('POST', '/orders', { orders: part() }), surely('POST', '/orders', { orders: part() })])
    await surely('POST', '/orders', { orders: all })
    await killed
    company.control({ rules: [] })
    const until = Date.now() + PATIENCE_MS
    const sent = () => company.messages().messages.filter((message) => message.is_sent)
    let runs = []
    while (Date.now() < until) {
      edge.clock()
      runs = (await surely('GET', '/runs?send=_auto_placed')).runs
      if (runs.every(({ state }) => state === 'done') && sent().length >= wanted.size) break
      await wait(200)
    }
    const said = `round ${round}: ${JSON.stringify({ rules, runs: runs.map((run) => ({ ...run, send_then: undefined })) })}`
    assert.deepEqual(sent().map(({ number }) => number).toSorted(), [...wanted].toSorted(), said)
    assert.equal(runs.reduce((sum, { people }) => sum + people, 0), wanted.size, said)
    assert.ok(runs.length <= 2 && runs.every(({ totals }) => Object.keys(totals).every((state) => ['accepted', 'delivered'].includes(state))), said)
  }
  assert.equal(company.messages().duplicates, 0)
})
