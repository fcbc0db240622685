// A set of messages played to the visits that are kept: what each would have shown, against a plain reckoning of the same visits.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { SITE, start } from './harness.mjs'
import { tick } from './objects.mjs'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const HANGUL = /[가-힣]/

const page = (url) => ({ type: 'page_view', url: `https://shop.example${url}` })
const cart = { type: 'add_to_cart', items: [{ id: 'tea', price: '30000', quantity: 1 }] }

/** Visits of a few kinds, many of each: what happens a minute apart. */
const KINDS = {
  looks: [page('/'), page('/product/tea'), page('/product/mug')],
  fills: [page('/'), cart, page('/cart')],
  leaves: [page('/event')],
}

const popcorn = (id, more) => ({ id, type: 'popcorn', status: 'active', content: { text: '글' }, ...more })
const SEGMENTS = [
  { id: 'everybody', include: [{ kind: 'traffic.visits', min: 1 }] },
  { id: 'filled', include: [{ kind: 'cart.total', min: '30000' }] },
  { id: 'in-product', include: [{ kind: 'content.current_page', match: 'starts_with', values: ['/product/'] }] },
  { id: 'leaving', include: [{ kind: 'behavior.exit_intent', value: true }] },
  { id: 'rich', include: [{ kind: 'cart.total', min: '9000000' }] },
  { id: 'after-hello', include: [{ kind: 'message.shown', values: ['hello'] }] },
]
const CONFIG = {
  segments: SEGMENTS,
  messages: [
    popcorn('hello', { segment: 'everybody', priority: 9, place: 'center', limits: { per_visit: 1 } }),
    popcorn('basket', { segment: 'filled', priority: 8 }),
    popcorn('behind', { segment: 'filled', priority: 1, status: 'draft' }),
    popcorn('products', { segment: 'in-product', priority: 3, status: 'draft', place: 'top_left' }),
    popcorn('exit', { segment: 'leaving', place: 'top_right' }),
    popcorn('rich', { segment: 'rich', place: 'top_right' }),
    popcorn('follows', { segment: 'after-hello', place: 'bottom_left', limits: { per_visit: 1 } }),
    popcorn('old', { status: 'paused' }),
  ],
}

describe('rehearsal', () => {
  let edge
  let token
  let sites = 0
  before(async () => {
    edge = await start()
    token = await edge.token(['read', 'send'])
  })
  after(() => edge?.close())

  const site = async () => {
    sites += 1
    const made = await edge.call('POST', '/api/sites', { as: edge.owner, body: { ...SITE, key: `rehearsal-${sites}` } })
    const path = `/api/sites/${made.body.id}`
    const bring = async (visits) => {
      const lines = visits.flatMap(({ visitor, at, kind }) => KINDS[kind].map((event, n) => JSON.stringify({ visitor, at: at + n * MINUTE, ...event })))
      for (let from = 0; from < lines.length; from += 9000) {
        const answer = await edge.call('POST', `${path}/import/events`, { as: token, body: lines.slice(from, from + 9000).join('\n'), headers: { 'content-type': 'application/x-ndjson' } })
        assert.deepEqual([answer.status, answer.body.refused_lines], [200, 0], JSON.stringify(answer.body))
      }
    }
    const post = (body, as = token) => edge.call('POST', `${path}/messages/rehearsal`, { as, body })
    const rehearse = async (config, more = {}) => {
      const answer = await post({ config, ...more })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      return answer.body
    }
    return { id: made.body.id, bring, post, rehearse }
  }

  /** 40 people who look, 30 who fill a cart, 20 who leave; ten of those who look come again. One visit is of last month. */
  const visits = () => {
    const now = Date.now()
    const list = []
    const come = (kind, count, ago, prefix = kind) => {
      for (let n = 0; n < count; n += 1) list.push({ visitor: `${prefix}-${n}`, at: now - ago - n * 7 * MINUTE, kind })
    }
    come('looks', 40, 30 * HOUR)
    come('looks', 10, 5 * HOUR)
    come('fills', 30, 3 * DAY)
    come('leaves', 20, 2 * HOUR)
    come('fills', 1, 30 * DAY, 'long-ago')
    return list
  }

  for (const kept of ['unsealed', 'mixed', 'sealed']) {
    it(`says what each message would have shown: ${kept}`, async () => {
      const { id, bring, rehearse } = await site()
      const all = visits()
      await bring(kept === 'mixed' ? all.slice(0, 60) : all)
      if (kept !== 'unsealed') await tick(edge, id, Date.now() + 2 * DAY)
      if (kept === 'mixed') await bring(all.slice(60))
      const said = await rehearse(CONFIG)
      assert.deepEqual([said.visits, said.people, said.sampled_visits, said.one_in], [100, 90, 100, 1])
      assert.deepEqual(said.not_rehearsed, ['old'])
      const exactly = (number) => ({ number, low: number, high: number })
      const brief = Object.fromEntries(
        said.messages.map(({ id, status, matched_visits, shown, shown_visits, shown_people, starved_visits, capped_visits, held_by, pages, notes }) => {
          assert.deepEqual(shown_visits, exactly(shown_visits.number))
          for (const note of notes) assert.ok(HANGUL.test(note.ko) && note.en && !HANGUL.test(note.en))
          const of_pages = Object.fromEntries(pages.map(({ path, shown }) => [path, shown]))
          return [id, { status, matched_visits, shown, visits: shown_visits.number, people: shown_people.number, starved_visits, capped_visits, held_by, pages: of_pages, notes: notes.map(({ code }) => code) }]
        }),
      )
      const none = { status: 'active', matched_visits: 0, shown: 0, visits: 0, people: 0, starved_visits: 0, capped_visits: 0, held_by: [], pages: {}, notes: [] }
      assert.deepEqual(brief, {
        // Once a visit; whoever sees another page is due again.
        hello: { ...none, matched_visits: 100, shown: 100, visits: 100, people: 90, capped_visits: 80, pages: { '/': 80, '/event': 20 }, notes: ['capped'] },
        // As soon as the cart is full, and on the cart's page again.
        basket: { ...none, matched_visits: 30, shown: 60, visits: 30, people: 30, pages: { '/': 30, '/cart': 30 } },
        behind: { ...none, status: 'draft', matched_visits: 30, starved_visits: 30, held_by: [{ id: 'basket', visits: 30 }], notes: ['starved'] },
        products: { ...none, status: 'draft', matched_visits: 50, shown: 100, visits: 50, people: 40, pages: { '/product/mug': 50, '/product/tea': 50 } },
        exit: { ...none, notes: ['unknown', 'nobody'] },
        rich: { ...none, notes: ['nobody'] },
        // What a rehearsed message does is read by segments.
        follows: { ...none, matched_visits: 100, shown: 100, visits: 100, people: 90, capped_visits: 80, pages: { '/': 80, '/event': 20 }, notes: ['capped'] },
      })
      assert.deepEqual(said.overlaps, [{ first: 'basket', second: 'behind', visits: 30 }])
      for (const { ko, en } of Object.values(said.definitions)) assert.ok(HANGUL.test(ko) && en && !HANGUL.test(en))
      const day = await rehearse(CONFIG, { range: '24h' })
      assert.deepEqual([day.visits, day.messages.find(({ id }) => id === 'products').shown], [30, 20])
    })
  }

  it('leaves out what was shown then', async () => {
    const { rehearse, bring } = await site()
    await bring(visits())
    const first = await rehearse(CONFIG)
    // Published, and asked again: nothing has changed.
    assert.deepEqual((await rehearse({ ...CONFIG, messages: CONFIG.messages.map((message) => ({ ...message, status: message.status === 'draft' ? 'active' : message.status })) })).messages.map(({ shown }) => shown), first.messages.map(({ shown }) => shown))
    assert.deepEqual((await rehearse({ segments: [], messages: [] })).messages, [])
  })

  it('plays a sample of many, and says how sure it is', async () => {
    const { id, rehearse, bring } = await site()
    const now = Date.now()
    await bring(Array.from({ length: 4600 }, (_, n) => ({ visitor: `v${n}`, at: now - 3 * HOUR - n * 1000, kind: n % 4 ? 'leaves' : 'fills' })))
    const said = await rehearse(CONFIG)
    assert.deepEqual([said.visits, said.one_in], [4600, 2])
    assert.ok(said.sampled_visits > 2000 && said.sampled_visits < 2600)
    const { shown_visits: { number, low, high }, shown } = said.messages.find(({ id }) => id === 'basket')
    assert.ok(Math.abs(number - 1150) < 150 && low < number && number < high, `${low} ${number} ${high}`)
    assert.ok(Math.abs(shown - 2 * number) <= 1)
    const exact = await rehearse(CONFIG, { exact: true })
    const basket = ({ messages }) => messages.find(({ id }) => id === 'basket').shown_visits.number
    assert.deepEqual([exact.one_in, basket(exact)], [1, 1150])
    // With more messages an object takes several turns for a block, and loses or doubles nobody.
    await tick(edge, id, now + 2 * DAY)
    const more = Array.from({ length: 20 }, (_, n) => popcorn(`more-${n}`, { segment: 'filled', place: 'center', status: 'draft' }))
    const many = await rehearse({ ...CONFIG, messages: [...CONFIG.messages, ...more] }, { exact: true })
    assert.deepEqual([many.sampled_visits, many.people, basket(many)], [4600, 4600, 1150])
    assert.equal(many.messages.find(({ id }) => id === 'hello').shown_people.number, 4600)
  })

  it('refuses what cannot be published, with its place, and whoever may not ask', async () => {
    const { post, id } = await site()
    const field = async (config, more) => {
      const answer = await post({ config, ...more })
      assert.equal(answer.status, 422, JSON.stringify(answer.body))
      return answer.body.field
    }
    assert.equal(await field({ segments: [] }), 'config.messages')
    assert.equal(await field([]), 'config')
    assert.equal(await field({ segments: [{ id: 'x', include: [{ kind: 'cart.total', minimum: 1 }] }], messages: [] }), 'config.segments[0].include[0].minimum')
    assert.equal(await field({ segments: [], messages: [popcorn('x', { segment: 'nobody' })] }), 'config.messages[0].segment')
    assert.equal(await field({ segments: [], messages: [popcorn('x', { status: 'draft', content: {} })] }), 'config.messages[0].content')
    assert.equal(await field(CONFIG, { range: '30d' }), 'range')
    assert.equal((await post({ config: CONFIG, colour: 'red' })).status, 400)
    const stranger = await edge.stranger()
    assert.equal((await post({ config: CONFIG }, undefined)).status, 200)
    assert.equal((await edge.call('POST', `/api/sites/${id}/messages/rehearsal`, { body: { config: CONFIG } })).status, 401)
    assert.equal((await post({ config: CONFIG }, stranger)).status, 404)
    const { DB } = await edge.env()
    await DB.prepare("INSERT INTO member (site, account, role) VALUES (?, 'bbbbbbbbbbbbbbbb', 'viewer')").bind(id).run()
    assert.equal((await post({ config: CONFIG }, stranger)).status, 200)
  })
})
