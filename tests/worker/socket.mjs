// A WebSocket client over a plain connection: it may send any header, and sees the close frame itself, not only that the line is cut.
import { request } from 'node:http'

const TEXT = 1
const BYTES = 2
const CLOSE = 8
const PING = 9
const HANDSHAKE = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }

/** Shakes hands: `{status, socket}`, or `{status, code}` of the problem where it is refused. */
export function connect(url, headers = {}) {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { ...HANDSHAKE, ...headers } })
    asked.on('upgrade', ({ statusCode: status }, stream, head) => resolve({ status, socket: new Socket(stream, head) }))
    asked.on('response', async (response) => {
      const chunks = []
      for await (const chunk of response) chunks.push(chunk)
      const isProblem = /problem\+json/.test(response.headers['content-type'])
      resolve({ status: response.statusCode, code: isProblem ? JSON.parse(Buffer.concat(chunks)).code : undefined })
    })
    asked.on('error', reject)
    asked.end()
  })
}

class Socket {
  /** Called with each text. */
  onText = () => {}
  #stream
  #rest
  #parts = []
  #over

  constructor(stream, head) {
    this.#stream = stream
    this.#rest = head
    /** The code of the server's close frame; 1006 when the line is cut without one. */
    this.closed = new Promise((resolve) => {
      this.#over = resolve
      stream.on('close', () => resolve(1006))
    })
    stream.on('error', () => {})
    stream.on('data', (data) => {
      this.#rest = Buffer.concat([this.#rest, data])
      this.#read()
    })
    // Whoever asked has heard of the socket by then.
    setImmediate(() => this.#read())
  }

  send(data) {
    this.#put(typeof data === 'string' ? TEXT : BYTES, Buffer.from(data))
  }

  /** Says goodbye and waits for the answer. */
  async close() {
    this.#put(CLOSE, Buffer.from([1000 >> 8, 1000 & 0xff]))
    await this.closed
  }

  #put(kind, body) {
    const head = body.length < 126 ? Buffer.from([0x80 | kind, 0x80 | body.length]) : Buffer.alloc(14)
    if (body.length >= 126) {
      head[0] = 0x80 | kind
      head[1] = 0x80 | 127
      head.writeBigUInt64BE(BigInt(body.length), 2)
    }
    // A client's frames are masked; zeros are a mask too.
    const mask = body.length < 126 ? Buffer.alloc(4) : Buffer.alloc(0)
    if (!this.#stream.destroyed) this.#stream.write(Buffer.concat([head, mask, body]))
  }

  #read() {
    for (;;) {
      const bytes = this.#rest
      if (bytes.length < 2) return
      let [length, at] = [bytes[1] & 0x7f, 2]
      if (length === 126) [length, at] = [bytes.length >= 4 ? bytes.readUInt16BE(2) : Infinity, 4]
      else if (length === 127) [length, at] = [bytes.length >= 10 ? Number(bytes.readBigUInt64BE(2)) : Infinity, 10]
      if (bytes.length < at + length) return
      this.#rest = bytes.subarray(at + length)
      this.#take(bytes[0], bytes.subarray(at, at + length))
    }
  }

  #take(first, body) {
    const kind = first & 0x0f
    if (kind === CLOSE) {
      this.#put(CLOSE, body)
      this.#over(body.length >= 2 ? body.readUInt16BE(0) : 1005)
      this.#stream.end()
    } else if (kind === PING) {
      this.#put(10, body)
    } else if (kind <= BYTES) {
      this.#parts.push(body)
      if (!(first & 0x80)) return
      this.onText(Buffer.concat(this.#parts).toString())
      this.#parts = []
    }
  }
}
