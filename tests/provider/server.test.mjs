// The providers' server by itself: it says what their documentation says, remembers, and goes wrong as it is told to.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { ACCOUNT, provider } from './server.mjs'
import { bytes, isSendable, saysHowToRefuse } from './text.mjs'

const FROM = '0212345678'
let it
before(async () => (it = await provider()))
after(() => it.close())
beforeEach(() => it.control({ reset: true, rules: [], webhook: {}, clock_ms: 0, balance: 1_000_000, receipts: { after_ms: 0, double: false, shuffle: false, never: false, fail: {} }, templates: { review_ms: 0, reject: '' } }))

const answered = async (answer) => ({ status: answer.status, body: await answer.json() })
const init = (method, body, headers) => ({ method, headers: { 'content-type': 'application/json', ...headers }, body: body === undefined ? undefined : JSON.stringify(body) })

function signature({ key = ACCOUNT.solapi.key, secret = ACCOUNT.solapi.secret, date = new Date().toISOString(), salt = randomBytes(16).toString('hex') } = {}) {
  return `HMAC-SHA256 apiKey=${key}, date=${date}, salt=${salt}, signature=${createHmac('sha256', secret).update(date + salt).digest('hex')}`
}
const solapi = async (method, path, body, authorization = signature(), at = it) => answered(await fetch(`${at.origin}/solapi${path}`, init(method, body, { authorization })))
const nhn = (service, root) => async (method, path, body, headers = {}) => answered(await fetch(`${it.origin}/${service}${root}${ACCOUNT[service].key}${path}`, init(method, body, { 'x-secret-key': ACCOUNT[service].secret, ...headers })))
const sms = nhn('nhn-sms', '/sms/v3.0/appKeys/')
const kakao = nhn('nhn-kakao', '/alimtalk/v2.3/appkeys/')
const code = ({ body }) => body.header.resultCode

/** Until it is so; what has not come by then fails as what it is. */
async function until(what, isSo) {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = await what()
    if (isSo(found)) return found
    await new Promise((over) => setTimeout(over, 25))
  }
  return assert.fail(`it did not come: ${JSON.stringify(await what())}`)
}

const group = async (at = it) => (await solapi('POST', '/messages/v4/groups', { allowDuplicates: true }, undefined, at)).body.groupId
const message = (more = {}) => ({ to: '01012345678', from: FROM, type: 'SMS', text: '찻잔이 돌아왔어요', autoTypeDetect: false, customFields: { send: 's1' }, ...more })
const fill = async (id, ...messages) => (await solapi('PUT', `/messages/v4/groups/${id}/messages`, { messages })).body

describe('Solapi', () => {
  test('signs as its documentation says, and once', async () => {
    const good = signature()
    for (const [authorization, expected] of [
      [good, undefined],
      [good, 'DuplicatedSignature'],
      ['', 'SignatureDoesNotMatch'],
      [signature({ key: 'OTHER' }), 'InvalidAPIKey'],
      [signature({ secret: 'other' }), 'SignatureDoesNotMatch'],
      [signature({ salt: 'short' }), 'SignatureDoesNotMatch'],
      [signature({ date: new Date(Date.now() - 16 * 60_000).toISOString() }), 'RequestTimeTooSkewed'],
      [signature({ date: new Date(Date.now() - 14 * 60_000).toISOString() }), undefined],
      [signature({ date: 'yesterday' }), 'RequestTimeTooSkewed'],
    ]) {
      const { status, body } = await solapi('GET', '/cash/v1/balance', undefined, authorization)
      assert.deepEqual([status, body.errorCode], [expected ? 403 : 200, expected], authorization)
    }
    // Its clock is off, not ours.
    it.control({ clock_ms: 20 * 60_000 })
    assert.equal((await solapi('GET', '/cash/v1/balance')).body.errorCode, 'RequestTimeTooSkewed')
  })

  test('sends by groups, and says how far one is', async () => {
    const id = await group()
    const { errorCount, resultList } = await fill(id, message(), message({ from: '01099999999', customFields: { send: 's2' } }))
    assert.deepEqual([errorCount, ...resultList.map(({ statusCode }) => statusCode)], [1, '2000', '1062'])
    const pending = (await solapi('GET', `/messages/v4/groups/${id}`)).body
    assert.deepEqual([pending.status, pending.dateSent, pending.count.registeredSuccess, pending.count.registeredFailed], ['PENDING', null, 1, 1])
    const sent = await solapi('POST', `/messages/v4/groups/${id}/send`)
    assert.deepEqual([sent.status, sent.body.status], [200, 'SENDING'])
    assert.equal((await solapi('POST', `/messages/v4/groups/${id}/send`)).status, 400)
    const complete = await until(async () => (await solapi('GET', `/messages/v4/groups/${id}`)).body, ({ status }) => status === 'COMPLETE')
    assert.deepEqual([complete.count.sentSuccess, complete.count.registeredFailed], [1, 1])
    // What was sent can be deleted, and was sent.
    const deleted = (await solapi('DELETE', `/messages/v4/groups/${id}`)).body
    assert.equal(deleted.status, 'DELETED')
    assert.ok(deleted.dateSent)
    const list = (await solapi('GET', `/messages/v4/list?messageId=${resultList[0].messageId}`)).body.messageList
    assert.deepEqual([list[resultList[0].messageId].statusCode, list[resultList[0].messageId].customFields], ['4000', { send: 's1' }])
    assert.equal((await solapi('GET', '/cash/v1/balance')).body.balance, 1_000_000 - 20)
    const { messages, sent: count, duplicates } = it.messages()
    assert.deepEqual([messages.length, count, duplicates, messages[0].number, messages[0].state, messages[1].state], [2, 1, 0, '+821012345678', 'arrived', 'refused'])
  })

  test('a fence holds: what is deleted before it is sent is never sent', async () => {
    const id = await group()
    await fill(id, message())
    const deleted = (await solapi('DELETE', `/messages/v4/groups/${id}`)).body
    assert.deepEqual([deleted.status, deleted.dateSent], ['DELETED', null])
    assert.equal((await solapi('POST', `/messages/v4/groups/${id}/send`)).status, 400)
    assert.equal(it.messages().sent, 0)
  })

  test('checks each message', async () => {
    it.control({ refuse: ['+821055555555'] })
    const id = await group()
    for (const [more, expected] of [
      [{ text: 'a'.repeat(90) }, '2000'],
      [{ text: 'a'.repeat(91) }, '1031'],
      [{ text: '가'.repeat(45) }, '2000'],
      [{ text: '가'.repeat(46) }, '1031'],
      [{ type: 'LMS', text: '가'.repeat(1000), subject: '나'.repeat(20) }, '2000'],
      [{ type: 'LMS', text: '가'.repeat(1000) + 'a' }, '1031'],
      [{ type: 'LMS', subject: '나'.repeat(20) + 'a' }, '1014'],
      [{ subject: '제목' }, '1013'],
      [{ text: '생일 축하해요 🎂' }, '1029'],
      [{ text: '똠방각하 펲시콜라' }, '2000'],
      [{ to: '010-1234-5678' }, '2000'],
      [{ to: '1234567' }, '1011'],
      [{ to: '+14155552671' }, '1011'],
      [{ from: '01012345678' }, '1062'],
      [{ customFields: { send: 'x'.repeat(101) } }, '1032'],
      [{ to: '01055555555', text: '(광고) 우리몰\n무료수신거부 0808880000' }, '1061'],
      [{ to: '01055555555' }, '2000'],
      [{ type: 'FAX' }, '1025'],
    ]) {
      const { resultList } = await fill(id, message(more))
      assert.equal(resultList[0].statusCode, expected, JSON.stringify(more))
    }
    const many = await solapi('PUT', `/messages/v4/groups/${id}/messages`, { messages: Array.from({ length: 10_001 }, () => message()) })
    assert.equal(many.status, 400)
    it.control({ balance: 19 })
    const poor = await group()
    await fill(poor, message())
    assert.deepEqual((await solapi('POST', `/messages/v4/groups/${poor}/send`)).status, 402)
  })

  test('reviews templates, and matches what is sent with them', async () => {
    const made = { channelId: ACCOUNT.solapi.channel, name: '주문 완료', content: '#{이름}님, #{상품}을 보냈어요', categoryCode: '002001', messageType: 'BA', emphasizeType: 'NONE', buttons: [{ buttonName: '보기', buttonType: 'WL', linkMo: 'https://shop.example/#{주문}' }], quickReplies: [] }
    assert.equal((await solapi('POST', '/kakao/v2/templates', { ...made, buttons: [{ buttonName: '보기', buttonType: 'WL' }] })).status, 400)
    const { templateId, status, variables } = (await solapi('POST', '/kakao/v2/templates', made)).body
    assert.deepEqual([status, variables], ['PENDING', [{ name: '이름' }, { name: '상품' }]])
    const send = async (values) => (await fill(await group(), message({ type: 'ATA', text: undefined, kakaoOptions: { pfId: ACCOUNT.solapi.channel, templateId, variables: values, disableSms: true } }))).resultList[0].statusCode
    const all = { '#{이름}': '민지', '#{상품}': '찻잔', '#{주문}': '7' }
    assert.equal(await send(all), '1042')
    it.control({ templates: { reject: '광고예요' } })
    assert.equal((await solapi('PUT', `/kakao/v2/templates/${templateId}/inspection`)).body.status, 'INSPECTING')
    const rejected = await until(async () => (await solapi('GET', `/kakao/v2/templates/${templateId}`)).body, (template) => template.status === 'REJECTED')
    assert.deepEqual(rejected.comments.map(({ content, isAdmin }) => [content, isAdmin]), [['광고예요', true]])
    it.control({ templates: { reject: '' } })
    await solapi('PUT', `/kakao/v2/templates/${templateId}`, made)
    await solapi('PUT', `/kakao/v2/templates/${templateId}/inspection`)
    await until(async () => (await solapi('GET', `/kakao/v2/templates?channelId=${ACCOUNT.solapi.channel}`)).body.templateList[0], (template) => template.status === 'APPROVED')
    assert.deepEqual([await send(all), await send({ ...all, '#{상품}': undefined }), await send({ ...all, '#{상품}': '가'.repeat(1001) })], ['2000', '1043', '1031'])
    assert.equal((await solapi('DELETE', `/kakao/v2/templates/${templateId}`)).status, 400)
    assert.equal(it.messages().messages.find(({ state }) => state === 'held').kakao.text, '민지님, 찻잔을 보냈어요')
  })
})

const recipient = (n = 1, number = '01012345678') => ({ recipientNo: number, recipientGroupingKey: `s${n}` })
const text = (more = {}) => ({ body: '찻잔이 돌아왔어요', sendNo: FROM, senderGroupingKey: 'run:1', recipientList: [recipient()], ...more })
const register = (more = {}) =>
  kakao('POST', `/senders/${ACCOUNT['nhn-kakao'].channel}/templates`, { templateCode: 'order', templateName: '주문', templateContent: '#{이름}님', templateMessageType: 'BA', buttons: [], quickReplies: [], ...more })
const approved = async () => {
  await register()
  await until(() => kakao('GET', `/senders/${ACCOUNT['nhn-kakao'].channel}/templates`), ({ body }) => body.templateListResponse.templates[0]?.status === 'TSC03')
}
const alimtalk = (more = {}) => ({ senderKey: ACCOUNT['nhn-kakao'].channel, templateCode: 'order', senderGroupingKey: 'run:1', recipientList: [{ ...recipient(), templateParameter: { 이름: '민지' }, resendParameter: { isResend: false } }], ...more })

describe('NHN Cloud', () => {
  test('sends SMS, and knows each by its keys', async () => {
    const { body } = await sms('POST', '/sender/sms', text({ recipientList: [recipient(1), recipient(2, '123')] }))
    const { requestId, sendResultList } = body.body.data
    assert.deepEqual([body.header.isSuccessful, ...sendResultList.map((result) => [result.resultCode, result.recipientSeq, result.recipientGroupingKey])], [true, [0, 1, 's1'], [-2019, 2, 's2']])
    const one = await until(() => sms('GET', `/sender/sms/${requestId}?recipientSeq=1`), ({ body }) => body.body.data.msgStatus === '3')
    assert.equal(one.body.body.data.resultCode, '1000')
    const day = (shift) => encodeURIComponent(new Date(Date.now() + 9 * 3_600_000 + shift).toISOString().slice(0, 19).replace('T', ' '))
    const around = `startCreateDate=${day(-86_400_000)}&endCreateDate=${day(86_400_000)}`
    const listed = async (product, key) => (await sms('GET', `/sender/${product}?${around}&senderGroupingKey=${key}`)).body.body
    assert.deepEqual([(await listed('sms', 'run:1')).data.map((it) => it.recipientGroupingKey), (await listed('sms', 'run:2')).totalCount, (await listed('mms', 'run:1')).totalCount], [['s1'], 0, 0])
    assert.equal(code(await sms('GET', '/sender/sms?senderGroupingKey=run:1')), -2011)
  })

  test('takes no key with an SMS: sent twice is sent twice', async () => {
    for (const _ of [1, 2]) assert.equal(code(await sms('POST', '/sender/sms', text(), { 'x-nc-api-idempotency-key': 'k' })), 0)
    assert.equal(it.messages().duplicates, 1)
  })

  test('checks what an SMS may be', async () => {
    it.control({ refuse: ['+821055555555'] })
    const ad = '(광고) 우리몰\n무료수신거부 080-888-0000'
    for (const [product, more, expected] of [
      ['sms', { body: '가'.repeat(45) }, 0],
      ['sms', { body: '가'.repeat(45) + 'a' }, -2015],
      ['mms', { body: '가'.repeat(1000), title: '제목' }, 0],
      ['mms', { body: '찻잔' }, -2014],
      ['mms', { body: '찻잔', title: '가'.repeat(20) + 'a' }, -2015],
      ['sms', { body: '🎂' }, -2023],
      ['sms', { sendNo: '01000000000' }, -2312],
      ['sms', { recipientList: [] }, -2001],
      ['sms', { recipientList: Array.from({ length: 1000 }, (_, n) => recipient(n)) }, 0],
      ['sms', { recipientList: Array.from({ length: 1001 }, (_, n) => recipient(n)) }, -2016],
      ['ad-sms', {}, -6003],
      ['ad-sms', { body: ad }, 0],
      ['ad-mms', { body: ad, title: '가을' }, 0],
    ]) {
      assert.equal(code(await sms('POST', `/sender/${product}`, text(more))), expected, `${product} ${JSON.stringify(more).slice(0, 80)}`)
    }
    const refused = await sms('POST', '/sender/ad-sms', text({ body: ad, recipientList: [recipient(1, '01055555555')] }))
    assert.equal(refused.body.body.data.sendResultList[0].resultCode, -6001)
    assert.deepEqual((await sms('GET', '/blockservice/recipients')).body.body.data.map((it) => it.recipientNo), ['01055555555'])
    assert.deepEqual((await sms('GET', '/sendNos')).body.body.data.map((it) => it.sendNo), [FROM, '15771000'])
    assert.equal((await sms('GET', '/sendNos', undefined, { 'x-secret-key': 'other' })).status, 401)
  })

  test('a key that was seen is not carried out again for ten minutes', async () => {
    await approved()
    const send = (key, more) => kakao('POST', '/messages', alimtalk(more), { 'x-nc-api-idempotency-key': key })
    assert.equal(code(await send('k1')), 0)
    assert.equal(code(await send('k1')), -1005)
    // Seen, not taken.
    assert.equal(code(await send('k2', { templateCode: 'none' })), -3003)
    assert.equal(code(await send('k2')), -1005)
    assert.equal(it.messages().sent, 1)
    it.control({ clock_ms: 10 * 60_000 + 1 })
    assert.equal(code(await send('k1')), 0)
    assert.equal(it.messages().duplicates, 1)
  })

  test('checks what an Alimtalk may be', async () => {
    assert.equal(code(await kakao('POST', '/messages', alimtalk())), -3003)
    it.control({ templates: { review_ms: null } })
    await register()
    assert.equal(code(await kakao('POST', '/messages', alimtalk())), -3005)
    it.control({ reset: true, templates: { review_ms: 0 } })
    await approved()
    const missing = await kakao('POST', '/messages', alimtalk({ recipientList: [{ ...recipient(), templateParameter: {} }] }))
    assert.deepEqual([code(missing), missing.body.message.sendResults[0].resultCode], [-1031, -3049])
    const half = await kakao('POST', '/messages', alimtalk({ recipientList: [...alimtalk().recipientList, { ...recipient(2), templateParameter: {} }] }))
    assert.deepEqual([code(half), half.body.message.sendResults.map((it) => it.resultCode)], [0, [0, -3049]])
    assert.equal(code(await kakao('POST', '/messages', alimtalk({ senderKey: 'other' }))), -2017)
    assert.equal(code(await kakao('POST', '/messages', alimtalk({ recipientList: Array.from({ length: 1001 }, (_, n) => recipient(n)) }))), -2004)
    const one = await until(() => kakao('GET', `/messages/${half.body.message.requestId}/1`), ({ body }) => body.message.messageStatus === 'COMPLETED')
    assert.deepEqual([one.body.message.resultCode, one.body.message.content], ['1000', '민지님'])
    assert.equal(code(await register()), -3001)
    for (const [more, expected] of [
      [{ templateMessageType: 'EX' }, -3018],
      [{ templateMessageType: 'AD' }, -3050],
      [{ templateEmphasizeType: 'TEXT' }, -3016],
      [{ buttons: [{ ordering: 1, type: 'WL', name: '보기' }] }, -3000],
    ]) {
      assert.equal(code(await register({ templateCode: 'another', templateName: '다른', ...more })), expected)
    }
  })
})

describe('what a shop has there', () => {
  const jpeg = (bytes) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(bytes - 4)]).toString('base64')

  test('pictures of an MMS: a JPEG of so many bytes, which has to be there', async () => {
    for (const [file, status] of [[jpeg(200 * 1024), 200], [jpeg(200 * 1024 + 1), 400], [Buffer.from('<svg/>').toString('base64'), 400], ['', 400]]) {
      assert.equal((await solapi('POST', '/storage/v1/files', { file, type: 'MMS', name: 'a.jpg' })).status, status)
    }
    const { fileId } = (await solapi('POST', '/storage/v1/files', { file: jpeg(10), type: 'MMS', name: 'a.jpg' })).body
    const sent = async (imageId) => (await fill(await group(), message({ type: 'MMS', subject: '가을', imageId }))).resultList[0].statusCode
    assert.deepEqual([await sent(fileId), await sent('ST00'), await sent(undefined)], ['2000', '1034', '1034'])
    const upload = async (bytes, fileName = 'a.jpg') => sms('POST', '/attachfile/binaryUpload', { fileName, createUser: 'test', fileBody: jpeg(bytes) })
    assert.deepEqual([code(await upload(300 * 1024)), code(await upload(300 * 1024 + 1)), code(await upload(10, 'a.png'))], [0, -2005, -2003])
    const id = (await upload(10)).body.body.data.fileId
    const mms = (...ids) => sms('POST', '/sender/mms', text({ title: '가을', attachFileIdList: ids }))
    assert.deepEqual([code(await mms(id)), code(await mms(99)), code(await mms(id, id, id, id))], [0, -2004, -2004])
    const phone = await until(async () => (await fetch(`${it.origin}/phone/messages`)).json(), ({ messages }) => messages.length > 0)
    const shown = await fetch(`${it.origin}/phone/pictures/${phone.messages[0].images[0]}`)
    assert.deepEqual([shown.status, shown.headers.get('content-type'), (await shown.arrayBuffer()).byteLength], [200, 'image/jpeg', 10])
  })

  test('channels and categories', async () => {
    assert.deepEqual((await solapi('GET', '/kakao/v2/channels')).body.channelList.map(({ channelId }) => channelId), [ACCOUNT.solapi.channel])
    assert.deepEqual((await kakao('GET', '/senders')).body.senders.map(({ senderKey, status }) => [senderKey, status]), [[ACCOUNT['nhn-kakao'].channel, 'YSC03']])
    const codes = (await solapi('GET', '/kakao/v2/templates/categories')).body.map((it) => it.code)
    assert.deepEqual((await kakao('GET', '/template/categories')).body.categories.flatMap((it) => it.subCategories.map((sub) => sub.code)), codes)
    assert.ok(codes.includes('002001'))
  })
})

/** Whoever listens for webhooks: the first `refusals` are not taken. */
async function listener(refusals = 0) {
  const heard = []
  let left = refusals
  const server = createServer(async (request, answer) => {
    const parts = []
    for await (const part of request) parts.push(part)
    left -= 1
    if (left < 0) heard.push({ headers: request.headers, body: JSON.parse(Buffer.concat(parts)) })
    answer.writeHead(left < 0 ? 200 : 503).end()
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  return { heard, url: `http://127.0.0.1:${server.address().port}/hook`, close: () => server.close() }
}

describe('receipts', () => {
  test('each provider tells in its own shape, again where it was not taken', async (t) => {
    const ear = await listener(1)
    t.after(ear.close)
    it.control({ webhook: { url: ear.url, secret: 'agreed' }, receipts: { fail: { '+821099999999': '3104' } } })
    const id = await group()
    await fill(id, message(), message({ to: '01099999999', customFields: { send: 's2' } }))
    await solapi('POST', `/messages/v4/groups/${id}/send`)
    await until(() => ear.heard, (heard) => heard.flatMap(({ body }) => body).length === 2)
    for (const { headers } of ear.heard) assert.deepEqual([headers['x-solapi-event-name'], headers['x-solapi-secret']], ['SINGLE-REPORT', createHash('sha1').update('agreed').digest('hex')])
    const reports = ear.heard.flatMap(({ body }) => body).map(({ customFields, statusCode, groupId }) => [customFields.send, statusCode, groupId])
    assert.deepEqual(reports.sort(), [['s1', '4000', id], ['s2', '3104', id]])
    ear.heard.length = 0
    await sms('POST', '/sender/sms', text())
    it.control({ refuse: ['+821012341234'] })
    await until(() => ear.heard, (heard) => heard.length === 2)
    const events = new Map(ear.heard.map(({ headers, body }) => [body.event, { headers, hook: body.hooks[0], product: body.productName }]))
    const { headers, hook, product } = events.get('MESSAGE_RESULT_UPDATE')
    assert.deepEqual([headers['x-toast-webhook-signature'], product, hook.messageStatus, hook.recipientGroupingKey, hook.senderGroupingKey, hook.resultCode], ['agreed', 'SMS', 'COMPLETED', 's1', 'run:1', '1000'])
    assert.deepEqual([events.get('UNSUBSCRIBE').hook.recipientNo, events.get('UNSUBSCRIBE').hook.unsubscribeNo], ['01012341234', '0808880000'])
    ear.heard.length = 0
    await approved()
    await kakao('POST', '/messages', alimtalk())
    await until(() => ear.heard, (heard) => heard.length === 2)
    assert.deepEqual(ear.heard.map(({ body }) => [body.productName, body.hooks[0].status ?? body.hooks[0].kakaoMessageType]), [['KakaoTalk Bizmessage', 'TSC03'], ['KakaoTalk Bizmessage', 'ALIMTALK_NORMAL']])
  })

  test('doubled, out of order, or never', async (t) => {
    const ear = await listener()
    t.after(ear.close)
    it.control({ webhook: { url: ear.url }, receipts: { double: true, shuffle: true } })
    await sms('POST', '/sender/sms', text({ recipientList: [1, 2, 3].map((n) => recipient(n)) }))
    await until(() => ear.heard, (heard) => heard.length === 6)
    assert.deepEqual(ear.heard.map(({ body }) => body.hooks[0].recipientGroupingKey).sort(), ['s1', 's1', 's2', 's2', 's3', 's3'])
    it.control({ reset: true, receipts: { double: false, shuffle: false, never: true } })
    ear.heard.length = 0
    const { body } = await sms('POST', '/sender/sms', text())
    it.control({ receipts: { never: false } })
    await sms('POST', '/sender/sms', text({ recipientList: [recipient(2)] }))
    await until(() => ear.heard, (heard) => heard.length === 1)
    assert.equal(ear.heard[0].body.hooks[0].recipientGroupingKey, 's2')
    assert.equal((await sms('GET', `/sender/sms/${body.body.data.requestId}?recipientSeq=1`)).body.body.data.msgStatus, '1')
  })

  test('its own failover is on the phone, unless it is off', async () => {
    await approved()
    it.control({ receipts: { fail: { '01012345678': '3019' } } })
    const send = (isResend) => kakao('POST', '/messages', alimtalk({ recipientList: [{ ...alimtalk().recipientList[0], resendParameter: { isResend } }] }))
    await send(false)
    await until(() => it.messages().messages, (all) => all[0]?.state === 'failed')
    assert.equal(it.messages().messages.length, 1)
    await send(true)
    await until(() => it.messages().messages, (all) => all.some(({ type }) => type === 'LMS'))
  })
})

describe('going wrong', () => {
  const send = () => sms('POST', '/sender/sms', text())
  const rule = (more) => it.control({ rules: [{ match: 'POST /nhn-sms/*', times: 1, ...more }] })

  test('refused, limited, broken: nothing is carried out', async () => {
    for (const [more, status] of [
      [{ do: 'refuse' }, 200],
      [{ do: 'refuse', status: 403 }, 403],
      [{ do: 'rate_limit' }, 429],
      [{ do: 'error' }, 500],
      [{ do: 'error', status: 504 }, 504],
    ]) {
      rule(more)
      const answer = await send()
      assert.equal(answer.status, status)
      assert.notEqual(answer.body.header?.isSuccessful, true)
    }
    rule({ do: 'drop' })
    await assert.rejects(send)
    assert.equal(it.messages().sent, 0)
    assert.equal(code(await send()), 0)
    assert.deepEqual(it.calls().calls.map((call) => call.did), ['refuse', 'refuse', 'rate_limit', 'error', 'error', 'drop', ''])
  })

  test('taken, and the answer lost; late; slow', async () => {
    rule({ do: 'accept_and_drop' })
    await assert.rejects(send)
    assert.equal(it.messages().sent, 1)
    rule({ do: 'late', ms: 50 })
    await assert.rejects(send)
    await until(() => it.messages().sent, (sent) => sent === 2)
    rule({ do: 'delay', ms: 50 })
    assert.equal(code(await send()), 0)
    // The second of three.
    rule({ do: 'rate_limit', skip: 1 })
    assert.deepEqual([(await send()).status, (await send()).status, (await send()).status], [200, 429, 200])
  })

  test('what it cannot do is said', async () => {
    for (const wrong of [{ rule: [] }, { rules: [{ match: '*', do: 'explode' }] }]) {
      assert.equal((await fetch(`${it.origin}/control`, init('POST', wrong))).status, 400)
    }
    assert.equal((await fetch(`${it.origin}/control`, { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } })).status, 415)
  })
})

test('what was taken is there after a kill', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'provider-'))
  t.after(() => rmSync(data, { recursive: true }))
  const run = async () => {
    const child = spawn(process.execPath, ['--no-warnings', new URL('./main.mjs', import.meta.url).pathname, '--data', data])
    const [line] = await Promise.race([child.stdout.setEncoding('utf8').take(1).toArray(), new Promise((_, fail) => child.once('exit', () => fail(new Error('it did not start'))))])
    const end = (signal) => new Promise((ended) => child.once('exit', ended).kill(signal))
    return { origin: /^ready (http:\S+)$/m.exec(line)[1], end }
  }
  const first = await run()
  await fetch(`${first.origin}/control`, init('POST', { receipts: { never: true }, rules: [{ match: 'GET /solapi/cash/*', do: 'rate_limit', times: 1 }] }))
  const id = await group(first)
  await solapi('PUT', `/messages/v4/groups/${id}/messages`, { messages: [message()] }, undefined, first)
  assert.equal((await solapi('POST', `/messages/v4/groups/${id}/send`, undefined, undefined, first)).status, 200)
  await first.end('SIGKILL')
  const second = await run()
  const { sent, messages } = await (await fetch(`${second.origin}/control/messages`)).json()
  assert.deepEqual([sent, messages[0].send, messages[0].request], [1, 's1', id])
  assert.equal((await solapi('GET', '/cash/v1/balance', undefined, undefined, second)).status, 429)
  assert.equal(await second.end('SIGTERM'), 0)
})

test('texts are counted as carriers count them', () => {
  for (const [text, count, can] of [['a', 1, true], ['가', 2, true], ['똠', 2, true], ['€', 2, true], ['🎂', 2, false], ['é', 2, false], ['\n', 1, true], ['\t', 1, false], ['ⓐ', 2, true]]) {
    assert.deepEqual([bytes(text), isSendable(text)], [count, can], text)
  }
  for (const [text, expected] of [['(광고)\n무료수신거부 0808880000', true], ['(광고)\n[무료 수신거부]0808880327', true], ['(광고)\n무료거부 080-888-0327', true], ['(광고)\n거부 0808880327', false], ['무료거부 0808880327\n끝', false]]) {
    assert.equal(saysHowToRefuse(text), expected, text)
  }
})

test('the phone shows what has arrived, under a policy that runs nothing else', async () => {
  const page = await fetch(`${it.origin}/`)
  assert.match(page.headers.get('content-security-policy'), /default-src 'none'.*script-src 'self'/)
  it.control({ receipts: { fail: { '01099999999': '3000' } } })
  await sms('POST', '/sender/sms', text({ body: '<b>굵게</b>', recipientList: [recipient(1), recipient(2, '01099999999')] }))
  const phone = await until(async () => (await fetch(`${it.origin}/phone/messages`)).json(), ({ messages }) => messages.length > 0)
  assert.deepEqual(phone.messages.map(({ number, text }) => [number, text]), [['01012345678', '<b>굵게</b>']])
})
