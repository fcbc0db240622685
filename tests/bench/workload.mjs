// The workload of `cargo xtask bench segment`, the same for everybody: 100 segments (four conditions of which two are numbers, one is a text
// and one a day, and one that excludes) and 1,000 visitors, each with a profile and what he does next. Seeded: every run has the same.
// node workload.mjs FOLDER writes segments.json (schemas/segment.json) and visitors.json.
import { apply, FIELDS, load, NEVER } from './facts.mjs'

export const SEGMENTS = 100
export const VISITORS = 1000
const SEED = 0x6461_6e67
// 2026-11-21T00:00+09:00. Everything happens between 09:00 and 21:00 of that day: nobody's visit crosses midnight.
const MIDNIGHT = Date.UTC(2026, 10, 20, 15)

const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

const WORDS = [
  '여름 원피스', '운동화', 'Nike 에어맥스', '가죽 지갑', '캠핑 의자', '무선 이어폰', '니트 가디건', '아기 물티슈',
  '커피 원두', 'LG 모니터', '겨울 패딩', '등산화', '남자 셔츠', '반려견 사료', '홍삼 선물세트', '운동화 세일',
  '원피스 쇼핑몰', 'nike 운동화', '캠핑 랜턴', '김치 냉장고',
]
const PARTS = ['원피스', '운동화', 'nike', '캠핑', '지갑', '패딩', '선물 세트', '커피', 'LG', '니트']
const CAMPAIGNS = [
  '2026 FW Outer', '블랙 프라이데이', 'Kakao Retarget', '신규 회원 쿠폰', 'Naver 브랜드검색', '겨울 준비', 'VIP Thanks',
  '리뷰 이벤트', 'Summer Clearance', '무료 배송 위크', '앱 설치', '재입고 알림',
]
const SOURCES = ['naver', 'google', 'daum', 'instagram', 'facebook', 'kakao', 'youtube', 'bing', 'tiktok', 'zum']
const GRADES = ['일반', '웰컴', 'Family', 'Bronze', 'Silver', 'GOLD', 'VIP', 'VVIP', 'Black', 'Staff']
const REGIONS = [
  '서울', '경기', '인천', '부산', '대구', '대전', '광주', '울산', '세종', '강원', '충북', '충남', '전북', '전남', '경북',
  '경남', '제주',
]
const GOODS = Array.from({ length: 60 }, (_, n) => ({
  id: `P${1000 + n}`,
  name: `${WORDS[n % WORDS.length]} ${n}`,
  category: String(20 + (n % 12)),
  price: String(3900 + ((n * 7919) % 97) * 1300),
}))

/** Profiles and events. */
const visitors = (next) => {
  const int = (most) => Math.floor(next() * (most + 1))
  // The first ones are the frequent ones.
  const often = (list) => list[Math.floor(next() ** 1.7 * list.length)]
  const maybe = (share, value) => (next() < share ? value() : null)
  const day = (ago) => new Date(MIDNIGHT + 9 * 3_600_000 - ago * 86_400_000).toISOString().slice(0, 10)
  const daysAgo = (most) => day(Math.floor(next() ** 2 * most))
  const moment = (ms) => new Date(ms + 9 * 3_600_000).toISOString().replace('.000Z', '+09:00')
  const item = (quantity) => ({ ...often(GOODS), quantity })
  const line = () => item(1 + int(2))
  const url = () => `https://shop.kr/category/${int(24)}?page=${1 + int(3)}`

  return Array.from({ length: VISITORS }, () => {
    const now = MIDNIGHT + 9 * 3_600_000 + int(10 * 3600) * 1000
    const started = now - 30_000 - int(300) * 1000
    const path = Array.from({ length: 1 + int(2) }, url)
    const newcomer = next() < 0.2
    const orders = newcomer ? 0 : Math.floor(next() ** 3 * 30)
    const member = !newcomer && next() < 0.75
    const found = next() < 0.55
    const facts = {
      now: moment(now),
      page: { url: path.at(-1), title: '카테고리', since: moment(started + 20_000) },
      visit: {
        started: moment(started),
        last: moment(started + 20_000),
        start_page: path[0],
        path: [...new Set(path)].map((page) => ({ url: page, times: path.filter((other) => other === page).length })),
        page_views: path.length,
        source: found ? 'search' : 'campaign',
        source_name: often(SOURCES),
        word: found ? often(WORDS) : null,
        previous_word: null,
        campaign: found ? null : { source: 'kakao', medium: 'cpc', name: often(CAMPAIGNS), content: null, term: null, code: null },
        search_word: null,
        search_results: null,
        orders: [],
      },
      cart: { lines: dedupe(Array.from({ length: maybe(0.4, () => 1 + int(2)) ?? 0 }, line)) },
      product: null,
      person: {
        visits: newcomer ? 1 : 2 + Math.floor(next() ** 2 * 60),
        last_visit_day: newcomer ? null : day(1 + Math.floor(next() ** 2 * 90)),
        orders,
        spent: String(orders * (15_000 + int(60) * 1000)),
        first_order_day: orders ? day(400) : null,
        last_order_day: orders ? daysAgo(240) : null,
        member: member ? `m${int(1e6)}` : null,
        signed: member,
        is_member: member,
        sign_up_day: member ? daysAgo(500) : null,
        last_login_day: member ? daysAgo(60) : null,
        logins: member ? 1 + Math.floor(next() ** 2 * 80) : 0,
        grade: member ? often(GRADES) : null,
        region: member ? often(REGIONS) : null,
        points: member ? int(200) * 50 : 0,
        last_added_day: maybe(0.5, () => daysAgo(45)),
      },
      device: { kind: 'mobile', os: 'android', browser: 'chrome', app: null },
    }
    let at = now
    const cart = facts.cart.lines.map(({ id }) => id)
    const events = Array.from({ length: 7 + int(6) }, () => {
      at += 2000 + int(90) * 1000
      const dice = next()
      if (dice < 0.5) return { type: 'page', at, url: url(), title: '카테고리' }
      if (dice < 0.62) return { type: 'product', at, items: [item(1)] }
      if (dice < 0.76) return { type: 'search', at, word: often(WORDS), results: int(200) }
      if (dice < 0.84 && cart.length > 0) {
        const id = cart[int(cart.length - 1)]
        return { type: 'cart_remove', at, items: [{ ...GOODS.find((goods) => goods.id === id), quantity: 1 }] }
      }
      const added = line()
      cart.push(added.id)
      return { type: 'cart_add', at, items: [added] }
    })
    return { facts, events }
  })
}

const dedupe = (lines) => lines.filter(({ id }, place) => lines.findIndex((other) => other.id === id) === place)

const NUMBERS = [
  'traffic.visits', 'traffic.page_views', 'cart.total', 'cart.kinds', 'cart.units', 'purchase.orders', 'purchase.spent',
  'member.logins', 'benefit.points',
]
const DAYS = ['traffic.last_visit_day', 'purchase.last_order_day', 'member.sign_up_day', 'member.last_login_day', 'cart.last_added_day']
const LISTS = { 'member.grade': GRADES, 'member.region': REGIONS, 'source.campaign_name': CAMPAIGNS, 'source.name': SOURCES, 'source.word': WORDS }
const CONTAINS = ['source.word', 'content.search_word', 'source.campaign_name']

/** Segments whose thresholds lie where these visitors are, so that a condition is true of about two thirds of them, an exclusion of an eighth. */
const segments = (next, people) => {
  const pick = (list) => list[Math.floor(next() * list.length)]
  // In the middle of a visit.
  const seen = people.map(({ facts, events }) => {
    const state = load(facts)
    events.slice(0, events.length / 2).forEach((event) => apply(state, event))
    return state.facts
  })
  const sorted = {}
  const at = (kind, share) => {
    sorted[kind] ??= seen.map((facts) => facts[FIELDS[kind]]).filter((value) => value < NEVER || !DAYS.includes(kind)).sort((a, b) => a - b)
    return sorted[kind][Math.floor(share * (sorted[kind].length - 1))]
  }
  const number = (kind, share) => {
    const over = next() < 0.65
    const end = Math.max(at(kind, over ? 1 - share : share), over ? 1 : 0)
    if (next() < 0.7) return over ? { kind, min: end } : { kind, max: end }
    return over ? { kind, above: end - 1 } : { kind, below: end + 1 }
  }
  const text = () => {
    if (next() < 0.5) return { kind: pick(CONTAINS), match: 'contains', values: [pick(PARTS)] }
    const kind = pick(Object.keys(LISTS))
    const values = new Set()
    while (values.size < 5) values.add(pick(LISTS[kind]))
    return { kind, match: 'equals', values: [...values].map((value) => (next() < 0.3 ? value.toUpperCase() : value)) }
  }
  const day = (share) => {
    const kind = pick(DAYS)
    return { kind, within_days: Math.min(at(kind, share), 365) }
  }
  return Array.from({ length: SEGMENTS }, (_, n) => {
    const first = pick(NUMBERS)
    const second = pick(NUMBERS.filter((kind) => kind !== first))
    const include = [number(first, 0.5 + next() * 0.4), number(second, 0.5 + next() * 0.4), text(), day(0.6 + next() * 0.38)]
    const dice = next()
    const exclude = dice < 0.5 ? text() : dice < 0.75 ? number(pick(NUMBERS), 0.12) : day(0.15)
    return { id: `s${n}`, name: `세그먼트 ${n}`, include, exclude: [exclude] }
  })
}

/** All of it. */
export const workload = () => {
  const next = random(SEED)
  const people = visitors(next)
  return { segments: segments(next, people), visitors: people }
}

if (globalThis.process?.argv[1]?.endsWith('workload.mjs')) {
  const { mkdirSync, writeFileSync } = await import('node:fs')
  const folder = process.argv[2]
  const made = workload()
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/segments.json`, `${JSON.stringify(made.segments, null, 1)}\n`)
  writeFileSync(`${folder}/visitors.json`, `${JSON.stringify(made.visitors)}\n`)
}
