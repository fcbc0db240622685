// The look book: a single-page app. Its routes change by history, without loading a page.
import { $ } from './shop.js';
import * as data from './data.js';
import { viewItem, viewItemList } from './events.js';
import { magazine, mentioned, quickView, routeOf } from './magazine-view.js';
import { productOf } from './store.js';

const root = $('#magazine');
const dialog = $('#quick-view');
let slug = routeOf(location.pathname)?.slug ?? null;

/** Tells the data layer which products the route lists. */
function listed() {
  const story = data.stories.find((s) => s.slug === slug);
  if (story) viewItemList(`magazine_${story.slug}`, `읽을거리: ${story.title}`, mentioned(story, data.products));
}

function show(next) {
  const view = magazine(next, data);
  if (!view) return false;
  slug = next;
  if (dialog.open) dialog.close();
  root.innerHTML = view.html;
  document.title = view.title;
  listed();
  return true;
}

function go(href) {
  const route = routeOf(new URL(href, location.href).pathname);
  if (!route || (route.slug !== null && !data.stories.some((s) => s.slug === route.slug))) return false;
  history.replaceState({ ...history.state, y: scrollY }, '');
  history.pushState({ y: 0 }, '', href);
  show(route.slug);
  scrollTo(0, 0);
  $('h1', root).focus({ preventScroll: true });
  return true;
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-route]');
  if (link && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
    if (go(link.href)) event.preventDefault();
    return;
  }
  const look = event.target.closest?.('[data-quick-view]');
  if (look) {
    const product = productOf(look.dataset.quickView);
    $('#quick-body').innerHTML = quickView(product);
    dialog.showModal();
    viewItem(product);
  } else if (event.target === dialog || event.target.closest?.('[data-close], #quick-view [data-add]')) dialog.close(); // After adding, too: what the shop says is under it.
});

// The app restores its own scroll: the browser would do it before the route is drawn.
if ('scrollRestoration' in history) history.scrollRestoration = 'manual';
addEventListener('popstate', ({ state }) => {
  const route = routeOf(location.pathname);
  if (route && show(route.slug)) scrollTo(0, state?.y ?? 0);
});

listed();
