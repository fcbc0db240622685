// Bad input, one after another: bundles that were tampered with, pages that say nonsense, devices that are full, clocks that jump. The page is
// unharmed, what can be shown is shown, and other messages are as ever. No edge is needed.
import type { Page } from '@playwright/test'
import { serve } from '../gallery/server.ts'
import { expect, test } from './shop.ts'

const LINK = '/aaaaaaaaaaaaaaaaaa'
const SCRIPT = 'javascript:alert(1)'
const GAUGE = { id: 'gauge', type: 'gauge', status: 'active', content: { text: '{left}만 더 담으면 {tier}', tiers: [{ at: 50000, label: '무료배송' }] } }
const BAR = { id: 'bar', type: 'bar', status: 'active', content: { text: '다른 메시지' } }
const CARD = {
  id: 'card',
  type: 'popcorn',
  status: 'active',
  content: { title: 'AAAA{member|손님}', text: 'NOISE-NOISE', image: { src: LINK, alt: '', width: 64, height: 64 }, button: { label: '보기', href: LINK } },
}
const GOODS = { id: 'goods', type: 'recommend', status: 'active', content: { title: '함께', tiers: GAUGE.content.tiers, products: [{ id: 'p', name: '찻잔', price: 9000, href: LINK, image: LINK }] } }

/** As many as a site may have, in turn for everybody, after some seconds, on some pages; one of them before all others. */
const MANY = Array.from({ length: 500 }, (_, n) => ({
  id: `m${n}`,
  type: 'popcorn',
  status: 'active',
  priority: n === 252 ? 9 : n % 7,
  place: ['bottom_right', 'bottom_left', 'top_right', 'top_left'][n % 4],
  ...(n % 3 === 1 ? { trigger: { on: 'page_seconds', seconds: 1 + (n % 60) } } : {}),
  limits: { per_visit: 1, per_days: { times: 3, days: 7 } },
  content: { title: `{member|고객}님께 드리는 ${n}번째 소식`, text: '{product|이 상품}을/를 보고 계세요?', button: { label: '보기', href: `/event/${n}` } },
}))

let origin = ''
let close = () => {}
test.beforeAll(async () => {
  const configs = { card: { config: { messages: [CARD, BAR] } }, gauge: { config: { messages: [GAUGE, BAR] } }, goods: { config: { messages: [GOODS, BAR] } }, many: { config: { messages: MANY } } }
  ;({ origin, close } = await serve({ configs }))
})
test.afterAll(() => close())

const host = (page: Page, id: string) => page.locator(`dangol-message[data-message="${id}"]`)
const said = async (page: Page) => (await page.waitForFunction(() => (window as any).dangol.debug())).jsonValue()
const cart = (page: Page, items: unknown) => page.evaluate((items) => (window as any).dangol('cart', { currency: 'KRW', items }), items)

/** Opens the page with a bundle in which each of these bytes stands in the place of others, as many of them. */
async function tampered(page: Page, key: string, change: (bundle: Buffer) => Buffer | void) {
  const bundle = Buffer.from(await (await fetch(`${origin}/v1/b/${key}`)).arrayBuffer())
  const body = change(bundle) ?? bundle
  await page.route('**/v1/b/*', (route) => route.fulfill({ body, headers: { 'access-control-allow-origin': '*' } }))
  await page.goto(`${origin}/?message=${key}`)
  await expect.poll(() => page.evaluate(() => !!(window as any).dangol.debug())).toBe(true)
}
function replace(bundle: Buffer, old: string | number[], fresh: string | number[]) {
  const [from, to] = [Buffer.from(old as string), Buffer.from(fresh as string)]
  expect(from.length).toBe(to.length)
  let count = 0
  for (let at = bundle.indexOf(from); at >= 0; at = bundle.indexOf(from, at + 1), count++) to.copy(bundle, at)
  expect(count).toBeGreaterThan(0)
}

test('500 active messages: one for each place, and the page goes on', async ({ shopper: page }) => {
  await page.goto(`${origin}/?message=many`)
  await expect(page.locator('dangol-message')).toHaveCount(4)
  await expect(host(page, 'm252')).toContainText('252번째 소식')
  const { messages, warnings } = await said(page)
  expect([messages.length, warnings]).toEqual([500, []])
  const took = await page.evaluate(async () => {
    const began = performance.now()
    ;(window as any).dangol('track', 'look', {})
    ;(window as any).dangol.debug()
    return { event_and_dump_ms: Math.round(performance.now() - began) }
  })
  console.log('500 messages:', JSON.stringify(took))
  await host(page, 'm252').getByRole('button', { name: '닫기' }).click()
  await expect(host(page, 'm252')).toHaveCount(0)
  await expect(page.locator('dangol-message')).toHaveCount(4)
})

test('a link that runs is none, whatever the bundle says', async ({ shopper: page }) => {
  await page.addInitScript(() => (window.alert = () => void ((window as any).hacked = 1)))
  await tampered(page, 'card', (bundle) => replace(bundle, LINK, SCRIPT))
  const button = host(page, 'card').locator('.go')
  expect(await button.evaluate((el) => [el.localName, el.getAttribute('href')])).toEqual(['button', null])
  await expect(host(page, 'card').locator('img')).toHaveCount(0)
  await button.click()
  await expect(host(page, 'card')).toHaveCount(0)
  await expect(host(page, 'bar')).toContainText('다른 메시지')

  await page.unrouteAll()
  await tampered(page, 'goods', (bundle) => replace(bundle, LINK, SCRIPT))
  await cart(page, [{ id: 'x', price: 45000 }])
  await expect(host(page, 'goods')).toContainText('9,000원')
  expect(await host(page, 'goods').locator('a, img').count()).toBe(0)
  await host(page, 'goods').getByText('찻잔').click()
  expect(await page.evaluate(() => (window as any).hacked)).toBeUndefined()
})

test('broken UTF-8, and a variable that this version does not know', async ({ shopper: page }) => {
  await tampered(page, 'card', (bundle) => {
    replace(bundle, 'AAAA', [0xff, 0xfe, 0xc3, 0x28])
    // {member}, number 4, with its default of six bytes.
    replace(bundle, [4, 6, ...Buffer.from('손님')], [99, 6, ...Buffer.from('손님')])
  })
  await expect(host(page, 'card').getByRole('heading')).toHaveText(/^\ufffd+\(손님$/)
  await expect(host(page, 'bar')).toContainText('다른 메시지')
})

test('a content that is cut leaves the others as they are', async ({ shopper: page }) => {
  // A text that says it is longer than all that follows.
  await tampered(page, 'card', (bundle) => replace(bundle, [11, ...Buffer.from('NOISE-NOISE')], [127, ...Buffer.from('NOISE-NOISE')]))
  await expect(host(page, 'bar')).toContainText('다른 메시지')
  await expect(page.getByRole('heading', { name: '오늘의 찻잔' })).toBeVisible()
})

test('a bundle that is cut anywhere: a warning and no message, or what is whole of it', async ({ shopper: page }) => {
  for (const share of [0.02, 0.3, 0.6, 0.97]) {
    await page.unrouteAll()
    await tampered(page, 'card', (bundle) => bundle.subarray(0, Math.floor(bundle.length * share)))
    const { messages, warnings } = await said(page)
    expect([messages, warnings.length], String(share)).toEqual([[], 1])
    await expect(page.locator('dangol-message')).toHaveCount(0)
  }
})

test('pages that say nonsense', async ({ shopper: page }) => {
  await page.goto(`${origin}/?message=gauge`)
  await expect(host(page, 'gauge')).toContainText('50,000원만')
  await page.evaluate(() => {
    const { dangol } = window as any
    const layer = ((window as any).dataLayer ??= [])
    const thrower = () => {
      throw new Error('trap')
    }
    const cyclic: any = { id: 'c', price: 1 }
    cyclic.items = [cyclic]
    cyclic.name = cyclic
    const trap = new Proxy({}, { get: thrower, has: thrower, ownKeys: thrower, getOwnPropertyDescriptor: thrower })
    const getters = Object.defineProperties({}, Object.fromEntries(['id', 'name', 'price', 'items', 'event', 'ecommerce', 'length'].map((name) => [name, { get: thrower, enumerable: true }])))
    const bags = [cyclic, trap, getters, null, 0, NaN, true, Symbol('s'), 10n, () => 1, [[]], new Date(NaN), 'x'.repeat(100_000), '\ud800', { items: 'abc' }, { items: { length: 1e9 } }, { items: [trap, getters, null, cyclic, '\udfff'] }]
    for (const bag of bags) {
      for (const name of ['product', 'order', 'member', 'search', 'track', 'page', 'nothing', '', bag]) dangol(name, bag, bag)
      layer.push({ event: 'view_item', ecommerce: bag })
      layer.push(bag)
      layer.push({ event: bag, ecommerce: bag })
    }
    dangol()
    dangol('product', { id: 'x', name: '\ud83d', price: { valueOf: thrower } })
  })
  await expect(host(page, 'bar')).toBeVisible()
  await page.evaluate(() => (window as any).dangol('cart', { currency: 'KRW', items: [{ id: 'good', price: '38,000', quantity: 1 }] }))
  await expect(host(page, 'gauge')).toContainText('12,000원만')
  // Halves of letters are replaced, so that what goes out can be read.
  await page.evaluate(() => (window as any).dangol('product', { id: '\ud800x\udc00', name: '\ud83d', price: 1 }))
  await expect.poll(async () => (await said(page)).facts.product.id).toBe('\ufffdx\ufffd')
})

test('a list that a page makes late was said before what it calls then', async ({ shopper: page }) => {
  await page.goto(`${origin}/?message=gauge`)
  await expect(host(page, 'gauge')).toContainText('50,000원만')
  await page.evaluate(() => {
    const item = (id: string) => ({ event: 'view_item', ecommerce: { items: [{ item_id: id, price: 1 }] } })
    ;(window as any).dataLayer = [item('first'), item('second')]
    ;(window as any).dangol('product', { id: 'third', price: 1 })
  })
  await expect.poll(async () => (await said(page)).facts.product?.id).toBe('third')
  // Long enough for whoever looks again.
  await page.waitForTimeout(2500)
  expect((await said(page)).facts.product.id).toBe('third')
})

test('5,000 lines of a cart: so many are kept, and what they come to is not known', async ({ shopper: page }) => {
  await page.goto(`${origin}/?message=gauge`)
  const lines = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `p${i}`, name: '찻잔', price: 100, quantity: 1 }))
  await cart(page, lines(99))
  await expect(host(page, 'gauge')).toContainText('40,100원만')
  await cart(page, lines(5000))
  await expect(host(page, 'gauge')).toHaveCount(0)
  const { cart: kept } = (await said(page)).facts
  expect([kept.length, kept[98].price, kept[99].price]).toEqual([100, 100, null])
  await cart(page, lines(3))
  await expect(host(page, 'gauge')).toContainText('49,700원만')
})

test('a device that is full', async ({ shopper: page }) => {
  await page.addInitScript(() => {
    for (const box of [localStorage, sessionStorage]) {
      box.clear()
      for (let size = 2 ** 20; size; size >>= 1)
        for (;;)
          try {
            box.setItem(`own-${box.length}`, 'x'.repeat(size))
          } catch {
            break
          }
    }
  })
  await page.goto(`${origin}/?message=gauge`)
  await cart(page, [{ id: 'x', price: 38000 }])
  await expect(host(page, 'gauge')).toContainText('12,000원만')
  await cart(page, [{ id: 'x', price: 40000 }])
  await expect(host(page, 'gauge')).toContainText('10,000원만')
  await host(page, 'bar').getByRole('button', { name: '닫기' }).click()
  await expect(host(page, 'bar')).toHaveCount(0)
  // Nothing of the page's own went for it.
  expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('own-')).length)).toBeGreaterThan(4)
})

test('an edge that takes its time: what happens meanwhile leaves after it', async ({ shopper: page }) => {
  const sent: string[] = []
  await page.route('**/v1/collect', async (route) => {
    sent.push(route.request().postDataBuffer()!.toString('latin1'))
    if (sent.length === 1) await new Promise((done) => setTimeout(done, 3000))
    await route.continue()
  })
  await page.goto(`${origin}/?message=gauge`)
  await expect.poll(() => sent.length).toBe(1)
  await page.evaluate(() => (window as any).dangol('track', 'meanwhile', {}))
  await expect.poll(() => sent.slice(1).join().includes('meanwhile')).toBe(true)
})

test('a clock that jumps', async ({ shopper: page }) => {
  await page.addInitScript(() => {
    const now = Date.now.bind(Date)
    ;(window as any).jump = 0
    Date.now = () => now() + (window as any).jump
  })
  await page.goto(`${origin}/?message=gauge`)
  await expect(host(page, 'gauge')).toContainText('50,000원만')
  let price = 10_000
  for (const days of [400, -400, 0, 20_000, -30_000, 0]) {
    await page.evaluate((days) => ((window as any).jump = days * 86_400_000), days)
    price += 1000
    await cart(page, [{ id: 'x', price }])
    await expect(host(page, 'gauge'), `${days} days`).toContainText(`${(50_000 - price).toLocaleString('ko-KR')}원만`)
    await expect(host(page, 'bar')).toHaveCount(1)
  }
})
