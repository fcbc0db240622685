// `cargo xtask bench crm`: node run.mjs [audience|run …]. Loopback only; needs the built worker. Prints one JSON object a line; ratio > 1: ours is
// better.
import { audience } from './audience.mjs'
import { run } from './run-of-100000.mjs'

const all = { audience, run }
const wanted = process.argv.slice(2)
const say = (line) => console.log(JSON.stringify(line))
for (const name of wanted.length ? wanted : Object.keys(all)) await all[name](say)
