// One dev server for all walks; where one runs already (DANGOL_DEV, JSON), that one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startDev, stopDev } from './dev.ts'

export default async function setup() {
  if (process.env.DANGOL_DEV) return
  const data = mkdtempSync(join(tmpdir(), 'dangol-e2e-'))
  // Where a walk may let other services stand (relays.spec.ts).
  const services = `http://127.0.0.1:${await freePort()}`
  Object.assign(process.env, { EGRESS_LOCAL: services, META_URL: services, GA4_URL: services })
  const dev = await startDev(data)
  const { origin, email, password, token, phone } = dev
  process.env.DANGOL_DEV = JSON.stringify({ origin, email, password, token, phone, pid: dev.process.pid, data, services })
  return async () => {
    await stopDev(dev)
    rmSync(data, { recursive: true, force: true })
  }
}
