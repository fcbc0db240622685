/** A site that is not there. */
import type { Texts } from './index.tsx';

const ko = {
  missing: '이 사이트를 찾을 수 없어요',
  missingHelp: '주소가 바뀌었거나 볼 수 있는 권한이 없어요.',
  toFirst: '내 사이트로 가기',
};

const en: typeof ko = {
  missing: 'This site was not found',
  missingHelp: 'The address has changed, or you have no access to it.',
  toFirst: 'Go to my site',
};

export const site = { ko, en } satisfies Texts<typeof ko>;
