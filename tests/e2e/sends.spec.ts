// Texts as a shop owner sends them: a company is connected, a list uploaded, a text written and sent, and what became of it. The company and the phone are those
// that `cargo xtask dev` starts: what leaves arrives there.
import type { Page } from '@playwright/test'
import { ACCOUNT } from '../provider/server.mjs'
import { dev, url } from './shop.ts'
import { ask, expect, expectSound, shots, speak, test } from './console.ts'

const SENDER = '0212345678'
const phone = () => (dev() as unknown as { phone: string }).phone
const control = async (said: object) => {
  const answer = await fetch(`${phone()}/control`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(said) })
  expect(answer.status, await answer.text()).toBe(200)
}
/** A zone in which it is some hour now: advertising goes by it. */
const whereIt = (hour: number) => {
  const ahead = ((hour - new Date().getUTCHours() + 36) % 24) - 12
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}
/** Numbers of this walk alone, so that its phone is its own. */
let walk = Math.floor(Date.now() / 1000) % 10_000
const numbers = () => {
  walk = (walk + 1) % 10_000
  return (n: number) => `010-${String(walk).padStart(4, '0')}-${String(n).padStart(4, '0')}`
}

async function site(page: Page, name: string, zone = 'Asia/Seoul'): Promise<string> {
  return (await ask(page, 'POST', '/api/sites', { name, zone, currency: 'KRW', domains: ['127.0.0.1'] })).id
}

async function connected(page: Page, id: string) {
  const { key, secret } = ACCOUNT.solapi
  await ask(page, 'PUT', `/api/sites/${id}/provider`, { credentials: { provider: 'solapi', key, secret }, sender: { name: '다정한 찻집', numbers: [SENDER], opt_out: '0801234567' } })
}

/** The same on a phone's width. */
async function narrow(page: Page, what: string) {
  const before = page.viewportSize()!
  await page.setViewportSize({ width: 390, height: 844 })
  await expectSound(page, `${what}, on a phone`)
  await page.setViewportSize(before)
}

/** Looks at the phone of somebody. */
async function expectOnPhone(page: Page, number: string, ...texts: string[]) {
  const own = await page.context().newPage()
  await own.goto(phone())
  await own.getByRole('button', { name: new RegExp(number) }).click()
  for (const text of texts) await expect(own.getByRole('article').last()).toContainText(text)
  await own.close()
}

test.beforeEach(() => control({ rules: [], receipts: { after_ms: 0, fail: {} } }))

test('a company is connected: a wrong key in its own words, the right one, numbers to choose from, the secret once', async ({ console: page }) => {
  await speak(page, 'ko')
  const id = await site(page, '발송사 가게')
  await page.goto(url(`/console/sites/${id}/sends`))
  await expect(page.getByTestId('sends-empty')).toBeVisible()
  await page.getByTestId('connect-first').getByRole('link').click()
  await expect(page.getByTestId('carrier-none')).toContainText('아직 연결하지 않았어요')
  await shots(page, 'carrier-none')
  await page.getByTestId('company-key').fill(ACCOUNT.solapi.key)
  await page.getByTestId('company-secret').fill('not the secret')
  await page.getByTestId('company-name').fill('다정한 찻집')
  await page.getByTestId('company-connect').click()
  await expect(page.getByTestId('hook-secret')).toHaveText(/^[0-9a-f]{40}$/)
  await expectSound(page, 'the secret of the webhook')
  await shots(page, 'carrier-secret')
  await narrow(page, 'the secret of the webhook')
  await page.getByTestId('hook-done').click()
  await expect(page.getByTestId('company-trouble')).toContainText('SignatureDoesNotMatch')
  await expect(page.getByTestId('company-state')).toHaveText('연결되지 않음')
  await expectSound(page, 'a wrong key')
  await shots(page, 'carrier-wrong')

  await page.getByTestId('company-change').click()
  const dialog = page.getByTestId('key-dialog')
  await dialog.getByTestId('company-key').fill(ACCOUNT.solapi.key)
  await dialog.getByTestId('company-secret').fill(ACCOUNT.solapi.secret)
  await dialog.getByTestId('company-connect').click()
  await expect(page.getByTestId('company-state')).toHaveText('연결됨')
  await expect(page.getByTestId('company-balance')).toHaveText(/원$/)
  await page.getByTestId(`number-${SENDER}`).check()
  await page.getByTestId('sender-opt-out').fill('0201234567')
  await page.getByTestId('save').click()
  await expect(page.getByText('080으로 시작하는')).toBeVisible()
  await page.getByTestId('sender-opt-out').fill('080-123-4567')
  await page.getByTestId('opt-out-own').check()
  await page.getByTestId('cap_day').fill('2')
  await page.getByTestId('save').click()
  await expect(page.getByTestId('toasts')).toContainText('저장했어요')
  await page.reload()
  await expect(page.getByTestId(`number-${SENDER}`)).toBeChecked()
  await expect(page.getByTestId('hook-url')).toContainText('/hooks/solapi/')
  await expect(page.getByTestId('hook-secret')).toHaveCount(0)
  await expectSound(page, 'a company')
  await narrow(page, 'a company')
  await shots(page, 'carrier')
  const stored = await ask(page, 'GET', `/api/sites/${id}/provider`)
  expect(stored).toMatchObject({ sender: { name: '다정한 찻집', numbers: [SENDER], opt_out: '0801234567' }, cap_day: 2, cap_week: null, own_list: true })

  // No list was entered yet: the page of refusals says what that means, and takes one.
  await page.goto(url(`/console/sites/${id}/sends/refusals`))
  await expect(page.getByTestId('list-state')).toContainText('광고가 나가지 않아요')
  await page.getByTestId('refused-numbers').fill('010-1111-2222, 01011112222\n엉뚱한 말')
  await page.getByTestId('whole-list').check()
  await expectSound(page, 'refusals')
  await narrow(page, 'refusals')
  await page.getByTestId('refuse').click()
  await expect(page.getByTestId('refused')).toContainText('1개 번호에 더는')
  await expect(page.getByTestId('refused')).toContainText('3번째: “엉뚱한 말”')
  await expect(page.getByTestId('list-state')).not.toContainText('광고가 나가지 않아요')
  await shots(page, 'refusals')
})

test('a text to members: written, seen as it arrives, sent, on their phones', async ({ console: page }) => {
  await speak(page, 'ko')
  const own = numbers()
  const id = await site(page, '찻집', whereIt(13))
  await connected(page, id)
  await ask(page, 'POST', `/api/sites/${id}/members`, { members: [{ id: 'minji', name: '민지', phone: own(1) }, { id: 'jun', phone: own(2) }] })
  const words = [{ at: new Date(Date.now() - 60_000).toISOString(), purpose: 'advertising', channel: 'sms', said: 'granted', wording: '광고 문자 수신에 동의합니다' }]
  await ask(page, 'POST', `/api/sites/${id}/members/minji/consents`, { words })

  await page.goto(url(`/console/sites/${id}/sends`))
  await page.getByTestId('sends-empty').getByTestId('new-send').click()
  await page.getByTestId('send-start').click()
  await expect(page.getByText('발신번호를 골라 주세요.')).toBeVisible()
  await expectSound(page, 'a send with what it lacks')
  await page.getByTestId('send-name').fill('찻잔 소식')
  await page.getByTestId('send-sender').selectOption(SENDER)
  await page.getByTestId('send-variables').click()
  await page.getByTestId('send-variable-name').click()
  await page.getByTestId('send-text').press('End')
  await page.getByTestId('send-text').pressSequentially(' 님, 찻잔이 돌아왔어요 🎉')
  await expect(page.getByTestId('bubble')).toHaveText('민지 님, 찻잔이 돌아왔어요 🎉')
  await expect(page.getByTestId('unsendable')).toContainText('🎉')
  await page.getByTestId('strip').click()
  await expect(page.getByTestId('unsendable')).toHaveCount(0)
  await expect(page.getByTestId('send-kind')).toHaveText('SMS')
  await page.getByTestId('sample-name').fill('')
  await expect(page.getByTestId('bubble')).toContainText('고객 님')
  await page.getByTestId('sample-name').fill('서연')
  await page.getByTestId('use-advertising').check()
  await expect(page.getByTestId('bubble')).toContainText(/^\(광고\)다정한 찻집\n서연 님, 찻잔이 돌아왔어요\s*무료수신거부 0801234567$/)
  await page.getByTestId('send-text').fill(`{name|고객} 님, ${'차'.repeat(40)}`)
  await expect(page.getByTestId('send-kind')).toHaveText('LMS')
  await page.getByTestId('send-text').fill('{name|고객} 님, 찻잔이 돌아왔어요')
  await shots(page, 'send-editor')
  await page.getByTestId('send-start').click()
  await expect(page.getByTestId('send-ask')).toContainText('전체 회원')
  await expect(page.getByTestId('send-ask')).toContainText('동의한 고객에게만')
  await expectSound(page, 'the question before it leaves')
  await narrow(page, 'the question before it leaves')
  await shots(page, 'send-ask')
  await page.getByTestId('send-yes').click()

  await expect(page.getByTestId('run-page')).toBeVisible()
  await expect(page.getByTestId('run-state')).toHaveText('끝남', { timeout: 40_000 })
  await expect(page.getByTestId('total-held_back')).toContainText('1명')
  await expect(page.getByTestId('total-held_back').getByTestId('code')).toContainText('광고 수신에 동의한 적이 없어요')
  await expect(page.getByTestId('total-accepted').or(page.getByTestId('total-delivered'))).toContainText('1명')
  await page.getByTestId('people-state').selectOption('held_back')
  await expect(page.getByTestId('person')).toHaveCount(1)
  await expect(page.getByTestId('person')).toHaveText(/jun/)
  await expectSound(page, 'a run')
  await narrow(page, 'a run')
  await shots(page, 'run')
  await expectOnPhone(page, own(1), '(광고)다정한 찻집', '민지 님, 찻잔이 돌아왔어요', '무료수신거부 0801234567')

  await page.goto(url(`/console/sites/${id}/sends`))
  await expect(page.getByTestId('send')).toContainText('2명 중 1명에게 보냄')
  await page.getByTestId('list-search').fill('없는 이름')
  await expect(page.getByTestId('sends-nothing')).toBeVisible()
  await page.getByTestId('list-show-all').click()
  await shots(page, 'sends')
  await page.getByTestId('send').getByRole('link', { name: '찻잔 소식' }).click()
  await page.getByTestId('send-start').click()
  await expect(page.getByTestId('send-ask'), 'it is said that it went out already').toContainText('이미 나갔어요')
})

test('a list: its refused rows by line, what it is sent, and a code of the company in words', async ({ console: page }) => {
  await speak(page, 'en')
  const own = numbers()
  const id = await site(page, 'List shop')
  await connected(page, id)
  await control({ receipts: { after_ms: 0, fail: { [`+82${own(2).replaceAll('-', '').slice(1)}`]: '3043' } } })
  await page.goto(url(`/console/sites/${id}/sends/lists`))
  await page.getByTestId('lists-empty').getByTestId('upload-list').click()
  // What Excel in Korea writes: CP949, with a quoted line break, a number that is none, a double.
  const head = Buffer.from('c0ccb8a72cc8deb4ebc6f92cc4edc6f90d0a', 'hex')
  const rows = [`"Kim,\r\nMinji",${own(1)},A-1`, `Jun,${own(2)},A-2`, 'Broken,010-12,A-3', `Twin,${own(1)},A-4`, '']
  await page.getByTestId('list-file').setInputFiles({ name: '11월.csv', mimeType: 'text/csv', buffer: Buffer.concat([head, Buffer.from(rows.join('\r\n'))]) })
  await expect(page.getByTestId('upload-dialog')).toContainText('쿠폰')
  await expect(page.getByTestId('list-name')).toHaveValue('11월')
  await page.getByTestId('list-consented').check()
  await page.getByTestId('list-consent-day').fill('2099-01-01')
  await expect(page.getByTestId('upload-start')).toBeDisabled()
  await page.getByTestId('list-consented').uncheck()
  await expectSound(page, 'an upload')
  await shots(page, 'upload')
  await page.getByTestId('upload-start').click()
  await expect(page.getByTestId('upload-done')).toContainText('3 numbers taken')
  await expect(page.getByTestId('refused-rows')).toContainText('No telephone number')
  await expect(page.getByTestId('refused-rows').getByRole('rowheader')).toHaveText('5')
  await expect(page.getByTestId('refused-rows')).toContainText('Broken,010-12,A-3')
  await expectSound(page, 'what was not taken')
  await narrow(page, 'what was not taken')
  await shots(page, 'upload-done')
  await page.getByTestId('upload-send').click()

  await expect(page.getByTestId('send-list')).not.toHaveValue('')
  await page.getByTestId('send-name').fill('Coupons')
  await page.getByTestId('send-sender').selectOption(SENDER)
  await page.getByTestId('send-text').fill('쿠폰 ')
  await page.getByTestId('send-variables').click()
  await page.getByTestId('send-column').filter({ hasText: '쿠폰' }).click()
  await expect(page.getByTestId('send-text')).toHaveValue('쿠폰 #{쿠폰}')
  await page.getByTestId('send-text').fill('쿠폰 #{쿠폰} {name}')
  await expect(page.getByText('A list knows no members')).toBeVisible()
  await page.getByTestId('send-text').fill('쿠폰 #{쿠폰}')
  await page.getByTestId('send-start').click()
  // A number that is there twice gets it once.
  await expect(page.getByTestId('send-ask')).toContainText('2 people at most')
  await page.getByTestId('send-yes').click()
  await expect(page.getByTestId('run-state')).toHaveText('Done', { timeout: 40_000 })
  await expectOnPhone(page, own(1), '쿠폰 A-1')
  // Its receipt comes when the company is asked, twenty seconds later.
  await expect(page.getByTestId('total-failed').getByTestId('code')).toContainText('The phone is off', { timeout: 50_000 })
  await expect(page.getByTestId('total-delivered')).toContainText('1 person')
})

test('a long list goes part by part; a line that breaks in the middle is gone on with, and rows are named by the lines of the file', async ({ console: page }) => {
  test.setTimeout(120_000)
  await speak(page, 'ko')
  const id = await site(page, '긴 명단 가게')
  const rows = Array.from({ length: 45_000 }, (_, n) => `손님${n},010${String(30_000_000 + n)}`)
  rows[44_000] = '번호 없음,010'
  await page.goto(url(`/console/sites/${id}/sends/lists`))
  await page.getByTestId('lists-empty').getByTestId('upload-list').click()
  await page.getByTestId('list-file').setInputFiles({ name: 'long.csv', mimeType: 'text/csv', buffer: Buffer.from(['이름,휴대폰', ...rows].join('\n')) })
  await expect(page.getByTestId('upload-dialog')).toContainText('모두 45,001줄')
  let asked = 0
  await page.route('**/lists/*', (route) => (route.request().method() === 'PUT' && (asked += 1) === 2 ? route.abort() : route.continue()))
  await page.getByTestId('upload-start').click()
  await expect(page.getByTestId('upload-error')).toContainText('이어서 올릴 수 있어요', { timeout: 30_000 })
  await page.getByTestId('upload-start').click()
  await expect(page.getByTestId('upload-done')).toContainText('번호 44,999개를 받았어요', { timeout: 60_000 })
  await expect(page.getByTestId('refused-rows').getByRole('rowheader')).toHaveText('44,002')
  await expect(page.getByTestId('refused-rows')).toContainText('번호 없음,010')
  expect(asked).toBe(4)
  const [list] = (await ask(page, 'GET', `/api/sites/${id}/lists`)).lists
  expect(list).toMatchObject({ name: 'long', rows: 44_999, is_whole: true, columns: ['이름', '휴대폰'] })
})

test('a run is held where the company will not, says why, and goes on; one that nobody can tell of is decided about', async ({ console: page }) => {
  test.setTimeout(120_000)
  await speak(page, 'ko')
  const own = numbers()
  const id = await site(page, '멈춘 가게')
  await connected(page, id)
  await ask(page, 'POST', `/api/sites/${id}/members`, { members: [{ id: 'minji', name: '민지', phone: own(1) }] })
  const send = (name: string, text: string) => ask(page, 'POST', `/api/sites/${id}/sends`, { name, use: 'information', audience: { type: 'members' }, schedule: { type: 'at_once' }, content: { type: 'text', sender: SENDER, text } })
  const { version } = await ask(page, 'GET', `/api/sites/${id}/provider`)
  const sender = { name: '다정한 찻집', numbers: [SENDER], opt_out: '0801234567' }
  await ask(page, 'PUT', `/api/sites/${id}/provider`, { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: 'wrong' }, sender }, `"${version}"`)
  const first = await send('곧 고쳐요', '곧 고쳐요')
  const { run } = await ask(page, 'POST', `/api/sites/${id}/sends/${first.id}/start`, {})
  await page.goto(url(`/console/sites/${id}/sends/runs/${run}`))
  await expect(page.getByTestId('run-held')).toHaveAttribute('data-reason', 'provider', { timeout: 30_000 })
  await expect(page.getByTestId('run-held')).toContainText('SignatureDoesNotMatch')
  await expectSound(page, 'a run that is held')
  await narrow(page, 'a run that is held')
  await shots(page, 'run-held')
  await ask(page, 'PUT', `/api/sites/${id}/provider`, { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }, sender }, `"${version + 1}"`)
  await page.getByTestId('run-resume').click()
  await expect(page.getByTestId('run-state')).toHaveText('끝남', { timeout: 40_000 })
  await expectOnPhone(page, own(1), '곧 고쳐요')

  // That nobody can tell takes minutes of looking: here the edge's answer says so of one more. What is chosen is really asked of it.
  await page.route(`**/api/**/runs/${run}`, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    await route.fulfill({ response: answer, json: { ...body, totals: { ...body.totals, unknown: 1 } } })
  })
  await page.reload()
  await expect(page.getByTestId('run-unknown')).toContainText('확인 필요 1명')
  await expectSound(page, 'what is to be decided')
  const settled = page.waitForResponse((answer) => answer.url().endsWith('/settle'))
  await page.getByTestId('settle-again').click()
  await expect(page.getByTestId('confirm')).toContainText('1명에게 다시 보낼까요?')
  await page.getByTestId('confirm-yes').click()
  const answer = await settled
  expect([answer.status(), answer.request().postDataJSON()]).toEqual([200, { choice: 'again' }])
})

test('a schedule: begun, not to be changed meanwhile, ended; on a phone, in the dark', async ({ console: page }) => {
  await speak(page, 'ko', 'dark')
  await page.setViewportSize({ width: 390, height: 844 })
  const id = await site(page, '예약 가게')
  await connected(page, id)
  const { id: segment } = await ask(page, 'POST', `/api/sites/${id}/segments`, { name: '오늘 온 손님', include: [{ kind: 'traffic.last_visit_day', within_days: 0 }] })
  await page.goto(url(`/console/sites/${id}/sends/new?segment=${segment}`))
  await expect(page.getByTestId('segment-sentence')).not.toBeEmpty()
  await page.getByTestId('within').check()
  await page.getByTestId('within-days').fill('7')
  await page.getByTestId('send-name').fill('주간 소식')
  await page.getByTestId('schedule-weekly').check()
  await page.getByTestId('day-1').locator('..').click()
  await page.getByTestId('send-sender').selectOption(SENDER)
  await page.getByTestId('send-text').fill('이번 주 소식이에요')
  await page.getByTestId('send-start').click()
  await expect(page.getByText('요일을 하나 이상 골라 주세요.')).toBeVisible()
  await page.getByTestId('day-5').locator('..').click()
  await expect(page.getByTestId('day-5')).toBeChecked()
  await page.getByTestId('send-time').fill('10:30')
  await expectSound(page, 'a schedule on a phone')
  await shots(page, 'send-schedule')
  await page.getByTestId('send-start').click()
  await expect(page.getByTestId('send-ask')).toContainText('매주 금 오전 10:30')
  await expect(page.getByTestId('send-ask')).toContainText('최근 7일 안에 방문')
  await page.getByTestId('send-yes').click()
  await expect(page.getByTestId('send-active')).toContainText('오전 10:30')
  await expect(page.getByTestId('send-text')).toBeDisabled()
  await page.goto(url(`/console/sites/${id}/sends`))
  await expect(page.getByTestId('send')).toContainText('다음 발송')
  await expectSound(page, 'sends on a phone')
  await page.getByTestId('send').getByRole('link', { name: '주간 소식' }).click()
  await page.getByTestId('send-end').click()
  await expect(page.getByTestId('send-active')).toHaveCount(0)
  await page.getByTestId('schedule-at').check()
  await page.getByTestId('send-at').fill('2020-01-01T10:00')
  await page.getByTestId('send-start').click()
  await expect(page.getByText('이미 지난 시각이에요')).toBeVisible()
  expect((await ask(page, 'GET', `/api/sites/${id}/runs`)).armed).toEqual([])
})
