// Batches and answers (crates/model/src/wire.rs), read and written by JavaScript that wants to be quick: no BigInt, no copies but of texts.
const TEXT_BYTES = 800
const URL_BYTES = 1000
const AMOUNT = 1e15
const decoder = new TextDecoder()
const encoder = new TextEncoder()

export class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  byte() {
    if (this.at >= this.end) throw new RangeError('the bytes end too early')
    return this.bytes[this.at++]
  }

  varint() {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
      if (scale > 2 ** 56) throw new RangeError('a number is too long')
    }
  }

  zigzag() {
    const value = this.varint()
    return value % 2 ? -(value + 1) / 2 : value / 2
  }

  take(length) {
    const from = this.at
    if (from + length > this.end) throw new RangeError('the bytes end too early')
    this.at += length
    return this.bytes.subarray(from, this.at)
  }

  text(max = TEXT_BYTES) {
    const bytes = this.take(this.varint())
    if (bytes.length > max) throw new RangeError('a text is too long')
    const text = decoder.decode(bytes)
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u001f\u007f-\u009f]/.test(text)) throw new RangeError('a text has control characters')
    return text
  }

  option(take) {
    return this.byte() ? take() : null
  }

  list(max, take) {
    const length = this.varint()
    if (length > max) throw new RangeError('a list is too long')
    return Array.from({ length }, take)
  }
}

export class Writer {
  bytes = new Uint8Array(256)
  at = 0

  byte(value) {
    if (this.at === this.bytes.length) {
      const more = new Uint8Array(this.bytes.length * 2)
      more.set(this.bytes)
      this.bytes = more
    }
    this.bytes[this.at++] = value
    return this
  }

  varint(value) {
    while (value >= 128) {
      this.byte((value % 128) | 128)
      value = Math.floor(value / 128)
    }
    return this.byte(value)
  }

  zigzag(value) {
    return this.varint(value < 0 ? -value * 2 - 1 : value * 2)
  }

  text(value) {
    const bytes = encoder.encode(value)
    this.varint(bytes.length)
    for (const byte of bytes) this.byte(byte)
    return this
  }

  done() {
    return this.bytes.slice(0, this.at)
  }
}

/** Who sends a batch, and where its events begin. */
export function header(body) {
  if (body[0] !== 1) throw new RangeError('the version is not one that is read here')
  const from = new Reader(body, 1)
  return { key: from.text(), visitor: from.take(16), sentAt: from.zigzag(), version: from.varint(), at: from.at }
}

function item(from) {
  const line = {
    id: from.text(), name: from.text(), category: from.text(), price: from.option(() => from.zigzag()), quantity: from.varint(),
  }
  const fits = line.id !== '' && line.quantity >= 1 && line.quantity <= 100_000 && (line.price === null || (line.price >= 0 && line.price <= AMOUNT))
  if (!fits) throw new RangeError('a line is not right')
  return line
}

const items = (from) => ({ items: from.list(100, () => item(from)) })
/** What each kind of event says. */
const KINDS = {
  1: ['page', (from) => ({ url: from.text(URL_BYTES), title: from.text() })],
  2: ['product', (from) => ({ item: item(from) })],
  3: ['cart_set', items],
  4: ['cart_add', items],
  5: ['cart_remove', items],
  6: ['checkout', items],
  7: ['order', (from) => ({ id: from.text(), value: from.zigzag(), currency: decoder.decode(from.take(3)), ...items(from) })],
  8: ['search', (from) => ({ word: from.text(), results: from.option(() => from.varint()) })],
  10: ['custom', (from) => ({ name: from.text(), value: from.text() })],
  11: ['landing', (from) => ({ url: from.text(URL_BYTES), referrer: from.text(URL_BYTES) })],
}

/** The events of a batch, each with its frame as it stands; and the ids of those that are refused. */
export function events(body, at) {
  const from = new Reader(body, at)
  const [good, refused] = [[], []]
  while (from.at < from.end && good.length + refused.length < 200) {
    const begin = from.at
    const kind = from.byte()
    const length = from.varint()
    const field = new Reader(body, from.at, from.at + length)
    from.take(length)
    const event = { install: field.varint(), tab: field.varint(), seq: field.varint(), at: field.zigzag() }
    const known = KINDS[kind]
    try {
      if (!known || length > 32_768) throw new RangeError('a kind that is not known')
      Object.assign(event, known[1](field), { kind: known[0], bytes: body.subarray(begin, from.at) })
      good.push(event)
    } catch {
      refused.push(event)
    }
  }
  return { good, refused }
}

/** The answer: what need not be sent again, and what is known of the person. */
export function answer(now, version, done, facts) {
  const out = new Writer().byte(1).zigzag(now).varint(version).varint(done.length)
  for (const [tab, from, to] of done) out.varint(tab).varint(from).varint(to)
  out.varint(facts.length)
  for (const [fact, value] of facts) {
    out.byte(fact)
    if (typeof value === 'string') out.byte(3).text(value)
    else if (value === null) out.byte(1)
    else out.byte(2).zigzag(value)
  }
  return out.varint(0).done()
}
