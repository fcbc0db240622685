// Whom the shop signs a browser to be: one person on all devices, nobody else's, whatever the order of the words.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { start } from './harness.mjs'
import { tick } from './objects.mjs'
import { Browser } from './wire.mjs'

const DAY = 86_400_000

describe('members', () => {
  let edge
  let site
  let secret
  before(async () => {
    edge = await start()
    site = edge.owner.site.id
    const { DB } = await edge.env()
    secret = (await DB.prepare('SELECT secret FROM site WHERE id = ?').bind(site).first()).secret
  })
  after(() => edge?.close())

  const sign = (member, visitor, expires = Math.floor(Date.now() / 1000) + 600) => {
    const mac = createHmac('sha256', secret).update(`dangol-member-v1\n${site}\n${visitor}\n${member}\n${expires}`).digest('hex')
    return `v1.${expires}.${mac}`
  }
  const signed = (browser, id, at) => browser.event('member', { id, signature: sign(id, browser.visitor) }, at)
  const page = (browser, at) => browser.event('page', { url: '/x' }, at)
  const order = (browser, id, value, at) => browser.event('order', { id, value, items: [] }, at)
  /** What a browser hears when it goes on. */
  const hears = async (browser) => {
    const { facts } = await browser.send([page(browser)])
    return { visits: facts.visits, orders: facts.orders, spent: facts.spent / 1_000_000 }
  }
  /** Letters between objects are carried at once, or by an alarm: what is heard in the end. */
  const hearsInTheEnd = async (browser, expected) => {
    let heard = await hears(browser)
    for (let tries = 0; tries < 50 && JSON.stringify(heard) !== JSON.stringify(expected); tries += 1) {
      await wait(100)
      heard = await hears(browser)
    }
    assert.deepEqual(heard, expected)
  }

  it('are one person on two devices, whichever signs in first', async () => {
    const now = Date.now()
    const [phone, laptop] = [new Browser(edge), new Browser(edge)]
    await phone.send([page(phone, now - 3 * DAY), order(phone, 'm-1', 1000, now - 3 * DAY + 1)])
    await laptop.send([page(laptop, now - 2 * DAY), signed(laptop, 'minji', now - 2 * DAY + 1), order(laptop, 'm-2', 2000, now - 2 * DAY + 2)])
    assert.deepEqual(await hears(phone), { visits: 2, orders: 1, spent: 1000 }, 'nobody said who it is')
    await phone.send([signed(phone, 'minji')])
    await hearsInTheEnd(phone, { visits: 3, orders: 2, spent: 3000 })
    // The laptop's visit is over: it is signed in anew.
    await laptop.send([signed(laptop, 'minji')])
    await hearsInTheEnd(laptop, { visits: 4, orders: 2, spent: 3000 })
    // Said again, and the order page loaded on the other device: nothing more.
    await phone.send([signed(phone, 'minji'), order(phone, 'm-2', 2000)])
    await hearsInTheEnd(phone, { visits: 4, orders: 2, spent: 3000 })
    // An order that is taken back is taken back for the member.
    const headers = (await edge.token(['send'])).headers
    const told = await edge.call('POST', `/api/sites/${site}/orders`, { as: { headers }, body: { orders: [{ id: 'm-1', at: new Date(now - 3 * DAY).toISOString(), value: 1000, status: 'cancelled' }] } })
    assert.equal(told.status, 200, JSON.stringify(told.body))
    await hearsInTheEnd(laptop, { visits: 4, orders: 1, spent: 2000 })
  })

  it('are not mixed at one computer', async () => {
    const now = Date.now()
    const shared = new Browser(edge)
    await shared.send([page(shared, now - 60_000), signed(shared, 'sora', now - 50_000), order(shared, 's-1', 5000, now - 40_000)])
    await hearsInTheEnd(shared, { visits: 1, orders: 1, spent: 5000 })
    await shared.send([signed(shared, 'dami')])
    const heard = await hears(shared)
    assert.deepEqual(heard, { visits: 1, orders: 0, spent: 0 }, 'who came after hears nothing of who was there before')
    const phone = new Browser(edge)
    await phone.send([signed(phone, 'sora')])
    await hearsInTheEnd(phone, { visits: 2, orders: 1, spent: 5000 })
  })

  it('are read by nobody else', async () => {
    const rich = new Browser(edge)
    await rich.send([signed(rich, 'rich'), order(rich, 'r-1', 900_000)])
    await hearsInTheEnd(rich, { visits: 1, orders: 1, spent: 900_000 })
    const nothing = { visits: 1, orders: 0, spent: 0 }
    const past = Math.floor(Date.now() / 1000) - 10
    for (const [what, signature] of Object.entries({
      'a guessed id': '',
      'an old signature': (visitor) => sign('rich', visitor, past),
      "another visitor's": () => sign('rich', rich.visitor),
      "another member's": (visitor) => sign('jun', visitor),
      rubbish: 'v1.9999999999.00',
      'the mark of the tape': '+',
    })) {
      const thief = new Browser(edge)
      const given = typeof signature === 'function' ? signature(thief.visitor) : signature
      await thief.send([page(thief), thief.event('member', { id: 'rich', signature: given })])
      assert.deepEqual(await hears(thief), nothing, what)
    }
    // Signed out, and somebody else says to be her without a signature.
    await rich.send([rich.event('member', { id: '' }), rich.event('member', { id: 'rich', signature: '' })])
    assert.deepEqual((await hears(rich)).orders, 1, 'this browser has ordered itself')
    await rich.send([signed(rich, 'poor')])
    assert.deepEqual(await hears(rich), nothing)
  })

  it('stay what they are when visits are sealed, and an alarm works twice', async () => {
    const now = Date.now()
    const browser = new Browser(edge)
    await browser.send([page(browser, now - 5 * DAY), signed(browser, 'hana', now - 5 * DAY + 1), order(browser, 'h-1', 7000, now - 5 * DAY + 2)])
    await tick(edge, site, now + 3_700_000)
    await tick(edge, site, now + 3_700_000)
    // A visit that was on its way for days.
    await browser.send([page(browser, now - 6 * DAY)])
    const other = new Browser(edge)
    await other.send([signed(other, 'hana')])
    await hearsInTheEnd(other, { visits: 3, orders: 1, spent: 7000 })
  })
})
