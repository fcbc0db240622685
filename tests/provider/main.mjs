// The providers as a program: `node tests/provider/main.mjs --port P --data DIR`. Prints `ready http://127.0.0.1:P`; SIGTERM ends it, and with
// `--with-input` the end of its input, so that it does not outlive whoever started it.
import { parseArgs } from 'node:util'
import { provider } from './server.mjs'

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, data: { type: 'string' }, 'with-input': { type: 'boolean', default: false } } })
const it = await provider({ port: Number(values.port), data: values.data })
const end = () => void it.close().then(() => process.exit(0))
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, end)
if (values['with-input']) process.stdin.once('end', end).resume()
console.log(`ready ${it.origin}`)
