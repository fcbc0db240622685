// What became of a run in the shop: clicks of the links that it carried, visits that came by them, and what was bought in these.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { shop } from './shop.mjs'
import { Browser } from './wire.mjs'

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'

describe('the effect of a run', () => {
  let house, call
  const click = (short, ua = PHONE) => house.edge.fetch(new URL(short).pathname, { headers: { 'user-agent': ua } })
  /** Somebody comes by an address, and buys for so much. */
  const visit = async (url, value) => {
    const browser = new Browser(house.edge, { key: house.edge.owner.site.key ?? 'shop' })
    const events = [browser.event('landing', { url }), browser.event('page', { url })]
    if (value) events.push(browser.event('order', { id: `o-${Math.random()}`, value, currency: 'KRW' }))
    await browser.send(events)
  }
  const effect = (run) => call('GET', `/runs/${run}/effect`)
  before(async () => {
    house = await shop()
    call = house.call.bind(house)
    await house.members([{ id: 'a', name: '민지', phone: '010-4444-0001' }])
  })
  after(() => house?.close())

  it('is of the links that it carried, and of nothing before or beside it', async () => {
    const campaign = await call('POST', '/campaigns', { id: 'spring', name: '봄', channel: 'sms', landing: 'https://shop.example/spring' }, 201)
    const [whole] = campaign.links
    const send = await house.text(`봄이에요 ${whole.short}`)
    const own = await call('POST', '/campaigns/spring/links', { message: 'note' }, 201)
    // Before it began: nobody's but theirs.
    await visit(whole.url, 1_000)
    await wait(1_100)
    const run = await house.begun(send)
    await house.ended(run)
    assert.equal((await click(whole.short)).status, 302)
    await click(whole.short)
    await click(whole.short, 'facebookexternalhit/1.1')
    await visit(whole.url, 12_000)
    await visit(whole.url)
    await visit(own.url, 5_000)
    await visit('https://shop.example/spring', 90_000)
    const said = await house.until(() => effect(run), ({ total }) => total.visits >= 3)
    assert.deepEqual(said.total, { clicks: 2, visits: 3, orders: 2, revenue: { amount: '17000', currency: 'KRW' } })
    assert.deepEqual(said.campaigns.map(({ campaign, name, is_whole, has_clicks }) => [campaign, name, is_whole, has_clicks]), [['spring', '봄', true, true]])
    assert.deepEqual([said.until, said.window_days, said.left_out], ['now', 7, 0])
    assert.equal(said.by_day.reduce((sum, { clicks }) => sum + clicks, 0), 2)

    // The next run of the same send ends it: what comes then is that one's.
    await wait(1_100)
    const next = await house.begun(send)
    await house.ended(next)
    await visit(whole.url, 3_000)
    const later = await house.until(() => effect(next), ({ total }) => total.visits >= 1)
    assert.deepEqual([later.total.visits, later.total.orders, later.total.revenue.amount], [1, 1, '3000'])
    const first = await effect(run)
    assert.deepEqual([first.until, first.total.visits, first.total.revenue.amount], ['next_run', 3, '17000'])
  })

  it('is of its own link alone, where it carried that', async () => {
    const { short, url } = await call('POST', '/campaigns/spring/links', { message: 'own-send' }, 201)
    const run = await house.begun(await house.text(`안내 ${short}`))
    await house.ended(run)
    await visit(url, 7_000)
    await visit('https://shop.example/spring?dangol_code=spring', 9_000)
    const said = await house.until(() => effect(run), ({ total }) => total.visits >= 1)
    assert.deepEqual([said.total.visits, said.total.revenue.amount, said.campaigns[0].is_whole], [1, '7000', false])
  })

  it('is nothing of a run without links, of a trial, or of another site’s link', async () => {
    const plain = await house.begun(await house.text('링크 없는 안내 https://shop.example/'))
    await house.ended(plain)
    const said = await effect(plain)
    assert.deepEqual([said.campaigns, said.total.visits, said.total.revenue.amount], [[], 0, '0'])
    const { edge } = house
    const other = await edge.call('POST', '/api/sites', { as: edge.owner, body: { name: '남의 가게', zone: 'Asia/Seoul', currency: 'KRW', domains: ['other.example'] } })
    const theirs = await edge.call('POST', `/api/sites/${other.body.id}/campaigns`, { as: edge.owner, body: { name: '남의 캠페인', channel: 'sms', landing: 'https://other.example/' } })
    const foreign = await house.begun(await house.text(`남의 링크 ${theirs.body.links[0].short}`))
    await house.ended(foreign)
    assert.deepEqual((await effect(foreign)).campaigns, [])
    const [whole] = (await call('GET', '/campaigns/spring')).links.filter(({ message }) => message === '')
    const send = await house.text(`봄 ${whole.short}`)
    const { run } = await call('POST', `/sends/${send}/test`, { to: '010-4444-0009' }, 201)
    assert.deepEqual((await effect(run)).campaigns, [])
    await call('GET', '/runs/999999/effect', undefined, 404)
  })
})
