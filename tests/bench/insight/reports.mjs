// Reports of half a million lines of orders, asked over HTTP, beside DuckDB over the same lines, loaded into its memory: `LINES=500000 node tests/bench/insight/reports.mjs`.
// Both must say the same; ours is measured from the request to the whole answer, DuckDB's from the call to its rows.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import assert from 'node:assert/strict'
import { Edge } from '../../fault/edge.mjs'
import { ordersCsv } from './files.mjs'

const LINES = Number(process.env.LINES ?? 500_000)
const TIMES = 9
const ROOT = new URL('../../../', import.meta.url).pathname
const EDGES = [10_000, 30_000, 50_000, 70_000]

/** Installs DuckDB beside the other tools, where it is missing, and asks it. */
function duck(path) {
  const folder = join(ROOT, '.tools/duckdb')
  const env = { ...process.env, PYTHONPATH: folder }
  try {
    execFileSync('python3', ['-c', 'import duckdb'], { env, stdio: 'ignore' })
  } catch {
    execFileSync('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--target', folder, '-r', join(ROOT, 'tests/bench/insight/requirements.txt')], { stdio: 'inherit' })
  }
  const said = execFileSync('python3', [join(ROOT, 'tests/bench/insight/duck.py'), path, String(TIMES)], { env, maxBuffer: 1 << 28 }).toString()
  return Object.fromEntries(said.trim().split('\n').map((line) => JSON.parse(line)).map(({ name, ...rest }) => [name, rest]))
}

const number = Number
/** Our answer in DuckDB's rows. */
const AS_ROWS = {
  cohort: ({ cohorts }) => cohorts.flatMap(({ start, cells }) => cells.flatMap(({ people, orders, revenue }, after) => (orders ? [[number(start.slice(0, 4)) * 12 + number(start.slice(5, 7)) - 1, after, people, orders, number(revenue)]] : []))),
  bands: ({ bands }) => bands.map(({ orders, units, sales }, band) => [band, orders, units, number(sales)]),
  pairs: ({ pairs }) => pairs.map(({ one, other, orders }) => [...[one.id, other.id].sort(), orders]),
  rfm: ({ grid }) => grid.map(({ recency, frequency, people, revenue }) => [recency, frequency, people, number(revenue)]),
}

/** An edge with so many lines imported: hands over how it is asked, and where the lines are as CSV. */
async function withLines(lines, use) {
  const edge = new Edge()
  const folder = mkdtempSync(join(tmpdir(), 'dangol-lines-'))
  try {
    await edge.start()
    await edge.setUp({ segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } })
    const parts = [...ordersCsv({ lines })]
    const path = join(folder, 'lines.csv')
    writeFileSync(path, Buffer.concat(parts))
    const call = async (method, rest, body, type = 'application/json') => {
      const response = await fetch(`${edge.url}/api/sites/${edge.site.id}${rest}`, { method, headers: { ...edge.headers, 'content-type': type }, body, signal: AbortSignal.timeout(300_000) })
      const answer = await response.json()
      if (!response.ok) throw new Error(`${method} ${rest}: ${JSON.stringify(answer)}`)
      return answer
    }
    const { id } = await call('POST', '/imports', JSON.stringify({ kind: 'orders', name: 'bench' }))
    for (const [n, bytes] of parts.entries()) await call('PUT', `/imports/${id}/parts/${n + 1}`, bytes, 'application/octet-stream')
    await call('POST', `/imports/${id}/finish`, '{}')
    while ((await call('POST', `/imports/${id}/apply`)).state === 'applying');
    /** The median of some times, in milliseconds, and the last answer. */
    const ask = async (report) => {
      const took = []
      let answer
      for (let n = 0; n < TIMES; n += 1) {
        const begun = performance.now()
        answer = await call('GET', `/reports/${report}`)
        took.push(performance.now() - begun)
      }
      return [took.sort((a, b) => a - b)[TIMES >> 1], answer]
    }
    await use(ask, path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await edge.remove()
  }
}

export async function reports(say, lines = LINES) {
  await withLines(lines, async (ask, path) => {
    const theirs = duck(path)
    for (const [name, report] of [
      ['cohort', 'cohorts?by=month&from=2020-01-01&to=2025-12-31&until=2025-12-31&periods=64'],
      ['bands', `price-bands?edges=${EDGES}`],
      ['pairs', 'pairs?limit=100'],
      ['rfm', 'rfm?day=2025-12-31'],
    ]) {
      const [ours, answer] = await ask(report)
      const rows = AS_ROWS[name](answer)
      // Six years of months are 72: what lies beyond 64 is not asked. Of pairs in as many orders, which come last is either's choice.
      const same = name === 'cohort' ? theirs[name].rows.filter(([, after]) => after < 64) : theirs[name].rows
      if (name === 'pairs') assert.deepEqual(rows.map(([, , both]) => both), same.map(([, , both]) => both))
      else assert.deepEqual(rows, same)
      say({ bench: `insight/${name}-vs-duckdb`, ours: +ours.toFixed(1), theirs: +theirs[name].ms.toFixed(1), ratio: +(theirs[name].ms / ours).toFixed(2), unit: `ms a report over ${lines} lines, ours with the request (median of ${TIMES}); both say the same` })
    }
  })
}

/** The same month's report after a tenth of the history, and after all of it. */
export async function history(say, lines = LINES) {
  const took = {}
  for (const some of [lines / 10, lines]) {
    await withLines(some, async (ask) => {
      for (const [name, report] of [['bands', `price-bands?edges=${EDGES}&from=2025-12-01&to=2025-12-31`], ['orders', 'orders?by=day&from=2025-12-01&to=2025-12-31']]) {
        const [ms] = await ask(report)
        ;(took[name] ??= []).push(ms)
      }
    })
  }
  for (const [name, [less, more]] of Object.entries(took)) say({ bench: `insight/${name}-of-a-month`, ours: +more.toFixed(1), theirs: +less.toFixed(1), ratio: +(less / more).toFixed(2), unit: `ms of one month over ${lines} lines, beside the same over ${lines / 10}` })
}

if (process.argv[1] === new URL(import.meta.url).pathname) await reports((line) => console.log(JSON.stringify(line)))
