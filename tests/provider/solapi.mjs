// Solapi: `/messages/v4/groups`, `/messages/v4/list`, `/cash/v1/balance`, `/senderid/v1/numbers`, `/iam/v1/black`, `/kakao/v2/templates`, and how requests are
// signed. Written from its public documentation and its SDK's types, not from what asks it here.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { ACCOUNT } from './account.mjs'
import { asSolapi, due, picture, PRICES, put } from './outbox.mjs'
import { CATEGORIES, fault, filled, variables } from './templates.mjs'
import { bytes, digits, isAdvertisement, isNumber, isSendable } from './text.mjs'

const SKEW_MS = 15 * 60_000
const MESSAGES_MAX = 10_000
const PICTURE_MAX = 200 * 1024
const LIMITS = { SMS: 90, LMS: 2000, MMS: 2000 }
const PAGE_MAX = 500
const SAID = { 1011: 'Format Error', 1013: '제목은 SMS에 쓸 수 없습니다.', 1014: '제목은 40byte까지 사용 가능합니다.', 1025: '잘못된 메시지 타입', 1026: '중복 수신번호', 1029: 'EUC-KR 범위 안에 있는 문자만 사용 합니다.', 1031: '길이 초과' }

const ok = (body) => ({ status: 200, body })
const error = (status, errorCode, errorMessage = errorCode) => ({ status, body: { errorCode, errorMessage } })
const iso = (at) => (at === null || at === undefined ? null : new Date(at).toISOString())
/** As theirs: a prefix, the time, letters. */
const newId = (prefix, at) => `${prefix}${new Date(at + 9 * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 14)}${randomBytes(8).toString('hex').toUpperCase()}`

/** An answer of its own to something that a rule says. */
export const refusal = (status = 400) => error(status, status === 429 ? 'TooManyRequests' : status >= 500 ? 'InternalError' : 'BadRequest')

export function solapi(store, { method, path, query, headers, body }) {
  const denied = signed(store, headers.authorization ?? '')
  if (denied) return denied
  const [, root, version, kind, id, rest] = path.split('/')
  const at = `${method} /${root}/${version}/${kind}`
  if (path.startsWith('/messages/v4/groups')) return groups(store, method, id, rest, query, body)
  if (at === 'GET /kakao/v2/channels' && !id) {
    const channelList = [{ channelId: ACCOUNT.solapi.channel, searchId: `@${ACCOUNT.shop}`, accountId: ACCOUNT.solapi.account, sharedAccountIds: [] }]
    return ok({ limit: 20, startKey: null, nextKey: null, channelList })
  }
  if (path === '/kakao/v2/templates/categories') return ok(CATEGORIES.map(({ code, name }) => ({ code, name })))
  if (at === 'POST /storage/v1/files') {
    const { bytes: file, wrong } = picture(body?.file, PICTURE_MAX)
    if (body?.type !== 'MMS' || wrong) return error(400, 'InvalidFile', wrong === 'size' ? 'MMS: 200KB' : 'MMS: jpg')
    const fileId = newId('ST01FL', store.now())
    store.run("insert into file values (?, 'solapi', ?, ?)", fileId, body.name ?? '', file)
    return ok({ fileId, type: 'MMS', name: body.name, originalName: body.name, accountId: ACCOUNT.solapi.account, references: [], url: null })
  }
  if (path.startsWith('/kakao/v2/templates')) return templates(store, method, id, rest, query, body)
  if (at === 'GET /messages/v4/list') return messages(store, query)
  if (at === 'GET /cash/v1/balance') return ok({ accountId: ACCOUNT.solapi.account, balance: store.get('balance'), point: 0, deposit: 0, minimumCash: 0, autoRecharge: 0 })
  if (at === 'GET /senderid/v1/numbers') {
    const senderIds = store.get('senders').map((phoneNumber) => ({ phoneNumber, status: 'ACTIVE', method: 'ARS', expireAt: null, handleKey: `SED${phoneNumber}` }))
    return ok({ accountId: ACCOUNT.solapi.account, limit: 20, senderIds })
  }
  if (at === 'GET /iam/v1/black') {
    const limit = Math.min(Number(query.get('limit') ?? 20) || 20, store.get('refusals_page'))
    const from = query.get('startKey') ?? ''
    const all = store.all("select * from refusal where 'BLK' || number >= ? order by number limit ?", from, limit + 1)
    const page = all.slice(0, limit)
    const blackList = page.map(({ number, at }) => ({ handleKey: `BLK${number}`, type: 'DENIAL', senderNumber: store.get('senders')[0] ?? '', recipientNumber: number, dateCreated: iso(at), dateUpdated: iso(at) }))
    return ok({ startKey: from || null, nextKey: all[limit] ? `BLK${all[limit].number}` : null, limit, blackList })
  }
  return error(404, 'NotFound')
}

/** Each refusal has its code; a signature counts once in fifteen minutes. */
function signed(store, header) {
  const [, key, date, salt, signature] = /^HMAC-SHA256 apiKey=([^,]+), date=([^,]+), salt=([^,]+), signature=([0-9a-f]{64})$/.exec(header) ?? []
  if (!key) return error(403, 'SignatureDoesNotMatch')
  if (key !== ACCOUNT.solapi.key) return error(403, 'InvalidAPIKey')
  const now = store.now()
  if (!/^\d{4}-\d\d-\d\dT/.test(date) || !(Math.abs(Date.parse(date) - now) <= SKEW_MS)) return error(403, 'RequestTimeTooSkewed')
  const expected = createHmac('sha256', ACCOUNT.solapi.secret).update(date + salt).digest()
  if (salt.length < 12 || salt.length > 64 || !timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return error(403, 'SignatureDoesNotMatch')
  store.run('delete from seen where at < ?', now - SKEW_MS)
  const fresh = store.run('insert into seen values (?, ?) on conflict do nothing', `solapi ${signature}`, now).changes === 1
  return fresh ? undefined : error(403, 'DuplicatedSignature')
}

function groups(store, method, id, rest, query, body) {
  const at = store.now()
  if (method === 'POST' && !id) {
    const made = newId('G4V', at)
    store.run("insert into grp values (?, 'PENDING', ?, ?, ?, null, ?)", made, body?.allowDuplicates ? 1 : 0, at, at, JSON.stringify([{ createAt: iso(at), message: '메시지 그룹이 생성되었습니다.' }]))
    return ok(group(store, made))
  }
  const found = id && store.one('select * from grp where id = ?', id)
  if (!found) return error(404, 'GroupNotFound', '해당 그룹이 없습니다.')
  const mark = (status, message, sent = found.sent) => {
    const log = [...JSON.parse(found.log), { createAt: iso(at), message }]
    store.run('update grp set status = ?, sent = ?, updated = ?, log = ? where id = ?', status, sent, at, JSON.stringify(log), id)
  }
  switch (`${method} ${rest ?? ''}`) {
    case 'GET ':
      return ok(group(store, id))
    case 'GET messages':
      return listed(store, 'request = ?', [id], query)
    case 'PUT messages': {
      if (found.status !== 'PENDING') return error(400, 'InvalidGroupStatus', '대기 중인 그룹에만 추가할 수 있습니다.')
      if (!Array.isArray(body?.messages) || body.messages.length === 0) return error(400, 'ValidationError', 'messages')
      if (body.messages.length > MESSAGES_MAX) return error(400, 'ValidationError', `messages: ${MESSAGES_MAX}`)
      const seq = store.one('select count(*) as count from message where request = ?', id).count
      const resultList = body.messages.map((message, place) => add(store, found, message, seq + place))
      mark('PENDING', `메시지 ${resultList.length} 건이 추가되었습니다.`)
      return ok({ errorCount: resultList.filter(({ statusCode }) => statusCode !== '2000').length, resultList })
    }
    case 'POST send': {
      if (found.status !== 'PENDING') return error(400, 'InvalidGroupStatus', '이미 발송 요청된 그룹입니다.')
      const { count, price } = store.one("select count(*) as count, coalesce(sum(price), 0) as price from message where request = ? and state = 'held'", id)
      if (count === 0) return error(400, 'MessagesNotFound', '보낼 메시지가 없습니다.')
      const balance = store.get('balance')
      if (price > balance) return error(402, 'NotEnoughBalance', '잔액이 부족합니다.')
      store.set('balance', balance - price)
      store.run("update message set state = 'sent', code = '3000', due = ? where request = ? and state = 'held'", due(store), id)
      mark('SENDING', '메시지를 발송했습니다.', at)
      return ok(group(store, id))
    }
    case 'DELETE ':
      // What was sent before is deleted, too, and has been sent all the same: `dateSent` says so.
      mark('DELETED', '메시지 그룹이 삭제되었습니다.')
      return ok(group(store, id))
    default:
      return error(404, 'NotFound')
  }
}

function group(store, id) {
  const found = store.one('select * from grp where id = ?', id)
  const counts = Object.fromEntries(store.all('select state, count(*) as count from message where request = ? group by state', id).map(({ state, count }) => [state, count]))
  const [held = 0, refused = 0, sent = 0, arrived = 0, failed = 0] = ['held', 'refused', 'sent', 'arrived', 'failed'].map((state) => counts[state])
  const count = {
    ...{ total: held + refused + sent + arrived + failed, sentTotal: sent + arrived + failed, sentFailed: failed, sentSuccess: arrived, sentPending: sent },
    ...{ sentReplacement: 0, refund: 0, registeredFailed: refused, registeredSuccess: held + sent + arrived + failed },
  }
  return {
    ...{ _id: id, groupId: id, accountId: ACCOUNT.solapi.account, apiVersion: '4', status: found.status, allowDuplicates: found.allow_duplicates === 1, count, log: JSON.parse(found.log) },
    ...{ dateCreated: iso(found.created), dateUpdated: iso(found.updated), dateSent: iso(found.sent), dateCompleted: found.status === 'COMPLETE' ? iso(found.updated) : null },
    ...{ scheduledDate: null, isRefunded: false, price: { 82: Object.fromEntries(Object.entries(PRICES).map(([type, price]) => [type.toLowerCase(), price])) }, customFields: {} },
  }
}

/** A refused message stays in the group and is not sent. */
function add(store, found, message, seq) {
  const { type = '', text = '', subject = '', kakaoOptions = {}, customFields = {}, imageId = '' } = message ?? {}
  const [number, sender] = [digits(message?.to), digits(message?.from)]
  const { code, kakao } = checked(store, found, { type, text, subject, kakaoOptions, customFields, number, sender, imageId })
  const id = newId('M4V', store.now())
  const said = code === '2000' ? '정상 접수(이통사로 접수 예정) ' : (SAID[code] ?? '접수 실패')
  put(store, {
    ...{ id, service: 'solapi', request: found.id, seq, send: customFields?.send ?? '', number, sender, type, subject, body: kakao?.text ?? text, kakao, fields: customFields ?? {}, images: type === 'MMS' && imageId ? [imageId] : [] },
    ...{ failover: type === 'ATA' && kakaoOptions?.disableSms !== true, code, said, state: code === '2000' ? 'held' : 'refused' },
  })
  return { to: number, from: sender, type, country: '82', messageId: id, statusCode: code, statusMessage: said, accountId: ACCOUNT.solapi.account }
}

function checked(store, found, { type, text, subject, kakaoOptions, customFields, number, sender, imageId }) {
  const no = (code) => ({ code })
  const fields = Object.entries(customFields ?? {})
  if (fields.some(([name, value]) => name.length > 30 || typeof value !== 'string' || value.length > 100)) return no('1032')
  if (!isNumber(number)) return no('1011')
  if (!store.get('senders').includes(sender)) return no('1062')
  if (!found.allow_duplicates && store.one('select 1 from message where request = ? and number = ?', found.id, number)) return no('1026')
  if (type === 'ATA') {
    if (kakaoOptions?.pfId !== ACCOUNT.solapi.channel) return no('1041')
    const template = store.one("select * from template where id = ? and service = 'solapi' and status = 'APPROVED'", kakaoOptions.templateId ?? '')
    if (!template) return no('1042')
    const values = Object.fromEntries(Object.entries(kakaoOptions.variables ?? {}).map(([name, value]) => [name.replace(/^#\{(.*)\}$/, '$1'), value]))
    const { kakao, wrong } = filled(JSON.parse(template.made), values)
    if (wrong) return no(wrong === 'long' ? '1031' : '1043')
    return { code: '2000', kakao }
  }
  if (!LIMITS[type]) return no('1025')
  if (typeof text !== 'string' || text === '') return no('1010')
  if (type === 'SMS' && subject) return no('1013')
  if (type === 'MMS' && !store.one("select 1 from file where id = ? and service = 'solapi'", imageId)) return no('1034')
  if (!isSendable(text) || !isSendable(subject)) return no('1029')
  if (bytes(subject) > 40) return no('1014')
  if (bytes(text) > LIMITS[type]) return no('1031')
  if (isAdvertisement(text) && store.one('select 1 from refusal where number = ?', number)) return no('1061')
  return { code: '2000' }
}

function messages(store, query) {
  if (query.get('messageId')) return listed(store, 'id = ?', [query.get('messageId')], query)
  if (query.get('groupId')) return listed(store, 'request = ?', [query.get('groupId')], query)
  return listed(store, '1', [], query)
}

function listed(store, where, values, query) {
  const limit = Math.min(Number(query.get('limit') ?? 20) || 20, PAGE_MAX)
  const from = store.one('select n from message where id = ?', query.get('startKey') ?? '')?.n ?? 0
  const all = store.all(`select * from message where service = 'solapi' and ${where} and n >= ? order by n limit ?`, ...values, from, limit + 1)
  const page = all.slice(0, limit)
  return ok({ startKey: query.get('startKey'), nextKey: all[limit]?.id ?? null, limit, messageList: Object.fromEntries(page.map((message) => [message.id, asSolapi(message)])) })
}

function templates(store, method, id, rest, query, body) {
  const at = store.now()
  const read = (found) => {
    const { buttons, quickReplies, title, subtitle, ...made } = JSON.parse(found.made)
    const links = ({ linkMo, linkPc, ios, android }) => ({ linkMo, linkPc, linkIos: ios, linkAnd: android })
    return {
      ...{ templateId: found.id, accountId: ACCOUNT.solapi.account, channelId: found.channel, status: found.status, comments: JSON.parse(found.comments), assignType: 'CHANNEL', commentable: true, isHidden: false },
      ...{ ...made, emphasizeTitle: title, emphasizeSubtitle: subtitle, variables: variables(JSON.parse(found.made)).map((name) => ({ name })) },
      buttons: buttons.map((it) => ({ buttonName: it.name, buttonType: it.type, ...links(it) })),
      quickReplies: quickReplies.map((it) => ({ name: it.name, linkType: it.type, ...links(it) })),
      ...{ dateCreated: iso(found.created), dateUpdated: iso(found.updated) },
    }
  }
  const written = () => {
    const links = ({ linkMo, linkPc, linkIos, linkAnd }) => ({ linkMo, linkPc, ios: linkIos, android: linkAnd })
    const { channelId: _, emphasizeTitle, emphasizeSubTitle, buttons = [], quickReplies = [], ...made } = body ?? {}
    return {
      ...{ messageType: 'BA', emphasizeType: 'NONE', securityFlag: false, ...made, title: emphasizeTitle, subtitle: emphasizeSubTitle },
      buttons: buttons.map((it) => ({ name: it.buttonName, type: it.buttonType, ...links(it) })),
      quickReplies: quickReplies.map((it) => ({ name: it.name, type: it.linkType, ...links(it) })),
    }
  }
  if (!id) {
    if (method === 'POST') {
      if (body?.channelId !== ACCOUNT.solapi.channel) return error(400, 'ChannelNotFound', '카카오톡 채널을 찾을 수 없습니다.')
      const wrong = body.categoryCode ? fault(written()) : 'category'
      if (wrong) return error(400, 'ValidationError', wrong)
      const made = newId('KA01TP', at)
      store.run("insert into template values (?, 'solapi', ?, ?, 'PENDING', '[]', ?, ?, null)", made, body.channelId, JSON.stringify(written()), at, at)
      return ok(read(store.one('select * from template where id = ?', made)))
    }
    const limit = Math.min(Number(query.get('limit') ?? 20) || 20, PAGE_MAX)
    const all = store.all("select * from template where service = 'solapi' and (? = '' or channel = ?) and id >= ? order by id limit ?", query.get('channelId') ?? '', query.get('channelId') ?? '', query.get('startKey') ?? '', limit + 1)
    return ok({ limit, startKey: query.get('startKey'), nextKey: all[limit]?.id ?? null, templateList: all.slice(0, limit).map(read) })
  }
  const found = store.one("select * from template where id = ? and service = 'solapi'", id)
  if (!found) return error(404, 'TemplateNotFound', '템플릿을 찾을 수 없습니다.')
  const update = (status, made = found.made, review = null) => {
    store.run('update template set status = ?, made = ?, updated = ?, due = ? where id = ?', status, made, at, review, id)
    return ok(read(store.one('select * from template where id = ?', id)))
  }
  switch (`${method} ${rest ?? ''}`) {
    case 'GET ':
      return ok(read(found))
    case 'PUT ': {
      if (found.status === 'INSPECTING') return error(400, 'TemplateIsInspecting', '검수 중인 템플릿은 수정할 수 없습니다.')
      const wrong = fault(written())
      return wrong ? error(400, 'ValidationError', wrong) : update('PENDING', JSON.stringify(written()))
    }
    case 'PUT inspection': {
      if (!['PENDING', 'REJECTED'].includes(found.status)) return error(400, 'InvalidTemplateStatus', '검수를 요청할 수 없는 상태입니다.')
      const { review_ms } = store.get('templates')
      return update('INSPECTING', found.made, review_ms === null ? null : at + review_ms)
    }
    case 'DELETE ':
      if (!['PENDING', 'REJECTED'].includes(found.status)) return error(400, 'InvalidTemplateStatus', '삭제할 수 없는 상태입니다.')
      store.run('delete from template where id = ?', id)
      return ok(read(found))
    default:
      return error(404, 'NotFound')
  }
}
