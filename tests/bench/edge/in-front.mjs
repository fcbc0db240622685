// A module in front of the built worker, for the bench alone: it lets objects be asked in SQL, copies sealed blocks, and says how much memory
// wasm has. What is measured goes through the worker as it ships.
import './memory.js'
import worker, * as built from './index.js'

export * from './index.js'

const VISITORS = 256

export class PersonShard extends built.PersonShard {
  /** Runs statements; answers the rows of the last. */
  sql(statements) {
    let rows = []
    for (const [text, ...values] of statements) rows = this.ctx.storage.sql.exec(text, ...values).toArray()
    return rows
  }

  /** What is due, at the moment that the question says. */
  async tick(question) {
    await this.rpc(new Uint8Array(question))
  }

  /** Stores the columns of the first blocks again, as copies of these numbers, each with other visitors: two bytes of their ids say of which. */
  copy(after, to) {
    const { sql } = this.ctx.storage
    const [{ last }] = sql.exec('SELECT max(id) / 1024 AS last FROM block_part')
    for (let copy = after + 1; copy <= to; copy++) {
      const more = copy * last
      sql.exec('INSERT INTO block SELECT block + ?, visits, from_ms, to_ms, from_day, to_day, sealed_ms FROM block WHERE block <= ?', more, last)
      sql.exec('INSERT INTO block_column SELECT id + ?, bytes FROM block_column WHERE id / 1024 <= ? AND id % 1024 <> ?', more * 1024, last, VISITORS)
      for (const { id, bytes } of sql.exec('SELECT id, bytes FROM block_column WHERE id / 1024 <= ? AND id % 1024 = ?', last, VISITORS).toArray()) {
        const ids = new Uint8Array(bytes.slice(0))
        // The ids are the end of the column: 16 bytes each.
        for (let at = ids.length - 2; at > 4; at -= 16) ids.set([copy >> 8, copy & 255], at)
        sql.exec('INSERT INTO block_column VALUES (?, ?)', id + more * 1024, ids)
      }
    }
    return to
  }
}

export default {
  ...worker,
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== '/bench') return worker.fetch(request, env, context)
    const { object, call, args } = await request.json()
    if (call === 'memory') return Response.json(globalThis.wasmMemory().buffer.byteLength)
    return Response.json((await env.PERSON_SHARD.getByName(object)[call](...args)) ?? null)
  },
}
