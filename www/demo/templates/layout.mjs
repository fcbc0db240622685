// The frame that every page shares: head, header, categories, footer.
import { BASE, categoryUrl, esc, icon, won } from '../client/view.js';

const symbols = {
  search: '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
  bag: '<path d="M5 8h14l1 12H4L5 8Z"/><path d="M8.5 8V7a3.5 3.5 0 0 1 7 0v1"/>',
  person: '<circle cx="12" cy="8" r="3.75"/><path d="M4.5 20.5c.6-4.4 3.6-6.5 7.5-6.5s6.9 2.1 7.5 6.5"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  minus: '<path d="M5 12h14"/>',
  close: '<path d="m6 6 12 12M18 6 6 18"/>',
  back: '<path d="m14.5 5-7 7 7 7"/>',
};
const sprite = `<svg width="0" height="0" class="sprite" aria-hidden="true">${Object.entries(symbols)
  .map(([name, body]) => `<symbol id="i-${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`)
  .join('')}</svg>`;

/**
 * A whole page. `script` is the module of the page (client/…), `data` becomes data-… of the body, `here` marks the category.
 */
export function layout({ catalogue, assets, title, description, script, data = {}, here = '', main, foot = '', mainClass = '' }) {
  const { shop, categories } = catalogue;
  const links = [{ href: `${BASE}/`, name: '전체', key: 'all' }, ...categories.map(({ slug, name }) => ({ href: categoryUrl(slug), name, key: slug })), { href: `${BASE}/magazine/`, name: '읽을거리', key: 'magazine' }];
  const attributes = Object.entries(data).map(([key, value]) => ` data-${key}="${esc(value)}"`).join('');
  return `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${esc(title)}</title>
<meta name="description" content="${esc(description)}">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#fbfcfa" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#131715" media="(prefers-color-scheme: dark)">
<link rel="icon" href="${BASE}/img/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${assets}/shop.css">
<link rel="modulepreload" href="${assets}/shop.js">
<script async src="/d.js" data-site="demo"></script>
<script type="module" src="${assets}/${script}.js"></script>
</head>
<body${attributes}>
${sprite}
<a class="skip" href="#main">본문으로 가기</a>
<p class="strip">${won(shop.free_shipping_from)}부터 무료배송, ${won(shop.gift.from)}부터 ${esc(shop.gift.name)}을 드려요</p>
<header class="top"><div class="wrap top-in">
<a class="logo" href="${BASE}/"><img src="${BASE}/img/icon.svg" width="28" height="28" alt="">${esc(shop.name)}</a>
<form class="find" role="search" action="${BASE}/search/"><input id="search-input" data-testid="search-input" type="search" name="q" maxlength="60" placeholder="물건 찾기" aria-label="상품 검색" autocomplete="off" required><button type="submit" data-testid="search-submit" aria-label="찾기">${icon('search', 20)}</button></form>
<a class="top-link" id="account" data-testid="account" href="${BASE}/sign-in/" aria-label="로그인">${icon('person')}<span id="account-name">로그인</span></a>
<a class="top-link bag" id="bag" data-testid="bag" href="${BASE}/cart/" aria-label="장바구니">${icon('bag')}<span id="bag-count" data-testid="cart-count" class="count" hidden>0</span></a>
</div></header>
<nav class="cats" aria-label="분류"><div class="wrap"><ul>${links.map(({ href, name, key }) => `<li><a href="${href}"${key === here ? ' aria-current="page"' : ''}>${esc(name)}</a></li>`).join('')}</ul></div></nav>
<div id="toast" class="toast" role="status" aria-live="polite" data-testid="toast"></div>
<main id="main"${mainClass ? ` class="${mainClass}"` : ''}>
<noscript><p class="wrap note">장바구니와 주문은 자바스크립트를 켜야 쓸 수 있어요.</p></noscript>
${main}
</main>
<footer class="foot"><div class="wrap"><p class="foot-name">${esc(shop.name)}</p><p>${esc(shop.line)}. 체험용으로 지은 가게라 실제로 결제되거나 배송되지 않아요.</p>
<ul>${links.map(({ href, name }) => `<li><a href="${href}">${esc(name)}</a></li>`).join('')}</ul></div></footer>
${foot}
</body>
</html>
`;
}
