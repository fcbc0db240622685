import { add, dev, expect, message, naver, site, test, url } from './shop.ts'

test('the console: sign in, the messages’ numbers, who is on the site now', async ({ browser, page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  let told = 0
  page.on('websocket', (socket) => socket.on('framereceived', () => (told += 1)))
  await page.goto(url('/console/'))
  await page.locator('input[name=email]').fill(dev().email)
  await page.locator('input[name=password]').fill('wrong password')
  await page.getByTestId('submit').click()
  await expect(page.getByTestId('sign-in-error')).toBeVisible()
  await page.locator('input[name=password]').fill(dev().password)
  await page.getByTestId('submit').click()
  await expect(page.getByTestId('site-page')).toBeVisible()
  await page.goto(url(`/console/sites/${(await site()).id}`))
  await expect(page.getByTestId('home-page')).toBeVisible()
  await page.getByTestId('nav-live').click()

  const shopper = await (await browser.newContext({ locale: 'ko-KR' })).newPage()
  await shopper.goto(url('/demo/'), { referer: naver('우리몰', '브랜드A') })
  await expect(message(shopper, 'rival-welcome').getByRole('dialog')).toBeVisible()
  await add(shopper, 'p17')
  // By itself, without a reload.
  const row = page.getByTestId('visitor').filter({ hasText: '브랜드A' }).first()
  await expect(row).toBeVisible({ timeout: 15_000 })
  expect(told, 'over the socket').toBeGreaterThan(0)
  await page.getByTestId('nav-messages').click()
  await expect(page.getByTestId('message')).toHaveCount(3)
  const shown = page.locator('[data-testid=message][data-message=rival-welcome] [data-testid=effect-shown]')
  await expect(shown).toHaveText(/[1-9]/, { timeout: 30_000 })
  await page.screenshot({ path: 'tests/e2e/shots/console-1280.png', fullPage: true })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.waitForTimeout(500)
  await page.screenshot({ path: 'tests/e2e/shots/console-390.png', fullPage: true })
  expect(errors).toEqual([])
  await shopper.context().close()
})
