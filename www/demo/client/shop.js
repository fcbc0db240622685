// What every page of the shop does: who is signed in, how many things are in the cart, and adding one to it.
import { addedToCart, login } from './events.js';
import { addToCart, askedQuantity, cartLines, onOtherTab, productOf, session } from './store.js';
import { BASE } from './view.js';

export const $ = (selector, root = document) => root.querySelector(selector);

/** Adds to the cart, tells the data layer, and says so on the page. */
export function add(id, quantity = 1) {
  const product = productOf(id);
  if (!product) return;
  const added = addToCart(id, quantity);
  if (added > 0) {
    addedToCart(product, added);
    toast(`‘${product.name}’ ${added > 1 ? `${added}개를` : '하나를'} 담았어요.`, { href: `${BASE}/cart/`, label: '장바구니 보기' });
  } else toast('한 상품은 99개까지 담을 수 있어요.');
}

let hide = 0;
/** A short word under the header; it leaves by itself. */
export function toast(text, link) {
  const box = $('#toast');
  box.replaceChildren(Object.assign(document.createElement('span'), { textContent: text }));
  if (link) box.append(Object.assign(document.createElement('a'), { href: link.href, textContent: link.label }));
  box.dataset.open = '';
  clearTimeout(hide);
  hide = setTimeout(() => delete box.dataset.open, 4000);
}

function drawHeader() {
  const units = cartLines().reduce((sum, line) => sum + line.quantity, 0);
  const bag = $('#bag');
  bag.setAttribute('aria-label', units ? `장바구니, ${units}개` : '장바구니');
  const count = $('#bag-count');
  count.textContent = units > 99 ? '99+' : String(units);
  count.hidden = units === 0;
  const now = session();
  const account = $('#account');
  account.toggleAttribute('data-member', now !== null);
  $('#account-name').textContent = now ? `${now.member.name}님` : '로그인';
  account.setAttribute('aria-label', now ? `${now.member.name}님, 내 정보` : '로그인');
}

/** Plus and minus of a stepper write into its field and report a change. */
function step(button) {
  const input = $('input', button.closest('.stepper'));
  const before = input.value;
  input.value = String(Math.min(99, Math.max(1, askedQuantity(input.value) + Number(button.dataset.step))));
  if (input.value !== before) input.dispatchEvent(new Event('change', { bubbles: true }));
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('button');
  if (button?.dataset.add) add(button.dataset.add, 1);
  else if (button?.dataset.step) step(button);
});

const now = session();
if (now) login(now);
drawHeader();
document.addEventListener('shop:cart', drawHeader);
document.addEventListener('shop:session', drawHeader);
onOtherTab(() => {
  document.dispatchEvent(new CustomEvent('shop:cart'));
  document.dispatchEvent(new CustomEvent('shop:session'));
});
// A page taken from the back-forward cache shows what is in the cart now.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) document.dispatchEvent(new CustomEvent('shop:cart'));
});
