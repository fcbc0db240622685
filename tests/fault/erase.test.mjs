// A person is erased, and then every table of every store is searched for them: their name, their browsers' ids, the pages they saw.
// Meanwhile others go on, and stay as they were.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Browser } from '../worker/wire.mjs'
import { Edge } from './edge.mjs'
import { find as findIn, table } from './stores.mjs'

const DAY = 86_400_000
const HOUR = 3_600_000
const CONFIG = { segments: [], messages: [{ id: 'hello', type: 'popcorn', status: 'active', content: { title: 'hello' } }], attribution: { click_days: 7, view_days: 1 } }

const edge = new Edge()
after(() => edge.remove())

const find = (marks) => findIn(edge, marks)

it('nothing is left of whom was erased, and all of everybody else', { timeout: 120_000 }, async () => {
  await edge.start()
  await edge.setUp(CONFIG)
  await edge.stop()
  const [{ secret }] = table(edge, 'site')
  await edge.start()

  const sign = (browser, id, at) => {
    const expires = Math.floor(Date.now() / 1000) + 600
    const mac = createHmac('sha256', secret).update(`dangol-member-v1\n${edge.site.id}\n${browser.visitor}\n${id}\n${expires}`).digest('hex')
    return browser.event('member', { id, signature: `v1.${expires}.${mac}` }, at)
  }
  const page = (browser, url, at) => browser.event('page', { url, title: url }, at)
  const now = Date.now()
  const browsers = Array.from({ length: 6 }, () => new Browser(edge))
  const [phone, laptop, shared, labelled, other, late] = browsers
  const bought = (browser, id, at) => [browser.event('exposure', { message: 'hello', act: 'clicked' }, at), browser.event('order', { id, value: 1000, items: [{ id: 'thing', name: 'tea' }] }, at + 1)]
  // Her own devices: before she said who she is, signed in, long ago and now.
  await phone.send([page(phone, '/secret-1', now - 5 * DAY), sign(phone, 'MARKED-ONE', now - 4 * DAY), ...bought(phone, 'own-1', now - 4 * DAY + 10)])
  await laptop.send([sign(laptop, 'MARKED-ONE', now - 3 * DAY), page(laptop, '/secret-2', now - 3 * DAY + 10)])
  // A computer that she shares.
  await shared.send([sign(shared, 'MARKED-ONE', now - 3 * DAY), page(shared, '/secret-3', now - 3 * DAY + 10), ...bought(shared, 'own-2', now - 3 * DAY + 20)])
  await shared.send([sign(shared, 'kept', now - 2 * DAY), page(shared, '/public-1', now - 2 * DAY + 10), ...bought(shared, 'theirs-1', now - 2 * DAY + 20)])
  // A page that says her name and signs nothing.
  await labelled.send([page(labelled, '/public-2', now - 3 * DAY), labelled.event('member', { id: 'MARKED-ONE', signature: '' }, now - 2 * DAY), page(labelled, '/secret-4', now - 2 * DAY + 10)])
  await other.send([sign(other, 'kept', now - 3 * DAY), page(other, '/public-3', now - 3 * DAY + 10), ...bought(other, 'theirs-2', now - 3 * DAY + 20)])
  edge.tick(now + 26 * HOUR)
  await wait(1000)
  // What comes late opens sealed visits, and leaves holes behind.
  await phone.send([page(phone, '/secret-5', now - 4 * DAY + 60_000)])
  edge.tick(now + 52 * HOUR)
  await wait(1000)
  await laptop.send([sign(laptop, 'MARKED-ONE', now), page(laptop, '/secret-6', now)])
  await late.send([sign(late, 'MARKED-ONE', now)])

  // What the shop says of her, and of another one; what both refused.
  const said = async (method, path, body) => {
    const answer = await edge.call(method, `/api/sites/${edge.site.id}/members/${path}`, { headers: edge.headers, body })
    assert.equal(answer.status, 200, await answer.clone().text())
    return answer.json()
  }
  const refused = { at: new Date(now - DAY).toISOString(), purpose: 'advertising', channel: 'sms', said: 'refused', place: '/secret-8' }
  const contacts = { name: 'Veiled Name', phone: '+821086421357', email: 'veiled@mail.example' }
  const others = { name: 'Kept Name', phone: '+821075310864', email: 'kept@mail.example' }
  await said('PUT', 'MARKED-ONE', contacts)
  await said('POST', 'MARKED-ONE/consents', { words: [refused] })
  await said('PUT', 'kept', others)
  await said('POST', 'kept/consents', { words: [{ ...refused, place: '/public-6' }] })

  const nameless = new Browser(edge)
  await nameless.send([page(nameless, '/nameless-1', now - 3 * DAY)])
  edge.tick(now + 52 * HOUR)
  await wait(500)
  // People have moved to another object and back: what they left behind in blocks is found, too.
  while (!await edge.grow(3));
  edge.tick(now + 52 * HOUR, [2])
  await wait(500)
  while (!await edge.grow(2));

  const empty = new Browser(edge)
  await empty.send([page(empty, '/old', now - 30 * DAY)])

  const totals = () => edge.get(`/totals?from=${new Date(now - 8 * DAY).toISOString().slice(0, 10)}&to=${new Date(now + DAY).toISOString().slice(0, 10)}`)
  const before = await totals()
  assert.deepEqual([before.visits, before.orders], [11, 4])
  const ask = async (path, body) => {
    const answer = await edge.call('POST', `/api/sites/${edge.site.id}/people/${path}`, { headers: edge.headers, body })
    assert.equal(answer.status, 200, await answer.clone().text())
    return answer.json()
  }
  // Names that stand in other names, and patterns, are nobody's.
  for (const member of ['M', 'MARKED', 'MARKED-ONE-TOO', '*', '%', '_', "'", 'kep']) {
    assert.equal((await ask('archive', { member })).browsers.length, 0, member)
    const none = await ask('erase', { member })
    assert.deepEqual([none.browsers, none.visits, Boolean(none.done)], [0, 0, true], member)
  }
  assert.deepEqual(await totals(), before)
  const archive = await ask('archive', { member: 'MARKED-ONE' })
  assert.equal(archive.browsers.length, 5)
  assert.equal(archive.browsers.flatMap(({ visits }) => visits).length, 7)
  assert.deepEqual(archive.browsers.flatMap(({ orders }) => orders.map(({ id }) => id)).sort(), ['own-1', 'own-2'])
  assert.ok(!JSON.stringify(archive).includes('public'), 'nobody else in it')

  assert.deepEqual(['name', 'phone', 'email'].map((field) => archive.said.contacts[field]), Object.values(contacts))
  assert.deepEqual(archive.said.consents.words.map(({ place }) => place), ['/secret-8'])

  const marks = ['MARKED-ONE', 'secret-', Buffer.from(phone.visitor, 'hex'), Buffer.from(laptop.visitor, 'hex')]
  await edge.stop()
  const places = find(marks)
  assert.ok(places.some((place) => place.startsWith('object block_part')) && places.some((place) => place.startsWith('object shopper')) && places.some((place) => place.startsWith('object share')), `it was there: ${places}`)
  for (const what of ['contact', 'consent', 'holder']) assert.ok(places.some((place) => place === `object ${what} member`), `${what} was there: ${places}`)
  const clear = [...Object.values(contacts), ...Object.values(others), '86421357', '1086421357', '75310864', 'Veiled', 'veiled']
  assert.deepEqual(find(clear), [], 'no contact stands in any table')
  const hers = table(edge, 'contact').filter(({ member }) => member === 'MARKED-ONE')
  const sealed = hers.flatMap((row) => [row.sealed, row.phone, row.email]).map((bytes) => Buffer.from(bytes))
  assert.equal(sealed.length, 3, 'one row of contacts: growing has left none behind')
  assert.ok(find(sealed).includes('object holder contact'), 'the index has her')
  await edge.start()

  const erased = await ask('erase', { member: 'MARKED-ONE' })
  assert.ok(erased.done, JSON.stringify(erased))
  // A batch of hers that was on its way. (Her phone itself is there again, as one that did nothing yet.)
  await phone.send([page(phone, '/secret-7', now - 2 * DAY)])
  assert.deepEqual((await ask('archive', { member: 'MARKED-ONE' })).browsers, [])
  // Letters of hers may be told a moment later.
  await wait(1500)
  await edge.stop()
  assert.deepEqual(find([...clear, ...sealed]), [], 'neither what was sealed nor what she was found by')
  assert.deepEqual(table(edge, 'suppressed').map(({ hash, purpose }) => [hash.length, Number(purpose)]), [[16, 0]], 'what she refused, by a hash')
  assert.deepEqual([...new Set(table(edge, 'contact').map(({ member }) => member))], ['kept'])
  assert.deepEqual(find([Buffer.from(empty.visitor, 'hex')]), ['object shopper visitor'], 'a browser without a visit is not hers')
  assert.deepEqual(find(marks.filter((mark) => !mark.equals?.(Buffer.from(phone.visitor, 'hex')))), ['d1 erasure whose'], 'the erasure itself has the name, for as long as a restore may need it')
  await edge.start()

  const left = await totals()
  assert.deepEqual([left.visits, left.page_views], [4, 4], 'visits of others')
  const kept = await ask('archive', { member: 'kept' })
  assert.deepEqual([kept.said.contacts.phone, kept.said.consents.words.length], [others.phone, 1])
  assert.deepEqual([await said('POST', 'find', { phone: others.phone }), await said('POST', 'find', { phone: contacts.phone })].map(({ members }) => members), [['kept'], []])
  assert.deepEqual(kept.browsers.flatMap(({ orders }) => orders.map(({ id }) => id)).sort(), ['theirs-1', 'theirs-2'])
  assert.equal((await other.send([page(other, '/public-4')])).facts.visits, 2)
  // By a browser's id: nothing tells whose the bytes are that it left where it lived before.
  const gone = await ask('erase', { visitor: nameless.visitor })
  assert.deepEqual([gone.browsers, Boolean(gone.done)], [1, true])
  await edge.stop()
  assert.deepEqual(find(['nameless-1', Buffer.from(nameless.visitor, 'hex')]), [])
  await edge.start()
  // Whoever comes again is somebody new.
  assert.equal((await phone.send([page(phone, '/public-5')])).facts.visits, 1)
})
