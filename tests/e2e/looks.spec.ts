// Every page of the console for the eye: three widths, light and dark, Korean and English, in a shop that has something on each of them, in one that has
// nothing yet, and where the edge does not answer. SHOTS=1 writes the pictures to tests/e2e/shots; `cargo xtask test --long` runs it for what axe finds and
// for what is wider than the screen. LOOKS=home,live takes these pages alone.
import type { Page } from '@playwright/test'
import { addMessage, ask, expect, expectSound, ownSite, publish, shots, speak, test } from './console.ts'
import { dev, url } from './shop.ts'

test.skip(!process.env.SHOTS && !process.env.LONG, 'SHOTS=1 or --long')
const only = process.env.LOOKS?.split(',')
const DAY_MS = 86_400_000

type Look = { name: string; path: string; ready?: (page: Page) => Promise<unknown> }
const click = (id: string) => (page: Page) => page.getByTestId(id).first().click()

/** What is far below is not drawn until it is scrolled to, and keeps the colours that it had: axe and the picture are to see all of it. */
const drawAll = (page: Page) => page.getByTestId('store-card').evaluateAll((cards) => cards.forEach((card) => (card.style.contentVisibility = 'visible')))

/** Pages of a shop, in the order of the navigation. */
const PAGES: readonly Look[] = [
  { name: 'home', path: '' },
  { name: 'start', path: '/start' },
  { name: 'segments', path: '/segments' },
  { name: 'store', path: '/segments/store', ready: drawAll },
  { name: 'recipes', path: '/segments/store?of=recipes', ready: drawAll },
  { name: 'builder', path: '/segments/new?template=first-visit-added' },
  { name: 'picker', path: '/segments/new', ready: click('add-include') },
  { name: 'segment', path: '/segments/id/big' },
  { name: 'visitors', path: '/segments/id/big?tab=visitors' },
  { name: 'report', path: '/segments/id/everybody?tab=report' },
  { name: 'versions', path: '/segments/id/big?tab=versions' },
  { name: 'messages', path: '/messages' },
  { name: 'gallery', path: '/messages/new' },
  { name: 'editor', path: '/messages/edit/long', ready: (page) => expect(page.frameLocator('[data-testid=preview-frame]').locator('dangol-message').first()).toBeVisible() },
  { name: 'editor-open', path: '/messages/edit/pop', ready: (page) => page.evaluate(() => document.querySelectorAll('details').forEach((part) => (part.open = true))) },
  { name: 'publish', path: '/messages/edit/draft?ask=publish', ready: (page) => expect(page.getByTestId('publish-changes')).toBeVisible() },
  { name: 'shop-link', path: '/messages/edit/draft?ask=link', ready: click('shop-link-make') },
  { name: 'message-versions', path: '/messages/edit/pop', ready: async (page) => (await click('message-more')(page), click('message-versions')(page)) },
  { name: 'results', path: '/messages/results/pop' },
  { name: 'groups', path: '/messages/groups' },
  { name: 'group', path: '/messages/groups', ready: click('group-change') },
  { name: 'calendar', path: '/messages/calendar' },
  { name: 'rehearsal', path: '/messages/rehearsal' },
  { name: 'campaigns', path: '/campaigns' },
  { name: 'campaign', path: '/campaigns/autumn' },
  { name: 'reports', path: '/reports' },
  { name: 'report-cohorts', path: '/reports/cohorts?compare=before', ready: (page) => page.evaluate(() => window.scrollTo(0, document.body.scrollHeight)) },
  { name: 'report-rfm', path: '/reports/rfm?moved=3' },
  { name: 'report-rfm-group', path: '/reports/rfm/hibernating' },
  { name: 'report-bands', path: '/reports/price-bands?compare=before' },
  { name: 'report-pairs', path: '/reports/pairs' },
  { name: 'live', path: '/live' },
  { name: 'settings', path: '/settings/general' },
  { name: 'settings-collecting', path: '/settings/collecting' },
  { name: 'settings-counting', path: '/settings/counting' },
  { name: 'settings-team', path: '/settings/team' },
  { name: 'settings-identity', path: '/settings/identity' },
  { name: 'settings-tokens', path: '/settings/tokens' },
  { name: 'settings-history', path: '/settings/history' },
  { name: 'settings-keys', path: '/settings/keys' },
  { name: 'palette', path: '', ready: click('open-palette') },
]
/** What says what to do where there is nothing. */
const EMPTY = ['home', 'start', 'segments', 'messages', 'groups', 'calendar', 'rehearsal', 'campaigns', 'report-cohorts', 'report-rfm', 'report-rfm-group', 'report-bands', 'report-pairs', 'live', 'settings-tokens', 'settings-history']
/** What says so where the edge does not answer. */
const FAILED = ['home', 'start', 'segments', 'store', 'messages', 'groups', 'calendar', 'rehearsal', 'campaigns', 'report-cohorts', 'report-rfm', 'report-rfm-group', 'report-bands', 'report-pairs', 'live', 'settings', 'settings-team']

/** A week of a shop: visits, carts and orders, as somebody's own records tell them. */
async function filled(page: Page): Promise<string> {
  const id = await ownSite(page, '우리몰 수제 그릇과 찻잔')
  const goods = ['손으로 빚은 백자 찻잔', '나무 도마', '유리 숙우', '종이테이프 숲길 3종', '아주 긴 이름의 상품: 사계절 내내 쓰는 린넨 식탁보와 냅킨 네 장 묶음'].map((name, n) => ({ id: `P-${n}`, name, price: String(9000 + n * 7000) }))
  const now = Date.now()
  const lines = Array.from({ length: 240 }, (_, n) => {
    const at = now - ((n * 37) % 192) * 3_600_000 - 120_000 - n * 1000
    const item = goods[n % goods.length]
    const visitor = `v${n}`
    const page = { visitor, at, type: 'page_view', url: `https://127.0.0.1/goods/${item!.id}`, title: item!.name }
    return [page, { visitor, at: at + 5_000, type: 'view_item', item }, ...(n % 3 === 0 ? [{ visitor, at: at + 30_000, type: 'add_to_cart', item }] : []), ...(n % 9 === 0 ? [{ visitor, at: at + 90_000, type: 'purchase', order_id: `o${n}`, items: [item] }] : [])]
  })
  const body = lines.flat().map((line) => JSON.stringify(line)).join('\n')
  const told = await page.request.fetch(url(`/api/sites/${id}/import/events`), { method: 'POST', headers: { authorization: `Bearer ${dev().token}`, 'content-type': 'application/x-ndjson' }, data: body })
  expect(told.ok(), await told.text()).toBe(true)
  const site = `/api/sites/${id}`
  const segment = (id: string, name: string, rest: object) => ask(page, 'POST', `${site}/segments`, { id, name, ...rest })
  await segment('big', '장바구니에 3만원 넘게 담고 아직 사지 않은 손님', { include: [{ kind: 'cart.total', min: '30000' }, { kind: 'traffic.page_views', min: 1 }], exclude: [{ kind: 'purchase.orders', min: 1 }] })
  await segment('everybody', '모든 손님', { include: [{ kind: 'traffic.page_views', min: 1 }] })
  await segment('nobody', '쓰이지 않는 세그먼트', { include: [{ kind: 'member.grade', values: ['VIP', 'GOLD'] }] })
  await ask(page, 'POST', `${site}/groups`, { id: 'autumn', name: '가을 세일' })
  const says = (title: string) => ({ content: { title, text: '오늘 주문하면 무료로 보내 드려요.', button: { label: '장바구니 가기', href: '/cart' } } })
  const in_days = (days: number) => new Date(now + days * DAY_MS).toISOString()
  await addMessage(page, id, { id: 'pop', name: '장바구니를 두고 가는 손님에게', type: 'popcorn', status: 'active', segment: 'big', group: 'autumn', control: 10, ...says('담아 둔 상품이 있어요'), variants: [{ id: 'B', ...says('오늘만 무료로 보내 드려요') }], schedule: { weekdays: ['fri', 'sat'], hours: [{ from: '21:00', to: '23:00' }] } })
  await addMessage(page, id, { id: 'gauge', name: '무료배송까지', type: 'gauge', status: 'active', content: { text: '{left}만 더 담으면 {tier}', tiers: [{ at: '50000', label: '무료배송' }] } })
  await addMessage(page, id, { id: 'long', name: '이름이 아주 긴 메시지: 가을 신상품 예약 손님에게 먼저 알려 드리는 쿠폰과 사은품 안내', type: 'coupon', status: 'active', start: in_days(-3), end: in_days(2), content: { title: '첫 구매 10% 할인', text: '주문서의 쿠폰 칸에 코드를 넣어 주세요.', code: 'HELLO10', countdown: true, button: { label: '쇼핑 계속하기' } } })
  await addMessage(page, id, { id: 'draft', name: '작성 중인 메시지', type: 'note', segment: 'everybody', content: { title: '담아 둔 상품이 기다리고 있어요', text: '지금 {total}어치가 장바구니에 있어요.' } })
  await publish(page, id)
  await ask(page, 'POST', `${site}/messages/gauge/pause`)
  const orders = Array.from({ length: 400 }, (_, n) => {
    const items = goods.filter((_, place) => (n + place * place) % 3 === 0).map(({ id, name, price }) => ({ id, name, price, quantity: 1 + (n % 2) }))
    const value = items.reduce((sum, { price, quantity }) => sum + Number(price) * quantity, 0)
    return { id: `s${n}`, at: new Date(now - ((n * 53) % 300) * DAY_MS).toISOString(), value: String(value), ...(n % 11 && { member: `member-${Math.floor(120 * ((n * 0.618) % 1) ** 2)}` }), items }
  })
  await ask(page, 'POST', `${site}/orders`, { orders })
  await ask(page, 'POST', `${site}/campaigns`, { id: 'autumn', name: '11월 문자', channel: 'sms', landing: 'https://127.0.0.1/event/autumn' })
  await ask(page, 'POST', `${site}/invitations`, { email: 'helper@shop.example', role: 'editor' })
  return id
}

async function look(page: Page, site: string, { name, path, ready }: Look, as: string) {
  await page.goto(url(`/console/sites/${site}${path}`))
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0, { timeout: 30_000 })
  await ready?.(page)
  await page.mouse.move(0, 0)
  await shots(page, `${name}-${as}`)
  if (!process.env.SHOTS) await expectSound(page, `${name}, ${as}`)
}

/** What is wrong with one page hides nothing of the others. */
async function all(wrong: string[], one: () => Promise<unknown>) {
  await one().catch((error: unknown) => wrong.push(String(error).slice(0, 2_000)))
}

for (const language of ['ko', 'en'] as const) {
  test(`a shop at work (${language})`, async ({ console: page }) => {
    test.setTimeout(1_800_000)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await speak(page, language)
    const site = await filled(page)
    const wrong: string[] = []
    for (const one of PAGES.filter(({ name }) => !only || only.includes(name))) await all(wrong, () => look(page, site, one, language))
    for (const [name, path] of [['account', 'account'], ['new-site', 'new-site'], ['no-page', 'nowhere']] as const) {
      if (only && !only.includes(name)) continue
      await page.goto(url(`/console/${path}`))
      await page.locator('h1, [data-testid=not-found]').first().waitFor()
      if (name !== 'no-page') await all(wrong, () => shots(page, `${name}-${language}`))
    }
    expect(wrong).toEqual([])
  })

  test(`a shop that has just begun, and an edge that does not answer (${language})`, async ({ console: page }) => {
    test.setTimeout(1_800_000)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await speak(page, language)
    const site = await ownSite(page, '새로 연 가게')
    const some = (names: readonly string[]) => PAGES.filter(({ name }) => names.includes(name) && (!only || only.includes(name)))
    const wrong: string[] = []
    for (const one of some(EMPTY)) await all(wrong, () => look(page, site, { ...one, name: `empty-${one.name}` }, language))
    await page.route(/\/api\/(?!session|openapi|setup)/, (route) => (new URL(route.request().url()).pathname === `/api/sites/${site}` ? route.continue() : route.abort()))
    for (const one of some(FAILED)) {
      await all(wrong, async () => {
        await page.goto(url(`/console/sites/${site}${one.path}`))
        await expect(page.getByRole('alert').first()).toBeVisible({ timeout: 30_000 })
        await shots(page, `failed-${one.name}-${language}`)
      })
    }
    expect(wrong).toEqual([])
  })

  test(`before anybody is in (${language})`, async ({ browser }) => {
    test.setTimeout(300_000)
    const page = await browser.newPage({ locale: language === 'ko' ? 'ko-KR' : 'en-US' })
    await speak(page, language)
    for (const [name, path] of [['sign-in', 'sign-in'], ['set-up-done', 'set-up'], ['invitation-gone', 'invitation#nothing']] as const) {
      if (only && !only.includes(name)) continue
      await page.goto(url(`/console/${path}`))
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await shots(page, `${name}-${language}`)
    }
    await page.close()
  })
}
