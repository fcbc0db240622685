// A module in front of the built worker, for the bench alone: it lets objects be asked in SQL and in their own bytes, and copies members. What is
// measured is the object as it ships.
import './memory.js'
import { bucket } from './bucket.js'
import worker, * as built from './index.js'

export * from './index.js'

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16))
const hexOf = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
const text = new TextEncoder()

/** A varint of an answer; `at` is where it begins, and then where it ends. */
function varint(from) {
  let [value, scale] = [0, 1]
  for (;;) {
    const byte = from.bytes[from.at++]
    value += (byte & 127) * scale
    if (byte < 128) return value
    scale *= 128
  }
}

/** Appends a number as a varint. */
function put(out, value) {
  while (value >= 128) {
    out.push((value % 128) | 128)
    value = Math.floor(value / 128)
  }
  out.push(value)
}

/** A page of an audience (worker/src/person/sends.rs, `Page`): `take` is handed where each member's id begins and ends, their contact behind it. */
function page(bytes, take) {
  const from = { bytes, at: 0 }
  const count = varint(from)
  for (let n = 0; n < count; n++) {
    const length = varint(from)
    if (take) take(from.at, from.at + length)
    from.at += length + 16
  }
  const part = { count, looked: varint(from), unknown: varint(from), next: null }
  if (bytes[from.at++] === 1) {
    const bucket = bytes[from.at++]
    const length = varint(from)
    part.next = { bucket, after: bytes.subarray(from.at, from.at + length) }
  }
  return part
}

export class PersonShard extends built.PersonShard {
  /** Runs statements; answers the rows of the last. */
  sql(statements) {
    let rows = []
    for (const [text, ...values] of statements) rows = this.ctx.storage.sql.exec(text, ...values).toArray()
    return rows
  }

  /** Asks the object itself; the answer in hex. */
  async ask(question) {
    return hexOf(await this.rpc(bytesOf(question)))
  }

  /** Tells the home of members of visits, as whoever asks browsers does: the one question's page, but for where it ends, is the other's. */
  async told(visits, take, end) {
    const answer = new Uint8Array(await this.rpc(bytesOf(visits)))
    const [head, tail] = [bytesOf(take), bytesOf(end)]
    const kept = answer.length - tail.length
    if (tail.some((byte, n) => answer[kept + n] !== byte)) throw new Error('the page ends elsewhere')
    const whole = new Uint8Array(head.length + kept)
    whole.set(head)
    whole.set(answer.subarray(0, kept), head.length)
    await this.rpc(whole)
  }

  /** Members of these numbers, as copies of those before `own`: their rows, with other names and contacts, in the buckets that those have. */
  copy(site, own, from, to) {
    const { sql } = this.ctx.storage
    const key = bytesOf(site)
    const rows = (table) => sql.exec(`SELECT * FROM ${table} WHERE member < ? ORDER BY member`, name(own)).toArray()
    const contacts = rows('contact')
    const shares = Map.groupBy(rows('share'), ({ member }) => member)
    for (let n = from; n < to; n++) {
      const known = contacts[n % own]
      const [member, before] = [name(n), text.encode(known.member)]
      const its = text.encode(member)
      const at = bucket(key, its)
      const phone = new Uint8Array(known.phone.slice(0))
      phone.set([n >> 16, (n >> 8) & 255, n & 255], 13)
      sql.exec('INSERT INTO contact (bucket, member, version, told, key, sealed, phone, email) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', at, member, known.version, known.told, known.key, known.sealed, phone, known.email)
      for (const share of shares.get(known.member) ?? []) {
        sql.exec(
          'INSERT INTO share (bucket, member, claimant, claimant_bucket, version, bytes, visits, visits_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
          at, member, share.claimant, share.claimant_bucket, share.version, share.bytes, share.visits && renamed(new Uint8Array(share.visits.slice(0)), before, its), share.visits_ms,
        )
      }
    }
    return to
  }

  /**
   * The audience of a question, page by page, as the object of sends asks it: all of it, or of one bucket, or so many pages. With `names` who it is,
   * else how many.
   */
  async audience(head, tail, { names = false, most = Infinity, bucket } = {}) {
    const [begin, end] = [bytesOf(head), bytesOf(tail)]
    const found = []
    const last = bucket ?? 255
    let [first, after, pages, looked, count, unknown] = [bucket ?? 0, new Uint8Array(0), 0, 0, 0, 0]
    while (first !== null && pages < most) {
      const middle = []
      put(middle, last - first + 1)
      for (let bucket = first; bucket <= last; bucket++) middle.push(bucket)
      put(middle, after.length)
      const question = new Uint8Array([...begin, ...middle, ...after, ...end])
      const bytes = new Uint8Array(await this.rpc(question))
      const part = page(bytes, names && ((from, to) => found.push(`${new TextDecoder().decode(bytes.subarray(from, to))} ${hexOf(bytes.subarray(to, to + 16))}`)))
      pages += 1
      looked += part.looked
      count += part.count
      unknown += part.unknown
      first = part.next ? part.next.bucket : null
      after = part.next ? part.next.after : after
    }
    return { pages, looked, count, unknown, names: names ? found.sort().join() : undefined }
  }

  /** The same by one SELECT of members and contacts. */
  select(query, values, names) {
    const rows = this.ctx.storage.sql.exec(query, ...values).toArray()
    return { count: rows.length, names: names ? rows.map(({ member, phone }) => `${member} ${hexOf(phone)}`).sort().join() : undefined }
  }
}

const name = (n) => `m${String(n).padStart(7, '0')}`

/** The bytes with a name in the place of another that is as long. */
function renamed(bytes, before, after) {
  for (let at = bytes.indexOf(before[0]); at >= 0; at = bytes.indexOf(before[0], at + 1)) {
    if (before.every((byte, n) => bytes[at + n] === byte)) bytes.set(after, at)
  }
  return bytes
}

export class SiteSends extends built.SiteSends {
  sql(statements) {
    let rows = []
    for (const [text, ...values] of statements) rows = this.ctx.storage.sql.exec(text, ...values).toArray()
    return rows
  }
}

export default {
  ...worker,
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== '/bench') return worker.fetch(request, env, context)
    const { object, call, args } = await request.json()
    if (object === 'memory') return Response.json(globalThis.wasmMemory().buffer.byteLength)
    const kind = object.includes('-s-') ? env.SITE_SENDS : env.PERSON_SHARD
    return Response.json((await kind.getByName(object)[call](...args)) ?? null)
  },
}
