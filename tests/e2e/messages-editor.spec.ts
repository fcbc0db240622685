// A shop owner and a message: chosen from the gallery, written beside its preview, published, seen by a shopper, paused from a phone. On the real worker.
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { demoSite, expect, expectSound, ownSite, shopWith, signIn, speak, test, shots } from './console.ts'
import { dev, message, url } from './shop.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const at = (site: string, path: string) => url(`/console/sites/${site}${path}`)
/** As the owner, from the console's own session. */
const call = async (page: Page, method: 'GET' | 'POST' | 'PUT', path: string, data?: object, headers: Record<string, string> = {}) => {
  const answer = await page.request.fetch(url(path), { method, headers: { ...JSON_TYPE, origin: dev().origin, ...headers }, ...(data && { data }) })
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
  return { body: await answer.json(), etag: answer.headers()['etag'] ?? '' }
}
/** What the preview draws, in the sandbox that is in front. */
const drawn = (page: Page) => page.frameLocator('[data-testid=preview-frame]').locator('dangol-message')

/** A shop of this site on an origin of its own, and a shopper in it. */
async function shopper(browser: Browser, page: Page, site: string): Promise<{ shop: Page; close: () => Promise<void> }> {
  const { body } = await call(page, 'GET', `/api/sites/${site}`)
  const { origin, close } = await shopWith(body.script.tag, '<h1>우리몰</h1><p id="place">찻잔</p>')
  const context = await browser.newContext()
  const shop = await context.newPage()
  await shop.goto(origin)
  return { shop, close: async () => (await context.close(), close()) }
}

test('from the gallery to a shopper: a popcorn is chosen, written, seen, published; and paused from a phone, in English', async ({ console: page, browser }) => {
  test.setTimeout(120_000)
  await speak(page, 'ko')
  const site = await ownSite(page, '편집기 가게')
  const segment = (await call(page, 'POST', `/api/sites/${site}/segments`, { name: '지금 온 손님', include: [{ kind: 'traffic.page_views', min: 1 }] })).body.id
  await page.goto(at(site, '/messages'))
  await page.getByTestId('new-message').click()
  await expect(page.getByTestId('type-popcorn')).toContainText('팝콘')
  await expectSound(page, 'gallery')
  await shots(page, 'editor-gallery')

  await page.getByTestId('type-popcorn').click()
  await expect(drawn(page)).toContainText('다시 보러 오셨네요')
  // The preview follows what is typed, variables and particles filled in by the shopper's own module.
  await page.getByTestId('field-content.title').fill('손으로 빚은 그릇, 오늘 출발해요')
  await expect(drawn(page).getByRole('heading')).toHaveText('손으로 빚은 그릇, 오늘 출발해요')
  await page.getByTestId('field-content.text').fill('')
  await page.getByTestId('variables-content.text').click()
  await page.getByTestId('variable-product').click()
  await page.getByTestId('variables-content.text').click()
  await page.getByTestId('particle-을/를').click()
  await expect(page.getByTestId('field-content.text')).toHaveValue('{product|이 상품}을/를')
  await expect(drawn(page)).toContainText('손으로 빚은 찻잔을')
  await expectSound(page, 'editor')
  await shots(page, 'editor-popcorn')
  await page.getByTestId('remove-quiet').click()
  await expect(drawn(page)).not.toContainText('다음에 볼게요')
  await page.getByTestId('undo').click()
  await expect(drawn(page)).toContainText('다음에 볼게요')

  // What is wrong is said at its field, and the last good drawing stays.
  await page.getByTestId('field-content.text').fill('{nobody}님')
  await expect(page.getByTestId('preview-said')).toContainText('고칠 곳')
  await page.getByTestId('message-save').click()
  await expect(page.getByTestId('field-content.text')).toHaveAttribute('aria-invalid', 'true')
  await page.getByTestId('field-content.text').fill('{product|이 상품}을/를 무료로 보내 드려요.')
  await expect(drawn(page)).toContainText('찻잔을 무료로')

  await page.getByTestId('field-segment').click()
  await page.getByTestId('field-segment').fill('지금')
  await page.getByRole('option', { name: /지금 온 손님/ }).click()
  await expect(page.getByTestId('segment-sentence')).not.toBeEmpty()
  await page.getByTestId('section-when').locator('summary').click()
  await page.getByTestId('field-trigger').selectOption('at_once')
  await expect(page.getByTestId('section-when-state')).toHaveText('바로')
  await page.getByTestId('message-name').fill('오늘 출발 팝콘')

  // Leaving with something unsaved asks first.
  await page.getByRole('link', { name: '다른 모양 고르기' }).click()
  await expect(page.getByTestId('confirm')).toBeVisible()
  await page.getByTestId('confirm-no').click()
  await expect(page.getByTestId('message-name')).toHaveValue('오늘 출발 팝콘')

  await page.getByTestId('message-publish').click()
  await expect(page.getByTestId('publish-changes')).toContainText('오늘 출발 팝콘')
  await expectSound(page, 'publish')
  await shots(page, 'editor-publish')
  await page.getByTestId('publish-yes').click()
  // What has been turned on says who sees it when, and where to look.
  await expect(page.getByTestId('published')).toContainText('세션 페이지뷰')
  await page.getByTestId('published').getByRole('button', { name: '닫기' }).click()
  await expect(page.getByTestId('message-state')).toContainText('켜짐')
  await expect(page.getByTestId('message-publish')).toBeDisabled()
  const id = new URL(page.url()).pathname.split('/').at(-1)!
  expect((await call(page, 'GET', `/api/sites/${site}/messages/${id}`)).body).toMatchObject({ status: 'active', segment: { id: segment } })

  const seen = await shopper(browser, page, site)
  await expect(message(seen.shop, id).getByRole('heading')).toHaveText('손으로 빚은 그릇, 오늘 출발해요')
  await expect(message(seen.shop, id)).toContainText('이 상품을 무료로')
  await seen.close()

  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en-US' })
  const phone = await onPhone(context, at(site, `/messages/edit/${id}`))
  await expect(phone.getByTestId('message-state')).toContainText('On')
  await expectSound(phone, 'editor on a phone')
  await phone.getByTestId('view').getByRole('radio', { name: 'Preview' }).click()
  await expect(drawn(phone)).toContainText('손으로 빚은 그릇')
  await expectSound(phone, 'preview on a phone')
  await phone.getByTestId('message-pause').click()
  await expect(phone.getByTestId('message-state')).toContainText('Paused')
  await context.close()
  const again = await shopper(browser, page, site)
  await again.shop.waitForFunction(() => (window as any).dangol?.debug())
  await expect(message(again.shop, id)).toHaveCount(0)
  await again.close()
})

async function onPhone(context: BrowserContext, where: string): Promise<Page> {
  await signIn(context)
  const phone = await context.newPage()
  await speak(phone, 'en')
  await phone.goto(where)
  return phone
}

test('every type begins with words that can be drawn, in both languages', async ({ console: page }) => {
  test.setTimeout(240_000)
  const site = await demoSite()
  for (const language of ['ko', 'en'] as const) {
    await speak(page, language)
    await page.goto(at(site, '/messages/new'))
    await expect(page.getByTestId('gallery')).toBeVisible()
    const types = await page.locator('[data-testid^=type-]').evaluateAll((all) => all.map((one) => one.getAttribute('data-testid')!.slice(5)))
    expect(types).toHaveLength(12)
    for (const type of types) {
      await page.goto(at(site, `/messages/new?type=${type}`))
      await expect(drawn(page), `${type} in ${language}`).toHaveCount(1)
      await expect(page.locator('[data-bad]'), `${type} in ${language}`).toHaveCount(0)
    }
  }
})

test('a recipe: its segment is saved, and its message goes on from there', async ({ console: page }) => {
  await speak(page, 'ko')
  const site = await ownSite(page, '레시피 가게')
  await page.goto(at(site, '/messages/new'))
  await page.getByTestId('to-recipes').click()
  await page.locator('[data-testid=store-card][data-id=leaving-cart]').getByTestId('store-take').click()
  await page.getByTestId('segment-save').click()
  await page.getByTestId('onward-message').click()
  await expect(page).toHaveURL(/recipe=leaving-cart/)
  await expect(page.getByTestId('section-when-state')).toHaveText('나가려고 할 때')
  await expect(page.getByTestId('segment-sentence')).not.toBeEmpty()
  await expect(drawn(page)).toHaveCount(1)
  await page.getByTestId('message-save').click()
  await expect(page).toHaveURL(/messages\/edit\//)
  // And the segment says who uses it.
  const [segment] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', { name: '세그먼트 보기' }).click()])
  await expect(segment.getByTestId('used-by').getByRole('link')).toHaveCount(1)
  await segment.close()
})

test('the preview’s shoppers: what the gauge says of each cart, what a member is told, on phone and computer', async ({ console: page }) => {
  await speak(page, 'ko')
  const site = await demoSite()
  await page.goto(at(site, '/messages/new?type=gauge'))
  const as = (who: string) => page.getByTestId('preview-shopper').selectOption(who)
  for (const [who, says] of [['cart', '12,000원만 더'], ['empty', '50,000원만 더'], ['plain', '38,000원만 더'], ['full', '무료배송으로 보내 드려요']] as const) {
    await as(who)
    await expect(drawn(page), who).toContainText(says)
  }
  await page.getByTestId('preview-device').getByRole('radio', { name: '컴퓨터' }).click()
  await expect(drawn(page)).toContainText('무료배송으로')
  await expectSound(page, 'on a computer')

  // What the page says of a member, and what the edge alone knows.
  await page.goto(at(site, '/messages/new?type=inline'))
  await page.getByTestId('field-content.text').fill('{grade|단골} 회원님께 {points|0}원이 있어요')
  await expect(drawn(page)).toContainText('고객님, 이 상품은')
  await expect(drawn(page)).toContainText('단골 회원님께 0원')
  await as('member')
  await expect(drawn(page)).toContainText('김지민님, 이 상품은')
  await expect(drawn(page)).toContainText('VIP 회원님께 3,200원')
  // A ticker is silent below its number.
  await page.goto(at(site, '/messages/new?type=ticker'))
  await expect(drawn(page)).toContainText('지금 23명이')
  await page.getByTestId('field-content.at_least').fill('50')
  await expect(page.getByTestId('preview-said')).toContainText('정한 수보다 적어')

  // A message of the demo, with a picture of the shop's.
  await page.goto(at(site, '/messages/edit/seen-again'))
  await expect.poll(() => drawn(page).locator('img').first().evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
})

test('somebody else saves meanwhile: both are shown, put together, and an old version comes back', async ({ console: page }) => {
  await speak(page, 'ko')
  const site = await ownSite(page, '둘이 쓰는 가게')
  const { body } = await call(page, 'POST', `/api/sites/${site}/messages`, { name: '함께 쓰기', type: 'popcorn', content: { title: '처음 제목', text: '처음 글' } })
  const path = `/api/sites/${site}/messages/${body.id}`
  await page.goto(at(site, `/messages/edit/${body.id}`))
  await page.getByTestId('field-content.title').fill('내가 쓴 제목')
  const { etag } = await call(page, 'GET', path)
  await call(page, 'PUT', path, { ...body.definition, content: { title: '처음 제목', text: '남이 쓴 글' } }, { 'if-match': etag })
  await page.getByTestId('message-save').click()
  await expect(page.getByTestId('conflict')).toContainText('남이 쓴 글')
  await expectSound(page, 'conflict')
  await shots(page, 'editor-conflict')
  await page.getByTestId('conflict-keep').click()
  await expect(page.getByTestId('field-content.text')).toHaveValue('남이 쓴 글')
  await expect(page.getByTestId('message-save')).toBeDisabled()
  expect((await call(page, 'GET', path)).body.content).toEqual({ title: '내가 쓴 제목', text: '남이 쓴 글' })

  await page.getByTestId('message-more').click()
  await page.getByTestId('message-versions').click()
  await expect(page.getByRole('menu')).toHaveCount(0)
  await expect(page.getByTestId('version')).toHaveCount(3)
  await expectSound(page, 'versions')
  await shots(page, 'editor-versions')
  await page.getByTestId('version').last().getByTestId('version-restore').click()
  await expect(page.getByTestId('field-content.title')).toHaveValue('처음 제목')
  await page.getByTestId('message-save').click()
  await expect(page.getByTestId('message-save')).toBeDisabled()
  expect((await call(page, 'GET', path)).body.content).toEqual({ title: '처음 제목', text: '처음 글' })

  // A pause takes over what somebody saved meanwhile, and keeps what is not saved here.
  const before = await call(page, 'GET', path)
  await call(page, 'PUT', path, { ...before.body.definition, status: 'active' }, { 'if-match': before.etag })
  const waiting = await call(page, 'GET', `/api/sites/${site}/publication`)
  await call(page, 'POST', `/api/sites/${site}/publication`, {}, { 'if-match': waiting.etag })
  await page.reload()
  await page.getByTestId('field-content.title').fill('아직 저장하지 않은 제목')
  const running = await call(page, 'GET', path)
  await call(page, 'PUT', path, { ...running.body.definition, content: { title: '처음 제목', text: '남이 또 쓴 글' } }, { 'if-match': running.etag })
  await page.getByTestId('message-pause').click()
  await expect(page.getByTestId('message-state')).toContainText('멈춤')
  await expect(page.getByTestId('field-content.text')).toHaveValue('남이 또 쓴 글')
  await expect(page.getByTestId('field-content.title')).toHaveValue('아직 저장하지 않은 제목')
  await page.getByTestId('message-save').click()
  await expect(page.getByTestId('message-save')).toBeDisabled()
  // An end is for good, and asked about; what is over can be deleted where nothing names it.
  await page.getByTestId('message-more').click()
  await page.getByTestId('message-end').click()
  await page.getByTestId('confirm-yes').click()
  await expect(page.getByTestId('publish-changes')).not.toBeEmpty()
  await page.getByTestId('publish-yes').click()
  await expect(page.getByTestId('publish')).toHaveCount(0)
  await expect(page.getByTestId('message-state')).toContainText('끝남')

  // What names it keeps it.
  await call(page, 'POST', `/api/sites/${site}/segments`, { name: '본 손님', include: [{ kind: 'message.shown', values: [body.id], within_days: 7 }] })
  await page.reload()
  await page.getByTestId('message-more').click()
  await page.getByTestId('message-delete').click()
  await expect(page.getByTestId('in-use')).toContainText('본 손님')
  await page.keyboard.press('Escape')
  // A copy is a draft of its own, and goes when it is told to.
  await page.getByTestId('message-more').click()
  await page.getByTestId('message-copy').click()
  await expect(page.getByTestId('message-state')).toContainText('작성 중')
  expect(page.url()).not.toContain(body.id)
  await page.getByTestId('message-more').click()
  await page.getByTestId('message-delete').click()
  await page.getByTestId('confirm-yes').click()
  await expect(page).toHaveURL(/\/messages$/)
  const left = await call(page, 'GET', `/api/sites/${site}/messages`)
  expect(left.body.messages.map((one: { id: string }) => one.id)).toEqual([body.id])
})

test('a picture, two variants, a schedule: all of it is saved, and a file that is no picture is refused with a reason', async ({ console: page }) => {
  await speak(page, 'en')
  const site = await ownSite(page, 'Pictures and variants')
  await page.goto(at(site, '/messages/new?type=popup'))
  await page.getByTestId('picture-file').setInputFiles({ name: 'note.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') })
  await expect(page.getByTestId('fault').first()).toContainText(/not taken|broken/)
  await page.getByTestId('picture-file').setInputFiles({ name: 'cup.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') })
  await expect(page.getByTestId('picture')).toBeVisible()
  await expect(drawn(page).locator('img')).toHaveCount(1)

  await page.getByTestId('section-test').locator('summary').click()
  await page.getByTestId('add-variant').click()
  await page.getByTestId('field-content.title').fill('Words of B')
  await expect(drawn(page)).toContainText('Words of B')
  await page.getByTestId('variant').getByRole('radio', { name: 'A' }).click()
  await expect(drawn(page)).toContainText('End-of-season sale')
  await expect(page.getByTestId('section-test-state')).toHaveText('A 50% · B 50%')

  await page.getByTestId('section-time').locator('summary').click()
  await page.getByTestId('field-start').fill('2031-05-01T09:00')
  await page.getByTestId('field-end').fill('2031-04-01T09:00')
  await expect(page.getByTestId('field-end')).toHaveAttribute('aria-invalid', 'true')
  await page.getByTestId('field-end').fill('2031-05-08T00:00')
  await page.getByTestId('day-fri').click()
  await page.getByTestId('add-hours').click()
  await page.getByTestId('hours-to-0').fill('00:00')
  await expectSound(page, 'editor with everything open')
  await shots(page, 'editor-open')
  await page.getByTestId('message-save').click()
  await expect(page).toHaveURL(/messages\/edit\//)
  const id = new URL(page.url()).pathname.split('/').at(-1)!
  const { definition } = (await call(page, 'GET', `/api/sites/${site}/messages/${id}`)).body
  expect(definition).toMatchObject({
    status: 'draft',
    start: '2031-05-01T09:00:00+09:00',
    end: '2031-05-08T00:00:00+09:00',
    schedule: { weekdays: ['fri'], hours: [{ from: '10:00', to: '24:00' }] },
    variants: [{ id: 'B', content: { title: 'Words of B' } }],
  })
  expect(definition.content.image.src).toContain('/u/')

  // The link to the shop itself.
  await page.getByTestId('message-more').click()
  await page.getByTestId('message-link').click()
  await page.getByTestId('shop-link-make').click()
  await expect(page.getByTestId('shop-link-open')).toHaveAttribute('href', /#dangol_preview=/)
  await expectSound(page, 'link')
})

test('who may look only sees all of it, and changes nothing', async ({ console: page }) => {
  await speak(page, 'ko')
  const site = await demoSite()
  // What the edge refuses a viewer is held elsewhere (tests/worker/rights.test.mjs); this is what they are offered.
  await page.route('**/api/session', async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    await route.fulfill({ response: answer, json: { ...body, sites: body.sites.map((one: object) => ({ ...one, role: 'viewer' })) } })
  })
  await page.goto(at(site, '/messages/edit/seen-again'))
  await expect(drawn(page)).toHaveCount(1)
  for (const name of ['when', 'limits', 'time', 'look', 'test', 'order']) await page.getByTestId(`section-${name}`).locator('summary').click()
  for (const id of ['message-save', 'message-publish', 'message-pause', 'picture-choose', 'undo']) await expect(page.getByTestId(id), id).toHaveCount(0)
  const open = await page.locator('[data-testid^=section-]').locator('input:enabled:not([type=file], [type=hidden]), select:enabled, textarea:enabled').evaluateAll((all) => all.map((one) => one.outerHTML))
  expect(open).toEqual([])
  await expectSound(page, 'as a viewer')
  await page.goto(at(site, '/messages'))
  await expect(page.getByTestId('messages')).toBeVisible()
  await expect(page.getByTestId('new-message')).toHaveCount(0)
})

/** One pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
