// The look book's two views. The build writes them into the first page; the single-page app draws them again on each route.
import { BASE, esc, icon, productUrl, won } from './view.js';

const storyUrl = (slug) => `${BASE}/magazine/${slug}/`;

export const routeOf = (pathname) => {
  const found = /^\/demo\/magazine\/(?:([a-z0-9-]+)\/?)?$/.exec(pathname);
  return found ? { slug: found[1] ?? null } : null;
};

/** The title and the markup of a route; null for a story that does not exist. */
export function magazine(slug, { stories, products, shop }) {
  if (slug === null) return { title: `읽을거리 | ${shop.name}`, html: list(stories) };
  const story = stories.find((s) => s.slug === slug);
  if (!story) return null;
  const next = stories[(stories.indexOf(story) + 1) % stories.length];
  return { title: `${story.title} | ${shop.name} 읽을거리`, html: page(story, next, products) };
}

const picture = (story, eager) =>
  `<img class="pic" src="${BASE}/img/story-${story.slug}.svg" width="1200" height="750" alt="${esc(story.alt)}"${eager ? '' : ' loading="lazy"'} decoding="async">`;

const list = (stories) => `<header class="page-head"><h1 tabindex="-1">읽을거리</h1><p>물건보다 먼저, 그 물건을 쓰는 시간에 대하여</p></header>
<ul class="stories">${stories
  .map(
    (story, i) => `<li><a class="story-card" href="${storyUrl(story.slug)}" data-route data-testid="story-link" data-story="${story.slug}">${picture(story, i < 2)}
<span class="story-kind">${esc(story.kind)}, ${story.minutes}분</span><h2>${esc(story.title)}</h2><p>${esc(story.lead)}</p></a></li>`,
  )
  .join('')}</ul>`;

const mention = (product) => `<li class="mention" data-product="${product.id}"><button type="button" class="mention-open" data-quick-view="${product.id}" data-testid="quick-view" aria-haspopup="dialog"><img class="pic" src="${BASE}/img/${product.id}.svg" width="800" height="800" alt="" loading="lazy" decoding="async"><span class="mention-text"><b>${esc(product.name)}</b><span>${esc(product.short)}</span><span class="mention-price">${won(product.price)}</span></span><span class="mention-look">살펴보기</span></button></li>`;

const block = (part, products) => {
  if (part.h) return `<h2>${esc(part.h)}</h2>`;
  if (part.p) return `<p>${esc(part.p)}</p>`;
  return `<ul class="mentions">${part.products.map((id) => mention(products.find((p) => p.id === id))).join('')}</ul>`;
};

const page = (story, next, products) => `<article class="story" data-testid="story" data-story="${story.slug}">
<a class="back" href="${BASE}/magazine/" data-route data-testid="story-back">${icon('back', 20)}읽을거리</a>
<header class="story-head"><span class="story-kind">${esc(story.kind)}, ${story.minutes}분</span><h1 tabindex="-1">${esc(story.title)}</h1><p class="lead">${esc(story.lead)}</p></header>
${picture(story, true)}
<div class="prose">${story.body.map((part) => block(part, products)).join('\n')}</div>
<a class="story-next" href="${storyUrl(next.slug)}" data-route data-testid="story-next"><img class="pic" src="${BASE}/img/story-${next.slug}.svg" width="1200" height="750" alt="" loading="lazy" decoding="async"><span><small>다음 이야기</small><b>${esc(next.title)}</b></span></a>
</article>`;

/** What the quick view shows of a product. */
export const quickView = (product) => `<img class="pic" src="${BASE}/img/${product.id}.svg" width="800" height="800" alt="${esc(product.alt)}">
<div class="quick-text"><h2 id="quick-title">${esc(product.name)}</h2><p class="price">${won(product.price)}</p><p>${esc(product.story)}</p>
<button type="button" class="button wide" data-add="${product.id}" data-testid="quick-view-add">장바구니 담기</button>
<a class="quick-more" href="${productUrl(product.id)}" data-testid="quick-view-more">상품 페이지 보기</a></div>`;

/** The products that a story mentions, in its order. */
export const mentioned = (story, products) => story.body.flatMap((part) => part.products ?? []).map((id) => products.find((p) => p.id === id));
