// Every table of every store of an edge that does not run, to be searched.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const files = (edge) => readdirSync(edge.data, { recursive: true }).filter((name) => name.endsWith('.sqlite')).map((name) => join(edge.data, name))
const kind = (file) => (file.includes('/do/') ? 'object' : file.includes('/d1/') ? 'd1' : 'other')

/** Hands each row of each table to `visit(kind, table, row, file)`. */
export function rows(edge, visit) {
  for (const file of files(edge)) {
    const db = new DatabaseSync(file, { readOnly: true })
    for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()) {
      const all = db.prepare(`SELECT * FROM "${name}"`)
      all.setReadBigInts(true)
      for (const row of all.iterate()) visit(kind(file), name, row, file)
    }
    db.close()
  }
}

/** Every value in which one of the marks, strings or expressions, stands: "kind table column". */
export function find(edge, marks) {
  const found = new Set()
  rows(edge, (kind, table, row) => {
    for (const [column, value] of Object.entries(row)) {
      const bytes = value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value))
      if (marks.some((mark) => (mark instanceof RegExp ? mark.test(bytes.toString('latin1')) : bytes.includes(mark)))) found.add(`${kind} ${table} ${column}`)
    }
  })
  return [...found].sort()
}

/** The rows of one table in all stores. */
export function table(edge, wanted) {
  const found = []
  rows(edge, (_, name, row, file) => {
    if (name === wanted) found.push({ ...row, file })
  })
  return found
}
