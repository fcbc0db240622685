// One engine in one page of a browser: page.html?name → window.result, nanoseconds an event and how many verdicts were other than those of the
// closures in Node.
import { everyVerdict, fromEvents, keeping, median } from './measure.mjs'

const name = location.search.slice(1)
const bytes = async (file) => new Uint8Array(await (await fetch(`/data/${file}`)).arrayBuffer())
const json = async (file) => (await fetch(`/data/${file}`)).json()

const measured = async () => {
  const [segments, visitors, expected] = [await json('segments.json'), await json('visitors.json'), await bytes('closures.verdicts')]
  const adapter = await import(`/out/${name.startsWith('wasm') ? 'ours' : name}.mjs`)
  const engine = adapter.open
    ? await adapter.open(name, await Promise.all(adapter.FILES.map(bytes)), visitors)
    : keeping(adapter, segments.map(adapter.translate))
  const found = await everyVerdict(engine, visitors, segments.length)
  const events = visitors.reduce((sum, visitor) => sum + visitor.events.length, 0)
  const ms = await median(() => fromEvents(engine, visitors), () => performance.now())
  return { ns: Math.round((ms * 1e6) / events), verdicts: found.length, other: found.filter((verdict, at) => verdict !== expected[at]).length }
}

window.result = await measured().catch((error) => ({ error: String(error.stack ?? error) }))
