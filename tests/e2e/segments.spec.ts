// A shop owner and their segments: built, said in words, counted, saved, explained, copied from the store. On the real worker.
import type { Page } from '@playwright/test'
import { expect, expectSound, ownSite, test } from './console.ts'
import { add, api, dev, site, url } from './shop.ts'

const segments = async (path = '') => url(`/console/sites/${(await site()).id}/segments${path}`)
const post = async (definition: object) =>
  api(`/api/sites/${(await site()).id}/segments`, { method: 'POST', body: JSON.stringify(definition), headers: { 'content-type': 'application/json' } })

/** For the eye (SHOTS=1): three widths, light and dark. */
async function shots(page: Page, name: string) {
  if (!process.env.SHOTS) return
  const before = page.viewportSize()!
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    for (const width of [1440, 768, 390]) {
      await page.setViewportSize({ width, height: 900 })
      await page.waitForTimeout(350)
      await page.screenshot({ path: `tests/e2e/shots/segments-${name}-${width}-${scheme}.png`, fullPage: true })
      await expectSound(page, `${name}, ${width}, ${scheme}`)
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(before)
}

async function pick(page: Page, search: string, kind: string) {
  await page.getByTestId('condition-search').fill(search)
  await page.locator(`[data-testid=pick][data-kind="${kind}"]`).click()
}
const row = (page: Page, kind: string) => page.locator(`[data-testid=condition][data-kind="${kind}"]`)

test('a segment of three conditions, one of them NOT: said and counted as it is written, saved, in the list', async ({ console: page }) => {
  // The site is shared with other walks, and with those before.
  const mark = Date.now().toString(36)
  await page.goto(await segments())
  await expect(page.locator('[data-segment=rival-before]')).toBeVisible()
  await expectSound(page, 'list')
  await shots(page, 'list')
  await page.getByTestId('new-segment').click()
  await page.getByTestId('segment-name').fill(`큰 장바구니 ${mark}`)

  await page.getByTestId('add-include').click()
  await expectSound(page, 'picker')
  await shots(page, 'picker')
  await pick(page, '장바구니 금액', 'cart.total')
  const cart = row(page, 'cart.total')
  await cart.getByTestId('amount').fill('50000')
  await expect(page.getByTestId('sentence')).toContainText('50,000원 이상')

  // By the name that other services have for it.
  await page.getByTestId('add-include').click()
  await pick(page, '특정 페이지', 'content.path_page')
  const path = row(page, 'content.path_page')
  await path.getByTestId('chips').fill('/demo/product/')
  await path.getByTestId('chips').press('Enter')
  await path.getByTestId('try-page').click()
  await path.getByTestId('try-url').fill(url('/demo/product/p17/?a=1'))
  await expect(path.locator('[data-verdict=yes]')).toBeVisible()
  await path.getByTestId('try-url').fill(url('/demo/cart/'))
  await expect(path.locator('[data-verdict=no]')).toBeVisible()

  await page.getByTestId('add-exclude').click()
  await pick(page, '누적 구매수', 'purchase.orders')
  await expect(page.getByTestId('exclude').getByTestId('condition')).toHaveCount(1)
  await expect(page.getByTestId('sentence')).toContainText('제외')
  await expect(page.getByTestId('population-visits')).toContainText(/\d/)
  await expect(page.getByTestId('population-sentence')).not.toBeEmpty()
  await expectSound(page, 'builder')
  await shots(page, 'builder')

  await page.getByTestId('segment-save').click()
  await expect(page).toHaveURL(/segments\/id\//)
  await page.goto(await segments('?q=' + encodeURIComponent(`큰 장바구니 ${mark}`)))
  await expect(page.getByTestId('segment')).toHaveCount(1)
  await expect(page.getByTestId('segment')).toContainText('50,000원 이상')
  // A name that it once had finds it, too.
  await page.getByTestId('segment').getByRole('link').click()
  await page.getByTestId('segment-name').fill('고액 장바구니')
  await page.getByTestId('segment-save').click()
  await expect(page.getByTestId('segment-save')).toBeDisabled()
  await page.goto(await segments())
  await page.getByTestId('segments-search').fill(`큰 장바구니 ${mark}`)
  await expect(page).toHaveURL(/q=/)
  await expect(page.getByTestId('segment')).toHaveCount(1)
  await expect(page.getByTestId('segment')).toContainText('고액 장바구니')
})

test('who matches, and why one visitor does not: what is missing, in won', async ({ console: page, browser }) => {
  const { id } = await post({ name: '장바구니 백만원', include: [{ kind: 'cart.total', min: '1000000' }, { kind: 'traffic.page_views', min: 1 }], exclude: [{ kind: 'member.signed_in', value: true }] })
  const shopper = await (await browser.newContext({ locale: 'ko-KR' })).newPage()
  await add(shopper, 'p17')
  await page.goto(await segments(`/id/${id}?tab=visitors`))
  const visitor = page.getByTestId('now-visitor').filter({ hasText: '부족' })
  await expect(async () => {
    await page.getByTestId('now-again').click()
    await expect(visitor.first()).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await visitor.first().click()
  const why = page.getByTestId('why')
  await expect(why.getByTestId('explained')).toHaveCount(3)
  await expect(why.getByTestId('near-miss')).toContainText(/[\d,]+원 부족/)
  await expect(why.getByTestId('why-verdict')).toContainText('맞지 않아요')
  await expectSound(page, 'visitors')
  await shots(page, 'visitors')
  // The report is of the same draft.
  await page.getByTestId('tab-report').click()
  await expect(page.getByTestId('figure-visits')).toBeVisible()
  await expectSound(page, 'report')
  await shots(page, 'report')
  await shopper.context().close()
})

test('a template of the store, copied into the builder; a recipe’s segment, too', async ({ console: page }) => {
  await page.goto(await segments('/store'))
  await expect(page.getByTestId('store-card').first()).toBeVisible()
  await shots(page, 'store')
  await page.getByTestId('store-search').fill('생일')
  await expect(page).toHaveURL(/q=/)
  await expectSound(page, 'store')
  await page.getByTestId('store-card').first().getByTestId('store-take').click()
  await expect(page.getByTestId('sentence')).toContainText('생일')
  await expect(page.getByTestId('segment-name')).not.toHaveValue('')
  await page.goto(await segments('/store?of=recipes'))
  await page.locator('[data-testid=store-card][data-id=welcome-first-visit]').getByTestId('store-take').click()
  await expect(row(page, 'traffic.first_visit')).toBeVisible()
  await expect(page.getByTestId('builder')).toContainText('최소 페이지뷰')
  await page.getByTestId('segment-save').click()
  await expect(page).toHaveURL(/segments\/id\//)
})

test('what is pasted becomes chips; what is wrong is said where it is; undo', async ({ console: page }) => {
  await page.goto(await segments('/new'))
  await page.getByTestId('add-include').click()
  await pick(page, '유입 검색어', 'source.word')
  const word = row(page, 'source.word')
  await word.getByTestId('chips').focus()
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text/plain', '우리몰, 차 선물\n도마')
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await expect(page.getByTestId('sentence')).toContainText('도마')
  await expect(page.getByTestId('sentence')).toContainText('차 선물')
  await page.getByTestId('add-include').click()
  await pick(page, 'scroll', 'behavior.scroll')
  await row(page, 'behavior.scroll').getByTestId('amount').fill('500')
  await expect(row(page, 'behavior.scroll').locator('[data-testid=finding][data-severity=error]')).toBeVisible()
  await page.getByTestId('segment-save').click()
  await expect(page, 'what is wrong is not saved').toHaveURL(/segments\/new/)
  await page.getByTestId('undo').click()
  await page.getByTestId('undo').click()
  await expect(row(page, 'behavior.scroll')).toHaveCount(0)
  // A block of which one is enough.
  await page.getByTestId('add-block').click()
  await pick(page, '기기', 'system.device')
  await row(page, 'system.device').getByRole('button', { name: '모바일' }).click()
  await page.getByTestId('add-any').click()
  await pick(page, '방문 요일', 'traffic.weekday')
  await row(page, 'traffic.weekday').getByRole('button', { name: '토요일' }).click()
  await expect(page.getByTestId('any-of').getByTestId('condition')).toHaveCount(2)
  await expect(page.getByTestId('sentence')).toContainText('토요일')
  await expectSound(page, 'blocks')
  await shots(page, 'blocks')
  // The same as nested conditions, and back.
  const sentence = await page.getByTestId('sentence').textContent()
  await page.getByTestId('segment-more').click()
  await page.getByTestId('segment-nest').click()
  await expect(page.getByTestId('nested').getByTestId('condition')).toHaveCount(3)
  await expect(page.getByTestId('sentence')).toHaveText(sentence!)
  await page.getByTestId('to-simple').click()
  await expect(page.getByTestId('nested')).toHaveCount(0)
  await expect(page.getByTestId('any-of').getByTestId('condition')).toHaveCount(2)
  await expect(page.getByTestId('sentence')).toHaveText(sentence!)
  page.once('dialog', (dialog) => dialog.accept())
  await page.goto(await segments())
})

test('somebody else has saved: what differs is shown, nothing is lost; versions, back to one', async ({ console: page }) => {
  const there = await post({ name: '두 사람', include: [{ kind: 'cart.units', min: 1 }] })
  await page.goto(await segments(`/id/${there.id}`))
  await row(page, 'cart.units').getByTestId('amount').fill('7')
  await expect(page.getByTestId('sentence')).toContainText('7')
  const { id } = await site()
  const head = await fetch(url(`/api/sites/${id}/segments/${there.id}`), { headers: { authorization: `Bearer ${dev().token}` } })
  await api(`/api/sites/${id}/segments/${there.id}`, {
    method: 'PUT',
    body: JSON.stringify({ ...there.definition, include: [{ kind: 'cart.units', min: 3 }] }),
    headers: { 'content-type': 'application/json', 'if-match': head.headers.get('etag')! },
  })
  await page.getByTestId('segment-save').click()
  const ask = page.getByRole('dialog')
  await expect(ask.getByTestId('compare')).toContainText('3')
  await expect(ask.getByTestId('compare')).toContainText('7')
  await expectSound(page, 'conflict')
  await shots(page, 'conflict')
  await page.getByTestId('conflict-keep').click()
  await expect(page.getByTestId('segment-save')).toBeDisabled()
  await page.getByTestId('tab-versions').click()
  await expect(page.getByTestId('version')).toHaveCount(3)
  await page.getByTestId('version').nth(1).getByTestId('version-compare').click()
  await expect(page.getByTestId('compare').first()).toBeVisible()
  await expectSound(page, 'versions')
  await shots(page, 'versions')
  await page.getByTestId('version').nth(2).getByTestId('version-restore').click()
  await expect(row(page, 'cart.units').getByTestId('amount')).toHaveValue(/^1/)
  await page.getByTestId('segment-save').click()
  await expect(page.getByTestId('segment-save')).toBeDisabled()
  expect((await api(`/api/sites/${id}/segments/${there.id}`)).definition.include).toEqual([{ kind: 'cart.units', min: 1 }])
})

test('what is used is not deleted, and it is said by what; copied, brought from a file, deleted', async ({ console: page }) => {
  await page.goto(await segments('/id/rival-before'))
  await expect(page.getByTestId('used-by')).toContainText('경쟁 브랜드를 찾던 분께')
  await page.getByTestId('segment-more').click()
  await page.getByTestId('segment-delete').click()
  await expect(page.getByRole('dialog')).toContainText('경쟁 브랜드를 찾던 분께')
  await page.keyboard.press('Escape')
  await page.getByTestId('segment-more').click()
  await page.getByTestId('segment-copy').click()
  await expect(page.getByTestId('segment-name')).toHaveValue(/사본$/)
  await page.getByTestId('segment-more').click()
  await page.getByTestId('segment-delete').click()
  await page.getByTestId('segment-delete-yes').click()
  await expect(page.getByTestId('segments')).toBeVisible()
  await expect(page.getByTestId('segments')).not.toContainText('사본')
  await page.getByTestId('segments-import').click()
  await page.getByTestId('import-text').fill('[{"id":"brought","name":"가져온 것","include":[{"kind":"cart.units","min":2}]},{"name":"틀린 것","include":[{"kind":"no.such"}]}]')
  await expect(page.getByRole('dialog')).toContainText('no.such')
  await expectSound(page, 'import')
  await page.getByTestId('import-yes').click()
  await expect(page.getByTestId('imported')).toContainText('가져온 것')
  await page.keyboard.press('Escape')
  await expect(page.locator('[data-segment=brought]')).toBeVisible()
})

test('in English, on a phone: a template, its sentence, nested conditions', async ({ console: page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.addInitScript(() => localStorage.setItem('dangol-console-language', 'en'))
  const { id } = await post({
    name: 'Nested',
    rule: { all: [{ kind: 'traffic.visits', min: 2 }, { not: { any: [{ kind: 'cart.units', equals: 0 }, { kind: 'traffic.first_visit', value: true }] } }] },
  })
  await page.goto(await segments(`/id/${id}`))
  await expect(page.getByTestId('nested').getByTestId('condition')).toHaveCount(3)
  await expect(page.getByTestId('nested')).toContainText('NOT')
  await expectSound(page, 'nested')
  await shots(page, 'nested-en')
  await page.goto(await segments('/new'))
  await page.getByTestId('add-include').click()
  await pick(page, 'cart total', 'cart.total')
  await expect(page.getByTestId('sentence')).toContainText('₩30,000')
  await expect(page.getByTestId('population-visits')).toContainText(/\d/)
  await expectSound(page, 'phone, English')
  page.once('dialog', (dialog) => dialog.accept())
  await page.goto(await segments('/store?q=birthday'))
  await expect(page.getByTestId('store-card').first()).toContainText(/birthday/i)
})

test('what came into use while it was being looked at is not deleted, and it is said by what', async ({ console: page }) => {
  const id = await ownSite(page, '쓰이기 시작한 세그먼트')
  const send = (kind: string, body: object) =>
    api(`/api/sites/${id}/${kind}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  await send('segments', { id: 'free', name: '아직 안 쓰임', include: [{ kind: 'cart.units', min: 1 }] })
  await page.goto(`${dev().origin}/console/sites/${id}/segments/id/free`)
  await expect(page.getByTestId('segment-name')).toHaveValue('아직 안 쓰임')
  await send('messages', { id: 'taker', name: '방금 쓴 메시지', type: 'popcorn', segment: 'free', content: { title: '안녕하세요' } })
  await page.getByTestId('segment-more').click()
  await page.getByTestId('segment-delete').click()
  await page.getByTestId('segment-delete-yes').click()
  await expect(page.getByRole('dialog')).toContainText('방금 쓴 메시지')
})
