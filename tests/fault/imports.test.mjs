// A file of orders, and the process killed again and again while it is read and applied: whoever goes on from where the edge says it is ends with each
// row counted once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ordersCsv } from '../bench/insight/files.mjs'
import { Edge } from './edge.mjs'

const LINES = 3_000
const KILLS = 8
const DAYS = 'from=2024-01-01&to=2025-12-31'

let edge
before(async () => {
  edge = await new Edge().start()
  await edge.setUp({ segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } })
})
after(() => edge?.remove())

/** Asks, and says null where nobody answers any more. */
const ask = async (method, rest, body, type = 'application/json') => {
  try {
    const response = await edge.fetch(`/api/sites/${edge.site.id}/imports${rest}`, { method, headers: { ...edge.headers, 'content-type': type }, body })
    const answer = await response.json()
    if (response.status === 503) return null
    assert.ok(response.ok || answer.code === 'changed_meanwhile', JSON.stringify(answer))
    return response.ok ? answer : null
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
    return null
  }
}

test('rows of a file count once, whenever the process is killed', async () => {
  const bytes = Buffer.concat([...ordersCsv({ lines: LINES, seed: 7, from: 2024, years: 2 })])
  const parts = []
  for (let at = 0; at < bytes.length; at += 20_000) parts.push(bytes.subarray(at, at + 20_000))
  // What the file comes to, by its own text.
  const orders = new Map()
  for (const line of bytes.toString().split('\r\n').slice(1, -1)) {
    const [order, , , , , , , units, thousands, , status] = line.split(',')
    const known = orders.get(order) ?? { value: 0, units: 0, cancelled: status === '취소완료' }
    known.value += Number(units) * Number(thousands.replace('"', '')) * 1_000
    known.units += Number(units)
    orders.set(order, known)
  }
  const stand = [...orders.values()].filter(({ cancelled }) => !cancelled)
  const expected = { orders: stand.length, cancelled: orders.size - stand.length, revenue: String(stand.reduce((sum, { value }) => sum + value, 0)) }
  const { id } = await ask('POST', '', JSON.stringify({ kind: 'orders' }))
  let [state, kills, turn] = ['open', 0, 0]
  while (state !== 'applied') {
    turn += 1
    assert.ok(turn < 200, `still ${state}`)
    const now = await ask('GET', `/${id}`)
    if (now) state = now.state
    const step = () => {
      if (!now) return null
      if (now.state === 'open' && now.next_part <= parts.length) return ask('PUT', `/${id}/parts/${now.next_part}`, parts[now.next_part - 1], 'application/octet-stream')
      return ask('POST', now.state === 'open' ? `/${id}/finish` : `/${id}/apply`, '{}')
    }
    const stepping = step()
    if (kills < KILLS && turn % 2 === 0) {
      kills += 1
      // Somewhere in the step.
      await new Promise((resolve) => setTimeout(resolve, (kills * 37) % 150))
      await edge.kill()
      await stepping
      await edge.start()
    } else {
      const said = await stepping
      if (said) state = said.state
    }
  }
  assert.equal(kills, KILLS)
  const done = await ask('GET', `/${id}`)
  assert.deepEqual([done.rows, done.refused, done.result.orders], [LINES, 0, orders.size])
  const { orders: counted, cancelled, revenue } = await edge.get(`/totals?${DAYS}`)
  assert.deepEqual({ orders: counted, cancelled, revenue: revenue.amount }, expected)
  // And in the reports, which have the rows themselves.
  const bands = await edge.get(`/reports/price-bands?edges=10000&${DAYS}`)
  assert.deepEqual([bands.orders, bands.units], [stand.length, stand.reduce((sum, { units }) => sum + units, 0)])
})
