// Signing in and out. The shop's server answers with the member and a signature that the shop passes on with the user id.
import { $, toast } from './shop.js';
import { login, logout, signUp } from './events.js';
import { session, setSession } from './store.js';
import { BASE } from './view.js';

const form = $('#sign-in-form');
const join = $('#sign-up-form');

function say(id, text, field) {
  $(id).textContent = text;
  if (field) {
    field.setAttribute('aria-invalid', String(text !== ''));
    if (text) field.focus();
  }
}

function draw() {
  const now = session();
  $('#guest').hidden = now !== null;
  $('#member-card').hidden = now === null;
  if (!now) return;
  $('#member-name').textContent = `${now.member.name}님, 반가워요`;
  $('#member-grade').textContent = now.member.grade ? `${now.member.grade} 회원` : '새 회원';
}

const failed = (status) =>
  status === 401 ? '아이디나 비밀번호가 맞지 않아요. 다시 확인해 주세요.' : status === 429 ? '여러 번 틀렸어요. 잠시 쉬었다가 다시 시도해 주세요.' : '지금은 로그인할 수 없어요. 잠시 뒤에 다시 시도해 주세요.';

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { member, password } = form.elements;
  say('#sign-in-error', '');
  member.removeAttribute('aria-invalid');
  password.removeAttribute('aria-invalid');
  if (!member.value.trim()) return say('#sign-in-error', '아이디를 입력해 주세요.', member);
  if (!password.value) return say('#sign-in-error', '비밀번호를 입력해 주세요.', password);
  const button = $('[type=submit]', form);
  button.disabled = true;
  try {
    const answer = await fetch(`${BASE}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      credentials: 'same-origin',
      body: JSON.stringify({ member: member.value.trim(), password: password.value }),
    });
    if (!answer.ok) return say('#sign-in-error', failed(answer.status), answer.status === 401 ? password : undefined);
    const signed = await answer.json();
    if (typeof signed?.member?.id !== 'string') return say('#sign-in-error', failed(500));
    const next = { member: signed.member, signature: signed.signature ?? null };
    setSession(next);
    login(next);
    form.reset();
    draw();
    $('#member-name').focus();
  } catch {
    say('#sign-in-error', '인터넷 연결을 확인하고 다시 시도해 주세요.');
  } finally {
    button.disabled = false;
  }
});

// A member by name alone: known to this browser only, so the shop's server signs nothing for them.
join.addEventListener('submit', (event) => {
  event.preventDefault();
  const field = join.elements.nickname;
  const name = field.value.trim().slice(0, 20);
  if (!name) return say('#sign-up-error', '불러 드릴 이름을 적어 주세요.', field);
  say('#sign-up-error', '', field);
  const id = `new-${Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  const next = { member: { id, name, grade: '' }, signature: null };
  setSession(next);
  signUp(id);
  login(next);
  join.reset();
  draw();
  $('#member-name').focus();
});

$('#sign-out').addEventListener('click', () => {
  setSession(null);
  logout();
  draw();
  toast('로그아웃했어요.');
  form.elements.member.focus();
});

draw();
document.addEventListener('shop:session', draw);
