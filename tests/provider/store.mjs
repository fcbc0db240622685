// What the provider remembers, in SQLite on disk: it is killed and started again as any other.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const SCHEMA = `
create table if not exists setting (name text primary key, value text not null) strict;
create table if not exists grp (id text primary key, status text not null, allow_duplicates integer not null, created integer not null, updated integer not null, sent integer, log text not null) strict;
create table if not exists message (
  n integer primary key, id text not null unique, service text not null, request text not null, seq integer not null, key text not null, send text not null,
  number text not null, sender text not null, type text not null, subject text not null, body text not null, kakao text, images text not null, fields text not null, failover integer not null,
  price integer not null, code text not null, said text not null, state text not null, created integer not null, due integer, done integer) strict;
create index if not exists message_request on message (request, seq);
create index if not exists message_key on message (key);
create index if not exists message_send on message (send);
create index if not exists message_due on message (due) where due is not null;
create table if not exists template (id text primary key, service text not null, channel text not null, made text not null, status text not null, comments text not null, created integer not null, updated integer not null, due integer) strict;
create table if not exists seen (what text primary key, at integer not null) strict;
create table if not exists refusal (number text not null, through text not null, at integer not null, primary key (number, through)) strict;
create table if not exists file (id text primary key, service text not null, name text not null, bytes blob not null) strict;
create table if not exists hook (n integer primary key, due integer not null, tries integer not null, service text not null, event text not null, body text not null) strict;
create table if not exists call (n integer primary key, at integer not null, method text not null, path text not null, did text not null, status integer) strict;
`

/** What it is told from outside (`POST /control`), and what it begins with. */
const BEGIN = {
  rules: [],
  receipts: { after_ms: 300, double: false, shuffle: false, never: false, fail: {} },
  templates: { review_ms: 3000, reject: '' },
  webhook: {},
  clock_ms: 0,
  balance: 1_000_000,
  senders: ['0212345678', '15771000'],
  refusals_page: 500,
}

export function open(data) {
  if (data) mkdirSync(data, { recursive: true })
  const db = new DatabaseSync(data ? join(data, 'provider.sqlite') : ':memory:')
  // A kill of the process loses nothing of what was committed; a power cut is not asked for.
  db.exec('pragma journal_mode = wal; pragma synchronous = normal;' + SCHEMA)
  // A folder of before has no pictures.
  if (!db.prepare('pragma table_info(message)').all().some(({ name }) => name === 'images')) db.exec("alter table message add column images text not null default '[]'")
  const statements = new Map()
  const made = (sql) => statements.get(sql) ?? statements.set(sql, db.prepare(sql)).get(sql)
  const settings = new Map(made('select name, value from setting').all().map(({ name, value }) => [name, JSON.parse(value)]))
  const store = {
    all: (sql, ...values) => made(sql).all(...values),
    one: (sql, ...values) => made(sql).get(...values),
    run: (sql, ...values) => made(sql).run(...values),
    /** All of it, or nothing. */
    once(work) {
      db.exec('begin immediate')
      try {
        const result = work()
        db.exec('commit')
        return result
      } catch (error) {
        db.exec('rollback')
        throw error
      }
    },
    get: (name) => settings.get(name) ?? BEGIN[name],
    set(name, value) {
      settings.set(name, value)
      store.run('insert into setting values (?, ?) on conflict (name) do update set value = excluded.value', name, JSON.stringify(value))
    },
    names: Object.keys(BEGIN),
    /** Its own clock, which may be wrong. */
    now: () => Date.now() + store.get('clock_ms'),
    /** Forgets what was sent; what it was told stays. */
    reset: () => ['grp', 'message', 'template', 'file', 'seen', 'refusal', 'hook', 'call'].forEach((table) => db.exec(`delete from ${table}`)),
    close: () => db.close(),
  }
  return store
}
