// The table: six drawings (see tea.mjs for the shape of one).
import { box, dice, fill, group, leaf, line, oval, path, room, shade, sheet, times, under } from './kit.mjs';

/** p07: two celadon cups with fine crackle; one has tea. */
const cups = {
  back: (p) => room(p, ['#f4f1ea', '#e4ddd0'], ['#a9b7ac', '#94a498']),
  draw: (p) => {
    const cup = (x, y, s, tea) =>
      group(
        `translate(${x} ${y}) scale(${s})`,
        shade(p, 0, 0, 100, 20) +
          path('M-104 -150Q-100 -22 -52 -8L-50 2H50L52 -8Q100 -22 104 -150Z', fill(p.lin(['#7fae9b', '#c9e2d4', '#a5cbb9', '#6c9d8a'], 'h'))) +
          path('M-92 -100L-70 -84L-76 -50M-70 -84L-36 -92L-20 -60L-40 -30M-20 -60L16 -70L30 -36M16 -70L22 -112M30 -36L62 -48L72 -90L92 -98M62 -48L58 -20', line('#4f8270', 1.5, 0.38)) +
          path('M-90 -120Q-86 -50 -60 -28', line('#fff', 8, 0.5)) +
          path('M-50 -2H50V4Q0 12 -50 4Z', fill('#8a6d54')) +
          oval(0, -150, 104, 25, fill('#d5eadf')) + oval(0, -149, 95, 20, fill(tea ? p.lin(['#c8b25a', '#a58a36'], 'd') : p.lin(['#8fbba8', '#bddacb']))) +
          (tea ? oval(-22, -152, 42, 7, fill('#fff', 0.28)) : ''),
      );
    return cup(392, 430, 0.86, false) + cup(226, 476, 1.08, true);
  },
};

/** p08: an oval paulownia tray with two persimmons. */
const tray = {
  back: (p) => room(p, ['#dfe3e2', '#c8cfce'], ['#eeeae2', '#ddd6c9'], { horizon: 330 }),
  draw: (p) => {
    const roll = dice(8);
    const persimmon = (x, y, r) =>
      shade(p, x, y + r * 0.82, r * 0.95, r * 0.26, 0.4) +
      oval(x, y, r * 1.08, r * 0.92, fill(p.rad(['#f7a65c', '#e07a2c', '#b9551a']))) +
      oval(x - r * 0.4, y - r * 0.3, r * 0.2, r * 0.12, fill('#fff', 0.5)) +
      times(4, (i) => leaf(x, y - r * 0.72, r * 0.5, i * 90 + 40 - (i > 1 ? 0 : 20), i % 2 ? '#6f7f3f' : '#586a33', '#fff', 0.34)) +
      path(`M${x} ${y - r * 0.74}v${-r * 0.24}`, line('#5b4326', 6));
    return (
      shade(p, 300, 458, 250, 52, 0.36) +
      path('M50 392A250 92 0 0 0 550 392V410A250 92 0 0 1 50 410Z', fill(p.lin(['#8f6238', '#c4915a', '#8a5d34'], 'h'))) +
      oval(300, 390, 250, 92, fill(p.lin(['#dcb27d', '#c6935a'], 'd'))) +
      oval(300, 392, 226, 78, fill(p.lin(['#a97542', '#cf9f66']))) +
      `<g clip-path="${p.clip(oval(300, 398, 222, 74, ''))}">` + oval(300, 398, 222, 74, fill(p.lin(['#cb9a62', '#ddb582'], 'h'))) +
      times(13, (i) => path(`M70 ${332 + i * 11}C190 ${326 + i * 11 + roll(-8, 8)} 360 ${342 + i * 11 + roll(-10, 6)} 530 ${332 + i * 11}`, line('#9d6c3b', 1.8, 0.38))) +
      path('M250 404C290 388 350 388 392 404C350 420 290 420 250 404Z', line('#9d6c3b', 1.8, 0.4)) + `</g>` +
      persimmon(246, 344, 56) + persimmon(352, 366, 50)
    );
  },
};

/** p09: a brass spoon and chopsticks on a ramie mat. */
const spoon = {
  back: (p) => sheet(p, ['#dcd5c8', '#c6bdac']),
  draw: (p) => {
    const weave = p.pattern(8, 8, box(0, 0, 8, 8, fill('#34476b')) + path('M0 2H8M0 6H8', line('#46598033', 1)) + path('M2 0V8M6 0V8', line('#ffffff', 0.8, 0.14)));
    const brass = p.lin(['#8f6a1f', '#f3d98b', '#d1a644', '#8a641b'], 'h');
    const mat = box(112, 76, 376, 448, 'transform="rotate(-3 300 300)"', 4);
    const spoonShape = 'M226 128C268 128 288 176 280 222C274 254 246 262 238 270L234 486Q226 494 218 486L214 270C206 262 178 254 172 222C164 176 184 128 226 128Z';
    const stick = 'M0 0L12 0L9 352L3 352Z';
    return (
      under(p, mat, 8, 12, 0.2, 8) + group('rotate(-3 300 300)', box(112, 76, 376, 448, fill(weave), 4) + box(124, 88, 352, 424, `fill="none" stroke="#e9e2d2" stroke-width="2" stroke-dasharray="7 6" opacity=".7"`, 2)) +
      group('rotate(4 226 300)', under(p, path(spoonShape), 8, 10, 0.4, 5) + path(spoonShape, fill(brass)) + oval(226, 194, 42, 52, fill(p.rad(['#a97e28', '#e6c571', '#f7e6ae'], 0.6, 0.65, 0.7))) + path('M226 276V478', line('#fff6d0', 3, 0.7))) +
      times(2, (i) => group(`translate(${334 + i * 46} 132) rotate(${i ? 3 : -1})`, under(p, path(stick), 8, 10, 0.4, 4) + path(stick, fill(brass)) + path('M5 4L5.5 340', line('#fff6d0', 2, 0.7)) + path('M1 22H11M1 30H11', line('#7a5715', 2)))) +
      group('translate(356 424)', under(p, box(-56, -20, 130, 40, '', 20), 6, 8, 0.4, 5) + box(-56, -20, 130, 40, fill(p.lin(['#ffffff', '#d6dadb'])), 20) + leaf(-28, 4, 40, -10, '#34579a') + leaf(14, 2, 38, 168, '#34579a') + `<circle cx="38" cy="-2" r="5" fill="#34579a"/>`) +
      times(2, (i) => group(`translate(${334 + i * 46} 132) rotate(${i ? 3 : -1})`, path('M3 262L9 262L9 352L3 352Z', fill(brass))))
    );
  },
};

/** p10: an onggi jar with a lid and a finger-drawn wave in the glaze. */
const onggi = {
  back: (p) => room(p, ['#eadfd0', '#d8c6ae'], ['#d7d2c6', '#c3bcab']),
  draw: (p) =>
    shade(p, 300, 470, 128, 26, 0.42) +
    path('M214 208C130 260 132 400 216 470H384C468 400 470 260 386 208Z', fill(p.lin(['#3a1e13', '#8f5230', '#6f3c22', '#2b150d'], 'h'))) +
    path('M160 322Q300 356 440 322', line('#2b150d', 4, 0.4)) +
    path('M158 344c18 -24 34 -24 46 4c12 24 32 24 44 2c12 -22 34 -22 46 2c12 22 34 22 46 -2c12 -24 34 -24 46 -2c12 20 32 16 54 -14', line('#c98e5c', 6, 0.75)) +
    path('M164 366Q300 400 436 366', line('#2b150d', 4, 0.4)) +
    path('M186 274C172 320 174 372 196 418', line('#f2c79c', 12, 0.42)) +
    path('M206 196H394L388 220Q300 236 212 220Z', fill(p.lin(['#3a1e13', '#a0633c', '#2b150d'], 'h'))) +
    oval(300, 194, 112, 24, fill(p.lin(['#7d472a', '#4f2a18'], 'd'))) +
    path('M200 188Q206 146 300 140Q394 146 400 188Q300 210 200 188Z', fill(p.lin(['#4a2818', '#a66a42', '#7b4628', '#351b10'], 'h'))) +
    path('M226 172Q246 156 290 152', line('#f2c79c', 7, 0.5)) +
    path('M278 142Q280 118 300 116Q320 118 322 142Q300 150 278 142Z', fill(p.lin(['#4a2818', '#9a5e39', '#351b10'], 'h'))) +
    shade(p, 470, 486, 60, 12) + path('M418 478C428 440 452 424 470 422C490 426 514 444 522 478Q470 498 418 478Z', fill(p.lin(['#ffffff', '#dcdcd6'], 'd'))) +
    times(14, (i) => `<circle cx="${430 + ((i * 29) % 82)}" cy="${472 - ((i * 17) % 34)}" r="1.8" fill="#b9b9b2"/>`),
};

/** p11: a cotton tea towel over a rail. */
const towel = {
  back: (p) => box(0, 0, 600, 600, fill(p.lin(['#e8ece9', '#cfd8d3'], 'd'))) + path('M60 0H170L470 600H360Z', fill('#fff', 0.22)) + path('M200 0H310L610 600H500Z', fill('#fff', 0.22)),
  draw: (p) => {
    const front = 'M176 118H392C394 240 388 380 396 500Q370 510 340 502Q306 512 272 503Q236 513 204 504Q190 508 174 502C180 380 172 240 176 118Z';
    const rear = 'M214 118H424C426 220 420 330 428 424Q400 434 372 426Q300 438 210 428Z';
    const stripe = (y, h, colour) => path(`M160 ${y}Q230 ${y + 9} 290 ${y + 2}Q350 ${y + 10} 410 ${y}V${y + h}Q350 ${y + h + 10} 290 ${y + h + 2}Q230 ${y + h + 9} 160 ${y + h}Z`, fill(colour));
    return (
      under(p, path(rear), 24, 22, 0.2, 12) + path(rear, fill(p.lin(['#d9d4c7', '#e9e5da', '#cfc9ba'], 'h'))) + `<g clip-path="${p.clip(path(rear))}">` + group('translate(30 -76)', stripe(430, 30, '#2a5d50') + stripe(474, 8, '#2a5d50')) + `</g>` +
      under(p, path(front), 10, 8, 0.28, 8) + path(front, fill(p.lin(['#f1ecdf', '#fffdf8', '#f0eadc', '#fdfaf3', '#ece5d5', '#faf6ec'], 'h'))) +
      `<g clip-path="${p.clip(path(front))}">` + stripe(394, 9, '#2f6b5b') + stripe(414, 34, '#2f6b5b') + stripe(460, 9, '#2f6b5b') + times(30, (i) => path(`M${178 + i * 7.3} 470V506`, line('#d8d0bd', 1, 0.5))) +
      path('M232 130C226 260 236 380 228 520M322 130C330 260 316 390 326 520', line('#8a8371', 9, 0.12)) + path('M246 130C242 260 250 380 244 520M338 130C344 260 334 390 342 520', line('#fff', 8, 0.6)) + box(170, 112, 230, 22, fill('#000', 0.05)) + `</g>` +
      under(p, box(96, 100, 408, 18, '', 9), 8, 14, 0.3, 6) + box(96, 98, 84, 18, fill(p.lin(['#d9ab74', '#a5763f'])), 9) + box(420, 98, 84, 18, fill(p.lin(['#d9ab74', '#a5763f'])), 9) +
      path('M174 122Q174 94 186 94H414Q428 94 426 124H400Q396 112 392 122Z', fill(p.lin(['#fffdf8', '#e9e2d2']))) +
      path('M128 60V104M472 60V104', line('#a5763f', 8)) + `<circle cx="128" cy="56" r="11" fill="${p.rad(['#e8c18f', '#9c6b35'])}"/><circle cx="472" cy="56" r="11" fill="${p.rad(['#e8c18f', '#9c6b35'])}"/>`
    );
  },
};

/** p12: a porcelain plate with a plum branch in cobalt. */
const plate = {
  back: (p) => sheet(p, ['#d9c3a5', '#c4a983']) + times(9, (i) => path(`M0 ${40 + i * 68}C200 ${24 + i * 68} 380 ${60 + i * 68} 600 ${36 + i * 68}`, line('#a88658', 2, 0.35))),
  draw: (p) => {
    const blue = '#2b4f9e';
    const plum = (x, y, r, turn = 0) =>
      group(`translate(${x} ${y}) rotate(${turn})`, times(5, (i) => group(`rotate(${i * 72})`, oval(0, -r * 0.6, r * 0.42, r * 0.48, `fill="#5b7cc4" fill-opacity=".45" stroke="${blue}" stroke-width="2.4"`))) + `<circle r="${r * 0.16}" fill="${blue}"/>`);
    return (
      under(p, `<circle cx="300" cy="300" r="226"/>`, 14, 22, 0.34, 14) +
      `<circle cx="300" cy="300" r="226" fill="${p.rad(['#ffffff', '#eef1f3', '#cdd5da'], 0.4, 0.36, 0.72)}"/>` +
      `<circle cx="300" cy="300" r="214" fill="none" stroke="${blue}" stroke-width="3" opacity=".75"/><circle cx="300" cy="300" r="206" fill="none" stroke="${blue}" stroke-width="1.4" opacity=".6"/>` +
      `<circle cx="300" cy="300" r="158" fill="${p.rad(['#f4f7f8', '#ffffff', '#ffffff'], 0.62, 0.66, 0.7)}"/><circle cx="300" cy="300" r="158" fill="none" stroke="#b9c4cc" stroke-width="2" opacity=".7"/>` +
      path('M186 400C220 372 236 330 272 312C312 292 330 262 344 208', line(blue, 8)) + path('M272 312C304 322 346 318 384 290M236 352C230 326 216 306 200 296M318 280C312 254 300 234 282 222', line(blue, 5)) +
      plum(346, 204, 28) + plum(392, 282, 30, 20) + plum(276, 216, 24, 40) + plum(196, 288, 26, 10) + plum(312, 306, 26, 55) + plum(300, 356, 15, 15) +
      times(6, (i) => `<circle cx="${[372, 240, 352, 410, 222, 330][i]}" cy="${[240, 244, 336, 322, 370, 178][i]}" r="7" fill="${blue}" opacity=".8"/>`) +
      path('M118 214A206 206 0 0 1 214 118', line('#fff', 12, 0.8))
    );
  },
};

export const table = { p07: cups, p08: tray, p09: spoon, p10: onggi, p11: towel, p12: plate };
