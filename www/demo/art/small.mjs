// The shop's mark, and three small pictures that the shop owner uploaded for messages (fixed names under img/).
import { blossom, box, fill, file, group, leaf, line, oval, path, pen, shade, steam, times, under } from './kit.mjs';

/** The mark: a moon jar. */
const mark = () =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64"><rect width="64" height="64" rx="16" fill="#2c6e5b"/><path d="M24 13h16l-1 6c17 7 17 29 1 34H24c-16-5-16-27 1-34z" fill="#f7f5ee"/><path d="M19 32c3 3 23 3 26-1" fill="none" stroke="#2c6e5b" stroke-width="2" stroke-linecap="round" opacity=".5"/></svg>\n`;

/** A greeting card that leans on a present wrapped in cloth. */
function rival() {
  const p = pen();
  const body =
    box(0, 0, 640, 250, fill(p.lin(['#fdeedd', '#f8d8b8'], 'd'))) + path('M60 0H170L310 250H200Z', fill('#fff', 0.28)) + path('M200 0H270L410 250H340Z', fill('#fff', 0.28)) + box(0, 250, 640, 110, fill(p.lin(['#e2a877', '#cf8f5c']))) + box(0, 250, 640, 2, fill('#fff', 0.4)) +
    // the present: a bojagi, four corners tied
    shade(p, 412, 310, 132, 24, 0.4) +
    path('M296 168Q412 146 528 168L536 300Q412 326 288 300Z', fill(p.lin(['#c2503a', '#e0704f', '#b84632'], 'h'))) + path('M296 168Q412 190 528 168L520 204Q412 222 304 204Z', fill('#a33a28', 0.45)) + path('M330 172L300 300M494 172L526 300', line('#f6a98c', 4, 0.4)) +
    path('M412 178C372 190 330 178 300 168C340 152 388 150 412 178ZM412 178C452 190 494 178 526 168C486 152 436 150 412 178Z', fill(p.lin(['#ee8a68', '#cf5c40']))) +
    path('M412 172C372 118 318 112 316 134C314 156 366 172 412 172ZM412 172C452 118 508 112 510 134C512 156 458 172 412 172Z', fill(p.lin(['#f29a78', '#d8654a']))) + path('M412 172C386 148 352 132 334 136M412 172C438 148 474 132 492 136', line('#a33a28', 3, 0.5)) +
    path('M412 172C396 196 380 214 358 226L392 232C402 214 410 196 412 172C414 196 424 214 434 232L466 226C444 214 428 196 412 172Z', fill('#e37c5c')) + oval(412, 170, 20, 16, fill(p.rad(['#f6a98c', '#c2503a']))) +
    group('translate(474 262)', blossom(0, 0, 26, '#fff3e2', '#f0b35c')) + group('translate(352 268)', blossom(0, 0, 18, '#fff3e2', '#f0b35c')) +
    // the card
    shade(p, 206, 316, 104, 18, 0.38) +
    group('translate(112 84) rotate(-5)', under(p, box(0, 0, 184, 224, '', 6), 8, 10, 0.22, 8) + path('M184 4L204 12V230L184 222Z', fill('#e9dcc6')) + box(0, 0, 184, 224, fill('#fffdf7'), 6) + box(10, 10, 164, 204, `fill="none" stroke="#e7b48f" stroke-width="1.6"`, 4) +
      steam(80, 92, '#d9a07a', 0.8) + path('M46 104H138C138 142 122 160 92 160C62 160 46 142 46 104Z', fill(p.lin(['#8fc2ae', '#5d9c86'], 'd'))) + path('M138 112C160 110 160 138 130 140', line('#5d9c86', 6)) + oval(92, 104, 46, 8, fill('#cfe6da')) + oval(92, 105, 39, 5.6, fill('#b98a3c')) + path('M66 168H118', line('#5d9c86', 5)) +
      path('M92 186c-8 -11 -22 -2 -14 9c4 5 10 9 14 13c4 -4 10 -8 14 -13c8 -11 -6 -20 -14 -9Z', fill('#d8654a'))) +
    leaf(58, 318, 62, -48, '#6f8f5f') + leaf(66, 322, 54, -14, '#8aa873') + leaf(556, 322, 56, -132, '#6f8f5f') + leaf(586, 326, 54, -70, '#8aa873') +
    times(12, (i) => `<circle cx="${[40, 92, 330, 372, 560, 596, 610, 470, 26, 300, 540, 246][i]}" cy="${[60, 36, 60, 96, 60, 120, 210, 48, 180, 32, 96, 46][i]}" r="${[5, 3, 4, 3, 6, 4, 3, 4, 4, 3, 3, 4][i]}" fill="${i % 3 ? '#e59a6c' : '#fff8ec'}" opacity=".8"/>`);
  return file(640, 360, p, body);
}

/** A pen drawing: a path that loops back three times to the same cup, which waves. */
function again() {
  const p = pen();
  const ink = '#2b4a40';
  const step = (x, y, turn) => group(`translate(${x} ${y}) rotate(${turn})`, oval(0, 0, 6, 3.4, fill(ink, 0.65)) + oval(8.5, -0.4, 2.6, 2.2, fill(ink, 0.65)));
  const body =
    box(0, 0, 640, 360, fill(p.lin(['#e3efe8', '#cfe2d8'], 'd'))) + path('M-20 300C120 262 240 322 380 296C480 278 560 300 660 282V380H-20Z', fill('#bcd5c8')) +
    `<g fill="none" stroke="${ink}" stroke-width="3" stroke-linecap="round" stroke-dasharray="1 11" opacity=".75">` + path('M30 256C110 236 150 150 96 128C48 110 40 190 112 204C206 222 240 96 178 84C122 74 130 172 214 172C294 170 286 60 240 62C196 66 226 150 330 178') + `</g>` +
    step(36, 250, -14) + step(92, 206, -64) + step(118, 202, 12) + step(196, 138, -76) + step(216, 170, 4) + step(276, 114, -80) + step(312, 170, 20) +
    oval(452, 300, 120, 16, fill('#1f3a31', 0.14)) +
    path('M362 148C366 248 394 292 424 296H482C512 290 540 246 542 146Z', fill('#fbf7ec')) + path('M362 148C366 248 394 292 424 296H482C512 290 540 246 542 146', line(ink, 4.5)) + path('M360 147C392 130 512 128 543 145C520 164 388 166 360 147Z', `fill="#c99a4a" stroke="${ink}" stroke-width="4.5" stroke-linejoin="round"`) + path('M384 148C420 140 470 139 500 142', line('#f1d59b', 4)) +
    path('M542 176C590 168 592 240 524 246', line(ink, 4.5)) + path('M540 190C570 186 570 228 530 232', line(ink, 3, 0.5)) +
    path('M418 214c4 -7 13 -7 17 0M470 213c4 -7 13 -7 17 0', line(ink, 4)) + path('M440 230c6 9 18 9 24 0', line(ink, 4)) + oval(408, 232, 13, 8, fill('#ef9a7a', 0.6)) + oval(498, 231, 13, 8, fill('#ef9a7a', 0.6)) +
    path('M380 180c2 26 8 48 16 66', line(ink, 2.4, 0.35)) + path('M436 268h34M444 278h18', line(ink, 2.4, 0.35)) +
    path('M352 230C330 226 322 210 316 190M316 190l-10 8M316 190l12 4', line(ink, 4.5)) +
    path('M428 118c-12 -18 12 -28 2 -48c-6 -14 6 -22 10 -28M470 116c-10 -16 10 -24 2 -42', line(ink, 3.4, 0.55)) + path('M512 96c-11 -15 -31 -2 -20 13c6 8 14 13 20 18c6 -5 14 -10 20 -18c11 -15 -9 -28 -20 -13Z', `fill="#e2775a" stroke="${ink}" stroke-width="3.4" stroke-linejoin="round" transform="rotate(12 512 96) translate(18 -42)"`) +
    path('M570 132l22 -16M580 158l28 -4M562 108l10 -22', line('#e2775a', 4.5)) + path('M346 118l-18 -20M334 144l-26 -8', line('#e2775a', 4.5)) +
    path('M60 306c3 -14 8 -20 16 -24M60 306c-3 -12 -8 -18 -14 -20M284 314c3 -14 8 -20 16 -24M284 314c-3 -12 -8 -18 -14 -20M596 300c3 -14 8 -20 16 -24M596 300c-3 -12 -8 -18 -14 -20', line('#6f9a86', 3.4));
  return file(640, 360, p, body);
}

/** The canvas bag that comes with larger orders. */
function gift() {
  const p = pen();
  const bag = 'M16 36H80L84 84Q84 90 78 90H18Q12 90 12 84Z';
  const body =
    oval(50, 90, 38, 4, fill('#1d1a14', 0.16)) + path('M34 42V24C34 6 62 6 62 24V42', line('#c9b184', 5)) + path(bag, fill(p.lin(['#fbf4e3', '#ecdfc3'], 'd'))) + path(bag, line('#c9b184', 1.6)) + path('M14 42H82', `fill="none" stroke="#c9b184" stroke-width="1.4" stroke-dasharray="3 2.6"`) + path('M34 37V24C34 8 62 8 62 24V37', `fill="none" stroke="#e4cf9f" stroke-width="4" stroke-linecap="round"`) +
    path('M40 52h16l-1 4c12 5 12 20 1 24H40c-11 -4 -11 -19 1 -24Z', fill('#2c6e5b')) + path('M36 68c4 2 20 2 24 -1', line('#8cc0ab', 1.6)) + leaf(48, 52, 13, -58, '#5b8f72') + leaf(48, 52, 12, -126, '#7aa88c');
  return file(96, 96, p, body);
}

/** Empty and finished states: an open basket, a lens over an empty shelf, a wrapped box. They sit on either theme. */
function states() {
  const one = (body) => {
    const p = pen();
    return file(160, 160, p, `<circle cx="80" cy="80" r="76" fill="#8fb5a3" fill-opacity=".2"/>` + body(p));
  };
  return {
    'empty-cart.svg': one((p) => oval(80, 126, 46, 6, fill('#1d1a14', 0.14)) + path('M52 70C46 26 114 26 108 70', line('#b58a4f', 5)) + path('M36 68H124L112 124H48Z', fill(p.lin(['#e0bd86', '#bf9355']))) + times(4, (i) => path(`M${40 + i * 2.6} ${80 + i * 12}H${120 - i * 2.6}`, line('#9d7340', 2, 0.5))) + times(7, (i) => path(`M${48 + i * 10.8} 72L${54 + i * 8.8} 122`, line('#9d7340', 2, 0.4))) + box(32, 62, 96, 11, fill('#cfa468'), 5) + leaf(80, 62, 22, -60, '#6f9a7e') + leaf(80, 62, 20, -122, '#5b8f72')),
    'empty-search.svg': one((p) => box(34, 104, 92, 8, fill('#bf9355'), 3) + path('M44 112V126M116 112V126', line('#9d7340', 5)) + path('M52 104V86Q52 78 60 78H72Q80 78 80 86V104', `fill="none" stroke="#8fb5a3" stroke-width="3" stroke-dasharray="4 5"`) + `<circle cx="88" cy="66" r="27" fill="#f4faf7" fill-opacity=".92" stroke="#2c6e5b" stroke-width="6"/>` + path('M107 86L126 106', line('#2c6e5b', 9)) + path('M74 60A17 17 0 0 1 88 48', line('#fff', 4, 0.9)) + path('M82 68q6 -5 12 0', line('#2c6e5b', 3)) + `<circle cx="80" cy="61" r="2" fill="#2c6e5b"/><circle cx="96" cy="61" r="2" fill="#2c6e5b"/>`),
    'done.svg': one((p) => oval(80, 128, 48, 6, fill('#1d1a14', 0.14)) + box(40, 62, 80, 64, fill(p.lin(['#f4ead6', '#ddccab'], 'd')), 4) + box(34, 52, 92, 20, fill(p.lin(['#fbf4e3', '#e6d7b8'], 'd')), 4) + box(73, 52, 14, 74, fill('#2c6e5b')) + path('M80 52C66 24 42 28 48 42C52 52 68 52 80 52C92 52 108 52 112 42C118 28 94 24 80 52Z', fill(p.lin(['#4b8f7c', '#2c6e5b']))) + path('M80 52C72 42 64 38 56 40M80 52C88 42 96 38 104 40', line('#cfe6da', 2, 0.6)) + blossom(30, 40, 10, '#f7d3d8', '#d98a96') + blossom(130, 92, 9, '#f7d3d8', '#d98a96') + leaf(124, 36, 16, -30, '#6f9a7e')),
  };
}

export const small = () => ({ ...states(), 'icon.svg': mark(), 'msg-rival.svg': rival(), 'msg-again.svg': again(), 'msg-gift.svg': gift() });
