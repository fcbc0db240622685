// Reports of orders: made orders told through the API, and what the screen says of them against what the test counts of the same orders.
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { ask, expect, expectSound, ownSite, shots, speak, test } from './console.ts'
import { url } from './shop.ts'

const DAY = 86_400_000
const ZONE = 9 * 3_600_000
const LANGUAGES = ['ko', 'en'] as const
const at = (site: string, path = '') => url(`/console/sites/${site}/reports${path}`)

// The same numbers each time (mulberry32).
const numbers = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

const GOODS = ['손으로 빚은 백자 찻잔', '나무 도마', '유리 숙우', '종이테이프 숲길 3종', '린넨 식탁보', '찻잎 50g', '=1+1 접시', '놋수저 두 벌', '도자기 화병', '찻상']
const PRICES = [9_000, 24_000, 38_000, 4_800, 52_000, 12_000, 18_000, 98_000, 145_000, 210_000]

type Order = { id: string; at: string; value: string; member?: string; currency?: string; items: { id: string; name: string; quantity: number; price: string }[] }

/** A year of a shop: some customers come back, some do not, guests among them. */
function made(): Order[] {
  const next = numbers(11)
  const some = (count: number) => Math.floor(next() * count)
  const today = Math.floor((Date.now() + ZONE) / DAY)
  const orders: Order[] = []
  for (let customer = 0; customer < 140; customer++) {
    let day = today - 360 + some(360)
    const often = 0.25 + 0.6 * next()
    do {
      const from = some(GOODS.length)
      // Cup and tea go together.
      const picked = new Set([from, ...(next() < 0.5 ? [some(GOODS.length)] : []), ...(from === 0 && next() < 0.7 ? [5] : [])])
      const items = [...picked].map((good) => ({ id: `P-${good}`, name: GOODS[good]!, quantity: 1 + some(2), price: String(PRICES[good]) }))
      const value = items.reduce((sum, { price, quantity }) => sum + Number(price) * quantity, 0)
      orders.push({ id: `o-${orders.length}`, at: new Date(day * DAY - ZONE + some(24) * 3_600_000).toISOString(), value: String(value), ...(some(14) ? { member: `m-${String(customer).padStart(3, '0')}` } : {}), items })
      day += 5 + some(70)
    } while (day < today && next() < often)
  }
  return orders.filter((order) => Date.parse(order.at) < Date.now())
}

async function tell(page: Page, site: string, orders: Order[]) {
  for (let from = 0; from < orders.length; from += 1000) await ask(page, 'POST', `/api/sites/${site}/orders`, { orders: orders.slice(from, from + 1000) })
}

const dayOf = (order: Order) => Math.floor((Date.parse(order.at) + ZONE) / DAY)
const iso = (day: number) => new Date(day * DAY).toISOString().slice(0, 10)
const monthOf = (order: Order) => iso(dayOf(order)).slice(0, 7)
const won = (value: number, language: 'ko' | 'en') => (language === 'ko' ? `${value.toLocaleString('ko-KR')}원` : `₩${value.toLocaleString('en-US')}`)
const percent = (part: number) => new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 }).format(part)
const settled = (page: Page) => expect(page.locator('[aria-busy=true]')).toHaveCount(0)

async function download(page: Page): Promise<string[][]> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('report-csv').click()])
  expect(file.suggestedFilename()).toMatch(/\.csv$/)
  const text = readFileSync(await file.path(), 'utf8')
  expect(text.startsWith('\ufeff'), 'Excel knows the letters by the mark').toBe(true)
  return text.slice(1).trimEnd().split('\r\n').map((line) => line.slice(1, -1).split('","'))
}

for (const language of LANGUAGES)
  test(`all reports: found by what one wants to know; nothing to count yet says how orders come (${language})`, async ({ console: page }) => {
    await speak(page, language)
    const site = await ownSite(page, `새 가게 ${language}`)
    await page.goto(url(`/console/sites/${site}`))
    await page.getByTestId('nav-reports').click()
    await expect(page.getByTestId('report-card')).toHaveCount(120)
    await expectSound(page, 'catalogue')
    await shots(page, `reports-catalogue-${language}`)
    await page.getByTestId('reports-search').fill(language === 'ko' ? '이탈' : 'churn')
    await expect(page.getByTestId('report-card')).toHaveCount(1)
    await expect(page).toHaveURL(/q=/)
    await page.reload()
    await expect(page.getByTestId('report-card')).toHaveAttribute('data-report', 'rfm')
    await page.getByTestId('reports-search').fill('zzz')
    await expect(page.getByTestId('reports-none')).toBeVisible()
    await page.getByTestId('reports-none').getByRole('button').click()
    await page.getByTestId('reports-group-products').click()
    await expect(page.getByTestId('report-card')).toHaveCount(13)
    await page.getByTestId('report-card').first().getByRole('link').click()
    await expect(page).toHaveURL(/price-bands/)

    for (const path of ['/cohorts', '/rfm', '/price-bands', '/pairs']) {
      await page.goto(at(site, path))
      await expect(page.getByTestId('report-empty')).toBeVisible()
      await expect(page.getByTestId('how-orders')).toContainText(`/api/sites/${site}/orders`)
      await expectSound(page, `nothing yet: ${path}`)
    }
    await page.getByTestId('report-all-time').click()
    await expect(page).toHaveURL(/period=all/)
    await shots(page, `reports-empty-${language}`)
    // By the keyboard, by another word for it.
    await page.keyboard.press('Control+k')
    await page.getByTestId('palette-input').fill('retention')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/cohorts/)
  })

for (const language of LANGUAGES)
  test(`a report by its name says what the orders say (${language})`, async ({ console: page }) => {
    await speak(page, language)
    const site = await ownSite(page, `이름 있는 리포트 ${language}`)
    const orders = made()
    await tell(page, site, orders)
    await page.goto(at(site))
    await page.getByTestId('reports-search').fill(language === 'ko' ? '요일별 주문' : 'orders by weekday')
    await page.locator('[data-report="orders-by-weekday"]').getByRole('link').click()
    await page.getByTestId('report-period').selectOption('all')
    await settled(page)
    const rows = page.getByTestId('named-row')
    await expect(rows).toHaveCount(7)
    // Monday first.
    const weekday = (order: Order) => (dayOf(order) + 3) % 7
    for (let day = 0; day < 7; day++) {
      const theirs = orders.filter((order) => weekday(order) === day)
      await expect(rows.nth(day).locator('[data-figure=orders]')).toHaveText(String(theirs.length))
      await expect(rows.nth(day).locator('[data-figure=revenue]')).toHaveText(won(theirs.reduce((sum, { value }) => sum + Number(value), 0), language))
    }
    await expect(page.getByTestId('named-all').locator('[data-figure=orders]')).toHaveText(orders.length.toLocaleString('en-US'))
    await expect(rows.first().locator('[data-figure=units]')).toHaveCount(0)
    await page.getByTestId('named-figures').click()
    await expect(rows.first().locator('[data-figure=units]')).toHaveText(String(orders.filter((order) => weekday(order) === 0).flatMap(({ items }) => items).reduce((sum, { quantity }) => sum + quantity, 0)))
    const file = await download(page)
    expect(file).toHaveLength(8)
    expect(file.slice(1).reduce((sum, [, count]) => sum + Number(count), 0)).toBe(orders.length)
    await page.getByTestId('report-period').selectOption('90d')
    await page.getByTestId('report-compare').selectOption('before')
    await settled(page)
    await expect(page.getByTestId('named-all').locator('small').first()).toContainText('%')
    await expectSound(page, 'named')
    await shots(page, `reports-named-${language}`)

    await page.goto(at(site, '/named/orders-by-day?period=30d'))
    await expect(page.getByTestId('named-chart').locator('svg').first()).toBeVisible()
    await expectSound(page, 'named by day')
    await shots(page, `reports-named-day-${language}`)
    await page.goto(at(site, '/named/order-heat?period=all'))
    await expect(page.getByTestId('named-heat')).toBeVisible()
    await settled(page)
    await shots(page, `reports-named-heat-${language}`)
    await page.goto(at(site, '/named/sources'))
    await expect(page.getByTestId('named-none')).toBeVisible()
    await page.goto(at(site, '/named/nothing-of-the-kind'))
    await expect(page.getByTestId('named-gone')).toBeVisible()
    await page.getByTestId('named-gone').getByRole('link').click()
    await expect(page.getByTestId('reports-page')).toBeVisible()
  })

test('an edge that does not answer is said, and asked again', async ({ console: page }) => {
  const site = await ownSite(page, '끊긴 리포트')
  await page.route('**/reports/**', (route) => (route.request().resourceType() === 'document' ? route.continue() : route.abort()))
  for (const [path, id] of [['/cohorts', 'cohorts-page'], ['/rfm', 'rfm-page'], ['/price-bands', 'bands-page'], ['/pairs', 'pairs-page']] as const) {
    await page.goto(at(site, path))
    await expect(page.getByTestId(`${id}-error`)).toBeVisible({ timeout: 20_000 })
  }
  await expectSound(page, 'failed')
  await page.unroute('**/reports/**')
  await page.getByTestId('pairs-page-error-retry').click()
  await expect(page.getByTestId('report-empty')).toBeVisible()
  await page.goto(at(site, '/rfm/nobody'))
  await expect(page.getByTestId('rfm-no-group')).toBeVisible()
})

for (const language of LANGUAGES)
  test(`cohorts are what the orders say (${language})`, async ({ console: page }) => {
    await speak(page, language)
    const site = await ownSite(page, `코호트 ${language}`)
    const orders = made()
    await tell(page, site, orders)
    const firsts = new Map<string, string>()
    for (const order of orders) if (order.member && (firsts.get(order.member) ?? '9') > monthOf(order)) firsts.set(order.member, monthOf(order))
    const sizes = new Map<string, number>()
    for (const month of firsts.values()) sizes.set(month, (sizes.get(month) ?? 0) + 1)
    const inCell = (cohort: string, month: string) => orders.filter((order) => order.member && firsts.get(order.member) === cohort && monthOf(order) === month)
    const later = (month: string, by: number) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + by, 1)).toISOString().slice(0, 7)

    await page.goto(at(site, '/cohorts'))
    await expect(page.getByTestId('cohort')).toHaveCount(12)
    await settled(page)
    const shown = await page.getByTestId('cohort').evaluateAll((rows) => rows.map((row) => ({ start: (row as HTMLElement).dataset['start']!, size: row.querySelector('td')!.textContent, cells: [...row.querySelectorAll('td')].slice(1).map((cell) => ({ text: cell.firstChild!.textContent, open: cell.hasAttribute('data-open') })) })))
    const thisMonth = iso(Math.floor((Date.now() + ZONE) / DAY)).slice(0, 7)
    let compared = 0
    for (const { start, size, cells } of shown) {
      const month = start.slice(0, 7)
      expect(Number(size), month).toBe(sizes.get(month) ?? 0)
      for (const [place, cell] of cells.entries()) {
        const people = new Set(inCell(month, later(month, place)).map(({ member }) => member)).size
        expect(cell.text, `${month} + ${place}`).toBe(sizes.has(month) ? percent(people / sizes.get(month)!) : '–')
        expect(cell.open, `${month} + ${place} is over`).toBe(later(month, place) === thisMonth)
        compared += 1
      }
    }
    expect(compared).toBe(78)
    const guests = orders.filter(({ member }) => !member).length
    expect(guests).toBeGreaterThan(0)
    await expect(page.getByTestId('report-left-out')).toContainText(String(guests))
    await page.getByTestId('cohorts-curves').scrollIntoViewIfNeeded()
    await expect(page.getByTestId('cohort-curves').locator('svg')).toBeVisible()
    await expect(page.getByTestId('report-order')).toContainText(language === 'ko' ? '취소되지 않았고' : 'not cancelled')
    await expectSound(page, 'cohorts')
    await shots(page, `reports-cohorts-${language}`)

    await page.getByTestId('cohorts-of').getByText(language === 'ko' ? '구매수' : 'Orders', { exact: true }).click()
    await expect(page).toHaveURL(/of=orders/)
    const oldest = shown.at(-1)!.start
    await expect(page.locator(`[data-testid=cohort][data-start="${oldest}"] td`).nth(1)).toHaveText(String(inCell(oldest.slice(0, 7), oldest.slice(0, 7)).length))
    await page.getByTestId('cohorts-of').getByText(language === 'ko' ? '누적 매출/명' : 'Revenue so far, a person', { exact: true }).click()
    await expect(page.getByTestId('cohorts-meaning')).toContainText(language === 'ko' ? '나눈 값' : 'divided by')
    const rows = await download(page)
    expect(rows).toHaveLength(13)
    const spent = orders.filter(({ member }) => member && firsts.get(member) === oldest.slice(0, 7)).reduce((sum, { value }) => sum + Number(value), 0)
    expect(Number(rows.at(-1)!.at(-1)), 'what a customer of the oldest cohort has spent').toBeCloseTo(spent / sizes.get(oldest.slice(0, 7))!, 1)

    // The cohorts before have nobody: the year of orders ends there.
    await page.getByTestId('cohorts-count').selectOption('6')
    await page.getByTestId('report-compare').selectOption('before')
    await expect(page.getByTestId('cohort')).toHaveCount(6)
    await settled(page)
    const six = [...sizes].filter(([month]) => month >= later(thisMonth, -5)).reduce((sum, [, people]) => sum + people, 0)
    const before = [...sizes].filter(([month]) => month >= later(thisMonth, -11) && month < later(thisMonth, -5)).reduce((sum, [, people]) => sum + people, 0)
    await expect(page.getByTestId('tile-people')).toContainText(String(six))
    await expect(page.getByTestId('tile-people')).toContainText(String(before))
    await shots(page, `reports-cohorts-compared-${language}`)

    // Weeks begin on Sunday in Korea, on another day where somebody says so.
    await page.getByTestId('cohorts-by').selectOption('week')
    await expect(page.getByTestId('cohort')).toHaveCount(12)
    const weekday = async () => new Date(`${await page.getByTestId('cohort').first().getAttribute('data-start')}T00:00:00Z`).getUTCDay()
    await expect.poll(weekday).toBe(0)
    await page.getByTestId('cohorts-start').selectOption('monday')
    await expect.poll(weekday).toBe(1)
    await page.reload()
    await expect.poll(weekday, 'the address knows').toBe(1)
    await page.getByTestId('cohorts-count').selectOption('own')
    const today = Math.floor((Date.now() + ZONE) / DAY)
    await page.getByTestId('report-from').fill(iso(today - 20))
    // Day 0 was a Thursday.
    await expect(page.getByTestId('cohort')).toHaveCount(Math.floor((today + 3) / 7) - Math.floor((today - 17) / 7) + 1)
    await expectSound(page, 'own days')
  })

/** Scores as they are defined: 1 + the whole part of 5 × strictly worse ÷ all. */
function scored(orders: Order[], until: number) {
  const known = new Map<string, { last: number; orders: number; spent: number }>()
  for (const order of orders.filter((order) => order.member && dayOf(order) <= until)) {
    const one = known.get(order.member!) ?? { last: 0, orders: 0, spent: 0 }
    known.set(order.member!, { last: Math.max(one.last, dayOf(order)), orders: one.orders + 1, spent: one.spent + Number(order.value) })
  }
  const all = [...known].map(([member, one]) => ({ member, ...one }))
  const score = (of: (one: (typeof all)[number]) => number, own: (typeof all)[number]) => 1 + Math.floor((5 * all.filter((one) => of(one) < of(own)).length) / all.length)
  return all.map((one) => ({ ...one, recency: score(({ last }) => last, one), frequency: score(({ orders }) => orders, one), money: score(({ spent }) => spent, one) }))
}

for (const language of LANGUAGES)
  test(`RFM groups are what the orders say, with who is in them and who has moved (${language})`, async ({ console: page }) => {
    await speak(page, language)
    const site = await ownSite(page, `RFM ${language}`)
    const orders = made()
    await tell(page, site, orders)
    const today = Math.floor((Date.now() + ZONE) / DAY)
    const all = scored(orders, today)
    const sleeping = all.filter(({ recency, frequency }) => recency <= 2 && frequency <= 2)
    expect(sleeping.length).toBeGreaterThan(5)

    await page.goto(at(site, '/rfm'))
    await expect(page.getByTestId('rfm-area')).toHaveCount(10)
    const row = page.locator('[data-testid=rfm-group][data-group=hibernating]')
    await expect(row.locator('td').nth(0)).toHaveText(String(sleeping.length))
    await expect(row.locator('td').nth(1)).toHaveText(percent(sleeping.length / all.length))
    await expect(row.locator('td').nth(2)).toHaveText(String(sleeping.reduce((sum, one) => sum + one.orders, 0)))
    await expect(row.locator('td').nth(3)).toHaveText(won(sleeping.reduce((sum, one) => sum + one.spent, 0), language))
    expect((await page.getByTestId('rfm-group').locator('td:nth-of-type(1)').allTextContents()).reduce((sum, text) => sum + Number(text), 0)).toBe(all.length)
    const best = all.filter(({ recency }) => recency === 5).map(({ last }) => today - last)
    await expect(page.locator('[data-testid=rfm-score][data-score="5"] td').first()).toContainText(String(Math.max(...best)))
    await expectSound(page, 'RFM')
    await page.getByTestId('rfm-moved').selectOption('3')
    await expect(page).toHaveURL(/moved=3/)
    await page.reload()
    await expect(page.getByTestId('rfm-movement'), 'the address knows').toBeVisible()
    await expect(page.locator('[data-testid=rfm-change][data-group=hibernating] td').last()).toHaveText(String(sleeping.length))
    const then = new Date(Date.UTC(...(([y, m, d]) => [y!, m! - 4, d!] as const)(iso(today).split('-').map(Number))))
    // The last day of a shorter month stays in it.
    const day = then.getUTCDate() === Number(iso(today).slice(8)) ? Math.floor(then.getTime() / DAY) : undefined
    if (day !== undefined) await expect(page.locator('[data-testid=rfm-change][data-group=hibernating] td').first()).toHaveText(String(scored(orders, day).filter(({ recency, frequency }) => recency <= 2 && frequency <= 2).length))
    await settled(page)
    await expectSound(page, 'movement')
    await shots(page, `reports-rfm-${language}`)
    const groups = await download(page)
    expect(groups).toHaveLength(11)

    await page.locator('[data-testid=rfm-area][data-group=hibernating]').click()
    await expect(page).toHaveURL(/rfm\/hibernating/)
    const expected = sleeping.toSorted((one, other) => (one.member < other.member ? -1 : 1))
    await expect(page.getByTestId('rfm-customer')).toHaveCount(Math.min(50, expected.length))
    const first = expected[0]!
    await expect(page.getByTestId('rfm-customer').first()).toHaveAttribute('data-member', first.member)
    await expect(page.getByTestId('rfm-customer').first().locator('td').nth(3)).toHaveText(won(first.spent, language))
    await expect(page.getByTestId('rfm-customer').first().locator('td').nth(4)).toHaveText(`${first.recency} · ${first.frequency} · ${first.money}`)
    await expectSound(page, 'customers')
    await shots(page, `reports-rfm-customers-${language}`)
    const file = await download(page)
    expect(file.slice(1).map(([member]) => member)).toEqual(expected.map(({ member }) => member))
    expect(file[1]![1], 'the day by the shop’s clock').toContain(iso(first.last))
  })

test('a group of many is shown page by page, and its file has all of them', async ({ console: page }) => {
  const site = await ownSite(page, '큰 그룹')
  // Everybody is alike: one group.
  const orders = Array.from({ length: 130 }, (_, n) => ({ id: `o-${n}`, at: new Date(Date.now() - 5 * DAY).toISOString(), value: '10000', member: n === 0 ? '=cmd' : `m-${String(n).padStart(4, '0')}`, items: [] }))
  await tell(page, site, orders)
  await page.goto(at(site, '/rfm/hibernating'))
  await expect(page.getByTestId('rfm-customer')).toHaveCount(50)
  await page.getByTestId('rfm-customers-more').click()
  await expect(page.getByTestId('rfm-customer')).toHaveCount(100)
  await page.getByTestId('rfm-customers-more').click()
  await expect(page.getByTestId('rfm-customer')).toHaveCount(130)
  await expect(page.getByTestId('rfm-customers-more')).toHaveCount(0)
  const file = await download(page)
  expect(file).toHaveLength(131)
  expect(file.find(([member]) => member!.includes('cmd'))![0], 'a formula is disarmed').toBe("'=cmd")
})

for (const language of LANGUAGES)
  test(`price bands are what the orders say, with bands of one's own (${language})`, async ({ console: page }) => {
    await speak(page, language)
    const site = await ownSite(page, `가격대 ${language}`)
    const orders = made()
    await tell(page, site, orders)
    const today = Math.floor((Date.now() + ZONE) / DAY)
    const counted = (edges: number[], from: number, to: number) => {
      const within = orders.filter((order) => dayOf(order) >= from && dayOf(order) <= to)
      const bands = [0, ...edges].map((edge, place) => {
        const has = ({ price }: Order['items'][number]) => Number(price) >= edge && Number(price) < (edges[place] ?? Infinity)
        const lines = within.flatMap(({ items }) => items.filter(has))
        return { orders: within.filter(({ items }) => items.some(has)).length, units: lines.reduce((sum, { quantity }) => sum + quantity, 0), sales: lines.reduce((sum, { quantity, price }) => sum + quantity * Number(price), 0) }
      })
      return { orders: within.length, bands }
    }
    const seen = async (figure: string) => page.locator(`[data-testid=band] td[data-figure=${figure}]`).evaluateAll((cells) => cells.map((cell) => cell.firstChild!.textContent))
    const check = async (edges: number[], from: number, to: number) => {
      const { bands } = counted(edges, from, to)
      await expect.poll(() => seen('units')).toEqual(bands.map(({ units }) => String(units)))
      expect(await seen('sales')).toEqual(bands.map(({ sales }) => won(sales, language)))
      expect(await seen('orders')).toEqual(bands.map(({ orders }) => String(orders)))
      const all = bands.reduce((sum, { units }) => sum + units, 0)
      expect(await seen('share_of_units')).toEqual(bands.map(({ units }) => percent(units / all)))
    }
    await page.goto(at(site, '/price-bands'))
    const first = [10_000, 30_000, 50_000, 100_000]
    await check(first, today - 89, today)
    const told = counted(first, today - 89, today)
    await expect(page.getByTestId('bands-twice')).toContainText(String(told.orders))
    await expect(page.getByTestId('bands-twice')).toContainText(String(told.bands.reduce((sum, { orders }) => sum + orders, 0)))
    await expectSound(page, 'bands')
    await shots(page, `reports-bands-${language}`)

    // What is wrong is said at its field, and nothing is applied.
    await page.getByTestId('bands-edit').click()
    const fields = page.getByTestId('bands-edge')
    await fields.nth(1).fill('10000')
    await expect(page.getByTestId('bands-editor')).toContainText(language === 'ko' ? '같은 가격' : 'twice')
    await expect(page.getByTestId('bands-apply')).toBeDisabled()
    await expectSound(page, 'editor')
    for (const [place, text] of ['40,000', '20000', '60000', '200000'].entries()) await fields.nth(place).fill(text)
    await page.getByTestId('bands-add').click()
    await fields.nth(4).fill('5000')
    await shots(page, `reports-bands-editor-${language}`)
    await page.getByTestId('bands-apply').click()
    const own = [5_000, 20_000, 40_000, 60_000, 200_000]
    await expect(page).toHaveURL(/edges=5000/)
    await check(own, today - 89, today)
    // Remembered by this browser, whatever the address.
    await page.goto(at(site, '/price-bands?period=30d&compare=before'))
    await check(own, today - 29, today)
    await expect(page.getByTestId('report-days')).toContainText(language === 'ko' ? '과 비교' : 'against')
    await expect(page.getByTestId('band').first()).toContainText('%')
    const before = counted(own, today - 59, today - 30).bands.reduce((sum, { units }) => sum + units, 0)
    const now = counted(own, today - 29, today).bands.reduce((sum, { units }) => sum + units, 0)
    const sign = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' })
    await expect(page.locator('[data-testid=bands-total] td[data-figure=units] small')).toHaveText(sign.format((now - before) / before))
    await expectSound(page, 'compared')
    await shots(page, `reports-bands-compared-${language}`)

    await page.getByTestId('bands-figures').click()
    await page.getByTestId('figure-average').check()
    await page.getByTestId('figure-share_of_sales').uncheck()
    await expectSound(page, 'figures')
    await page.keyboard.press('Escape')
    await expect(page.locator('[data-testid=band] td[data-figure=share_of_sales]')).toHaveCount(0)
    const rows = await download(page)
    expect(rows[0]).toHaveLength(6)
    expect(rows.slice(1).map((row) => Number(row[1]))).toEqual(counted(own, today - 29, today).bands.map(({ units }) => units))

    // Days of one's own, and none in them.
    await page.getByTestId('report-period').selectOption('own')
    await page.getByTestId('report-from').fill('2019-01-01')
    await page.getByTestId('report-to').fill('2019-01-31')
    await expect(page.getByTestId('report-empty')).toBeVisible()
    await page.getByTestId('report-to').fill('2018-01-31')
    await expect(page.getByTestId('bands-page')).toContainText(language === 'ko' ? '빨라요' : 'before the first')
    await page.getByTestId('report-all-time').click()
    await check(own, 0, today)
  })

for (const language of LANGUAGES)
  test(`products bought together are what the orders say, in a sentence (${language})`, async ({ console: page }) => {
    await speak(page, language)
    const site = await ownSite(page, `함께 ${language}`)
    const orders = made()
    await tell(page, site, orders)
    const baskets = orders.map(({ items }) => new Set(items.map(({ id }) => id)))
    const withAll = (...ids: string[]) => baskets.filter((basket) => ids.every((id) => basket.has(id))).length
    const all = GOODS.flatMap((_, one) => GOODS.flatMap((_, other) => (one < other ? [{ pair: `P-${one}+P-${other}`, n: withAll(`P-${one}`, `P-${other}`) }] : []))).filter(({ n }) => n >= 2)

    await page.goto(at(site, '/pairs?period=all'))
    await expect(page.getByTestId('pair')).toHaveCount(all.length)
    const shown = await page.getByTestId('pair').evaluateAll((rows) => rows.map((row) => ({ pair: (row as HTMLElement).dataset['pair']!, n: Number(row.querySelector('td')!.textContent!.replace(/\D/g, '')) })))
    expect(shown.toSorted((one, other) => (one.pair < other.pair ? -1 : 1))).toEqual(all.toSorted((one, other) => (one.pair < other.pair ? -1 : 1)))
    // Cup and tea.
    const both = withAll('P-0', 'P-5')
    const [cup, tea] = [both / withAll('P-0'), both / withAll('P-5')]
    const sentence = page.locator('[data-testid=pair][data-pair="P-0+P-5"]').getByTestId('pair-sentence')
    await expect(sentence).toContainText(percent(Math.max(cup, tea)))
    if (language === 'ko') await expect(sentence).toContainText(cup >= tea ? '손으로 빚은 백자 찻잔을 산 주문의' : '찻잎 50g을(를) 산 주문의')
    await expectSound(page, 'pairs')
    await shots(page, `reports-pairs-${language}`)

    await page.getByTestId('pairs-sort').selectOption('lift')
    await expect(page).toHaveURL(/sort=lift/)
    await settled(page)
    const lifts = (await page.getByTestId('pair').locator('td:last-child').allTextContents()).map((text) => Number(text.replace(/[^\d.]/g, '')))
    expect(lifts).toEqual(lifts.toSorted((one, other) => other - one))
    const top = shown.map(({ pair, n }) => ({ n, lift: (n * baskets.length) / (withAll(pair.split('+')[0]!) * withAll(pair.split('+')[1]!)) })).toSorted((one, other) => other.lift - one.lift)[0]!
    expect(lifts[0]).toBeCloseTo(top.lift, 2)
    await page.getByTestId('pairs-least').selectOption('10')
    await expect(page.getByTestId('pair')).toHaveCount(all.filter(({ n }) => n >= 10).length)
    await page.getByTestId('pairs-least').selectOption('2')

    await page.getByTestId('pairs-product').fill('백자')
    await page.getByRole('option', { name: '손으로 빚은 백자 찻잔' }).click()
    await expect(page).toHaveURL(/product=P-0/)
    await expect(page.getByTestId('pair')).toHaveCount(all.filter(({ pair }) => pair.split('+').includes('P-0')).length)
    await page.reload()
    await expect(page.getByTestId('pairs-product')).toHaveValue('손으로 빚은 백자 찻잔')
    await expectSound(page, 'one product')
    await page.getByTestId('pairs-clear').click()
    await expect(page.getByTestId('pair')).toHaveCount(all.length)
    await settled(page)
    const rows = await download(page)
    expect(rows).toHaveLength(all.length + 1)
    expect(rows.flatMap(([, one, , other]) => [one, other]), 'a formula is disarmed').toContain("'=1+1 접시")
    await page.getByTestId('pairs-product').fill('P-없음')
    await page.getByTestId('pairs-product').press('Enter')
    await expect(page.getByTestId('pairs-none')).toBeVisible()
    await page.getByTestId('pairs-clear').click()
    await expect(page.getByTestId('pair')).toHaveCount(all.length)
  })
