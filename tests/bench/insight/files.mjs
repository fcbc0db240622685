// Files of orders, made: the same for the same numbers.
const NAMES = ['원피스', '코트', '양말', '니트', '가방', '스카프', '셔츠', '바지']
const HEAD = '주문번호,주문일시,회원아이디,상품번호,상품명,카테고리,수량,판매가,주문상태,쿠폰명\r\n'

/** Calls `take` with the parts of a CSV of so many lines, of some `bytes` each. Some 3 lines an order; one of 50 orders is cancelled. */
export function* ordersCsv({ lines, customers = 50_000, products = 2_000, bytes = 8_000_000, seed = 1, from = 2020, years = 6 }) {
  let state = seed >>> 0
  const random = (n) => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % n
  const two = (n) => String(n).padStart(2, '0')
  let [text, written, order] = [HEAD, 0, 0]
  while (written < lines) {
    order += 1
    const at = `${from + random(years)}-${two(1 + random(12))}-${two(1 + random(28))} ${two(random(24))}:${two(random(60))}:${two(random(60))}`
    const customer = random(10) === 0 ? '' : `m${Math.floor((random(customers) * random(customers)) / customers)}`
    const status = random(50) === 0 ? '취소완료' : '배송완료'
    const coupon = random(8) === 0 ? `쿠폰 ${random(12)}` : ''
    for (let n = 1 + random(5); n > 0 && written < lines; n--, written++) {
      const product = Math.floor((random(products) * random(products)) / products)
      text += `${at.slice(0, 10).replaceAll('-', '')}-${String(order).padStart(7, '0')},${at},${customer},P-${product},"${NAMES[product % 8]} ${product}, 베이지",의류 > ${NAMES[product % 8]},${1 + random(3)},"${1 + random(90)},000원",${status},${coupon}\r\n`
    }
    if (text.length > bytes * 0.7) {
      const buffer = Buffer.from(text)
      for (let from = 0; from < buffer.length; from += bytes) yield buffer.subarray(from, from + bytes)
      text = ''
    }
  }
  yield Buffer.from(text)
}
