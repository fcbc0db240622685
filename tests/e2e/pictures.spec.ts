// Uploaded pictures as a shopper's browser draws them: a card's, whose place is kept; all frames of an animation; a lossy WebP that only a browser makes.
import { gif } from '../worker/files.mjs'
import { api, dev, expect, message, site, test, url } from './shop.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const headers = () => ({ authorization: `Bearer ${dev().token}` })

test('uploaded pictures are drawn, and move', async ({ shopper: page, context }) => {
  const { id } = await site()
  const upload = async (body: Uint8Array, query: string) => {
    const response = await fetch(url(`/api/sites/${id}/pictures?${query}`), { method: 'POST', headers: { ...headers(), 'content-type': 'image/png' }, body: body as BodyInit })
    expect(response.status, await response.clone().text()).toBe(201)
    return response.json()
  }
  const remove = async (path: string) => {
    const etag = (await fetch(url(path), { headers: headers() })).headers.get('etag')
    const gone = await fetch(url(path), { method: 'DELETE', headers: { ...headers(), ...JSON_TYPE, ...(etag && { 'if-match': etag }) } })
    expect(gone.status).toBe(204)
  }
  await page.goto(url('/demo/'))
  // Half red, half blue.
  const webp = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1200, 800)
    const context = canvas.getContext('2d')!
    context.fillStyle = '#d02020'
    context.fillRect(0, 0, 600, 800)
    context.fillStyle = '#2040d0'
    context.fillRect(600, 0, 600, 800)
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })
    return [blob.type, [...new Uint8Array(await blob.arrayBuffer())]] as const
  })
  expect(webp[0]).toBe('image/webp')
  const still = await upload(Uint8Array.from(webp[1]), 'for=popcorn&name=webp')
  expect([still.width, still.height]).toEqual([720, 480])
  const moving = await upload(gif(900, 450, [0, 1, 2, 1, 3], { delay: 7 }), 'for=popcorn&name=gif')
  expect([moving.width, moving.height, moving.frames]).toEqual([720, 360, 5])

  const frames = await page.evaluate(async (address) => {
    const data = await (await fetch(address)).arrayBuffer()
    const decoder = new ImageDecoder({ data, type: 'image/gif' })
    await decoder.tracks.ready
    await decoder.completed
    const { frameCount, repetitionCount } = decoder.tracks.selectedTrack!
    const seen: [number, number[]][] = []
    for (let frameIndex = 0; frameIndex < frameCount; frameIndex += 1) {
      const { image } = await decoder.decode({ frameIndex })
      const context = new OffscreenCanvas(image.displayWidth, image.displayHeight).getContext('2d')!
      context.drawImage(image, 0, 0)
      seen.push([image.duration! / 10_000, [...context.getImageData(360, 180, 1, 1).data]])
    }
    return { repetitionCount, seen }
  }, moving.url)
  const [red, green, blue, white] = [[220, 30, 30, 255], [30, 180, 30, 255], [30, 30, 220, 255], [240, 240, 240, 255]]
  expect(frames.repetitionCount).toBe(Infinity)
  expect(frames.seen).toEqual([red, green, blue, green, white].map((colour) => [7, colour]))

  const draft = { id: 'picture-me', name: '사진', type: 'popcorn', content: { title: '새로 들어왔어요', image: { src: still.url, alt: '', width: still.width, height: still.height } } }
  await api(`/api/sites/${id}/messages`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(draft) })
  try {
    const { link } = await api(`/api/sites/${id}/messages/picture-me/preview`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ url: url('/demo/') }) })
    // Somebody who has not been there yet: the preview's link is what they open.
    await context.clearCookies()
    await page.evaluate(() => (localStorage.clear(), sessionStorage.clear()))
    await page.goto('about:blank')
    await page.goto(link)
    const picture = message(page, 'picture-me').locator('img').first()
    await expect(picture).toBeVisible()
    const drawn = await picture.evaluate(async (img: HTMLImageElement) => {
      await img.decode()
      const context = new OffscreenCanvas(img.naturalWidth, img.naturalHeight).getContext('2d')!
      context.drawImage(img, 0, 0)
      const at = (x: number) => [...context.getImageData(x, 100, 1, 1).data]
      return { size: [img.naturalWidth, img.naturalHeight], width: img.clientWidth, left: at(100), right: at(620) }
    })
    // Two pixels a point, and not one more.
    expect(drawn.size).toEqual([720, 480])
    expect(Math.abs(drawn.width - 360)).toBeLessThan(4)
    for (const [seen, meant] of [[drawn.left, [208, 32, 32]], [drawn.right, [32, 64, 208]]] as const) {
      for (const [n, part] of meant.entries()) expect(Math.abs(seen[n]! - part), `${seen}`).toBeLessThan(14)
    }
    await page.screenshot({ path: 'tests/e2e/results/pictures.png' })
  } finally {
    await remove(`/api/sites/${id}/messages/picture-me`)
    for (const it of [still, moving]) await remove(`/api/sites/${id}/pictures/${it.id}`)
  }
})
