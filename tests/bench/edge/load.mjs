// The load, in a process of its own: `node load.mjs < {"url", "connections", "visitors", "counts"}`. Requests are bytes made beforehand, sent
// over bare sockets, one at a time on each; of an answer only its status and length are read. Prints {"requests", "seconds", "p50", "p99",
// "cpu"}; an answer that is not 200 ends it with an error.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { lanes } from './visits.mjs'

const { url, connections, visitors, counts } = JSON.parse(await text(process.stdin))
const { hostname, port, host } = new URL(url)
const head = (length) => [
  'POST /v1/collect HTTP/1.1', `host: ${host}`, 'origin: https://shop.example', `content-length: ${length}`, 'content-type: application/octet-stream',
  'user-agent: Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  'referer: https://shop.example/', 'accept: */*', 'accept-language: ko-KR,ko;q=0.9', '', '',
].join('\r\n')
const all = lanes({ lanes: connections, visitors, counts }).map((lane) => lane.map((body) => Buffer.concat([Buffer.from(head(body.length)), body])))

/** The length of the whole answer, once its head is there. */
function lengthOf(bytes) {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = bytes.latin1Slice(0, end)
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(bytes.toString())
  const length = /content-length: *(\d+)/i.exec(head)
  if (!length) throw new Error(`an answer without a length\n${head}`)
  return end + 4 + Number(length[1])
}

const took = []
const send = (requests) => new Promise((done, failed) => {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  let next = 0
  let started = 0
  let bytes = Buffer.alloc(0)
  const go = () => {
    if (next === requests.length) return socket.end(done)
    started = performance.now()
    socket.write(requests[next++])
  }
  socket.on('connect', go).on('error', failed).on('data', (chunk) => {
    bytes = bytes.length ? Buffer.concat([bytes, chunk]) : chunk
    try {
      const length = lengthOf(bytes)
      if (length === undefined || bytes.length < length) return
    } catch (error) {
      failed(error)
      return
    }
    bytes = Buffer.alloc(0)
    took.push(performance.now() - started)
    go()
  })
})

const cpu = process.cpuUsage()
const start = performance.now()
await Promise.all(all.map(send))
const seconds = (performance.now() - start) / 1000
const { user, system } = process.cpuUsage(cpu)
took.sort((a, b) => a - b)
const at = (share) => Number(took[Math.floor(took.length * share)].toFixed(1))
console.log(JSON.stringify({ requests: took.length, seconds, p50: at(0.5), p99: at(0.99), cpu: (user + system) / 1e6 }))
