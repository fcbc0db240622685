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
