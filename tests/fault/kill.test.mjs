// SIGKILL in the middle of a stream of batches, and a start on the same data: nothing acknowledged is lost, nothing is counted twice.
// Meanwhile visits are sealed and opened again by late events, and people move to more objects and back. The oracle is plain sets and sums in
// JavaScript. ROUNDS=20 (or LONG=1) for more kills, SEED=n to repeat a run.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { setTimeout as wait } from 'node:timers/promises'
import { Browser } from '../worker/wire.mjs'
import { ottoLines } from '../worker/otto.mjs'
import { Edge } from './edge.mjs'
import { CONFIG, Shop, Shopper, account, random, reported } from './story.mjs'

const ROUNDS = Number(process.env.ROUNDS ?? (process.env.LONG ? 50 : 5))
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const BROWSERS = 12
const HOUR = 3_600_000

describe(`kills (SEED=${SEED})`, () => {
  const edge = new Edge()
  after(() => edge.remove())

  it('lose nothing acknowledged and count nothing twice', async () => {
    await edge.start()
    await edge.setUp(CONFIG)
    const next = random(SEED)
    const shoppers = Array.from({ length: BROWSERS }, (_, n) => new Shopper(edge, n, random(SEED * 31 + n)))
    const shop = new Shop(edge, random(SEED + 1))
    for (let round = 1; round <= ROUNDS; round += 1) {
      let killed = false
      const streams = shoppers.map(async (shopper) => {
        while (!killed) {
          for (let n = 0; n < 5; n += 1) shopper.act()
          // What fails is in the dark: it may be stored or not, and is sent again.
          await shopper.send().catch((error) => assert.ok(killed, error))
        }
      })
      streams.push((async () => {
        while (!killed) {
          await shop.send(shoppers).catch((error) => assert.ok(killed, error))
          await wait(20)
        }
      })())
      // The first round is quiet; then visits are sealed as if a day had passed, and people move.
      const objects = 2 + (round % 4)
      if (round > 1) streams.push((async () => {
        while (!killed) {
          edge.tick(Date.now() + 26 * HOUR, [0, 1, 2, 3, 4])
          await wait(100 + next() * 200)
        }
      })())
      if (round > 1) streams.push((async () => {
        while (!killed) {
          const moved = await edge.grow(objects).catch((error) => assert.ok(killed, error))
          await wait(moved ? 200 : 20)
        }
      })())
      await wait(600 + next() * 1200)
      killed = true
      await edge.kill()
      await Promise.all(streams)
      await edge.start()

      const least = account(shoppers, shop, (shopper, event) => shopper.acknowledged.has(event.seq)).sums
      const most = account(shoppers, shop, () => true).sums
      const { sums } = await reported(edge)
      for (const key of ['page_views', 'product_views', 'cart_adds']) {
        assert.ok(sums[key] >= least[key], `${key}: ${least[key]} acknowledged, ${sums[key]} there`)
        assert.ok(sums[key] <= most[key], `${key}: ${most[key]} made, ${sums[key]} there`)
      }
      while (shoppers.some((shopper) => shopper.waiting().length > 0)) {
        // Somebody's bucket may wait for who was killed while moving it; a browser comes again.
        const later = (error) => assert.match(String(error), /collect: 503/)
        await Promise.all(shoppers.filter((shopper) => shopper.waiting().length > 0).map((shopper) => shopper.send(200).catch(later)))
      }
      while (await shop.send(shoppers) > 0);
      for (let tries = 0; round > 1 && !await edge.grow(objects); tries += 1) {
        assert.ok(tries < 200, 'whoever was killed is taken to be gone after a while')
        await wait(100)
      }
      const expected = account(shoppers, shop, () => true)
      // A claim whose home was not told before the kill is told by the alarm, and so is what the home says to its claimants.
      let found = await reported(edge)
      for (let tries = 0; tries < 100 && !isDeepStrictEqual(found, expected); tries += 1) {
        await wait(200)
        found = await reported(edge)
      }
      assert.deepEqual(found, expected, `round ${round}`)
      const events = shoppers.reduce((sum, shopper) => sum + shopper.made.length, 0)
      console.log(`# round ${round}: ${events} events of ${BROWSERS} browsers so far, ${expected.sums.orders} orders and ${expected.sums.cancelled} cancelled, all once`)
    }
  })

  it('keep the real histories, and what is known of a person', async () => {
    const body = ottoLines().join('\n')
    const send = () => edge.fetch(`/api/sites/${edge.site.id}/import/events`, { method: 'POST', headers: { ...edge.headers, 'content-type': 'application/x-ndjson' }, body }).then((answer) => answer.json())
    const totals = () => edge.get('/totals?from=2022-08-01&to=2022-08-31')
    assert.equal((await send()).accepted, 862)
    const browser = new Browser(edge)
    const known = (await browser.send([browser.event('page', { url: '/x' }), browser.event('order', { id: 'known-1', value: 5000, items: [] })])).facts
    // An order's home may have moved since its claimants last heard: an alarm tells it again.
    for (let tries = 0; tries < 50 && (await totals()).orders < 10; tries += 1) await wait(100)
    const before = await totals()
    assert.deepEqual([before.visits, before.visitors, before.product_views, before.cart_adds, before.orders, before.carted_without_order], [144, 20, 800, 52, 10, 4])
    await edge.stop()
    await edge.start()
    assert.deepEqual(await totals(), before)
    assert.deepEqual((await browser.send([browser.event('page', { url: '/y' })])).facts, known)
    assert.deepEqual([(await send()).accepted, await totals()], [0, before])
  })
})
