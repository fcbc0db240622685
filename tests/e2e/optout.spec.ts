// Somebody who has had an advertisement refuses it on their phone, without a script and without signing in.
import { test, expect, api, dev, site } from './shop.ts'

test.use({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, hasTouch: true })

const NUMBER = '+821077770001'

/** The link of a trial that went to a phone: a trial waits for no hour of the day. */
async function link(): Promise<string> {
  const { id } = await site()
  const post = (path: string, body: unknown) => api(`/api/sites/${id}${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  const { sender } = await api(`/api/sites/${id}/provider`)
  const content = { type: 'text', sender: sender.numbers[0], text: '주말 할인\n거부 {opt_out}' }
  const send = await post('/sends', { name: '주말 할인', use: 'advertising', audience: { type: 'members' }, schedule: { type: 'at_once' }, content })
  await post(`/sends/${send.id}/test`, { to: NUMBER })
  const texts = async (): Promise<string[]> => {
    const { messages } = (await (await fetch(`${dev().phone}/control/messages`)).json()) as { messages: { number: string; text: string }[] }
    return messages.filter((message) => message.number === NUMBER).map((message) => message.text)
  }
  await expect.poll(async () => (await texts()).length, { message: 'the text arrives', timeout: 30_000 }).toBeGreaterThan(0)
  const [address] = /http\S+\/o\/[\w-]+/.exec((await texts()).at(-1) ?? '') ?? []
  return address ?? ''
}

for (const [locale, scheme, button, done] of [
  ['ko-KR', 'light', '수신거부', '수신거부가 처리되었습니다'],
  ['en-US', 'dark', 'Refuse', 'Your refusal has been processed'],
] as const) {
  test(`an advertisement is refused in ${locale}, ${scheme}`, async ({ browser, quiet }) => {
    const address = await link()
    const context = await browser.newContext({ locale, colorScheme: scheme, javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
    const page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && quiet.push(message.text()))
    await page.goto(address)
    await page.screenshot({ path: `tests/e2e/shots/optout-${scheme}.png` })
    const press = page.getByRole('button', { name: button })
    const box = await press.boundingBox()
    expect(box && box.height >= 44 && box.x >= 0 && box.x + box.width <= 360, 'the button is made for a thumb, and on the screen').toBe(true)
    await press.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: done })).toBeVisible()
    await expect(page.getByRole('button')).toHaveCount(0)
    const at = page.locator('dd').nth(2)
    const first = await at.textContent()
    expect(first).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d/)
    await page.screenshot({ path: `tests/e2e/shots/optout-${scheme}-done.png` })
    // The page itself says nothing of it to whoever looks at it later, and pressed once more it is as it was.
    await page.goto(address)
    await page.getByRole('button', { name: button }).click()
    await expect(at).toHaveText(first ?? '')
    await context.close()
  })
}
