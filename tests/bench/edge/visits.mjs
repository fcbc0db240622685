// What the bench's shoppers do: visits of some batches, as browsers send them. The texts are of the length that real shops have.
import { batch, frame, newNumber, newVisitor } from '../../worker/wire.mjs'

const WORDS = ['오버핏 코튼 셔츠', '와이드 데님 팬츠', '캐시미어 라운드 니트', '스웨이드 첼시 부츠', '퀼팅 숏 패딩', '울 블렌드 코트', '플리츠 미디 스커트', '레더 크로스백']
const CATEGORIES = ['여성/상의', '여성/하의', '신발', '가방/잡화']

const item = (n) => ({ id: `P${100_000 + (n * 7919) % 5000}`, name: WORDS[n % WORDS.length], category: CATEGORIES[n % CATEGORIES.length], price: 19_900 + (n % 40) * 1000 })

/** One event of a visit, by its number: what a shopper looks at comes again and again. */
function event(n, salt) {
  const at = n + salt
  switch (n % 10) {
    case 0: return { kind: 'page', url: `/category/${at % 40}?sort=new`, title: `${CATEGORIES[at % 4]} | 가게` }
    case 1: case 4: case 7: return { kind: 'page', url: `/product/detail.html?product_no=${100_000 + at % 5000}&cate_no=${at % 40}`, title: `${WORDS[at % 8]} - 가게` }
    case 2: case 5: case 8: return { kind: 'product', item: item(at) }
    case 3: return { kind: 'search', word: WORDS[at % 8].slice(0, 5), results: at % 90 }
    case 6: return { kind: 'cart_add', items: [{ ...item(at), quantity: 1 }] }
    default: return { kind: 'custom', name: 'review_open', value: String(at % 9) }
  }
}

/** The bodies of one visitor's batches. `counts`: events of each; `more`: what each batch has beside them. */
export function bodies(counts, { key = 'shop', salt = 0, now = Date.now(), more = () => [] } = {}) {
  const visitor = newVisitor()
  const [install, tab] = [newNumber(), newNumber()]
  let seq = 0
  return counts.map((count, turn) => {
    const own = Array.from({ length: count }, (_, n) => event(turn * 10 + n, salt))
    // The first page of a visit says where from.
    if (turn === 0) own[0] = { kind: 'landing', url: 'https://shop.example/?utm_source=naver&utm_medium=cpc&utm_campaign=fall', referrer: 'https://search.naver.com/search.naver?query=%EC%85%94%EC%B8%A0' }
    // So much before they are sent as browsers wait.
    const events = [...own, ...more(turn, salt)].map((event) => frame({ install, tab, seq: ++seq, at: now - 60_000 + seq * 500, ...event }))
    return batch({ key, visitor, sentAt: now, events })
  })
}

/** All batches of a round, one visitor after another within a lane, the lanes to be sent side by side: what one visitor sends comes in order. */
export function lanes({ lanes, visitors, counts, ...more }) {
  const all = Array.from({ length: lanes }, () => [])
  for (let visitor = 0; visitor < visitors; visitor += lanes) {
    // Those of a lane take turns: nobody's batches follow one another at once.
    all.forEach((lane, n) => lane.push(bodies(counts, { salt: visitor + n, ...more })))
  }
  return all.map((lane) => counts.flatMap((_, turn) => lane.map((bodies) => bodies[turn])))
}

