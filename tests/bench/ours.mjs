// Ours, as wasm. What is measured, by name:
// wasm         the engine alone (input 12, `bench` in crates/browser/src/bench.rs): an event is JavaScript's object, is written into the module's
//              memory as a page tells it, read, checked, folded and evaluated; the verdicts are read where they stand.
// wasm-frames  the same of events whose bytes are ready, as a tape or a batch has them.
// wasm-step    the real step, told in the shell's way, with all that it does beside segments: frames for the edge, messages, the stored state.

/** What it is made of: the module, the zone and the compiled segments, each visitor's facts, a bundle of the same segments. */
export const FILES = ['browser.wasm', 'program.bin', 'facts.bin', 'bundle.bin']

/** Kinds of input, and what input 12 is asked. */
const [BOOT, EVENT, SYNC, DUMP, BENCH] = [1, 2, 5, 8, 12]
const [PROGRAM, FACTS, TOLD, FRAMED, AFRESH] = [0, 1, 2, 3, 4]
const KINDS = { page: 1, product: 2, cart_add: 4, cart_remove: 5, search: 8 }
const YES = 2
const SEGMENTS = 100

// ---- bytes, as crates/browser/js/codec.ts makes them
const text = new TextEncoder()
const varint = (value) => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))])
const zigzag = (value) => varint(value * 2)
const f64 = (value) => [...new Uint8Array(new Float64Array([value]).buffer)]
export const bytes = (value) => [...varint(value.length), ...value]
const str = (value) => bytes(text.encode(value))
const list = (items, put) => [...varint(items.length), ...items.flatMap(put)]

/** An event as a page tells it: kind and fields of input 2. */
const told = (event) => {
  const kind = KINDS[event.type]
  if (kind === 1) return [kind, ...str(event.url), ...str(event.title)]
  if (kind === 8) return [kind, ...str(event.word), 1, ...varint(event.results)]
  const item = ({ id, name, category, price, quantity }) => [id, name, category, price, String(quantity)].flatMap(str)
  return [kind, ...str(''), ...list(event.items, item)]
}

/** The same as its frame has it (crates/model/src/wire.rs). */
const framed = (event) => {
  const kind = KINDS[event.type]
  if (kind === 1 || kind === 8) return told(event)
  const price = (amount) => [1, ...zigzag(Number(amount) * 1_000_000)]
  const item = (each) => [...str(each.id), ...str(each.name), ...str(each.category), ...price(each.price), ...varint(each.quantity)]
  return [kind, ...(kind === 2 ? item(event.items[0]) : list(event.items, item))]
}

/** The module's three exports, and its memory as it is now. */
class Module {
  constructor({ memory, input, step }) {
    Object.assign(this, { memory, input, step })
    this.look()
  }

  /** Memory that has grown is another one. */
  look() {
    this.data = new Uint8Array(this.memory.buffer)
    this.view = new DataView(this.memory.buffer)
  }

  room(length) {
    const at = this.input(length)
    if (this.data.buffer !== this.memory.buffer) this.look()
    return at
  }

  /** Steps; where the output's bytes begin. */
  run() {
    const out = this.step()
    if (this.data.buffer !== this.memory.buffer) this.look()
    return out + 4
  }

  send(input, body = []) {
    const at = this.room(input.length + body.length)
    this.data.set(input, at)
    this.data.set(body, at + input.length)
    return this.run()
  }

  /** Writes an event as `told` does, but in place and without making anything. */
  tell(event) {
    const { type, at: when } = event
    // More than any event of the workload takes.
    let at = this.room(600)
    const { data } = this
    const put = (value) => {
      const length = at++
      for (let n = 0; n < value.length; n++) {
        const code = value.charCodeAt(n)
        if (code < 0x80) data[at++] = code
        else if (code < 0x800) {
          data[at++] = 0xc0 | (code >> 6)
          data[at++] = 0x80 | (code & 63)
        } else {
          data[at++] = 0xe0 | (code >> 12)
          data[at++] = 0x80 | ((code >> 6) & 63)
          data[at++] = 0x80 | (code & 63)
        }
      }
      // Every text of the workload has fewer than 128 bytes: its length is one.
      data[length] = at - length - 1
      if (data[length] > 127) throw new Error(`${value} is too long for this bench`)
    }
    data[at] = BENCH
    this.view.setFloat64(at + 1, when, true)
    data[at + 9] = TOLD
    data[at + 10] = KINDS[type]
    at += 11
    if (type === 'page') {
      put(event.url)
      put(event.title)
    } else if (type === 'search') {
      put(event.word)
      data[at++] = 1
      let { results } = event
      for (; results > 127; results >>= 7) data[at++] = (results & 127) | 128
      data[at++] = results
    } else {
      data[at++] = 0
      data[at++] = event.items.length
      for (const { id, name, category, price, quantity } of event.items) {
        put(id)
        put(name)
        put(category)
        put(price)
        put(String(quantity))
      }
    }
    return this.run()
  }
}

/** The parts of a file of length-prefixed bytes. */
export const cut = (file) => {
  const parts = []
  for (let at = 0; at < file.length; ) {
    let length = 0
    for (let shift = 0, byte = 128; byte > 127; shift += 7) {
      byte = file[at++]
      length |= (byte & 127) << shift
    }
    parts.push(file.subarray(at, (at += length)))
  }
  return parts
}

/** Opens the module for some visitors: each is given the bytes of his facts, for `wasm-frames` each event its bytes. */
export const open = async (name, [module, program, profiles, bundle], visitors) => {
  const { instance } = await WebAssembly.instantiate(module)
  const wasm = new Module(instance.exports)
  const parts = cut(profiles)
  if (name === 'wasm-step') return stepping(wasm, bundle, parts, visitors)
  visitors.forEach((visitor, n) => {
    visitor.bytes = parts[n]
    if (name !== 'wasm-frames') return
    for (const event of visitor.events) event.bytes = new Uint8Array([BENCH, ...f64(event.at), FRAMED, ...framed(event)])
  })
  wasm.send([BENCH, ...f64(0), PROGRAM], program)
  let seen
  let place
  /** The verdicts where they stand, behind a kind and a count of one byte each. */
  const verdicts = (out) => {
    if (seen?.buffer !== wasm.memory.buffer || place !== out) {
      seen = new Uint8Array(wasm.memory.buffer, out + 2, SEGMENTS)
      place = out
    }
    return seen
  }
  const facts = new Uint8Array([BENCH, ...f64(0), FACTS])
  const afresh = new Uint8Array([BENCH, ...f64(0), AFRESH])
  return {
    yes: YES,
    begin: (visitor) => verdicts(wasm.send(facts, visitor.bytes)),
    now: () => seen,
    take: name === 'wasm-frames' ? (event) => verdicts(wasm.send(event.bytes)) : (event) => verdicts(wasm.tell(event)),
    /** Each visitor's facts are loaded, which evaluates all once, and then all are evaluated afresh some times more. */
    only: (some, more) => () => {
      let sum = 0
      for (const visitor of some) {
        sum += verdicts(wasm.send(facts, visitor.bytes))[0]
        for (let n = 0; n < more; n++) sum += verdicts(wasm.send(afresh))[0]
      }
      return sum
    },
  }
}

/** The real step. A page never asks for verdicts: DUMP says them for the comparison, outside of what is timed. */
const stepping = (wasm, bundle, profiles, visitors) => {
  const now = Date.parse(visitors[0].facts.now)
  wasm.send([BOOT, ...f64(now), ...str('https://shop.kr/'), 0, ...str('key'), ...new Uint8Array(16), 1, 1, 1, ...bytes(bundle), 0])
  const none = new Uint8Array(0)
  // The shared state: version, facts, no skew, no bits.
  visitors.forEach((visitor, n) => (visitor.bytes = bytes([2, ...profiles[n], 0, 0, 0])))
  const dump = new Uint8Array([DUMP, ...f64(now)])
  return {
    yes: YES,
    begin: (visitor) => wasm.send(new Uint8Array([SYNC, ...f64(Date.parse(visitor.facts.now)), ...visitor.bytes])),
    take: (event) => {
      wasm.send(new Uint8Array([EVENT, ...f64(event.at), ...told(event)]))
      return none
    },
    // They begin the dump, behind its kind, its length and their count.
    now: () => {
      let at = wasm.send(dump) + 1
      while (wasm.data[at++] & 0x80);
      return wasm.data.slice(at + 1, at + 1 + SEGMENTS)
    },
  }
}
