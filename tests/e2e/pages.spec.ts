// What shop platforms and others' tags say on a page is read without GA4. The pages in tests/cases/pages have the shape, not the text, of
// pages and skins that were read in public repositories: Cafe24 (a saved basket page with `aBasketProductData`, saved shop pages with
// `EC_FRONT_EXTERNAL_SCRIPT_VARIABLE_DATA`, the platform's own app interface and discount sample for `getMemberInfo`), Godomall (saved
// product pages with `set_goods_price`, its class that writes `naver-common-inflow-script-order-item` in the old and the JSON form, a cart's
// tag set-up with `data-goods-no`), Makeshop (product addresses, the multi-option script's `kakaoPixel` and `basket.action`), Imweb (its shop
// script's `add_cart.cm`), `_NB_*` (an integration class, a client package's documentation), `wcs.trans` (the guide of its conversion types).
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { debug, dev, expect, fact, test } from './shop.ts'
import type { Page } from '@playwright/test'

/** A shop on an origin of its own whose every page is this file, with the tag. */
async function shop(file: string): Promise<{ origin: string; server: Server }> {
  const bytes = readFileSync(new URL(`../cases/pages/${file}.html`, import.meta.url))
  const at = bytes.lastIndexOf('</body>')
  const tag = `<script async src="${dev().origin}/d.js" data-site="demo"></script>`
  const page = Buffer.concat([bytes.subarray(0, at), Buffer.from(tag), bytes.subarray(at)])
  const server = createServer((asked, answer) =>
    asked.method == 'POST' ? answer.writeHead(200, { 'content-type': 'application/json' }).end('{}') : answer.writeHead(200, { 'content-type': 'text/html' }).end(page),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${(server.address() as any).port}`, server }
}

interface Case {
  file: string
  path: string
  /** What is pressed, once the page was read. */
  press?: string
  facts: Record<string, unknown>
}

const CASES: Case[] = [
  { file: 'cafe24-product', path: '/product/basket/1217/category/89/', press: '#add', facts: {
    product: { id: '1217', name: '라탄 바구니', category: '89', price: 28_000 }, cart: [{ id: '1217', quantity: 2 }], member: 'minji', signed: 0 } },
  { file: 'cafe24-product', path: '/product/basket/1217/category/89/', press: '#fbq', facts: { cart: [{ id: '1217', name: '라탄 바구니', quantity: 1 }] } },
  { file: 'cafe24-cart', path: '/order/basket.html', facts: {
    cart: [{ id: '1217', category: '89', quantity: 4, price: 28_000 }, { id: '88', name: '천 손잡이', quantity: 1 }], product: null } },
  { file: 'cafe24-order', path: '/order/order_result.html?order_id=20261122-0000017', facts: { orders: ['20261122-0000017'] } },
  { file: 'godomall-product', path: '/goods/goods_view.php?goodsNo=1000000123', press: '#add', facts: {
    product: { id: '1000000123', name: '모직 담요', category: '002001', price: 45_000 }, cart: [{ id: '1000000123', quantity: 3 }] } },
  { file: 'godomall-cart', path: '/order/cart.php', facts: { cart: [{ id: '1000000123', name: '모직 담요', quantity: 3, price: 45_000 }, { id: '77', price: 2_000 }] } },
  { file: 'godomall-order', path: '/order/order_end.php?orderNo=2211220001', facts: { orders: ['2211220001'] } },
  { file: 'makeshop-product', path: '/shop/shopdetail.html?branduid=3359780&xcode=001', press: '#add', facts: {
    product: { id: '3359780', name: '린넨 앞치마', price: 19_800 }, cart: [{ id: '3359780', quantity: 1, price: 19_800 }] } },
  { file: 'imweb-product', path: '/cups/?idx=386', press: '#add', facts: {
    product: { id: '386', name: '도자기 컵', category: '그릇', price: 17_500 }, cart: [{ id: '386', quantity: 1 }] } },
  { file: 'nb-product', path: '/p/1', press: '#add', facts: { product: { id: 'a-15978', name: '패딩', category: 'outer', price: 48_000 }, cart: [{ id: 'a-15978', quantity: 2, price: 48_000 }] } },
  { file: 'nb-cart', path: '/cart', facts: { cart: [{ id: 'a-15978', quantity: 2, price: 48_000 }, { name: '양말', quantity: 3, price: 2_000 }], member: 'jun', signed: 0 } },
  { file: 'nb-order', path: '/done', facts: { orders: ['N-1'] } },
  { file: 'nb-search', path: '/search', facts: { search_word: '겨울 코트' } },
  { file: 'wcs-order', path: '/order/complete', facts: { orders: ['ORDER_1'] } },
  { file: 'og-product', path: '/mug', facts: { product: { id: 'MUG-1', name: 'Stoneware mug', price: 24.5 } } },
  // Nobody has numbered it: its address does. On a list, whose first product has an address of its own, there is none.
  { file: 'ld-product', path: '/products/stoneware-mug/?ref=mail', facts: { product: { id: '/products/stoneware-mug', name: 'Stoneware mug', price: 24_000 } } },
  { file: 'ld-product', path: '/collections/mugs', facts: { product: null } },
  { file: 'ga4-beside-others', path: '/product/1', press: '#add', facts: { product: { id: 'GA-1217' }, cart: [{ id: 'GA-1217', quantity: 1 }] } },
  { file: 'nothing', path: '/about', facts: { product: null, cart: [] } },
]

const facts = async (page: Page, expected: Record<string, unknown>) => {
  for (const [name, value] of Object.entries(expected))
    if (value && typeof value == 'object') await fact(page, name).toMatchObject(value as Record<string, unknown>)
    else await fact(page, name).toBe(value)
}

for (const { file, path, press, facts: expected } of CASES)
  test(`read without GA4: ${file}${press ? `, ${press} pressed` : ''}${CASES.filter((it) => it.file == file && it.press == press).length > 1 ? ` at ${path}` : ''}`, async ({ shopper: page }) => {
    const { origin, server } = await shop(file)
    try {
      await page.goto(origin + path)
      await fact(page, 'page_views').toBe(1)
      // What is on the page is read a second after it was seen.
      await page.waitForTimeout(2500)
      if (press) await page.click(press)
      await page.waitForTimeout(press ? 1500 : file.includes('order') ? 4000 : 0)
      await facts(page, expected)
      expect((await debug(page)).facts.page_views).toBe(1)
      const { viewed = [], added = [] } = (await debug(page)).facts
      expect([viewed.length, added.length], 'each thing is told once').toEqual([expected.product ? 1 : viewed.length, press ? 1 : 0])
    } finally {
      server.close()
    }
  })
