/** A site that is not there, and its tag. */
import type { Texts } from './index.tsx';

const ko = {
  key: '사이트 키',
  install: '설치 코드',
  installHelp: '이 한 줄을 쇼핑몰 모든 페이지의 head 안에 넣어 주세요.',
  copyTag: '설치 코드 복사',
  missing: '이 사이트를 찾을 수 없어요',
  missingHelp: '주소가 바뀌었거나 볼 수 있는 권한이 없어요.',
  toFirst: '내 사이트로 가기',
  none: '아직 사이트가 없어요',
  noneHelp: '사이트를 먼저 만들어 주세요. 만들고 나면 이곳에서 손님을 볼 수 있어요.',
};

const en: typeof ko = {
  key: 'Site key',
  install: 'Install',
  installHelp: 'Put this one line inside the head of every page of the shop.',
  copyTag: 'Copy the script tag',
  missing: 'This site was not found',
  missingHelp: 'The address has changed, or you have no access to it.',
  toFirst: 'Go to my site',
  none: 'No site yet',
  noneHelp: 'Create a site first. After that you see its visitors here.',
};

export const site = { ko, en } satisfies Texts<typeof ko>;
