// NHN Cloud: SMS v3.0 and Alimtalk v2.3 of KakaoTalk Bizmessage. Written from its public documentation ("API v3.0 Guide", "API v2.3 Guide", "결과 코드",
// "오류 코드"), not from what asks it here. Every answer that its API gives is 200 with a header that says how it went.
import { randomBytes } from 'node:crypto'
import { ACCOUNT } from './account.mjs'
import { picture, put } from './outbox.mjs'
import { CATEGORIES, fault, filled } from './templates.mjs'
import { bytes, digits, fromKorean, isAdvertisement, isNumber, isSendable, korean, saysHowToRefuse } from './text.mjs'

const KEY_MS = 10 * 60_000
const RECIPIENTS_MAX = 1_000
const PICTURE_MAX = 300 * 1024
/** What a search may span. */
const SPAN_MS = 31 * 24 * 3_600_000
const FAULTS = { empty: -2001, long: -2000, title: -3016, variable: -3017, extra: -3018, security: -3036, buttons: -2018, button: -3009, link: -3000, channel: -3050 }
const STATUSES = { TSC01: '요청', TSC02: '검수 중', TSC03: '승인', TSC04: '반려' }

const said = (code, message = code === 0 ? 'SUCCESS' : `Error ${code}`) => ({ header: { isSuccessful: code === 0, resultCode: code, resultMessage: message } })
const answer = (code, more = {}, message) => ({ status: 200, body: { ...said(code, message), ...more } })

/** An answer of its own to something that a rule says. */
export const refusal = (status = 200) => ({ status, body: status >= 400 ? {} : said(-9997, 'Client Error.') })

const newId = (at) => `${korean(at).replaceAll(/\D/g, '')}${randomBytes(5).toString('hex')}0`
/** Of the page that is asked for. */
const paged = (query) => {
  const [number, size] = [Number(query.get('pageNum') ?? 1) || 1, Math.min(Number(query.get('pageSize') ?? 15) || 15, 1000)]
  return { number, size, from: (number - 1) * size }
}

/** What a search asks for; a code where it may not. */
function search(query) {
  if (query.get('requestId')) return { where: 'request = ?', values: [query.get('requestId')] }
  for (const name of ['CreateDate', 'RequestDate']) {
    const [start, end] = ['start', 'end'].map((word) => fromKorean(query.get(word + name) ?? ''))
    if (Number.isNaN(start) || Number.isNaN(end)) continue
    return end - start > SPAN_MS ? undefined : { where: 'created between ? and ?', values: [start, end + 59_999] }
  }
  return undefined
}

function found(store, service, types, query) {
  const by = search(query)
  if (!by) return undefined
  const more = [['senderGroupingKey', 'key'], ['recipientGroupingKey', 'send'], ['recipientNo', 'number']].filter(([name]) => query.get(name))
  const where = [`service = '${service}'`, `type in (${types.map((type) => `'${type}'`).join()})`, "state != 'refused'", by.where, ...more.map(([, column]) => `${column} = ?`)].join(' and ')
  const values = [...by.values, ...more.map(([name]) => query.get(name))]
  const page = paged(query)
  const total = store.one(`select count(*) as count from message where ${where}`, ...values).count
  return { page, total, all: store.all(`select * from message where ${where} order by n limit ? offset ?`, ...values, page.size, page.from) }
}

export function sms(store, { method, path, query, headers, body }) {
  const [, root, version, keys, app, ...rest] = path.split('/')
  if (`${root}/${version}/${keys}` !== 'sms/v3.0/appKeys') return answer(-9998, {}, 'Not exist API.')
  if (app !== ACCOUNT['nhn-sms'].key) return answer(-1001, {}, 'Service is not exist.')
  if (headers['x-secret-key'] !== ACCOUNT['nhn-sms'].secret) return { status: 401, body: said(-1000, 'Invalid appKey.') }
  const at = `${method} ${rest.slice(0, 2).join('/')}`
  if (/^POST sender\/(ad-)?(sms|mms)$/.test(at) && rest.length === 2) return sendSms(store, rest[1], body)
  if (/^GET sender\/(sms|mms)$/.test(at)) {
    const types = rest[1] === 'sms' ? ['SMS'] : ['LMS', 'MMS']
    if (rest[2]) {
      const message = store.one("select * from message where service = 'nhn-sms' and request = ? and seq = ?", rest[2], Number(query.get('recipientSeq') ?? 0))
      return message && types.includes(message.type) ? answer(0, { body: { data: asSms(message) } }) : answer(-2012, { body: null })
    }
    const result = found(store, 'nhn-sms', types, query)
    if (!result) return answer(-2011, { body: null }, 'RequestId or start/endRequestDate or start/endCreateDate is required.')
    return answer(0, { body: { pageNum: result.page.number, pageSize: result.page.size, totalCount: result.total, data: result.all.map(asSms) } })
  }
  const listed = (data) => {
    const page = paged(query)
    return answer(0, { body: { pageNum: page.number, pageSize: page.size, totalCount: data.length, data: data.slice(page.from, page.from + page.size) } })
  }
  if (at === 'GET sendNos') return listed(store.get('senders').map((sendNo) => ({ serviceId: 1, sendNo, useYn: 'Y', blockYn: 'N', blockReason: null, createDate: '2023-07-18 12:05:35' })))
  if (at === 'POST attachfile/binaryUpload') {
    if (!/\.jpe?g$/i.test(body?.fileName ?? '') || body.fileName.length > 45) return answer(-2003, {}, 'Attach file required jpg or jpeg.')
    const { bytes: file, wrong } = picture(body.fileBody, PICTURE_MAX)
    if (wrong) return answer(wrong === 'size' ? -2005 : -2003)
    const fileId = store.one('select count(*) as count from file').count
    store.run("insert into file values (?, 'nhn-sms', ?, ?)", String(fileId), body.fileName, file)
    return answer(0, { body: { data: { fileId, fileName: body.fileName, filePath: 'demo' } } })
  }
  if (at === 'GET blockservice/recipients') {
    const all = store.all('select * from refusal order by at, number')
    return listed(all.map((it) => ({ unsubscribeNo: it.through, recipientNo: it.number, requestDate: `${korean(it.at)}.0` })))
  }
  return answer(-9998, {}, 'Not exist API.')
}

function sendSms(store, product, body) {
  const advertises = product.startsWith('ad-')
  const isLong = product.endsWith('mms')
  const { title = '', body: text = '', sendNo = '', senderGroupingKey = '', recipientList, attachFileIdList = [] } = body ?? {}
  const type = isLong ? (attachFileIdList.length > 0 ? 'MMS' : 'LMS') : 'SMS'
  if (!Array.isArray(recipientList) || recipientList.length === 0) return answer(-2001)
  if (recipientList.length > RECIPIENTS_MAX) return answer(-2016)
  if (!store.get('senders').includes(digits(sendNo))) return answer(-2312, {}, 'Not regist sendno.')
  if (!text || (isLong && !title)) return answer(-2014)
  if (bytes(text) > (isLong ? 2000 : 90) || (isLong && bytes(title) > 40)) return answer(-2015, {}, 'Title or Body exceed maximum byte.')
  if (!isSendable(text) || !isSendable(title)) return answer(-2023, {}, 'Unacceptable characters in title and body.')
  if (attachFileIdList.length > 3 || attachFileIdList.some((id) => !store.one("select 1 from file where id = ? and service = 'nhn-sms'", String(id)))) return answer(-2004, {}, 'File is expired or does not exist.')
  if (advertises && !(isAdvertisement(text) && saysHowToRefuse(text))) return answer(-6003, {}, 'The body must contain block guide ment.')
  if ([senderGroupingKey, ...recipientList.map((it) => it.recipientGroupingKey ?? '')].some((key) => key.length > 100)) return answer(4)
  const request = newId(store.now())
  const sendResultList = recipientList.map((it, place) => {
    const number = it.recipientNo ? digits(it.recipientNo) : `0${digits(it.internationalRecipientNo).replace(/^82/, '')}`
    const isRefused = advertises && store.one('select 1 from refusal where number = ?', number)
    const code = !isNumber(number) ? -2019 : isRefused ? -6001 : 0
    taken(store, 'nhn-sms', request, place + 1, { key: senderGroupingKey, send: it.recipientGroupingKey, number, sender: digits(sendNo), type, subject: isLong ? title : '', body: text, images: attachFileIdList.map(String), code })
    return { recipientNo: it.recipientNo ?? number, resultCode: code, resultMessage: code === 0 ? 'SUCCESS' : `Error ${code}`, recipientSeq: place + 1, recipientGroupingKey: it.recipientGroupingKey }
  })
  return answer(0, { body: { data: { requestId: request, statusCode: '2', senderGroupingKey, sendResultList } } })
}

function taken(store, service, request, seq, message) {
  put(store, { ...message, id: `${request}-${seq}`, service, request, seq, send: message.send ?? '', fields: { send: message.send ?? '' }, code: message.code === 0 ? '' : String(message.code), state: message.code === 0 ? 'sent' : 'refused' })
}

function asSms(message) {
  const status = { refused: '0', sent: '1', arrived: '3', failed: '0' }[message.state]
  return {
    ...{ requestId: message.request, requestDate: `${korean(message.created)}.0`, resultDate: message.done ? `${korean(message.done)}.0` : null, title: message.subject, body: message.body, sendNo: message.sender },
    ...{ countryCode: '82', recipientNo: message.number, msgStatus: status, msgStatusName: status === '3' ? '성공' : status === '1' ? '요청' : '실패', resultCode: message.code || null, recipientSeq: message.seq },
    ...{ sendType: message.type === 'SMS' ? '0' : '1', messageType: message.type, messageCount: 1, adYn: isAdvertisement(message.body) ? 'Y' : 'N', senderGroupingKey: message.key, recipientGroupingKey: message.send },
  }
}

export function kakao(store, { method, path, query, headers, body }) {
  const [, root, version, keys, app, kind, ...rest] = path.split('/')
  if (`${root}/${version}/${keys}` !== 'alimtalk/v2.3/appkeys') return answer(-9998, {}, 'Not exist API')
  if (app !== ACCOUNT['nhn-kakao'].key) return answer(-1000, {}, 'Invalid appKey.')
  if (headers['x-secret-key'] !== ACCOUNT['nhn-kakao'].secret) return answer(-1001, {}, 'Invalid secretKey.')
  if (kind === 'messages' && method === 'POST' && rest.length === 0) return sendAlimtalk(store, headers['x-nc-api-idempotency-key'], body)
  if (kind === 'messages' && method === 'GET') {
    if (rest.length === 2) {
      const message = store.one("select * from message where service = 'nhn-kakao' and type = 'ATA' and request = ? and seq = ?", rest[0], Number(rest[1]))
      return message ? answer(0, { message: asAlimtalk(message) }) : answer(-1016, {}, 'It is not found any messages responding with that requestId or recipientSeq.')
    }
    const result = found(store, 'nhn-kakao', ['ATA'], query)
    return result ? answer(0, { messageSearchResultResponse: { messages: result.all.map(asAlimtalk), totalCount: result.total } }) : answer(-4103)
  }
  if (kind === 'template' && rest[0] === 'categories' && method === 'GET') {
    const groups = [...new Set(CATEGORIES.map(({ group }) => group))]
    const below = (group) => CATEGORIES.filter((it) => it.group === group).map(({ code, name }) => ({ code, name, groupName: group, inclusion: '', exclusion: '' }))
    return answer(0, { categories: groups.map((name) => ({ name, subCategories: below(name) })) })
  }
  if (kind === 'senders' && rest.length === 0 && method === 'GET') {
    const senders = [{ plusFriendId: `@${ACCOUNT.shop}`, senderKey: ACCOUNT['nhn-kakao'].channel, status: 'YSC03', statusName: '정상 등록', kakaoStatus: 'A', kakaoProfileStatus: 'A', dormant: false, block: false }]
    return answer(0, { senders, totalCount: 1 })
  }
  if (kind === 'senders' && rest[1] === 'templates') return templates(store, method, rest[0], rest[2], rest[3], query, body)
  return answer(-9998, {}, 'Not exist API')
}

function sendAlimtalk(store, key, body) {
  const now = store.now()
  if (key) {
    // It is the key that was seen, whatever became of the request that bore it.
    store.run("delete from seen where what like 'nhn %' and at <= ?", now - KEY_MS)
    const fresh = store.run('insert into seen values (?, ?) on conflict do nothing', `nhn ${key}`, now).changes === 1
    if (!fresh) return answer(-1005, {}, "The same 'X-NC-API-IDEMPOTENCY-KEY' was used within the last 10 minute.")
  }
  const { senderKey = '', templateCode = '', senderGroupingKey = '', recipientList } = body ?? {}
  if (!Array.isArray(recipientList) || recipientList.length === 0) return answer(-4011, {}, 'Not found recipientList.')
  if (recipientList.length > RECIPIENTS_MAX) return answer(-2004, {}, "The 'recipientList' must be between 1 and 1000.")
  if (senderKey !== ACCOUNT['nhn-kakao'].channel) return answer(-2017, {}, 'Not exist plus friend.')
  const template = store.one('select * from template where id = ?', templateId(senderKey, templateCode))
  if (!template) return answer(-3003, {}, 'Template does not exist.')
  if (template.status !== 'TSC03') return answer(-3005, {}, 'Please check template status.')
  if ([senderGroupingKey, ...recipientList.map((it) => it.recipientGroupingKey ?? '')].some((grouping) => grouping.length > 100)) return answer(-2000)
  const request = newId(now)
  const made = JSON.parse(template.made)
  const sendResults = recipientList.map((it, place) => {
    const number = digits(it.recipientNo)
    const values = it.templateParameter ?? {}
    const { kakao: filledIn, wrong } = filled(made, values)
    const tooLong = Object.values(values).some((value) => String(value).length > 1300)
    const code = !isNumber(number) ? -5000 : tooLong ? -3048 : wrong === 'match' ? -3049 : wrong === 'long' ? -2019 : 0
    const failover = it.resendParameter?.isResend === true
    taken(store, 'nhn-kakao', request, place + 1, { key: senderGroupingKey, send: it.recipientGroupingKey, number, sender: senderKey, type: 'ATA', body: filledIn.text, kakao: filledIn, failover, code })
    return { recipientSeq: place + 1, recipientNo: it.recipientNo, resultCode: code, resultMessage: code === 0 ? 'SUCCESS' : `Error ${code}`, recipientGroupingKey: it.recipientGroupingKey }
  })
  const message = { requestId: request, senderGroupingKey, sendResults }
  return sendResults.every(({ resultCode }) => resultCode !== 0) ? answer(-1031, { message }, 'All of receivers are failed to send.') : answer(0, { message })
}

function asAlimtalk(message) {
  return {
    ...{ requestId: message.request, recipientSeq: message.seq, plusFriendId: '@우리몰', senderKey: message.sender, recipientNo: message.number, content: message.body, requestDate: korean(message.created), createDate: korean(message.created) },
    ...{ receiveDate: message.done ? korean(message.done) : null, resendStatus: 'RSC01', resendStatusName: '미발송', messageStatus: { sent: 'READY', arrived: 'COMPLETED', failed: 'FAILED', refused: 'FAILED' }[message.state] },
    ...{ resultCode: message.code || null, senderGroupingKey: message.key, recipientGroupingKey: message.send },
  }
}

const templateId = (channel, code) => `${channel} ${code}`

function templates(store, method, channel, code, rest, query, body) {
  if (channel !== ACCOUNT['nhn-kakao'].channel) return answer(-2017, {}, 'Not exist plus friend.')
  const at = store.now()
  const { review_ms } = store.get('templates')
  const review = review_ms === null ? null : at + review_ms
  const written = (own) => {
    const links = ({ type, name, linkMo, linkPc, schemeIos, schemeAndroid }) => ({ type, name, linkMo, linkPc, ios: schemeIos, android: schemeAndroid })
    const { templateName: name, templateContent: content, templateExtra: extra, templateTitle: title, templateSubtitle: subtitle, templateHeader: header } = body ?? {}
    return {
      ...{ code: own, name, content, extra, title, subtitle, header, item: body?.templateItem, highlight: body?.templateItemHighlight, securityFlag: body?.securityFlag === true, categoryCode: body?.categoryCode },
      ...{ messageType: body?.templateMessageType ?? 'BA', emphasizeType: body?.templateEmphasizeType ?? 'NONE', image: body?.templateImageUrl },
      ...{ buttons: (body?.buttons ?? []).map(links), quickReplies: (body?.quickReplies ?? []).map(links) },
    }
  }
  const read = (it) => {
    const made = JSON.parse(it.made)
    const links = ({ type, name, linkMo, linkPc, ios, android }, place) => ({ ordering: place + 1, type, name, linkMo, linkPc, schemeIos: ios, schemeAndroid: android })
    return {
      ...{ plusFriendId: '@우리몰', senderKey: it.channel, plusFriendType: 'NORMAL', templateCode: made.code, kakaoTemplateCode: made.code, templateName: made.name, templateMessageType: made.messageType },
      ...{ templateEmphasizeType: made.emphasizeType, templateContent: made.content, templateExtra: made.extra, templateTitle: made.title, templateSubtitle: made.subtitle, templateHeader: made.header },
      ...{ templateItem: made.item, templateItemHighlight: made.highlight, buttons: made.buttons.map(links), quickReplies: made.quickReplies.map(links), comments: JSON.parse(it.comments), status: it.status },
      ...{ statusName: STATUSES[it.status], securityFlag: made.securityFlag, categoryCode: made.categoryCode, createDate: korean(it.created), updateDate: korean(it.updated) },
    }
  }
  if (!code) {
    if (method === 'GET') {
      const page = paged(query)
      const all = store.all("select * from template where service = 'nhn-kakao' and channel = ? order by created, id", channel)
      return answer(0, { templateListResponse: { templates: all.slice(page.from, page.from + page.size).map(read), totalCount: all.length } })
    }
    const own = body?.templateCode ?? ''
    if (!/^.{1,20}$/.test(own)) return answer(-2000, {}, "The 'templateCode' must be at less than or equal to 20.")
    const wrong = fault(written(own))
    if (wrong) return answer(FAULTS[wrong], {}, wrong)
    const name = store.all("select made from template where service = 'nhn-kakao'").some(({ made }) => JSON.parse(made).name === body.templateName)
    if (name || store.one('select 1 from template where id = ?', templateId(channel, own))) return answer(-3001, {}, 'Already exist templateCode or templateName.')
    store.run("insert into template values (?, 'nhn-kakao', ?, ?, 'TSC01', '[]', ?, ?, ?)", templateId(channel, own), channel, JSON.stringify(written(own)), at, at, review)
    return answer(0)
  }
  const id = templateId(channel, decodeURIComponent(code))
  const it = store.one('select * from template where id = ?', id)
  if (!it) return answer(-3003, {}, 'Template does not exist.')
  switch (`${method} ${rest ?? ''}`) {
    case 'GET ':
      return answer(0, { template: read(it) })
    case 'PUT ': {
      if (!['TSC03', 'TSC04'].includes(it.status)) return answer(-3012, {}, 'Only templates with TSC03(APPROVE)/TSC04(REJECT) can be modified.')
      const made = written(JSON.parse(it.made).code)
      const wrong = fault(made)
      if (wrong) return answer(FAULTS[wrong], {}, wrong)
      store.run("update template set made = ?, status = 'TSC01', updated = ?, due = ? where id = ?", JSON.stringify(made), at, review, id)
      return answer(0)
    }
    case 'POST comments': {
      if (!['TSC02', 'TSC04'].includes(it.status)) return answer(-3100, {}, 'Could not add comment on registered/completed template status.')
      const comments = [...JSON.parse(it.comments), { id: at, content: body?.comment, userName: '점주', createdAt: korean(at), status: 'INQ' }]
      store.run("update template set comments = ?, status = 'TSC02', updated = ?, due = ? where id = ?", JSON.stringify(comments), at, review, id)
      return answer(0)
    }
    case 'DELETE ':
      store.run('delete from template where id = ?', id)
      return answer(0)
    default:
      return answer(-9998, {}, 'Not exist API')
  }
}
