/** What runs when. */
import type { Texts } from './index.tsx';

const ko = {
  title: '메시지 달력',
  lead: (zone: string) => `언제 무엇이 보이는지 한 달씩 봐요. 시간은 쇼핑몰 시간대${zone && `(${zone})`} 기준이에요.`,
  before: '이전 달',
  after: '다음 달',
  today: '이번 달',
  standings: { on: '켜짐', off: '멈춤', draft: '작성 중' },
  failed: '메시지를 불러오지 못했어요',
  empty: '이 달에 보일 메시지가 없어요',
  emptyHelp: '메시지에 시작과 끝, 요일과 시간을 정하면 여기에서 한눈에 볼 수 있어요. 정하지 않은 메시지는 늘 보여요.',
  daysOn: (n: number) => `이 달에 ${n}일`,
  always: '늘',
  between: (from: string, to: string) => `${from} ~ ${to}`,
  from: (from: string) => `${from}부터`,
  until: (to: string) => `${to}까지`,
  weekdays: { sun: '일', mon: '월', tue: '화', wed: '수', thu: '목', fri: '금', sat: '토' },
  and: '·',
};

const en: typeof ko = {
  title: 'Message calendar',
  lead: (zone) => `What shows when, a month at a time, by the shop’s own clock${zone && ` (${zone})`}.`,
  before: 'Month before',
  after: 'Month after',
  today: 'This month',
  standings: { on: 'On', off: 'Paused', draft: 'Draft' },
  failed: 'Could not load the messages',
  empty: 'No message runs in this month',
  emptyHelp: 'Give a message a start and an end, weekdays or hours, and you see them here at a glance. One without runs always.',
  daysOn: (n) => (n === 1 ? '1 day in this month' : `${n} days in this month`),
  always: 'Always',
  between: (from, to) => `${from} – ${to}`,
  from: (from) => `from ${from}`,
  until: (to) => `until ${to}`,
  weekdays: { sun: 'Sun', mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat' },
  and: ', ',
};

export const calendar = { ko, en } satisfies Texts<typeof ko>;
