// A shop's history by a file, as its owner brings it: read, looked at, applied, and counted.
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, expectSound, ownSite, shots, speak, test } from './console.ts'
import { url } from './shop.ts'

const HEAD = '주문번호,주문일시,회원아이디,상품번호,상품명,수량,판매가,주문상태'
const ORDERS = [
  HEAD,
  '20240105-1,2024-01-05 10:30:00,kim,P-1,"찻잔, 백자",2,"9,000원",배송완료',
  '20240105-1,2024-01-05 10:30:00,kim,P-2,나무 도마,1,"24,000원",배송완료',
  '20240206-1,2024-02-06 11:00:00,lee,P-1,"찻잔, 백자",1,"9,000원",배송완료',
  '20240207-1,2024-02-07 11:00:00,lee,P-1,"찻잔, 백자",1,"9,000원",취소완료',
  '20240208-1,어제쯤,park,P-1,"찻잔, 백자",1,"9,000원",배송완료',
].join('\r\n')

const choose = (page: Page, name: string, text: string | Buffer) => page.getByTestId('import-file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text as string) })

for (const language of ['ko', 'en'] as const)
  test(`a file is read, looked at, applied, and counts (${language})`, async ({ console: page }) => {
    await speak(page, language)
    const site = await ownSite(page, `가져오기 ${language}`)
    await page.goto(url(`/console/sites/${site}/reports/cohorts`))
    await page.getByTestId('to-imports').click()
    await expect(page.getByTestId('imports-none')).toBeVisible()
    await expectSound(page, 'imports')
    await choose(page, '2024.csv', ORDERS)
    await page.getByTestId('import-read').click()
    const counts = page.getByTestId('import-counts')
    for (const [figure, count] of [['rows', '5'], ['taken', '4'], ['cancelled', '1'], ['refused', '1']]) await expect(counts.locator(`[data-figure=${figure}] dd`)).toHaveText(count!)
    const [refused] = await Promise.all([page.waitForEvent('download'), page.getByTestId('import-refused').getByRole('link').click()])
    expect(readFileSync(await refused.path(), 'utf8')).toContain('어제쯤')
    await page.getByTestId('import-found').locator('summary').click()
    await expect(page.getByTestId('import-found')).toContainText('주문일시')
    await expectSound(page, 'a file that was read')
    await shots(page, `imports-read-${language}`)
    // Nothing counts before it is applied.
    const { body: before } = await page.evaluate(async (at) => ({ body: await (await fetch(at)).json() }), `/api/sites/${site}/reports/orders?by=month`)
    expect(before.all.orders).toBe(0)
    await page.getByTestId('import-apply').click()
    await page.getByRole('dialog').getByRole('button').last().click()
    await expect(page.getByTestId('import-another')).toBeVisible({ timeout: 30_000 })
    await expect(counts.locator('[data-figure=orders] dd')).toHaveText('3')
    await page.goto(url(`/console/sites/${site}/reports/named/orders-by-month?period=all`))
    await expect(page.getByTestId('named-all').locator('[data-figure=orders]')).toHaveText('2')
    await expect(page.getByTestId('named-row').first().locator('[data-figure=revenue]')).toHaveText(language === 'ko' ? '42,000원' : '₩42,000')
    await page.goto(url(`/console/sites/${site}/settings/imports`))
    await expect(page.getByTestId('import-row')).toHaveCount(1)
  })

test('what a file does not say is asked: columns, and the order of dates; what was read can be thrown away', async ({ console: page }) => {
  await speak(page, 'ko')
  const site = await ownSite(page, '물어보는 가져오기')
  await page.goto(url(`/console/sites/${site}/settings/imports`))
  await choose(page, 'own.csv', 'aaa,bbb,ccc,ddd\n1001,1/5/2024,kim,9000\n1002,3/4/2024,lee,12000\n')
  await page.getByTestId('import-read').click()
  await expect(page.getByTestId('import-columns')).toBeVisible()
  await expectSound(page, 'columns')
  for (const [field, head] of [['order', 'aaa'], ['at', 'bbb'], ['customer', 'ccc'], ['total', 'ddd']]) await page.getByTestId(`import-column-${field}`).selectOption(head!)
  await page.getByTestId('import-read').click()
  await expect(page.getByTestId('import-dates')).toBeVisible()
  await shots(page, 'imports-dates')
  await page.getByTestId('import-dmy').click()
  await expect(page.locator('[data-figure=taken] dd')).toHaveText('2')
  await page.getByTestId('import-discard').click()
  await page.getByRole('dialog').getByRole('button').last().click()
  await expect(page.getByTestId('import-kind')).toBeVisible()
  await expect(page.getByTestId('imports-none')).toBeVisible()
  // Files with this head are known from now on: the order of dates alone is asked.
  await choose(page, 'own.csv', 'aaa,bbb,ccc,ddd\n1001,1/5/2024,kim,9000\n')
  await page.getByTestId('import-read').click()
  await expect(page.getByTestId('import-dates')).toBeVisible()
  await choose(page, 'picture.csv', Buffer.from('504b0304140000000800', 'hex'))
  await page.getByTestId('import-read').click()
  await expect(page.getByTestId('import-error')).toBeVisible()
})
