// The migrations over a database of before: what was published stands there as what is being written.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'

const migrate = (db, name) => {
  // As worker/src/store/db.rs does it.
  const sql = readFileSync(new URL(`../../worker/migrations/${name}.sql`, import.meta.url), 'utf8')
  for (const statement of sql.split(';\n')) if (statement.trim()) db.exec(statement)
}

test('0003 takes over the published configuration of each site', () => {
  const db = new DatabaseSync(':memory:')
  for (const name of ['0001_accounts', '0002_growing']) migrate(db, name)
  const config = {
    segments: [
      { id: 'cart', name: 'Cart 큰손', include: [{ kind: 'cart.units', min: 1 }] },
      { id: 'nest', rule: { any: [{ not: { kind: 'segment.member', values: ['cart'] } }, { kind: 'message.clicked', values: ['hello'] }] } },
    ],
    messages: [{ id: 'hello', type: 'popcorn', status: 'active', segment: 'nest', content: { title: 'x' } }, { id: 'draft', type: 'popcorn', content: { title: 'y' } }],
  }
  const site = db.prepare("INSERT INTO site (id, key, name, zone, currency, domains, secret, config_version, created_ms) VALUES (?, ?, '', 'Asia/Seoul', 'KRW', '[]', '', ?, 0)")
  const version = db.prepare("INSERT INTO config (site, version, json, created_ms, account) VALUES (?, ?, ?, ?, 'a')")
  site.run('s1', 'one', 2)
  site.run('s2', 'two', 1)
  site.run('s3', 'three', 0)
  version.run('s1', 1, JSON.stringify({ segments: [{ id: 'old' }], messages: [] }), 1)
  version.run('s1', 2, JSON.stringify({ ...config, attribution: { click_days: 3, view_days: 0 } }), 2)
  version.run('s2', 1, JSON.stringify({ segments: [], messages: [] }), 1)
  migrate(db, '0003_configuration')
  const all = (query) => db.prepare(query).all().map((row) => Object.values(row))
  assert.deepEqual(all('SELECT site, kind, id, name, names, status, version FROM item ORDER BY n'), [
    ['s1', 'segment', 'cart', 'Cart 큰손', 'cart 큰손', '', 1],
    ['s1', 'segment', 'nest', '', '', '', 1],
    ['s1', 'message', 'hello', '', '', 'active', 1],
    ['s1', 'message', 'draft', '', '', 'draft', 1],
  ])
  assert.deepEqual(all("SELECT json FROM item WHERE id = 'hello'"), [[JSON.stringify({ type: 'popcorn', segment: 'nest', content: { title: 'x' } })]])
  assert.deepEqual(all('SELECT by_kind, by_id, kind, id FROM used ORDER BY 1, 2, 3'), [
    ['message', 'hello', 'segment', 'nest'], ['segment', 'nest', 'message', 'hello'], ['segment', 'nest', 'segment', 'cart'],
  ])
  assert.deepEqual(all('SELECT settings FROM site ORDER BY id'), [['{"attribution":{"click_days":3,"view_days":0}}'], ['{}'], ['{}']])
})
