// Keys are changed while members are written, read, erased, and objects fail: nothing is lost, nothing cannot be read, at the end no byte is sealed
// by an old key, and the old keys are gone. At no time does a contact stand in any table. SEED=n repeats a run.
import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Edge, OWNER } from './edge.mjs'
import { find, table } from './stores.mjs'
import { random } from './story.mjs'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const MEMBERS = 60
const OLD = `1:${'5a'.repeat(32)}`
const NEW = `2:${'c3'.repeat(32)}`
const CONFIG = { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } }

const edge = new Edge()
after(() => edge.remove())

it(`keys are changed under traffic (SEED=${SEED})`, { timeout: 240_000 }, async () => {
  await edge.start({ FAULTS: '11' })
  await edge.setUp(CONFIG)
  const next = random(SEED)
  const pick = (below) => Math.floor(next() * below)
  const path = (member, more = '') => `/api/sites/${edge.site.id}/members/${member}${more}`
  const call = async (method, where, body) => {
    const answer = await edge.call(method, where, { headers: edge.headers, body })
    if (answer.status >= 500) throw new Error(`${answer.status} ${await answer.text()}`)
    return { status: answer.status, body: await answer.json() }
  }
  /** Until it is answered, as a shop's server does it: an edge that is away or fails is asked again. */
  const surely = async (method, where, body) => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await call(method, where, body)
      } catch (error) {
        if (tries > 4000) throw error
        await wait(25)
      }
    }
  }
  let clock = Date.now() - 3_600_000
  const content = (member, turn) => ({ name: `MARKNAME${member.n}x${turn}`, phone: `+82107${String(member.n).padStart(3, '0')}${String(turn % 10_000).padStart(4, '0')}`, email: turn % 3 === 0 ? null : `markmail${member.n}x${turn}@mail.example` })
  const members = Array.from({ length: MEMBERS }, (_, n) => ({ n, id: `member-${n}`, turn: 0, seen: [] }))
  const shows = ({ name, phone, email }) => ({ name, phone, email })
  let [writes, reads, stop] = [0, 0, false]
  const write = async (member) => {
    member.turn += 1
    member.writing = content(member, member.turn)
    // Never later than now, however many there are.
    clock += 10
    const { status } = await surely('PUT', path(member.id), { ...member.writing, updated_at: new Date(clock).toISOString() })
    assert.equal(status, 200)
    member.is = member.writing
    member.done = member.turn
    writes += 1
  }
  const read = async (member) => {
    const from = member.done
    const { status, body } = await surely('GET', path(member.id))
    assert.equal(status, 200, JSON.stringify(body))
    // It may have been written on meanwhile, and more than once.
    const seen = JSON.stringify(shows(body))
    const could = Array.from({ length: member.turn - from + 1 }, (_, n) => JSON.stringify(content(member, from + n)))
    assert.ok(could.includes(seen), `${member.id}: ${seen} is none of ${could}`)
    reads += 1
  }
  for (const member of members) await write(member)
  // One in three has refused something: that outlives all.
  for (const member of members.filter(({ n }) => n % 3 === 0)) {
    const words = [{ at: new Date(clock).toISOString(), purpose: 'advertising', channel: 'sms', said: 'refused', place: '/my' }]
    assert.equal((await surely('POST', path(member.id, '/consents'), { words })).status, 200)
  }
  // A second factor is sealed by KEYS itself.
  const session = await edge.call('POST', '/api/session', { body: { email: OWNER.email, password: OWNER.password } })
  const signedIn = { cookie: session.headers.get('set-cookie').split(';')[0], origin: edge.url }
  assert.equal((await edge.call('POST', '/api/account/totp', { headers: signedIn, body: { password: OWNER.password } })).status, 200)

  // So are the secrets of a relay.
  const relay = { kind: 'ga4', measurement: 'G-ABC123', token: 'MARKTOKEN' }
  assert.equal((await surely('POST', `/api/sites/${edge.site.id}/relays`, relay)).status, 201)

  // Each member has one writer: what it was told last is what must be there. Whoever is to be erased is written no more.
  const erased = new Set()
  const writers = [0, 1, 2, 3].map(async (lane) => {
    while (!stop) {
      const own = members.filter((member) => member.n % 4 === lane && !member.leaves)
      await write(own[pick(own.length)])
    }
  })
  const readers = [0, 1, 2].map(async () => {
    while (!stop) {
      const own = members.filter((member) => !member.leaves)
      await read(own[pick(own.length)])
    }
  })
  const keys = async () => (await surely('GET', `/api/sites/${edge.site.id}/keys`)).body
  const until = async (what, is) => {
    for (let tries = 0; tries < 400; tries += 1) {
      const state = await keys()
      if (is(state)) return
      edge.clock()
      await wait(100)
    }
    assert.fail(`${what}: ${JSON.stringify(await keys())}`)
  }
  const erase = async (member) => {
    member.leaves = true
    await wait(300) // Its last write is answered.
    const { body } = await surely('POST', `/api/sites/${edge.site.id}/people/erase`, { member: member.id })
    for (let tries = 0; tries < 400; tries += 1) {
      const { body: state } = await surely('GET', `/api/sites/${edge.site.id}/erasures/${body.id}`)
      if (state.done) break
      edge.clock()
      await wait(50)
    }
    // A word from before that comes now.
    await surely('PUT', path(member.id), { ...content(member, 9999), updated_at: new Date(Date.now() - 1_800_000).toISOString() })
    erased.add(member)
  }

  // The data key, while all that goes on, and some are erased.
  const [rotation] = await Promise.all([surely('POST', `/api/sites/${edge.site.id}/keys`), erase(members[3]), erase(members[4])])
  assert.equal(rotation.status, 200)
  await until('the old version is destroyed', ({ versions }) => versions.some(({ version, destroyed }) => version === 1 && destroyed))
  // KEYS: the new key in front, by a new deployment; the old process is killed in the middle of all.
  await edge.kill()
  await edge.start({ FAULTS: '11', KEYS: `${NEW},${OLD}` })
  await until('KEYS', ({ sealed_by_older: older }) => older === 0)
  await Promise.all([erase(members[6]), erase(members[7])])
  await edge.kill()
  // The old key is not there any more.
  await edge.start({ FAULTS: '11', KEYS: NEW })
  const rest = surely('POST', `/api/sites/${edge.site.id}/keys`)
  await until('the second version is destroyed', ({ versions }) => versions.some(({ version, destroyed }) => version === 2 && destroyed))
  await rest
  await wait(500)
  stop = true
  await Promise.all([...writers, ...readers])
  assert.ok(writes > 2 * MEMBERS && reads > MEMBERS, `${writes} writes, ${reads} reads`)
  if (process.env.FIGURES) console.log(`${writes} writes, ${reads} reads`)

  // In the end all is as it was said last, found by what it is, and nobody else is.
  await edge.stop()
  await edge.start({ KEYS: NEW })
  const left = members.filter((member) => !erased.has(member))
  const findBy = async (body) => (await surely('POST', `/api/sites/${edge.site.id}/members/find`, body)).body.members
  for (const member of left) {
    await read(member)
    for (let tries = 0; ; tries += 1) {
      const found = [await findBy({ phone: member.is.phone }), member.is.email ? await findBy({ email: member.is.email }) : [member.id], member.turn > 1 ? await findBy({ phone: content(member, member.turn - 1).phone }) : []]
      if (JSON.stringify(found) === JSON.stringify([[member.id], [member.id], []])) break
      assert.ok(tries < 100, `${member.id} ${JSON.stringify(found)}`)
      await wait(100)
    }
    const { body } = await surely('GET', path(member.id, '/consents'))
    assert.equal(body.holds.find(({ channel, purpose }) => channel === 'sms' && purpose === 'advertising').holds, member.n % 3 === 0 ? 'refused' : 'unsaid')
  }
  for (const member of erased) {
    assert.equal((await surely('GET', path(member.id))).status, 404)
    assert.deepEqual(await findBy({ phone: member.is.phone }), [])
  }
  // Whoever has an erased person's number now: what they refused holds, what nobody refused is unsaid.
  for (const [n, expected] of [[3, 'refused'], [4, 'unsaid'], [6, 'refused'], [7, 'unsaid']]) {
    await surely('PUT', path('heir'), { phone: members[n].is.phone })
    await wait(50)
    let holds
    for (let tries = 0; tries < 60 && holds !== expected; tries += 1) {
      const { body } = await surely('GET', path('heir', '/consents'))
      holds = body.holds.find(({ channel, purpose }) => channel === 'sms' && purpose === 'advertising').holds
      if (holds !== expected) await wait(50)
    }
    assert.equal(holds, expected, `the number of ${members[n].id}`)
  }
  await surely('POST', `/api/sites/${edge.site.id}/people/erase`, { member: 'heir' })
  await wait(1500)
  await edge.stop()

  // The tables themselves.
  // A number is looked for as a whole: four digits of it stand in many an id.
  const marks = ['MARKNAME', 'markmail', 'MARKTOKEN', /(82|0)107\d{7}/]
  assert.deepEqual(find(edge, marks), [], 'no contact stands anywhere')
  assert.deepEqual(find(edge, [...erased].map(({ id }) => `${id}"`)), ['d1 erasure whose'])
  const contacts = table(edge, 'contact')
  assert.deepEqual(contacts.map(({ member }) => member).sort(), left.map(({ id }) => id).sort())
  assert.deepEqual([...new Set(contacts.map(({ key }) => Number(key)))], [3])
  const holders = table(edge, 'holder')
  assert.equal(holders.length, left.reduce((sum, { is }) => sum + (is.email ? 2 : 1), 0), 'an entry of the index each, and none of the erased')
  assert.deepEqual(table(edge, 'outbox').filter(({ key }) => key.startsWith('holds')), [])
  const site = table(edge, 'site_key').sort((a, b) => Number(a.version - b.version))
  assert.deepEqual(site.map(({ version, wrapped }) => [Number(version), wrapped.slice(0, 2)]), [[0, '2.'], [1, ''], [2, ''], [3, '2.']])
  assert.deepEqual(table(edge, 'totp').map(({ secret }) => secret.slice(0, 2)), ['2.'])
  // One that was made twice, since its answer was lost, is two.
  assert.deepEqual([...new Set(table(edge, 'relay').map(({ sealed }) => sealed.slice(0, 2)))], ['2.'])
  // What was refused is left as hashes of 16 bytes, with purpose and time.
  for (const { hash } of table(edge, 'suppressed')) assert.equal(hash.length, 16)
})
