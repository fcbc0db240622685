// A person object knows what it is: its site, its kind, its number. Asked by anybody else it refuses, and has stored nothing.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'
import * as objects from './objects.mjs'
import { Browser, Reader } from './wire.mjs'

/** "Sums from day 0 to day 40000", of this site, of that object. */
const ask = (site, shard) => objects.ask(site, shard, objects.WHAT.totals).zigzag(0).zigzag(40_000).done()

describe('person objects', () => {
  let edge
  let site
  let object
  before(async () => {
    edge = await start()
    site = edge.owner.site.id
    const { PERSON_SHARD } = await edge.env()
    object = (name) => {
      const stub = PERSON_SHARD.get(PERSON_SHARD.idFromName(name))
      return { rpc: async (bytes) => new Reader(await stub.rpc(new Uint8Array(bytes))), fetch: () => stub.fetch('http://x/') }
    }
  })
  after(() => edge?.close())

  it('answer for themselves', async () => {
    const browsers = Array.from({ length: 12 }, () => new Browser(edge))
    await Promise.all(browsers.map((browser) => browser.send([browser.event('page', { url: '/' })])))
    const visits = await Promise.all([0, 1].map(async (shard) => (await object(`${site}-p-000${shard}`).rpc(ask(site, shard))).zigzag()))
    assert.equal(visits[0] + visits[1], 12)
    assert.ok(visits[0] > 0 && visits[1] > 0, `people are spread: ${visits}`)
  })

  it('refuse another site, another number, and a name that is not theirs', async () => {
    const other = 'ffffffffffffffff'
    for (const [name, bytes] of [
      [`${site}-p-0000`, ask(other, 0)],
      [`${site}-p-0000`, ask(site, 1)],
      [`${site}-p-0007`, ask(other, 7)],
      ['anything', ask(site, 0)],
    ]) await assert.rejects(object(name).rpc(bytes), name)
    // Its own it still answers: what was refused was the asking, and it left no trace.
    assert.equal((await object(`${site}-p-0007`).rpc(ask(site, 7))).zigzag(), 0)
  })

  it('refuse bytes that are none, and stay up', async () => {
    const name = `${site}-p-0000`
    for (const bytes of [[], [1, 2, 3], [...ask(site, 0), 9]]) await assert.rejects(object(name).rpc(bytes))
    assert.equal((await object(name).fetch()).status, 404)
    assert.ok((await object(name).rpc(ask(site, 0))).zigzag() > 0)
  })
})
