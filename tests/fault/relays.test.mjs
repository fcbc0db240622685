// SIGKILL of workerd while conversions are told, to services that lose answers, fail and are slow: whatever was acknowledged to the shop is told, and counts
// once, since what is sent again has the same id. ROUNDS=20 (or LONG=1) for more kills, SEED=n to repeat a run.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { isSigned, relayServer } from '../relay/server.mjs'
import { Edge } from './edge.mjs'
import { CONFIG, random } from './story.mjs'

const ROUNDS = Number(process.env.ROUNDS ?? (process.env.LONG ? 20 : 3))
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const META = '/v23.0/12345/events'
const FREE = { third_party: false, cross_border: false }
/** A lease of a try that was killed ends after 45 s, what then waits is woken after 30 s more at the latest. */
const PATIENCE_MS = 120_000

describe(`relays over kills (SEED=${SEED})`, () => {
  const edge = new Edge()
  let services
  after(async () => {
    await edge.remove()
    await services?.close()
  })

  it('tells all that was acknowledged, each once', async () => {
    services = await relayServer()
    const env = { SERVICES: services.url }
    const next = random(SEED)
    await edge.start(env)
    await edge.setUp(CONFIG)
    const call = async (method, path, body) => {
      const answer = await edge.call(method, `/api/sites/${edge.site.id}${path}`, { headers: edge.headers, body })
      assert.ok(answer.ok, `${path}: ${answer.status}`)
      return answer.json()
    }
    const meta = await call('POST', '/relays', { kind: 'meta', pixel: '12345', token: 'token', consent: FREE })
    const hook = await call('POST', '/relays', { kind: 'webhook', url: `${services.url}/hook` })
    const acknowledged = new Set()
    let n = 0
    for (let round = 1; round <= ROUNDS; round += 1) {
      let killed = false
      const shop = (async () => {
        while (!killed) {
          // Lost answers and trouble, now and then; never so often that one delivery waits for its third line of the table, five minutes.
          if (next() < 0.3) services.next(META, 'drop')
          if (next() < 0.3) services.next('/hook', next() < 0.5 ? 'drop' : { status: 503 })
          const orders = Array.from({ length: 1 + Math.floor(next() * 3) }, () => ({ id: `order-${(n += 1)}`, at: new Date().toISOString(), value: String(n), member: 'minji' }))
          try {
            await call('POST', '/orders', { orders })
            for (const { id } of orders) acknowledged.add(id)
          } catch (error) {
            assert.ok(killed, error)
          }
          await wait(50 + next() * 100)
        }
      })()
      // Time enough that some are on their way.
      await wait(1500 + next() * 1500)
      killed = true
      await edge.kill()
      await shop
      await edge.start(env)
    }
    const sums = async () => (await call('GET', '/relays')).relays.map(({ kind, deliveries }) => ({ kind, ...deliveries }))
    const until = Date.now() + PATIENCE_MS
    // What failed twice waits for five minutes: that is known, too, and forgotten by nobody.
    const rests = async ({ id }) => {
      const { deliveries } = await call('GET', `/relays/${id}/deliveries?state=waiting&limit=200`)
      return deliveries.every(({ next }) => next !== null && Date.parse(next) > Date.now() + 60_000)
    }
    while (!((await rests(meta)) && (await rests(hook))) && Date.now() < until) {
      edge.clock()
      await wait(1000)
    }
    const [toMeta, toHook] = await sums()
    for (const { kind, taken, waiting, dead, held, void: given } of [toMeta, toHook]) {
      assert.deepEqual({ dead, held, given }, { dead: 0, held: 0, given: 0 }, kind)
      assert.ok(taken + waiting >= acknowledged.size, `${kind}: ${taken} taken, ${waiting} waiting of ${acknowledged.size}`)
      assert.ok(waiting <= acknowledged.size / 2, `${kind}: ${waiting} still wait`)
    }
    const waiting = async (relay) => new Set((await call('GET', `/relays/${relay.id}/deliveries?state=waiting&limit=200`)).deliveries.map(({ subject }) => subject))
    const [metaWaits, hookWaits] = [await waiting(meta), await waiting(hook)]
    // As each service counts: by id, of all that it has.
    const counted = (path, idOf, orderOf) => {
      const orders = new Map()
      for (const one of services.to(path).filter(({ taken }) => taken)) {
        const ids = orders.get(orderOf(one)) ?? new Set()
        orders.set(orderOf(one), ids.add(idOf(one)))
      }
      return orders
    }
    const byMeta = counted(META, (one) => one.events[0].event_id, (one) => one.events[0].custom_data.order_id)
    const byHook = counted('/hook', (one) => one.headers['webhook-id'], (one) => one.json.data.order)
    for (const id of acknowledged) {
      assert.ok(byMeta.has(id) || metaWaits.has(id), `Meta was not told of ${id}`)
      assert.ok(byHook.has(id) || hookWaits.has(id), `the webhook was not told of ${id}`)
    }
    for (const orders of [byMeta, byHook]) for (const [id, ids] of orders) assert.equal(ids.size, 1, `${id} counts more than once`)
    const again = services.to(META).length + services.to('/hook').length - byMeta.size - byHook.size
    assert.ok(again > 0, 'nothing was sent again: the faults did not bite')
    for (const one of services.to('/hook')) assert.ok(isSigned(one, hook.secret))
    console.log(`# ${ROUNDS} kills, ${acknowledged.size} orders, ${services.heard.length} requests, ${again} of them again; ${metaWaits.size + hookWaits.size} wait for their next line`)
  })

  it('takes a redirect for an answer, and a line that breaks for one that is lost', async () => {
    const relay = async (path) => (await edge.call('POST', `/api/sites/${edge.site.id}/relays`, { headers: edge.headers, body: { kind: 'webhook', url: `${services.url}${path}` } })).json()
    const [moved, lost] = [await relay('/moved'), await relay('/lost')]
    services.next('/moved', { status: 307, headers: { location: `${services.url}/elsewhere` } })
    services.next('/lost', 'drop')
    await edge.call('POST', `/api/sites/${edge.site.id}/orders`, { headers: edge.headers, body: { orders: [{ id: 'moved', at: new Date().toISOString(), value: 1 }] } })
    const failed = async ({ id }) => {
      for (let tries = 0; tries < 200; tries += 1) {
        const { failed, deliveries } = await edge.get(`/relays/${id}`)
        if (failed) return [failed.why, failed.status, deliveries.waiting + deliveries.taken]
        await wait(20)
      }
      return null
    }
    assert.deepEqual(await Promise.all([moved, lost].map(failed)), [['server', 307, 1], ['lost', null, 1]])
    assert.deepEqual(services.to('/elsewhere'), [])
  })
})
