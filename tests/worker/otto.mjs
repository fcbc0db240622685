// The histories of 20 real visitors (tests/cases/otto): session, product, milliseconds, what they did.
import { readFileSync } from 'node:fs'

const OTTO = process.env.OTTO ?? new URL('../cases/otto/events.csv', import.meta.url).pathname

/** The rows of the file as lines of JSON, with the names that the file itself uses. */
export function ottoLines() {
  return readFileSync(OTTO, 'utf8').trim().split('\n').slice(1).map((row) => {
    const [session, aid, ts, type] = row.trim().split(',')
    return JSON.stringify({ session, aid: Number(aid), ts: Number(ts), type })
  })
}
