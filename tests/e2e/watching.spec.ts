// How many look at the same product: real visitors, each in a browser of its own, and the ticker that tells a last one of them.
import { api, dev, expect, message, site, test, url, watch } from './shop.ts'
import type { Browser, Page } from '@playwright/test'

const TICKER = { id: 'many', type: 'ticker', status: 'active', content: { text: '지금 {watching}명이 보고 있어요', at_least: 2 } }
const PRODUCT = 'p07'

const path = async () => `/api/sites/${(await site()).id}`
async function publish(config: object) {
  const of = (await path()) + '/config'
  const { headers } = await fetch(url(of), { headers: { authorization: `Bearer ${dev().token}` } })
  const version = async () => (await fetch(url('/v1/b/demo'))).headers.get('etag')
  const before = await version()
  await api(of, { method: 'PUT', headers: { 'content-type': 'application/json', 'if-match': headers.get('etag')! }, body: JSON.stringify(config) })
  await expect.poll(version, { timeout: 70_000, message: 'the bundle is out' }).not.toBe(before)
}

/** A shopper of their own, and what they ask the edge about others. */
async function come(browser: Browser, quiet: string[], product: string): Promise<{ page: Page; asked: string[] }> {
  const page = await (await browser.newContext({ locale: 'ko-KR' })).newPage()
  watch(page, quiet)
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/v1/watching/') && asked.push(request.url()))
  await page.goto(url(`/demo/product/${product}/`))
  return { page, asked }
}

test('a ticker tells how many look at the same product', async ({ browser, quiet }) => {
  test.setTimeout(240_000)
  const before = await api((await path()) + '/config')
  const looking = async () => (await api((await path()) + '/live?limit=200')).visitors.filter((it: any) => it.page.url.includes(`/product/${PRODUCT}/`)).length
  const already = await looking()
  const first = [await come(browser, quiet, PRODUCT), await come(browser, quiet, PRODUCT)]
  await expect.poll(looking, { timeout: 20_000 }).toBe(already + 2)
  for (const { page, asked } of first) {
    // What they look at is known, and not only that they came.
    const unsent = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('.q.')).reduce((sum, key) => sum + localStorage[key].length, 0))
    await expect.poll(unsent).toBeLessThan(60)
    // A shop without a ticker asks nothing.
    await page.mouse.wheel(0, 300)
    expect(asked).toEqual([])
  }
  try {
    await publish({ ...before, messages: [...before.messages, TICKER] })
    const { page, asked } = await come(browser, quiet, PRODUCT)
    await expect(message(page, 'many').locator('p')).toHaveText(/^지금 \d+명이 보고 있어요$/)
    const said = Number(/\d+/.exec(await message(page, 'many').locator('p').innerText())![0])
    // This one is among them, or on the way to be.
    expect([already + 2, already + 3]).toContain(said)
    // The address says neither the product nor who asks.
    expect(asked).toHaveLength(1)
    expect(new URL(asked[0]!).search).toMatch(/^\?of=\d+$/)
    for (let n = 0; n < 5; n++) await page.mouse.wheel(0, n % 2 ? -200 : 200)
    await page.waitForTimeout(1500)
    expect(asked, 'once a minute, whatever happens').toHaveLength(1)
    await page.screenshot({ path: 'tests/e2e/results/ticker.png' })

    // Where nobody else is it is silent, and says nothing of the one who is.
    const alone = await come(browser, quiet, 'p19')
    await expect.poll(() => alone.asked.length).toBe(1)
    await alone.page.waitForTimeout(1000)
    await expect(message(alone.page, 'many')).toHaveCount(0)
  } finally {
    await publish(before)
  }
})
