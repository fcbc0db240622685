// Pictures made for a test: small encoders of our own, so that nothing here shares code with what is tested.
import { deflateSync } from 'node:zlib'

const crcs = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})
const crc = (bytes) => ~bytes.reduce((crc, byte) => (crc >>> 8) ^ crcs[(crc ^ byte) & 255], ~0) >>> 0
const u32 = (number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return bytes
}
const chunk = (name, data) => {
  const body = Buffer.concat([Buffer.from(name), data])
  return Buffer.concat([u32(data.length), body, u32(crc(body))])
}

/** A PNG; `of(x, y)` is a pixel: [r, g, b], or with alpha. */
export function png(width, height, of, { alpha = false, extra = [] } = {}) {
  const size = alpha ? 4 : 3
  const rows = Buffer.alloc(height * (1 + width * size))
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(of(x, y), y * (1 + width * size) + 1 + x * size)
  }
  const header = Buffer.concat([u32(width), u32(height), Buffer.from([8, alpha ? 6 : 2, 0, 0, 0])])
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([signature, chunk('IHDR', header), ...extra.map(([name, data]) => chunk(name, data)), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

/** One kilobyte that says it is 50,000 × 50,000. */
export function bomb() {
  const header = Buffer.concat([u32(50_000), u32(50_000), Buffer.from([8, 6, 0, 0, 0])])
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(900_000))), chunk('IEND', Buffer.alloc(0))])
}

/** A GIF of frames of one of four colours each: `colours[n]` is what frame n is filled with. LZW with codes that never grow: a clear before each pair. */
export function gif(width, height, colours, { delay = 10, repeat = 0 } = {}) {
  const word = (number) => [number & 255, number >> 8]
  const head = [...Buffer.from('GIF89a'), ...word(width), ...word(height), 0x81, 0, 0, 220, 30, 30, 30, 180, 30, 30, 30, 220, 240, 240, 240]
  const loop = [0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0'), 3, 1, ...word(repeat), 0]
  const frames = colours.map((colour) => {
    let bits = 0
    let count = 0
    const data = []
    const put = (code) => {
      bits |= code << count
      count += 3
      while (count >= 8) {
        data.push(bits & 255)
        bits >>>= 8
        count -= 8
      }
    }
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      if (pixel % 2 === 0) put(4)
      put(colour)
    }
    put(5)
    data.push(bits & 255)
    const blocks = []
    for (let at = 0; at < data.length; at += 255) blocks.push(Math.min(255, data.length - at), ...data.slice(at, at + 255))
    return [0x21, 0xf9, 4, 0, ...word(delay), 0, 0, 0x2c, 0, 0, 0, 0, ...word(width), ...word(height), 0, 2, ...blocks, 0]
  })
  return Buffer.from([...head, ...loop, ...frames.flat(), 0x3b])
}

/** How many frames a GIF has, walked block by block. */
export function framesOf(gif) {
  const table = (flags) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)
  let at = 13 + table(gif[10])
  let frames = 0
  const blocks = () => {
    while (gif[at] !== 0) at += 1 + gif[at]
    at += 1
  }
  for (;;) {
    if (gif[at] === 0x3b) return frames
    if (gif[at] === 0x21) {
      at += 2
    } else if (gif[at] === 0x2c) {
      frames += 1
      at += 10 + table(gif[at + 9]) + 1
    } else {
      throw new Error(`no block at ${at}`)
    }
    blocks()
  }
}
