// The bytes that browsers send to /v1/collect and get back (crates/model/src/wire.rs), written and read in JavaScript: a second hand, so
// that the tests do not only say that the same code agrees with itself.
import { randomBytes } from 'node:crypto'

export const hex = (bytes) => Buffer.from(bytes).toString('hex')
export const newVisitor = () => randomBytes(16).toString('hex')
export const newNumber = () => randomBytes(4).readUInt32LE()

/** Appends postcard values. */
export class Writer {
  bytes = []

  byte(value) {
    this.bytes.push(value & 0xff)
    return this
  }

  varint(value) {
    let rest = BigInt(value)
    while (rest >= 0x80n) {
      this.bytes.push(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.bytes.push(Number(rest))
    return this
  }

  zigzag(value) {
    const big = BigInt(value)
    return this.varint(BigInt.asUintN(64, (big << 1n) ^ (big >> 63n)))
  }

  raw(bytes) {
    for (const byte of bytes) this.bytes.push(byte)
    return this
  }

  text(value) {
    const bytes = Buffer.from(value, 'utf8')
    return this.varint(bytes.length).raw(bytes)
  }

  option(value, put) {
    if (value === undefined || value === null) return this.byte(0)
    this.byte(1)
    put(value)
    return this
  }

  list(values, put) {
    this.varint(values.length)
    for (const value of values) put(value)
    return this
  }

  done() {
    return Buffer.from(this.bytes)
  }
}

/** Reads postcard values. */
export class Reader {
  constructor(bytes) {
    this.bytes = Buffer.from(bytes)
    this.at = 0
  }

  byte() {
    if (this.at >= this.bytes.length) throw new Error('the bytes end too early')
    return this.bytes[this.at++]
  }

  big() {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }

  varint() {
    return Number(this.big())
  }

  zigzag() {
    const value = this.big()
    return Number((value >> 1n) ^ -(value & 1n))
  }

  text() {
    const length = this.varint()
    const text = this.bytes.toString('utf8', this.at, this.at + length)
    this.at += length
    return text
  }

  list(take) {
    return Array.from({ length: this.varint() }, () => take())
  }
}

const MICROS = 1_000_000
const KINDS = { page: 1, product: 2, cart_set: 3, cart_add: 4, cart_remove: 5, checkout: 6, order: 7, search: 8, member: 9, custom: 10, landing: 11, exposure: 12, arrival: 13 }
const ACTS = { shown: 0, clicked: 1, closed: 2, held: 3 }

function putItem(out, { id, name = '', category = '', price, quantity = 1 }) {
  out.text(id).text(name).text(category)
  out.option(price, (price) => out.zigzag(BigInt(Math.round(price * MICROS)))).varint(quantity)
}

/** One event's frame. `event` = {kind, seq, at, tab, install, …the kind's fields}. */
export function frame(event) {
  const body = new Writer().varint(event.install ?? 1).varint(event.tab ?? 1).varint(event.seq).zigzag(event.at)
  const items = () => body.list(event.items ?? [], (item) => putItem(body, item))
  switch (event.kind) {
    case 'page': body.text(event.url).text(event.title ?? ''); break
    case 'product': putItem(body, event.item); break
    case 'cart_set': case 'cart_add': case 'cart_remove': case 'checkout': items(); break
    case 'order':
      body.text(event.id).zigzag(BigInt(Math.round((event.value ?? 0) * MICROS))).raw(Buffer.from(event.currency ?? 'KRW'))
      items()
      break
    case 'search': body.text(event.word).option(event.results, (results) => body.varint(results)); break
    case 'member': body.text(event.id).text(event.signature ?? ''); break
    case 'custom': body.text(event.name).text(event.value ?? ''); break
    case 'landing': body.text(event.url).text(event.referrer ?? ''); break
    case 'exposure': body.text(event.message).byte(event.variant ?? 0).byte(ACTS[event.act] ?? event.act); break
    case 'arrival': body.list(event.told ?? [], ([fact, text]) => body.byte(fact).byte(3).text(text)); break
    default: body.raw(event.fields ?? [])
  }
  const bytes = body.done()
  return new Writer().byte(KINDS[event.kind] ?? event.number ?? 200).varint(bytes.length).raw(bytes).done()
}

/** A whole batch. */
export function batch({ key = 'shop', visitor, sentAt = Date.now(), configVersion = 0, events = [] }) {
  const header = new Writer().byte(1).text(key).raw(Buffer.from(visitor, 'hex')).zigzag(sentAt).varint(configVersion)
  return Buffer.concat([header.done(), ...events.map((event) => (Buffer.isBuffer(event) ? event : frame(event)))])
}

/** The facts' names by their numbers (crates/model/src/facts.rs); those that an answer may hold. */
export const FACTS = {
  18: 'source', 19: 'source_name', 20: 'word', 21: 'previous_word', 22: 'campaign_source', 23: 'campaign_medium', 24: 'campaign_name',
  25: 'campaign_content', 26: 'campaign_term', 27: 'campaign_code', 30: 'device', 31: 'os', 32: 'browser', 33: 'app', 34: 'visits',
  35: 'last_visit_day', 36: 'orders', 37: 'spent', 38: 'member', 39: 'signed',
}

/** Reads an answer: `{serverNow, configVersion, done: [[tab, from, to]], facts: {name: value}, bits}`. */
export function answer(bytes) {
  const from = new Reader(bytes)
  if (from.byte() !== 1) throw new Error('not an answer of version 1')
  const serverNow = from.zigzag()
  const configVersion = from.varint()
  const done = from.list(() => [from.varint(), from.varint(), from.varint()])
  const facts = Object.fromEntries(from.list(() => {
    const fact = from.byte()
    const kind = from.byte()
    const value = kind === 2 ? from.zigzag() : kind === 3 ? from.text() : kind === 1 ? null : undefined
    return [FACTS[fact] ?? `fact ${fact}`, value]
  }))
  const bits = Buffer.from(from.list(() => from.byte()))
  if (from.at !== from.bytes.length) throw new Error('bytes are left over')
  return { serverNow, configVersion, done, facts, bits }
}

/** A browser of one visitor in one tab: makes events, sends batches, keeps what was not named. */
export class Browser {
  constructor(edge, { key = 'shop', origin = 'https://shop.example', visitor = newVisitor(), install = newNumber(), tab = newNumber(), ua } = {}) {
    Object.assign(this, { edge, key, origin, visitor, install, tab, seq: 0 })
    this.ua = ua ?? 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
  }

  /** An event of this tab, numbered; now, if it is not said when. */
  event(kind, fields = {}, at = Date.now()) {
    this.seq += 1
    return { kind, install: this.install, tab: this.tab, seq: this.seq, at, ...fields }
  }

  /** Posts a body and gives the raw response. */
  post(body, headers = {}) {
    return this.edge.fetch('/v1/collect', { method: 'POST', body, headers: { origin: this.origin, 'user-agent': this.ua, ...headers } })
  }

  /** Sends events as one batch and reads the answer. */
  async send(events, { sentAt, ...more } = {}) {
    const body = batch({ key: this.key, visitor: this.visitor, sentAt: sentAt ?? Date.now(), events, ...more })
    const response = await this.post(body)
    if (response.status !== 200) throw new Error(`collect: ${response.status} ${await response.text()}`)
    return answer(Buffer.from(await response.arrayBuffer()))
  }
}
