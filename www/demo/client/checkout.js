// The checkout. It is a shop to look at: nothing is paid, and the address never leaves the page.
import { $ } from './shop.js';
import { beginCheckout } from './events.js';
import { cartLines, emptyCart, keepOrder, orderNumber, session, shop, withProducts } from './store.js';
import { BASE, empty, esc, sumRows, sums, won } from './view.js';

const example = { name: '김우리', phone: '010-0000-0000', address: '서울시 종로구 우리길 12, 3층' };
const rules = {
  name: (value) => (value.trim() ? '' : '받는 분 이름을 적어 주세요.'),
  phone: (value) => (/^0\d{8,10}$/.test(value.replace(/[\s-]/g, '')) ? '' : '전화번호를 010-0000-0000처럼 적어 주세요.'),
  address: (value) => (value.trim().length >= 5 ? '' : '받으실 주소를 적어 주세요.'),
};

const lines = withProducts(cartLines());
const form = $('#checkout-form');

function say(name, text) {
  const field = form.elements[name];
  $(`#${name}-error`).textContent = text;
  field.toggleAttribute('aria-invalid', text !== '');
  if (text) field.setAttribute('aria-invalid', 'true');
}

if (lines.length === 0) {
  $('#checkout-page').innerHTML = empty({ picture: 'empty-cart', title: '주문할 물건이 없어요', text: '장바구니에 물건을 담은 다음 다시 와 주세요.', href: `${BASE}/`, label: '물건 둘러보기', test: 'cart-empty' });
} else {
  const sum = sums(lines, shop);
  $('#order-items').innerHTML = lines.map(({ id, name, price, quantity }) => `<li><img class="pic" src="${BASE}/img/${id}.svg" width="800" height="800" alt=""><span>${esc(name)}<small>${quantity}개</small></span><b>${won(price * quantity)}</b></li>`).join('');
  $('#order-sums').innerHTML = sumRows(sum, shop);
  $('#place-order').textContent = `${won(sum.pay)} 주문하기`;
  $('#checkout-page').hidden = false;
  if (session()) form.elements.name.value = session().member.name;
  beginCheckout(lines);

  $('#fill-example').addEventListener('click', () => {
    for (const [name, value] of Object.entries(example)) {
      form.elements[name].value ||= value;
      say(name, '');
    }
    $('#place-order').focus();
  });
  for (const name of Object.keys(rules)) form.elements[name].addEventListener('change', ({ target }) => say(name, rules[name](target.value)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wrong = Object.entries(rules).filter(([name, rule]) => {
      const text = rule(form.elements[name].value);
      say(name, text);
      return text !== '';
    });
    if (wrong.length) {
      form.elements[wrong[0][0]].focus();
      return;
    }
    // Another tab may have changed the cart since this page was drawn: the order is what this page shows.
    const order = { number: orderNumber(), at: new Date().toISOString(), lines: lines.map(({ id, name, category, price, quantity }) => ({ id, name, category, price, quantity })), ...sum, method: form.elements.method.value };
    keepOrder(order);
    emptyCart();
    location.assign(`${BASE}/order-done/?order=${encodeURIComponent(order.number)}`);
  });
}
$('#checkout-page').hidden = false;
