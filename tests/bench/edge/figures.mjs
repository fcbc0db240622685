// Small sums, and what Linux says of a process.
import { readFileSync, writeFileSync } from 'node:fs'

export const round = (number, digits = 2) => Number(number.toFixed(digits))

/** The resident memory of a process in bytes: now, and the most since `begin`. */
export function peak(process) {
  const field = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${process}/status`, 'utf8'))[1]) * 1024
  return { now: () => field('VmRSS'), begin: () => writeFileSync(`/proc/${process}/clear_refs`, '5'), most: () => field('VmHWM') }
}
