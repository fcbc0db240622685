// Runs of sends while the edge is killed at any moment, answers are lost, and receipts come twice and out of order: each person is sent one message,
// and three ways of counting say the same: the run's totals, its rows, and what the provider has. LONG=1: a hundred rounds; SEED=n repeats a run.
import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ACCOUNT, provider } from '../provider/server.mjs'
import { Edge } from './edge.mjs'
import { random } from './story.mjs'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const ROUNDS = process.env.LONG ? 100 : 5
const PEOPLE = 120
const PATIENCE_MS = 120_000
const CONFIG = { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } }
const GROUPS = '/solapi/messages/v4/groups'
const CALLS = [`POST ${GROUPS}`, `PUT ${GROUPS}/*/messages`, `GET ${GROUPS}/*`, `POST ${GROUPS}/*/send`, `DELETE ${GROUPS}/*`]
const DOES = ['drop', 'accept_and_drop', 'error', 'rate_limit', 'delay', 'late']

const edge = new Edge()
let company
after(async () => {
  await edge.remove()
  await company?.close()
})

it(`each is sent one, whenever the edge is killed (SEED=${SEED})`, { timeout: ROUNDS * PATIENCE_MS }, async () => {
  const next = random(SEED)
  const pick = (below) => Math.floor(next() * below)
  company = await provider()
  company.control({ balance: 100_000_000, receipts: { after_ms: 200, double: true, shuffle: true } })
  const env = { EGRESS_LOCAL: company.origin, SOLAPI_URL: `${company.origin}/solapi` }
  await edge.start(env)
  await edge.setUp(CONFIG)
  const call = async (method, path, body, type = 'application/json') => {
    const text = typeof body === 'string' ? body : body && JSON.stringify(body)
    const answer = await edge.fetch(`/api/sites/${edge.site.id}${path}`, { method, headers: { ...edge.headers, 'content-type': type }, body: text })
    const said = await answer.text()
    if (answer.status >= 500) throw new Error(`${answer.status} ${said}`)
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${said}`)
    return said && JSON.parse(said)
  }
  /** Until it is answered: an edge that is away is asked again, with the same words. */
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
  await surely('PUT', '/provider', { credentials: { provider: 'solapi', ...rest }, sender: { name: '가게', numbers: ['0212345678'] } })
  const rows = Array.from({ length: PEOPLE }, (_, n) => `0105555${String(n).padStart(4, '0')}`)
  await surely('PUT', '/lists/all', `phone\n${rows.join('\n')}\n`, 'text/csv')
  const content = { type: 'text', sender: '0212345678', text: '한 번만 갑니다' }
  await surely('POST', '/sends', { id: 'once', name: '한 번', use: 'information', audience: { type: 'list', list: 'all' }, schedule: { type: 'at_once' }, content })

  for (let round = 0; round < ROUNDS; round += 1) {
    const rules = Array.from({ length: pick(4) }, () => ({ match: CALLS[pick(CALLS.length)], do: DOES[pick(DOES.length)], times: 1, skip: pick(2), ms: 50 + pick(400) }))
    // Each call takes a little, so that a kill may come in the middle of any.
    company.control({ rules: [...rules, { match: '*', do: 'delay', ms: 20 + pick(60), times: 1_000 }] })
    const order = { request: `round ${round}` }
    const killed = (async () => {
      for (let kills = 1 + pick(3); kills > 0; kills -= 1) {
        await wait(pick(700))
        await edge.kill()
        await edge.start(env)
      }
    })()
    const { run } = await surely('POST', '/sends/once/start', order)
    await killed
    // The same order, once more: nobody knows whether the first was heard.
    assert.equal((await surely('POST', '/sends/once/start', order)).run, run)
    company.control({ rules: [] })
    const until = Date.now() + PATIENCE_MS
    let seen
    for (;;) {
      edge.clock()
      seen = await surely('GET', `/runs/${run}`)
      if (seen.state === 'done' || Date.now() > until) break
      await wait(200)
    }
    const said = `round ${round}: ${JSON.stringify({ rules, run: { ...seen, send_then: undefined } })}`
    assert.equal(seen.state, 'done', said)
    const people = []
    for (let at = 0; at !== null; ) {
      const page = await surely('GET', `/runs/${run}/people?limit=500&after=${at}`)
      people.push(...page.people)
      at = page.next
    }
    const ids = new Set(people.map(({ id }) => id))
    const sent = company.messages().messages.filter((message) => message.is_sent && ids.has(message.send))
    assert.equal(ids.size, PEOPLE, said)
    assert.deepEqual([sent.length, new Set(sent.map(({ number }) => number)).size], [PEOPLE, PEOPLE], `what the provider has, ${said}`)
    assert.deepEqual([Object.values(seen.totals).reduce((sum, count) => sum + count, 0), seen.people], [PEOPLE, PEOPLE], `the totals, ${said}`)
    assert.ok(people.every(({ state }) => ['accepted', 'delivered'].includes(state)), `the rows, ${said}`)
  }
  assert.equal(company.messages().duplicates, 0)
})
