// How long visits are kept is the shop owner's to set; what is older goes with the daily sweep of every object, and reports say from when on all is there.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { SITE, start } from './harness.mjs'
import { tick } from './objects.mjs'
import { Browser } from './wire.mjs'

const DAY = 86_400_000
const HOUR = 3_600_000
const day = (ahead) => new Date(Date.now() + 9 * HOUR + ahead * DAY).toISOString().slice(0, 10)

describe('retention', () => {
  let edge, site, as
  before(async () => {
    edge = await start()
    site = edge.owner.site.id
    as = await edge.token(['read', 'manage', 'configure', 'send'])
  })
  after(() => edge?.close())

  const ok = (answer) => {
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const get = async (path) => ok(await edge.call('GET', `/api/sites/${site}${path}`, { as }))
  const put = async (retention_days, more = {}) => {
    const { version, findings, ...settings } = await get('/settings')
    return edge.call('PUT', `/api/sites/${site}/settings`, { as, headers: { 'if-match': `"${version}"` }, body: { ...settings, retention_days, ...more } })
  }
  const totals = async () => {
    const { visits, visits_kept_from: from } = await get(`/totals?from=${day(-10)}&to=${day(1)}`)
    return [visits, from]
  }
  const sealed = async () => (await get('/objects')).each.reduce((sum, object) => sum + object.visits_sealed, 0)

  it('is refused where it is no number of days that can be', async () => {
    for (const [days, status] of [[29, 422], [401, 422], [0, 422], [-1, 400], [30.5, 400], ['30', 400], [70_000, 400]]) {
      const { status: said, body } = await put(days)
      assert.equal(said, status, `${days}: ${JSON.stringify(body)}`)
      if (status === 422) assert.equal(body.field, 'retention_days')
    }
    assert.equal((await get('/settings')).retention_days, 400)
  })

  it('changes nothing for browsers, and is in the audit', async () => {
    assert.equal((await edge.call('PUT', `/api/sites/${site}/config`, { as, headers: { 'if-match': '"0"' }, body: { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } } })).status, 200)
    const before = await get('/publication')
    assert.equal((await put(90)).status, 200)
    assert.equal((await get('/settings')).retention_days, 90)
    assert.equal((await put(undefined)).status, 200)
    assert.equal((await get('/settings')).retention_days, 90, 'left out, it stays')
    assert.deepEqual(await get('/publication'), before)
    assert.ok(JSON.stringify(await get('/changes')).includes('retention_days'))
    assert.equal((await put(400)).status, 200)
    const { settings } = await (await edge.env()).DB.prepare('SELECT settings FROM site').first()
    assert.ok(!settings.includes('retention'), 'as it always was it is not written: an older deployment reads it')
    assert.equal((await put(90, { name: SITE.name })).status, 200)
  })

  it('takes away what is older, and nothing else', async () => {
    const now = Date.now()
    const browsers = Array.from({ length: 6 }, () => new Browser(edge))
    for (const browser of browsers) await browser.send([browser.event('page', { url: '/a' }, now - 5 * DAY), browser.event('page', { url: '/b' }, now - 3 * DAY)])
    await tick(edge, site, now + 26 * HOUR)
    assert.deepEqual([await totals(), await sealed()], [[12, day(-90)], 12])
    await tick(edge, site, now + 80 * DAY)
    assert.deepEqual(await totals(), [12, day(-90)], 'within its days')
    // Shorter: what goes by it goes at the next sweep.
    assert.equal((await put(30)).status, 200)
    await tick(edge, site, now + 29 * DAY)
    assert.deepEqual(await totals(), [12, day(-30)])
    await browsers[0].send([browsers[0].event('page', { url: '/c' })])
    await tick(edge, site, now + 82 * DAY)
    assert.deepEqual([await totals(), await sealed()], [[1, day(-30)], 1])
    const archive = async (browser) => ok(await edge.call('POST', `/api/sites/${site}/people/archive`, { as, body: { visitor: browser.visitor } })).browsers.flatMap(({ visits }) => visits)
    assert.deepEqual([(await archive(browsers[0])).length, (await archive(browsers[1])).length], [1, 0], 'what they did is gone')
    assert.equal((await browsers[0].send([browsers[0].event('page', { url: '/d' })])).facts.visits, 3, 'how often they came is not')
  })
})
