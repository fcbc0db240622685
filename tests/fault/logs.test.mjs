// Contacts go into every route that takes them: right ones, wrong ones, broken JSON, with objects that fail. What the worker writes, and what it answers
// to say that something is wrong (which other servers keep in their logs), has none of them.
import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ACCOUNT, provider } from '../provider/server.mjs'
import { Edge } from './edge.mjs'

const CONFIG = { segments: [], messages: [], attribution: { click_days: 7, view_days: 1 } }
const edge = new Edge()
let company
after(async () => {
  await edge.remove()
  await company?.close()
})

it('no log and no refusal has a contact', { timeout: 120_000 }, async () => {
  company = await provider()
  // What a company says when it refuses repeats what it was sent.
  const body = { errorCode: 'ValidationError', errorMessage: '01086421357 MARKTEXT' }
  company.control({ templates: { review_ms: 0 }, receipts: { after_ms: 50 }, rules: [{ match: 'PUT /solapi/messages/v4/groups/*/messages', do: 'refuse', status: 400, body, skip: 3, times: 2 }] })
  await edge.start({ FAULTS: '5', SOLAPI_URL: `${company.origin}/solapi`, EGRESS_LOCAL: company.origin })
  await edge.setUp(CONFIG)
  const right = { name: 'MARKNAME', phone: '010-8642-1357', email: 'MARKMAIL@mail.example' }
  const wrong = [
    { phone: '010-8642' },
    { phone: ['010-8642-1357'] },
    { phone: { MARKNAME: 1 } },
    { phone: 1_086_421_357 },
    { email: 'MARKMAIL' },
    { email: 'MARKMAIL@mail@mail.example' },
    { name: `MARKNAME${'x'.repeat(200)}` },
    { name: 'MARKNAME\u0000' },
    { MARKNAME: true },
    { updated_at: 'MARKNAME', ...right },
    '{"phone":"010-8642-1357","phone":"010-8642-1357"}',
    '{"name":"MARKNAME","MARKMAIL@mail.example":',
    '"MARKMAIL@mail.example"',
    '[{"name":"MARKNAME"}]',
  ]
  const words = [{ at: new Date(Date.now() - 60_000).toISOString(), purpose: 'advertising', channel: 'sms', said: 'granted', wording: 'yes', place: '/join' }]
  const member = (id, more = '') => `/members/${id}${more}`
  const asked = [
    ...[right, ...wrong].flatMap((body) => [['PUT', member('minji'), body], ['POST', '/members/find', body], ['POST', '/members', typeof body === 'string' ? body : { members: [{ id: 'jun', ...body }] }], ['POST', member('minji', '/consents'), body], ['POST', '/people/archive', body]]),
    ['POST', '/members/find', { phone: right.phone }],
    ['POST', '/members/find', { email: right.email }],
    ['POST', member('minji', '/consents'), { words }],
    ['POST', member('minji', '/consents'), { words: [{ ...words[0], source: 'MARKNAME' }] }],
    ['POST', member('minji', '/consents'), { words: [{ ...words[0], channel: '010-8642-1357' }] }],
    ['GET', member('minji')],
    ['GET', member('minji', '/consents')],
    ['POST', '/people/archive', { member: 'minji' }],
    // Shops have mail addresses for member ids; relays have tokens.
    ...[{ kind: 'meta', pixel: '12345', token: 'MARKTOKEN' }, { kind: 'meta', pixel: 'MARKTOKEN', token: ['MARKTOKEN'] }, { kind: 'MARKTOKEN' }, { kind: 'ga4', measurement: 'G-ABC123', token: 'MARKTOKEN x' }].map((body) => ['POST', '/relays', body]),
    ...[{ member: right.email, value: 1 }, { member: [right.email] }, { value: right.email, member: right.email }, { value: 1, items: [{ id: 'a', quantity: right.email }] }, { value: 1, browser: { [right.email]: 1 } }].map((more) => ['POST', '/orders', { orders: [{ id: 'A-1', at: new Date().toISOString(), ...more }] }]),
    // Sends: by hand, to a list, by themselves; a number that refuses, one that tries.
    ['PUT', '/provider', { credentials: { provider: 'solapi', key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }, sender: { name: '가게', numbers: ['0212345678'], opt_out: '0801234567', channel: ACCOUNT.solapi.channel } }],
    ['PUT', '/provider', { credentials: { provider: 'solapi', key: 'MARKTOKEN', secret: ['MARKTOKEN'] }, sender: {} }],
    ['PUT', '/lists/marked', 'phone,text\n010-8642-1357,MARKTEXT\n', 'text/csv'],
    ['PUT', '/lists/marked', 'name\nMARKNAME\n010-8642-1357\n', 'text/csv'],
    ...['members', 'list'].map((type) => ['POST', '/sends', { id: `to-${type}`, name: 'x', use: 'information', audience: type === 'list' ? { type, list: 'marked' } : { type }, schedule: { type: 'at_once' }, content: { type: 'text', sender: '0212345678', text: type === 'list' ? '#{text}' : '{name|x}' } }]),
    ...['members', 'list'].flatMap((type) => [['POST', `/sends/to-${type}/start`, {}], ['POST', `/sends/to-${type}/estimate`]]),
    ['POST', '/sends/to-list/test', { to: '010-8642-1357' }],
    ['POST', '/sends/to-list/test', { to: '010-8642' }],
    ['POST', '/refusals', { numbers: '010-8642-1358, MARKNAME' }],
    ['POST', '/automatic/placed/review', {}],
    ['POST', '/template-reviews'],
    ['PUT', '/automatic/placed', { is_on: true }],
    ...[{ phone: right.phone, name: right.name }, { member: 'minji', items: [{ id: 'a', name: 'MARKTEXT' }], deposit: { account: 'MARKTEXT' } }, { phone: '010-8642' }, { phone: [right.phone] }, { name: right.name.repeat(30) }, { deposit: { account: 'MARKTEXT\n' } }, { deposit: { MARKTEXT: 1 } }].map((more, n) => ['POST', '/orders', { orders: [{ id: `marked-${n}`, at: new Date().toISOString(), value: 1, ...more }] }]),
    ['GET', '/runs'],
    ['POST', '/keys', {}],
    ['POST', '/objects', { objects: 3 }],
    ['GET', member('minji')],
    ['POST', '/people/erase', { member: 'minji' }],
  ]
  const marks = ['MARKNAME', 'MARKMAIL', 'MARKTOKEN', 'MARKTEXT', '010-8642', '86421357', '+8210']
  const seen = {}
  for (let round = 0; round < 4; round += 1) {
    for (const [method, where, body, as = 'application/json'] of asked) {
      const type = { ...edge.headers, 'content-type': as }
      const answer = await edge.fetch(`/api/sites/${edge.site.id}${where}`, { method, headers: type, body: method === 'GET' ? undefined : typeof body === 'string' ? body : JSON.stringify(body) })
      const text = await answer.text()
      seen[answer.status] = (seen[answer.status] ?? 0) + 1
      if (answer.status !== 200) for (const mark of marks) assert.ok(!text.includes(mark), `${method} ${where} ${JSON.stringify(body)}: ${text}`)
    }
    edge.clock()
  }
  await wait(1500)
  // Nor does a run say whose it is, nor what was said: it says what the company said without numbers.
  const runs = await (await edge.fetch(`/api/sites/${edge.site.id}/runs?limit=500`, { headers: edge.headers })).text()
  for (const mark of marks.filter((mark) => !['MARKTEXT'].includes(mark))) assert.ok(!runs.includes(mark), `${mark} in ${runs}`)
  // No address that was asked has one; what left, left.
  const { calls } = company.calls()
  assert.ok(company.messages().messages.some(({ number }) => number === '+821086421357'), 'nothing was sent')
  for (const { path } of calls) for (const mark of marks) assert.ok(!decodeURIComponent(path).includes(mark), path)
  assert.ok(seen[200] > 10 && seen[500] > 10 && seen[422] > 20 && seen[400] > 20, JSON.stringify(seen))
  await edge.stop()
  // It is what the worker wrote: it says that objects failed.
  assert.ok(edge.log.includes('internal error'), `nothing was caught: ${edge.log.slice(0, 500)}`)
  for (const mark of marks) assert.ok(!edge.log.includes(mark), edge.log.split('\n').filter((line) => line.includes(mark)).slice(0, 5).join('\n'))
})
