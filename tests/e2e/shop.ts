// What the walks share: the dev server, a shopper, the API as the owner.
import { test as base, expect, type Page } from '@playwright/test'

export interface Said {
  origin: string
  email: string
  password: string
  token: string
  /** Where the provider of sends is, and its phone: without a slash at the end. */
  phone: string
  pid: number
  data: string
  /** The origin at which other services are looked for; a dev server that ran already knows none. */
  services?: string
}
export const dev = (): Said => JSON.parse(process.env.DANGOL_DEV ?? '{}') as Said

/** Every page of a walk must end without an error of its own: Dangol is a guest. */
export const test = base.extend<{ quiet: string[]; shopper: Page }>({
  quiet: async ({}, use) => {
    const errors: string[] = []
    await use(errors)
    expect(errors, 'errors on the shop’s pages').toEqual([])
  },
  shopper: async ({ page, quiet }, use) => {
    watch(page, quiet)
    await use(page)
  },
})
export { expect }

export function watch(page: Page, errors: string[]) {
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`)
  })
}

export const url = (path: string) => dev().origin + path

export const naver = (query: string, oquery?: string) =>
  'https://search.naver.com/search.naver?' + new URLSearchParams({ where: 'nexearch', query, ...(oquery ? { oquery } : {}) }).toString()

export const message = (page: Page, id: string) => page.locator(`dangol-message[data-message="${id}"]`)

export interface Debug {
  facts: Record<string, any>
  segments: string[]
  messages: {
    id: string
    verdict: string
    on_screen: boolean
    why: string
    until: string | null
    by?: string
    variant: string | null
    shown: number
    closed: boolean
    hidden_at: string | null
  }[]
  config_version: number
}

/** `dangol.debug()`, once the engine runs. */
export async function debug(page: Page): Promise<Debug> {
  await expect.poll(() => page.evaluate(() => !!(window as any).dangol?.debug()), { message: 'the engine runs' }).toBe(true)
  return page.evaluate(() => (window as any).dangol.debug())
}

/** Waits until a fact is so. */
export const fact = (page: Page, name: string) =>
  expect.poll(async () => (await debug(page)).facts[name], { message: `fact ${name}` })

export async function api(path: string, init: RequestInit = {}): Promise<any> {
  const answer = await fetch(url(path), { ...init, headers: { authorization: `Bearer ${dev().token}`, ...init.headers } })
  const text = await answer.text()
  expect(answer.ok, `${init.method ?? 'GET'} ${path}: ${answer.status} ${text}`).toBe(true)
  return JSON.parse(text)
}

export const site = async (): Promise<any> => (await api('/api/sites')).sites.find((it: any) => it.key === 'demo')

export const effect = async (id: string): Promise<any> => api(`/api/sites/${(await site()).id}/messages/${id}/effect?days=7`)

/** Puts a product into the cart on its page. */
export async function add(page: Page, product: string, times = 1) {
  await page.goto(url(`/demo/product/${product}/`))
  for (let i = 0; i < times; i++) await page.getByTestId('add-to-cart').click()
}
