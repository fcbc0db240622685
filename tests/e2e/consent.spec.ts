// What a shopper has agreed to (D03): where the site asks, rules and messages work before anything is kept or sent; an agreement, and its being
// taken back, apply at once, in all tabs. Each site is one of its own, on an origin of its own that holds nothing else.
import { createServer, type Server } from 'node:http'
import { api, debug, dev, expect, message, test } from './shop.ts'
import type { BrowserContext, Page } from '@playwright/test'

const SITES: Record<string, object> = {
  asks: { consent: 'required' },
  heeds: { do_not_track: 'heeded' },
  free: {},
  blind: { adapters_off: ['ga4', 'naver', 'open_graph'] },
}
const MESSAGES = [
  { id: 'hello', name: 'hello', type: 'popcorn', status: 'active', limits: { per_visit: 9 }, content: { title: '어서 오세요' } },
  { id: 'gauge', name: 'gauge', type: 'gauge', status: 'active', content: { text: '{left}원 더', done_text: '무료배송', tiers: [{ at: '50000', label: '무료배송' }] } },
]
const JSON_TYPE = { 'content-type': 'application/json' }
const run = Math.random().toString(36).slice(2, 8)
const key = (name: string) => `consent-${name}-${run}`

test.beforeAll(async () => {
  for (const [name, more] of Object.entries(SITES)) {
    const { id } = await api('/api/sites', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ name, key: key(name), zone: 'Asia/Seoul', currency: 'KRW', domains: ['127.0.0.1'] }) })
    const at = async (path: string, body: object) => {
      const etag = (await fetch(`${dev().origin}/api/sites/${id}/${path}`, { headers: { authorization: `Bearer ${dev().token}` } })).headers.get('etag')!
      await api(`/api/sites/${id}/${path}`, { method: 'PUT', headers: { ...JSON_TYPE, 'if-match': etag }, body: JSON.stringify(body) })
    }
    const { version, findings, ...settings } = await api(`/api/sites/${id}/settings`)
    await at('settings', { ...settings, ...more })
    await at('config', { ...(await api(`/api/sites/${id}/config`)), segments: [], messages: MESSAGES })
  }
})

let server: Server
test.afterEach(() => void server?.close())

/** A shop whose every page has the tag of a site, and before it what `head` says. */
async function shop(name: string, head = '', more = ''): Promise<string> {
  const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>가게</title>${head}<script async src="${dev().origin}/d.js" data-site="${key(name)}"${more}></script><h1>가게</h1><p><a href="/next">다음</a></p>`
  server = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end(html))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as any).port}`
}

const kept = (page: Page) =>
  page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...document.cookie.split('; ').filter(Boolean)].filter((it) => /dangol/.test(it)).map((it) => it.replace(/\.consent-.*|=.*/, '')).sort())
const says = (page: Page, mode: string) => page.evaluate((mode) => (window as any).dangol('consent', mode), mode)
const mode = async (page: Page) => ((await debug(page)) as any).consent
/** Batches that left, by the visitor in whose name. */
function sent(context: BrowserContext): string[] {
  const all: string[] = []
  context.on('request', (request) => {
    if (request.url().endsWith('/v1/collect')) all.push(request.postDataBuffer()?.toString('latin1') ?? '')
  })
  return all
}

test('a site that asks: all works, and nothing is kept or sent before the shopper agrees', async ({ shopper: page, context }) => {
  const batches = sent(context)
  const origin = await shop('asks')
  for (const path of ['/', '/next']) {
    await page.goto(origin + path)
    await expect(message(page, 'hello').getByRole('dialog')).toBeVisible()
    await page.evaluate(() => (window as any).dangol('cart', { items: [{ id: 'cup', name: '찻잔', price: 20_000, quantity: 1 }] }))
    await expect(message(page, 'gauge')).toContainText('30,000')
    expect(await mode(page)).toBe('ask')
  }
  // The late file has run, and would have told and kept by now.
  await page.waitForTimeout(2500)
  expect([await kept(page), batches]).toEqual([[], []])

  await says(page, 'full')
  await expect.poll(() => batches.length).toBeGreaterThan(0)
  expect(batches.join(), 'what happened before is told').toContain('찻잔'.normalize().split('').map((it) => Buffer.from(it).toString('latin1')).join(''))
  await expect.poll(() => kept(page)).toEqual(expect.arrayContaining(['_dangol', 'dangol.consent', 'dangol.id']))
  await expect(message(page, 'gauge'), 'nothing on the screen has changed').toContainText('30,000')
  const id = await page.evaluate(() => localStorage['dangol.id'])

  // It is remembered.
  await page.goto(origin)
  expect(await mode(page)).toBe('full')
  expect((await debug(page)).facts.cart).toMatchObject([{ id: 'cup' }])
  expect(await page.evaluate(() => localStorage['dangol.id'])).toBe(id)

  // In all tabs at once; and what is taken back leaves no trace.
  const other = await context.newPage()
  await other.goto(origin)
  expect(await mode(other)).toBe('full')
  await says(page, 'ask')
  for (const tab of [page, other]) {
    await expect.poll(() => mode(tab)).toBe('ask')
    // The one of before is on its way out.
    await expect(message(tab, 'hello'), 'messages go on, in memory').toHaveCount(1)
    await expect(message(tab, 'hello').getByRole('dialog')).toBeVisible()
  }
  await expect.poll(() => kept(other)).toEqual([])
  const before = batches.length
  await page.evaluate(() => (window as any).dangol('track', 'after'))
  await page.waitForTimeout(1500)
  expect(batches.slice(before)).toEqual([])
  // A new agreement is of a new browser, in all tabs.
  await says(other, 'full')
  await expect.poll(() => mode(page)).toBe('full')
  const next = await page.evaluate(() => localStorage['dangol.id'])
  expect(next).not.toBe(id)
  await other.reload()
  expect(await other.evaluate(() => localStorage['dangol.id'])).toBe(next)
})

test('Google’s consent mode is heard: a default is no refusal, an update is one', async ({ shopper: page, context }) => {
  const batches = sent(context)
  const gtag = '<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments) } gtag("consent", "default", { analytics_storage: "denied" })</script>'
  const origin = await shop('asks', gtag)
  await page.goto(origin)
  expect(await mode(page)).toBe('ask')
  const say = (said: string) => page.evaluate((said) => (window as any).gtag('consent', 'update', { analytics_storage: said }), said)
  await say('granted')
  await expect.poll(() => mode(page)).toBe('full')
  await expect.poll(() => batches.length).toBeGreaterThan(0)
  await page.goto(origin)
  expect(await mode(page), 'the default is said again on each page').toBe('full')
  await say('denied')
  await expect.poll(() => mode(page)).toBe('ask')
  expect(await kept(page)).toEqual([])
})

test('a site that does not ask: off ends all at once, cookieless keeps no browser, full begins again', async ({ shopper: page, context }) => {
  const batches = sent(context)
  const origin = await shop('free')
  await page.goto(origin)
  await expect(message(page, 'hello').getByRole('dialog')).toBeVisible()
  expect(await mode(page)).toBe('full')
  await expect.poll(() => batches.length).toBeGreaterThan(0)
  await says(page, 'off')
  await expect(message(page, 'hello')).toHaveCount(0)
  expect(await kept(page)).toEqual(['dangol.consent'])
  const before = batches.length
  await page.goto(`${origin}/next`)
  await page.waitForTimeout(2500)
  expect(await page.locator('dangol-message').count()).toBe(0)
  expect([batches.slice(before), await kept(page)]).toEqual([[], ['dangol.consent']])

  await says(page, 'cookieless')
  await expect(message(page, 'hello').getByRole('dialog')).toBeVisible()
  await expect.poll(() => batches.length).toBeGreaterThan(before)
  await page.reload()
  expect(await mode(page)).toBe('cookieless')
  await expect.poll(() => batches.length).toBeGreaterThan(before + 1)
  expect(await kept(page)).toEqual(['dangol.consent'])

  await says(page, 'full')
  await expect.poll(() => kept(page)).toEqual(expect.arrayContaining(['_dangol', 'dangol.id']))
  expect(await kept(page)).not.toContain('dangol.consent')
  await says(page, 'maybe')
  expect(await mode(page), 'a word that is none').toBe('full')
})

test('a refusal that was said before the tag came is heard first', async ({ shopper: page, context }) => {
  const batches = sent(context)
  await page.goto(await shop('free', '<script>window.dangol = function () { (dangol.q = dangol.q || []).push(arguments) }; dangol("consent", "off"); dangol("track", "x")</script>'))
  await page.waitForTimeout(2500)
  expect([batches, await kept(page), await page.locator('dangol-message').count()]).toEqual([[], ['dangol.consent'], 0])
})

test('browsers that ask not to be tracked, where the site heeds them', async ({ shopper: page, context, browser }) => {
  const batches = sent(context)
  const origin = await shop('heeds')
  await page.goto(origin)
  expect(await mode(page)).toBe('full')
  await expect.poll(() => batches.length).toBeGreaterThan(0)
  const own = await browser.newContext()
  const told = sent(own)
  const shy = await own.newPage()
  await shy.addInitScript(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }))
  await shy.goto(origin)
  await expect(message(shy, 'hello').getByRole('dialog')).toBeVisible()
  expect(await mode(shy)).toBe('ask')
  await shy.waitForTimeout(1500)
  expect([told, await kept(shy)]).toEqual([[], []])
  await own.close()
})

test('a page that is left before anything has run keeps nothing, where its tag says that the site asks', async ({ shopper: page }) => {
  const origin = await shop('asks', '', ' data-consent')
  await page.goto(origin, { waitUntil: 'commit' })
  await page.goto(`${origin}/next`, { waitUntil: 'commit' })
  expect(await kept(page)).toEqual([])
})

test('sources that are switched off are not read', async ({ shopper: page }) => {
  const head = '<meta property="og:title" content="컵"><meta property="product:price:amount" content="9000"><meta property="product:retailer_item_id" content="cup"><script>window._NB_ID = "minji"; window.dataLayer = [{ event: "view_item", ecommerce: { items: [{ item_id: "ga", item_name: "GA" }] } }]</script>'
  await page.goto(await shop('blind', head))
  await page.waitForTimeout(2500)
  const { facts } = await debug(page)
  expect([facts.product ?? null, facts.member ?? null]).toEqual([null, null])
  server.close()
  await page.goto(await shop('free', head.replace('window.dataLayer', 'window.nothing')))
  await expect.poll(async () => (await debug(page)).facts).toMatchObject({ product: { id: 'cup' }, member: 'minji' })
})
