// What the shell senses on the page (crates/browser/js/sensors.ts) and what the page tells of its own events: each segment's popcorn
// comes when it happens, and not before.
import { api, debug, dev, expect, fact, message, site, test, url } from './shop.ts'
import type { Browser, CDPSession, Page } from '@playwright/test'

/** One segment and one popcorn each, each in a place of its own. */
const WATCHED: Record<string, [place: string, condition: object]> = {
  scroll: ['bottom_right', { kind: 'behavior.scroll', min: 50 }],
  exit: ['bottom_left', { kind: 'behavior.exit_intent', value: true }],
  idle: ['top_right', { kind: 'behavior.idle_seconds', min: 3 }],
  narrow: ['top_left', { kind: 'system.screen_width', below: 600 }],
  korean: ['bottom_center', { kind: 'system.language', values: ['ko'] }],
  plan: ['center', { kind: 'conversion.event', values: ['plan_chosen'], property: 'plan', property_values: ['pro'] }],
}
const CONFIG = {
  segments: Object.entries(WATCHED).map(([id, [, condition]]) => ({ id, name: id, include: [condition] })).concat([
    { id: 'joined', name: 'joined', include: [{ kind: 'conversion.sign_up', min: 1 }] },
  ]),
  messages: [...Object.entries(WATCHED), ['joined', ['center']] as const].map(([id, [place]]) => ({
    id,
    name: id,
    type: 'popcorn',
    status: 'active',
    segment: id,
    priority: 1,
    place,
    limits: {},
    content: { title: id, text: '' },
  })),
}

const path = async () => `/api/sites/${(await site()).id}/config`
const read = async () => {
  const answer = await fetch(url(await path()), { headers: { authorization: `Bearer ${dev().token}` } })
  const body = (await answer.json()) as any
  const { segments, messages, attribution } = body.config ?? body
  return { etag: answer.headers.get('etag')!, config: { segments, messages, attribution } }
}
const version = async () => (await fetch(url('/v1/b/demo'))).headers.get('etag')

/** Publishes, and waits until shoppers get it. */
async function publish(config: object) {
  const [{ etag, config: old }, before] = [await read(), await version()]
  await api(await path(), {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': etag },
    body: JSON.stringify({ ...old, ...config }),
  })
  await expect.poll(version, { timeout: 70_000, message: 'the bundle is out' }).not.toBe(before)
}

let before: object
test.beforeAll(async () => {
  test.setTimeout(120_000)
  before = (await read()).config
  await publish(CONFIG)
})
test.afterAll(async () => {
  test.setTimeout(120_000)
  await publish(before)
})

/** The long front page, with the sensors at work. */
async function open(page: Page, where = '/demo/') {
  await page.goto(url(where))
  await debug(page)
  await fact(page, 'screen_width').toBeGreaterThan(0)
}
const verdict = async (page: Page, id: string) => (await debug(page)).messages.find((it) => it.id === id)?.verdict
const seen = (page: Page, id: string) => expect(message(page, id).getByRole('dialog')).toBeVisible()
const unseen = async (page: Page, id: string) => {
  expect(await verdict(page, id)).not.toBe('yes')
  await expect(message(page, id)).toHaveCount(0)
}
const wheelTo = async (page: Page, percent: number) => {
  await page.evaluate((percent) => {
    const { scrollHeight } = document.documentElement
    scrollTo(0, (scrollHeight * percent) / 100 - innerHeight)
  }, percent)
  await page.waitForTimeout(300)
}

test('scroll: half of the page, and each page anew', async ({ shopper: page }) => {
  await open(page)
  await unseen(page, 'scroll')
  await wheelTo(page, 42)
  await fact(page, 'scroll').toBe(40)
  await unseen(page, 'scroll')
  await wheelTo(page, 58)
  await seen(page, 'scroll')
  // The deepest counts.
  await wheelTo(page, 0)
  expect((await debug(page)).facts.scroll).toBe(55)
  await seen(page, 'scroll')
  await open(page)
  await fact(page, 'scroll').toBeGreaterThan(0)
  await unseen(page, 'scroll')
})

test('scroll: a route of a single-page shop is a page of its own', async ({ shopper: page }) => {
  await open(page, '/demo/magazine/')
  await page.mouse.wheel(0, 20_000)
  await fact(page, 'scroll').toBe(100)
  await page.getByTestId('story-link').first().click()
  await fact(page, 'page_views').toBe(2)
  await fact(page, 'scroll').toBeGreaterThan(0)
  expect((await debug(page)).facts.scroll).toBeLessThan(100)
})

test('exit intent: the pointer leaves at the top', async ({ shopper: page }) => {
  await open(page)
  await page.mouse.move(600, 300)
  await unseen(page, 'exit')
  const leave = (clientX: number, clientY: number) =>
    page.evaluate((at) => document.documentElement.dispatchEvent(new MouseEvent('mouseleave', at)), { clientX, clientY })
  await leave(-4, 400)
  await leave(600, 900)
  await page.waitForTimeout(300)
  await unseen(page, 'exit')
  await page.mouse.move(600, 20)
  await page.mouse.move(600, -4)
  await seen(page, 'exit')
  // It was this page that the shopper was about to leave.
  await open(page, '/demo/category/tea/')
  await unseen(page, 'exit')
})

const phone = async (browser: Browser) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'ko-KR' })
  const page = await context.newPage()
  return { context, page, touch: await context.newCDPSession(page) }
}
/** A finger that moves so many pixels in steps of 12 ms. */
async function swipe(touch: CDPSession, distance: number, steps: number) {
  const from = distance > 0 ? 80 : 540
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) => touch.send('Input.dispatchTouchEvent', { type, touchPoints })
  await send('touchStart', { x: 200, y: from })
  for (let step = 1; step <= steps; step++) {
    await send('touchMove', { x: 200, y: from + (distance * step) / steps })
    await new Promise((done) => setTimeout(done, 12))
  }
  await send('touchEnd')
}

test('exit intent: a quick way up on a phone, not a slow one and not a jump', async ({ browser }) => {
  const { context, page, touch } = await phone(browser)
  await open(page)
  for (let i = 0; i < 6; i++) await swipe(touch, -500, 15)
  await page.waitForTimeout(1200)
  const deep = await page.evaluate(() => scrollY)
  expect(deep).toBeGreaterThan(1500)
  await swipe(touch, 200, 60)
  await page.waitForTimeout(1200)
  await unseen(page, 'exit')
  await page.evaluate(() => scrollTo(0, 0))
  await page.waitForTimeout(400)
  await unseen(page, 'exit')
  await page.evaluate((deep) => scrollTo(0, deep), deep)
  await page.waitForTimeout(400)
  await swipe(touch, 560, 8)
  await expect.poll(() => verdict(page, 'exit')).toBe('yes')
  await expect(message(page, 'exit')).toHaveCount(1)
  await context.close()
})

test('idle: three seconds without the shopper, to the second', async ({ shopper: page }) => {
  await open(page)
  for (let i = 0; i < 12; i++) {
    await page.mouse.move(300 + 10 * i, 300)
    await page.waitForTimeout(400)
    await unseen(page, 'idle')
  }
  await page.keyboard.press('Shift')
  const rest = Date.now()
  await message(page, 'idle').waitFor({ state: 'attached' })
  const waited = Date.now() - rest
  expect(waited).toBeGreaterThan(2700)
  expect(waited).toBeLessThan(4500)
})

/** A popcorn of a moment stays for the hand that reaches for it, after the moment itself, and after the edge has heard that it was shown. */
async function reachedFor(page: Page, id: string) {
  const card = message(page, id)
  await expect(card.getByRole('dialog')).toBeVisible()
  const told = page.waitForResponse((answer) => answer.url().includes('/v1/collect'))
  for (let i = 0; i < 5; i++) {
    await page.mouse.move(640 - 10 * i, 600 - 40 * i)
    await page.waitForTimeout(100)
  }
  await told
  // Well after it would have faded.
  for (let i = 0; i < 5; i++) {
    await page.mouse.move(600 + 10 * i, 400)
    await page.waitForTimeout(300)
  }
  await expect(card.getByRole('dialog')).toBeVisible()
  expect((await debug(page)).messages.find((it) => it.id === id)).toMatchObject({ on_screen: true, shown: 1 })
  return card
}

test('idle: the popcorn stays when the pointer moves, and goes with the page', async ({ shopper: page }) => {
  await open(page)
  await message(page, 'idle').waitFor({ state: 'attached' })
  await reachedFor(page, 'idle')
  expect(await verdict(page, 'idle')).toBe('no')
  await page.mouse.wheel(0, 300)
  await page.waitForTimeout(600)
  await seen(page, 'idle')
  await open(page, '/demo/category/tea/')
  await unseen(page, 'idle')
})

test('idle: the popcorn goes with a route of a single-page shop, comes again, and can be closed for good', async ({ shopper: page }) => {
  await open(page, '/demo/magazine/')
  await message(page, 'idle').waitFor({ state: 'attached' })
  await reachedFor(page, 'idle')
  await page.getByTestId('story-link').first().click()
  await fact(page, 'page_views').toBe(2)
  await unseen(page, 'idle')
  const card = message(page, 'idle')
  await card.waitFor({ state: 'attached' })
  await page.mouse.move(600, 500)
  await card.getByRole('button', { name: '닫기' }).click()
  await expect(card).toHaveCount(0)
  await page.mouse.move(600, 500)
  await expect.poll(() => verdict(page, 'idle')).toBe('yes')
  await expect(card).toHaveCount(0)
})

test('exit intent: the popcorn stays when the pointer comes back, and goes with the page', async ({ shopper: page }) => {
  await open(page)
  await page.mouse.move(600, 20)
  await page.mouse.move(600, -4)
  await reachedFor(page, 'exit')
  await open(page, '/demo/category/tea/')
  await unseen(page, 'exit')
})

test('screen width: as the window is made narrow', async ({ shopper: page }) => {
  await open(page)
  await fact(page, 'screen_width').toBe(1280)
  await unseen(page, 'narrow')
  await page.setViewportSize({ width: 560, height: 800 })
  await seen(page, 'narrow')
  await page.setViewportSize({ width: 1280, height: 800 })
  await fact(page, 'screen_width').toBe(1280)
  expect(await verdict(page, 'narrow')).toBe('no')
  // What is on the screen is not torn away; the next page has it no more.
  await page.waitForTimeout(600)
  await seen(page, 'narrow')
  await open(page, '/demo/category/tea/')
  await unseen(page, 'narrow')
})

test('language: ko takes ko-KR, and no other', async ({ shopper: page, browser }) => {
  await open(page)
  await fact(page, 'language').toBe('ko-kr')
  await seen(page, 'korean')
  const context = await browser.newContext({ locale: 'en-US' })
  const english = await context.newPage()
  await open(english)
  await fact(english, 'language').toBe('en-us')
  await unseen(english, 'korean')
  await context.close()
})

test('events of the shop’s own: by a property', async ({ shopper: page }) => {
  await open(page)
  const track = (...call: unknown[]) => page.evaluate((call) => (window as any).dangol('track', ...call), call)
  await track('plan_chosen')
  await track('plan_chosen', 'pro')
  await track('plan_chosen', { plan: 'basic', note: 'plan=pro&plan=pro' })
  await track('plan_seen', { plan: 'pro' })
  // Of what GA4 hears, only what is in our table is an event of ours.
  await page.evaluate(() => {
    const gtag = function (..._: unknown[]) {
      ;(window as any).dataLayer.push(arguments)
    }
    gtag('event', 'plan_chosen', { plan: 'pro' })
  })
  await page.waitForTimeout(300)
  await unseen(page, 'plan')
  expect((await debug(page)).facts.events.map(({ name, properties }: any) => [name, properties])).toEqual([
    ['plan_chosen', ''],
    ['plan_chosen', 'pro'],
    ['plan_chosen', '&plan=basic&note=plan pro plan pro&'],
    ['plan_seen', '&plan=pro&'],
  ])
  await track({ name: 'plan_chosen', value: { seats: 3, yearly: true, plan: 'Pro', none: null, list: [1] } })
  await seen(page, 'plan')
  expect((await debug(page)).facts.events.at(-1).properties).toBe('&seats=3&yearly=true&plan=Pro&')
  // Too much is cut between two properties.
  await track('long', { a: 'x'.repeat(150), b: 'y'.repeat(60), c: 1 })
  await expect.poll(async () => (await debug(page)).facts.events.at(-1).properties).toBe(`&a=${'x'.repeat(150)}&`)
})

test('a sign-up is an event beside the member', async ({ shopper: page }) => {
  await open(page)
  await unseen(page, 'joined')
  await page.evaluate(() => (window as any).dataLayer.push({ event: 'sign_up', method: 'kakao', user_id: 'm-7' }))
  await seen(page, 'joined')
  await fact(page, 'member').toBe('m-7')
  expect((await debug(page)).facts.events).toMatchObject([{ name: 'sign_up' }])
})

test('what is sensed is not sent, nor stored', async ({ shopper: page }) => {
  await open(page)
  const busy = async (times: number) => {
    for (let i = 0; i < times; i++) {
      await page.mouse.move(300 + 50 * i, 400)
      await page.mouse.wheel(0, 40)
      await page.waitForTimeout(400)
    }
  }
  // Until what was shown is told. Never idle: that would show a message.
  await busy(7)
  const sent: string[] = []
  page.on('request', (request) => request.url().includes('/v1/collect') && sent.push(request.url()))
  const state = () => page.evaluate(() => localStorage.getItem('dangol.demo'))
  const [kept, scroll] = [await state(), (await debug(page)).facts.scroll]
  await busy(7)
  await fact(page, 'scroll').toBeGreaterThan(scroll)
  expect(sent).toEqual([])
  expect(await state()).toBe(kept)
})
