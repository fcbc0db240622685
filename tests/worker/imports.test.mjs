// A shop's history by files: sent in parts, cut anywhere, applied at once or discarded; what cannot be taken is named, nothing counts twice.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { start } from './harness.mjs'

const DAYS = 'from=2024-01-01&to=2024-01-31'
const HEAD = '주문번호,주문일시,회원아이디,상품번호,상품명,수량,판매가,주문상태'
const FILE = [
  HEAD,
  '1001,2024-01-05 10:00:00,minji,A-1,"원피스, 베이지",2,"12,000원",배송완료',
  '1001,2024-01-05 10:00:00,minji,A-2,양말,1,"3,000원",배송완료',
  '1002,2024-01-06 오후 3:04,,A-1,원피스,1,12000,취소완료',
  '1003,2024-01-07,junho,A-2,양말,3,3000,구매확정',
  '1003,2024-01-08,junho,A-2,양말,-1,3000,구매확정',
  '',
].join('\r\n')

describe('imports', () => {
  let edge, token, reader
  let sites = 0
  before(async () => {
    edge = await start()
    token = await edge.token(['send', 'read'])
    reader = await edge.token(['read'])
  })
  after(() => edge?.close())

  /** A site of its own. */
  const shop = async () => {
    sites += 1
    const made = await edge.call('POST', '/api/sites', { as: edge.owner, body: { name: '가게', key: `files-${sites}`, zone: 'Asia/Seoul', currency: 'KRW', domains: ['shop.example'] } })
    const path = `/api/sites/${made.body.id}`
    const call = (method, rest, body, headers = {}, as = token) => edge.call(method, `${path}${rest}`, { as, body, headers: method === 'GET' ? headers : { 'content-type': 'application/json', ...headers } })
    const begin = async (form = { kind: 'orders' }) => {
      const answer = await call('POST', '/imports', form)
      assert.equal(answer.status, 201, JSON.stringify(answer.body))
      return answer.body.id
    }
    /** Bytes as they are: `call` would take them for text. */
    const part = async (id, n, bytes) => {
      const response = await edge.fetch(`${path}/imports/${id}/parts/${n}`, { method: 'PUT', headers: { ...token.headers, 'content-type': 'application/octet-stream' }, body: bytes })
      return { status: response.status, body: await response.json() }
    }
    const whole = (text, query = 'kind=orders&apply=true', type = 'text/csv') => call('POST', `/imports?${query}`, text, { 'content-type': type })
    const totals = async (days = DAYS) => {
      const { orders, cancelled, revenue } = (await call('GET', `/totals?${days}`)).body
      return { orders, cancelled, revenue: revenue.amount }
    }
    return { id: made.body.id, path, call, begin, part, whole, totals }
  }
  const EXPECTED = { orders: 2, cancelled: 1, revenue: '33000' }

  it('counts a small file in one call, and once however often it is sent', async () => {
    const { whole, totals, call } = await shop()
    const { status, body } = await whole(FILE)
    assert.deepEqual([status, body.state, body.rows, body.refused, body.given_back, body.cancelled], [201, 'applied', 5, 0, 1, 1], JSON.stringify(body))
    assert.deepEqual([body.result, body.columns.order, body.format], [{ orders: 3, new: 3, refunds_alone: 0 }, '주문번호', 'csv'])
    assert.deepEqual(await totals(), EXPECTED)
    // The reports have the rows: 3 of 1001, 3 - 1 of 1003.
    const bands = async () => (({ orders, units }) => ({ orders, units }))((await call('GET', `/reports/price-bands?edges=10000&${DAYS}`)).body)
    assert.deepEqual(await bands(), { orders: 2, units: 5 })
    const again = await whole(FILE)
    assert.deepEqual([again.body.result.new, await totals(), await bands()], [0, EXPECTED, { orders: 2, units: 5 }])
    assert.deepEqual((await call('GET', '/imports')).body.imports.map(({ state }) => state), ['applied', 'applied'])
  })

  it('takes a file cut anywhere, the same part twice, and counts when it is applied', async () => {
    const { begin, part, totals, call } = await shop()
    const bytes = Buffer.from(`\u{feff}${FILE}`)
    const id = await begin({ kind: 'orders', name: '2024년 1월' })
    let n = 0
    for (let at = 0; at < bytes.length; at += 37) {
      n += 1
      const slice = bytes.subarray(at, at + 37)
      const [one, two] = n % 3 === 0 ? await Promise.all([part(id, n, slice), part(id, n, slice)]) : [await part(id, n, slice), await part(id, n, slice)]
      for (const { status, body } of [one, two]) assert.ok(status === 200 || (status === 409 && body.code === 'changed_meanwhile'), JSON.stringify(body))
      assert.equal((await call('GET', `/imports/${id}`)).body.next_part, n + 1)
    }
    const gap = await part(id, n + 2, Buffer.from('x'))
    assert.deepEqual([gap.status, gap.body.code, gap.body.next], [409, 'part_expected', n + 1])
    const other = await part(id, 2, Buffer.from('something else'))
    assert.deepEqual([other.status, other.body.code], [409, 'part_differs'])
    const early = await call('POST', `/imports/${id}/apply`)
    assert.deepEqual([early.status, early.body.code], [409, 'wrong_step'])
    const finished = await call('POST', `/imports/${id}/finish`, {})
    assert.deepEqual([finished.body.state, finished.body.rows, finished.body.bytes], ['finished', 5, bytes.length], JSON.stringify(finished.body))
    assert.equal((await call('POST', `/imports/${id}/finish`, {})).status, 200)
    assert.equal((await totals()).orders, 0)
    const late = await part(id, n + 1, Buffer.from('1004,2024-01-09,x,y,z,1,1,\n'))
    assert.deepEqual([late.status, late.body.code], [409, 'part_differs'])
    const [one, two] = await Promise.all([call('POST', `/imports/${id}/apply`), call('POST', `/imports/${id}/apply`)])
    assert.ok([one, two].every(({ status }) => status < 300), JSON.stringify([one.body, two.body]))
    assert.equal((await call('POST', `/imports/${id}/apply`)).body.state, 'applied')
    assert.deepEqual(await totals(), EXPECTED)
    const gone = await call('DELETE', `/imports/${id}`)
    assert.deepEqual([gone.status, gone.body.code], [409, 'wrong_step'])
    const { DB, IMPORTS } = await edge.env()
    const left = (await IMPORTS.list()).objects.map(({ key }) => key).filter((key) => key.includes(id) && !key.includes('/refused/'))
    assert.deepEqual(left, [])
    const noted = (await DB.prepare('SELECT action FROM audit WHERE target = ? ORDER BY id').bind(`import/${id}`).all()).results.map(({ action }) => action)
    assert.deepEqual(noted, ['added', 'applied'])
  })

  it('leaves nothing of one that is discarded', async () => {
    const { begin, part, totals, call } = await shop()
    const id = await begin()
    await part(id, 1, Buffer.from(FILE))
    assert.equal((await call('DELETE', `/imports/${id}`)).status, 204)
    assert.equal((await call('GET', `/imports/${id}`)).status, 404)
    assert.deepEqual(await totals(), { orders: 0, cancelled: 0, revenue: '0' })
    const { DB, IMPORTS } = await edge.env()
    assert.deepEqual((await IMPORTS.list()).objects.filter(({ key }) => key.includes(id)), [])
    assert.equal((await DB.prepare('SELECT count(*) AS n FROM import_part').first()).n - (await DB.prepare('SELECT count(*) AS n FROM import_part JOIN import ON import.n = import_part.import').first()).n, 0)
  })

  it('names rows that cannot be taken, and gives them back as a file to mend and send again', async () => {
    const { whole, totals, path, call } = await shop()
    const broken = FILE.replace('2024-01-07,', '어제,').replace('"12,000원"', '=1+1')
    const { body } = await whole(broken)
    // Of an order all rows are refused, or none: else it would count for less than it was.
    assert.deepEqual([body.rows, body.refused, body.refused_kept, body.reasons], [5, 4, 4, { no_amount: 1, no_date: 1, order: 2 }])
    assert.deepEqual(await totals(), { orders: 0, cancelled: 1, revenue: '0' })
    const response = await edge.fetch(`${path}/imports/${body.id}/refused`, { headers: token.headers })
    assert.match(response.headers.get('content-type'), /text\/csv/)
    const text = await response.text()
    assert.match(text, /^(\ufeff)?line,column,reason,reason_ko,code,주문번호,/)
    assert.match(text, /\r\n2,판매가,.*,1001,2024-01-05 10:00:00,minji,A-1,"원피스, 베이지",2,"'=1\+1",배송완료\r\n3,,.*\r\n5,주문일시,.*\r\n6,,/)
    const mended = text.replace("\"'=1+1\"", '12000').replace('어제', '2024-01-07')
    const again = await whole(mended)
    assert.deepEqual([again.body.rows, again.body.refused], [4, 0], JSON.stringify(again.body))
    const refused = await call('GET', `/imports/${body.id}/refused`, undefined, {}, reader)
    assert.equal(refused.status, 403)
    assert.deepEqual(await totals(), EXPECTED)
  })

  it('says what is wrong with a file as a whole, and has taken nothing then', async () => {
    const { whole, call, begin, part } = await shop()
    for (const [text, field, words, query = 'kind=orders'] of [
      ['', '', /empty/],
      ['PK\u0003\u0004', '', /Excel/],
      ['번호,언제\n1,2\n', 'columns', /order, at, amount or price or total.*"번호", "언제"/],
      ['order,at,total\n1,1/5/2024,3\n', 'date_order', /mdy or dmy/],
      ['order,at,total\n', 'kind', /orders, members/, 'kind=receipts'],
      ['order,at,total\n', 'zone', /IANA/, 'kind=orders&zone=Seoul'],
      ['order,at,total\n', 'date_order', /mdy/, 'kind=orders&date_order=ymd'],
      ['order,at,total\n', 'format', /csv/, 'kind=orders&format=xlsx'],
    ]) {
      const { status, body } = await whole(text, query)
      assert.deepEqual([status, body.code, body.field], [422, 'invalid', field], JSON.stringify(body))
      assert.match(body.detail, words)
    }
    assert.deepEqual((await call('GET', '/imports')).body.imports, [])
    const wrong = await call('POST', '/imports', { kind: 'orders', columns: { phone: 'x' } })
    assert.deepEqual([wrong.status, wrong.body.field], [422, 'columns'])
    const xml = await call('POST', '/imports?kind=orders', '<x/>', { 'content-type': 'text/xml' })
    assert.equal(xml.body.code, 'wrong_media_type')
    // Asked for at the file's end, it is said there.
    const id = await begin()
    assert.equal((await part(id, 1, Buffer.from('order,at,total\n1,1/5/2024,3\n2,2/6/2024,4\n'))).body.rows, 0)
    const asked = await call('POST', `/imports/${id}/finish`, {})
    assert.deepEqual([asked.status, asked.body.field], [422, 'date_order'])
    const said = await call('POST', `/imports/${id}/finish`, { date_order: 'mdy' })
    assert.deepEqual([said.body.state, said.body.rows], ['finished', 2], JSON.stringify(said.body))
  })

  it('remembers which column is which', async () => {
    const { begin, part, whole, call } = await shop()
    const file = '번호,언제,얼마\n1,2024-01-05,5000\n'
    const id = await begin({ kind: 'orders', columns: { order: '번호', at: '언제', total: '얼마' } })
    assert.equal((await part(id, 1, Buffer.from(file))).status, 200)
    assert.equal((await call('POST', `/imports/${id}/finish`, {})).body.rows, 1)
    const { status, body } = await whole(file, 'kind=orders')
    assert.deepEqual([status, body.rows, body.columns], [201, 1, { order: '번호', at: '언제', total: '얼마' }])
  })

  it('outranks what a browser said of an order, and is outranked by a later word of the server', async () => {
    const { whole, totals, call } = await shop()
    const at = '2024-01-05T01:00:00Z'
    const sent = await call('POST', '/import/events', JSON.stringify({ visitor: 'v', at, type: 'purchase', order_id: '1001', value: '99' }), { 'content-type': 'application/x-ndjson' })
    assert.equal(sent.body.accepted, 1)
    assert.deepEqual((await totals()).revenue, '99')
    await whole(FILE)
    assert.deepEqual(await totals(), EXPECTED)
    await call('POST', '/orders', { orders: [{ id: '1001', at, value: '20000' }] })
    assert.deepEqual((await totals()).revenue, '26000')
  })

  it('takes members, products, coupons and events', async () => {
    const { whole, call, totals, id } = await shop()
    const members = '아이디,이름,휴대폰,이메일,가입일,SMS 수신여부\nminji,김민지,010-1234-5678,minji@shop.example,2024-01-05,Y\njunho,이준호,,x,,\n'
    const said = await whole(members, 'kind=members&apply=true')
    assert.deepEqual([said.body.state, said.body.reasons, said.body.result], ['applied', { no_email: 1 }, { changed: 1 }], JSON.stringify(said.body))
    const member = await edge.call('GET', `/api/sites/${id}/members/minji`, { as: edge.owner })
    assert.deepEqual([member.body.name, member.body.email], ['김민지', 'minji@shop.example'])
    const consents = await edge.call('GET', `/api/sites/${id}/members/minji/consents`, { as: edge.owner })
    assert.deepEqual(consents.body.words.map(({ said, source, channel }) => [said, source, channel]), [['granted', 'import', 'sms']])
    const { DB, IMPORTS } = await edge.env()
    // Contacts lie nowhere in the clear.
    for (const { key } of (await IMPORTS.list()).objects) assert.ok(!Buffer.from(await (await IMPORTS.get(key)).arrayBuffer()).includes('junho'), key)
    const products = await whole('상품번호,상품명,판매가,카테고리\nA-1,원피스,"12,000",의류\nA-1,새 원피스,13000,의류\n', 'kind=products&apply=true')
    assert.equal(products.body.state, 'applied', JSON.stringify(products.body))
    assert.deepEqual(await DB.prepare('SELECT name, category, price, currency FROM product WHERE site = ?').bind(id).first(), { name: '새 원피스', category: '의류', price: '13000', currency: 'KRW' })
    const coupons = await whole('[{"code": "C1", "name": "가을", "discount": "10%", "ends_at": "2030-01-01"}]', 'kind=coupons&apply=true', 'application/json')
    assert.equal(coupons.body.state, 'applied', JSON.stringify(coupons.body))
    assert.equal((await DB.prepare('SELECT name FROM coupon WHERE site = ?').bind(id).first()).name, '가을')
    const line = (more) => JSON.stringify({ visitor: 'a', at: '2024-01-10T10:00:00+09:00', ...more })
    const events = await whole([line({ type: 'page_view', url: '/x' }), line({ type: 'scroll' }), line({ type: 'purchase', order_id: 7, value: 500 })].join('\n'), 'kind=events&apply=true', 'application/x-ndjson')
    assert.deepEqual([events.body.result, events.body.reasons], [{ changed: 2 }, { event: 1 }], JSON.stringify(events.body))
    assert.deepEqual((await totals()).orders, 1)
  })

  it('is discarded by the clock when nobody goes on with it, and refused rows go after 30 days', async () => {
    const { begin, part, whole, call } = await shop()
    const id = await begin()
    await part(id, 1, Buffer.from(FILE))
    const applied = (await whole(`${HEAD}\n1,어제,,,,,,\n`)).body
    assert.equal(applied.refused_kept, 1)
    const { DB } = await edge.env()
    const day = 86_400_000
    await DB.prepare('UPDATE import SET state_ms = state_ms - ?1 WHERE id = ?2').bind(7 * day + 1, id).run()
    await DB.prepare('UPDATE import SET created_ms = created_ms - ?1 WHERE id = ?2').bind(30 * day + 1, applied.id).run()
    await edge.worker.scheduled({ cron: '* * * * *' })
    assert.equal((await call('GET', `/imports/${id}`)).status, 404)
    assert.equal((await call('GET', `/imports/${applied.id}`)).body.refused_kept, 0)
    assert.equal((await call('GET', `/imports/${applied.id}/refused`)).status, 404)
  })

  it('belongs to its shop', async () => {
    const { begin } = await shop()
    const other = await shop()
    const id = await begin()
    for (const [method, rest] of [['GET', ''], ['POST', '/apply'], ['DELETE', '']]) {
      assert.equal((await other.call(method, `/imports/${id}${rest}`)).status, 404)
    }
    assert.equal((await other.part(id, 1, Buffer.from(FILE))).status, 404)
  })
})
