// Brings a message of the gallery to the state that is looked at.
import type { Page } from '@playwright/test'
import { MESSAGES } from './messages.ts'

export async function show(page: Page, origin: string, name: string, query = '') {
  const { cart, open, answer, send } = MESSAGES[name]!
  await page.goto(`${origin}/?message=${name}${query}`)
  if (cart !== undefined) {
    await page.evaluate((price) => (window as any).dangol('cart', { currency: 'KRW', items: price ? [{ id: 'a', name: '찻잔', price, quantity: 1 }] : [] }), cart)
  }
  const host = page.locator(`dangol-message[data-message="${name}"][data-type]`)
  await host.waitFor({ state: 'attached' })
  const box = host.locator('.c').first()
  if (open) {
    await host.locator('.k').click()
    await page.mouse.move(0, 0)
  }
  if (answer) await host.getByRole('button', { name: answer }).click()
  if (send) {
    await host.locator('input[type=tel],input[type=email]').fill(send)
    await host.locator('form button').click()
  }
  await host.evaluate((host) => Promise.all([...host.shadowRoot!.querySelectorAll('*')].flatMap((el) => el.getAnimations()).map((it) => it.finished.catch(() => {}))))
  return { host, box }
}
