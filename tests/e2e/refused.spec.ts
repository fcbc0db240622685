// Where wasm is refused the same engine runs as JavaScript: by a policy of the page, with Trusted Types and a nonce too, or in a browser without wasm.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { add, dev, expect, fact, message, naver, test, url } from './shop.ts'

interface Noticed {
  /** Violations of the page's policy: directive, and what was refused. */
  violations: string[]
  /** Everything in the console. */
  console: string[]
  /** The engine's files that came: `wasm` or `engine.js`. */
  engines: string[]
}

/** Notices what the page, its console and the network say. */
async function notice(page: Page): Promise<Noticed> {
  const noticed: Noticed = { violations: [], console: [], engines: [] }
  page.on('console', (said) => noticed.console.push(`${said.type()}: ${said.text()}`))
  page.on('response', (answer) => {
    const file = /\.(wasm|engine\.js)$/.exec(answer.url())
    if (file && answer.ok()) noticed.engines.push(file[1]!)
  })
  await page.exposeFunction('violated', (what: string) => noticed.violations.push(what))
  await page.addInitScript(() =>
    addEventListener('securitypolicyviolation', (it) => (window as any).violated(`${it.effectiveDirective} ${it.blockedURI}`)),
  )
  return noticed
}

/** The demo's pages come with this policy. */
const policed = (page: Page, policy: string) =>
  page.route('**/demo/**', async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback()
    const answer = await route.fetch()
    await route.fulfill({ response: answer, headers: { ...answer.headers(), 'content-security-policy': policy } })
  })

const POLICY = `script-src ${dev().origin}; style-src 'self'`

/** Nothing but the one refusal, in the browser's own words, once a page. */
function expectRefused({ violations, console, engines }: Noticed) {
  expect(engines).toContain('engine.js')
  expect(new Set(violations)).toEqual(new Set(['script-src wasm-eval']))
  expect(console.filter((text) => !/WebAssembly.*(violates|Content Security Policy)/.test(text))).toEqual([])
}

test.describe('a policy without wasm-unsafe-eval', () => {
  let noticed: Noticed
  let errors: string[]
  test.beforeEach(async ({ page }) => {
    errors = []
    page.on('pageerror', (error) => errors.push(String(error)))
    noticed = await notice(page)
    await policed(page, POLICY)
  })
  test.afterEach(() => {
    expect(errors).toEqual([])
    expectRefused(noticed)
  })

  test('popcorn: who searched a rival just before sees it, and closes it', async ({ page }) => {
    await page.goto(url('/demo/'), { referer: naver('우리몰', '브랜드A 찻잔') })
    const popcorn = message(page, 'rival-welcome')
    await expect(popcorn.getByRole('dialog')).toBeVisible()
    await expect(popcorn.locator('img')).toBeVisible()
    await page.screenshot({ path: 'tests/e2e/shots/refused.png' })
    await popcorn.getByRole('button', { name: '닫기' }).click()
    await expect(popcorn).toHaveCount(0)
    await page.goto(url('/demo/category/table/'))
    await fact(page, 'page_views').toBe(2)
    await expect(popcorn).toHaveCount(0)
  })

  test('the gauge follows the cart', async ({ page }) => {
    const gauge = message(page, 'free-shipping')
    await page.goto(url('/demo/product/p01/'))
    await expect(gauge).toContainText('50,000원만 더 담으면 무료배송')
    await add(page, 'p01')
    const won = (amount: number) => amount.toLocaleString('ko-KR') + '원'
    await fact(page, 'product').toMatchObject({ id: 'p01' })
    const price: number = await page.evaluate(() => (window as any).dangol.debug().facts.product.price)
    await expect(gauge).toContainText(price < 50_000 ? `${won(50_000 - price)}만 더 담으면 무료배송` : `${won(80_000 - price)}만 더 담으면 에코백`)
    await expect(gauge.getByRole('progressbar')).toHaveAttribute('aria-valuenow', String(Math.round((price / 80_000) * 100)))
  })

  test('floating: a product seen three times with an empty cart', async ({ page }) => {
    const badge = message(page, 'seen-again')
    for (const path of ['p07', 'p08', 'p07', 'p09', 'p08']) {
      await page.goto(url(`/demo/product/${path}/`))
      await fact(page, 'product').toMatchObject({ id: path })
    }
    await expect(badge).toHaveCount(0)
    await page.goto(url('/demo/product/p07/'))
    await expect(badge).toHaveAttribute('data-type', 'floating')
    await badge.getByRole('button', { name: '자꾸 눈이 가죠?' }).click()
    await expect(badge.getByRole('dialog')).toBeVisible()
    await add(page, 'p10')
    await expect(badge).toHaveCount(0)
  })

  test('an order is one however often its page is seen', async ({ page }) => {
    await add(page, 'p05')
    await page.goto(url('/demo/cart/'))
    await page.getByTestId('checkout').click()
    await page.getByTestId('fill-example').click()
    await page.getByTestId('place-order').click()
    const number = (await page.getByTestId('order-number').innerText()).match(/\d{8}-\w+/)![0]
    await fact(page, 'orders').toEqual([number])
    await page.reload()
    await page.reload()
    await fact(page, 'page_views').toBeGreaterThan(4)
    // The edge has taken the events that this engine made, and answered.
    await fact(page, 'spent').toBeGreaterThan(0)
    await fact(page, 'orders').toEqual([number])
  })

  test('a page that comes back from the back/forward cache', async ({ page }) => {
    await page.goto(url('/demo/product/p15/'))
    await expect(message(page, 'free-shipping')).toHaveCount(1)
    await fact(page, 'page_views').toBe(1)
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
    await expect(message(page, 'free-shipping')).toHaveCount(0)
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    await fact(page, 'page_views').toBe(2)
    await expect(message(page, 'free-shipping')).toHaveCount(1)
  })
})

/** Another shop's page, on another origin, with the tag. */
const SHOP = (nonce = '') => `<!doctype html><html><head><title>다른 가게</title></head><body><h1>다른 가게</h1>
  <script nonce="${nonce}">window.dataLayer = [{ event: 'view_cart', ecommerce: { currency: 'KRW', items: [{ item_id: 'x1', item_name: '물건', price: 38000, quantity: 1 }] } }]</script>
  <script async nonce="${nonce}" src="${dev().origin}/d.js" data-site="demo"></script></body></html>`

async function served(html: string, headers = {}): Promise<{ origin: string; close: () => void }> {
  const server = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

test('another origin, scripts by nonce alone, Trusted Types', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  const noticed = await notice(page)
  const policy = "script-src 'nonce-r4nd0m'; style-src 'self'; require-trusted-types-for 'script'; trusted-types dangol"
  const { origin, close } = await served(SHOP('r4nd0m'), { 'content-security-policy': policy })
  await page.goto(origin)
  await expect(message(page, 'free-shipping')).toContainText('12,000원만 더 담으면 무료배송')
  expect(noticed.engines).toContain('engine.js')
  // The last file that comes.
  await expect.poll(() => page.evaluate(() => (window as any).dangol.debug())).toBeTruthy()
  expect(new Set(noticed.violations)).toEqual(new Set(['script-src wasm-eval']))
  expect(errors).toEqual([])
  close()
})

test('a browser without wasm', async ({ shopper: page }) => {
  const { engines, console } = await notice(page)
  await page.addInitScript(() => delete (window as any).WebAssembly)
  const { origin, close } = await served(SHOP())
  await page.goto(origin)
  await expect(message(page, 'free-shipping')).toContainText('12,000원만 더 담으면 무료배송')
  expect(engines).toContain('engine.js')
  expect(console).toEqual([])
  close()
})

test('neither runs: the page is unharmed, and the next page on which one runs tells the views', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.route('**/a/*.{wasm,engine.js}', (route) => route.abort())
  await page.goto(url('/demo/product/p15/'))
  await page.getByTestId('add-to-cart').click()
  await expect(page.getByTestId('cart-count')).toContainText('1')
  await page.waitForTimeout(2000)
  await expect(page.locator('dangol-message')).toHaveCount(0)
  await page.unroute('**/a/*.{wasm,engine.js}')
  await page.goto(url('/demo/'))
  await fact(page, 'page_views').toBe(2)
  expect(errors).toEqual([])
})
