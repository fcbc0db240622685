// The cart's page.
import { $, toast } from './shop.js';
import { addedToCart, removedFromCart, viewCart } from './events.js';
import { askedQuantity, cartLines, productOf, setQuantity, shop, withProducts } from './store.js';
import { BASE, empty, esc, icon, productUrl, stepper, sumRows, sums, won } from './view.js';

const line = ({ id, name, short, price, quantity }) => `<li class="line" data-product="${id}" data-testid="cart-line">
<a href="${productUrl(id)}" tabindex="-1" aria-hidden="true"><img class="pic" src="${BASE}/img/${id}.svg" width="800" height="800" alt=""></a>
<div class="line-text"><a class="line-name" href="${productUrl(id)}" data-testid="line-name">${esc(name)}</a><p>${esc(short)}</p></div>
<button type="button" class="line-remove" data-remove data-testid="remove" aria-label="${esc(name)} 빼기">${icon('close', 20)}</button>
${stepper(quantity, { label: `${name} 수량` })}<b class="line-total" data-testid="line-total">${won(price * quantity)}</b></li>`;

function draw() {
  const lines = withProducts(cartLines());
  const root = $('#cart');
  if (lines.length === 0) {
    root.innerHTML = empty({ picture: 'empty-cart', title: '장바구니가 비어 있어요', text: '마음에 드는 물건을 담아 두면 여기에서 한 번에 볼 수 있어요.', href: `${BASE}/`, label: '물건 둘러보기', test: 'cart-empty' });
    return;
  }
  // Lines are changed in place where they can be, so that the focus stays on the button that was pressed.
  const shown = [...root.querySelectorAll('.line')].map((li) => li.dataset.product);
  if (shown.join() === lines.map(({ id }) => id).join()) {
    for (const { id, price, quantity } of lines) {
      const li = $(`.line[data-product="${id}"]`, root);
      $('input', li).value = String(quantity);
      $('.line-total', li).textContent = won(price * quantity);
    }
    $('#cart-sums').innerHTML = sumRows(sums(lines, shop), shop);
    return;
  }
  root.innerHTML = `<div class="split"><ul class="lines" id="cart-lines">${lines.map(line).join('')}</ul>
<aside class="panel"><h2>주문 금액</h2><div id="cart-sums" aria-live="polite">${sumRows(sums(lines, shop), shop)}</div><a class="button wide" id="checkout" data-testid="checkout" href="${BASE}/checkout/">주문하기</a></aside></div>`;
}

/** Sets a line's quantity and tells the data layer the difference. */
function change(id, quantity) {
  const product = productOf(id);
  const difference = setQuantity(id, quantity);
  if (difference > 0) addedToCart(product, difference);
  else if (difference < 0) removedFromCart(product, -difference);
}

$('#cart').addEventListener('change', ({ target }) => {
  const li = target.closest('.line');
  if (!li) return;
  const quantity = askedQuantity(target.value);
  target.value = String(quantity);
  change(li.dataset.product, quantity);
});
$('#cart').addEventListener('click', ({ target }) => {
  const li = target.closest('[data-remove]')?.closest('.line');
  if (!li) return;
  const next = $('.line-remove', li.nextElementSibling ?? li.previousElementSibling ?? document.createElement('li'));
  const id = next?.closest('.line').dataset.product;
  change(li.dataset.product, 0);
  toast(`‘${productOf(li.dataset.product).name}’ 상품을 뺐어요.`);
  if (id) $(`.line[data-product="${id}"] .line-remove`)?.focus();
  else $('.empty .button')?.focus();
});

draw();
viewCart(withProducts(cartLines()));
document.addEventListener('shop:cart', draw);
