// In-site search: finds in the page what the address asks for, and says honestly when there is nothing.
import { $ } from './shop.js';
import { categories, products, shop } from './data.js';
import { search, viewItemList } from './events.js';
import { BASE, card, empty, find } from './view.js';

/** Longer words are cut: nobody looks for more, and the page stays a page. */
const WORD_MAX = 60;

const word = (new URLSearchParams(location.search).get('q') ?? '').trim().replace(/\s+/g, ' ').slice(0, WORD_MAX);
$('#search-input').value = word;

if (word) {
  const found = find(word, products, categories);
  document.title = `${word} 검색 | ${shop.name}`;
  $('#search-title').textContent = `‘${word}’ 검색 결과`;
  $('#search-count').textContent = found.length ? `상품 ${found.length}개를 찾았어요` : '';
  $('#search-results').innerHTML = found.length
    ? `<div class="grid" data-testid="search-results">${found.map((product, i) => card(product, { level: 2, eager: i < 4 })).join('')}</div>`
    : empty({ picture: 'empty-search', title: '찾으시는 상품이 우리몰에 없어요', text: '다른 말로 찾아보거나, 아래에서 많이 찾는 말을 골라 보세요.', href: `${BASE}/`, label: '전체 상품 보기', test: 'no-results' });
  search(word, found.length);
  if (found.length) viewItemList('search', '검색 결과', found);
} else $('#search-input').focus({ preventScroll: true });
// Shown only now, so that the results do not push it down under somebody's finger.
$('#search-more').hidden = false;
