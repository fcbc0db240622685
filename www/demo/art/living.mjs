// Living: six drawings (see tea.mjs for the shape of one).
import { blossom, box, dice, fill, group, leaf, line, oval, path, room, shade, sheet, times, under } from './kit.mjs';

/** p19: a moon jar with a plum branch. */
const moonJar = {
  back: (p) => room(p, ['#7f94a6', '#5f7689'], ['#4a3b30', '#3b2f27'], { tint: '#dfeaf2', horizon: 430 }),
  draw: (p) =>
    path('M306 208C300 160 330 130 318 84C312 60 330 40 344 24M318 110C350 100 372 82 392 74M312 150C286 136 266 118 244 112M380 78C392 62 408 56 424 54', line('#4d382c', 7)) +
    path('M262 120C250 106 236 100 222 100M344 24C350 14 352 8 352 2', line('#4d382c', 4)) +
    blossom(344, 34, 20, '#fbe9ea', '#d98a96', 5, 10) + blossom(394, 72, 24, '#f7d3d8', '#b9566c', 5, 40) + blossom(244, 110, 22, '#f7d3d8', '#b9566c', 5, 5) + blossom(322, 98, 18, '#fbe9ea', '#d98a96', 5, 70) + blossom(426, 52, 14, '#fbe9ea', '#d98a96', 5, 20) + blossom(284, 138, 14, '#fbe9ea', '#d98a96', 5, 33) +
    times(6, (i) => `<circle cx="${[222, 360, 408, 302, 352, 268][i]}" cy="${[100, 90, 66, 122, 6, 116][i]}" r="6" fill="#e7a9b4"/>`) +
    shade(p, 306, 470, 132, 26, 0.6, '#120d09') +
    path('M252 214C122 246 126 432 246 470H366C484 430 486 248 360 214Z', fill(p.rad(['#ffffff', '#f3f1ea', '#c9c9c4', '#9b9ea0'], 0.34, 0.3, 0.82))) +
    path('M158 344C220 356 390 352 452 338', line('#b9b6ac', 3, 0.35)) +
    path('M252 214Q250 200 254 196H358Q362 200 360 214Q306 228 252 214Z', fill(p.lin(['#e9e7e0', '#ffffff', '#c2c3c1'], 'h'))) +
    oval(306, 197, 53, 10, fill('#dcdad2')) + oval(306, 198, 46, 7, fill('#6f6a60')) + path('M308 204C304 190 306 176 308 164', line('#4d382c', 7)) +
    path('M250 470H362L358 478H254Z', fill('#c9c2b4')) + path('M196 282C180 320 184 368 204 404', line('#fff', 16, 0.65)),
};

/** p20: a soy candle in a glass, lit, with a box of matches. */
const candle = {
  back: (p) => room(p, ['#4f5d55', '#38453f'], ['#8a6b4c', '#6f543a'], { light: false }) + `<circle cx="276" cy="190" r="260" fill="${p.rad([[0, '#ffd990', 0.55], [0.5, '#ffd990', 0.18], [1, '#ffd990', 0]], 0.5, 0.5, 0.5)}"/>`,
  draw: (p) =>
    shade(p, 276, 471, 112, 22, 0.55) +
    path('M176 232H376V446Q376 472 350 472H202Q176 472 176 446Z', fill('#fff', 0.2)) +
    path('M186 286H366V440Q366 462 344 462H208Q186 462 186 440Z', fill(p.lin(['#fff3d2', '#f3ddb0', '#d9bd8a']))) +
    oval(276, 286, 90, 14, fill('#fffbe9')) + oval(276, 286, 40, 6, fill('#ffe6a6')) +
    path('M276 284V254', line('#3a2c1e', 4)) + path('M276 180C296 208 300 232 290 248C282 260 270 260 262 248C252 232 258 208 276 180Z', fill(p.lin(['#ffb03a', '#ffd873', '#fff6d8']))) + path('M276 214C284 228 286 240 276 250C266 240 268 228 276 214Z', fill('#fff', 0.9)) +
    path('M222 340H330V430H222Z', fill('#f9f5ea')) + box(228, 346, 96, 78, `fill="none" stroke="#3f6a5a" stroke-width="1.6" opacity=".7"`) + path('M276 414V366', line('#3f6a5a', 2.4)) + times(4, (i) => leaf(276, 404 - i * 13, 24 - i * 2, -38, '#5b8a74') + leaf(276, 404 - i * 13, 24 - i * 2, -142, '#3f6a5a')) +
    oval(276, 232, 100, 15, `fill="none" stroke="#fff" stroke-width="3" opacity=".7"`) + path('M176 232V446Q176 472 202 472H350Q376 472 376 446V232', line('#fff', 3, 0.55)) + path('M192 262V436', line('#fff', 7, 0.5)) +
    shade(p, 462, 490, 72, 13, 0.5) + path('M398 446L502 434L528 462L422 478Z', fill('#e8dfcc')) + path('M398 446L422 478V496L398 464Z', fill('#8c3b2a')) + path('M422 478L528 462V480L422 496Z', fill('#c2553d')) + path('M430 484L522 470', line('#5b2318', 5, 0.5)) + blossom(462, 456, 13, '#c2553d', '#8c3b2a', 5) +
    group('translate(392 506) rotate(-9)', path('M0 0H88', line('#e6c896', 5)) + oval(91, 0, 8, 5, fill('#b83a28'))),
};

/** p21: a patchwork (jogakbo) cushion with a plain one behind it. */
const cushions = {
  back: (p) => room(p, ['#f0e8e4', '#ddcfc9'], ['#8f7a68', '#7b6757'], { horizon: 450 }),
  draw: (p) => {
    const shape = 'M168 196C150 176 152 168 172 172C250 192 370 190 446 168C468 164 470 174 454 194C436 270 438 380 458 452C468 474 462 482 440 474C364 456 254 458 180 476C158 480 152 472 164 452C182 380 184 272 168 196Z';
    const patches = [
      [150, 160, 120, 110, '#3f7a66'], [270, 160, 92, 74, '#f2d9a0'], [362, 160, 120, 74, '#d98a5a'], [150, 270, 74, 110, '#e9e0cf'], [224, 270, 46, 60, '#c9546a'], [224, 330, 46, 50, '#7c9fc2'],
      [270, 234, 92, 146, '#8fb5a3'], [362, 234, 60, 96, '#34476b'], [422, 234, 60, 96, '#f4ead6'], [150, 380, 150, 110, '#d9a441'], [300, 380, 62, 110, '#8b4a5e'], [362, 330, 120, 80, '#bcd3c4'], [362, 410, 120, 80, '#e08a6a'],
    ];
    return (
      shade(p, 320, 476, 190, 26, 0.5) +
      group('translate(96 -34) rotate(9 300 300)', path(shape, fill(p.rad(['#f7f3ea', '#ded5c4', '#b9ad98'], 0.4, 0.34, 0.8))) + path('M186 206C240 300 240 380 190 450', line('#fff', 5, 0.3))) +
      shade(p, 290, 478, 160, 22, 0.45) +
      group('translate(-26 8) rotate(-3 300 300)', `<g clip-path="${p.clip(path(shape))}">` + patches.map(([x, y, w, h, c]) => box(x, y, w, h, fill(c)) + box(x, y, w, h, `fill="none" stroke="#fffaf0" stroke-width="2" stroke-dasharray="5 4" opacity=".75"`)).join('') +
        path(shape, fill(p.rad([[0, '#fff', 0.3], [0.5, '#fff', 0], [1, '#20150d', 0.42]], 0.4, 0.36, 0.72))) + path('M176 186C230 220 260 230 300 232M444 182C400 220 380 230 350 236M178 462C220 430 250 420 290 416', line('#20150d', 6, 0.12)) + `</g>` + path(shape, line('#fffaf0', 2, 0.5)))
    );
  },
};

/** p22: a sedge basket, woven, with linen inside. */
const basket = {
  back: (p) => room(p, ['#e2e6da', '#ccd3c0'], ['#b99871', '#a48259'], { horizon: 420 }),
  draw: (p) => {
    const roll = dice(22);
    const body = 'M148 260C158 350 176 430 200 470H400C424 430 442 350 452 260Z';
    const rows = times(15, (r) => {
      const y = 258 + r * 14.6;
      const half = 156 - r * 3.6;
      return times(19, (i) => {
        const x = 300 - half + ((i + (r % 2) * 0.5) * half * 2) / 18.5;
        const edge = Math.abs(x - 300) / half;
        const shadeOf = ['#d9b27a', '#cda268', '#c2955a', '#a97c45'][Math.min(3, Math.floor(edge * 3.6 + roll(0, 0.6)))];
        return oval(x, y + 6 * (1 - edge * edge), half / 13, 7.6, fill(shadeOf));
      });
    });
    return (
      shade(p, 300, 472, 150, 26, 0.48) +
      path('M196 262C170 110 430 110 404 262', line('#8a6232', 18)) + path('M196 262C170 110 430 110 404 262', line('#caa064', 10)) + path('M196 262C170 110 430 110 404 262', `fill="none" stroke="#8a6232" stroke-width="10" stroke-dasharray="3 11" opacity=".6"`) +
      path(body, fill('#8a6232')) + `<g clip-path="${p.clip(path(body))}">` + rows + box(140, 250, 330, 230, fill(p.lin([[0, '#2a1805', 0.42], [0.3, '#fff', 0.1], [0.6, '#fff', 0], [1, '#2a1805', 0.5]], 'h'))) + `</g>` +
      oval(300, 258, 154, 28, fill('#6e4c22')) + path('M160 256C190 206 240 216 268 226C296 196 352 200 370 220C410 214 432 236 442 258Q430 282 300 288Q176 282 160 256Z', fill(p.lin(['#fdfbf5', '#dcd6c8']))) + path('M220 224C240 250 236 270 232 280M300 214C310 240 330 262 330 282M378 222C372 246 384 262 392 274', line('#b5ac99', 4, 0.5)) +
      path('M146 258A154 28 0 0 0 454 258', line('#8a6232', 17)) + path('M146 258A154 28 0 0 0 454 258', line('#dcb67e', 11)) + path('M146 258A154 28 0 0 0 454 258', `fill="none" stroke="#8a6232" stroke-width="11" stroke-dasharray="2.5 12" opacity=".55"`)
    );
  },
};

/** p23: camellia soap: two bars, one in its paper, and a flower. */
const soap = {
  back: (p) => sheet(p, ['#dfe8e4', '#c6d5ce']),
  draw: (p) => {
    const camellia = (x, y, s) =>
      group(
        `translate(${x} ${y}) scale(${s})`,
        leaf(-10, 20, 110, 150, '#2f5d45', '#cfe3d2', 0.26) + leaf(10, 30, 104, 40, '#3f7256', '#cfe3d2', 0.26) + leaf(20, -20, 96, -32, '#2f5d45', '#cfe3d2', 0.26) + under(p, `<circle r="66"/>`, 6, 9, 0.3, 7) +
          times(6, (i) => group(`rotate(${i * 60})`, path('M0 0C-46 -20 -44 -76 0 -74C44 -76 46 -20 0 0Z', fill(p.lin(['#e2495a', '#b3263c']))))) + times(5, (i) => group(`rotate(${i * 72 + 30})`, path('M0 0C-32 -14 -30 -50 0 -50C30 -50 32 -14 0 0Z', fill(p.lin(['#f0707c', '#cf3a4d']))))) +
          `<circle r="20" fill="#f4d9a6"/>` + times(14, (i) => group(`rotate(${i * 25.7})`, `<circle cy="${-8 - (i % 3) * 4}" r="3.6" fill="#d9a441"/>`)),
      );
    const bar = (inner) => under(p, box(-130, -84, 260, 168, '', 44), 12, 18, 0.3, 11) + box(-130, -78, 260, 168, fill('#cdbfae'), 44) + box(-130, -84, 260, 164, fill(p.lin(['#fff7ef', '#f0e2d4'], 'd')), 44) + inner;
    return (
      group('translate(352 200) rotate(12)', bar(`<g clip-path="${p.clip(box(-130, -84, 260, 164, '', 44))}">` + box(-62, -90, 124, 180, fill(p.lin(['#efe6d4', '#fbf6ea', '#e4d9c2'], 'h'))) + blossom(0, -14, 34, '#c9374b', '#e8b84e', 6) + leaf(0, 34, 34, -160, '#3f7256') + leaf(0, 34, 34, -20, '#3f7256') + path('M-34 56H34', line('#3f7256', 3, 0.6)) + `</g>`)) +
      group('translate(226 384) rotate(-9)', bar(box(-104, -60, 208, 116, `fill="none" stroke="#d5c3b0" stroke-width="3" opacity=".9"`, 28) + `<g opacity=".5">` + blossom(0, -2, 44, '#dcc8b4', '#cdb69f', 6) + `</g>` + path('M-108 -40Q-100 -66 -66 -68H20', line('#fff', 7, 0.9)))) +
      camellia(432, 436, 0.92) + times(9, (i) => `<circle cx="${[120, 150, 98, 352, 128, 372, 90, 174, 330][i]}" cy="${[150, 112, 196, 340, 240, 318, 116, 176, 356][i]}" r="${[16, 10, 9, 8, 7, 12, 6, 6, 5][i]}" fill="#fff" fill-opacity=".55" stroke="#fff" stroke-width="1.6"/>`)
    );
  },
};

/** p24: a lamp with a folded paper shade, lit. */
const lamp = {
  back: (p) => room(p, ['#6a5648', '#4b3b32'], ['#3d2f27', '#2f241e'], { light: false, horizon: 440 }) + `<circle cx="300" cy="240" r="300" fill="${p.rad([[0, '#ffcf86', 0.75], [0.45, '#ffb75e', 0.28], [1, '#ffb75e', 0]], 0.5, 0.5, 0.5)}"/>` + oval(300, 474, 260, 50, fill(p.rad([[0, '#ffcf86', 0.5], [1, '#ffcf86', 0]], 0.5, 0.5, 0.5))),
  draw: (p) => {
    const shape = 'M214 112H386C420 180 438 280 446 356Q300 396 154 356C162 280 180 180 214 112Z';
    return (
      shade(p, 300, 472, 104, 22, 0.6, '#100a06') +
      path('M292 350H308V462H292Z', fill(p.lin(['#6d4a2a', '#b98a55', '#5b3d22'], 'h'))) + path('M214 462Q216 446 300 444Q384 446 386 462V472Q300 490 214 472Z', fill(p.lin(['#5b3d22', '#b98a55', '#4c321b'], 'h'))) + oval(300, 456, 82, 11, fill('#c99b66')) +
      path(shape, fill(p.rad(['#fffbe8', '#ffeab8', '#f7c777', '#d9974a'], 0.5, 0.56, 0.68))) + `<g clip-path="${p.clip(path(shape))}">` + times(19, (i) => path(`M${300 + (i - 9) * 9.6} 104L${300 + (i - 9) * 17} 392`, line(i % 2 ? '#fff' : '#c07f36', i % 2 ? 3 : 2.4, i % 2 ? 0.4 : 0.42))) + path('M150 352Q300 392 450 352', line('#a86a2a', 5, 0.5)) + `</g>` +
      oval(300, 113, 86, 13, fill('#ffe6ad')) + oval(300, 114, 70, 8, fill('#fff8de')) + path('M214 112A86 13 0 0 1 386 112', line('#b98a55', 3))
    );
  },
};

export const living = { p19: moonJar, p20: candle, p21: cushions, p22: basket, p23: soap, p24: lamp };
