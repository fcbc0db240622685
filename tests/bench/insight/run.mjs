// The history of a shop on a workerd of its own, over loopback: `node tests/bench/insight/run.mjs [import] [reports] [history]`.
import { imports } from './import.mjs'
import { history, reports } from './reports.mjs'

const all = { import: imports, reports, history }
const wanted = process.argv.slice(2)
const say = (line) => console.log(JSON.stringify(line))
for (const name of wanted.length ? wanted : Object.keys(all)) await all[name](say)
