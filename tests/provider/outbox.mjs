// What happens after a message was taken: it arrives, or it does not, and whoever sent it is told; templates are reviewed.
import { createHash } from 'node:crypto'
import { korean, local } from './text.mjs'

/** How long it waits for a webhook's answer, and how often it tries (Solapi's own documentation: five times). */
const HOOK_MS = 5_000
const TRIES_MAX = 5
/** Messages in one webhook. */
const TOGETHER_MAX = 100
export const PRICES = { SMS: 20, LMS: 50, MMS: 200, ATA: 13 }
const ARRIVED = { solapi: '4000', 'nhn-sms': '1000', 'nhn-kakao': '1000' }
export const SERVICES = Object.keys(ARRIVED)

/** A picture of an MMS, from its base64: what is wrong with it, or its bytes. */
export function picture(base64, bytesMax) {
  const bytes = Buffer.from(String(base64 ?? ''), 'base64')
  if (bytes.length < 4 || bytes.readUIntBE(0, 3) !== 0xffd8ff) return { wrong: 'format' }
  return bytes.length > bytesMax ? { wrong: 'size' } : { bytes }
}

/** Stores a message that was taken to be sent, or refused when it was handed over (`state`: `held`, `sent`, `refused`). */
export function put(store, message) {
  const { id, service, request, seq, key = '', send = '', number, sender, type, subject = '', body, kakao, images = [], fields = {}, failover = false, code, said = '', state } = message
  const at = store.now()
  store.run(
    'insert into message (id, service, request, seq, key, send, number, sender, type, subject, body, kakao, images, fields, failover, price, code, said, state, created, due) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ...[id, service, request, seq, key, send, number, sender, type, subject, body, kakao ? JSON.stringify(kakao) : null, JSON.stringify(images), JSON.stringify(fields)],
    ...[failover ? 1 : 0, PRICES[type] ?? 0, code, said, state, at, state === 'sent' ? due(store) : null],
  )
}

/** When a message that leaves now has its result. */
export function due(store) {
  const { after_ms, never } = store.get('receipts')
  return never ? null : store.now() + after_ms
}

/** Does what is due, and hands over webhooks; `changed` is called when somebody's phone has something new. */
export function outbox(store, changed) {
  let posting = false
  const tick = () => {
    const ready = store.all('select * from message where due <= ? order by due, n limit 5000', store.now())
    if (ready.length > 0) {
      store.once(() => arrive(store, ready))
      changed()
    }
    const reviewed = store.all('select * from template where due <= ?', store.now())
    if (reviewed.length > 0) store.once(() => reviewed.forEach((template) => review(store, template)))
    if (!posting) {
      posting = true
      void post(store).finally(() => (posting = false))
    }
  }
  const timer = setInterval(tick, 25)
  return { tick, stop: () => clearInterval(timer) }
}

function arrive(store, ready) {
  const { fail, double, shuffle } = store.get('receipts')
  const codes = new Map(Object.entries(fail ?? {}).map(([number, code]) => [local(number), String(code)]))
  let back = 0
  const done = ready.map((message) => {
    const code = codes.get(message.number) ?? ARRIVED[message.service]
    const has = code === ARRIVED[message.service]
    store.run('update message set due = null, done = ?, code = ?, state = ? where n = ?', store.now(), code, has ? 'arrived' : 'failed', message.n)
    // Solapi gives back what did not arrive.
    if (!has && message.service === 'solapi') back += message.price
    if (!has && message.failover) replace(store, message)
    return store.one('select * from message where n = ?', message.n)
  })
  if (back > 0) store.set('balance', store.get('balance') + back)
  for (const request of new Set(done.filter(({ service }) => service === 'solapi').map(({ request }) => request))) {
    const open = store.one("select count(*) as count from message where request = ? and state = 'sent'", request).count
    if (open === 0) store.run("update grp set status = 'COMPLETE' where id = ? and status = 'SENDING'", request)
  }
  for (const service of SERVICES) {
    const receipts = done.filter((message) => message.service === service)
    const all = double ? [...receipts, ...receipts] : receipts
    // One at a time and in any order, or as many together as there are.
    const size = shuffle ? 1 : TOGETHER_MAX
    if (shuffle) all.sort(() => Math.random() - 0.5)
    for (let from = 0; from < all.length; from += size) tell(store, service, 'result', all.slice(from, from + size))
  }
}

/** The provider's own failover, where it was not switched off: it is on the phone, too. */
function replace(store, message) {
  const text = JSON.parse(message.kakao ?? '{}').text ?? message.body
  put(store, { ...message, id: `${message.id}R`, seq: message.seq + 1_000_000, type: 'LMS', body: text, kakao: undefined, images: [], fields: {}, failover: false, state: 'sent', code: '2000' })
}

/** Whoever called the 080 number. */
export function refuse(store, numbers, through = '0808880000') {
  const at = store.now()
  const fresh = numbers.map(local).map((number) => ({ number, through, at }))
  for (const { number } of fresh) store.run('insert into refusal values (?, ?, ?) on conflict do nothing', number, through, at)
  // Solapi has a list of them, and no webhook.
  tell(store, 'nhn-sms', 'refusal', fresh)
}

function review(store, template) {
  const { reject } = store.get('templates')
  const nhn = template.service === 'nhn-kakao'
  const status = reject ? (nhn ? 'TSC04' : 'REJECTED') : nhn ? 'TSC03' : 'APPROVED'
  const at = store.now()
  const comment = nhn ? { id: at, content: reject, userName: '검수자', createdAt: korean(at), status: 'REJ' } : { isAdmin: true, memberId: 'reviewer', content: reject, dateCreated: new Date(at).toISOString() }
  const comments = [...JSON.parse(template.comments), ...(reject ? [comment] : [])]
  store.run('update template set due = null, status = ?, comments = ?, updated = ? where id = ?', status, JSON.stringify(comments), at, template.id)
  if (nhn) tell(store, template.service, 'template', [store.one('select * from template where id = ?', template.id)])
}

/** Puts a webhook in line, in its service's own shape. */
function tell(store, service, event, items) {
  if (items.length === 0 || !target(store, service)) return
  store.run('insert into hook (due, tries, service, event, body) values (?, 0, ?, ?, ?)', store.now(), service, event, JSON.stringify(SHAPES[service](event, items)))
}

/** One for all, or one for each: `{url, secret}` or `{solapi: {url, secret}, …}`. */
function target(store, service) {
  const webhook = store.get('webhook') ?? {}
  const found = webhook.url ? webhook : webhook[service]
  return found?.url ? found : undefined
}

const SHAPES = {
  solapi: (_, items) => items.map(asSolapi),
  'nhn-sms': (event, items) => envelope('SMS', event === 'refusal' ? 'UNSUBSCRIBE' : 'MESSAGE_RESULT_UPDATE', items.map(event === 'refusal' ? refusalHook : smsHook)),
  'nhn-kakao': (event, items) => envelope('KakaoTalk Bizmessage', event === 'template' ? 'TEMPLATE_STATUS_UPDATE' : 'MESSAGE_RESULT_UPDATE', items.map(event === 'template' ? templateHook : kakaoHook)),
}

const unique = () => `${Date.now()}${Math.random().toString(36).slice(2, 12)}`
const envelope = (productName, event, hooks) => ({ hooksId: unique(), webhookConfigId: 'demo', productName, appKey: 'demo', event, hooks })
const refusalHook = ({ number, through, at }) => ({ hookId: unique(), recipientNo: number, unsubscribeNo: through, enterpriseName: '우리몰', createdDateTime: `${korean(at, 'T')}.000+09:00` })
const templateHook = ({ channel, made, status, comments, updated }) => {
  const { code, name } = JSON.parse(made)
  return { hookId: unique(), senderKey: channel, templateCode: code, templateName: name, kakaoTemplateCode: code, status, comments: JSON.parse(comments), updateDate: korean(updated) }
}
const smsHook = (message) => ({
  ...{ hookId: unique(), senderType: `NORMAL_${message.type}`, requestId: message.request, recipientSeq: message.seq, sendNo: message.sender, recipientNo: message.number },
  ...{ requestDate: korean(message.created, 'T'), receiveDate: korean(message.done, 'T'), messageStatus: message.state === 'arrived' ? 'COMPLETED' : 'FAILED', messageCount: 1 },
  ...{ recipientGroupingKey: message.send, senderGroupingKey: message.key, resultCode: message.code },
})
const kakaoHook = (message) => ({
  ...{ kakaoMessageType: 'ALIMTALK_NORMAL', requestId: message.request, recipientSeq: message.seq, recipientNo: message.number, isAddedChannel: null, hookId: unique() },
  ...{ requestDate: korean(message.created), createDate: korean(message.created), receiveDate: korean(message.done), resultCode: message.code },
  ...{ senderGroupingKey: message.key, recipientGroupingKey: message.send },
})

/** A message in Solapi's lists and webhooks. */
export function asSolapi(message) {
  const iso = (at) => (at ? new Date(at).toISOString() : null)
  const status = { held: 'PENDING', refused: 'FAILED', sent: 'SENDING', arrived: 'COMPLETE', failed: 'COMPLETE' }[message.state]
  return {
    ...{ _id: message.id, messageId: message.id, groupId: message.request, type: message.type, to: message.number, from: message.sender, country: '82' },
    ...{ subject: message.subject || null, text: message.body, statusCode: message.code, status, reason: message.said || null, networkName: 'ETC', replacement: false },
    ...{ customFields: JSON.parse(message.fields), dateCreated: iso(message.created), dateUpdated: iso(message.done ?? message.created), dateReported: iso(message.done), dateReceived: iso(message.done) },
  }
}

/** Hands webhooks over, each by itself; one that is not taken comes again. */
async function post(store) {
  const ready = store.all('select * from hook where due <= ? order by due, n limit 20', store.now())
  await Promise.all(
    ready.map(async (hook) => {
      const to = target(store, hook.service)
      const was = to ? await posted(to, hook) : true
      if (was || hook.tries + 1 >= TRIES_MAX) store.run('delete from hook where n = ?', hook.n)
      else store.run('update hook set tries = tries + 1, due = ? where n = ?', store.now() + 500 * 2 ** hook.tries, hook.n)
    }),
  )
}

async function posted({ url, secret = '' }, { service, event, body }) {
  const own =
    service === 'solapi'
      ? { 'x-solapi-event-name': event === 'result' ? 'SINGLE-REPORT' : 'GROUP-REPORT', 'x-solapi-secret': createHash('sha1').update(secret).digest('hex') }
      : { 'x-toast-webhook-signature': secret }
  try {
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...own }, body, redirect: 'manual', signal: AbortSignal.timeout(HOOK_MS) })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}
