// `cargo xtask bench crm`: node run.mjs [audience|sending …]. Loopback only; needs the built worker. Prints one JSON object a line; ratio > 1: ours is
// better.
import { audience } from './audience.mjs'
import { sending } from './sending.mjs'

const all = { audience, sending }
const wanted = process.argv.slice(2)
const say = (line) => console.log(JSON.stringify(line))
for (const name of wanted.length ? wanted : Object.keys(all)) await all[name](say)
