/** What a new message says at first: for each type words that a shop could publish as they are. */
import type { Content, Message, Type } from '../editor/types.ts';
import type { Texts } from './index.tsx';

export type Start = { name: string; content: Content; limits?: Message['limits']; trigger?: Message['trigger'] };

const once = { per_visit: 1, hide_today: true } as const;

const ko: Record<Type, Start> = {
  popcorn: {
    name: '다시 보러 온 손님에게',
    content: { title: '다시 보러 오셨네요', text: '{product|보고 계신 상품}을/를 오늘 주문하면 무료로 보내 드려요.', button: { label: '장바구니 가기', href: '/cart' }, quiet: { label: '다음에 볼게요' } },
    limits: once,
    trigger: { on: 'page_seconds', seconds: 5 },
  },
  floating: {
    name: '첫 구매 선물 배지',
    content: { badge: '선물', title: '첫 구매 선물을 준비했어요', text: '지금 가입하고 3,000원 쿠폰을 받아 가세요.', button: { label: '가입하고 받기', href: '/join' } },
  },
  gauge: {
    name: '무료배송까지 남은 금액',
    content: { tiers: [{ at: '50000', label: '무료배송' }], text: '{left}만 더 담으면 {tier}', done_text: '무료배송으로 보내 드려요!' },
    limits: { hide_today: true },
  },
  coupon: {
    name: '첫 구매 10% 쿠폰',
    content: { title: '첫 구매 10% 할인', text: '주문서의 쿠폰 칸에 코드를 넣어 주세요.', code: 'HELLO10', button: { label: '쇼핑 계속하기' } },
    limits: once,
    trigger: { on: 'page_seconds', seconds: 10 },
  },
  popup: {
    name: '시즌 세일 안내',
    content: { title: '이번 주말, 시즌 마감 세일', text: '인기 상품을 최대 40% 할인해요. 일요일 자정에 끝나요.', button: { label: '세일 보러 가기', href: '/' }, quiet: { label: '닫기' } },
    limits: once,
  },
  note: {
    name: '장바구니에 담아 둔 상품',
    content: { title: '담아 둔 상품이 기다리고 있어요', text: '지금 {total}어치가 장바구니에 있어요.', button: { label: '주문하기', href: '/cart' } },
    limits: { per_visit: 1 },
    trigger: { on: 'idle', seconds: 30 },
  },
  bar: {
    name: '오늘 출발 안내',
    content: { text: '오늘 오후 3시까지 주문하면 오늘 출발해요', button: { label: '바로 주문', href: '/' } },
  },
  inline: {
    name: '상품 페이지 안내',
    content: { anchor: { selector: 'h1', where: 'after' }, title: '{member|고객}님, 이 상품은 무료배송이에요', text: '5만원 이상 주문하면 배송비를 받지 않아요.' },
  },
  survey: {
    name: '떠나는 이유 묻기',
    content: { title: '찾는 상품이 없으셨나요?', choices: ['가격이 조금 비싸요', '원하는 상품이 없어요', '조금 더 둘러볼게요'], thanks: '알려 주셔서 고마워요. 더 나은 가게가 될게요.' },
    limits: once,
    trigger: { on: 'exit_intent' },
  },
  capture: {
    name: '재입고 소식 받기',
    content: {
      title: '소식을 먼저 받아 보세요',
      text: '신상품과 할인 소식을 이메일로 보내 드려요.',
      form: { asks: 'email', consent: '[필수] 신상품과 할인 소식(광고)을 이메일로 받는 데 동의해요. 이메일 주소는 소식을 보내는 데만 쓰고, 그만 받을 때 지워요. 동의하지 않아도 쇼핑할 수 있어요.', button: '소식 받기', thanks: '신청했어요. 곧 확인 메일을 보내 드릴게요.' },
    },
    limits: once,
    trigger: { on: 'scroll', percent: 50 },
  },
  recommend: {
    name: '무료배송을 채우는 상품',
    content: {
      title: '{left}만 더 담으면 {tier}',
      text: '함께 담기 좋은 상품이에요.',
      tiers: [{ at: '50000', label: '무료배송' }],
      products: [
        { id: 'sample-1', name: '면 행주 3장', price: '9000', href: '/' },
        { id: 'sample-2', name: '나무 수저 세트', price: '14000', href: '/' },
      ],
    },
    limits: { hide_today: true },
  },
  ticker: { name: '지금 보는 사람 수', content: { text: '지금 {watching}명이 함께 보고 있어요', at_least: 5 } },
};

const en: typeof ko = {
  popcorn: {
    name: 'For shoppers who came back',
    content: { title: 'Back for another look?', text: 'Order {product|it} today and we ship it free.', button: { label: 'Go to cart', href: '/cart' }, quiet: { label: 'Maybe later' } },
    limits: once,
    trigger: { on: 'page_seconds', seconds: 5 },
  },
  floating: {
    name: 'Gift badge for a first order',
    content: { badge: 'Gift', title: 'A gift for your first order', text: 'Sign up now and get a coupon.', button: { label: 'Sign up', href: '/join' } },
  },
  gauge: {
    name: 'How far to free shipping',
    content: { tiers: [{ at: '50000', label: 'free shipping' }], text: 'Add {left} more for {tier}', done_text: 'Shipping is on us!' },
    limits: { hide_today: true },
  },
  coupon: {
    name: '10 % off the first order',
    content: { title: '10 % off your first order', text: 'Enter the code at checkout.', code: 'HELLO10', button: { label: 'Keep shopping' } },
    limits: once,
    trigger: { on: 'page_seconds', seconds: 10 },
  },
  popup: {
    name: 'Season sale',
    content: { title: 'End-of-season sale this weekend', text: 'Up to 40 % off our best sellers, until Sunday midnight.', button: { label: 'See the sale', href: '/' }, quiet: { label: 'Close' } },
    limits: once,
  },
  note: {
    name: 'Still in the cart',
    content: { title: 'Your cart is waiting', text: 'There is {total} worth of goods in it.', button: { label: 'Check out', href: '/cart' } },
    limits: { per_visit: 1 },
    trigger: { on: 'idle', seconds: 30 },
  },
  bar: { name: 'Ships today', content: { text: 'Order by 3 pm and it leaves today', button: { label: 'Order now', href: '/' } } },
  inline: {
    name: 'Note on the product page',
    content: { anchor: { selector: 'h1', where: 'after' }, title: '{member|Friend}, this one ships free', text: 'Orders over the limit ship at no cost.' },
  },
  survey: {
    name: 'Why people leave',
    content: { title: 'Did you not find it?', choices: ['It costs too much', 'Not what I wanted', 'Just looking around'], thanks: 'Thank you for telling us.' },
    limits: once,
    trigger: { on: 'exit_intent' },
  },
  capture: {
    name: 'News by e-mail',
    content: {
      title: 'Hear it first',
      text: 'New products and sales, by e-mail.',
      form: { asks: 'email', consent: 'I agree to receive news and offers (advertising) by e-mail. My address is used for nothing else and deleted when I stop. I can shop without agreeing.', button: 'Get the news', thanks: 'Done. A mail to confirm is on its way.' },
    },
    limits: once,
    trigger: { on: 'scroll', percent: 50 },
  },
  recommend: {
    name: 'Products that reach free shipping',
    content: {
      title: 'Add {left} more for {tier}',
      text: 'These go well with it.',
      tiers: [{ at: '50000', label: 'free shipping' }],
      products: [
        { id: 'sample-1', name: 'Three cotton towels', price: '9000', href: '/' },
        { id: 'sample-2', name: 'Wooden cutlery', price: '14000', href: '/' },
      ],
    },
    limits: { hide_today: true },
  },
  ticker: { name: 'How many are looking', content: { text: '{watching} people are looking at this now', at_least: 5 } },
};

export const starts = { ko, en } satisfies Texts<Record<Type, Start>>;
