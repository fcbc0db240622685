// node -e … browser.wasm (or engine.js) < inputs: each input is its length (u32, little-endian) and its bytes; each answer is a line of verdicts, a digit each.
import { readFileSync } from 'node:fs'

const [, path] = process.argv
/** The script gives what makes an engine to its own element. */
const scripted = () => {
  let engine
  const currentScript = { dangol: (make) => (engine = make()) }
  new Function('document', readFileSync(path, 'utf8'))({ currentScript })
  return engine
}
const wasm = path.endsWith('.js') ? scripted() : (await WebAssembly.instantiate(await WebAssembly.compile(readFileSync(path)), {})).exports
const inputs = readFileSync(0)
const step = (bytes) => {
  const at = wasm.input(bytes.length)
  new Uint8Array(wasm.memory.buffer).set(bytes, at)
  const out = wasm.step()
  const length = new DataView(wasm.memory.buffer).getUint32(out, true)
  return new Uint8Array(wasm.memory.buffer.slice(out + 4, out + 4 + length))
}
// Kind, now, url, referrer, key, visitor, install, tab, seq, bundle, state: one page for all.
step(new Uint8Array([1, ...new Uint8Array(8), 0, 0, 0, ...new Uint8Array(16), 1, 1, 1, 0, 0]))
const [BUNDLE, TIMER, DUMPED] = [7, 5, 8]
const lines = []
for (let at = 0; at < inputs.length; ) {
  const length = inputs.readUInt32LE(at)
  const input = inputs.subarray(at + 4, at + 4 + length)
  const answer = step(input)
  at += 4 + length
  if (input[0] === BUNDLE) continue
  let from = 0
  const varint = () => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = answer[from++]
      value += (byte & 0x7f) * shift
      if (byte < 128) return value
    }
  }
  // When to wake it may come first; then what is dumped: its length, how many verdicts, a byte each.
  if (answer[from] === TIMER) from += 9
  if (answer[from++] !== DUMPED) throw Error('no verdicts')
  varint()
  const count = varint()
  lines.push(Array.from(answer.subarray(from, from + count)).join(''))
}
process.stdout.write(lines.map((line) => line + '\n').join(''))
