// A worker on a workerd of its own, in a process that can be killed: `node server.mjs DATA [OPTIONS.mjs]`; without the second the built one.
// Prints one line of JSON when it serves: {"url", "workerd"} (workerd: its process id). Parents: edge.mjs, tests/bench/edge.
import { readFileSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Miniflare, convertV4MiniflareOptions } from 'miniflare'

const [data, file] = process.argv.slice(2)
const { options } = await import(file ? pathToFileURL(resolve(file)).href : './options.mjs')
const miniflare = new Miniflare(convertV4MiniflareOptions({ host: '127.0.0.1', port: 0, unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }], ...options(data) }))

/** The workerd that this process has started (Linux). */
function workerd() {
  return Number(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).find((id) => {
    try {
      const [, name, , parent] = /\((.*)\) (\S) (\d+)/.exec(readFileSync(`/proc/${id}/stat`, 'utf8'))
      return name === 'workerd' && Number(parent) === process.pid
    } catch {
      return false // It is gone already.
    }
  }))
}

await miniflare.ready
const url = await miniflare.unsafeGetDirectURL()
console.log(JSON.stringify({ url: url.origin, workerd: workerd() }))
// Each line that comes in is one question to one object, {"name", "ask" (hex)}, or a turn of the clock, {"clock"}. They have no other way in.
createInterface(process.stdin).on('line', async (line) => {
  const { name, ask, clock } = JSON.parse(line)
  try {
    if (clock) {
      await (await miniflare.getWorker()).scheduled({ cron: '* * * * *' })
      return
    }
    const objects = await miniflare.getDurableObjectNamespace('PERSON_SHARD')
    await objects.get(objects.idFromName(name)).rpc(Uint8Array.from(Buffer.from(ask, 'hex')))
  } catch {
    // It may not be there yet, or be killed.
  }
})
process.on('SIGTERM', async () => {
  await miniflare.dispose()
  process.exit(0)
})
