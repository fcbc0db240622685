// The live board: by itself, by segment, a path as it happens; population and report beside. Real shoppers in a site of this walk's own.
import type { Browser, Page } from '@playwright/test'
import { ask, expect, expectSound, ownSite, publish, shopWith, shots, speak, test } from './console.ts'
import { dev, url } from './shop.ts'

const SALE = { id: 'on-sale-page', name: '세일을 보는 방문자', include: [{ kind: 'content.current_page', match: 'contains', values: ['/sale'] }] }

async function start(page: Page, name: string) {
  const site = await ownSite(page, name)
  const { key } = await ask(page, 'GET', `/api/sites/${site}`)
  await ask(page, 'POST', `/api/sites/${site}/segments`, SALE)
  await publish(page, site)
  const shop = await shopWith(`<script async src="${dev().origin}/d.js" data-site="${key}"></script>`, '<h1>가게</h1>')
  return { site, shop }
}
async function come(browser: Browser, address: string): Promise<Page> {
  const shopper = await (await browser.newContext({ locale: 'ko-KR' })).newPage()
  await shopper.goto(address)
  return shopper
}

test('by segment, as it changes, with its population and report; a path as it happens', async ({ console: page, browser }) => {
  test.setTimeout(120_000)
  await speak(page, 'ko')
  const { site, shop } = await start(page, '라이브')
  const shoppers: Page[] = []
  try {
    await page.goto(url(`/console/sites/${site}/live`))
    await expect(page.getByTestId('live-empty')).toBeVisible()
    shoppers.push(await come(browser, `${shop.origin}/sale`), await come(browser, `${shop.origin}/`))
    await expect(page.getByTestId('visitor')).toHaveCount(2, { timeout: 20_000 })

    // A path grows while it is open.
    const walker = page.getByTestId('visitor').filter({ hasText: '/sale' })
    const label = (await walker.getAttribute('data-visitor'))!
    const same = page.locator(`[data-testid=visitor][data-visitor="${label}"]`)
    await same.getByTestId('visitor-toggle').click()
    await expect(same.getByTestId('visitor-path').locator('li')).toHaveCount(1)
    await shoppers[0]!.goto(`${shop.origin}/sale/tea`)
    await expect(same.getByTestId('visitor-path').locator('li')).toHaveCount(2, { timeout: 15_000 })
    await expect(same.getByTestId('visitor-path').locator('li').last()).toContainText('지금')
    await expectSound(page, 'path')

    await page.getByTestId('live-segment').selectOption(SALE.id)
    await expect(page).toHaveURL(/segment=on-sale-page/)
    await expect(page.getByTestId('visitor')).toHaveCount(1, { timeout: 15_000 })
    await expect(page.getByTestId('live-count')).toHaveAttribute('data-count', '1')
    await expect(page.getByTestId('live')).toContainText('모두 2명')
    await expect(page.getByTestId('live-population')).toContainText(/[1-9]회/)
    await expect(page.getByTestId('live-week')).toContainText('전체의')
    await expectSound(page, 'by segment')
    await shots(page, 'live-segment')
    // Who comes to match appears; who no longer does goes.
    await shoppers[1]!.goto(`${shop.origin}/sale/cups`)
    await expect(page.getByTestId('visitor')).toHaveCount(2, { timeout: 15_000 })
    for (const shopper of shoppers) await shopper.goto(`${shop.origin}/other`)
    await expect(page.getByTestId('live-nobody')).toBeVisible({ timeout: 15_000 })
    await page.getByTestId('live-whole').click()
    await expect(page.getByTestId('population-visits')).toBeVisible()
    await expect(page.getByTestId('figure-visits')).toBeVisible()
    await expectSound(page, 'population and report')
    await shots(page, 'live-whole')
    await page.getByTestId('live-everybody').click()
    await expect(page.getByTestId('visitor')).toHaveCount(2)
  } finally {
    for (const shopper of shoppers) await shopper.context().close()
    shop.close()
  }
})

test('in English, on a phone: a segment from the address; one that is not published', async ({ console: page, browser }) => {
  await speak(page, 'en', 'dark')
  await page.setViewportSize({ width: 390, height: 844 })
  const { site, shop } = await start(page, 'Live')
  const shopper = await come(browser, `${shop.origin}/sale`)
  try {
    await page.goto(url(`/console/sites/${site}/live?segment=${SALE.id}`))
    await expect(page.getByTestId('visitor')).toHaveCount(1, { timeout: 20_000 })
    await expect(page.getByTestId('live')).toContainText('1 visitor is in the shop now')
    await expectSound(page, 'phone')
    await page.goto(url(`/console/sites/${site}/live?segment=nothing-like-it`))
    await expect(page.getByTestId('live-unknown')).toContainText('not published', { timeout: 15_000 })
    await expectSound(page, 'unknown')
    await page.getByTestId('live-everybody').click()
    await expect(page.getByTestId('visitor')).toHaveCount(1)
  } finally {
    await shopper.context().close()
    shop.close()
  }
})
