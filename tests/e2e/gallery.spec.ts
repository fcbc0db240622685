// Every type of message in every state, drawn by the built files on pages that no edge serves: looked at by axe, on hostile pages, with pictures
// that do not come. `GALLERY=1` leaves a screenshot of each state, width and theme in tests/e2e/shots/gallery, to be looked at.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { MESSAGES } from '../gallery/messages.ts'
import { galleryConfigs, page as shopPage, serve } from '../gallery/server.ts'
import { show } from '../gallery/show.ts'
import { expect, test, watch } from './shop.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const NAMES = Object.keys(MESSAGES)
const HOSTILE: Record<string, string> = {
  'everything unset': '<style>* { all: unset !important }</style>',
  'empty ones hidden': '<style>div:empty, :empty { display: none !important } dangol-message { display: none !important; opacity: 0 !important }</style>',
  'pictures hidden': '<style>img, button, a, h2, p, section { display: none !important } :root { font-size: 40px !important; letter-spacing: 9px !important }</style>',
  'a layer over all': '<style>body::after { content: ""; position: fixed; inset: 0; z-index: 2147483647; background: #f006; pointer-events: none }</style>',
  'written from the right': '<style>html { direction: rtl } body { direction: rtl }</style>',
  'a body that is moved': '<style>body { transform: translateY(40px); filter: saturate(1); will-change: transform }</style>',
}

let origin = ''
let close = () => {}
/** What pages have in their head; `quirks`: no doctype. */
let head = ''
let quirks = false
let headers: Record<string, string> = {}

test.beforeAll(async () => {
  const odd = {
    'no-picture': { config: one('no-picture', { type: 'popcorn', content: { image: { src: '/404.png', alt: '', width: 640, height: 360 }, title: '그림 없이' } }) },
    'slow-picture': { config: one('slow-picture', { type: 'popcorn', content: { image: { src: '/never.png', alt: '', width: 640, height: 360 }, title: '그림을 기다려요' } }) },
    'no-badge': { config: one('no-badge', { type: 'floating', content: { image: { src: '/404.png', alt: '', width: 64, height: 64 }, badge: '선물', title: '선물' } }) },
    markup: { config: one('markup', { type: 'popcorn', content: { title: '<script>window.hacked=1</script>', text: '{product|<img src=x onerror="window.hacked=1">}이/가', button: { label: '<b>굵게</b>', href: '/' } } }) },
    particles: { config: one('particles', { type: 'popcorn', content: { title: '{product|상품}을/를 담을까요?', text: '{product|상품}이(가) {product|상품}은/는 {product|상품}으로/로' } }) },
    later: { config: one('later', { type: 'inline', content: { title: '늦게 온 자리', anchor: { selector: '.later', where: 'end' } } }) },
    bad: { config: one('bad', { type: 'inline', content: { title: '없는 자리', anchor: { selector: 'a[', where: 'end' } } }) },
    ended: { config: one('ended', { type: 'coupon', end: '2035-01-01T00:09:00Z', content: { title: '곧 끝나요', code: 'SOON', countdown: true } }) },
    'asks-once': { config: one('asks-once', { type: 'survey', limits: { stop_after: ['click'] }, content: { title: '어떻게 오셨어요?', choices: ['검색', '유튜브'], thanks: '고맙습니다' } }) },
    'copied-once': { config: one('copied-once', { type: 'coupon', limits: { stop_after: ['click'] }, content: { title: '쿠폰', code: 'ONCE' } }) },
    'no-more': { config: { messages: [...one('rare', { type: 'popcorn', priority: 9, content: { title: '쿠폰', code: 'RARE' } }).messages, ...one('plain', { type: 'popcorn', content: { title: '대신' } }).messages] } },
    both: { config: { messages: [...one('first', { type: 'popcorn', content: { title: '하나' } }).messages, ...one('bar-too', { type: 'bar', content: { text: '띠' } }).messages] } },
  }
  const served = await serve({
    configs: { ...galleryConfigs(), ...odd },
    extra: (path: string, query: URLSearchParams) => {
      if (path === '/never.png') return 'never'
      if (path === '/404.png') return { type: 'text/plain', body: '', status: 404 }
      if (path !== '/') return undefined
      const html = shopPage(query, head)
      return { body: quirks ? html.replace('<!doctype html>', '') : html, headers }
    },
  })
  origin = served.origin
  close = served.close
})
test.afterAll(() => close())
test.beforeEach(() => {
  head = ''
  quirks = false
  headers = {}
})

function one(id: string, message: object) {
  return { messages: [{ id, status: 'active', ...message }] }
}

const host = (page: Page, id: string) => page.locator(`dangol-message[data-message="${id}"][data-type]`)

const picture = (page: Page) => page.screenshot({ animations: 'disabled', caret: 'initial' })

test.describe('gallery', () => {
  for (const [width, height] of [[1280, 800], [390, 844]] as const) {
    for (const theme of ['light', 'dark']) {
      test(`every type and state, ${width} wide, ${theme}`, async ({ browser, quiet }) => {
        test.setTimeout(300_000)
        const context = await browser.newContext({ viewport: { width, height }, isMobile: width < 500, hasTouch: width < 500, locale: 'ko-KR', bypassCSP: true })
        for (const name of NAMES) {
          const page = await context.newPage()
          watch(page, quiet)
          const { host, box } = await show(page, origin, name, `&theme=${theme}`)
          await expect(box, name).toBeVisible({ visible: !/^floating$/.test(name) })
          await expect(host).toHaveAttribute('data-type', MESSAGES[name]!.type)
          // Nothing sticks out of the screen, nor of its box; no message but a popup takes more than a third of a phone.
          const fits = await host.evaluate((host) => {
            const out: string[] = []
            for (const el of host.shadowRoot!.querySelectorAll<HTMLElement>('.c, .k, .go, .v, .q, .x, h2, p, .n span, .g a, .r, .g b')) {
              const { left, right, top, bottom, width } = el.getBoundingClientRect()
              if (width && (left < -1 || right > innerWidth + 1 || ((el.matches('.c') || el.matches('.x')) && !host.style.cssText.includes('static') && (top < -1 || bottom > innerHeight + 1)))) out.push(`${el.className} ${left} ${right} ${top} ${bottom}`)
            }
            return out
          })
          expect(fits, name).toEqual([])
          const rect = (await box.boundingBox()) ?? { height: 0 }
          if (width < 500 && !/^popup|inline/.test(name)) expect(rect.height, name).toBeLessThanOrEqual(height * 0.33 + 1)
          // Whatever its buttons say, its words can be read.
          const words = await host.evaluate((host) => [...host.shadowRoot!.querySelectorAll('.b')].reduce((sum, el) => [sum[0]! + el.clientHeight, sum[1]! + el.scrollHeight], [0, 0]))
          if (await box.isVisible()) expect(words[0], `${name}: words`).toBeGreaterThanOrEqual(Math.min(words[1]!, 72))
          const close = host.locator('.x').first()
          if (await close.isVisible()) {
            const { width, height } = (await close.boundingBox())!
            expect(Math.min(width, height), `${name}: what closes it`).toBeGreaterThanOrEqual(44)
          }
          if (name === 'floating-open') {
            const [badge, card] = [(await host.locator('.k').boundingBox())!, (await box.boundingBox())!]
            expect([card.y + card.height <= badge.y, Math.round(badge.x + badge.width)], 'the card above its badge').toEqual([true, Math.round(card.x + card.width)])
          }
          await page.evaluate(axe)
          const found = await page.evaluate(() => (window as any).axe.run(document.querySelector('dangol-message'), { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
          expect(found.violations.map((it: any) => [it.id, it.nodes.map((node: any) => node.html + node.any.map((any: any) => any.message).join())]), name).toEqual([])
          if (process.env.GALLERY) await page.screenshot({ path: `tests/e2e/shots/gallery/${name}-${width}-${theme}.png` })
          await page.close()
        }
        await context.close()
      })
    }
  }
})

test.describe('hostile pages', () => {
  for (const [what, css] of Object.entries(HOSTILE)) {
    test(`messages look the same: ${what}`, async ({ page }) => {
      test.setTimeout(180_000)
      for (const name of ['popcorn', 'gauge-tiers', 'note', 'bar', 'coupon-issued', 'popup', 'survey', 'capture', 'recommend-one', 'floating-open']) {
        // What a page says of itself (its font) is a message's too: the same on both.
        const plain = '<style>body { font-family: NanumGothic !important; background: #fff !important } .btn { background: #7a4b2a !important }</style>'
        const look = async (more: string) => {
          head = plain + more
          const { host } = await show(page, origin, name)
          // A countdown moves, and the page shows through round corners.
          return host.evaluate((host, name) => {
            const read = (el: Element): unknown[] => {
              const { width, height } = el.getBoundingClientRect()
              const style = getComputedStyle(el)
              const own = ['color', 'backgroundColor', 'fontSize', 'fontWeight', 'lineHeight', 'letterSpacing', 'display', 'opacity', 'borderRadius', 'padding', 'margin', 'direction', 'visibility', 'textAlign'] as const
              return [el.className, Math.round(width), Math.round(height), ...own.map((it) => style[it]), ...[...el.children].map(read)]
            }
            const rect = host.shadowRoot!.querySelector('.c')!.getBoundingClientRect()
            const over = document.elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height / 2)
            return [name, over === host, Math.round(rect.left), Math.round(rect.top), ...[...host.shadowRoot!.children].map(read)]
          }, name)
        }
        expect(await look(css), `${name}: ${what}`).toEqual(await look(''))
      }
    })
  }

  test('messages look the same: quirks mode', async ({ page }) => {
    for (const name of ['popcorn', 'gauge-tiers', 'survey']) {
      const look = async (mode: boolean) => {
        quirks = mode
        const { box } = await show(page, origin, name)
        expect(await page.evaluate(() => document.compatMode)).toBe(mode ? 'BackCompat' : 'CSS1Compat')
        const { width, height } = (await box.boundingBox())!
        return [name, width, height]
      }
      expect(await look(true)).toEqual(await look(false))
    }
  })

  test('the page outside a message is the same, pixel by pixel', async ({ page }) => {
    for (const name of ['popcorn', 'gauge-tiers', 'note', 'bar', 'ticker']) {
      await page.route('**/d.js', (route) => route.abort())
      await page.goto(`${origin}/?message=${name}`)
      const without = await picture(page)
      const before = await page.evaluate(() => document.body.innerHTML + document.documentElement.scrollHeight + document.documentElement.getAttributeNames())
      await page.unroute('**/d.js')
      const { host } = await show(page, origin, name)
      expect(await page.evaluate(() => document.body.innerHTML + document.documentElement.scrollHeight + document.documentElement.getAttributeNames())).toBe(before)
      await host.evaluate((host) => host.remove())
      expect((await picture(page)).equals(without), name).toBe(true)
    }
  })
})

test('a CSP of one style source, Trusted Types: nothing is refused', async ({ page, quiet }) => {
  watch(page, quiet)
  headers = { 'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; require-trusted-types-for 'script'; trusted-types dangol" }
  const wrong: string[] = []
  await page.exposeFunction('refused', (what: string) => wrong.push(what))
  await page.addInitScript(() => addEventListener('securitypolicyviolation', (it) => (window as any).refused(`${it.violatedDirective} ${it.sourceFile} ${it.sample}`)))
  for (const name of ['popcorn', 'coupon', 'capture', 'gauge-tiers', 'inline', 'popup']) {
    const { box } = await show(page, origin, name)
    await expect(box).toBeVisible()
  }
  // The page's own style element is refused; of ours there is none.
  expect(wrong.filter((it) => !it.startsWith('style-src-elem'))).toEqual([])
  quiet.splice(0)
})

test('a popup takes the focus, keeps it and gives it back; Escape closes it', async ({ shopper: page }) => {
  head = '<script>document.addEventListener("DOMContentLoaded", () => document.querySelector(".btn").focus())</script>'
  const { host } = await show(page, origin, 'popup')
  const active = () => page.evaluate(() => (document.activeElement as any)?.shadowRoot?.activeElement?.className ?? document.activeElement!.className)
  expect(await active()).toContain('c f4')
  await page.keyboard.press('Tab')
  expect(await active()).toBe('go')
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement!.matches('main *'))).toBe(false)
  }
  await page.keyboard.press('Escape')
  await expect(host).toHaveCount(0)
  expect(await active()).toBe('btn')
})

test('others never take the focus', async ({ shopper: page }) => {
  head = '<script>document.addEventListener("DOMContentLoaded", () => document.querySelector(".btn").focus())</script>'
  for (const name of ['popcorn', 'note', 'coupon', 'survey', 'capture', 'bar']) {
    const { host } = await show(page, origin, name)
    expect(await page.evaluate(() => document.activeElement!.className)).toBe('btn')
    // By keys alone: into it, and out of the world.
    await host.getByRole('button', { name: '닫기' }).focus()
    await page.keyboard.press('Escape')
    await expect(host).toHaveCount(0)
  }
})

test('a coupon: the code is copied, the shop is asked to issue, the end is real', async ({ shopper: page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
  const { host } = await show(page, origin, 'coupon')
  await host.getByRole('button', { name: 'HELLO10' }).click()
  await expect(host.getByRole('button', { name: 'HELLO10' })).toContainText('복사했어요')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('HELLO10')
  const said = await host.getByRole('timer').innerText()
  await expect(host.getByRole('timer')).not.toHaveText(said)
  expect(said).toMatch(/^남은 시간 02:1\d:\d\d$/)

  const issued = await show(page, origin, 'coupon-issued')
  await page.evaluate(() => addEventListener('dangol', (event: any) => ((window as any).said = event.detail)))
  await issued.host.getByRole('button', { name: '쿠폰 받기' }).click()
  await expect(issued.host).toHaveCount(0)
  expect(await page.evaluate(() => (window as any).said)).toEqual({ message: 'coupon-issued', event: 'issue-coupon' })
})

test('a coupon goes when it ends', async ({ shopper: page }) => {
  await page.clock.install({ time: '2035-01-01T00:00:00Z' })
  // The edge would put the device's clock right.
  await page.route('**/v1/collect', (route) => route.fulfill({ body: '' }))
  await page.goto(`${origin}/?message=ended`)
  // What draws it comes by the network, whose time is not the page's.
  const timer = page.locator('dangol-message[data-message="ended"]').getByRole('timer')
  await expect.poll(async () => (await page.clock.runFor(200), timer.count()), { intervals: [100] }).toBe(1)
  await expect(timer).toContainText('00:0')
  await page.clock.runFor(600_000)
  await expect(page.locator('dangol-message[data-message="ended"]')).toHaveCount(0)
})

test('a survey: a tap answers, thanks are said, the answer is an event of the visit', async ({ shopper: page }) => {
  const { host } = await show(page, origin, 'survey')
  await host.getByRole('button', { name: '유튜브' }).click()
  await expect(host.getByRole('status')).toHaveText('알려 주셔서 고마워요!')
  await expect(host.getByRole('button', { name: '검색' })).toHaveCount(0)
  const events = (await page.evaluate(() => (window as any).dangol.debug())).facts.events
  expect(events).toMatchObject([{ name: 'survey', properties: '&message=survey&choice=4&answer=유튜브&' }])
  await expect(host).toHaveCount(0, { timeout: 8000 })
  // It has been answered: it does not come back in this visit.
  await page.reload()
  await page.waitForFunction(() => (window as any).dangol.debug()?.facts.page_views === 2)
  await expect(page.locator('dangol-message')).toHaveCount(0)
})

test('thanks and a copied code are read, though the click that led to them stops the message', async ({ shopper: page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
  for (const [id, button, said] of [['asks-once', '유튜브', '고맙습니다'], ['copied-once', 'ONCE', '복사했어요']] as const) {
    await page.goto(`${origin}/?message=${id}`)
    const card = host(page, id)
    await card.getByRole('button', { name: button }).click()
    await expect(card).toContainText(said)
    await page.waitForTimeout(1000)
    await expect(card).toContainText(said)
    await expect(card).toHaveCount(0, { timeout: 8000 })
  }
})

test('where what draws rare blocks does not come, their place is another message’s', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.route('**/*.more.js', (route) => route.abort())
  await page.goto(`${origin}/?message=no-more`)
  await expect(host(page, 'plain')).toContainText('대신')
  await expect(host(page, 'rare')).toHaveCount(0)
  const fates = () => page.evaluate(() => (window as any).dangol.debug()?.messages.map(({ id, why }: any) => [id, why]))
  await expect.poll(fates).toEqual([['rare', 'undrawn'], ['plain', 'shown']])
  expect(errors).toEqual([])
})

test('a countdown goes on when the page moves its message', async ({ shopper: page }) => {
  await page.clock.install({ time: '2035-01-01T00:00:00Z' })
  // The edge would put the device's clock right.
  await page.route('**/v1/collect', (route) => route.fulfill({ body: '' }))
  await page.goto(`${origin}/?message=ended`)
  const timer = page.locator('dangol-message[data-message="ended"]').getByRole('timer')
  await expect.poll(async () => (await page.clock.runFor(200), timer.count()), { intervals: [100] }).toBe(1)
  await page.evaluate(() => ((window as any).taken = document.querySelector('dangol-message'))!.remove())
  await page.clock.runFor(3000)
  await page.evaluate(() => document.documentElement.append((window as any).taken))
  const said = await timer.innerText()
  await page.clock.runFor(3000)
  await expect(timer).not.toHaveText(said)
})

test('a capture: nothing without consent, the address goes to the page alone', async ({ shopper: page }) => {
  const bodies: string[] = []
  page.on('request', (request) => bodies.push(request.url() + (request.postDataBuffer()?.toString('latin1') ?? '')))
  const { host } = await show(page, origin, 'capture')
  const send = () => host.getByRole('button', { name: '쿠폰 받기' }).click()
  const box = host.getByRole('checkbox')
  await expect(box).not.toBeChecked()
  await send()
  await expect(host.getByRole('alert')).toHaveText('주소를 확인해 주세요.')
  await host.getByLabel('이메일', { exact: true }).fill('minji@shop.example')
  await send()
  await expect(host.getByRole('alert')).toContainText('동의')
  await expect(box).toBeFocused()
  await box.check()
  // Nobody takes it: that is said, and what was typed stays.
  await send()
  await expect(host.getByRole('alert')).toContainText('지금은 보낼 수 없어요')
  await expect(host.getByLabel('이메일', { exact: true })).toHaveValue('minji@shop.example')
  await page.evaluate(() => addEventListener('dangol', (event: any) => (((window as any).said = event.detail), event.preventDefault())))
  await send()
  await expect(host.getByRole('status')).toContainText('확인하면')
  expect(await page.evaluate(() => (window as any).said)).toMatchObject({ message: 'capture', event: 'capture', asks: 'email', value: 'minji@shop.example', consent: expect.stringContaining('동의해요') })
  expect((await page.evaluate(() => (window as any).dangol.debug())).facts.events).toMatchObject([{ name: 'capture', properties: '&message=capture&asks=email&' }])
  await page.waitForTimeout(1500)
  expect(bodies.join('\n')).toContain('capture')
  expect(bodies.join('\n')).not.toContain('minji')
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('minji')
})

test('a recommendation follows the cart: what fills the gap, never what is in it', async ({ shopper: page }) => {
  const { host } = await show(page, origin, 'recommend')
  const cart = (items: unknown[]) => page.evaluate((items) => (window as any).dangol('cart', { currency: 'KRW', items }), items)
  const line = (id: string, price: number) => ({ id, name: id, price, quantity: 1 })
  const names = host.locator('.g span')
  await expect(names).toHaveText(['유리 숙우', '손으로 빚은 백자 찻잔', '보이차 50g'])
  await expect(host.locator('.g b')).toHaveText(['19,000원', '21,000원', '26,000원'])
  await expect(host.getByRole('link', { name: '유리 숙우' })).toHaveAttribute('href', `${origin}/p/p5`)
  await cart([line('p5', 19_000), line('x', 10_000)])
  await expect(names).toHaveText(['다건', '손으로 빚은 백자 찻잔', '보이차 50g'])
  await expect(host.getByRole('heading')).toHaveText('1,000원만 더 담으면 무료배송')
  await cart([line('x', 60_000)])
  await expect(host).toHaveCount(0)
  await cart([line('x', 49_000)])
  await expect(names.first()).toHaveText('다건')
  // By keys alone, and told as a click.
  await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()))
  await host.getByRole('link').first().focus()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await page.evaluate(() => (window as any).dangol.debug())).facts.messages.map((row: any) => row.key)).toEqual(['s:recommend', 'c:recommend'])
  await page.reload()
  await expect(names.first()).toHaveText('다건')
  await host.getByRole('button', { name: '닫기' }).click()
  await expect(host).toHaveCount(0)
})

test('an inline block waits for its place, by an observer alone, and only until then', async ({ shopper: page }) => {
  await page.addInitScript(() => {
    const { observe, disconnect } = MutationObserver.prototype
    ;(window as any).observers = 0
    const all = new Set<MutationObserver>()
    MutationObserver.prototype.observe = function (...args) {
      ;(window as any).observers = all.add(this).size
      observe.apply(this, args)
    }
    MutationObserver.prototype.disconnect = function () {
      all.delete(this)
      ;(window as any).observers = all.size
      disconnect.apply(this)
    }
  })
  await page.goto(`${origin}/?message=later`)
  await expect.poll(() => page.evaluate(() => (window as any).observers)).toBe(1)
  await expect(page.locator('dangol-message')).toHaveCount(0)
  await page.evaluate(() => document.querySelector('main')!.insertAdjacentHTML('beforeend', '<div class="later"><p>자리</p></div><div class="later"></div>'))
  await expect(host(page, 'later')).toContainText('늦게 온 자리')
  expect(await page.evaluate(() => document.querySelector('.later')!.lastElementChild!.localName)).toBe('dangol-message')
  expect(await page.evaluate(() => document.querySelectorAll('dangol-message').length)).toBe(1)
  await expect.poll(() => page.evaluate(() => (window as any).observers)).toBe(0)
  // The page draws itself anew on another route: the message is there again.
  await page.evaluate(() => {
    document.querySelector('main')!.innerHTML = '<p>다른 화면</p>'
    history.pushState(null, '', '/?message=later&route=2')
  })
  await expect(page.locator('dangol-message')).toHaveCount(0)
  await page.waitForTimeout(1500)
  await page.evaluate(() => document.querySelector('main')!.insertAdjacentHTML('beforeend', '<div class="later"></div>'))
  await expect(host(page, 'later')).toContainText('늦게 온 자리')
  // A selector that is none finds nothing, and nothing is thrown.
  await page.goto(`${origin}/?message=bad`)
  await page.waitForFunction(() => (window as any).dangol.debug())
  await expect(page.locator('dangol-message')).toHaveCount(0)
})

test('pictures that do not come', async ({ page }) => {
  await page.goto(`${origin}/?message=no-picture`)
  await expect(host(page, 'no-picture').getByRole('heading')).toBeVisible()
  await expect(host(page, 'no-picture').locator('.i')).toHaveCount(0)
  await page.goto(`${origin}/?message=no-badge`)
  await expect(host(page, 'no-badge').locator('.k')).toHaveText('선')
  await page.goto(`${origin}/?message=slow-picture`, { waitUntil: 'commit' })
  await expect(host(page, 'slow-picture').getByRole('heading')).toBeVisible()
  expect((await host(page, 'slow-picture').locator('img').boundingBox())!.height).toBeGreaterThan(150)
})

test('texts are texts, and a particle follows its word', async ({ shopper: page }) => {
  const box = host(page, 'markup').locator('.c')
  await page.goto(`${origin}/?message=markup`)
  await expect(box.getByRole('heading')).toHaveText('<script>window.hacked=1</script>')
  await expect(box.locator('p')).toHaveText('<img src=x onerror="window.hacked=1">이')
  await page.evaluate(() => (window as any).dangol('product', { id: 'x', name: '<i>찻잔</i>' + 'ㅋ'.repeat(10_000), price: 1 }))
  await expect(box.locator('p')).toContainText('<i>찻잔</i>')
  expect(await box.locator('i, b, script').count()).toBe(0)
  expect(await page.evaluate(() => (window as any).hacked)).toBeUndefined()

  await page.goto(`${origin}/?message=particles`)
  const words = host(page, 'particles').locator('h2, p')
  for (const [name, first, second] of [
    ['', '상품을 담을까요?', '상품이 상품은 상품으로'],
    ['사과', '사과를 담을까요?', '사과가 사과는 사과로'],
    ['연필 2자루', '연필 2자루를 담을까요?', '연필 2자루가 연필 2자루는 연필 2자루로'],
    ['Nike 운동화 270', 'Nike 운동화 270을 담을까요?', 'Nike 운동화 270이 Nike 운동화 270은 Nike 운동화 270으로'],
    ['삼겹살 1kg', '삼겹살 1kg을 담을까요?', '삼겹살 1kg이 삼겹살 1kg은 삼겹살 1kg으로'],
  ]) {
    if (name) await page.evaluate((name) => (window as any).dangol('product', { id: name, name, price: 1 }), name)
    await expect(words).toHaveText([first!, second!])
  }
})

test('a badge is dragged out of the way, and stays there', async ({ browser, quiet }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'ko-KR' })
  const page = await context.newPage()
  watch(page, quiet)
  const { host } = await show(page, origin, 'floating')
  const badge = host.locator('.k')
  const at = (await badge.boundingBox())!
  const touch = await context.newCDPSession(page)
  const move = (type: string, x: number, y: number) => touch.send('Input.dispatchTouchEvent', { type: type as any, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
  await move('touchStart', at.x + 28, at.y + 28)
  for (const share of [0.2, 0.5, 1]) await move('touchMove', at.x + 28 + (100 - at.x) * share, at.y + 28 + (300 - at.y) * share)
  await move('touchEnd', 0, 0)
  await expect.poll(async () => Math.round((await badge.boundingBox())!.x)).toBe(12)
  const y = (await badge.boundingBox())!.y
  expect(Math.abs(y - 300)).toBeLessThan(4)
  // It was no tap.
  await expect(badge).toHaveAttribute('aria-expanded', 'false')
  await page.reload()
  await expect(host).toHaveCount(1)
  await expect.poll(async () => Math.abs((await badge.boundingBox())!.y - y)).toBeLessThan(4)
  await badge.tap()
  await expect(badge).toHaveAttribute('aria-expanded', 'true')
  await context.close()
})

test('a gauge celebrates once, and fills from where it stood', async ({ shopper: page }) => {
  const { host } = await show(page, origin, 'gauge-done')
  await expect(host.locator('.h')).toHaveClass('h o')
  await page.reload()
  await expect(host.locator('.h')).toHaveClass('h')
  await expect(host.locator('.n')).toContainText('8만원')
})

test('less motion, more zoom, forced colours', async ({ browser, quiet }) => {
  // 200 % of a window of 1280 × 800.
  const context = await browser.newContext({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, reducedMotion: 'reduce', forcedColors: 'active', locale: 'ko-KR' })
  const page = await context.newPage()
  watch(page, quiet)
  for (const name of ['popcorn-long', 'gauge-five', 'popup', 'capture', 'survey', 'recommend', 'bar', 'note']) {
    const { box, host } = await show(page, origin, name)
    const rect = (await box.boundingBox())!
    expect(rect.y, name).toBeGreaterThanOrEqual(-1)
    expect(rect.y + rect.height, name).toBeLessThanOrEqual(401)
    await expect(host.getByRole('button', { name: '닫기' })).toBeInViewport()
    expect(await host.evaluate((host) => getComputedStyle(host.shadowRoot!.querySelector('.w')!).getPropertyValue('--t').trim())).toBe('none')
    if (process.env.GALLERY) await page.screenshot({ path: `tests/e2e/shots/gallery/${name}-zoom-forced.png` })
  }
  await context.close()
})
