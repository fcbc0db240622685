// What the console's walks share: signing in without the form, looking for what axe finds, a shop with the tag on an origin of its own.
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserContext, Page } from '@playwright/test'
import { dev, expect, site, test as base } from './shop.ts'

/** No error on any page of the console; a refusal that is expected is an answer of the edge, not an error of the page. */
export const test = base.extend<{ console: Page }>({
  console: async ({ page }, use) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => {
      // A preview that is left before it has loaded breaks its download off, which Chromium notes.
      if (message.type() === 'error' && !/Failed to load resource|^Fetch API cannot load .*\/a\/\w+\.wasm/.test(message.text())) errors.push(message.text())
    })
    await signIn(page.context())
    await use(page)
    expect(errors, 'errors in the console').toEqual([])
  },
})
export { expect }

/** The owner's session as a cookie: the form is walked once, in console.spec.ts. */
export async function signIn(context: BrowserContext, { origin = dev().origin, email = dev().email, password = dev().password } = {}) {
  const answer = await context.request.post(`${origin}/api/session`, { headers: { 'content-type': 'application/json', origin }, data: { email, password } })
  expect(answer.status(), await answer.text()).toBe(200)
}

export async function speak(page: Page, language: 'ko' | 'en', scheme: 'light' | 'dark' = 'light') {
  await page.addInitScript(([language, scheme]) => {
    // The editor's preview is a sandbox: it has no storage.
    if (origin === 'null') return
    localStorage.setItem('dangol-console-language', language!)
    localStorage.setItem('dangol-console-scheme', scheme!)
  }, [language, scheme])
}

/** A site of this walk's own: what it changes is nobody else's. */
export async function ownSite(page: Page, name: string): Promise<string> {
  const origin = dev().origin
  const body = { name, zone: 'Asia/Seoul', currency: 'KRW', domains: ['127.0.0.1'] }
  const answer = await page.request.post(`${origin}/api/sites`, { headers: { 'content-type': 'application/json', origin }, data: body })
  expect(answer.status(), await answer.text()).toBe(201)
  return (await answer.json()).id
}

/** Asks the edge as who is signed in in this browser, and gives the body with its ETag. */
export async function ask(page: Page, method: 'GET' | 'POST' | 'PUT', path: string, data?: object, etag?: string): Promise<any> {
  const origin = dev().origin
  const answer = await page.request.fetch(origin + path, { method, headers: { 'content-type': 'application/json', origin, ...(etag && { 'if-match': etag }) }, ...(data && { data }) })
  const text = await answer.text()
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${text}`).toBe(true)
  return { ...(text && JSON.parse(text)), etag: answer.headers()['etag'] }
}

/** Adds a message to a site and takes it to its state. */
export async function addMessage(page: Page, site: string, { status = 'draft', ...message }: { id: string; status?: string } & Record<string, unknown>) {
  const path = `/api/sites/${site}/messages`
  const { etag, definition } = await ask(page, 'POST', path, message)
  if (status !== 'draft') await ask(page, 'PUT', `${path}/${message.id}`, { ...definition, status }, etag)
}

/** Publishes all that is being written. */
export async function publish(page: Page, site: string) {
  const { etag } = await ask(page, 'GET', `/api/sites/${site}/publication`)
  await ask(page, 'POST', `/api/sites/${site}/publication`, undefined, etag)
}

/** For the eye (SHOTS=1): three widths, light and dark. */
export async function shots(page: Page, name: string) {
  if (!process.env.SHOTS) return
  const before = page.viewportSize()!
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.evaluate((scheme) => document.documentElement.setAttribute('data-mantine-color-scheme', scheme), scheme)
    for (const width of [1440, 768, 390]) {
      await page.setViewportSize({ width, height: 900 })
      await page.waitForTimeout(350)
      await page.screenshot({ path: `tests/e2e/shots/${name}-${width}-${scheme}.png`, fullPage: true })
      await expectSound(page, `${name}, ${width}, ${scheme}`)
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.evaluate(() => document.documentElement.setAttribute('data-mantine-color-scheme', 'light'))
  await page.setViewportSize(before)
}

export const demoSite = async (): Promise<string> => (await site()).id

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on the page as it stands, and whether it is wider than the screen. */
export async function expectSound(page: Page, what: string) {
  await expect(page.locator('h1'), `${what} is there`).toBeVisible()
  // What is still fading in has colours of its own; what is about to begins some frames after it is there.
  await page.evaluate(async () => {
    const fades = () => [...document.querySelectorAll('[role=dialog]')].some((dialog) => {
      for (let at: Element | null = dialog; at; at = at.parentElement) if (getComputedStyle(at).opacity !== '1') return true
      return false
    })
    for (let quiet = 0, frames = 0; quiet < 3 && frames < 300; frames++) {
      const running = document.getAnimations().filter((it) => it.playState === 'running' && it.effect!.getComputedTiming().endTime !== Infinity)
      await Promise.allSettled(running.map((it) => it.finished))
      await new Promise(requestAnimationFrame)
      quiet = running.length || fades() ? 0 : quiet + 1
    }
  })
  // Through the debugger: the console's policy lets no other script in.
  await page.evaluate(AXE)
  const found = await page.evaluate(async () => {
    const { violations } = await (window as any).axe.run(document, { resultTypes: ['violations'] })
    const wide = document.documentElement.scrollWidth - window.innerWidth
    return [...violations.map((it: any) => `${it.id}: ${it.nodes.map((node: any) => node.target.join(' ')).join(', ')}`), ...(wide > 0 ? [`${wide} pixels wider than the screen`] : [])]
  })
  expect(found, what).toEqual([])
}

/** A shop on an origin of its own whose every page is this body, with the tag. */
export async function shopWith(tag: string, body: string): Promise<{ origin: string; close: () => void }> {
  const page = `<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>우리몰</title><script>window.dataLayer=[]</script>${tag}</head><body>${body}</body></html>`
  const server = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end(page))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!address || typeof address !== 'object') throw new Error('no port')
  return { origin: `http://127.0.0.1:${address.port}`, close: () => server.close() }
}
