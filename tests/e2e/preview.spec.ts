import { api, debug, dev, effect, expect, message, site, test, url } from './shop.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

test('a preview shows a draft to whoever has the link, and counts nothing', async ({ shopper: page, context }) => {
  const { id } = await site()
  const draft = { id: 'preview-me', name: '미리보기', type: 'popcorn', content: { title: '아직 초안이에요' } }
  await api(`/api/sites/${id}/messages`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(draft) })
  try {
    const { link } = await api(`/api/sites/${id}/messages/preview-me/preview`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ url: url('/demo/') }) })
    await page.goto(link)
    const card = message(page, 'preview-me')
    await expect(card.getByRole('dialog')).toBeVisible()
    await expect(card).toContainText('아직 초안이에요')
    expect((await debug(page)).messages.map((it) => it.id)).toContain('preview-me')
    await card.getByRole('button', { name: '닫기' }).click()
    await expect(card).toHaveCount(0)
    // On another page without the link it is not there.
    const plain = await context.newPage()
    await plain.goto(url('/demo/'))
    expect((await debug(plain)).messages.map((it) => it.id)).not.toContain('preview-me')
    await expect(message(plain, 'preview-me')).toHaveCount(0)
    expect(await effect('preview-me')).toMatchObject({ shown: 0, closed: 0 })
  } finally {
    const path = url(`/api/sites/${id}/messages/preview-me`)
    const headers = { ...JSON_TYPE, authorization: `Bearer ${dev().token}` }
    const etag = (await fetch(path, { headers })).headers.get('etag')!
    expect((await fetch(path, { method: 'DELETE', headers: { ...headers, 'if-match': etag } })).status).toBe(204)
  }
})

test('a page shows previews of its own site alone, whoever has claimed its domain', async ({ shopper: page }) => {
  // Whose a domain is nobody proves: another shop's owner may name this one, and hand out a link to it.
  const body = JSON.stringify({ name: '남의 가게', zone: 'Asia/Seoul', currency: 'KRW', domains: ['127.0.0.1', 'localhost'] })
  const other = await api('/api/sites', { method: 'POST', headers: JSON_TYPE, body })
  const draft = { id: 'not-yours', name: '남의 말', type: 'popcorn', content: { title: '여기서 결제하세요' } }
  await api(`/api/sites/${other.id}/messages`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(draft) })
  const asked = { url: `${dev().origin}/demo/` }
  const { token } = await api(`/api/sites/${other.id}/messages/not-yours/preview`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(asked) })
  const previews: string[] = []
  page.on('request', (request) => /\/v1\/preview\//.test(request.url()) && previews.push(request.url()))
  await page.goto(url(`/demo/#dangol_preview=${token}`))
  await expect(message(page, 'free-shipping')).toHaveCount(1)
  await expect(message(page, 'not-yours')).toHaveCount(0)
  expect(previews).toEqual([])
})
