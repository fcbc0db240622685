// A site's people are spread over more objects while they go on: nothing is lost, nothing counted twice, every report right throughout.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { start } from './harness.mjs'
import { ask, call, name, step, tick, WHAT } from './objects.mjs'
import { ottoLines } from './otto.mjs'
import { Browser } from './wire.mjs'

const DAY = 86_400_000
const day = (ahead) => new Date(Date.now() + ahead * DAY).toISOString().slice(0, 10)
const CONFIG = { segments: [], messages: [{ id: 'hello', type: 'popcorn', status: 'active', content: { title: 'hello' } }], attribution: { click_days: 7, view_days: 1 } }

/** Where an export goes on: the cursor stands at the end of its page, behind a byte that says whether there is one. */
function next(page) {
  // {table, rows, after}: three numbers below 128 as a rule; the last is 0, since no page of browsers is cut here.
  const [is, table, rows, after] = page.subarray(-4)
  return is === 1 && after === 0 ? Buffer.from([table, rows, after]) : undefined
}

describe('growing', () => {
  let edge
  let site
  let as
  let secret
  before(async () => {
    edge = await start()
    site = edge.owner.site.id
    as = await edge.token(['read', 'send', 'manage', 'configure'])
    const { DB } = await edge.env()
    secret = (await DB.prepare('SELECT secret FROM site WHERE id = ?').bind(site).first()).secret
    const put = await edge.call('PUT', `/api/sites/${site}/config`, { as, headers: { 'if-match': '"0"' }, body: CONFIG })
    assert.equal(put.status, 200)
  })
  after(() => edge?.close())

  const ok = (answer) => {
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const get = async (path) => ok(await edge.call('GET', `/api/sites/${site}${path}`, { as }))
  const grow = async (objects) => ok(await edge.call('POST', `/api/sites/${site}/objects`, { as, body: { objects } }))
  const signed = (browser, id) => {
    const expires = Math.floor(Date.now() / 1000) + 600
    const mac = createHmac('sha256', secret).update(`dangol-member-v1\n${site}\n${browser.visitor}\n${id}\n${expires}`).digest('hex')
    return browser.event('member', { id, signature: `v1.${expires}.${mac}` })
  }
  /** All that reports say. */
  const all = async () => {
    const { visits, visitors, page_views: pages, orders, revenue } = await get(`/totals?from=${day(-10)}&to=${day(2)}`)
    const august = await get('/totals?from=2022-08-01&to=2022-08-31')
    const { shown, clicked, click_conversions: conversions, reached } = await get('/messages/hello/effect?days=7')
    const { count } = await get('/live')
    return { visits, visitors, pages, orders, revenue: revenue.amount, august, shown, clicked, conversions, reached, count }
  }

  it('moves what there is, sealed and open, and goes on with it', async () => {
    const browsers = Array.from({ length: 40 }, () => new Browser(edge))
    await edge.call('POST', `/api/sites/${site}/import/events`, { as, headers: { 'content-type': 'application/x-ndjson' }, body: ottoLines().join('\n') })
    for (const [n, browser] of browsers.entries()) {
      const old = Date.now() - 3 * DAY
      await browser.send([
        browser.event('page', { url: '/a' }, old),
        browser.event('exposure', { message: 'hello', act: n % 2 ? 'clicked' : 'shown' }, old + 1),
        browser.event('order', { id: `g-${n}`, value: 1000 + n, items: [] }, old + 2),
      ])
    }
    await tick(edge, site, Date.now() + 30 * 3_600_000)
    await Promise.all(browsers.map((browser) => browser.send([browser.event('page', { url: '/b' }), signed(browser, `m-${browsers.indexOf(browser) % 10}`)])))
    await tick(edge, site, Date.now())
    const before = await all()
    assert.deepEqual([before.visits, before.visitors, before.orders, before.august.visits], [80, 40, 40, 144])
    const heard = async (browser) => (await browser.send([browser.event('page', { url: '/c' })])).facts
    const facts = await heard(browsers[3])
    assert.deepEqual([facts.visits, facts.orders], [8, 4], 'one member on four devices')

    let progress = await grow(5)
    while (progress.buckets_left > 0) progress = await grow(5)
    const { objects, each } = await get('/objects')
    assert.deepEqual([objects, each.length], [5, 5])
    const sum = (key) => each.reduce((sum, object) => sum + object[key], 0)
    assert.equal(sum('visits_open') + sum('visits_sealed') - sum('holes'), 144 + 40 * 2)
    assert.ok(each.every((object) => object.database_bytes > 0 && object.browsers > 0), JSON.stringify(each))
    // On a slow machine some have slept since.
    assert.ok(sum('rows_written_since_woken') > 0)
    assert.deepEqual(await all(), { ...before, pages: before.pages + 1 })
    const places = await Promise.all([0, 1, 2, 3, 4].map(async (shard) => (await call(edge, name(site, shard), ask(site, shard, WHAT.totals, { map: progress.map_version }).zigzag(0).zigzag(40_000).done())).zigzag()))
    assert.ok(places.every((visits) => visits > 0), `every object has people: ${places}`)
    // They are known where they are now, a repeated batch is still a repeat, a late event opens a sealed visit.
    assert.deepEqual(await heard(browsers[3]), facts)
    const again = browsers[4]
    await again.send([{ ...again.event('page', { url: '/d' }), seq: 1 }])
    assert.deepEqual((await all()).pages, before.pages + 2)
    await again.send([again.event('page', { url: '/late' }, Date.now() - 3 * DAY + 60_000)])
    assert.deepEqual([(await all()).pages, (await all()).visits], [before.pages + 3, before.visits])
    // The room that they had is taken back: what is left in an object are its own.
    const bytes = async () => (await get('/objects')).each.reduce((sum, object) => sum + object.holes, 0)
    assert.ok(await bytes() > 0)
    const still = await all()
    for (let turn = 1; turn <= 4; turn += 1) await tick(edge, site, Date.now() + turn * 120_000, [0, 1, 2, 3, 4])
    assert.deepEqual(await all(), still, 'blocks were written anew')
    // And back.
    progress = await grow(2)
    while (progress.buckets_left > 0) progress = await grow(2)
    assert.deepEqual(await all(), { ...before, pages: before.pages + 3 })
    assert.deepEqual(await heard(browsers[3]), facts)
  })

  it('is right throughout, while people go on', async () => {
    const browsers = Array.from({ length: 12 }, () => new Browser(edge))
    const before = await all()
    let made = 0
    let acknowledged = 0
    let over = false
    const streams = browsers.map(async (browser) => {
      while (!over) {
        const events = [browser.event('page', { url: '/x' }), browser.event('order', { id: `w-${made}`, value: 10, items: [] })]
        made += 1
        await browser.send(events)
        acknowledged += 1
      }
    })
    const watching = (async () => {
      while (!over) {
        const least = acknowledged
        const { pages, august } = await all()
        assert.ok(pages - before.pages >= least, `${least} acknowledged, ${pages - before.pages} there`)
        assert.ok(pages - before.pages <= made, `${made} made, ${pages - before.pages} there`)
        assert.deepEqual(august, before.august)
      }
    })()
    let progress = await grow(7)
    while (progress.buckets_left > 0) progress = await grow(7)
    over = true
    await Promise.all([...streams, watching])
    // A claim that met a bucket on its way is told again by an alarm.
    let found = await all()
    for (let tries = 0; tries < 100 && found.orders - before.orders < made; tries += 1) {
      await wait(200)
      found = await all()
    }
    const { pages, orders, visits } = found
    assert.deepEqual([pages - before.pages, visits - before.visits], [made, 12])
    assert.equal(orders - before.orders, made)
    assert.ok(made > 20, `${made} events`)
  })

  it('counts each bucket once at every step of a move, and lets nothing in meanwhile', async () => {
    // A site of its own, moved by hand: what reports say by the old map and by the new one, after each step.
    const made = await edge.call('POST', '/api/sites', { as: edge.owner, body: { name: '둘째', key: 'second', zone: 'Asia/Seoul', currency: 'KRW', domains: ['shop.example'] } })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const second = made.body.id ?? made.body.site.id
    const browsers = Array.from({ length: 40 }, () => new Browser(edge, { key: 'second' }))
    for (const browser of browsers) await browser.send([browser.event('page', { url: '/' }, Date.now() - 2 * DAY), browser.event('order', { id: `h-${browser.visitor}`, value: 1, items: [] }, Date.now() - 2 * DAY)])
    await tick(edge, second, Date.now() + 30 * 3_600_000)
    for (const browser of browsers.slice(0, 20)) await browser.send([browser.event('page', { url: '/' })])
    const objects = [0, 1, 2]
    const buckets = Array.from({ length: 128 }, (_, bucket) => bucket)
    const counted = async (map) => {
      const all = await Promise.all(objects.map(async (shard) => {
        const from = await call(edge, name(second, shard), ask(second, shard, WHAT.totals, { map }).zigzag(0).zigzag(40_000).done())
        const [visits, visitors, pages] = [from.zigzag(), from.zigzag(), from.zigzag()]
        for (let n = 0; n < 3; n += 1) from.zigzag()
        const orders = from.list(() => {
          for (let n = 0; n < 3; n += 1) from.byte()
          const count = from.zigzag()
          from.zigzag()
          from.zigzag()
          return count
        })
        return [visits, visitors, pages, orders.reduce((sum, count) => sum + count, 0)]
      }))
      return all.reduce((sum, part) => sum.map((count, n) => count + part[n]))
    }
    const move = (shard, map, put) => call(edge, name(second, shard), put(ask(second, shard, WHAT.move, { map })).done())
    const before = [60, 40, 60, 40]
    const rightBy = async (maps, when) => {
      for (const map of maps) assert.deepEqual(await counted(map), before, `${when}, by map ${map}`)
    }
    await rightBy([1], 'before')
    await move(2, 2, (out) => step.begin(out, buckets, 2, 7))
    await move(0, 1, (out) => step.freeze(out, buckets, 1, 7))
    await rightBy([1], 'begun and frozen')
    let cursor = Buffer.from([0, 0, 0])
    for (let pages = 0; cursor; pages += 1) {
      assert.ok(pages < 50)
      const page = (await move(0, 1, (out) => step.export(out, buckets, cursor))).bytes
      await move(2, 2, (out) => step.import(out, 7, page))
      if (page[1] > 0) await assert.rejects(move(2, 2, (out) => step.import(out, 8, page)), 'a page of another try')
      await rightBy([1], `page ${pages}`)
      cursor = next(page)
    }
    await move(2, 2, (out) => step.ready(out, buckets, 7))
    await rightBy([1, 2], 'ready, the map not turned yet')
    await move(0, 2, (out) => step.tidy(out, [], 2))
    await rightBy([2], 'tidied up')
    await assert.rejects(counted(1), 'whoever has the old map is told')
    for (let turn = 1; turn < 4; turn += 1) for (const shard of objects) await call(edge, name(second, shard), ask(second, shard, WHAT.tick, { map: 2, now: Date.now() + turn * 120_000 }).done())
    await rightBy([2], 'the room is taken back')
  })

  it('seals what came, though nobody sends there', async () => {
    const fresh = await start()
    try {
      const { id } = fresh.owner.site
      const browsers = Array.from({ length: 60 }, () => new Browser(fresh))
      await Promise.all(browsers.map((browser) => browser.send([browser.event('page', { url: '/' })])))
      const asked = (method, body) => fresh.call(method, `/api/sites/${id}/objects`, { as: fresh.owner, body })
      for (let left = 1; left > 0; ) left = ok(await asked('POST', { objects: 3 })).buckets_left
      await tick(fresh, id, Date.now() + 30 * 3_600_000, [0, 1, 2])
      const each = ok(await asked('GET')).each
      assert.ok(each[2].browsers > 0, 'somebody has moved')
      assert.deepEqual(each.map((object) => object.visits_open), [0, 0, 0])
    } finally {
      await fresh.close()
    }
  })

  it('is for the owner', async () => {
    const reader = await edge.token(['read'])
    assert.equal((await edge.call('POST', `/api/sites/${site}/objects`, { as: reader, body: { objects: 3 } })).status, 403)
    for (const objects of [0, 257, -1, 'x', 1.5]) {
      const answer = await edge.call('POST', `/api/sites/${site}/objects`, { as, body: { objects } })
      assert.ok([400, 422].includes(answer.status), `${objects}: ${answer.status}`)
    }
  })
})
