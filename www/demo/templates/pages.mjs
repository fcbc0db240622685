// The shop's pages, as {path, html-making fields for layout()}. Paths are folders under the shop's base.
import { magazine } from '../client/magazine-view.js';
import { BASE, card, categoryUrl, esc, icon, stepper, won } from '../client/view.js';

const head = (title, text = '') => `<header class="page-head wrap"><h1>${esc(title)}</h1>${text ? `<p>${esc(text)}</p>` : ''}</header>`;

const theme = (name, width, height, alt) =>
  `<picture><source media="(max-width: 719px) and (prefers-color-scheme: dark)" srcset="${BASE}/img/${name}-night-phone.svg" width="880" height="720"><source media="(max-width: 719px)" srcset="${BASE}/img/${name}-day-phone.svg" width="880" height="720"><source media="(prefers-color-scheme: dark)" srcset="${BASE}/img/${name}-night.svg"><img class="hero-pic" src="${BASE}/img/${name}-day.svg" width="${width}" height="${height}" alt="${esc(alt)}" fetchpriority="high"></picture>`;

function home({ shop, categories, products, stories }) {
  const shelves = categories.map(
    ({ slug, name, line }, i) => `<section class="wrap shelf" aria-labelledby="shelf-${slug}"><div class="grid">
<a class="shelf-card" href="${categoryUrl(slug)}"><img src="${BASE}/img/shelf-${slug}.svg" width="880" height="560" alt=""${i ? ' loading="lazy"' : ''} decoding="async"><span><h2 id="shelf-${slug}">${esc(name)}</h2><span class="shelf-line">${esc(line)}</span></span></a>
${products.filter((p) => p.category === slug).map((p) => card(p)).join('\n')}</div></section>`,
  );
  const teaser = `<section class="wrap teaser" aria-labelledby="teaser"><div class="section-head"><h2 id="teaser">읽을거리</h2><a href="${BASE}/magazine/">모두 보기</a></div>
<ul class="teaser-list">${stories.slice(0, 3).map((s) => `<li><a href="${BASE}/magazine/${s.slug}/"><img class="pic" src="${BASE}/img/story-${s.slug}.svg" width="1200" height="750" alt="" loading="lazy" decoding="async"><span class="story-kind">${esc(s.kind)}, ${s.minutes}분</span><b>${esc(s.title)}</b></a></li>`).join('')}</ul></section>`;
  return {
    path: '',
    title: `${shop.name} | ${shop.line}`,
    description: `${shop.name}은 ${shop.line}을 고르는 작은 가게예요.`,
    script: 'list',
    here: 'all',
    data: { list: 'home', 'list-name': '전체 상품' },
    main: `<section class="hero">${theme('hero', 1600, 720, '찻주전자와 찻잔, 매화를 꽂은 달항아리가 놓인 상')}<div class="wrap hero-text"><h1>물 끓는 소리로<br>시작하는 하루</h1><p>${esc(shop.line)}을<br>천천히 골라 두었어요.</p><a class="button" href="${categoryUrl('tea')}">차 둘러보기</a></div></section>
${shelves[0]}${shelves[1]}${teaser}${shelves[2]}${shelves[3]}`,
  };
}

const category = ({ categories, products, shop }) =>
  categories.map(({ slug, name, line, alt }) => ({
    path: `category/${slug}`,
    title: `${name} | ${shop.name}`,
    description: `${name}: ${line}.`,
    script: 'list',
    here: slug,
    data: { list: slug, 'list-name': name },
    main: `<div class="wrap"><header class="banner"><picture><source media="(min-width: 720px)" srcset="${BASE}/img/shelf-${slug}-wide.svg" width="1640" height="456"><img src="${BASE}/img/shelf-${slug}.svg" width="880" height="560" alt="${esc(alt)}"></picture><div><h1>${esc(name)}</h1><p>${esc(line)}</p></div></header>
<div class="grid">${products.filter((p) => p.category === slug).map((p, i) => card(p, { level: 2, eager: i < 4 })).join('\n')}</div></div>`,
  }));

/** Four others of the shelf and its neighbours, the same at every build. */
function beside(product, products) {
  const shelf = products.filter((p) => p.category === product.category);
  const at = shelf.indexOf(product);
  return [1, 2, 3].map((n) => shelf[(at + n) % shelf.length]).concat(products[(products.indexOf(product) + 7) % products.length]);
}

const product = ({ products, categories, stories, shop }) =>
  products.map((p) => {
    const shelf = categories.find((c) => c.slug === p.category);
    const story = stories.find((s) => s.body.some((part) => part.products?.includes(p.id)));
    const thumb = (file, label, pressed) => `<button type="button" data-picture="${BASE}/img/${file}.svg" aria-pressed="${pressed}" aria-label="${label}"><img src="${BASE}/img/${file}.svg" width="800" height="800" alt="" loading="lazy"></button>`;
    return {
      path: `product/${p.id}`,
      title: `${p.name} | ${shop.name}`,
      description: `${p.name}, ${won(p.price)}. ${p.short}.`,
      script: 'product',
      here: p.category,
      data: { product: p.id },
      mainClass: 'has-bar',
      main: `<div class="wrap product">
<div class="gallery"><img class="pic" id="picture" src="${BASE}/img/${p.id}.svg" width="800" height="800" alt="${esc(p.alt)}" fetchpriority="high"><div class="thumbs">${thumb(p.id, '전체 사진', true)}${thumb(`${p.id}-close`, '가까이 본 사진', false)}</div></div>
<div class="product-text"><p class="crumb"><a href="${categoryUrl(shelf.slug)}">${esc(shelf.name)}</a></p><h1 data-testid="product-name">${esc(p.name)}</h1><p class="product-short">${esc(p.short)}</p><p class="price" data-testid="product-price">${won(p.price)}</p>
<p class="product-story">${esc(p.story)}</p>
<div class="amount">${stepper(1, { id: 'quantity' })}<p>총 <b id="total" data-testid="total">${won(p.price)}</b></p></div>
<div class="buy-bar" data-testid="buy-bar"><button class="button quiet" type="button" id="add-to-cart" data-testid="add-to-cart">장바구니 담기</button><button class="button" type="button" id="buy-now" data-testid="buy-now">바로 구매</button></div>
<dl class="facts">${p.facts.map(([k, v]) => `<div><dt>${esc(k)}</dt><dd>${esc(v)}</dd></div>`).join('')}<div><dt>배송</dt><dd>${won(shop.shipping)}, ${won(shop.free_shipping_from)}부터 무료</dd></div></dl>
${story ? `<a class="read" href="${BASE}/magazine/${story.slug}/"><img src="${BASE}/img/story-${story.slug}.svg" width="1200" height="750" alt="" loading="lazy"><span><small>이 물건이 나오는 이야기</small><b>${esc(story.title)}</b></span></a>` : ''}</div></div>
<section class="wrap beside" aria-labelledby="beside"><div class="section-head"><h2 id="beside">곁에 두면 좋은 것</h2></div><div class="grid">${beside(p, products).map((other) => card(other)).join('\n')}</div></section>`,
    };
  });

const search = ({ shop, products }) => ({
  path: 'search',
  title: `검색 | ${shop.name}`,
  description: '우리몰의 상품을 찾아보세요.',
  script: 'search',
  mainClass: 'fill',
  main: `<header class="page-head wrap"><h1 id="search-title">무엇을 찾으세요?</h1><p id="search-count" data-testid="search-count"></p></header>
<div class="wrap" id="search-results"></div>
<div id="search-more" hidden><section class="wrap words"><h2>많이 찾는 말</h2><ul>${['녹차', '찻잔', '선물', '공책', '화병', '조명', '집들이'].map((w) => `<li><a href="${BASE}/search/?q=${encodeURIComponent(w)}">${w}</a></li>`).join('')}</ul></section>
<section class="wrap beside" aria-labelledby="loved"><div class="section-head"><h2 id="loved">요즘 자주 담는 물건</h2></div><div class="grid">${['p19', 'p05', 'p13', 'p23'].map((id) => card(products.find((p) => p.id === id))).join('')}</div></section></div>`,
});

const cart = ({ shop }) => ({
  path: 'cart',
  title: `장바구니 | ${shop.name}`,
  description: '담아 둔 물건과 주문 금액이에요.',
  script: 'cart',
  mainClass: 'fill',
  main: `${head('장바구니')}<div class="wrap tall" id="cart"></div>`,
});

const field = (id, label, attributes) => `<div class="field"><label for="${id}">${label}</label><input id="${id}" name="${id}" data-testid="${id}" ${attributes} aria-describedby="${id}-error"><p class="error" id="${id}-error" data-testid="${id}-error" aria-live="polite"></p></div>`;

const checkout = ({ shop }) => ({
  path: 'checkout',
  title: `주문하기 | ${shop.name}`,
  description: '받는 분과 결제 방법을 적어 주세요.',
  script: 'checkout',
  mainClass: 'fill',
  main: `${head('주문하기')}<div class="wrap tall" id="checkout-page" hidden><form class="split" id="checkout-form" novalidate>
<div><section class="form-part"><div class="section-head"><h2>받는 분</h2><button type="button" class="text-button" id="fill-example" data-testid="fill-example">예시로 채우기</button></div>
${field('name', '이름', 'autocomplete="name" maxlength="40"')}${field('phone', '전화번호', 'type="tel" inputmode="tel" autocomplete="tel" maxlength="20" placeholder="010-0000-0000"')}${field('address', '주소', 'autocomplete="street-address" maxlength="120"')}<p class="note">적은 내용은 어디에도 보내거나 저장하지 않아요.</p></section>
<section class="form-part"><h2>결제 방법</h2><div class="choices" role="radiogroup" aria-label="결제 방법">${[['card', '카드'], ['easy', '간편결제'], ['transfer', '무통장입금']].map(([value, label], i) => `<label><input type="radio" name="method" value="${value}"${i ? '' : ' checked'}><span>${label}</span></label>`).join('')}</div></section></div>
<aside class="panel"><h2>주문 상품</h2><ul class="order-items" id="order-items"></ul><div id="order-sums"></div><button class="button wide" id="place-order" data-testid="place-order" type="submit">주문하기</button><p class="note">체험용 매장이라 실제로 결제되지 않아요.</p></aside></form></div>`,
});

const orderDone = ({ shop }) => ({
  path: 'order-done',
  title: `주문 완료 | ${shop.name}`,
  description: '주문해 주셔서 고마워요.',
  script: 'order-done',
  mainClass: 'fill',
  main: `<h1 class="unseen" id="done-title">주문 완료</h1><div class="wrap narrow tall" id="order-done"></div>`,
});

const signIn = ({ shop }) => ({
  path: 'sign-in',
  title: `로그인 | ${shop.name}`,
  description: '우리몰 회원 로그인.',
  script: 'sign-in',
  main: `<div class="wrap narrow tall"><div id="guest"><header class="page-head center"><h1>로그인</h1><p>다시 오셨네요. 아이디와 비밀번호를 적어 주세요.</p></header>
<form class="panel" id="sign-in-form" data-testid="sign-in-form" novalidate><div class="field"><label for="member">아이디</label><input id="member" name="member" data-testid="member" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="40" aria-describedby="sign-in-error"></div><div class="field"><label for="password">비밀번호</label><input id="password" name="password" data-testid="password" type="password" autocomplete="current-password" maxlength="100" aria-describedby="sign-in-error"></div><p class="error" id="sign-in-error" data-testid="sign-in-error" role="alert"></p><button class="button wide" type="submit" data-testid="sign-in">로그인</button>
<p class="hint">체험용 회원: <code>minji</code> / <code>1234</code> 또는 <code>jun</code> / <code>1234</code></p></form>
<form class="panel second" id="sign-up-form" data-testid="sign-up-form" novalidate><h2>처음 오셨어요?</h2><p>이름만 적으면 바로 회원이 돼요. 이 브라우저에서만 기억해요.</p><div class="field"><label for="nickname">이름</label><input id="nickname" name="nickname" data-testid="nickname" autocomplete="nickname" maxlength="20" aria-describedby="sign-up-error"><p class="error" id="sign-up-error" role="alert"></p></div><button class="button quiet wide" type="submit" data-testid="sign-up">간편 가입</button></form></div>
<div id="member-card" class="member-card" data-testid="member-card" hidden><img src="${BASE}/img/icon.svg" width="64" height="64" alt=""><h1 id="member-name" data-testid="member-name" tabindex="-1"></h1><p id="member-grade" data-testid="member-grade"></p><a class="button wide" href="${BASE}/">둘러보러 가기</a><button class="text-button" type="button" id="sign-out" data-testid="sign-out">로그아웃</button></div></div>`,
});

const magazinePages = (catalogue) =>
  [null, ...catalogue.stories.map((s) => s.slug)].map((slug) => {
    const { title, html } = magazine(slug, catalogue);
    const story = catalogue.stories.find((s) => s.slug === slug);
    return {
      path: slug ? `magazine/${slug}` : 'magazine',
      title,
      description: story ? story.lead : '물건보다 먼저, 그 물건을 쓰는 시간에 대한 이야기.',
      script: 'magazine',
      here: 'magazine',
      main: `<div class="wrap" id="magazine" data-testid="magazine">${html}</div>`,
      foot: `<dialog class="quick" id="quick-view" data-testid="quick-view-dialog" aria-labelledby="quick-title"><button type="button" class="quick-close" data-close aria-label="닫기">${icon('close')}</button><div id="quick-body"></div></dialog>`,
    };
  });

const lost = ({ shop }) => ({
  path: '404',
  title: `없는 페이지 | ${shop.name}`,
  description: '찾으시는 페이지가 없어요.',
  script: 'list',
  main: `<div class="wrap tall"><div class="empty"><img src="${BASE}/img/empty-search.svg" width="160" height="160" alt=""><h1>찾으시는 페이지가 없어요</h1><p>주소가 바뀌었거나 지금은 팔지 않는 물건일 수 있어요.</p><a class="button" href="${BASE}/">우리몰로 가기</a></div></div>`,
});

/** Every page of the shop. */
export const pages = (catalogue) => [home, category, product, search, cart, checkout, orderDone, signIn, magazinePages, lost].flatMap((make) => make(catalogue));
