// `cargo xtask dev` in a process of its own, as a person starts it.
import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'

export interface Dev {
  origin: string
  email: string
  password: string
  token: string
  /** Where the provider of sends is, and its phone: without a slash at the end. */
  phone: string
  process: ChildProcess
}

const ROOT = new URL('../../', import.meta.url)

export const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })

/** Starts it and waits for `ready`. */
export async function startDev(data: string, port?: number): Promise<Dev> {
  const chosen = port ?? (await freePort())
  const child = spawn('cargo', ['run', '--quiet', '--package', 'xtask', '--', 'dev', '--port', String(chosen), '--data', data], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('dev was not ready in 5 minutes:\n' + said)), 300_000)
    const hear = (chunk: Buffer) => {
      said += chunk
      if (/^ready http/m.test(said)) {
        clearTimeout(late)
        resolve()
      }
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', (code) => reject(new Error(`dev ended with ${code}:\n${said}`)))
  })
  const find = (pattern: RegExp) => {
    const found = said.match(pattern)
    if (!found) throw new Error(`dev did not say ${pattern}:\n${said}`)
    return found
  }
  const [, email, password] = find(/^sign-in: (\S+) (\S+)$/m)
  const [, token] = find(/^token: (\S+)$/m)
  const [, phone] = find(/^phone: (\S+)\/$/m)
  const [, origin] = find(/^ready (\S+)$/m)
  return { origin: origin!, email: email!, password: password!, token: token!, phone: phone!, process: child }
}

export async function stopDev(dev: Dev): Promise<void> {
  if (dev.process.exitCode !== null) return
  const ended = new Promise((resolve) => dev.process.once('exit', resolve))
  dev.process.kill('SIGTERM')
  await ended
}

/** Everything that the process started, by walking /proc. */
export function descendants(pid: number): { pid: number; name: string }[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const close = stat.lastIndexOf(')')
      return [{ pid: Number(name), name: stat.slice(stat.indexOf('(') + 1, close), parent: Number(stat.slice(close + 2).split(' ')[1]) }]
    } catch {
      return []
    }
  })
  const found: { pid: number; name: string }[] = []
  const walk = (parent: number) => {
    for (const child of all.filter((it) => it.parent === parent)) {
      found.push(child)
      walk(child.pid)
    }
  }
  walk(pid)
  return found
}
