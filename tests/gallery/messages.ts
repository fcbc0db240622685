// Every type of message in every state that can be looked at, in Korean, and the longest, in English and Arabic.

const svg = (hue: number) => `/pictures/${hue}.svg`
const picture = { src: svg(24), alt: '', width: 640, height: 360 }
const square = { src: svg(150), alt: '', width: 400, height: 400 }
const soon = () => new Date(Date.now() + (2 * 3600 + 14 * 60 + 33) * 1000).toISOString()
const long = '가을 신상 니트와 코트를 한 번에 만나 보세요. 이번 주말까지만 드리는 혜택이라 지나면 다시 드리기 어려워요. '
const tiers = [{ at: '30000', label: '무료배송' }, { at: '50000', label: '에코백' }, { at: '80000', label: '10% 쿠폰' }]
const goods = [
  ['p1', '손으로 빚은 백자 찻잔', 21000, 24],
  ['p2', '보이차 50g', 26000, 150],
  ['p3', '대나무 차 거름망과 받침 세트, 선물 상자에 담아 보내 드려요', 34000, 200],
  ['p4', '다건', 8000, 300],
  ['p5', '유리 숙우', 19000, 60],
].map(([id, name, price, hue]) => ({ id, name, price, href: `/p/${id}`, image: svg(hue as number) }))
const recommend = { title: '{left}만 더 담으면 {tier}', text: '함께 담으면 딱 맞아요.', tiers: tiers.slice(0, 2) }
const form = { asks: 'email', consent: '신상품과 할인 소식을 이메일로 받는 데 동의해요. 언제든 그만 받을 수 있어요.', button: '쿠폰 받기' }

/** A message of a type, and what brings it to the state that is looked at. */
export interface Shown {
  type: string
  place?: string
  limits?: object
  content: object
  /** When it ends. */
  end?: () => string
  /** Its own words are English. */
  english?: boolean
  /** What the cart comes to. */
  cart?: number
  /** How many look at the page. */
  watching?: number
  /** The badge's card is open. */
  open?: boolean
  /** The answer that is given. */
  answer?: string
  /** What is written into the form, and sent. */
  send?: string
}

/** By name: a message without its id. */
export const MESSAGES: Record<string, Shown> = {
  popcorn: { type: 'popcorn', limits: { hide_today: true }, content: { image: picture, title: '비교해 보고 오셨군요', text: '{product|이 상품}을/를 50,000원부터 무료배송으로 드려요.', button: { label: '인기 상품 보기', href: '/tea' } } },
  'popcorn-two': { type: 'popcorn', place: 'bottom_left', content: { title: '지금 가입하면 3,000원', text: '첫 구매에 바로 쓸 수 있어요.', button: { label: '가입하기', href: '/join' }, quiet: { label: '다음에' } } },
  'popcorn-long': { type: 'popcorn', limits: { hide_today: true }, content: { image: picture, title: long.slice(0, 60), text: (long + long + long + long).slice(0, 300), button: { label: '가을 신상 니트와 코트 모두 보러 가기', href: '/tea' }, quiet: { label: '나중에 볼게요' } } },
  'popcorn-word': { type: 'popcorn', content: { title: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', text: 'https://shop.example/' + 'a'.repeat(120), button: { label: 'OK', href: '/' } } },
  'popcorn-en': { english: true, type: 'popcorn', limits: { hide_today: true }, content: { image: picture, title: 'Back for a second look?', text: 'Free shipping from {total|$50} on.', button: { label: 'See what is popular', href: '/tea' } } },
  'popcorn-ar': { english: true, type: 'popcorn', content: { title: 'شحن مجاني اليوم', text: 'أضف منتجات بقيمة 20,000 إلى سلتك واحصل على شحن مجاني حتى باب منزلك.', button: { label: 'تسوق الآن', href: '/tea' }, quiet: { label: 'لاحقًا' } } },
  'popcorn-tokens': { type: 'popcorn', content: { title: '봄맞이 새 단장', text: '색과 모서리, 크기를 정한 카드예요.', button: { label: '둘러보기', href: '/' }, accent: '#2f9e44', background: '#f4fce3', color: '#2b4a1d', radius: 4, size: 'large', width: 420, font: 'system', animation: 'fade' } },
  'popcorn-blocks': { type: 'popcorn', content: { blocks: [{ kind: 'title', text: '글, 그림, 다시 글' }, { kind: 'image', ...picture }, { kind: 'text', text: '블록은 적은 차례대로 그려요.' }, { kind: 'button', label: '좋아요', href: '/', quiet: true }] } },
  floating: { type: 'floating', content: { image: square, badge: '자꾸 눈이 가죠?', title: '마음에 드시나요?', text: '장바구니에 담아 두세요.', button: { label: '장바구니 가기', href: '/cart' } } },
  'floating-open': { open: true, type: 'floating', content: { badge: '선물', title: '선물을 준비했어요', text: '오늘 안에 쓸 수 있어요.', button: { label: '선물 받기', href: '/gift' } } },
  gauge: { cart: 18000, type: 'gauge', limits: { hide_today: true }, content: { text: '{left}만 더 담으면 {tier}', done_text: '혜택을 모두 받으셨어요!', tiers: tiers.slice(0, 2) } },
  'gauge-empty': { cart: 0, type: 'gauge', content: { text: '{left}만 더 담으면 {tier}', tiers: [{ at: '50000', label: '무료배송' }] } },
  'gauge-tiers': { cart: 62000, type: 'gauge', content: { text: '{left}만 더 담으면 {tier}을/를 드려요', done_text: '혜택을 모두 받으셨어요!', tiers, button: { label: '더 담기', href: '/tea' } } },
  'gauge-five': { cart: 42000, type: 'gauge', content: { text: '{left}만 더 담으면 {tier}', tiers: [10, 25, 40, 60, 100].map((at, i) => ({ at: at + '000', label: ['스티커', '무료배송', '에코백', '텀블러', '15% 쿠폰'][i] })) } },
  'gauge-done': { cart: 90000, type: 'gauge', content: { text: '{left}만 더 담으면 {tier}', done_text: '무료배송에 10% 쿠폰까지 받으세요!', tiers } },
  'gauge-inline': { cart: 18000, type: 'gauge', content: { anchor: { selector: '#slot', where: 'after' }, text: '{left}만 더 담으면 {tier}', tiers: tiers.slice(0, 2) } },
  note: { type: 'note', content: { image: square, title: '장바구니에 담은 상품', text: '재고가 3개 남았어요.', button: { label: '보러 가기', href: '/cart' } } },
  'note-plain': { type: 'note', content: { title: '배송이 시작됐어요', text: '내일 도착할 예정이에요.' } },
  coupon: { end: soon, type: 'coupon', limits: { hide_today: true }, content: { image: picture, title: '첫 구매 10% 할인', text: '주문서에서 코드를 넣어 주세요.', code: 'HELLO10', countdown: true, button: { label: '쓰러 가기', href: '/tea' } } },
  'coupon-issued': { type: 'coupon', content: { title: '단골 쿠폰 5,000원', text: '받으면 쿠폰함에 바로 들어가요.', button: { label: '쿠폰 받기', event: 'issue-coupon' }, quiet: { label: '다음에' } } },
  popup: { type: 'popup', limits: { hide_today: true }, content: { image: picture, title: '여름 정리 세일', text: '최대 60%까지, 이번 주 일요일 자정에 끝나요.', button: { label: '세일 보러 가기', href: '/sale' }, quiet: { label: '다음에 볼게요' } } },
  'popup-full': { type: 'popup', content: { image: picture, size: 'full', title: '앱에서 더 가볍게', text: '앱 첫 구매 5,000원 쿠폰을 드려요.', button: { label: '앱 받기', href: '/app' } } },
  bar: { type: 'bar', content: { text: '오늘 오후 3시 전에 주문하면 내일 도착해요', button: { label: '바로 주문', href: '/tea' } } },
  'bar-bottom': { type: 'bar', place: 'bottom_center', content: { title: '추석 배송 안내', text: '9월 12일 주문까지 연휴 전에 받아요.', background: '#fff4e6' } },
  ticker: { watching: 23, type: 'ticker', content: { text: '지금 {watching}명이 보고 있어요', at_least: 5 } },
  'ticker-inline': { watching: 1234, type: 'ticker', content: { anchor: { selector: '#slot', where: 'before' }, text: '{watching}명이 이 상품을 보고 있어요', at_least: 5 } },
  inline: { type: 'inline', content: { anchor: { selector: '#slot', where: 'start' }, image: picture, title: '이 상품과 함께 사면 배송이 무료예요', text: '고객 열에 넷이 함께 골랐어요.', button: { label: '함께 보기', href: '/set' } } },
  survey: { type: 'survey', content: { title: '어떻게 알고 오셨나요?', choices: ['친구가 알려 줬어요', '인스타그램', '검색', '유튜브', '지나가다 우연히'], thanks: '알려 주셔서 고마워요!' } },
  'survey-done': { answer: '검색', type: 'survey', content: { title: '어떻게 알고 오셨나요?', choices: ['인스타그램', '검색'], thanks: '알려 주셔서 고마워요!' } },
  capture: { type: 'capture', content: { title: '첫 구매 쿠폰을 보내 드려요', text: '받은 메일에서 한 번만 확인해 주세요.', form, thanks: '메일을 보냈어요. 확인하면 쿠폰이 열려요.' } },
  recommend: { cart: 31000, type: 'recommend', content: { ...recommend, products: goods, button: { label: '장바구니 보기', href: '/cart' } } },
  'recommend-one': { cart: 31000, type: 'recommend', limits: { hide_today: true }, content: { ...recommend, products: goods.slice(0, 1) } },
  'recommend-four': { cart: 31000, type: 'recommend', content: { ...recommend, text: '', products: goods, show: 4 } },
  'recommend-word': { cart: 31000, type: 'recommend', content: { ...recommend, products: [{ ...goods[0]!, name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', image: '' }, { ...goods[1]!, name: long + long }] } },
  'recommend-no-picture': { cart: 31000, type: 'recommend', content: { ...recommend, products: goods.map((good) => ({ ...good, image: '/pictures/none.png' })), show: 2 } },
  'recommend-en': { cart: 31000, english: true, type: 'recommend', content: { ...recommend, title: '{left} to go for {tier|free shipping}', text: '', products: goods, show: 2 } },
  'recommend-inline': { cart: 31000, type: 'recommend', content: { ...recommend, anchor: { selector: '#slot', where: 'after' }, products: goods, show: 4 } },
  'capture-wrong': { send: 'not an address', type: 'capture', content: { title: 'Get 10% off', form: { ...form, asks: 'phone', button: '받기' } } },
}

/** The configuration of a site with this one message. */
export function config(name: string) {
  const { type, place, limits, content, end } = MESSAGES[name]!
  return { messages: [{ id: name, type, status: 'active', ...(place ? { place } : {}), ...(limits ? { limits } : {}), ...(end ? { end: end() } : {}), content }] }
}
