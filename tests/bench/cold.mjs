// A fresh process, from what lies on the disk to the first 100 verdicts: node cold.mjs NAME FOLDER → milliseconds and the verdicts. Node's own
// start is not counted; everybody is one bundled file, and his rules lie there in his own form, compiled ahead where he can.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const [, , name, folder] = process.argv
const read = (file) => readFileSync(join(folder, file))
const start = performance.now()
const { FILES, make, load, open } = await import(join(import.meta.dirname, `../../.tools/bench/out/${name.startsWith('wasm') ? 'ours' : name}.mjs`))
let verdicts
if (open) {
  const visitor = {}
  const engine = await open(name, FILES.slice(0, 3).map((file) => read(file === 'facts.bin' ? 'profile.bin' : file)), [visitor])
  verdicts = engine.begin(visitor).map((verdict) => Number(verdict === engine.yes))
} else {
  verdicts = new Uint8Array(100)
  await make(JSON.parse(read(`${name}.json`)))(load(JSON.parse(read('profile.json'))).facts, verdicts)
}
const ms = performance.now() - start
console.log(JSON.stringify({ ms, verdicts: Buffer.from(verdicts).toString('hex') }))
