// A guest in the shop's house: whatever is wrong with us or around us, the shop's page shows no error and keeps working.
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { debug, dev, expect, fact, message, test, url } from './shop.ts'

/** Another shop's page, on another origin, not written for this. */
function otherShop(html: string): Promise<{ origin: string; server: Server }> {
  const server = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html))
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve({ origin: `http://127.0.0.1:${(server.address() as any).port}`, server })),
  )
}

const page_of = (script: string) => `<!doctype html><html><head><title>다른 가게</title><style>* { all: unset !important } div:empty { display: none }
  .top { position: fixed !important; z-index: 2147483647 !important }</style></head><body><h1>다른 가게</h1><button id=b>담기</button>
  <script>document.querySelector('#b').addEventListener('click', () => { document.title = 'ok'; (window.dataLayer = window.dataLayer || []).push({ event: 'add_to_cart',
    ecommerce: { currency: 'KRW', items: [{ item_id: 'x1', item_name: '다른 물건', price: 38000, quantity: 1 }] } }) })</script>${script}</body></html>`

const tag = (key = 'demo') => `<script async src="${dev().origin}/d.js" data-site="${key}"></script>`

test('another shop’s page with the tag: everything works across origins', async ({ shopper: page }) => {
  const { origin, server } = await otherShop(page_of(tag()))
  await page.goto(origin)
  const gauge = message(page, 'free-shipping')
  await expect(gauge.getByRole('progressbar')).toBeVisible()
  await page.locator('#b').click()
  await expect(page).toHaveTitle('ok')
  await expect(gauge).toContainText('12,000원만 더 담으면 무료배송')
  await page.waitForTimeout(500)
  await page.screenshot({ path: 'tests/e2e/shots/other-shop.png' })
  await fact(page, 'source').toBe('direct')
  server.close()
})

test('the tag pasted twice is one', async ({ shopper: page }) => {
  const { origin, server } = await otherShop(page_of(tag() + tag()))
  await page.goto(origin)
  await expect(message(page, 'free-shipping')).toHaveCount(1)
  expect((await debug(page)).facts.page_views).toBe(1)
  server.close()
})

test('calls from before the tag are kept, and nobody’s own `dangol` is touched', async ({ shopper: page }) => {
  const stub = `<script>window.dangol = window.dangol || function () { (dangol.q = dangol.q || []).push(arguments) }
    dangol('product', { id: 'early', name: '먼저' }); dangol('cart', { items: [{ id: 'early', price: 38000 }] })</script>`
  const { origin, server } = await otherShop(page_of(stub + tag()))
  await page.goto(origin)
  await fact(page, 'product').toMatchObject({ id: 'early' })
  await expect(message(page, 'free-shipping')).toContainText('12,000원만')
  await page.evaluate(() => (window as any).dangol('product', { id: 'later' }))
  await fact(page, 'product').toMatchObject({ id: 'later' })
  server.close()
  const own = await otherShop(page_of(`<script>window.dangol = { mine: 7, q: 'text' }</script>` + tag()))
  await page.goto(own.origin)
  await expect(message(page, 'free-shipping')).toBeVisible()
  expect(await page.evaluate(() => (window as any).dangol)).toEqual({ mine: 7, q: 'text' })
  own.server.close()
})

test('no localStorage: messages work in memory', async ({ shopper: page }) => {
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, { get: () => { throw new DOMException('denied', 'SecurityError') } })
  })
  const { origin, server } = await otherShop(page_of(tag()))
  await page.goto(origin)
  await expect(message(page, 'free-shipping')).toHaveCount(1)
  await page.locator('#b').click()
  await expect(message(page, 'free-shipping')).toContainText('12,000원만')
  server.close()
})

test('prices that are none: NaN, negative, texts, and worse', async ({ shopper: page }) => {
  await page.goto(url('/demo/'))
  await expect(message(page, 'free-shipping')).toContainText('50,000원만')
  await page.evaluate(() => {
    const layer = (window as any).dataLayer
    for (const price of [NaN, -5000, 'free', {}, [], null, Infinity, '1e5']) {
      layer.push({ event: 'view_cart', ecommerce: { items: [{ item_id: 'bad', price, quantity: 1 }] } })
    }
    layer.push(null, 7, 'text', { event: 'add_to_cart', ecommerce: { items: { length: 1e9 } } }, { get event() { throw new Error('trap') } })
  })
  // What the cart comes to is not known: the gauge says nothing rather than something wrong. Then the shop says it right.
  await expect(message(page, 'free-shipping')).toHaveCount(0)
  await page.evaluate(() => (window as any).dataLayer.push({ event: 'view_cart', ecommerce: { items: [{ item_id: 'good', price: '38,000', quantity: 1 }] } }))
  await expect(message(page, 'free-shipping')).toContainText('12,000원만')
})

test('an unknown site key: nothing happens', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  const { origin, server } = await otherShop(page_of(tag('nobody')))
  await page.goto(origin)
  await page.waitForTimeout(3000)
  await expect(page.locator('dangol-message')).toHaveCount(0)
  await page.locator('#b').click()
  await expect(page).toHaveTitle('ok')
  expect(errors).toEqual([])
  server.close()
})

test('the edge is down: the shop works, what happened is kept and sent later', async ({ page, context }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(url('/demo/product/p14/'))
  await fact(page, 'page_views').toBe(1)
  await page.waitForTimeout(1500)
  await context.route('**/v1/**', (route) => route.abort())
  await page.getByTestId('add-to-cart').click()
  await page.goto(url('/demo/cart/'))
  await expect(page.getByTestId('cart-line')).toHaveCount(1)
  await page.waitForTimeout(2500)
  const waiting = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('.q.')).reduce((sum, key) => sum + localStorage[key].length, 0))
  expect(await waiting()).toBeGreaterThan(60)
  await context.unroute('**/v1/**')
  const sent = page.waitForResponse((answer) => answer.url().includes('/v1/collect') && answer.ok())
  await page.goto(url('/demo/'))
  await sent
  await expect.poll(waiting).toBeLessThan(60)
  expect(errors).toEqual([])
})

test('the edge is down for long: a device keeps so much, orders longest', async ({ page }) => {
  await page.goto(url('/demo/'))
  await fact(page, 'screen_width').toBe(1280)
  await page.route('**/v1/**', (route) => route.abort())
  const record = () =>
    page.evaluate(() => {
      const name = Object.keys(localStorage).find((key) => key.includes('.q.'))!
      return localStorage[name] as string
    })
  await page.evaluate(() => (window as any).dangol('order', { id: 'first-order', value: 1000, items: [] }))
  for (let i = 0; i < 10; i++) {
    await page.evaluate((i) => {
      for (let j = 0; j < 60; j++) (window as any).dangol('track', { name: `event-${i}-${j}`, value: 'x'.repeat(150) })
    }, i)
    await page.waitForTimeout(50)
  }
  await expect.poll(record).toContain('event-9-59')
  const text = await record()
  expect(text.length).toBeLessThan(70_000)
  expect(text.length).toBeGreaterThan(50_000)
  expect(text).toContain('first-order')
  expect(text).not.toContain('event-0-0')
})

test('no script of ours at all: the shop works', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.route('**/d.js', (route) => route.abort())
  await page.goto(url('/demo/product/p15/'))
  await page.getByTestId('add-to-cart').click()
  await expect(page.getByTestId('cart-count')).toContainText('1')
  expect(errors).toEqual([])
})

test('what comes late never comes: messages are shown, events are kept and sent', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.route('**/a/*.js.js', (route) => route.abort())
  await page.goto(url('/demo/product/p15/'))
  await expect(message(page, 'free-shipping').getByRole('progressbar')).toBeVisible()
  const sent = page.waitForResponse((answer) => answer.url().includes('/v1/collect') && answer.ok())
  await page.getByTestId('add-to-cart').click()
  await expect(message(page, 'free-shipping')).not.toContainText('50,000원만')
  await sent
  await message(page, 'free-shipping').getByRole('button', { name: '닫기' }).click()
  await expect(message(page, 'free-shipping')).toHaveCount(0)
  expect(errors).toEqual([])
})

test('a page that comes back from the back/forward cache', async ({ shopper: page }) => {
  await page.goto(url('/demo/product/p15/'))
  await expect(message(page, 'free-shipping')).toHaveCount(1)
  await fact(page, 'page_views').toBe(1)
  // Playwright's Chromium has no such cache: the page hears what it would hear.
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
  await expect(message(page, 'free-shipping')).toHaveCount(0)
  expect(await page.evaluate(() => (window as any).dangol.debug())).toBeNull()
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await expect(message(page, 'free-shipping')).toHaveCount(1)
  await fact(page, 'page_views').toBe(2)
  await fact(page, 'screen_width').toBe(1280)
})

test('the cookie: there at once, lasting a moment later', async ({ shopper: page, context }) => {
  await page.goto(url('/demo/'))
  await debug(page)
  const [cookie] = (await context.cookies()).filter((it) => it.name === '_dangol')
  expect(cookie!.expires - Date.now() / 1000).toBeGreaterThan(300 * 86_400)
  expect((await page.evaluate(() => localStorage['dangol.id'])).split('.')[0]).toBe(cookie!.value)
})

test('one global, no shift, texts are texts', async ({ shopper: page }) => {
  await page.goto(url('/demo/'))
  await debug(page)
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        new PerformanceObserver((list) => list.getEntries().forEach((entry: any) => (sum += entry.hadRecentInput ? 0 : entry.value))).observe({ type: 'layout-shift', buffered: true })
        setTimeout(() => resolve(sum), 500)
      }),
  )
  expect(shift).toBeLessThan(0.02)
  await page.evaluate(() => (window as any).dangol('product', { id: 'x', name: '<img src=x onerror="window.hacked=1">', price: 1 }))
  for (let i = 0; i < 3; i++) await page.goto(url('/demo/product/p16/'))
  await expect(message(page, 'seen-again')).toHaveCount(1)
  await page.evaluate(() => (window as any).dangol('product', { id: 'x', name: '<img src=x onerror="window.hacked=1">', price: 1 }))
  await expect(message(page, 'seen-again').locator('h2')).toContainText('<img src=x')
  expect(await page.evaluate(() => (window as any).hacked)).toBeUndefined()
})

test('a page with prototype.js 1.6: what it does to lists, objects and elements harms neither', async ({ shopper: page }) => {
  // What that library puts on built-in prototypes, in the forms that differ from the language's own.
  const prototypes = `<script>
    const own = JSON.stringify
    Object.toJSON = (it) => own(it)
    Array.prototype.toJSON = function () { return '[' + this.map((it) => Object.toJSON(it)).join(', ') + ']' }
    String.prototype.toJSON = function () { return '"' + this + '"' }
    Number.prototype.toJSON = function () { return '' + this }
    Date.prototype.toJSON = function () { return '"' + this.toISOString() + '"' }
    Array.prototype.reduce = function () { return this.length > 1 ? this : this[0] }
    Array.prototype.entries = Array.prototype.toArray = Array.prototype.clone = function () { return [].concat(this) }
    Array.prototype.find = Array.prototype.detect = function (test) { for (const it of this) if (test(it)) return it }
    Array.prototype.all = Array.prototype.any = Array.prototype.each = Array.prototype.collect = Array.prototype.include = Array.prototype.inject = Array.prototype.zip = function () { throw new Error('not as the language has it') }
    Array.from = (it) => { const all = []; for (let i = 0; i < (it.length || 0); i++) all[i] = it[i]; return all }
    Object.keys = (it) => { const all = []; for (const name in it) all.push(name); return all }
    Object.values = (it) => { const all = []; for (const name in it) all.push(it[name]); return all }
    Object.clone = (it) => Object.assign({}, it)
    Function.prototype.bind = function (self, ...first) { const run = this; return function (...rest) { return run.apply(self, first.concat(rest)) } }
    const remove = Element.prototype.remove
    Element.prototype.remove = function () { remove.call(this); return this }
    for (const name of ['show', 'hide', 'update', 'select', 'wrap', 'insert', 'observe', 'visible', 'identify']) HTMLElement.prototype[name] = function () { throw new Error(name) }
    window.$ = (id) => document.getElementById(id)
    window.Element = function (name) { return document.createElement(name) }
    Event.stop = () => {}
  </script>`
  const { origin, server } = await otherShop(page_of(prototypes + tag()))
  await page.goto(origin)
  const gauge = message(page, 'free-shipping')
  await expect(gauge.getByRole('progressbar')).toBeVisible()
  await page.locator('#b').click()
  await expect(gauge).toContainText('12,000원만 더 담으면 무료배송')
  const page_views = async () => (await debug(page)).facts.page_views
  expect(await page_views()).toBe(1)
  // What is kept for the next page is read there, and nothing is lost on the way.
  await page.goto(`${origin}/next`)
  await expect(gauge).toContainText('12,000원만')
  expect(await page_views()).toBe(2)
  const waiting = () => page.evaluate(() => Object.keys(localStorage).filter((name) => /^dangol\..*\.q\./.test(name)).map((name) => JSON.parse(localStorage[name])[4].length))
  await expect.poll(waiting, { message: 'all that was queued has been taken' }).toEqual([0])
  server.close()
})

test('a page that the browser makes ready in advance is viewed when it is opened, and not before', async ({ shopper: page, context }) => {
  const { origin, server } = await otherShop(page_of(tag()))
  const batches: unknown[] = []
  context.on('request', (request) => request.url().endsWith('/v1/collect') && batches.push(request))
  // A browser that is driven from outside opens no page that it made ready; what such a page is told of it is said here.
  await page.addInitScript(() => {
    let ready = true
    Object.defineProperty(Document.prototype, 'prerendering', { get: () => ready })
    ;(window as any).opened = () => {
      ready = false
      document.dispatchEvent(new Event('prerenderingchange'))
    }
  })
  await page.goto(origin)
  // Long enough for an engine to have run, and told.
  await page.waitForTimeout(2500)
  expect([await page.evaluate(() => [(window as any).dangol.debug(), Object.keys(localStorage)]), batches.length, await page.locator('dangol-message').count()]).toEqual([[null, []], 0, 0])
  await page.evaluate(() => (window as any).opened())
  await expect(message(page, 'free-shipping')).toBeVisible()
  expect((await debug(page)).facts.page_views).toBe(1)
  await expect.poll(() => batches.length).toBeGreaterThan(0)
  server.close()
})

test('a page that tells Google nothing: a message comes, stands still, and nothing goes wrong inside', async ({ page }) => {
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  await page.addInitScript(() => {
    const moved: string[] = ((window as any).moved = [])
    const take = (list: PerformanceObserverEntryList) =>
      list.getEntries().forEach((entry: any) => entry.sources.forEach((source: any) => moved.push(source.node?.nodeName)))
    new PerformanceObserver(take).observe({ type: 'layout-shift', buffered: true })
  })
  const { origin, server } = await otherShop(`<!doctype html><html><head><title>다른 가게</title></head><body><h1>다른 가게</h1><button>보기</button>${tag()}</body></html>`)
  await page.goto(origin)
  await expect(message(page, 'free-shipping').getByRole('progressbar')).toBeVisible()
  // late.ts has looked for a dataLayer again by then.
  await page.waitForTimeout(3000)
  expect(said).toEqual([])
  expect(await page.evaluate(() => (window as any).moved)).not.toContain('DANGOL-MESSAGE')
  server.close()
})

test('what a shopper wrote into the page, under the name of the script that runs, is not taken for the tag', async ({ shopper: page }) => {
  // An element with a name stands in the place of what the document has under it: sanitizers often leave names and data attributes alone.
  const review = '<img name="currentScript" data-site="x.y" alt="" src="http://elsewhere.invalid/d.js">'
  const asked: string[] = []
  await page.route('http://elsewhere.invalid/**', (route) => {
    asked.push(new URL(route.request().url()).pathname)
    return route.fulfill({ contentType: 'image/gif', body: Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAAC', 'base64'), headers: { 'access-control-allow-origin': '*' } })
  })
  const { origin, server } = await otherShop(page_of(review + tag()))
  const ours = page.waitForRequest(dev().origin + JSON.parse(readFileSync('build/release.json', 'utf8')).shell.path)
  await page.goto(origin)
  await ours
  await page.waitForLoadState('networkidle')
  expect(asked, 'the picture alone').toEqual(['/d.js'])
  // The shell finds no script of its own there: nothing is drawn, and the page is as it was.
  await page.locator('#b').click()
  await expect(page).toHaveTitle('ok')
  server.close()
})

test('what answers `dangol.debug()` runs as it was built, or not at all: an address alone asks for it', async ({ page }) => {
  const { debug } = JSON.parse(readFileSync('build/release.json', 'utf8'))
  await page.route('**' + debug.path, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'window.foreign = 1', headers: { 'access-control-allow-origin': '*' } }),
  )
  const refused = page.waitForEvent('console', (said) => said.type() === 'error' && said.text().includes('integrity') && said.text().includes(debug.path))
  await page.goto(url('/demo/'))
  await refused
  await expect(message(page, 'free-shipping')).toHaveCount(1)
  expect(await page.evaluate(() => 'foreign' in window)).toBe(false)
})

test('on a platform’s domain, which shops share, the cookie is the shop’s own', async ({ page, context }) => {
  const html = page_of('<script async src="/d.js" data-site="demo"></script>')
  await page.route('http://*.cafe24.com/**', async (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname == '/') return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html })
    return route.fulfill({ response: await route.fetch({ url: url(pathname) }) })
  })
  for (const [host, widest] of [['shop-one.cafe24.com', 'shop-one.cafe24.com'], ['m.shop-two.cafe24.com', 'shop-two.cafe24.com']]) {
    await page.goto(`http://${host}/`)
    const lasting = async () => (await context.cookies(`http://${host}/`)).find((it) => it.name == '_dangol' && it.expires > 0)?.domain
    await expect.poll(lasting).toBe('.' + widest)
  }
})
