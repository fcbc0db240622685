// Lines of orders a second through the API, from the first byte until they count: `LINES=500000 node tests/bench/insight/import.mjs`.
// One JSON object a line, as all benches.
import { Edge } from '../../fault/edge.mjs'
import { cpu } from '../edge/collect.mjs'
import { ordersCsv } from './files.mjs'

const LINES = Number(process.env.LINES ?? 500_000)

export async function imports(say, lines = LINES) {
  const edge = new Edge()
  try {
    await edge.start()
    await edge.setUp({ segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } })
    const parts = [...ordersCsv({ lines })]
    const call = async (method, rest, body, type = 'application/json') => {
      const address = `${edge.url}/api/sites/${edge.site.id}/imports${rest}`
      const response = await fetch(address, { method, headers: { ...edge.headers, 'content-type': type }, body, signal: AbortSignal.timeout(300_000) })
      const answer = await response.json()
      if (!response.ok) throw new Error(`${method} ${rest}: ${JSON.stringify(answer)}`)
      return answer
    }
    const { id } = await call('POST', '', JSON.stringify({ kind: 'orders', name: 'bench' }))
    const [start, before] = [performance.now(), cpu(edge.workerd)]
    const since = () => (performance.now() - start) / 1000
    for (const [n, bytes] of parts.entries()) await call('PUT', `/${id}/parts/${n + 1}`, bytes, 'application/octet-stream')
    let now = await call('POST', `/${id}/finish`, '{}')
    const read = since()
    let first
    do {
      now = await call('POST', `/${id}/apply`)
      first ??= since()
    } while (now.state === 'applying')
    const all = since()
    const used = cpu(edge.workerd) - before
    const round = (number) => Math.round(number)
    say({
      bench: 'insight/import',
      ours: round(lines / all),
      unit: `lines of orders a second through the API, from the first byte until the homes of all orders know them: ${lines} lines, ${parts.length} parts`,
      read_lines_per_s: round(lines / read),
      lines_per_cpu_s: round(lines / used),
      seconds: { read: +read.toFixed(1), counted_and_told: +(all - read).toFixed(1) },
      refused: now.refused,
      result: now.result,
    })
  } finally {
    await edge.remove()
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) await imports((line) => console.log(JSON.stringify(line)))
