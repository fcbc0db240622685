// Refusing advertisements, by the link that came with one or by a call, and being told what became of it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ACCOUNT } from '../provider/server.mjs'
import { shop } from './shop.mjs'

const DAY_MS = 86_400_000

describe('refusing by a link', () => {
  let house, call
  before(async () => {
    house = await shop()
    call = house.call.bind(house)
    await house.hour(13)
    await house.members([
      { id: 'a', name: '민지', phone: '010-1111-0001' },
      { id: 'twin', name: '민지', phone: '010-1111-0001' },
      { id: 'b', phone: '010-1111-0002' },
    ])
    for (const member of ['a', 'twin', 'b']) await house.consent(member)
  })
  after(() => house?.close())

  const advert = (text, more = {}) => house.text(text, { use: 'advertising', ...more })
  const token = (message) => /\/o\/([\w-]+)/.exec(message.text)[1]
  /** The page: its status, headers and text. */
  const page = async (method, of, headers = { 'accept-language': 'ko-KR,ko;q=0.9' }) => {
    const answer = await house.edge.fetch(`/o/${of}`, { method, headers })
    return { status: answer.status, headers: answer.headers, html: await answer.text() }
  }
  const holds = async (member) => {
    const { words, holds } = await call('GET', `/members/${member}/consents`)
    const of = (channel) => holds.find((one) => one.channel === channel && one.purpose === 'advertising').holds
    return { words, sms: of('sms'), kakao: of('kakao') }
  }
  const notices = async (query = '') => (await call('GET', `/notices${query}`)).notices
  const told = (number) => house.company.messages().messages.filter((message) => message.is_sent && message.number === number && message.text.includes('수신거부 처리 결과'))
  let links

  it('is offered by advertisements alone, to each person their own', async () => {
    const refused = await house.edge.call('POST', `/api/sites/${house.site}/sends`, {
      as: house.owner,
      body: { name: '안내', use: 'information', audience: { type: 'members' }, schedule: { type: 'at_once' }, content: { type: 'text', sender: '0212345678', text: '안내 {opt_out}' } },
    })
    assert.deepEqual([refused.status, refused.body.field], [422, 'content.text'])
    const run = await house.begun(await advert('찻잔 할인\n거부 {opt_out}'))
    assert.equal((await house.ended(run)).state, 'done')
    const sent = (await house.sent(run)).toSorted((one, other) => one.number.localeCompare(other.number))
    assert.deepEqual(sent.map(({ number }) => number), ['+821011110001', '+821011110002'])
    links = sent.map(token)
    assert.match(sent[0].text, new RegExp(`^\\(광고\\)다정한 찻집\\n찻잔 할인\\n거부 ${house.edge.origin}/o/${links[0]}\\n무료수신거부 0801234567$`))
    assert.notEqual(links[0], links[1])
    for (const link of links) {
      assert.equal(link.length, 43)
      const bytes = Buffer.from(link, 'base64url')
      for (const text of ['10111100', '8210']) assert.ok(!bytes.toString('latin1').includes(text) && !bytes.toString('hex').includes(text), 'no number is in it')
    }
  })

  it('changes nothing when it is looked at', async () => {
    for (const method of ['GET', 'HEAD', 'GET']) {
      const { status, headers, html } = await page(method, links[0])
      assert.equal(status, 200)
      assert.match(headers.get('content-security-policy'), /^default-src 'none'; style-src 'nonce-[0-9a-f]{32}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/)
      assert.equal(headers.get('cache-control'), 'private, no-store')
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.equal(headers.get('set-cookie'), null)
      if (method === 'GET') {
        assert.match(html, /<html lang="ko">/)
        assert.match(html, /다정한 찻집에서 이 연락처로/)
        assert.match(html, /<form method="post"><button>수신거부<\/button><\/form>/)
        assert.doesNotMatch(html, /<script|민지|0001/)
      }
    }
    assert.match((await page('GET', links[0], { 'accept-language': 'en' })).html, /<html lang="en">[^]*I no longer want/)
    assert.deepEqual([(await holds('a')).sms, (await notices()).length], ['granted', 0])
  })

  it('works by a link of ours alone', async () => {
    const bytes = Buffer.from(links[0], 'base64url')
    const flipped = (at) => Buffer.from(bytes.map((byte, place) => (place === at ? byte ^ 1 : byte))).toString('base64url')
    // Of another site, another contact, another tag; what is none.
    for (const bad of [flipped(0), flipped(8), flipped(23), flipped(24), flipped(31), links[0].slice(1), `${links[0]}A`, 'x', '%00', '..%2f']) {
      for (const method of ['GET', 'POST']) assert.equal((await page(method, bad)).status, 404, `${method} ${bad}`)
    }
    assert.equal((await holds('a')).sms, 'granted')
    assert.equal((await house.edge.fetch(`/o/${links[0]}`, { method: 'DELETE' })).status, 405)
  })

  it('is the person’s own word, with what they saw, and said to be done', async () => {
    const done = await page('POST', links[0])
    assert.equal(done.status, 200)
    for (const part of ['다정한 찻집', '광고성 정보 수신거부 (문자, 카카오톡)', '완료', /<dd>\d{4}-\d\d-\d\d \d\d:\d\d \(Etc\/GMT[^)]*\)<\/dd>/]) assert.match(done.html, new RegExp(part.source ?? part.replaceAll(/[()]/g, '\\$&')))
    for (const member of ['a', 'twin']) {
      const { words, sms, kakao } = await holds(member)
      assert.deepEqual([sms, kakao], ['refused', 'refused'], member)
      const own = words.filter(({ source }) => source === 'person')
      assert.deepEqual(own.map(({ channel, purpose, said }) => `${channel} ${purpose} ${said}`).toSorted(), ['kakao advertising refused', 'kakao night_advertising refused', 'sms advertising refused', 'sms night_advertising refused'])
      for (const word of own) {
        assert.match(word.wording, /^다정한 찻집에서 .* 받지 않겠습니다/)
        assert.equal(word.place, `${house.edge.origin}/o`)
        assert.ok(Math.abs(Date.parse(word.at) - Date.now()) < 60_000)
      }
    }
    assert.equal((await holds('b')).sms, 'granted')
    const run = await house.begun(await advert('또 할인'))
    const after = await house.ended(run)
    assert.deepEqual(after.codes.filter(({ state }) => state === 'held_back').map(({ code, people }) => [code, people]), [['refused', 1]])
    assert.deepEqual((await house.sent(run)).map(({ number }) => number), ['+821011110002'])
    // What informs still comes.
    const notice = await house.begun(await house.text('내일은 쉬어요'))
    await house.ended(notice)
    assert.equal((await house.sent(notice)).length, 2)
    // Pressed once more it changes nothing.
    const again = await page('POST', links[0])
    assert.equal(/<dt>처리 일시<\/dt><dd>[^<]*/.exec(again.html)[0], /<dt>처리 일시<\/dt><dd>[^<]*/.exec(done.html)[0])
    assert.equal((await holds('a')).words.filter(({ source }) => source === 'person').length, 4)
  })

  it('is noted with the day by which it is to be told, and told once it is switched on', async () => {
    const [waits, ...rest] = await notices()
    assert.equal(rest.length, 0)
    assert.deepEqual([waits.by, waits.told_at, waits.can_be_told, waits.run], ['web', null, true, null])
    assert.equal(Date.parse(waits.due_at) - Date.parse(waits.refused_at), 14 * DAY_MS)
    assert.match(waits.wording, /받지 않겠습니다/)
    assert.equal(told('+821011110001').length, 0)
    assert.ok(!(await call('GET', '/lists')).lists.some(({ id }) => id.startsWith('_')))
    await house.provider({ notices: true })
    const now = await house.until(() => notices(), ([one]) => one.told_at !== null)
    assert.equal(now.length, 1)
    const [text] = told('+821011110001')
    assert.match(text.text, /^\[다정한 찻집\] 수신거부 처리 결과\n\d{4}-\d\d-\d\d \d\d:\d\d 요청하신 광고 수신거부가 완료되었습니다\.$/)
    const run = await call('GET', `/runs/${now[0].run}`)
    assert.deepEqual([run.send, run.people, run.send_then.use], ['_notices', 1, 'information'])
    // Neither a second press nor switching it on again tells anybody twice.
    await page('POST', links[0])
    await house.provider({ notices: false })
    await house.provider({ notices: true })
    await wait(1_500)
    assert.equal(told('+821011110001').length, 1)
    assert.equal((await call('GET', '/runs?send=_notices')).runs.length, 1)
    assert.deepEqual([(await notices('?told=false')).length, (await notices('?told=true')).length], [0, 1])
  })

  it('counts anew where somebody has agreed again in between', async () => {
    await house.consent('a', { at: new Date().toISOString() })
    assert.deepEqual(((all) => [all.sms, all.kakao])(await holds('a')), ['granted', 'refused'])
    await wait(50)
    // Two presses at once are one refusal.
    await Promise.all([page('POST', links[0]), page('POST', links[0])])
    assert.equal((await holds('a')).sms, 'refused')
    await house.until(() => notices(), (seen) => seen.length === 2 && seen[0].told_at !== null)
    assert.equal(told('+821011110001').length, 2)
    await page('POST', links[0])
    assert.equal((await notices()).length, 2)
  })

  it('works after keys were renewed', async () => {
    await call('POST', '/keys')
    assert.equal((await page('GET', links[1])).status, 200)
    assert.match((await page('POST', links[1])).html, /수신거부가 처리되었습니다/)
    assert.equal((await holds('b')).sms, 'refused')
    await house.until(() => notices(), ([one]) => one.told_at !== null, 'by the number, sealed anew')
    assert.equal(told('+821011110002').length, 1)
  })

  it('works for whoever is on a list alone', async () => {
    await house.list('guests', '휴대폰\n01033330001\n')
    const listed = { audience: { type: 'list', list: 'guests' } }
    const run = await house.begun(await advert('손님께\n{opt_out}', listed))
    await house.ended(run)
    const [message] = await house.sent(run)
    const other = await page('POST', token(message), { 'accept-language': 'en-US' })
    assert.match(other.html, /Your refusal has been processed/)
    const next = await house.ended(await house.begun(await advert('또', listed)))
    assert.deepEqual(next.codes.map(({ code }) => code), ['refused'])
    await house.until(() => notices(), ([one]) => one.by === 'web' && /no longer want/.test(one.wording) && one.told_at !== null, 'told by the number of the list')
    assert.equal(told('+821033330001').length, 1)
  })
})

describe('refusing by a call', () => {
  it('is noted and told once, too', async () => {
    const house = await shop()
    try {
      await house.provider({ notices: true }, { provider: 'nhn', sms: ACCOUNT['nhn-sms'] })
      const { hook } = await house.call('GET', '/provider')
      house.company.control({ webhook: { url: hook.url, secret: house.hook.secret } })
      const notices = async () => (await house.call('GET', '/notices')).notices
      for (let calls = 0; calls < 2; calls++) {
        house.company.control({ refuse: ['+821011110001'] })
        const [one, ...rest] = await house.until(notices, ([first]) => first?.told_at, 'noted and told')
        assert.deepEqual([one.by, one.wording, rest.length], ['call', '', 0])
        await wait(500)
      }
      const told = house.company.messages().messages.filter(({ number, is_sent: sent }) => sent && number === '+821011110001')
      assert.equal(told.length, 1)
      assert.match(told[0].text, /수신거부 처리 결과/)
    } finally {
      await house.close()
    }
  })
})
