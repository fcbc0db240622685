// Batches of 10 events made durable, ours against the peer: the same bytes from the same number of connections, in turns. Ours is the whole
// worker as it ships; theirs is peer/. Storage of both is on disk, and an answer comes when what it says is there.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { Edge } from '../../fault/edge.mjs'
import { round } from './figures.mjs'

const CONNECTIONS = 32
/** A round: so many visitors with three batches each. Rounds are short and take turns, since others work on the machine too. */
const VISITORS = 320
const COUNTS = [10, 10, 10]
const ROUNDS = 12
/** On a disk that others keep busy a round takes long: no new one begins after so many seconds, if there are three. */
const SECONDS = 90
/** Rounds before those that count: tables are made, code is warmed up. */
const WARM = 3
const EVENTS = 10
const CONFIG = { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } }
const peer = new URL('peer/options.mjs', import.meta.url).pathname
/** Of a process's times in /proc (Linux): ticks a second. */
const TICKS = 100

/** Seconds of processor that a process has used so far, in user space and in the kernel (its storage). */
export function cpu(process) {
  const fields = readFileSync(`/proc/${process}/stat`, 'utf8').replace(/\(.*\)/s, '-').split(' ')
  return (Number(fields[13]) + Number(fields[14])) / TICKS
}

/** One round: what the load says, and what workerd used. */
async function load(edge) {
  const before = cpu(edge.workerd)
  const child = spawn(process.execPath, [new URL('load.mjs', import.meta.url).pathname], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify({ url: edge.url, connections: CONNECTIONS, visitors: VISITORS, counts: COUNTS }))
  const said = JSON.parse(await text(child.stdout))
  return { ...said, used: cpu(edge.workerd) - before }
}

export async function collect(say) {
  const [ours, theirs] = [new Edge(), new Edge({ options: peer })]
  const rounds = { ours: [], theirs: [] }
  try {
    await ours.start()
    await ours.setUp(CONFIG)
    await theirs.start()
    const start = performance.now()
    for (let turn = -WARM; turn < ROUNDS && (turn < 3 || performance.now() - start < SECONDS * 1000); turn++) {
      for (const [name, edge] of turn % 2 ? [['ours', ours], ['theirs', theirs]] : [['theirs', theirs], ['ours', ours]]) {
        const done = await load(edge)
        if (turn >= 0) rounds[name].push(done)
      }
    }
  } finally {
    await ours.remove()
    await theirs.remove()
  }
  // Of several rounds the one that was disturbed least.
  const most = (name, of) => Math.max(...rounds[name].map(of))
  const rate = (name) => most(name, ({ requests, seconds }) => requests / seconds)
  const perCpu = (name) => most(name, ({ requests, used }) => (requests * EVENTS) / used)
  const p99 = (name) => -most(name, ({ p99 }) => -p99)
  const what = `batches of ${EVENTS} events, ${CONNECTIONS} connections, ${VISITORS} visitors with ${COUNTS.length} batches in each of ${rounds.ours.length} rounds`
  say({
    bench: 'edge/collect-vs-js-do',
    ours: round(rate('ours'), 0),
    theirs: round(rate('theirs'), 0),
    ratio: round(rate('ours') / rate('theirs')),
    unit: `batches made durable a second, the round that was disturbed least: ${what}`,
    ours_p99_ms: p99('ours'),
    theirs_p99_ms: p99('theirs'),
    load_cpu_share: round(most('ours', ({ cpu, seconds }) => cpu / seconds)),
    rounds: Object.fromEntries(Object.entries(rounds).map(([name, all]) => [name, all.map(({ requests, seconds }) => Math.round(requests / seconds))])),
  })
  say({
    bench: 'edge/collect-events-per-cpu-second',
    ours: round(perCpu('ours'), 0),
    theirs: round(perCpu('theirs'), 0),
    ratio: round(perCpu('ours') / perCpu('theirs')),
    unit: `events a second of workerd's processor time, user and system, storage included, the round that was disturbed least: ${what}`,
  })
}
