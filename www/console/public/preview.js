// The page in which the editor shows a message: a plain shop with the very script that shops load. Nothing of it is a copy; what is made up is
// the shop and an edge of its own that answers three requests: the bundle (made of the draft by the console's engine), what is known of the
// sample shopper, and how many are watching. It is a sandbox without an origin: it can neither read nor keep anything of the console's.
// A file of its own without imports, since a page without an origin may load no modules.
(function () {
  'use strict';
  var console_ = new URL(location.href).origin;
  var tell = function (said) {
    parent.postMessage(said, console_);
  };

  addEventListener('message', function (event) {
    if (event.source !== parent || event.origin !== console_ || document.body.childElementCount) return;
    begin(event.data);
  });
  tell({ is: 'ready' });

  /** @param {{script: string, bundle: Uint8Array, answer: Uint8Array, watching: number, says: [string, object][], shop: object}} given */
  function begin(given) {
    draw(given.shop);
    var real = window.fetch;
    window.fetch = function (request, more) {
      var path = new URL(request, console_).pathname;
      var bytes = function (body) {
        return Promise.resolve(new Response(body.slice(), { headers: { 'content-type': 'application/octet-stream' } }));
      };
      if (path.indexOf('/v1/b/') === 0) return bytes(given.bundle);
      if (path === '/v1/collect') return bytes(given.answer);
      if (path.indexOf('/v1/watching/') === 0) return Promise.resolve(Response.json({ watching: given.watching }));
      return real.call(window, request, more);
    };
    navigator.sendBeacon = function () {
      return true;
    };
    window.dangol = function () {
      window.dangol.q.push(arguments);
    };
    window.dangol.q = [];
    for (var i = 0; i < given.says.length; i += 1) window.dangol(given.says[i][0], given.says[i][1]);

    // Links lead nowhere here, and what a shop would take is taken.
    addEventListener(
      'click',
      function (event) {
        var link = event.composedPath().find(function (it) {
          return it.localName === 'a' && it.getAttribute('href');
        });
        if (!link) return;
        event.preventDefault();
        tell({ is: 'followed', href: link.getAttribute('href') });
      },
      true,
    );
    addEventListener('dangol', function (event) {
      event.preventDefault();
      tell({ is: 'told', event: event.detail && event.detail.event });
    });
    new MutationObserver(function (_, observer) {
      if (!document.querySelector('dangol-message')) return;
      observer.disconnect();
      // Once it has its place.
      requestAnimationFrame(function () {
        requestAnimationFrame(function () {
          tell({ is: 'drawn' });
        });
      });
    }).observe(document.documentElement, { childList: true, subtree: true });

    var script = document.createElement('script');
    script.async = true;
    script.src = given.script;
    script.dataset.site = 'preview';
    script.onerror = function () {
      tell({ is: 'failed' });
    };
    document.head.append(script);
  }

  /** A shop as there are many: its own font and colours, a heading, goods, a button of its accent. */
  function draw(shop) {
    var style = document.createElement('style');
    var dark = shop.dark;
    style.textContent =
      'body{margin:0;font-family:"Apple SD Gothic Neo","Noto Sans KR","Malgun Gothic",sans-serif;word-break:keep-all;background:' + (dark ? '#17130f' : '#fff') + ';color:' + (dark ? '#f1ece7' : '#221c17') + '}' +
      'header{padding:16px 20px;font-size:17px;font-weight:700;border-bottom:1px solid #8883}main{max-width:1080px;margin:auto;padding:20px 20px 160px}h1{font-size:20px;margin:0 0 14px}' +
      'ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:18px 14px;list-style:none;padding:0;margin:16px 0}li div{aspect-ratio:1;border-radius:12px;background:' + (dark ? '#2b241d' : '#f3eee8') + '}' +
      'li p{margin:8px 0 2px;font-size:14px}li b{font-size:14px}button.buy{background:' + shop.accent + ';color:#fff;border:0;border-radius:8px;padding:12px 20px;font:inherit}';
    document.head.append(style);
    document.documentElement.lang = shop.lang;
    document.title = shop.name;
    var make = function (name, text, inside) {
      var element = document.createElement(name);
      if (text) element.textContent = text;
      (inside || []).forEach(function (child) {
        element.append(child);
      });
      return element;
    };
    var place = make('div');
    place.id = 'dangol-preview-place';
    var buy = make('button', shop.buy);
    buy.className = 'buy';
    buy.type = 'button';
    var goods = shop.goods.map(function (one) {
      return make('li', '', [make('div'), make('p', one.name), make('b', one.price)]);
    });
    document.body.append(make('header', shop.name), make('main', '', [make('h1', shop.heading), place, buy, make('ul', '', goods)]));
  }
})();
