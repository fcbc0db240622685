// The same in Chromium: chromium(FOLDER, NAMES) → what page.mjs measured, by name. Each in a page of its own, in turns.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { chromium as browsers } from 'playwright-core'
import { out } from './install.mjs'

const serve = (folder) => {
  const folders = { data: folder, out, bench: import.meta.dirname }
  return createServer(async (request, response) => {
    const [, where, file = ''] = new URL(request.url, 'http://localhost').pathname.split('/')
    const headers = {
      'content-type': file.endsWith('.mjs') ? 'text/javascript' : file.endsWith('.html') ? 'text/html' : 'application/octet-stream',
      // A clock of 5 µs instead of 100.
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    }
    try {
      const body = file === 'page.html' ? '<!doctype html><script type="module" src="page.mjs"></script>' : await readFile(join(folders[where], file))
      response.writeHead(200, headers).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
}

export const chromium = async (folder, names, turns = 3) => {
  const server = serve(folder)
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  const browser = await browsers.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
  const results = Object.fromEntries(names.map((name) => [name, []]))
  try {
    for (let turn = 0; turn < turns; turn++) {
      for (const name of names) {
        const page = await browser.newPage()
        await page.goto(`http://127.0.0.1:${server.address().port}/bench/page.html?${name}`)
        const result = await (await page.waitForFunction(() => window.result, null, { timeout: 120_000 })).jsonValue()
        await page.close()
        const { error, other, verdicts } = result
        if (error || other) throw new Error(`${name} in Chromium: ${error ?? `${other} of ${verdicts} verdicts are other`}`)
        results[name].push(result)
      }
    }
    return { version: browser.version(), results }
  } finally {
    await browser.close()
    server.close()
  }
}
