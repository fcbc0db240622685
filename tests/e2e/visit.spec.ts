import { debug, dev, expect, fact, naver, test, url } from './shop.ts'

test('the visit: path with repeats, start page, product, cart, device', async ({ shopper: page }) => {
  await page.goto(url('/demo/'))
  await fact(page, 'visits').toBe(1)
  await page.goto(url('/demo/product/p01/'))
  await page.goto(url('/demo/product/p02/'))
  await page.goto(url('/demo/product/p01/'))
  await fact(page, 'page_views').toBe(4)
  const { facts } = await debug(page)
  expect(facts.path).toEqual([
    { url: url('/demo/'), times: 1 },
    { url: url('/demo/product/p01/'), times: 2 },
    { url: url('/demo/product/p02/'), times: 1 },
  ])
  expect(facts.start_page).toBe(url('/demo/'))
  await fact(page, 'product').toMatchObject({ id: 'p01' })
  await page.getByTestId('add-to-cart').click()
  await fact(page, 'cart').toMatchObject([{ id: 'p01', quantity: 1 }])
  await fact(page, 'device').toBe('pc')
  await fact(page, 'source').toBe('direct')
})

test('a visit survives a reload and is shared by tabs', async ({ shopper: page, context }) => {
  await page.goto(url('/demo/product/p03/'))
  await fact(page, 'page_views').toBe(1)
  await page.reload()
  await fact(page, 'page_views').toBe(2)
  const other = await context.newPage()
  await other.goto(url('/demo/product/p04/'))
  await fact(other, 'page_views').toBe(3)
  await fact(page, 'page_views').toBe(3)
  await other.getByTestId('add-to-cart').click()
  await fact(page, 'cart').toMatchObject([{ id: 'p04', quantity: 1 }])
  // Each tab has its own page and product.
  expect((await debug(page)).facts.page_url).toBe(url('/demo/product/p03/'))
  await fact(page, 'visits').toBe(1)
})

test('a visit ends after 30 minutes without activity', async ({ shopper: page }) => {
  await page.clock.install()
  await page.goto(url('/demo/'))
  await page.clock.runFor(5_000)
  await fact(page, 'visits').toBe(1)
  await page.clock.fastForward(31 * 60_000)
  await page.goto(url('/demo/category/tea/'))
  await page.clock.runFor(5_000)
  await fact(page, 'visits').toBe(2)
  const { facts } = await debug(page)
  expect(facts.page_views).toBe(1)
  expect(facts.start_page).toBe(url('/demo/category/tea/'))
  expect(facts.last_visit_day).not.toBeNull()
})

const ARRIVALS = [
  { from: naver('우리몰', '브랜드A'), source: 'search', source_name: 'naver', word: '우리몰', previous_word: '브랜드A' },
  { from: naver('브랜드A'), source: 'search', source_name: 'naver', word: '브랜드A', previous_word: null },
  { from: 'https://search.daum.net/search?w=tot&q=%EB%8B%A4%EA%B8%B0', source: 'search', source_name: 'daum', word: '다기', previous_word: null },
  { from: 'https://www.google.com/', source: 'search', source_name: 'google', word: null, previous_word: null },
  { from: 'https://www.bing.com/search?q=tea+cup', source: 'search', source_name: 'bing', word: 'tea cup', previous_word: null },
]
for (const { from, ...known } of ARRIVALS) {
  test(`arrival from ${decodeURIComponent(from)}`, async ({ shopper: page }) => {
    await page.goto(url('/demo/'), { referer: from })
    for (const [name, value] of Object.entries(known)) await fact(page, name).toBe(value)
  })
}

test('arrival by a campaign', async ({ shopper: page }) => {
  await page.goto(url('/demo/?utm_source=newsletter&utm_medium=email&utm_campaign=spring'))
  await fact(page, 'campaign_name').toBe('spring')
  await fact(page, 'campaign_source').toBe('newsletter')
})

test('the shop’s own search', async ({ shopper: page }) => {
  await page.goto(url('/demo/'))
  await page.getByTestId('search-input').fill('찻잔')
  await page.getByTestId('search-submit').click()
  await fact(page, 'search_word').toBe('찻잔')
  expect((await debug(page)).facts.search_results).toBeGreaterThanOrEqual(0)
})

test('a single-page route is a page view', async ({ shopper: page }) => {
  await page.goto(url('/demo/magazine/'))
  await fact(page, 'page_views').toBe(1)
  await page.getByTestId('story-link').first().click()
  await fact(page, 'page_views').toBe(2)
  expect((await debug(page)).facts.page_url).toContain('/demo/magazine/')
  await page.goBack()
  await fact(page, 'page_views').toBe(3)
})

test('an order is one however often its page is seen, and the person’s facts come back', async ({ shopper: page }) => {
  await page.goto(url('/demo/product/p05/'))
  await page.getByTestId('add-to-cart').click()
  await page.goto(url('/demo/cart/'))
  await page.getByTestId('checkout').click()
  await page.getByTestId('fill-example').click()
  await page.getByTestId('place-order').click()
  await expect(page.getByTestId('order-number')).toBeVisible()
  await fact(page, 'orders').toEqual([await page.getByTestId('order-number').innerText().then((text) => text.match(/\d{8}-\w+/)![0])])
  await page.reload()
  await page.reload()
  await fact(page, 'page_views').toBeGreaterThan(4)
  // An answer to what was sent before the order may still say 0; the next one says it right.
  await expect.poll(async () => (await debug(page)).facts.spent).toBeGreaterThan(0)
  const { facts } = await debug(page)
  expect(facts.orders).toHaveLength(1)
  expect(facts.cart).toEqual([])
  // What this browser knows is lost, the secret id is not: the edge tells it.
  await page.waitForTimeout(1500)
  const spent = facts.spent
  await page.evaluate(() => localStorage.removeItem('dangol.demo'))
  await page.goto(url('/demo/'))
  await fact(page, 'spent').toBe(spent)
  expect(spent).toBeGreaterThan(0)
})

test('a member signed by the shop is known as signed, one only said by the page is not', async ({ shopper: page }) => {
  await page.goto(url('/demo/sign-in/'))
  await page.getByTestId('member').fill('minji')
  await page.getByTestId('password').fill('1234')
  await page.getByTestId('sign-in').click()
  await expect(page.getByTestId('member-name')).toContainText('민지')
  await fact(page, 'member').toBe('minji')
  await fact(page, 'signed').toBe(1)
  await page.evaluate(() => (window as any).dangol('member', { id: 'jun', signature: 'v1.9999999999.' + '0'.repeat(64) }))
  await fact(page, 'member').toBe('jun')
  await page.waitForTimeout(2500)
  expect((await debug(page)).facts.signed).toBe(0)
})

test('debug answers on this machine only for this machine’s engine', async ({ shopper: page }) => {
  await page.goto(url('/demo/'))
  const known = await debug(page)
  expect(known.config_version).toBeGreaterThan(0)
  expect(known.messages.map((it) => it.id).sort()).toEqual(['free-shipping', 'rival-welcome', 'seen-again'])
  expect(dev().origin).toContain('127.0.0.1')
})
