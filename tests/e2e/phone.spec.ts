// The phone on which the development provider shows what it was given: texts and Alimtalk as people see them, as they come.
import { expect, test } from '@playwright/test'
import { ACCOUNT, provider } from '../provider/server.mjs'
import { expectSound } from './console.ts'

type Sender = (service: 'nhn-sms' | 'nhn-kakao', path: string, body: object) => Promise<Response>
let it: Awaited<ReturnType<typeof provider>>
test.beforeAll(async () => {
  it = await provider()
  it.control({ receipts: { after_ms: 0 }, templates: { review_ms: 0 } })
})
test.afterAll(() => it.close())

const send: Sender = (service, path, body) => {
  const root = service === 'nhn-sms' ? 'sms/v3.0/appKeys' : 'alimtalk/v2.3/appkeys'
  const headers = { 'content-type': 'application/json', 'x-secret-key': ACCOUNT[service].secret }
  return fetch(`${it.origin}/${service}/${root}/${ACCOUNT[service].key}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}
const sms = (number: string, body: string) => send('nhn-sms', '/sender/sms', { body, sendNo: '0212345678', recipientList: [{ recipientNo: number }] })

for (const colorScheme of ['light', 'dark'] as const) {
  test(`shows each message as it comes, in the ${colorScheme}`, async ({ page }) => {
    it.control({ reset: true })
    await page.emulateMedia({ colorScheme })
    await page.goto(it.origin)
    await expect(page.getByText('아직 아무것도 오지 않았어요')).toBeVisible()
    await sms('01012345678', '<b>찻잔</b>이 돌아왔어요')
    await expect(page.getByRole('article').getByText('<b>찻잔</b>이 돌아왔어요')).toBeVisible()
    expect(await page.locator('article b').count()).toBe(0)
    await expectSound(page, `texts in the ${colorScheme}`)
    const channel = ACCOUNT['nhn-kakao'].channel
    const buttons = [{ type: 'WL', name: '주문 보기', linkMo: 'https://shop.example/#{번호}' }]
    const template = { templateCode: 'order', templateName: '주문', templateContent: '#{이름}님, 주문이 완료됐어요', templateEmphasizeType: 'TEXT', templateTitle: '주문 완료', templateSubtitle: '우리몰', buttons }
    await send('nhn-kakao', `/senders/${channel}/templates`, template)
    const alimtalk = { senderKey: channel, templateCode: 'order', recipientList: [{ recipientNo: '01012345678', templateParameter: { 이름: '민지', 번호: '7' } }] }
    await expect.poll(async () => (await (await send('nhn-kakao', '/messages', alimtalk)).json()).header.isSuccessful).toBe(true)
    const talk = page.getByRole('tab', { name: /카카오톡/ })
    await expect(talk).toHaveText(/1/)
    await talk.click()
    const card = page.getByRole('article')
    for (const text of ['알림톡 도착', '주문 완료', '민지님, 주문이 완료됐어요', '주문 보기']) await expect(card.getByText(text, { exact: true })).toBeVisible()
    await expectSound(page, `an Alimtalk in the ${colorScheme}`)
  })
}

test('on a phone it is the phone', async ({ page }) => {
  it.control({ reset: true })
  await page.setViewportSize({ width: 390, height: 844 })
  await sms('01012345678', '먼저')
  await sms('01099998888', '나중')
  await page.goto(it.origin)
  await page.getByRole('button', { name: /010-1234-5678/ }).click()
  await expect(page.getByRole('article').getByText('먼저')).toBeVisible()
  await expect(page.getByRole('navigation')).toBeHidden()
  await page.getByRole('button', { name: '사람 목록으로' }).click()
  await expect(page.getByRole('button', { name: /010-9999-8888/ })).toBeVisible()
  await expectSound(page, 'the people')
})
