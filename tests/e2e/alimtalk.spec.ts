// Alimtalk as a shop owner sends it, what it costs before it leaves, a trial, and the money of it all. The company and the phone are those that `cargo xtask dev`
// starts.
import type { Page } from '@playwright/test'
import { ACCOUNT } from '../provider/server.mjs'
import { dev, url } from './shop.ts'
import { ask, expect, expectSound, shopWith, shots, speak, test } from './console.ts'

const SENDER = '0212345678'
const control = async (said: object) => {
  const answer = await fetch(`${dev().phone}/control`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(said) })
  expect(answer.status, await answer.text()).toBe(200)
}
/** Numbers of this walk alone, so that its phone is its own. */
let walk = (Math.floor(Date.now() / 1000) + 5_000) % 10_000
const numbers = () => {
  walk = (walk + 1) % 10_000
  return (n: number) => `010-${String(walk).padStart(4, '0')}-${String(n).padStart(4, '0')}`
}
const e164 = (number: string) => `+82${number.replaceAll('-', '').slice(1)}`

async function site(page: Page, name: string, numbers: string[] = [SENDER]): Promise<string> {
  const { id } = await ask(page, 'POST', '/api/sites', { name, zone: 'Asia/Seoul', currency: 'KRW', domains: ['127.0.0.1'] })
  const { key, secret, channel } = ACCOUNT.solapi
  await ask(page, 'PUT', `/api/sites/${id}/provider`, { credentials: { provider: 'solapi', key, secret }, sender: { name: '다정한 찻집', numbers, opt_out: '0801234567', channel } })
  return id
}

async function approved(page: Page, id: string, name: string, template: object): Promise<string> {
  const made = await ask(page, 'POST', `/api/sites/${id}/templates`, { name, category: '005001', template: { kind: 'BA', emphasis: { type: 'none' }, ...template } })
  await ask(page, 'POST', `/api/sites/${id}/templates/${made.id}/review`, {})
  await expect(async () => {
    const { reviews } = await ask(page, 'POST', `/api/sites/${id}/template-reviews`)
    expect(reviews.find((review: { template: string }) => review.template === made.id).state).toBe('approved')
  }).toPass()
  return made.id
}

async function narrow(page: Page, what: string) {
  const before = page.viewportSize()!
  await page.setViewportSize({ width: 390, height: 844 })
  await expectSound(page, `${what}, on a phone`)
  await page.setViewportSize(before)
}

async function expectOnPhone(page: Page, number: string, ...texts: string[]) {
  const own = await page.context().newPage()
  await own.goto(dev().phone)
  await own.getByRole('button', { name: new RegExp(number) }).click()
  for (const text of texts) await expect(own.getByRole('article').last()).toContainText(text)
  await own.close()
}

test.beforeEach(() => control({ rules: [], templates: { review_ms: 100, reject: '' }, receipts: { after_ms: 0, fail: {} }, balance: 1_000_000 }))

test('an Alimtalk: from its template, variables filled in, both previews, tried, priced, sent; a text where it does not arrive', async ({ console: page }) => {
  test.setTimeout(150_000)
  await speak(page, 'ko')
  const own = numbers()
  const id = await site(page, '알림톡 가게')
  await ask(page, 'POST', `/api/sites/${id}/members`, { members: [{ id: 'minji', name: '민지', phone: own(1) }, { id: 'jun', phone: own(2) }] })
  const button = { name: '주문 보기', action: 'WL', links: { mobile: 'https://#{링크}' } }
  const template = await approved(page, id, '배송 시작', { emphasis: { type: 'text', title: '#{상품}', subtitle: '배송 시작' }, body: '#{고객} 님, 주문하신 상품이 출발했어요.', buttons: [button] })

  await page.goto(url(`/console/sites/${id}/sends/templates/edit/${template}`))
  await page.getByTestId('template-send').click()
  await expect(page.getByTestId('send-template')).toHaveValue(template)
  await expect(page.getByTestId('use-advertising')).toBeDisabled()
  await page.getByTestId('send-start').click()
  await expect(page.getByText('#{상품} 자리에 들어갈 말을 적어 주세요.')).toBeVisible()
  await expectSound(page, 'an Alimtalk with what it lacks')
  await page.getByTestId('send-name').fill('배송 안내')
  await page.getByTestId('insert-고객').click()
  await page.getByTestId('insert-고객-name').click()
  await page.getByTestId('variable-상품').fill('#{쿠폰}')
  await expect(page.getByText('은(는) 올린 명단의 열이에요')).toBeVisible()
  await page.getByTestId('variable-상품').fill('백자 찻잔')
  await page.getByTestId('variable-링크').fill('127.0.0.1/order')
  await expect(page.getByTestId('kakao-body')).toHaveText('민지 님, 주문하신 상품이 출발했어요.')
  await expect(page.getByTestId('kakao')).toContainText('백자 찻잔')
  await page.getByTestId('fallback').check()
  await expect(page.getByTestId('fallback-sender')).toHaveValue(SENDER)
  await expect(page.getByTestId('fallback-bubble')).toHaveText('[다정한 찻집] 민지 님, 주문하신 상품이 출발했어요.')
  await expect(page.getByRole('menu')).toHaveCount(0)
  await expectSound(page, 'an Alimtalk')
  await narrow(page, 'an Alimtalk')
  await shots(page, 'alimtalk')

  // Tried on the owner's own phone: no report knows of it.
  await page.getByTestId('send-try').click()
  await page.getByTestId('trial-to').fill('02-123')
  await page.getByTestId('trial-yes').click()
  await expect(page.getByText('휴대폰 번호를 적어 주세요.')).toBeVisible()
  await page.getByTestId('trial-to').fill(own(9))
  await page.getByTestId('trial-yes').click()
  await expect(page.getByTestId('trial-done')).toBeVisible()
  await expectSound(page, 'a trial')
  await shots(page, 'trial')
  await expectOnPhone(page, own(9), '백자 찻잔', '이름 님, 주문하신 상품이 출발했어요.')
  await page.getByTestId('trial').getByRole('button', { name: '취소' }).click()
  await page.goto(url(`/console/sites/${id}/sends`))
  await expect(page.getByTestId('send')).toContainText('아직 보내지 않았어요')
  await page.getByTestId('send').getByRole('link', { name: '배송 안내' }).click()
  await expect(page.getByTestId('send-runs')).toContainText('시험 발송')

  // What it costs is said before it leaves: two at 19 won, and as many texts at most.
  await page.getByTestId('send-start').click()
  await expect(page.getByTestId('send-ask')).toContainText('많아야 2명')
  await expect(page.getByTestId('send-ask')).toContainText('많아야 38원 (부가세 별도, 더하면 42원)')
  await expect(page.getByTestId('send-ask')).toContainText('많아야 100원')
  await expectSound(page, 'the question before an Alimtalk leaves')
  await narrow(page, 'the question before an Alimtalk leaves')
  await shots(page, 'alimtalk-ask')
  await control({ receipts: { after_ms: 0, fail: { [e164(own(2))]: '3104' } } })
  await page.getByTestId('send-yes').click()
  await expect(page.getByTestId('run-state')).toHaveText('끝남', { timeout: 60_000 })
  await expectOnPhone(page, own(1), '백자 찻잔', '민지 님, 주문하신 상품이 출발했어요.')
  // The other one gets a text, once; it is two people all the same.
  await expect(page.getByTestId('effect-fell-back')).toContainText('1', { timeout: 60_000 })
  await expect(page.getByTestId('total-fell_back')).toContainText('1명')
  await expect(page.getByTestId('run-page').locator('dl').first()).toContainText('2명')
  await expect(page.getByTestId('effect-cost')).toContainText('88원')
  await expect(page.getByTestId('kakao-body')).toHaveText('#{고객} 님, 주문하신 상품이 출발했어요.')
  await expectSound(page, 'a run of an Alimtalk')
  await shots(page, 'run-alimtalk')
})

test('what a run did in the shop: a campaign’s link is put in, somebody follows it and buys', async ({ console: page, browser }) => {
  test.setTimeout(120_000)
  await speak(page, 'ko')
  const own = numbers()
  const id = await site(page, '결과 가게')
  await ask(page, 'POST', `/api/sites/${id}/members`, { members: [{ id: 'minji', name: '민지', phone: own(1) }] })
  const { key } = await ask(page, 'GET', `/api/sites/${id}`)
  const order = { event: 'purchase', ecommerce: { transaction_id: `o-${Date.now()}`, value: 32_000, currency: 'KRW', items: [{ item_id: 'cup', item_name: '백자 찻잔', price: 32_000, quantity: 1 }] } }
  const shop = await shopWith(`<script async src="${dev().origin}/d.js" data-site="${key}"></script>`, `<script>if (location.search.includes('dangol_code')) dataLayer.push(${JSON.stringify(order)})</script>`)
  try {
    await ask(page, 'POST', `/api/sites/${id}/campaigns`, { id: 'cups', name: '찻잔 재입고', channel: 'sms', landing: `${shop.origin}/cups` })
    await page.goto(url(`/console/sites/${id}/sends/new`))
    await page.getByTestId('send-name').fill('재입고 안내')
    await page.getByTestId('send-sender').selectOption(SENDER)
    await page.getByTestId('send-text').fill('기다리신 찻잔이 돌아왔어요 ')
    await page.getByTestId('send-save').click()
    await expect(page).toHaveURL(/sends\/edit\//)
    await page.getByTestId('send-text').press('End')
    await page.getByTestId('send-campaign').click()
    await page.getByTestId('campaign-choice').filter({ hasText: '찻잔 재입고' }).click()
    await expect(page.getByTestId('send-text')).toHaveValue(/\/l\/[2-9a-z]{7}$/)
    const short = /http\S+/.exec(await page.getByTestId('send-text').inputValue())![0]
    await page.getByTestId('send-start').click()
    await page.getByTestId('send-yes').click()
    await expect(page.getByTestId('run-state')).toHaveText('끝남', { timeout: 40_000 })

    const shopper = await (await browser.newContext({ locale: 'ko-KR' })).newPage()
    await shopper.goto(short)
    expect(shopper.url()).toContain('dangol_code=cups&utm_content=')
    await expect(async () => {
      const { total } = await ask(page, 'GET', `/api/sites/${id}/runs/${page.url().split('/').at(-1)}/effect`)
      expect([total.clicks, total.visits, total.orders]).toEqual([1, 1, 1])
    }).toPass({ timeout: 30_000 })
    await shopper.context().close()
    await page.reload()
    await expect(page.getByTestId('effect-clicks')).toContainText('1')
    await expect(page.getByTestId('effect-orders')).toContainText('1건')
    await expect(page.getByTestId('effect-revenue')).toContainText('32,000원')
    await expect(page.getByTestId('effect-cost')).toContainText('원')
    await expect(page.getByTestId('day-chart')).toBeVisible()
    await page.getByTestId('effect-as-table').click()
    await expect(page.getByTestId('effect-days').getByRole('row')).toHaveCount(2)
    await expect(page.getByTestId('effect-campaigns')).toContainText('찻잔 재입고')
    await expectSound(page, 'what a run did')
    await narrow(page, 'what a run did')
    await shots(page, 'run-effect')
  } finally {
    shop.close()
  }
})

test('by a list: columns stand for variables; no number, no text in its place; two people at once', async ({ console: page }) => {
  await speak(page, 'en')
  const own = numbers()
  const id = await site(page, 'List of guests', [])
  const template = await approved(page, id, 'Ship', { body: '#{이름} 님, #{번호} 주문이 출발했어요.' })
  const put = await page.request.put(`${dev().origin}/api/sites/${id}/lists/guests?name=Guests`, { headers: { 'content-type': 'text/csv', origin: dev().origin }, data: `휴대폰,이름\n${own(1)},준\n` })
  expect(put.status(), await put.text()).toBe(200)
  await page.goto(url(`/console/sites/${id}/sends/new?list=guests&template=${template}`))
  await expect(page.getByTestId('fallback')).toBeDisabled()
  await expect(page.getByText('It needs a registered sender number')).toBeVisible()
  await expect(page.getByText('The list has no column “번호”')).toBeVisible()
  await page.getByTestId('variable-번호').fill('{name}')
  await expect(page.getByText('A list knows no members')).toBeVisible()
  await page.getByTestId('variable-번호').fill('A-1')
  await expect(page.getByTestId('kakao-body')).toHaveText('이름 님, A-1 주문이 출발했어요.')
  await page.getByTestId('send-name').fill('Shipped')
  await page.getByTestId('send-save').click()
  await expect(page).toHaveURL(/sends\/edit\//)
  await expectSound(page, 'an Alimtalk to a list')

  // Somebody else names it meanwhile; what both changed is saved.
  const send = page.url().split('/').at(-1)!
  const { definition, etag } = await ask(page, 'GET', `/api/sites/${id}/sends/${send}`)
  await ask(page, 'PUT', `/api/sites/${id}/sends/${send}`, { ...definition, name: 'Theirs' }, etag)
  await page.getByTestId('variable-번호').fill('A-2')
  await page.getByTestId('send-save').click()
  await expect(page.getByTestId('conflict')).toContainText('Theirs')
  await expectSound(page, 'two people’s changes of a send')
  await page.getByTestId('conflict-keep').click()
  await expect(page.getByTestId('conflict')).toHaveCount(0)
  const now = await ask(page, 'GET', `/api/sites/${id}/sends/${send}`)
  expect([now.name, now.content.variables]).toEqual(['Theirs', { 번호: 'A-2' }])
  // A text, and back: what was written is there again.
  await page.getByTestId('way-text').check()
  await page.getByTestId('send-text').fill('안녕하세요 https://127.0.0.1/')
  await expect(page.getByTestId('untracked')).toBeVisible()
  await page.getByTestId('way-alimtalk').check()
  await expect(page.getByTestId('variable-번호')).toHaveValue('A-2')
})

test('the money: prices, a low balance, a run that it does not pay for; a new secret; results of refusals', async ({ console: page }) => {
  test.setTimeout(120_000)
  await speak(page, 'ko')
  const own = numbers()
  const id = await site(page, '돈 가게')
  await ask(page, 'POST', `/api/sites/${id}/members`, { members: [{ id: 'minji', name: '민지', phone: own(1) }] })
  await page.goto(url(`/console/sites/${id}/settings/carrier`))
  await expect(page.getByTestId('price-sms')).toHaveAttribute('placeholder', '20')
  await page.getByTestId('price-sms').fill('열 원')
  await expect(page.getByText('숫자로 적어 주세요.')).toBeVisible()
  await expect(page.getByTestId('money-save')).toBeDisabled()
  await page.getByTestId('price-sms').fill('8.4')
  await page.getByTestId('price-low_balance').fill('30,000')
  await page.getByTestId('money-save').click()
  await expect(page.getByTestId('toasts')).toContainText('저장했어요')
  // What else is set is as it was, and what was set stays when something else is.
  await page.getByTestId('cap_day').fill('2')
  await page.getByTestId('save').click()
  await expect(page.getByTestId('save-bar')).toHaveCount(0)
  const stored = await ask(page, 'GET', `/api/sites/${id}/provider`)
  expect(stored).toMatchObject({ own_prices: { sms: '8.4', lms: null }, low_balance: '30000', cap_day: 2, sender: { numbers: [SENDER], channel: ACCOUNT.solapi.channel } })
  await page.getByTestId('hook-renew').click()
  await page.getByTestId('confirm-yes').click()
  await expect(page.getByTestId('hook-secret')).toHaveText(/^[0-9a-f]{40}$/)
  await page.getByTestId('hook-done').click()
  await expectSound(page, 'prices and balance')
  await narrow(page, 'prices and balance')
  await shots(page, 'carrier-money')

  await control({ balance: 5 })
  await page.goto(url(`/console/sites/${id}/sends`))
  await expect(page.getByTestId('low-balance')).toContainText('5원')
  await expectSound(page, 'sends with a low balance')
  const send = await ask(page, 'POST', `/api/sites/${id}/sends`, { name: '안내', use: 'information', audience: { type: 'members' }, schedule: { type: 'at_once' }, content: { type: 'text', sender: SENDER, text: '안녕하세요' } })
  await page.goto(url(`/console/sites/${id}/sends/edit/${send.id}`))
  await page.getByTestId('send-start').click()
  await expect(page.getByTestId('balance-short')).toBeVisible()
  await expect(page.getByTestId('send-ask')).toContainText('많아야 8.4원')
  await expectSound(page, 'a balance that does not suffice')
  await shots(page, 'send-ask-short')
  await page.getByTestId('send-yes').click()
  await expect(page.getByTestId('run-held')).toHaveAttribute('data-reason', 'low_balance', { timeout: 40_000 })
  await expect(page.getByTestId('run-held')).toContainText('필요한 금액 8.4원')
  await expectSound(page, 'a run that waits for money')
  await control({ balance: 1_000 })
  await page.getByTestId('run-resume').click()
  await expect(page.getByTestId('run-state')).toHaveText('끝남', { timeout: 40_000 })

  // Whoever refuses by a call is told what became of it, once it is switched on.
  await page.goto(url(`/console/sites/${id}/settings/notices`))
  await expect(page.getByTestId('notices-empty')).toBeVisible()
  await page.getByTestId('notices-on').check()
  await expect(page.getByTestId('toasts')).toContainText('저장했어요')
  expect(await ask(page, 'GET', `/api/sites/${id}/provider`)).toMatchObject({ notices: true, low_balance: '30000' })
  await expectSound(page, 'results of refusals')
  await narrow(page, 'results of refusals')
  await shots(page, 'notices')
})
