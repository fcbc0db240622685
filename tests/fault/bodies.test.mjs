// Bodies as bad lines bring them: slow, cut off, full to the limit, without an end.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Browser, batch } from '../worker/wire.mjs'
import { Edge } from './edge.mjs'

const BYTES_MAX = 65_536
const CONFIG = { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } }

describe('bodies', () => {
  const edge = new Edge()
  before(async () => {
    await edge.start()
    await edge.setUp(CONFIG)
  })
  after(() => edge.remove())

  const pages = async () => (await edge.get('/totals')).page_views
  const events = (browser, count, url = '/') => Array.from({ length: count }, () => browser.event('page', { url }))
  /** Sends a request by hand: `write` gets the connection after the head. Answers the status, or nothing where the line was cut. */
  const byHand = (head, write) => new Promise((resolve, reject) => {
    const { port } = new URL(edge.url)
    const line = connect(Number(port), '127.0.0.1')
    let answer = ''
    line.on('data', (bytes) => {
      answer += bytes
      const status = /^HTTP\/1\.1 (\d+)/.exec(answer)
      if (status) {
        line.destroy()
        resolve(Number(status[1]))
      }
    })
    line.on('close', () => resolve(undefined))
    line.on('error', (error) => (['ECONNRESET', 'EPIPE'].includes(error.code) ? resolve(undefined) : reject(error)))
    line.write(`POST /v1/collect HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: https://shop.example\r\nuser-agent: Mozilla/5.0 (iPhone)\r\n${head}\r\n\r\n`)
    write(line).catch(reject)
  })

  it('that come a few bytes at a time are taken once', async () => {
    const before = await pages()
    const browser = new Browser(edge)
    const body = batch({ visitor: browser.visitor, events: events(browser, 5) })
    const status = await byHand(`content-length: ${body.length}`, async (line) => {
      for (let at = 0; at < body.length; at += 20) {
        line.write(body.subarray(at, at + 20))
        await wait(15)
      }
    })
    assert.deepEqual([status, await pages()], [200, before + 5])
  })

  it('that are cut off leave nothing behind, and are taken when they come whole', async () => {
    const before = await pages()
    const browser = new Browser(edge)
    const made = events(browser, 5)
    const body = batch({ visitor: browser.visitor, events: made })
    for (const length of [1, 20, body.length - 1]) {
      assert.equal(await byHand(`content-length: ${body.length}`, async (line) => {
        line.write(body.subarray(0, length))
        await wait(50)
        line.destroy()
      }), undefined)
    }
    await wait(200)
    assert.equal(await pages(), before)
    await browser.send(made)
    assert.equal(await pages(), before + 5)
  })

  it('that are full are taken, and one byte more is not', async () => {
    const before = await pages()
    const browser = new Browser(edge)
    const made = events(browser, 60, `/${'x'.repeat(990)}`)
    let body = batch({ visitor: browser.visitor, events: made })
    // The last title fills it.
    while (body.length < BYTES_MAX) {
      const last = browser.event('page', { url: '/', title: 'y'.repeat(Math.min(200, Math.max(0, BYTES_MAX - body.length - 40))) })
      const longer = batch({ visitor: browser.visitor, events: [...made, last] })
      if (longer.length > BYTES_MAX) break
      made.push(last)
      body = longer
    }
    assert.ok(body.length > BYTES_MAX - 300, `${body.length} bytes`)
    assert.equal((await browser.post(body)).status, 200)
    assert.equal(await pages(), before + made.length)
    assert.equal((await browser.post(Buffer.concat([body, Buffer.alloc(BYTES_MAX + 1 - body.length)]))).status, 413)
  })

  it('without an end are refused at the limit', async () => {
    const before = await pages()
    let sent = 0
    const status = await byHand('transfer-encoding: chunked', async (line) => {
      for (; sent < 4 * BYTES_MAX && !line.destroyed; sent += 8192) {
        line.write(`2000\r\n${'z'.repeat(8192)}\r\n`)
        await wait(5)
      }
    })
    assert.ok(status === 413 || status === undefined, `${status}`)
    assert.equal(await pages(), before)
    const browser = new Browser(edge)
    await browser.send(events(browser, 1))
    assert.equal(await pages(), before + 1, 'it goes on')
  })
})
