// One dev server for all walks; where one runs already (DANGOL_DEV, JSON), that one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDev, stopDev } from './dev.ts'

export default async function setup() {
  if (process.env.DANGOL_DEV) return
  const data = mkdtempSync(join(tmpdir(), 'dangol-e2e-'))
  const dev = await startDev(data)
  const { origin, email, password, token, phone } = dev
  process.env.DANGOL_DEV = JSON.stringify({ origin, email, password, token, phone, pid: dev.process.pid, data })
  return async () => {
    await stopDev(dev)
    rmSync(data, { recursive: true, force: true })
  }
}
