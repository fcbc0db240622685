// One engine in a process of its own, so that none warms or spoils another: node one.mjs NAME FOLDER → one JSON line. FOLDER has the workload
// (and what ours is made of); NAME.verdicts, every verdict, and NAME.json, the rules in the library's own form, are written there.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { out } from './install.mjs'
import { everyVerdict, fromEvents, keeping, median } from './measure.mjs'

const [, , name, folder] = process.argv
const read = (file) => readFileSync(join(folder, file))
const segments = JSON.parse(read('segments.json'))
const visitors = JSON.parse(read('visitors.json'))

const peer = async () => {
  const adapter = await import(join(out, `${name}.mjs`))
  const rules = segments.map(adapter.translate)
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(rules))
  return keeping(adapter, rules)
}
const ours = async () => {
  const { FILES, open } = await import(join(out, 'ours.mjs'))
  return open(name, FILES.map(read), visitors)
}
const engine = await (name.startsWith('wasm') ? ours() : peer())

// The whole process: collection of garbage and compilation on other threads too.
const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const began = cpu()
writeFileSync(join(folder, `${name}.verdicts`), await everyVerdict(engine, visitors, segments.length))
const first = cpu() - began

// A slow one is timed on fewer visitors: rounds of about a third of a second.
const some = visitors.slice(0, Math.max(20, Math.min(visitors.length, Math.round((visitors.length * 350) / first))))
const events = some.reduce((sum, visitor) => sum + visitor.events.length, 0)
const eventsMs = await median(() => fromEvents(engine, some), cpu)
const perSecond = (moments, ms) => Math.round((moments * segments.length * 1000) / ms)
// Ours is asked by bytes of facts: what loading them costs is taken off.
const MORE = 4
const loadMs = engine.only && (await median(engine.only(some, 0), cpu))
const onlyMs = engine.only && (name.startsWith('wasm') ? ((await median(engine.only(some, MORE), cpu)) - loadMs) / MORE : loadMs)
console.log(JSON.stringify({
  ns: Math.round((eventsMs * 1e6) / events),
  perSecond: perSecond(events, eventsMs),
  onlyPerSecond: onlyMs && perSecond(some.length, onlyMs),
  visitors: some.length,
}))
