/** Groups of messages. */
import type { Texts } from './index.tsx';

const ko = {
  title: '메시지 그룹',
  lead: '함께 켜고 끌 메시지를 묶어요. 세일이 끝나면 스위치 하나로 모두 멈출 수 있어요.',
  make: '그룹 만들기',
  change: '바꾸기',
  changeOne: (name: string) => `${name} 그룹 바꾸기`,
  search: '그룹 이름으로 찾기 (예전 이름도)',
  failed: '그룹을 불러오지 못했어요',
  empty: '아직 그룹이 없어요',
  emptyHelp: '예: “11월 세일” 그룹에 팝콘, 띠 배너, 쿠폰 팝업을 넣어 두면 세일이 끝나는 순간 스위치 하나로 모두 멈춰요.',
  nobody: '아직 메시지가 없어요',
  within: (n: number, names: string) => `메시지 ${n}개: ${names}`,
  name: '이름',
  nameExample: '11월 세일',
  taken: '같은 이름의 그룹이 있어요.',
  choose: '메시지',
  chooseHelp: '한 메시지는 한 그룹에만 들어가요.',
  noMessages: '아직 메시지가 없어요. 메시지를 만든 다음 넣을 수 있어요.',
  elsewhere: '지금은 다른 그룹에 있어요',
  saved: '저장했어요. 메시지가 바뀐 것은 게시하면 쇼핑몰에 적용돼요.',
  left: (names: string[], why: string) => `옮기지 못한 메시지가 있어요: ${names.join(', ')}. ${why}`,
  removed: (name: string) => `“${name}” 그룹을 삭제했어요`,
  inUse: '메시지가 들어 있거나 게시된 그룹은 삭제할 수 없어요. 메시지를 먼저 빼고 게시해 주세요.',
};

const en: typeof ko = {
  title: 'Message groups',
  lead: 'Messages that are switched together: when the sale is over, one switch pauses all of them.',
  make: 'New group',
  change: 'Change',
  changeOne: (name) => `Change the group ${name}`,
  search: 'Search groups by name, old names too',
  failed: 'Could not load the groups',
  empty: 'No group yet',
  emptyHelp: 'Put the popcorn, the bar and the coupon of “November sale” into one group, and one switch pauses all of them the moment the sale is over.',
  nobody: 'No message in it yet',
  within: (n, names) => `${n === 1 ? '1 message' : `${n} messages`}: ${names}`,
  name: 'Name',
  nameExample: 'November sale',
  taken: 'There is a group with this name.',
  choose: 'Messages',
  chooseHelp: 'A message is in one group at most.',
  noMessages: 'There is no message yet. Once there is one, it can be put in.',
  elsewhere: 'In another group now',
  saved: 'Saved. Changes of messages reach the shop when you publish.',
  left: (names, why) => `Not moved: ${names.join(', ')}. ${why}`,
  removed: (name) => `The group “${name}” was deleted`,
  inUse: 'A group that has messages, or is published, cannot be deleted. Take its messages out and publish first.',
};

export const groups = { ko, en } satisfies Texts<typeof ko>;
