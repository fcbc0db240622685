// Text and markup that both the build and the pages use. Nothing here touches the document.

export const BASE = '/demo';

/** Text made safe for markup and attributes. */
export const esc = (text) => String(text).replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]);

/** 12000 → "12,000원". Written out here, since a build machine's Intl may differ from a shopper's. */
export const won = (amount) => `${String(Math.round(amount)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}원`;

export const productUrl = (id) => `${BASE}/product/${id}/`;
export const categoryUrl = (slug) => `${BASE}/category/${slug}/`;

/** A line icon from the page's sprite of symbols. */
export const icon = (name, size = 24) => `<svg class="icon" width="${size}" height="${size}" aria-hidden="true"><use href="#i-${name}"/></svg>`;

/** A product in a grid. `eager` pictures are in the first screen. */
export function card(product, { level = 3, eager = false } = {}) {
  const { id, name, short, price, alt } = product;
  return `<article class="card" data-product="${id}" data-testid="product-card">
<a class="card-link" href="${productUrl(id)}"><img class="pic" src="${BASE}/img/${id}.svg" width="800" height="800" alt="${esc(alt)}"${eager ? '' : ' loading="lazy"'} decoding="async">
<h${level} class="card-name">${esc(name)}</h${level}><p class="card-short">${esc(short)}</p><p class="card-price">${won(price)}</p></a>
<button class="card-add" type="button" data-add="${id}" data-testid="quick-add" aria-label="${esc(name)} 장바구니에 담기">${icon('plus', 20)}</button></article>`;
}

/** Quantity with buttons on both sides. */
export const stepper = (quantity, { id = '', label = '수량' } = {}) =>
  `<div class="stepper" role="group" aria-label="${esc(label)}"><button type="button" data-step="-1" data-testid="quantity-minus" aria-label="하나 줄이기">${icon('minus', 18)}</button><input${id ? ` id="${id}"` : ''} data-testid="quantity" type="text" inputmode="numeric" pattern="[0-9]*" maxlength="2" autocomplete="off" value="${quantity}" aria-label="${esc(label)}"><button type="button" data-step="1" data-testid="quantity-plus" aria-label="하나 늘리기">${icon('plus', 18)}</button></div>`;

/** What to show where there is nothing: a drawing, a sentence, a way on. */
export const empty = ({ picture, title, text, href, label, test = 'empty' }) =>
  `<div class="empty" data-testid="${test}"><img src="${BASE}/img/${picture}.svg" width="160" height="160" alt=""><h2>${esc(title)}</h2><p>${esc(text)}</p>${href ? `<a class="button" href="${href}">${esc(label)}</a>` : ''}</div>`;

/** The amounts of an order under the shop's rules. `lines` are {price, quantity}. */
export function sums(lines, shop) {
  const goods = lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
  const shipping = goods === 0 || goods >= shop.free_shipping_from ? 0 : shop.shipping;
  return { goods, shipping, pay: goods + shipping, gift: goods >= shop.gift.from };
}

/** The rows of amounts that cart, checkout and order share. */
export function sumRows(sum, shop, test = 'sum') {
  const row = (name, value, key, note = '') => `<div class="row"><dt>${name}${note ? `<small>${note}</small>` : ''}</dt><dd data-testid="${test}-${key}">${value}</dd></div>`;
  return `<dl class="sums">${row('상품 금액', won(sum.goods), 'goods')}${row('배송비', sum.shipping ? won(sum.shipping) : '무료', 'shipping', `${won(shop.free_shipping_from)}부터 무료`)}${row('사은품', sum.gift ? `${esc(shop.gift.name)} 1개` : '없음', 'gift', `${won(shop.gift.from)}부터 ${esc(shop.gift.name)}`)}<div class="row pay"><dt>결제 금액</dt><dd data-testid="${test}-pay">${won(sum.pay)}</dd></div></dl>`;
}

/** The products that a search word finds, best first. All words must be found; spaces inside Korean words do not matter. */
export function find(word, products, categories) {
  const plain = (text) => text.toLowerCase().normalize('NFC').replace(/\s+/g, '');
  const words = word.trim().split(/\s+/).map(plain).filter(Boolean);
  if (words.length === 0) return [];
  const score = (product) => {
    const category = categories.find((c) => c.slug === product.category)?.name ?? '';
    const fields = [[plain(product.name), 8], [plain(product.tags.join('|')), 5], [plain(category), 3], [plain(product.short), 2]];
    let total = 0;
    for (const w of words) {
      const best = Math.max(...fields.map(([text, weight]) => (text.includes(w) ? weight : 0)));
      if (best === 0) return 0;
      total += best;
    }
    return total;
  };
  return products
    .map((product, order) => ({ product, order, points: score(product) }))
    .filter((hit) => hit.points > 0)
    .sort((a, b) => b.points - a.points || a.order - b.order)
    .map((hit) => hit.product);
}
