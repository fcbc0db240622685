// Objects that fail: before they have done anything, and after all of it is stored, so that only the answer is lost. Browsers and the shop say it
// again, and every number is what it would be without. SEED=n repeats a run.
import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { setTimeout as wait } from 'node:timers/promises'
import { Edge } from './edge.mjs'
import { CONFIG, Shop, Shopper, account, random, reported } from './story.mjs'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const BROWSERS = 8

const edge = new Edge()
after(() => edge.remove())

it(`storage that fails loses nothing and counts nothing twice (SEED=${SEED})`, { timeout: 120_000 }, async () => {
  await edge.start({ FAULTS: '7' })
  await edge.setUp(CONFIG)
  const shoppers = Array.from({ length: BROWSERS }, (_, n) => new Shopper(edge, n, random(SEED * 31 + n)))
  const shop = new Shop(edge, random(SEED + 1))
  let failed = 0
  const fails = () => {
    failed += 1
  }
  for (let turn = 0; turn < 40; turn += 1) {
    for (const shopper of shoppers) shopper.act()
    await Promise.all(shoppers.map((shopper) => shopper.send().catch(fails)))
    await shop.send(shoppers).catch(fails)
  }
  for (let left = 1; left > 0;) {
    await Promise.all(shoppers.filter((shopper) => shopper.waiting().length > 0).map((shopper) => shopper.send(200).catch(fails)))
    left = await shop.send(shoppers).catch(() => 1) + shoppers.filter((shopper) => shopper.waiting().length > 0).length
  }
  assert.ok(failed > 20, `${failed} calls failed`)
  const expected = account(shoppers, shop, () => true)
  // Reports need every object at once: now none fails.
  await edge.stop()
  await edge.start()
  let found
  for (let tries = 0; tries < 200 && !isDeepStrictEqual(found, expected); tries += 1) {
    await wait(100)
    found = await reported(edge)
  }
  assert.deepEqual(found, expected)
})
