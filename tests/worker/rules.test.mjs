// When messages show, from the configuration to the effect's table: what is wrong is said with its place in both languages; and two hundred
// visitors, each the real engine (build/browser/browser.wasm) with the bundle that the edge serves, whose batches the edge counts.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { ROOT, start } from './harness.mjs'
import { Reader, Writer, newNumber, newVisitor } from './wire.mjs'

const [BOOT, EVENT, ACT, BATCH] = [1, 2, 4, 9]
const [CLICK, SEEN] = [1, 5]
const card = (id, more = {}) => ({ id, name: id, type: 'popcorn', status: 'active', content: { title: id }, ...more })

/** A visitor's page: the engine, fed as the shell does. */
class Visitor {
  static async open(module, bundle, key, visitor = newVisitor()) {
    const own = new Visitor()
    Object.assign(own, { exports: (await WebAssembly.instantiate(module)).exports, frames: [], shown: [], told: [], visitor, now: Date.now() })
    const boot = new Writer().text('https://shop.example/').text('').text(key).raw(Buffer.from(visitor, 'hex'))
    boot.varint(newNumber()).varint(newNumber()).varint(1)
    own.step(BOOT, boot.varint(bundle.length).raw(bundle).varint(0).done())
    own.step(EVENT, new Writer().byte(1).text('https://shop.example/').text('').done())
    return own
  }

  step(kind, body) {
    const { memory, input, step } = this.exports
    const at = Buffer.alloc(8)
    at.writeDoubleLE(this.now)
    const given = Buffer.concat([Buffer.from([kind]), at, body])
    const place = input(given.length)
    new Uint8Array(memory.buffer).set(given, place)
    const out = step()
    const length = new DataView(memory.buffer).getUint32(out, true)
    const from = new Reader(Buffer.from(memory.buffer.slice(out + 4, out + 4 + length)))
    const bytes = () => {
      const length = from.varint()
      return from.bytes.subarray(from.at, (from.at += length))
    }
    while (from.at < from.bytes.length) {
      const effect = from.byte()
      if (effect === 1) {
        const view = new Reader(bytes())
        const id = view.text()
        this.shown.push({ id, held: view.byte() === 0 })
      } else if (effect === 4) {
        from.varint()
        const frame = Buffer.from(bytes())
        this.frames.push(frame)
        if (frame[0] === 12) this.told.push(exposure(frame))
      } else if (effect === 5) from.at += 8
      else if (effect === 9) return bytes()
      else if (effect !== 7) bytes()
    }
    return undefined
  }

  act(id, act) {
    this.step(ACT, new Writer().text(id).byte(act).done())
  }

  /** Everything so far, as one batch. */
  batch() {
    const frames = Buffer.concat(this.frames)
    return this.step(BATCH, new Writer().varint(frames.length).raw(frames).done())
  }
}

/** What a frame says of a message, read apart from the engine. */
function exposure(frame) {
  const from = new Reader(frame)
  from.byte()
  from.varint()
  for (let field = 0; field < 3; field++) from.varint()
  from.big()
  return { message: from.text(), variant: from.byte(), act: ['shown', 'clicked', 'closed', 'held'][from.byte()] }
}

describe('rules', () => {
  let edge
  let token
  let path
  before(async () => {
    edge = await start()
    token = await edge.token(['read', 'configure', 'send', 'manage'])
    path = `/api/sites/${edge.owner.site.id}`
  })
  after(() => edge?.close())
  const call = (method, rest, body, headers) => edge.call(method, path + rest, { as: token, body, headers })
  const get = async (rest) => (await call('GET', rest)).body

  it('refuses what can never show, with its place', async () => {
    const cases = [
      [{ schedule: { weekdays: [] } }, 'schedule.weekdays'],
      [{ schedule: { hours: [] } }, 'schedule.hours'],
      [{ schedule: { hours: [{ from: '09:00', to: '10:00' }, { from: '22:00', to: '22:00' }] } }, 'schedule.hours[1]'],
      [{ schedule: { hours: [{ from: '25:00', to: '22:00' }] } }, 'schedule.hours[0].from'],
      [{ schedule: { new_visits: true } }, 'schedule.new_visits'],
      [{ start: '2026-11-21T10:00:00+09:00', end: '2026-11-21T10:00:00+09:00' }, 'end'],
      [{ weight: 0, variants: [{ id: 'B', weight: 0, content: { title: 'b' } }] }, 'variants'],
      [{ variants: [{ id: 'B', content: { title: 'b' } }, { id: 'B', content: { title: 'c' } }] }, 'variants[1].id'],
      [{ variants: [{ id: 'A', content: { title: 'b' } }] }, 'variants[0].id'],
      [{ variants: [{ id: 'B', content: {} }] }, 'variants[0].content'],
      [{ control: 95 }, 'control'],
      [{ limits: { per_days: { times: 1, days: 0 } } }, 'limits.per_days.days'],
      [{ limits: { ever: 0 } }, 'limits.ever'],
      [{ trigger: { on: 'idle', seconds: 0 } }, 'trigger.seconds'],
      [{ trigger: { on: 'scroll', percent: 101 } }, 'trigger.percent'],
      [{ trigger: { on: 'event', name: ' ' } }, 'trigger.name'],
      [{ trigger: { on: 'event', name: 'x', property: 'plan' } }, 'trigger.property'],
      [{ trigger: { on: 'sunrise' } }, 'trigger.on'],
    ]
    for (const [rules, at] of cases) {
      const made = await call('POST', '/messages', card('wrong', { ...rules, status: 'draft' }))
      assert.deepEqual([made.status, made.body.field], [422, at], `${JSON.stringify(rules)}: ${JSON.stringify(made.body)}`)
    }
    const published = await call('PUT', '/config', { segments: [], messages: [card('a'), card('b', { control: 95 })] }, { 'if-match': '"0"' })
    assert.deepEqual([published.status, published.body.field], [422, 'messages[1].control'])
    const pace = await call('PUT', '/config', { segments: [], messages: [], pace: { gap_seconds: 0 } }, { 'if-match': '"0"' })
    assert.deepEqual([pace.status, pace.body.field], [422, 'pace.gap_seconds'])
  })

  it('says what is doubtful in both languages, and what publishing changes', async () => {
    const doubtful = { trigger: { on: 'scroll', percent: 100 }, limits: { stop_after: ['click'] }, variants: [{ id: 'B', content: { title: 'b' } }] }
    const made = await call('POST', '/messages', card('doubt', { ...doubtful, status: 'active' }))
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const places = (findings) => findings.map(({ severity, at, code }) => [severity, at, code])
    const expected = [['warning', 'trigger.percent', 'hardly_ever'], ['warning', 'limits.stop_after', 'no_button'], ['warning', 'control', 'no_control']]
    assert.deepEqual(places(made.body.findings), expected)
    assert.ok(made.body.findings.every(({ ko, en }) => /[가-힣]/.test(ko) && /^[a-z]/.test(en)))
    assert.deepEqual(places((await get('/messages/doubt')).findings), expected)
    let next = await call('GET', '/publication')
    assert.deepEqual(places(next.body.findings.map(({ message, finding }) => (assert.equal(message, 'doubt'), finding))), expected)
    await call('POST', '/publication', undefined, { 'if-match': next.headers.get('etag') })

    for (const more of [{ type: 'coupon', content: { title: 'c', code: 'HI' } }, { type: 'survey', content: { title: 's', choices: ['a', 'b'] } }]) {
      const tapped = await call('POST', '/messages', { id: `tapped-${more.type}`, name: 'tapped', status: 'draft', limits: { stop_after: ['click'] }, ...more })
      assert.ok(!places(tapped.body.findings).some(([, , code]) => code === 'no_button'), JSON.stringify(tapped.body))
    }

    const put = await call('PUT', '/messages/doubt', card('doubt', { trigger: { on: 'exit_intent' }, schedule: { weekdays: ['fri'] }, control: 10 }), { 'if-match': made.headers.get('etag') })
    assert.equal(put.status, 200, JSON.stringify(put.body))
    next = await call('GET', '/publication')
    assert.deepEqual(next.body.changes.map(({ ko, en }) => [ko, en]), [
      [
        '메시지 ‘doubt’ 변경 (노출 제한, 노출 시점, 요일·시간대, 다른 안, 대조군 비율)',
        'Message “doubt”: changed (limits, trigger, days and hours, variants, control group)',
      ],
    ])
  })

  it('the pace is a setting: published at once, and part of export and import', async () => {
    const before = await call('GET', '/settings')
    assert.deepEqual(before.body.pace, {})
    const { version, findings, ...form } = before.body
    const put = await call('PUT', '/settings', { ...form, pace: { per_visit: 3, gap_seconds: 20 } }, { 'if-match': before.headers.get('etag') })
    assert.equal(put.status, 200, JSON.stringify(put.body))
    const exported = await call('GET', '/config')
    assert.deepEqual(exported.body.pace, { per_visit: 3, gap_seconds: 20 })
    const wrong = await call('PUT', '/settings', { ...form, pace: { per_visit: 0 } }, { 'if-match': put.headers.get('etag') })
    assert.deepEqual([wrong.status, wrong.body.field], [422, 'pace.per_visit'])
    const { pace, ...without } = exported.body
    const imported = await call('PUT', '/config', without, { 'if-match': exported.headers.get('etag') })
    assert.equal(imported.status, 200, JSON.stringify(imported.body))
    assert.deepEqual((await get('/settings')).pace, {})
  })

  it('two hundred visitors, three variants and a control group: the effect has what each engine said', async () => {
    const { headers } = await call('GET', '/config')
    const variants = [{ id: 'B', weight: 30, content: { title: 'B' } }, { id: 'D', weight: 20, content: { title: 'D' } }]
    const config = { segments: [], messages: [card('welcome', { weight: 50, variants, control: 25 })] }
    const put = await call('PUT', '/config', config, { 'if-match': headers.get('etag') })
    assert.equal(put.status, 200, JSON.stringify(put.body))
    const served = await edge.fetch(`/v1/b/${edge.owner.site.key}`)
    const bundle = Buffer.from(await served.arrayBuffer())
    const module = await WebAssembly.compile(await readFile(new URL('build/browser/browser.wasm', ROOT)))

    /** Counted from the frames, act by act. */
    const oracle = { shown: {}, clicked: {}, held: 0, people: {} }
    const count = (counts, key) => (counts[key] = (counts[key] ?? 0) + 1)
    for (let rest = 200; rest > 0; rest -= 10) {
      await Promise.all(Array.from({ length: 10 }, async (_, number) => {
        const one = await Visitor.open(module, bundle, edge.owner.site.key)
        assert.deepEqual(one.shown.map(({ id }) => id), ['welcome'])
        one.act('welcome', SEEN)
        if (!one.shown[0].held && number % 2) one.act('welcome', CLICK)
        // The next page of the visit deals alike; what is held back is told once a visit.
        one.step(EVENT, new Writer().byte(1).text('https://shop.example/next').text('').done())
        one.act('welcome', SEEN)
        for (const { variant, act } of one.told) {
          if (act === 'held') oracle.held += 1
          else count(oracle[act], variant)
        }
        assert.equal(new Set(one.told.map(({ variant, act }) => `${variant} ${act === 'held'}`)).size, 1, 'one variant each, or held back')
        assert.equal(one.told[0].act === 'held', one.shown[0].held)
        if (!one.shown[0].held) count(oracle.people, one.told[0].variant)
        const answer = await edge.fetch('/v1/collect', {
          method: 'POST',
          body: one.batch(),
          headers: { origin: 'https://shop.example', 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1' },
        })
        assert.equal(answer.status, 200, await answer.clone().text())
        await answer.arrayBuffer()
      }))
    }
    const effect = await get('/messages/welcome/effect?days=7')
    const sum = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0)
    assert.deepEqual([effect.shown, effect.clicked, effect.held], [sum(oracle.shown), sum(oracle.clicked), oracle.held])
    assert.deepEqual([effect.reached.people, effect.control.people], [sum(oracle.people), oracle.held])
    assert.equal(sum(oracle.people) + oracle.held, 200)
    const found = Object.fromEntries(effect.by_variant.filter(({ people }) => people > 0).map(({ variant, people, shown, clicked }) => [variant, [people, shown, clicked]]))
    const expected = Object.fromEntries(Object.keys(oracle.people).map((variant) => [variant, [oracle.people[variant], oracle.shown[variant], oracle.clicked[variant] ?? 0]]))
    assert.deepEqual(found, expected)
    assert.deepEqual(Object.keys(expected), ['0', '1', '3'], 'B is 1, D is 3')
  })
})
