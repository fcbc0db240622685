// A newcomer by the clock: somebody who runs a shop and has read nothing, from an edge that nobody owns to an own message seen in the shop. Each act is one
// that the screen asks for, by the words that stand there; acts and time are counted and printed. The shop is /demo/ with the tag of the new site, on a domain
// of its own as a shop has one: the tag in it is the one that was copied.
import type { BrowserContext, Locator, Page } from '@playwright/test'
import { test } from '@playwright/test'
import { SETUP_TOKEN, start, type Edge } from '../worker/harness.mjs'
import { expect, expectSound } from './console.ts'
import { message } from './shop.ts'

const SHOP = 'https://woorimall.example'

/** Acts of a person, counted: a press, a field that is filled, a look at another page. */
class Newcomer {
  acts = 0
  private began = Date.now()
  private steps: string[] = []
  private told = 0
  private name: string
  constructor(name: string) {
    this.name = name
  }

  async press(what: Locator) {
    this.acts += 1
    await what.click()
  }
  async write(where: Locator, text: string) {
    this.acts += 1
    await where.fill(text)
  }
  async open(page: Page, where: string) {
    this.acts += 1
    await page.goto(where)
  }
  /** A step is done: what it took, and for the eye (SHOTS=1) what stands there now. */
  async done(step: string, page: Page) {
    this.steps.push(`${step}: ${this.acts - this.told} acts, ${((Date.now() - this.began) / 1000).toFixed(1)} s`)
    this.told = this.acts
    if (process.env.SHOTS) {
      await page.waitForTimeout(400)
      await page.screenshot({ path: `tests/e2e/shots/newcomer-${this.name}-${String(this.steps.length).padStart(2, '0')}.png` })
    }
  }
  tell() {
    console.log(`newcomer (${this.name}): ${this.acts} acts, ${((Date.now() - this.began) / 1000).toFixed(1)} s of the machine\n  ${this.steps.join('\n  ')}`)
  }
}

/** The shop: the demo's pages, with this in their head. */
async function openShop(context: BrowserContext, edge: Edge, tag: () => string) {
  // The edge is on this machine here, which the browser asks about on behalf of other places' pages.
  await context.grantPermissions(['local-network-access'], { origin: SHOP })
  await context.route(`${SHOP}/**`, async (route) => {
    const { pathname, search } = new URL(route.request().url())
    const answer = await fetch(edge.origin + (pathname.startsWith('/demo/') ? pathname : `/demo${pathname}`) + search)
    const type = answer.headers.get('content-type') ?? ''
    const body = Buffer.from(await answer.arrayBuffer())
    const own = type.includes('text/html') ? body.toString().replace('<script async src="/d.js" data-site="demo"></script>', tag()) : body
    await route.fulfill({ status: answer.status, contentType: type, body: own })
  })
}

test.describe('somebody who has read nothing', () => {
  let edge: Edge
  test.beforeEach(async () => {
    edge = await start({ setUp: false, isDescribed: false, vars: { DEMO: '1' } })
  })
  test.afterEach(() => edge?.close())

  test('from the first page to an own message in the shop', async ({ page, context, browser }) => {
    test.setTimeout(180_000)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    let tag = ''
    await openShop(context, edge, () => tag)
    const minji = new Newcomer('ko')
    const button = (name: string | RegExp) => page.getByRole('button', { name })
    const link = (name: string | RegExp) => page.getByRole('link', { name })
    const field = (name: string | RegExp) => page.getByLabel(name)

    await minji.open(page, `${edge.origin}/`)
    await expect(page.getByRole('heading', { name: '단골을 시작해요' })).toBeVisible()
    await minji.done('the first page', page)
    await minji.write(field('설정 토큰').first(), SETUP_TOKEN)
    await minji.write(field('이름'), '민지')
    await minji.write(field('이메일'), 'minji@woorimall.example')
    await minji.write(field('비밀번호').first(), '단골 손님을 위한 비밀번호')
    await minji.press(button('계정 만들기'))
    await expect(page.getByRole('heading', { name: '사이트 만들기' })).toBeVisible()
    await minji.done('an account', page)
    await minji.write(field('쇼핑몰 이름'), '우리몰')
    await minji.write(field(/쇼핑몰 주소/), `${SHOP}/`)
    await minji.press(button('사이트 만들기'))
    await expect(page.getByTestId('first-visit')).toContainText('첫 방문을 기다리고 있어요')
    await minji.done('a site', page)

    await minji.press(button(/복사/).first())
    tag = await page.evaluate(() => navigator.clipboard.readText())
    expect(tag).toMatch(/^<script async src="[^"]+\/d\.js" data-site="[^"]+"><\/script>$/)
    const opened = context.waitForEvent('page')
    await minji.press(link('쇼핑몰 열기'))
    const shop = await opened
    await expect(shop).toHaveURL(`${SHOP}/`)
    await expect(page.getByTestId('first-visit')).toContainText('방문이 보여요!', { timeout: 15_000 })
    await minji.done('the tag, and the first visit', page)

    await minji.press(link('준비된 세그먼트 고르기'))
    await minji.write(field('상황이나 조건으로 찾기'), '장바구니')
    await minji.done('the store', page)
    await minji.press(link(/^첫 방문에 바로 장바구니에 담은 방문자/))
    await expect(page.getByTestId('sentence')).toContainText('장바구니')
    await minji.done('one that is ready', page)
    await minji.press(button('저장'))
    await expect(page.getByTestId('onward')).toBeVisible()
    await minji.done('an own segment', page)

    await minji.press(link('이어서 메시지 만들기'))
    await minji.done('the gallery', page)
    await minji.press(link(/^팝콘/))
    await minji.write(page.getByLabel('제목', { exact: true }), '처음 오셨네요, 반가워요')
    await expect(page.getByTestId('message-name')).toHaveValue('첫 방문에 바로 장바구니에 담은 방문자에게 팝콘')
    await expect(page.getByTestId('segment-sentence')).toContainText('장바구니')
    await minji.done('an own message', page)
    await minji.press(button('내 쇼핑몰에서 미리 보기'))
    await minji.press(button('링크 만들기'))
    const previewed = context.waitForEvent('page')
    await minji.press(link('열어 보기'))
    const preview = await previewed
    const id = new URL(page.url()).pathname.split('/').at(-1)!
    await expect(message(preview, id).getByRole('heading')).toHaveText('처음 오셨네요, 반가워요', { timeout: 20_000 })
    await minji.done('a preview on the shop', preview)
    await preview.close()
    await page.bringToFront()
    await minji.press(page.getByTestId('shop-link').getByRole('button', { name: '닫기' }))
    await minji.press(button('게시'))
    await minji.done('what publishing changes', page)
    await minji.press(page.getByTestId('publish').getByRole('button', { name: '게시' }))
    await expect(page.getByTestId('published')).toBeVisible()
    await expectSound(page, 'published')
    await minji.done('published', page)

    // A shopper, who is not the owner: another browser. It puts something into the cart, which is what the segment is about.
    const stranger = await browser.newContext({ locale: 'ko-KR' })
    await openShop(stranger, edge, () => tag)
    const shopper = await stranger.newPage()
    await shopper.goto(`${SHOP}/demo/product/p17/`)
    await shopper.getByTestId('add-to-cart').click()
    await expect(message(shopper, id).getByRole('heading')).toHaveText('처음 오셨네요, 반가워요', { timeout: 30_000 })
    await minji.done('seen in the shop', shopper)
    await stranger.close()
    minji.tell()

    // Of the beginning, only what pages have not told yet is open; nobody is sent in a circle.
    await page.goto(`${edge.origin}/console/`)
    await expect(page.getByTestId('checklist')).toContainText('4단계 중 3단계')
    await minji.done('home', page)
  })
})
