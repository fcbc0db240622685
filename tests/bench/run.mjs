// `cargo xtask bench segment`, its JavaScript part: node run.mjs FOLDER. FOLDER has segments.json and visitors.json (workload.mjs) and what
// ours.mjs names; where native.json and native.verdicts are (the Rust bench), they are compared too. Prints one JSON object a line; a verdict
// on which two engines differ ends it with an error. Times are CPU time in Node and the clock's in Chromium; ratio > 1: ours is better.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from './chromium.mjs'
import { install, PEERS } from './install.mjs'
import { bytes, cut } from './ours.mjs'

const folder = process.argv[2]
const file = (name) => join(folder, name)
const json = (name) => JSON.parse(readFileSync(file(name), 'utf8'))
const node = (script, ...args) => {
  const done = spawnSync(process.execPath, [join(import.meta.dirname, script), ...args], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${script} ${args.join(' ')}\n${done.stdout}${done.stderr}`)
  return JSON.parse(done.stdout)
}
const middle = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]
const round = (number, digits = 2) => Number(number.toFixed(digits))
const say = (line) => console.log(JSON.stringify(line))

await install()
const visitors = json('visitors.json')
const segments = json('segments.json')
const size = `${segments.length} segments, ${visitors.length} visitors, ${visitors.reduce((sum, { events }) => sum + events.length, 0)} events`

// ---- Node: the fast ones three times in turns, the others once
const ours = existsSync(file('browser.wasm')) ? ['wasm', 'wasm-frames', 'wasm-step'] : []
const peers = Object.keys(PEERS)
const often = ['closures', ...ours, 'growthbook']
const runs = {}
for (let turn = 0; turn < 3; turn++) {
  for (const name of turn ? often : [...new Set([...often, ...peers])]) (runs[name] ??= []).push(node('one.mjs', name, folder))
}
if (existsSync(file('native.json'))) runs.native = [json('native.json')]
// Of several turns the one that was disturbed least.
const figure = (name, key) => (key === 'ns' ? Math.min : Math.max)(...runs[name].map((run) => run[key]))

// ---- all agree
const expected = readFileSync(file('closures.verdicts'))
const names = Object.keys(runs)
for (const name of names) {
  const found = readFileSync(file(`${name}.verdicts`))
  const at = found.length === expected.length ? found.findIndex((verdict, place) => verdict !== expected[place]) : 0
  if (at >= 0) {
    const { id } = segments[at % segments.length]
    throw new Error(`${name} and the closures differ: moment ${Math.floor(at / segments.length)}, ${id}, ${found[at]} and ${expected[at]}`)
  }
}
say({
  bench: 'segment/agreement',
  verdicts: expected.length,
  yes: round(expected.reduce((sum, verdict) => sum + verdict, 0) / expected.length, 4),
  engines: names,
  unit: 'verdicts on which all engines agree',
})

// ---- from events to verdicts
const versions = Object.fromEntries(Object.entries(PEERS).filter(([, version]) => version))
const versus = (bench, mine, name) => say({
  bench,
  ours: figure(mine, 'ns'),
  theirs: figure(name, 'ns'),
  ratio: round(figure(name, 'ns') / figure(mine, 'ns')),
  unit: `ns CPU an event, from events to verdicts: ${size}`,
  ours_per_cpu_second: figure(mine, 'perSecond'),
  theirs_per_cpu_second: figure(name, 'perSecond'),
  version: versions[name],
})
if (ours.length) {
  for (const name of peers) versus(`segment/wasm-vs-${name}`, 'wasm', name)
  versus('segment/wasm-frames-vs-closures', 'wasm-frames', 'closures')
  versus('segment/wasm-step-vs-closures', 'wasm-step', 'closures')
}
if (runs.native) versus('segment/native-vs-closures', 'native', 'closures')

// ---- verdicts only
const only = Object.fromEntries(names.filter((name) => runs[name][0].onlyPerSecond).map((name) => [name, figure(name, 'onlyPerSecond')]))
say({
  bench: 'segment/verdict-only',
  ours: only.wasm,
  theirs: only.closures,
  ratio: only.wasm && round(only.wasm / only.closures),
  unit: 'evaluations a CPU-second, facts loaded, each segment once afresh for each visitor',
  all: only,
})

// ---- Chromium
const { version, results } = await chromium(folder, ['closures', ...ours.slice(0, 1)])
const clock = (name) => results[name] && Math.min(...results[name].map(({ ns }) => ns))
say({
  bench: 'segment/chromium-vs-closures',
  ours: clock('wasm'),
  theirs: clock('closures'),
  ratio: clock('wasm') && round(clock('closures') / clock('wasm')),
  unit: `ns an event, from events to verdicts, in Chromium ${version}: ${size}`,
})

// ---- fresh processes, in turns, of one visitor who is in some segments
let moment = 0
const someone = visitors.findIndex(({ events }) => {
  const [from, to] = [moment * segments.length, (moment + 1) * segments.length]
  moment += 1 + events.length
  return expected.subarray(from, to).filter(Boolean).length > 4
})
writeFileSync(file('profile.json'), JSON.stringify(visitors[someone].facts))
if (ours.length) writeFileSync(file('profile.bin'), new Uint8Array(bytes(cut(readFileSync(file('facts.bin')))[someone])))
const fresh = ['closures', ...ours.slice(0, 1), 'growthbook', 'json-logic-js', 'json-logic-engine']
const cold = Object.fromEntries(fresh.map((name) => [name, []]))
const firsts = new Set()
for (let turn = 0; turn < 15; turn++) {
  for (const name of fresh) {
    const { ms, verdicts } = node('cold.mjs', name, folder)
    cold[name].push(ms)
    firsts.add(verdicts)
  }
}
if (firsts.size !== 1) throw new Error('the first verdicts of fresh processes differ')
const all = Object.fromEntries(fresh.map((name) => [name, round(middle(cold[name]))]))
say({
  bench: 'segment/cold-start',
  ours: all.wasm,
  theirs: all.growthbook,
  ratio: all.wasm && round(all.growthbook / all.wasm),
  unit: 'ms from the files to the first 100 verdicts in a fresh process, median of 15; theirs: growthbook',
  all,
})
