// Automatic sends as a shop owner switches them on: a template is sent to review in one press, the switch says 심사중 until it is approved; then an order
// that the shop's server tells arrives on a phone, once.
import { ACCOUNT } from '../provider/server.mjs'
import { dev, url } from './shop.ts'
import { ask, expect, expectSound, ownSite, shots, speak, test } from './console.ts'

const phone = () => (dev() as unknown as { phone: string }).phone
const control = async (said: object) => {
  const answer = await fetch(`${phone()}/control`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(said) })
  expect(answer.status, await answer.text()).toBe(200)
}

test.afterEach(() => control({ templates: { review_ms: 0, reject: '' } }))

test('automatic sends: asked for, in review, rejected, approved, switched on, and told once', async ({ console: page }) => {
  if (process.env.SHOTS) test.slow()
  await speak(page, 'ko')
  const id = await ownSite(page, '자동 가게')
  await page.goto(url(`/console/sites/${id}/sends`))
  await page.getByTestId('tab-automatic').click()
  await expect(page.getByTestId('automatic').getByRole('listitem')).toHaveCount(8)
  await expect(page.getByTestId('automatic-connect')).toContainText('먼저 발송사와 카카오 채널을')
  await expectSound(page, 'automatic sends before anything is connected')

  const { key, secret, channel } = ACCOUNT.solapi
  await ask(page, 'PUT', `/api/sites/${id}/provider`, { credentials: { provider: 'solapi', key, secret }, sender: { name: '다정한 찻집', numbers: ['0212345678'], opt_out: '0801234567', channel } })
  await control({ templates: { review_ms: null, reject: '' } })
  await page.reload()
  const row = page.getByTestId('automatic-shipped')
  await row.getByRole('button', { name: '배송 시작', exact: true }).click()
  await expect(page.getByTestId('automatic-says')).toContainText('민지 님, 주문하신 상품이 출발했습니다.')
  await expect(page.getByTestId('automatic-says')).not.toContainText('#{')
  await expect(row.getByTestId('automatic-switch')).toBeDisabled()
  await row.getByTestId('automatic-ask').click()
  await expect(row.getByTestId('automatic-state')).toHaveText('심사중')
  await expect(row.getByTestId('automatic-switch')).toBeDisabled()
  await expect(row.getByTestId('automatic-ask')).toHaveCount(0)

  // Another one is rejected, with the reason; asked for again, it is approved.
  await control({ templates: { review_ms: 50, reject: '발송 근거가 없습니다' } })
  const placed = page.getByTestId('automatic-placed')
  await placed.getByTestId('automatic-ask').click()
  await expect(placed.getByTestId('automatic-state')).toHaveText('심사중')
  await page.waitForTimeout(300)
  await page.getByTestId('automatic-refresh').click()
  await expect(placed.getByTestId('automatic-reasons')).toContainText('발송 근거가 없습니다')
  await control({ templates: { review_ms: 50, reject: '' } })
  await placed.getByTestId('automatic-ask').click()
  await expect(placed.getByTestId('automatic-state')).toHaveText('심사중')
  await page.waitForTimeout(300)
  await page.getByTestId('automatic-refresh').click()
  await expect(placed.getByTestId('automatic-state')).toHaveText('승인')
  await placed.getByRole('switch').press('Space')
  await expect(placed).toHaveAttribute('data-on', 'true')
  await expect(placed).toContainText('부터 켜져 있어요')
  await placed.getByRole('button', { name: '주문 완료', exact: true }).click()
  await page.getByTestId('automatic-fallback').selectOption('0212345678')
  await expect(page.getByTestId('automatic-fallback')).toHaveValue('0212345678')
  await page.reload()
  await placed.getByRole('button', { name: '주문 완료', exact: true }).click()
  await expect(page.getByTestId('automatic-fallback')).toHaveValue('0212345678')

  // The shop's server tells of an order, twice; a guest's phone has it once.
  const to = `010-7${String(Math.floor(Date.now() / 100) % 1_000).padStart(3, '0')}-${String(process.pid % 10_000).padStart(4, '0')}`
  const tell = async () => {
    const order = { id: 'A-1', at: new Date().toISOString(), value: '52000', phone: to, name: '손님', items: [{ id: 'cup', name: '찻잔' }] }
    const answer = await fetch(url(`/api/sites/${id}/orders`), { method: 'POST', headers: { authorization: `Bearer ${dev().token}`, 'content-type': 'application/json' }, body: JSON.stringify({ orders: [order] }) })
    expect(answer.status).toBe(200)
    return (await answer.json()).told
  }
  expect([await tell(), await tell()]).toEqual([1, 0])
  await expect(placed.getByTestId('automatic-last')).toContainText('1명', { timeout: 30_000 })
  const own = await page.context().newPage()
  await own.goto(phone())
  await own.getByRole('button', { name: new RegExp(to) }).click()
  await expect(own.getByRole('article')).toHaveCount(1)
  await expect(own.getByRole('article').last()).toContainText('손님 님, 주문이 완료되었습니다.')
  await own.close()
  await expectSound(page, 'automatic sends')
  await shots(page, 'automatic')
  await placed.getByTestId('automatic-last').getByRole('link').click()
  await expect(page.getByTestId('run-page')).toContainText('주문 완료')
  await expect(page.getByTestId('run-page')).toContainText('비회원')
  await expectSound(page, 'a run of what happened')

  // In English, on a phone's width, and off again.
  await page.goto(url(`/console/sites/${id}/sends/automatic`))
  await page.setViewportSize({ width: 390, height: 844 })
  await expectSound(page, 'automatic sends, on a phone')
  await placed.getByRole('switch').press('Space')
  await expect(placed).not.toHaveAttribute('data-on', 'true')
  expect(await tell()).toBe(0)
})
