/** Signing in. */
import type { Texts } from './index.tsx';

const ko = {
  title: '다시 만나 반가워요',
  lead: '쇼핑몰에 온 손님을 보고, 말을 걸어 보세요.',
  expired: '로그인한 지 오래되어 로그아웃됐어요. 다시 로그인하면 보던 화면으로 돌아가요.',
  email: '이메일',
  password: '비밀번호',
  show: '비밀번호 보기',
  submit: '로그인',
  emailMissing: '이메일을 입력해 주세요.',
  emailShape: '이메일 주소를 다시 확인해 주세요. 예: minji@shop.kr',
  passwordMissing: '비밀번호를 입력해 주세요.',
  code: '인증 번호',
  codeHelp: '인증 앱의 여섯 자리 숫자나 복구 코드를 적어 주세요.',
  codeWrong: '인증 번호가 맞지 않아요. 앱에 지금 나온 숫자를 적어 주세요.',
  failed: '이메일이나 비밀번호가 맞지 않아요. 다시 확인해 주세요.',
  tooMany: (wait: string) => `여러 번 맞지 않아서 잠시 쉬고 있어요. ${wait} 뒤에 다시 시도해 주세요.`,
  tooManyWait: '여러 번 맞지 않아서 잠시 쉬고 있어요. 조금 뒤에 다시 시도해 주세요.',
  again: '이제 다시 시도할 수 있어요.',
  wait: (minutes: number, seconds: number) => (minutes > 0 ? `${minutes}분 ${seconds}초` : `${seconds}초`),
};

const en: typeof ko = {
  title: 'Good to see you again',
  lead: 'See who is in your shop, and say the right thing.',
  expired: 'You were signed out after a while. Sign in again to return to where you were.',
  email: 'E-mail',
  password: 'Password',
  show: 'Show password',
  submit: 'Sign in',
  emailMissing: 'Enter your e-mail address.',
  emailShape: 'Check the e-mail address, for example minji@shop.kr.',
  passwordMissing: 'Enter your password.',
  code: 'Code',
  codeHelp: 'The six digits of your authenticator app, or a recovery code.',
  codeWrong: 'This is not the right code. Enter what the app shows now.',
  failed: 'The e-mail or the password is not right. Please check both.',
  tooMany: (wait) => `Too many tries, so we pause for a moment. Try again in ${wait}.`,
  tooManyWait: 'Too many tries, so we pause for a moment. Try again a little later.',
  again: 'You can try again now.',
  wait: (minutes, seconds) => (minutes > 0 ? `${minutes} min ${seconds} s` : `${seconds} s`),
};

export const signIn = { ko, en } satisfies Texts<typeof ko>;
