// `cargo xtask bench edge`: node run.mjs [collect|rows|population …]. Loopback only; needs the built worker. Prints one JSON object a line;
// ratio > 1: ours is better.
import { collect } from './collect.mjs'
import { population } from './population.mjs'
import { rows } from './rows.mjs'

const all = { collect, rows, population }
const wanted = process.argv.slice(2)
const say = (line) => console.log(JSON.stringify(line))
for (const name of wanted.length ? wanted : Object.keys(all)) await all[name](say)
