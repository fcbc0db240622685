// A run to 100,000 members against the stand-in for Solapi (tests/provider), in a process of its own: how fast its audience is frozen, how fast its
// messages are handed over, in how many requests, how much memory that takes; and what came of it, counted three ways.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { Edge } from '../../fault/edge.mjs'
import { ACCOUNT } from '../../provider/account.mjs'
import { cpu } from '../edge/collect.mjs'
import { peak, round } from '../edge/figures.mjs'
import { apiOf, bench, members } from './shop.mjs'

const PEOPLE = Number(process.env.PEOPLE ?? 100_000)
const CONFIG = { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } }
const SENDER = { name: '다정한 찻집', numbers: ['0212345678'] }
/** It takes a minute or two. */
const RUN_S = 400
const STATES = { planned: 0, accepted: 2, delivered: 3 }

export async function sending(say) {
  const company = fork(new URL('company.mjs', import.meta.url).pathname)
  const [{ origin }] = await once(company, 'message')
  const edge = new Edge({ options: new URL('options.mjs', import.meta.url).pathname })
  try {
    await edge.start({ SOLAPI_URL: `${origin}/solapi`, EGRESS_LOCAL: origin })
    await edge.setUp(CONFIG)
    const api = apiOf(edge)
    const began = performance.now()
    await members(edge, PEOPLE)
    const filled = (performance.now() - began) / 1000
    await api('PUT', '/provider', { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }, sender: SENDER })
    const { id } = await api('POST', '/sends', { name: '안내', use: 'information', audience: { type: 'members' }, schedule: { type: 'at_once' }, content: { type: 'text', sender: SENDER.numbers[0], text: '{name|고객} 님, 문을 열었어요' } })
    const memory = peak(edge.workerd)
    memory.begin()
    const before = memory.now()
    const mark = () => ({ at: performance.now(), edge: cpu(edge.workerd), company: cpu(company.pid) })
    const since = (start) => Object.fromEntries(Object.entries(mark()).map(([name, now]) => [name, name === 'at' ? (now - start.at) / 1000 : now - start[name]]))
    let start = mark()
    const { run } = await api('POST', `/sends/${id}/start`, {})
    const sends = `${edge.site.id}-s-0000`
    let [planned, handed] = []
    for (;;) {
      // Its row alone: whoever asks the API counts all people of the run.
      const [{ state, why }] = await bench(edge, sends, 'sql', [['SELECT state, why FROM run WHERE id = ?', run]])
      if (!planned && state === 2) {
        planned = since(start)
        start = mark()
      }
      if (state === 3) break
      if (state > 3) throw new Error(`the run is in state ${state}: ${why}`)
      if (since(start).at > RUN_S) throw new Error(`the run is in state ${state} after ${RUN_S} s`)
      await wait(50)
    }
    handed = since(start)
    const most = memory.most()
    // What its messages became is asked of the company a little later.
    const told = performance.now()
    let totals
    do {
      await wait(1000)
      ;({ totals } = await api('GET', `/runs/${run}`))
    } while (totals.delivered !== PEOPLE && performance.now() - told < 240_000)
    const rows = await bench(edge, sends, 'sql', [['SELECT state, count(*) AS people, count(DISTINCT contact) AS contacts FROM outbox GROUP BY state']])
    const [{ requests }] = await bench(edge, sends, 'sql', [['SELECT count(*) AS requests FROM batch']])
    company.send('count')
    const [counted] = await once(company, 'message')
    const own = rows.find(({ state }) => state === STATES.delivered)
    if (own?.people !== PEOPLE || own.contacts !== PEOPLE || counted.sent !== PEOPLE || counted.numbers !== PEOPLE || totals.delivered !== PEOPLE) {
      throw new Error(`the run says ${JSON.stringify(totals)}, its rows ${JSON.stringify(rows)}, the company ${JSON.stringify(counted)}`)
    }
    say({ bench: 'crm/planning', ours: round(PEOPLE / planned.at, 0), unit: `recipients a second by the clock, from the order to the frozen audience: ${PEOPLE} members in two objects`, ours_cpu_s: round(planned.edge), recipients_a_cpu_second: round(PEOPLE / planned.edge, 0) })
    say({
      bench: 'crm/run',
      ours: round(PEOPLE / handed.at, 0),
      unit: `messages a second handed over by the clock, the company's work included: ${PEOPLE} of one run, each with its own text`,
      s: round(handed.at, 1),
      ours_cpu_s: round(handed.edge, 1),
      company_cpu_s: round(handed.company, 1),
      requests,
      messages_a_request: round(PEOPLE / requests, 0),
      delivered: { run: totals.delivered, rows: own.people, company: counted.sent },
      fill_s: round(filled, 0),
    })
    say({
      bench: 'crm/run-memory',
      ours: round((await bench(edge, 'memory', 'memory')) / 1e6, 1),
      unit: "MB of wasm memory, of all objects and the router in the process, after the run; peak: what workerd's resident memory grew beyond rest meanwhile, JavaScript's heap and SQLite's cache included",
      peak_mb: round((most - before) / 1e6, 1),
    })
  } finally {
    await edge.remove()
    company.kill()
  }
}

