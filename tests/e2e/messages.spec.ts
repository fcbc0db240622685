import { add, api, debug, dev, effect, expect, fact, message, naver, site, test, url } from './shop.ts'
import type { Page } from '@playwright/test'

const shot = (page: Page, name: string) => page.screenshot({ path: `tests/e2e/shots/${name}.png` })

test('popcorn: who searched a rival just before sees it once a visit', async ({ shopper: page }) => {
  await page.goto(url('/demo/'), { referer: naver('우리몰', '브랜드A 찻잔') })
  const popcorn = message(page, 'rival-welcome')
  await expect(popcorn).toHaveCount(1)
  await expect(popcorn).toHaveAttribute('data-type', 'popcorn')
  await expect(popcorn.getByRole('dialog')).toBeVisible()
  await expect(popcorn.locator('img')).toBeVisible()
  await expect(popcorn.getByRole('link', { name: '인기 상품 보기' })).toBeVisible()
  await page.waitForTimeout(400)
  await shot(page, 'popcorn-1280')
  await page.goto(url('/demo/category/table/'))
  await fact(page, 'page_views').toBe(2)
  await expect(popcorn).toHaveCount(0)
})

test('popcorn: the rival’s own search alone is not enough', async ({ shopper: page }) => {
  await page.goto(url('/demo/'), { referer: naver('브랜드A') })
  await fact(page, 'word').toBe('브랜드A')
  expect((await debug(page)).messages.find((it) => it.id === 'rival-welcome')?.verdict).toBe('no')
  await expect(message(page, 'rival-welcome')).toHaveCount(0)
})

test('popcorn: closing, Escape, "don’t show today"', async ({ shopper: page, context }) => {
  await page.goto(url('/demo/'), { referer: naver('우리몰', '브랜드B') })
  const popcorn = message(page, 'rival-welcome')
  await popcorn.getByRole('button', { name: '오늘 하루 보지 않기' }).click()
  await expect(popcorn).toHaveCount(0)
  // Not in another tab, nor in another visit of today.
  const other = await context.newPage()
  await other.goto(url('/demo/'), { referer: naver('우리몰', '브랜드B') })
  await fact(other, 'previous_word').toBe('브랜드B')
  expect((await debug(other)).messages.find((it) => it.id === 'rival-welcome')).toMatchObject({ verdict: 'yes', on_screen: false, closed: true })

  const fresh = await (await context.browser()!.newContext({ locale: 'ko-KR' })).newPage()
  await fresh.goto(url('/demo/'), { referer: naver('우리몰', '브랜드A') })
  const another = message(fresh, 'rival-welcome')
  await expect(another.getByRole('dialog')).toBeVisible()
  // Escape comes with late.ts, as this attribute does.
  await expect(another).toHaveAttribute('data-type', 'popcorn')
  await another.getByRole('button', { name: '닫기' }).focus()
  await fresh.keyboard.press('Escape')
  await expect(another).toHaveCount(0)
  await fresh.reload()
  await fact(fresh, 'page_views').toBe(2)
  await expect(another).toHaveCount(0)
  await fresh.context().close()
})

test('floating: a product seen three times with an empty cart', async ({ shopper: page }) => {
  const badge = message(page, 'seen-again')
  for (const path of ['p07', 'p08', 'p07', 'p09', 'p08']) {
    await page.goto(url(`/demo/product/${path}/`))
    await fact(page, 'product').toMatchObject({ id: path })
  }
  await expect(badge).toHaveCount(0)
  await page.goto(url('/demo/product/p07/'))
  await expect(badge).toHaveAttribute('data-type', 'floating')
  await page.waitForTimeout(400)
  await shot(page, 'floating-1280')
  await badge.getByRole('button', { name: '자꾸 눈이 가죠?' }).click()
  await expect(badge.getByRole('dialog')).toBeVisible()
  await page.waitForTimeout(400)
  await shot(page, 'floating-open-1280')
  await expect(badge.getByRole('heading')).toContainText('마음에 드시나요?')
  // It stays over pages, and leaves when something is in the cart.
  await page.goto(url('/demo/'))
  await expect(badge).toHaveCount(1)
  await add(page, 'p10')
  await expect(badge).toHaveCount(0)
})

test('floating: not for who has ordered in this visit (exclude)', async ({ shopper: page }) => {
  await add(page, 'p11')
  await page.goto(url('/demo/cart/'))
  await page.getByTestId('checkout').click()
  await page.getByTestId('fill-example').click()
  await page.getByTestId('place-order').click()
  await expect(page.getByTestId('order-number')).toBeVisible()
  for (let i = 0; i < 3; i++) {
    await page.goto(url('/demo/product/p12/'))
    await fact(page, 'product').toMatchObject({ id: 'p12' })
  }
  expect((await debug(page)).messages.find((it) => it.id === 'seen-again')?.verdict).toBe('no')
  await expect(message(page, 'seen-again')).toHaveCount(0)
})

test('gauge: moves with the cart and says how much is left', async ({ shopper: page }) => {
  const gauge = message(page, 'free-shipping')
  await page.goto(url('/demo/product/p01/'))
  await expect(gauge).toHaveAttribute('data-type', 'gauge')
  const bar = gauge.getByRole('progressbar')
  await expect(gauge).toContainText('50,000원만 더 담으면 무료배송')
  const price = await debug(page).then(async () => (await fact(page, 'product').toMatchObject({ id: 'p01' }), (await debug(page)).facts.product.price as number))
  await page.getByTestId('add-to-cart').click()
  const won = (amount: number) => amount.toLocaleString('ko-KR') + '원'
  await expect(gauge).toContainText(price < 50_000 ? `${won(50_000 - price)}만 더 담으면 무료배송` : `${won(80_000 - price)}만 더 담으면 에코백`)
  await expect(bar).toHaveAttribute('aria-valuenow', String(Math.round((price / 80_000) * 100)))
  await page.waitForTimeout(900)
  await shot(page, 'gauge-1280')
  // Through the cart page's own buttons, up to the top and down again.
  await page.goto(url('/demo/cart/'))
  let total = price
  for (let i = 0; i < 40 && total < 80_000; i++) {
    await page.getByTestId('quantity-plus').first().click()
    total += price
    await fact(page, 'cart').toMatchObject([{ quantity: total / price }])
  }
  await expect(gauge).toContainText('무료배송에 에코백까지 받으세요!')
  await expect(bar).toHaveAttribute('aria-valuenow', '100')
  await page.waitForTimeout(900)
  await shot(page, 'gauge-done-1280')
  await page.getByTestId('remove').first().click()
  await expect(gauge).toContainText('50,000원만 더 담으면 무료배송')
})

test('gauge: in the single-page part too, and not at the checkout', async ({ shopper: page }) => {
  await page.goto(url('/demo/magazine/'))
  const gauge = message(page, 'free-shipping')
  await expect(gauge).toHaveCount(1)
  await page.getByTestId('story-link').first().click()
  await page.getByTestId('quick-view').first().click()
  await page.getByTestId('quick-view-add').click()
  await expect(gauge).not.toContainText('50,000원만')
  await page.goto(url('/demo/checkout/'))
  await fact(page, 'page_url').toBe(url('/demo/checkout/'))
  await expect(gauge).toHaveCount(0)
})

test('phone: all three, above the buy bar, with less motion', async ({ browser, quiet }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce', locale: 'ko-KR' })
  const page = await context.newPage()
  page.on('pageerror', (error) => quiet.push(String(error)))
  await page.goto(url('/demo/'), { referer: naver('우리몰', '브랜드A') })
  await expect(message(page, 'rival-welcome').getByRole('dialog')).toBeVisible()
  await expect(message(page, 'free-shipping')).toHaveCount(1)
  await page.waitForTimeout(500)
  await shot(page, 'popcorn-390')
  await message(page, 'rival-welcome').getByRole('button', { name: '닫기' }).click()
  for (let i = 0; i < 3; i++) {
    await page.goto(url('/demo/product/p13/'))
    await fact(page, 'product').toMatchObject({ id: 'p13' })
  }
  await expect(message(page, 'seen-again')).toHaveCount(1)
  await page.waitForTimeout(500)
  await shot(page, 'product-390')
  const buy = await page.getByTestId('buy-bar').boundingBox()
  const gauge = await message(page, 'free-shipping').boundingBox()
  expect(gauge!.y + gauge!.height).toBeLessThanOrEqual(buy!.y + 1)
  await message(page, 'seen-again').getByRole('button', { name: '자꾸 눈이 가죠?' }).click()
  await page.waitForTimeout(400)
  await shot(page, 'floating-open-390')
  await context.close()
})

test('effect: shown, clicked, closed, conversions and revenue', async ({ shopper: page }) => {
  const before = await effect('rival-welcome')
  await page.goto(url('/demo/'), { referer: naver('우리몰', '브랜드A') })
  await message(page, 'rival-welcome').getByRole('link', { name: '인기 상품 보기' }).click()
  await expect(page).toHaveURL(/category\/tea/)
  await page.goto(url('/demo/product/p02/'))
  await fact(page, 'product').toMatchObject({ id: 'p02' })
  await page.getByTestId('add-to-cart').click()
  await page.goto(url('/demo/cart/'))
  await page.getByTestId('checkout').click()
  await page.getByTestId('fill-example').click()
  await page.getByTestId('place-order').click()
  const paid = Number((await page.getByTestId('order-goods').innerText()).replace(/\D/g, ''))
  await expect.poll(async () => (await effect('rival-welcome')).click_conversions).toBe(before.click_conversions + 1)
  const after = await effect('rival-welcome')
  expect(after.shown).toBe(before.shown + 1)
  expect(after.clicked).toBe(before.clicked + 1)
  expect(after.view_conversions).toBe(before.view_conversions)
  expect(Number(after.click_revenue.amount)).toBe(Number(before.click_revenue.amount) + paid)
  expect(after.attribution).toMatchObject({ click_days: 7, view_days: 1 })
  expect(after.attribution.rule.ko).toContain('7일')
})

test('a pause reaches a page that is open', async ({ shopper: page }) => {
  // The promise is 60 s.
  test.setTimeout(120_000)
  const { id } = await site()
  const path = `/api/sites/${id}/config`
  const read = async () => {
    const answer = await fetch(url(path), { headers: { authorization: `Bearer ${dev().token}` } })
    return { etag: answer.headers.get('etag')!, config: (await answer.json()) as any }
  }
  await page.goto(url('/demo/'))
  await expect(message(page, 'free-shipping')).toHaveCount(1)
  const publish = async (status: string) => {
    const { etag, config } = await read()
    const { segments, messages, attribution } = config.config ?? config
    await api(path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': etag },
      body: JSON.stringify({ segments, attribution, messages: messages.map((it: any) => ({ ...it, status })) }),
    })
  }
  try {
    await publish('paused')
    await expect
      .poll(async () => (await page.evaluate(() => (window as any).dangol('track', { name: 'tick' })), message(page, 'free-shipping').count()), { timeout: 60_000, intervals: [2000] })
      .toBe(0)
  } finally {
    await publish('active')
  }
})
