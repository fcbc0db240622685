// The order is placed. Like many shops' pages, this one pushes the purchase each time that it is loaded.
import { $ } from './shop.js';
import { purchase } from './events.js';
import { orderOf, session, shop } from './store.js';
import { BASE, empty, esc, sumRows, won } from './view.js';

const order = orderOf(new URLSearchParams(location.search).get('order') ?? '');
const root = $('#order-done');

if (order) {
  $('#done-title').remove();
  const name = session()?.member.name;
  root.innerHTML = `<header class="page-head center"><img src="${BASE}/img/done.svg" width="160" height="160" alt=""><h1>${name ? `${esc(name)}님, ` : ''}주문이 끝났어요</h1><p>주문번호 <b data-testid="order-number">${esc(order.number)}</b></p></header>
<div class="panel done-panel"><ul class="order-items">${order.lines.map(({ id, name: product, price, quantity }) => `<li><img class="pic" src="${BASE}/img/${esc(id)}.svg" width="800" height="800" alt=""><span>${esc(product)}<small>${quantity}개</small></span><b>${won(price * quantity)}</b></li>`).join('')}</ul>
${sumRows(order, shop, 'order')}<p class="note">체험용 매장이라 실제로 결제되거나 배송되지 않아요.</p><a class="button wide" href="${BASE}/" data-testid="continue">계속 둘러보기</a></div>`;
  purchase(order);
} else {
  root.innerHTML = empty({ picture: 'empty-cart', title: '주문을 찾을 수 없어요', text: '주문한 브라우저에서 다시 열어 주세요. 주문 내역은 주문한 브라우저에만 남아요.', href: `${BASE}/`, label: '우리몰로 가기', test: 'no-order' });
}
