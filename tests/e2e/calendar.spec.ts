// What runs when, and what would have shown: the messages' calendar and their rehearsal. On the real worker, each walk in a site of its own.
import type { Page } from '@playwright/test'
import { addMessage, ask, expect, expectSound, ownSite, publish, shopWith, shots, speak, test } from './console.ts'
import { dev, url } from './shop.ts'

const at = (site: string, path: string) => url(`/console/sites/${site}/messages/${path}`)
const line = (page: Page, id: string) => page.locator(`[data-testid=calendar-line][data-message=${id}]`)
const says = (text: string) => ({ name: text, content: { title: text, text: '안녕하세요' } })

for (const language of ['ko', 'en'] as const)
  test(`the calendar: days in the shop’s zone, weekdays, what is paused and what is being written (${language})`, async ({ console: page }) => {
    await speak(page, language)
    const site = await ownSite(page, `달력 ${language}`)
    await page.goto(at(site, 'calendar?month=2027-03'))
    await expect(page.getByTestId('calendar-empty')).toBeVisible()
    await expectSound(page, 'empty calendar')
    // Midnight in Seoul is the evening before in London: the shop's day counts.
    await addMessage(page, site, { id: 'sale', type: 'bar', status: 'active', ...says('봄 세일'), start: '2027-03-09T15:00:00Z', end: '2027-03-20T00:00:00+09:00' })
    await addMessage(page, site, { id: 'weekend', type: 'popcorn', ...says('주말'), schedule: { weekdays: ['sat', 'sun'], hours: [{ from: '21:00', to: '23:00' }] } })
    await publish(page, site)
    await ask(page, 'POST', `/api/sites/${site}/messages/sale/pause`)
    await page.reload()
    const days = async (id: string) => (await line(page, id).getByTestId('calendar-day').evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.day!.slice(8))))
    await expect(line(page, 'sale')).toHaveAttribute('data-standing', 'off')
    expect(await days('sale')).toEqual(['10', '11', '12', '13', '14', '15', '16', '17', '18', '19'])
    expect(await days('weekend')).toEqual(['06', '07', '13', '14', '20', '21', '27', '28'])
    await expect(line(page, 'weekend')).toContainText(language === 'ko' ? '토·일 · 21:00–23:00' : 'Sat, Sun · 21:00–23:00')
    await expect(line(page, 'weekend')).toContainText(language === 'ko' ? '이 달에 8일' : '8 days')
    await expect(line(page, 'sale')).toContainText(language === 'ko' ? '3월 10일' : 'Mar 10')
    await expectSound(page, 'calendar')
    await shots(page, `calendar-${language}`)
    await page.getByTestId('calendar-after').click()
    await expect(page.getByTestId('calendar-month')).toHaveText(language === 'ko' ? '2027년 4월' : 'April 2027')
    await expect(page).toHaveURL(/month=2027-04/)
    await expect(line(page, 'sale'), 'over by then').toHaveCount(0)
    await page.getByTestId('calendar-today').click()
    await expect(page).not.toHaveURL(/month=/)
    await page.setViewportSize({ width: 390, height: 844 })
    await expectSound(page, 'calendar, phone')
  })

for (const language of ['ko', 'en'] as const)
  test(`the rehearsal: drafts played to visits that were, what overlaps and what never gets its turn (${language})`, async ({ console: page, browser }) => {
    await speak(page, language)
    const site = await ownSite(page, `시뮬레이션 ${language}`)
    const { key } = await ask(page, 'GET', `/api/sites/${site}`)
    await page.goto(at(site, 'rehearsal'))
    await expect(page.getByTestId('rehearsal-no-visits')).toBeVisible()
    await expectSound(page, 'no visits')
    const shop = await shopWith(`<script async src="${dev().origin}/d.js" data-site="${key}"></script>`, '<h1>가게</h1>')
    const shopper = await (await browser.newContext({ locale: 'ko-KR' })).newPage()
    try {
      await shopper.goto(shop.origin)
      await shopper.goto(`${shop.origin}/tea`)
      const seen = async () => (await ask(page, 'GET', `/api/sites/${site}/live`)).visitors[0]?.page_views
      await expect.poll(seen, { timeout: 20_000 }).toBe(2)
      await addMessage(page, site, { id: 'first', type: 'popcorn', status: 'active', ...says('먼저 보이는 것'), priority: 9 })
      await addMessage(page, site, { id: 'behind', type: 'popcorn', ...says('뒤에 있는 것'), priority: 1 })
      await addMessage(page, site, { id: 'nobody', type: 'bar', ...says('누구에게나') })
      await publish(page, site)
      await page.getByTestId('rehearsal-again').click()
      const part = (id: string) => page.locator(`[data-testid=rehearsed][data-message=${id}]`)
      await expect(page.getByTestId('rehearsed')).toHaveCount(3)
      await expect(part('first').getByTestId('rehearsed-visits')).toContainText('1')
      await expect(part('behind').getByTestId('rehearsed-starved_visits')).toContainText('1')
      await expect(part('behind')).toContainText('먼저 보이는 것')
      await expect(page.getByTestId('overlap')).toContainText('뒤에 있는 것')
      await expectSound(page, 'rehearsal')
      await shots(page, `rehearsal-${language}`)
      // What is in force alone.
      await page.getByTestId('rehearsal-of').getByText(language === 'ko' ? '게시된 것만' : 'Published only').click()
      await expect(page).toHaveURL(/of=published/)
      await expect(page.getByTestId('rehearsed')).toHaveCount(1)
      // Nothing has come of it.
      expect((await ask(page, 'GET', `/api/sites/${site}/config`)).messages.map(({ id }: { id: string }) => id)).toEqual(['first'])
      await page.route('**/rehearsal', (route) => route.fulfill({ status: 422, headers: { 'content-type': 'application/problem+json' }, json: { type: 'about:blank', title: 'invalid', status: 422, code: 'invalid', field: 'config.messages[0].content.title', detail: 'It is too long.' } }))
      await page.getByTestId('rehearsal-range').getByText(language === 'ko' ? '지난 24시간' : 'Last 24 hours').click()
      // Whose fault it is, in words, and the way to it.
      await expect(page.getByTestId('rehearsal-refused')).toContainText(language === 'ko' ? '메시지에 고칠 곳이 있어요: 제목' : '(Title). It is too long.')
      await expectSound(page, 'refused')
      await page.getByTestId('rehearsal-refused').getByRole('link').click()
      await expect(page).toHaveURL(/messages\/edit\/first/)
      await expect(page.getByTestId('message-page')).toBeVisible()
    } finally {
      shop.close()
      await shopper.context().close()
    }
  })
