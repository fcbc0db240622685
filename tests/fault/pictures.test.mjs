// A bucket that fails, before it has done anything or after, or never answers: whoever uploads or deletes is told so, what is kept is whole, and what
// is left in between goes by the clock.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { png } from '../worker/files.mjs'
import { Edge } from './edge.mjs'
import { CONFIG } from './story.mjs'

const edge = new Edge()
before(async () => {
  await edge.start({ FAULTS: '0' })
  await edge.setUp(CONFIG)
})
after(() => edge.remove())

const file = (n) => png(300 + n, 200, (x, y) => [x & 255, y & 255, n])
const upload = async (n, fault = '') => {
  const headers = { ...edge.headers, 'content-type': 'image/png', ...(fault && { 'x-fault': fault }) }
  const response = await edge.fetch(`/api/sites/${edge.site.id}/pictures`, { method: 'POST', headers, body: file(n) })
  return { status: response.status, retry: response.headers.get('retry-after'), body: await response.json() }
}
const clock = async () => (await edge.fetch('/clock')).json()

for (const fault of ['put-before', 'put-after', 'put-never']) {
  it(`${fault}: nothing is kept, and sent again it is`, { timeout: 60_000 }, async () => {
    const n = fault.length
    const failed = await upload(n, fault)
    assert.deepEqual([failed.status, failed.body.code, failed.retry], [503, 'pictures_down', '60'])
    assert.match(failed.body.detail, /nothing was kept: send it again/)
    assert.deepEqual((await edge.get('/pictures')).pictures, [])
    const again = await upload(n)
    assert.equal(again.status, 201)
    assert.equal((await edge.fetch(again.body.url)).status, 200)
    assert.equal((await edge.fetch(`/api/sites/${edge.site.id}/pictures/${again.body.id}`, { method: 'DELETE', headers: edge.headers })).status, 204)
    // Not sent again, it goes.
    await upload(n, fault)
    const left = await clock()
    assert.deepEqual(left, { rows: [], objects: [] })
  })
}

for (const fault of ['delete-before', 'delete-after']) {
  it(`${fault}: what is deleted is deleted, its bytes by the clock`, async () => {
    const n = 40 + fault.length
    const { body } = await upload(n)
    const gone = await edge.fetch(`/api/sites/${edge.site.id}/pictures/${body.id}`, { method: 'DELETE', headers: { ...edge.headers, 'x-fault': fault } })
    assert.equal(gone.status, 204)
    assert.deepEqual((await edge.get('/pictures')).pictures, [])
    // Until its bytes are out the same picture cannot come: they could be taken out from under it.
    const early = await upload(n)
    assert.deepEqual([early.status, early.body.code], [409, 'picture_going'])
    assert.deepEqual(await clock(), { rows: [], objects: [] })
    const again = await upload(n)
    assert.equal(again.status, 201)
    assert.equal((await edge.fetch(again.body.url)).status, 200)
    await edge.fetch(`/api/sites/${edge.site.id}/pictures/${again.body.id}`, { method: 'DELETE', headers: edge.headers })
  })
}

it('get-before: a page is told that pictures cannot be reached, and no cache keeps that', async () => {
  const { body } = await upload(90)
  const failed = await edge.fetch(body.url, { headers: { 'x-fault': 'get-before' } })
  assert.deepEqual([failed.status, failed.headers.get('cache-control')], [503, 'private, no-store'])
  assert.equal((await edge.fetch(body.url)).status, 200)
})

it('an edge killed while pictures come and go has each whole or not at all', { timeout: 120_000 }, async () => {
  for (let round = 0; round < 3; round += 1) {
    const turn = async (n) => {
      const { body } = await upload(100 + round * 10 + n)
      if (n % 2) await edge.fetch(`/api/sites/${edge.site.id}/pictures/${body.id}`, { method: 'DELETE', headers: edge.headers })
    }
    // Two at once, as many as an instance takes; those that are killed say nothing.
    const work = [0, 1].map(async (line) => {
      for (const n of [0, 1, 2]) await turn(line * 3 + n)
    })
    const settled = Promise.allSettled(work)
    await new Promise((done) => setTimeout(done, 150 + 150 * round))
    await edge.kill()
    await settled
    await edge.start({ FAULTS: '0' })
    const { rows, objects } = await clock()
    assert.ok(rows.every(({ state }) => state === 'here'))
    for (const { hash } of rows) assert.ok(objects.some((key) => key.includes(hash)), hash)
    for (const key of objects) assert.ok(rows.some(({ hash }) => key.includes(hash)), key)
  }
})
