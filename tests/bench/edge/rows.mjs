// Rows and bytes that a visit of 12 events writes, as they are billed: every statement of every object, index entries and alarms included, from
// its first batch to the block that it is sealed in.
import { Edge } from '../../fault/edge.mjs'
import { ask, name, WHAT } from '../../worker/objects.mjs'
import { round } from './figures.mjs'
import { oneObject } from './population.mjs'
import { bodies } from './visits.mjs'

/** As few as are worth a block (worker/src/person_do.rs); a full one is shared by four times as many. */
const VISITORS = 1000
const HOUR = 3_600_000
const CONFIG = { segments: [], messages: [{ id: 'hello', type: 'popcorn', status: 'active', content: { title: 'hello' } }], attribution: { click_days: 7, view_days: 1 } }
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
const EXPOSURE = { kind: 'exposure', message: 'hello', act: 'shown' }
const order = (n) => ({ kind: 'order', id: `R-${n}`, value: 39_000, items: [{ id: 'P1', name: '니트', price: 39_000, quantity: 1 }] })
/** Events of each batch, and what the last one has beside them. */
const VISITS = {
  'in 2 batches': [[5, 7], () => []],
  'in 3 batches': [[3, 5, 4], () => []],
  'in 3 batches, with a message shown': [[3, 5, 3], () => [EXPOSURE]],
  'in 3 batches, with a message shown and an order': [[3, 5, 2], (n) => [EXPOSURE, order(n)]],
}


const post = async (url, body, headers = {}) => {
  const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(60_000) })
  if (response.status !== 200) throw new Error(await response.text())
  return response.arrayBuffer()
}

export async function rows(say) {
  const edge = new Edge({ options: new URL('options.mjs', import.meta.url).pathname })
  try {
    await edge.start()
    await edge.setUp(CONFIG)
    const map = await oneObject(edge)
    let next = 0
    const size = async () => (await edge.get('/objects')).each[0]
    /** So many visits, each sent whole, some side by side. */
    const send = async (visitors, [counts, last]) => {
      const numbers = Array.from({ length: visitors }, () => next++).values()
      await Promise.all(Array.from({ length: 16 }, async () => {
        for (const n of numbers) {
          const more = (turn) => (turn === counts.length - 1 ? last(n) : [])
          for (const body of bodies(counts, { salt: n, more })) await post(`${edge.url}/v1/collect`, body, { origin: 'https://shop.example', 'user-agent': PHONE })
        }
      }))
    }
    // Once a day, as the object's alarm does; each time a later one.
    let days = 1
    const seal = () => {
      const tick = ask(edge.site.id, 0, WHAT.tick, { map: map.map_version, now: Date.now() + 30 * HOUR * days++ }).done()
      return post(`${edge.url}/bench`, JSON.stringify({ object: name(edge.site.id, 0), call: 'tick', args: [[...tick]] }))
    }
    // The first ones make tables and set alarms.
    await send(20, VISITS['in 3 batches'])
    await seal()
    for (const [what, visit] of Object.entries(VISITS)) {
      const before = await size()
      await send(VISITORS, visit)
      const open = await size()
      await seal()
      const sealed = await size()
      if (sealed.visits_open > 0 || sealed.visits_sealed - before.visits_sealed !== VISITORS) throw new Error(`not all visits are sealed: ${JSON.stringify(sealed)}`)
      const a_visit = (from, to, key) => round((to[key] - from[key]) / VISITORS, key === 'database_bytes' ? 0 : 2)
      say({
        bench: 'edge/rows-of-a-visit',
        ours: a_visit(before, sealed, 'rows_written_since_woken'),
        unit: `rows written for a visit of 12 events ${what}: the mean of ${VISITORS} visitors who are new, indexes and alarms included, until they are sealed in ${sealed.blocks - before.blocks} block`,
        while_it_goes_on: a_visit(before, open, 'rows_written_since_woken'),
        when_it_is_sealed: a_visit(open, sealed, 'rows_written_since_woken'),
        database_bytes_open: a_visit(before, open, 'database_bytes'),
        database_bytes_sealed: a_visit(before, sealed, 'database_bytes'),
      })
    }
  } finally {
    await edge.remove()
  }
}
