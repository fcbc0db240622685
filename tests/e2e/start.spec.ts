// The beginning, from nothing: an edge that nobody owns yet, the owner's account, a site, its tag in a shop, and the first visit seen by itself.
// And what is only for an account of one's own: a second factor.
import { createHmac } from 'node:crypto'
import { SETUP_TOKEN, start, type Edge } from '../worker/harness.mjs'
import { expect, expectSound, shopWith, speak } from './console.ts'
import { test } from '@playwright/test'

test.describe('a new edge', () => {
  test.describe.configure({ mode: 'serial' })
  let edge: Edge
  test.beforeAll(async () => {
    edge = await start({ setUp: false, isDescribed: false })
  })
  test.afterAll(() => edge?.close())
  const owner = { email: 'minji@shop.example', password: '단골 손님을 위한 비밀번호' }

  test('sign up, create a site, put in the tag, and the first visit is seen', async ({ page, browser }) => {
    await speak(page, 'ko')
    await page.goto(`${edge.origin}/console/`)
    await expect(page.getByTestId('set-up')).toBeVisible()
    await expectSound(page, 'set-up')
    await page.getByTestId('set-up-token').fill('not the token of this edge')
    await page.getByTestId('set-up-name').fill('민지')
    await page.getByTestId('set-up-email').fill(owner.email)
    await page.getByTestId('set-up-password').fill(owner.password)
    await page.getByTestId('set-up-submit').click()
    await expect(page.getByText('설정 토큰이 맞지 않아요')).toBeVisible()
    await page.getByTestId('set-up-token').fill(SETUP_TOKEN)
    await page.getByTestId('set-up-submit').click()

    await page.getByTestId('new-site-name').fill('우리몰')
    await page.getByTestId('new-site-domain').fill('https://127.0.0.1:8787/some/page')
    await page.getByTestId('new-site-submit').click()
    await expect(page.getByTestId('progress')).toHaveText('4단계 중 0단계를 마쳤어요')
    await expect(page.getByTestId('first-visit')).toContainText('첫 방문을 기다리고 있어요')
    await page.getByTestId('how-godomall').click()
    await expect(page.getByTestId('how-steps')).toContainText('고도몰')
    await expectSound(page, 'start')

    const tag = await page.getByTestId('script-tag').innerText()
    const product = { event: 'view_item', ecommerce: { currency: 'KRW', items: [{ item_id: 'p1', item_name: '라탄 바구니', price: 28_000 }] } }
    const shop = await shopWith(tag, `<script>dataLayer.push(${JSON.stringify(product)})</script>`)
    try {
      const shopper = await (await browser.newContext({ locale: 'ko-KR' })).newPage()
      await shopper.goto(shop.origin)
      // By itself, without a reload.
      await expect(page.getByTestId('first-visit')).toContainText('방문이 보여요!', { timeout: 15_000 })
      await expect(page.getByTestId('kind-product')).toContainText('라탄 바구니', { timeout: 15_000 })
      await expect(page.getByTestId('kind-order')).toContainText('첫 주문이 들어오면')
      await expect(page.getByTestId('step-tag')).toHaveAttribute('data-done', 'true')
      await shopper.context().close()
    } finally {
      shop.close()
    }
    await page.getByTestId('nav-home').click()
    await expect(page.getByTestId('checklist')).toContainText('4단계 중 1단계')
    await expect(page.getByTestId('attention')).toContainText('장바구니, 주문, 회원을 아직 알아보지 못했어요')
  })

  test('a second factor: on, asked for when signing in, off', async ({ page }) => {
    await speak(page, 'en')
    await page.goto(`${edge.origin}/console/sign-in`)
    await expect(page.getByTestId('sign-in'), 'nobody is first any more').toBeVisible()
    const signIn = async () => {
      await page.locator('input[name=email]').fill(owner.email)
      await page.locator('input[name=password]').fill(owner.password)
      await page.getByTestId('submit').click()
    }
    await signIn()
    await page.getByTestId('account-menu').click()
    await page.getByTestId('to-account').click()
    await page.getByTestId('enrol-factor').click()
    await page.getByTestId('factor-password').fill(owner.password)
    await page.getByTestId('factor-next').click()
    await expect(page.getByTestId('factor-qr')).toBeVisible()
    const secret = await page.getByTestId('factor-secret').innerText()
    await page.getByTestId('factor-code').fill('000000')
    await page.getByTestId('factor-confirm').click()
    await expect(page.getByText('These are not the right digits')).toBeVisible()
    await page.getByTestId('factor-code').fill(code(secret))
    await page.getByTestId('factor-confirm').click()
    const codes = page.getByTestId('recovery-codes').locator('li')
    await expect(codes).toHaveCount(10)
    const recovery = (await codes.allInnerTexts()).map((text) => text.trim())
    await expectSound(page, 'recovery codes')
    await page.getByTestId('codes-done').click()
    await expect(page.getByTestId('factor')).toContainText('Recovery codes left: 10')

    await page.getByTestId('account-menu').click()
    await page.getByTestId('sign-out').click()
    await signIn()
    await expect(page.getByTestId('code')).toBeFocused()
    await page.getByTestId('code').fill('not a code')
    await page.getByTestId('submit').click()
    await expect(page.getByTestId('sign-in-error')).toContainText('not the right code')
    await page.getByTestId('code').fill(recovery[0]!)
    await page.getByTestId('submit').click()
    await expect(page.getByTestId('home-page')).toBeVisible()

    await page.goto(`${edge.origin}/console/account`)
    await expect(page.getByTestId('factor')).toContainText('Recovery codes left: 9')
    await page.getByTestId('disable-factor').click()
    await page.getByTestId('factor-password').fill(owner.password)
    await page.getByTestId('factor-code').fill(recovery[1]!)
    await page.getByTestId('factor-submit').click()
    await expect(page.getByTestId('enrol-factor')).toBeVisible()
    await expect(page.getByTestId('activity')).toContainText('Two-step sign-in off')
  })
})

/** RFC 6238, written apart from the edge's. */
function code(secret: string): string {
  const bits = [...secret.trim()].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
