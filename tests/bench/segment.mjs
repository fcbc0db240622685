// The shopper's wasm against plain JavaScript closures and against GrowthBook, from events to verdicts: the same events, the same segments,
// loading of facts included. Run by `cargo xtask bench segment`: node segment.mjs browser.wasm bundle segments.json → JSON lines.
import { readFileSync } from 'node:fs'
import { GrowthBook } from '@growthbook/growthbook'

const [, , wasmFile, bundleFile, segmentsFile] = process.argv
const segments = JSON.parse(readFileSync(segmentsFile, 'utf8'))
const { exports: wasm } = await WebAssembly.instantiate(await WebAssembly.compile(readFileSync(wasmFile)), {})

// ---- what a shopper does: 400 events over 40 pages
const pages = Array.from({ length: 40 }, (_, n) => `https://shop.kr/category/${n % 25}`)
const events = []
for (let n = 0; n < 400; n++) {
  if (n % 10 === 0) events.push({ type: 'page', url: pages[(n / 10) % pages.length] })
  else if (n % 3 === 0) events.push({ type: 'search', word: `낱말${n % 50}` })
  else events.push({ type: 'cart', total: (n * 731) % 120000 })
}

// ---- ours
const text = new TextEncoder()
const varint = (value) => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))])
const str = (value) => { const bytes = text.encode(value); return [...varint(bytes.length), ...bytes] }
const f64 = (value) => [...new Uint8Array(new Float64Array([value]).buffer)]
const now = 1_795_000_000_000
const encode = (event, at) =>
  new Uint8Array([2, ...f64(at),
    ...(event.type === 'page' ? [1, ...str(event.url), ...str('')]
      : event.type === 'search' ? [8, ...str(event.word), 0]
      : [3, ...str(''), 1, ...str('p'), ...str(''), ...str(''), ...str(String(event.total)), ...str('1')])])
const step = (bytes) => {
  const at = wasm.input(bytes.length)
  new Uint8Array(wasm.memory.buffer).set(bytes, at)
  return wasm.step()
}
const bundle = readFileSync(bundleFile)
const boot = () => step(new Uint8Array([1, ...f64(now), ...str('https://shop.kr/'), 0, ...str('k'), ...new Uint8Array(15), 1, 1, 1, 1, ...varint(bundle.length), ...bundle, 0]))
const ours = () => {
  boot()
  let at = now
  const start = performance.now()
  for (const event of events) step(encode(event, (at += 1000)))
  return performance.now() - start
}

// ---- JavaScript: facts folded by hand, a closure for each segment, all evaluated after each event
const closure = ({ include, exclude }) => {
  const one = (condition) => {
    const { kind, values = [], min = 0 } = condition
    const folded = values.map((value) => String(value).replaceAll(' ', '').toLowerCase())
    if (kind === 'cart.total') return (facts) => facts.total >= Number(min)
    if (kind === 'traffic.visits') return (facts) => facts.visits >= Number(min)
    if (kind === 'content.path_page') return (facts) => facts.path.some((page) => folded.some((value) => page.includes(value)))
    if (kind === 'content.search_word') return (facts) => folded.some((value) => facts.word.includes(value))
    throw new Error(kind)
  }
  const yes = include.map(one)
  const no = (exclude ?? []).map(one)
  return (facts) => yes.every((test) => test(facts)) && !no.some((test) => test(facts))
}
const fold = (facts, event) => {
  if (event.type === 'page') { const { pathname } = new URL(event.url); if (!facts.path.includes(pathname)) facts.path.push(pathname) }
  else if (event.type === 'search') facts.word = event.word.replaceAll(' ', '').toLowerCase()
  else facts.total = event.total
}
const fresh = () => ({ total: 0, visits: 1, path: [], word: '' })
const closures = segments.map(closure)
const verdicts = new Uint8Array(segments.length)
const theirs = () => {
  const facts = fresh()
  const start = performance.now()
  for (const event of events) {
    fold(facts, event)
    for (let n = 0; n < closures.length; n++) verdicts[n] = closures[n](facts) ? 1 : 0
  }
  return performance.now() - start
}

// ---- GrowthBook: the same as targeting conditions, all features evaluated after each event
const features = Object.fromEntries(segments.map(({ id, include, exclude }) => {
  const condition = {}
  for (const { kind, min, values } of include) {
    if (kind === 'cart.total') condition.total = { $gte: Number(min) }
    else if (kind === 'traffic.visits') condition.visits = { $gte: Number(min) }
    else condition.path = { $elemMatch: { $regex: values[0] } }
  }
  for (const { values } of exclude ?? []) condition.word = { $not: { $regex: values[0] } }
  return [id, { defaultValue: false, rules: [{ condition, force: true }] }]
}))
const growthbook = () => {
  const gb = new GrowthBook({ features })
  const facts = fresh()
  const ids = Object.keys(features)
  const start = performance.now()
  for (const event of events) {
    fold(facts, event)
    gb.setAttributes({ ...facts, path: [...facts.path] })
    for (const id of ids) gb.isOn(id)
  }
  return performance.now() - start
}

const median = (work, rounds) => {
  const times = Array.from({ length: rounds }, work).sort((a, b) => a - b)
  return times[Math.floor(rounds / 2)]
}
const perEvent = (ms) => Math.round((ms * 1e6) / events.length)
ours(), theirs()
const own = perEvent(median(ours, 15))
const unit = `ns an event, ${segments.length} segments, median of rounds of ${events.length} events`
const say = (bench, other) => console.log(JSON.stringify({ bench, ours: own, theirs: other, ratio: Math.round((other / own) * 100) / 100, unit }))
say('segment/wasm-vs-closures', perEvent(median(theirs, 15)))
say('segment/wasm-vs-growthbook', perEvent(median(growthbook, 3)))
