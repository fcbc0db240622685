// Templates of Alimtalk as a shop owner writes them: checked while they are written, sent to review, rejected, mended, approved. The company is the one that
// `cargo xtask dev` starts; its reviewer says what a walk tells it to.
import type { Page } from '@playwright/test'
import { ACCOUNT } from '../provider/server.mjs'
import { dev, url } from './shop.ts'
import { ask, expect, expectSound, shots, speak, test } from './console.ts'

const control = async (said: object) => {
  const answer = await fetch(`${dev().phone}/control`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(said) })
  expect(answer.status, await answer.text()).toBe(200)
}

async function site(page: Page, name: string): Promise<string> {
  const { id } = await ask(page, 'POST', '/api/sites', { name, zone: 'Asia/Seoul', currency: 'KRW', domains: ['127.0.0.1'] })
  const { key, secret } = ACCOUNT.solapi
  await ask(page, 'PUT', `/api/sites/${id}/provider`, { credentials: { provider: 'solapi', key, secret }, sender: { name: '다정한 찻집', numbers: ['0212345678'], opt_out: '0801234567' } })
  return id
}

async function narrow(page: Page, what: string) {
  const before = page.viewportSize()!
  await page.setViewportSize({ width: 390, height: 844 })
  await expectSound(page, `${what}, on a phone`)
  await page.setViewportSize(before)
}

test('a template: written with what it lacks said at its place, reviewed, rejected, mended, approved', async ({ console: page }) => {
  test.setTimeout(120_000)
  await control({ rules: [], templates: { review_ms: 300, reject: '광고로 보이는 문구가 있습니다' } })
  await speak(page, 'ko')
  const id = await site(page, '템플릿 가게')
  await ask(page, 'POST', `/api/sites/${id}/campaigns`, { name: '배송 안내', channel: 'kakao', landing: 'https://127.0.0.1/order' })

  // The channel is chosen of those that the company has.
  await page.goto(url(`/console/sites/${id}/sends/templates`))
  await expect(page.getByTestId('templates-empty')).toBeVisible()
  await shots(page, 'templates-empty')
  await page.getByTestId('connect-kakao').getByRole('link').click()
  await page.getByTestId('sender-channel').selectOption(ACCOUNT.solapi.channel)
  await page.getByTestId('save').click()
  await expect(page.getByTestId('toasts')).toContainText('저장했어요')
  await page.goto(url(`/console/sites/${id}/sends/templates`))
  await expect(page.getByTestId('connect-kakao')).toHaveCount(0)
  await page.getByTestId('templates-empty').getByTestId('new-template').click()

  // What it lacks is said once somebody wants to go on, at its place.
  await expect(page.getByTestId('template-body')).not.toHaveAttribute('aria-invalid', 'true')
  await page.getByTestId('template-ask').click()
  await expect(page.getByText('카테고리를 골라 주세요.').last()).toBeVisible()
  await expect(page.getByTestId('template-body')).toHaveAttribute('aria-invalid', 'true')
  await expectSound(page, 'a template with what it lacks')
  await page.getByTestId('template-name').fill('배송 시작')
  await page.getByTestId('template-category').selectOption({ label: '배송상태' })
  await page.getByTestId('template-body').fill('님, 특가 상품이 출발했어요. #{')
  await expect(page.getByText('변수는 #{이름}처럼 적어 주세요.')).toBeVisible()
  await page.getByTestId('template-body').fill('님, 특가 상품이 출발했어요.')
  await page.getByTestId('template-body').press('Home')
  await page.getByTestId('template-variables').click()
  await page.getByTestId('variable-고객').click()
  await expect(page.getByTestId('template-body')).toHaveValue('#{고객}님, 특가 상품이 출발했어요.')
  await expect(page.getByTestId('kakao-body')).toHaveText('민지님, 특가 상품이 출발했어요.')
  await page.getByTestId('sample-고객').fill('서연')
  await expect(page.getByTestId('kakao-body')).toHaveText('서연님, 특가 상품이 출발했어요.')
  await expect(page.getByTestId('doubts')).toContainText('특가')
  await expect(page.getByTestId('template-count')).toContainText('변수 1 / 40개')

  // Another type brings its button; what stands out, and a list with a limit of its own.
  await page.getByTestId('kind-MI').check()
  await expect(page.getByTestId('buttons-0')).toContainText('채널 추가')
  await expect(page.getByTestId('template-count')).toContainText('/ 960자')
  await page.getByTestId('template-extra').fill('문의 02-123-4567 #{번호}')
  await expect(page.getByText('여기에는 변수를 쓸 수 없어요.')).toBeVisible()
  await page.getByTestId('template-extra').fill('문의 02-123-4567')
  await page.getByTestId('emphasis-item_list').check()
  await expect(page.getByTestId('template-count')).toContainText('/ 660자')
  await page.getByTestId('item-header').fill('주문하신 상품')
  for (const [at, [name, value]] of [['상품', '#{상품}'], ['결제 금액', '#{금액}']].entries()) {
    await page.getByTestId('item-name').nth(at).fill(name!)
    await page.getByTestId('item-value').nth(at).fill(value!)
  }
  await page.getByTestId('item-name').nth(0).fill('여섯 글자 넘음')
  await expect(page.getByText('6까지인데')).toBeVisible()
  await page.getByTestId('item-name').nth(0).fill('상품')

  // A link without a campaign's code is said to be none; a campaign's link is put in its place.
  await page.getByTestId('add-buttons').click()
  await page.getByTestId('buttons-1-name').fill('주문 보기')
  await page.getByTestId('buttons-1-mobile').fill('127.0.0.1/order')
  await expect(page.getByText('https://로 시작하는')).toBeVisible()
  await page.getByTestId('buttons-1-mobile').fill('https://127.0.0.1/order')
  await expect(page.getByTestId('buttons-1')).toContainText('캠페인 추적 코드가 없는 링크')
  await page.getByTestId('buttons-1-campaign').click()
  await page.getByTestId('campaign-choice').filter({ hasText: '배송 안내' }).click()
  await expect(page.getByTestId('buttons-1-mobile')).toHaveValue(/\/l\/[2-9a-z]{7}$/)
  await expect(page.getByTestId('buttons-1')).not.toContainText('캠페인 추적 코드가 없는 링크')
  await expect(page.getByRole('menu')).toHaveCount(0)
  await expectSound(page, 'a template')
  await narrow(page, 'a template')
  await shots(page, 'template')
  await page.getByTestId('template-ask').click()
  await expect(page.getByTestId('review')).toHaveAttribute('data-state', 'in_review')
  await expect(page.getByTestId('template-body')).toBeDisabled()
  await expectSound(page, 'a template in review')
  await expect(async () => {
    await page.getByTestId('refresh-reviews').click()
    await expect(page.getByTestId('review')).toHaveAttribute('data-state', 'rejected', { timeout: 1_000 })
  }).toPass()
  await expect(page.getByTestId('reasons')).toContainText('광고로 보이는 문구')
  await expectSound(page, 'a rejected template')
  await shots(page, 'template-rejected')

  // Mended, asked again with a word to the reviewer; the list asks by itself.
  await control({ templates: { review_ms: 300, reject: '' } })
  await page.getByTestId('template-body').fill('#{고객}님, 주문하신 상품이 출발했어요.')
  await page.getByTestId('review-note').fill('광고 문구를 뺐습니다')
  await page.getByTestId('template-ask').click()
  await expect(page.getByTestId('review')).toHaveAttribute('data-state', 'in_review')
  await page.waitForTimeout(400)
  await page.goto(url(`/console/sites/${id}/sends/templates`))
  await expect(page.getByTestId('template').getByTestId('review-state')).toHaveText('승인')
  await expectSound(page, 'templates')
  await narrow(page, 'templates')
  await page.getByTestId('template').getByRole('link', { name: '배송 시작' }).click()
  await expect(page.getByTestId('review')).toContainText('승인됐어요')
  await expect(page.getByTestId('template-ask')).toHaveCount(0)
  await page.getByTestId('emphasis-none').check()
  await page.getByTestId('template-save').click()
  await expect(page.getByTestId('review')).toContainText('승인된 뒤에 바꾼 내용')
  await page.goto(url(`/console/sites/${id}/sends/templates`))
  await expect(page.getByTestId('template')).toContainText('고친 내용 있음')
  await shots(page, 'templates')
})

test('a notice of a coupon: what it needs, ready lines; two people at once; in the dark, on a phone, in English', async ({ console: page }) => {
  await speak(page, 'en', 'dark')
  const id = await site(page, 'Coupon shop')
  const { id: template, etag, definition } = await ask(page, 'POST', `/api/sites/${id}/templates`, {
    name: 'Coupon', category: '008001', template: { kind: 'BA', emphasis: { type: 'none' }, body: '쿠폰이 곧 만료됩니다.' },
  })
  await page.goto(url(`/console/sites/${id}/sends/templates/edit/${template}`))
  await expect(page.getByTestId('doubts')).toContainText('why it is sent')
  await expect(page.getByTestId('doubts')).toContainText('points begins with')
  await expect(page.getByTestId('doubts')).toContainText('name its day')
  await page.getByTestId('ground-bottom').first().click()
  await expect(page.getByTestId('doubts')).not.toContainText('why it is sent')
  await expectSound(page, 'a notice of a coupon')
  await shots(page, 'template-coupon')
  await page.setViewportSize({ width: 390, height: 844 })
  await expectSound(page, 'a notice of a coupon, on a phone')

  // Meanwhile somebody else renames it: both are kept.
  await ask(page, 'PUT', `/api/sites/${id}/templates/${template}`, { ...definition, name: 'Theirs' }, etag)
  await page.getByTestId('template-save').click()
  await expect(page.getByTestId('conflict')).toContainText('Theirs')
  await expectSound(page, 'two people’s changes')
  await page.getByTestId('conflict-keep').click()
  await expect(page.getByTestId('conflict')).toHaveCount(0)
  const now = await ask(page, 'GET', `/api/sites/${id}/templates/${template}`)
  expect([now.name, now.template.body]).toEqual(['Theirs', expect.stringContaining('동의에 의해')])

  await page.getByTestId('template-menu').click()
  await page.getByTestId('template-remove').click()
  await page.getByTestId('confirm-yes').click()
  await expect(page.getByTestId('templates-empty')).toBeVisible()
})
