// The second factor: codes by RFC 6238, each once, and recovery codes; its limits do not lock the owner out.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { KEYS, OWNER, ROOT, start } from './harness.mjs'

/** RFC 4226 and 6238, written apart from the edge's. */
const code = (secret, at_ms = Date.now()) => {
  const counter = Buffer.alloc(8)
  counter.writeBigInt64BE(BigInt(Math.floor(at_ms / 30_000)))
  const mac = createHmac('sha1', secret).update(counter).digest()
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
const unbase32 = (text) => {
  const bits = [...text].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
}
const sample = JSON.parse(await readFile(new URL('tests/cases/compat/seal-1.json', ROOT), 'utf8'))

it('the codes of this test are RFC 6238’s', () => {
  const secret = Buffer.from('12345678901234567890')
  for (const [second, wanted] of [[59, '287082'], [1111111109, '081804'], [1234567890, '005924'], [20000000000, '353130']]) assert.equal(code(secret, second * 1000), wanted)
})

describe('a second factor', () => {
  let edge, secret, codes
  before(async () => { edge = await start() })
  after(() => edge?.close())

  const post = (path, body, as = edge.owner) => edge.call('POST', path, { as, body })
  const all = async (query, ...values) => (await (await edge.env()).DB.prepare(query).bind(...values).all()).results
  const signIn = (code, headers) => edge.call('POST', '/api/session', { body: { email: OWNER.email, password: OWNER.password, code }, headers })
  const is = (answer, status, code) => assert.deepEqual([answer.status, answer.body?.code], [status, code], JSON.stringify(answer.body))
  /** Time passes: what was spent, and the tries, are longer ago. */
  const pass = async () => {
    await all('UPDATE totp SET step = 0')
    await all('DELETE FROM tries')
  }
  const both = (code) => ({ password: OWNER.password, code })

  it('counts from its first code on', async () => {
    is(await post('/api/account/totp/confirm', { code: '000000' }), 404, 'not_found')
    const wrong = await post('/api/account/totp', { password: 'not the password' })
    assert.deepEqual([wrong.status, wrong.body.field], [422, 'password'])
    is(await post('/api/account/totp', { password: OWNER.password }, await edge.token(['read', 'manage'])), 403, 'session_needed')
    const first = (await post('/api/account/totp', { password: OWNER.password })).body
    const second = (await post('/api/account/totp', { password: OWNER.password })).body
    assert.match(second.secret, /^[A-Z2-7]{32}$/)
    assert.equal(second.uri, `otpauth://totp/Dangol:owner@shop.example?secret=${second.secret}&issuer=Dangol&algorithm=SHA1&digits=6&period=30`)
    secret = unbase32(second.secret)
    assert.equal((await signIn()).status, 200, 'not yet')
    const stored = JSON.stringify(await all('SELECT * FROM totp'))
    assert.ok(!stored.includes(second.secret) && !stored.includes(secret.toString('hex')))

    is(await post('/api/account/totp/confirm', { code: code(unbase32(first.secret)) }), 422, 'invalid')
    is(await post('/api/account/totp/confirm', { code: code(secret, Date.now() - 90_000) }), 422, 'invalid')
    const on = await post('/api/account/totp/confirm', { code: ` ${code(secret).slice(0, 3)} ${code(secret).slice(3)}` })
    assert.equal(on.status, 200, JSON.stringify(on.body))
    codes = on.body.recovery_codes
    assert.equal(new Set(codes).size, 10)
    assert.ok(codes.every((code) => /^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/.test(code)))
    is(await post('/api/account/totp/confirm', { code: code(secret) }), 409, 'taken')
    is(await post('/api/account/totp', { password: OWNER.password }), 409, 'taken')
    const { body } = await edge.call('GET', '/api/account', { as: edge.owner })
    assert.deepEqual(body.second_factor, { on: true, recovery_codes_left: 10 })
    const tables = JSON.stringify([await all('SELECT * FROM recovery_code'), await all('SELECT * FROM audit')])
    assert.ok(codes.every((code) => !tables.includes(code) && !tables.includes(code.replaceAll('-', ''))))
  })

  it('is asked for after the right password only', async () => {
    is(await signIn(), 401, 'code_needed')
    is(await signIn(''), 401, 'code_needed')
    const wrong = await edge.call('POST', '/api/session', { body: { email: OWNER.email, password: 'not the password', code: code(secret) } })
    is(wrong, 401, 'sign_in_failed')
    assert.equal((await signIn()).headers.get('set-cookie'), null)
    await pass()
  })

  it('takes a code once, a step early or late, and none before it', async () => {
    // The step of the confirmation is spent.
    await all('UPDATE totp SET step = ?', Math.floor(Date.now() / 30_000) + 1)
    is(await signIn(code(secret)), 401, 'code_refused')
    await pass()
    const late = code(secret, Date.now() + 30_000)
    assert.equal((await signIn(late)).status, 200)
    is(await signIn(late), 401, 'code_refused')
    is(await signIn(code(secret)), 401, 'code_refused')
    await pass()
    const same = code(secret)
    const answers = await Promise.all([1, 2, 3, 4].map(() => signIn(same)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1, 'of four at once only one')
    await pass()
    for (const off of [-120_000, 120_000]) is(await signIn(code(secret, Date.now() + off)), 401, 'code_refused')
    await pass()
  })

  it('takes a recovery code once', async () => {
    const [first, second] = codes
    assert.equal((await signIn(first.toUpperCase().replaceAll('-', ' '))).status, 200)
    is(await signIn(first), 401, 'code_refused')
    const answers = await Promise.all([1, 2, 3].map(() => signIn(second)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    await pass()
    const { body } = await edge.call('GET', '/api/account', { as: edge.owner })
    assert.equal(body.second_factor.recovery_codes_left, 8)
    const renewed = await post('/api/account/totp/recovery-codes', both(code(secret)))
    assert.equal(renewed.status, 200, JSON.stringify(renewed.body))
    is(await signIn(codes[2]), 401, 'code_refused')
    codes = renewed.body.recovery_codes
    assert.equal((await signIn(codes[0])).status, 200)
    await pass()
  })

  it('limits codes apart from passwords, and no stranger locks the owner out', async () => {
    const wrong = []
    for (let n = 0; n < 7; n++) {
      wrong.push((await signIn('000000')).status)
      // Passwords have limits of their own.
      await all("DELETE FROM tries WHERE bucket NOT LIKE 'code%'")
    }
    assert.deepEqual([wrong.slice(0, 5), wrong.at(-1)], [[401, 401, 401, 401, 401], 429])
    is(await signIn(code(secret)), 429, 'too_many_tries')
    // Two minutes pass: one try more, and the right code empties the bucket.
    await all('UPDATE tries SET at_ms = at_ms - 240000')
    assert.equal((await signIn(code(secret))).status, 200)
    await pass()
    // Somebody with the password has filled the account's bucket from elsewhere: the owner's own place is not asked for it.
    const bucket = `code-account:${createHash('sha256').update(OWNER.email).digest('hex')}`
    const fill = () => all('INSERT OR REPLACE INTO tries VALUES (?, 1000, ?)', bucket, Date.now())
    await fill()
    assert.equal((await signIn(code(secret))).status, 200)
    await pass()
    await fill()
    await all('DELETE FROM known_place')
    is(await signIn(code(secret)), 429, 'too_many_tries')
    await pass()
    assert.equal((await signIn(code(secret))).status, 200)
    await pass()
  })

  it('is turned off by password and code together', async () => {
    is(await post('/api/account/totp/disable', both('000000')), 422, 'invalid')
    is(await post('/api/account/totp/disable', { password: 'not the password', code: code(secret) }), 422, 'invalid')
    is(await post('/api/account/totp/disable', both(code(secret)), await edge.token(['manage'])), 403, 'session_needed')
    is(await edge.call('POST', '/api/account/totp/disable', { body: both(code(secret)), headers: { cookie: edge.owner.cookie } }), 403, 'wrong_origin')
    assert.equal((await post('/api/account/totp/disable', both(code(secret)))).status, 204)
    assert.equal((await signIn()).status, 200)
    assert.deepEqual(await all('SELECT * FROM recovery_code'), [])
    is(await post('/api/account/totp/disable', both(code(secret))), 404, 'not_found')
    const { body } = await edge.call('GET', '/api/account/audit', { as: edge.owner })
    const actions = new Set(body.entries.map(({ action }) => action))
    for (const action of ['totp_enrolled', 'totp_on', 'totp_off', 'recovery_code_used', 'recovery_codes_made', 'code_refused']) assert.ok(actions.has(action), action)
  })

  it('opens what was sealed before, with the keys in force now, for its own account alone', async () => {
    await all("INSERT INTO account SELECT ?, 'sample@shop.example', name, password, 0, created_ms FROM account LIMIT 1", sample.account)
    await all("INSERT INTO account SELECT 'cccccccccccccccc', 'moved@shop.example', name, password, 0, created_ms FROM account LIMIT 1")
    for (const account of [sample.account, 'cccccccccccccccc']) await all('INSERT INTO totp (account, secret, confirmed_ms) VALUES (?, ?, 1)', account, sample.sealed)
    const secret = Buffer.from(sample.secret, 'hex')
    const of = (email) => edge.call('POST', '/api/session', { body: { email, password: OWNER.password, code: code(secret) } })
    assert.equal((await of('sample@shop.example')).status, 200)
    is(await of('moved@shop.example'), 500, 'internal')
  })
})

it('a key that has changed opens what it sealed; one that is missing is said', async () => {
  const secret = Buffer.from(sample.secret, 'hex')
  for (const [keys, status] of [[`2:${'6b'.repeat(32)},${sample.keys}`, 200], [`2:${'6b'.repeat(32)}`, 503], ['', 503]]) {
    const edge = await start({ secrets: { KEYS: keys } })
    try {
      const { DB } = await edge.env()
      await DB.prepare("INSERT INTO account SELECT ?, 'sample@shop.example', name, password, 0, created_ms FROM account LIMIT 1").bind(sample.account).run()
      await DB.prepare('INSERT INTO totp (account, secret, confirmed_ms) VALUES (?, ?, 1)').bind(sample.account, sample.sealed).run()
      const body = { email: 'sample@shop.example', password: OWNER.password, code: code(secret) }
      assert.equal((await edge.call('POST', '/api/session', { body })).status, status, keys)
    } finally {
      await edge.close()
    }
  }
  assert.equal(KEYS, sample.keys, 'the harness has the sample’s key')
})
