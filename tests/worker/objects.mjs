// Person objects, asked directly (worker/src/person/ask.rs), for what no route asks: the alarm's work at a chosen moment.
import { Reader, Writer } from './wire.mjs'

export const WHAT = { totals: 5, tick: 9, move: 10 }

/** A question's bytes: of this site, to that object, by that version of the map. */
export const ask = (site, shard, what, { map = 1, now = Date.now() } = {}) =>
  new Writer().raw(Buffer.from(site, 'hex')).varint(shard).varint(map).zigzag(now).byte(what)

/** The name of an object. */
export const name = (site, shard) => `${site}-p-${shard.toString(16).padStart(4, '0')}`

/** Asks an object by its name. */
export async function call(edge, name, bytes) {
  const { PERSON_SHARD } = await edge.env()
  const stub = PERSON_SHARD.get(PERSON_SHARD.idFromName(name))
  return new Reader(await stub.rpc(new Uint8Array(bytes)))
}

/** A step of moving buckets (worker/src/person/moves.rs). */
export const step = {
  freeze: (out, buckets, version, token) => out.byte(1).varint(buckets.length).raw(buckets).varint(version).varint(token),
  export: (out, buckets, cursor) => out.byte(2).varint(buckets.length).raw(buckets).raw(cursor),
  begin: (out, buckets, version, token) => out.byte(3).varint(buckets.length).raw(buckets).varint(version).varint(token).raw(Buffer.from('KRW')).varint(1).zigzag(0).zigzag(9 * 3600),
  import: (out, token, page) => out.byte(4).varint(token).raw(page),
  ready: (out, buckets, token) => out.byte(5).varint(buckets.length).raw(buckets).varint(token),
  tidy: (out, buckets, version) => out.byte(6).varint(buckets.length).raw(buckets).varint(version),
}

/** Lets all objects of a site do what is due at a moment, as their alarms would. */
export async function tick(edge, site, now, shards = [0, 1]) {
  for (const shard of shards) await call(edge, name(site, shard), ask(site, shard, WHAT.tick, { now }).done())
}
