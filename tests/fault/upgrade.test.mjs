// A deployment's storage of the first form (first-form.tgz, frozen: 20 real histories, one browser with an order that a message led to),
// opened by the code of today: every number is what it was, and it goes on.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, it } from 'node:test'
import { Browser } from '../worker/wire.mjs'
import { Edge, OWNER } from './edge.mjs'

const FROZEN = new URL('first-form.tgz', import.meta.url).pathname
const SITE = 'c99ee41b38f66cf0'
const VISITOR = 'b69c71df092823c95ba21cfd213dd013'

const edge = new Edge()
after(() => edge.remove())

it('storage of the first form is taken over', async () => {
  execFileSync('tar', ['xzf', FROZEN, '-C', edge.data])
  await edge.start()
  const signedIn = await edge.call('POST', '/api/session', { headers: { origin: edge.url }, body: { email: OWNER.email, password: OWNER.password } })
  edge.headers = { cookie: signedIn.headers.get('set-cookie').split(';')[0] }
  edge.site = { id: SITE }
  for (let opened = 0; opened < 2; opened += 1) {
    const august = await edge.get('/totals?from=2022-08-01&to=2022-08-31')
    assert.deepEqual([august.visits, august.visitors, august.product_views, august.cart_adds, august.orders, august.carted_without_order], [144, 20, 800, 52, 10, 4])
    const november = await edge.get('/totals?from=2026-11-01&to=2026-11-21')
    assert.deepEqual([november.visits, november.visitors, november.page_views, november.orders, november.revenue.amount], [2, 1, 2, 1, '12345'])
    const effect = await edge.get('/messages/hello/effect?from=2026-11-01&to=2026-11-21')
    assert.deepEqual([effect.clicked, effect.click_conversions, effect.click_revenue.amount], [1, 1, '12345'])
    // The browser goes on where it was: its tab's sequence, its visits, its order.
    const browser = new Browser(edge, { visitor: VISITOR, install: 1135308095, tab: 3902412899 })
    browser.seq = 4 + opened
    const { facts } = await browser.send([browser.event('page', { url: '/today' })])
    assert.deepEqual([facts.visits, facts.orders, facts.spent], [3, 1, 12345_000_000])
    await edge.stop()
    await edge.start()
  }
})
