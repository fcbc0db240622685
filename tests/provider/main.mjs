// The providers as a program: `node tests/provider/main.mjs --port P --data DIR`. Prints `ready http://127.0.0.1:P`; SIGTERM ends it.
import { parseArgs } from 'node:util'
import { provider } from './server.mjs'

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, data: { type: 'string' } } })
const it = await provider({ port: Number(values.port), data: values.data })
console.log(`ready ${it.origin}`)
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, () => void it.close().then(() => process.exit(0)))
