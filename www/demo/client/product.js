// A product's page: quantity, sum, cart, and the two pictures.
import { $, add } from './shop.js';
import { viewItem } from './events.js';
import { askedQuantity, productOf } from './store.js';
import { BASE, won } from './view.js';

const product = productOf(document.body.dataset.product);
const quantity = $('#quantity');

if (product && quantity) {
  viewItem(product);
  const draw = () => {
    quantity.value = String(askedQuantity(quantity.value));
    $('#total').textContent = won(product.price * Number(quantity.value));
  };
  quantity.addEventListener('change', draw);
  draw();
  $('#add-to-cart').addEventListener('click', () => add(product.id, askedQuantity(quantity.value)));
  $('#buy-now').addEventListener('click', () => {
    add(product.id, askedQuantity(quantity.value));
    location.assign(`${BASE}/checkout/`);
  });
}

for (const thumb of document.querySelectorAll('[data-picture]')) {
  thumb.addEventListener('click', () => {
    $('#picture').src = thumb.dataset.picture;
    for (const other of document.querySelectorAll('[data-picture]')) other.setAttribute('aria-pressed', String(other === thumb));
  });
}
