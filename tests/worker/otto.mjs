// The histories of 20 real visitors (shared/data/otto): session, product, milliseconds, what they did.
import { existsSync, readFileSync } from 'node:fs'

const OTTO = process.env.OTTO ?? new URL('../../../shared/data/otto/events.csv', import.meta.url).pathname

/** The rows of the file as lines of JSON, with the names that the file itself uses; `null` where there is no such file. */
export function ottoLines() {
  if (!existsSync(OTTO)) return null
  return readFileSync(OTTO, 'utf8').trim().split('\n').slice(1).map((row) => {
    const [session, aid, ts, type] = row.trim().split(',')
    return JSON.stringify({ session, aid: Number(aid), ts: Number(ts), type })
  })
}
