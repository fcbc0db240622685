// Tea: six drawings. Each is { back, draw }: the wall and table, and the thing itself, standing on y = 470.
import { box, dice, fill, group, leaf, line, oval, path, room, shade, steam, times } from './kit.mjs';

/** Twisted dry leaves in a heap. */
function dryLeaves(cx, cy, rx, ry, colours, seed, count) {
  const roll = dice(seed);
  return times(count, (i) => {
    const turn = roll(0, 6.28);
    const far = Math.sqrt(roll());
    const x = cx + Math.cos(turn) * rx * far;
    const y = cy + Math.sin(turn) * ry * far - (1 - far) * ry * 1.1;
    return group(
      `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${roll(-80, 80).toFixed(0)})`,
      path('M-13 2C-6 -6 4 5 13 -3', line(colours[i % colours.length], 4.5)),
    );
  });
}

/** p01: first-harvest green tea: a lacquered tin with a paper label, and a dish of leaves. */
const greenTea = {
  back: (p) => room(p, ['#e9efe2', '#d3dfcb'], ['#c7b08d', '#b3986f']),
  draw: (p) =>
    shade(p, 290, 470, 120, 24) +
    path('M190 205V452A100 25 0 0 0 390 452V205Z', fill(p.lin(['#1c4438', '#4b8a74', '#35705d', '#163a2f'], 'h'))) +
    path('M212 290Q290 310 368 290V418Q290 438 212 418Z', fill(p.lin(['#e2d7bd', '#fbf6e8', '#e6dcc4'], 'h'))) +
    path('M222 301Q290 318 358 301V410Q290 427 222 410Z', line('#2f6b5b', 1.6, 0.7)) +
    path('M290 405C288 380 291 358 290 330', line('#3d6b4e', 3)) +
    leaf(290, 372, 42, -38, '#5c8f5f') + leaf(290, 386, 40, -146, '#47794f') + leaf(290, 340, 30, -62, '#7aa86f') + leaf(290, 336, 26, -118, '#6b9c67') +
    box(340, 385, 15, 19, fill('#b5432f'), 2) +
    path('M184 190V236A106 27 0 0 0 396 236V190Z', fill(p.lin(['#173a30', '#4f927b', '#397562', '#123127'], 'h'))) +
    path('M184 232A106 27 0 0 0 396 232', line('#0e2a21', 3, 0.5)) +
    oval(290, 190, 106, 27, fill(p.lin(['#5d9f88', '#3a7664'], 'd'))) +
    oval(290, 189, 88, 20, `fill="none" stroke="#8cc0ab" stroke-width="2" opacity=".55"`) +
    shade(p, 446, 488, 84, 16) +
    path('M362 462Q370 500 446 502Q522 500 530 462Z', fill(p.lin(['#d5d2c6', '#fbfaf5', '#cfcbbd'], 'h'))) +
    oval(446, 462, 84, 19, fill('#f7f5ee')) + oval(446, 463, 74, 15, fill('#dcd8ca')) +
    dryLeaves(446, 460, 58, 10, ['#3f5e3c', '#587a4c', '#2f4a33', '#6c8d58'], 3, 46),
};

/** p02: roasted barley tea: a kraft pouch with an ear of barley, and one tea bag in front. */
const barley = {
  back: (p) => room(p, ['#f3e7d3', '#e7d2b2'], ['#a98559', '#94714a']),
  draw: (p) => {
    const grain = (x, y, turn) => group(`translate(${x} ${y}) rotate(${turn})`, oval(0, 0, 8, 16, fill('#c98a35')) + path('M0 -12V10', line('#8d5a1c', 1.6, 0.6)));
    return (
      shade(p, 290, 470, 132, 22) +
      path('M188 176L392 176L404 452Q404 474 382 474H198Q176 474 176 452Z', fill(p.lin(['#b58b5b', '#dab888', '#cfa974', '#a67b4c'], 'h'))) +
      path('M188 176H392L394 214H186Z', fill(p.lin(['#a97e4f', '#cda775', '#9a7044'], 'h'))) +
      path('M187 196H393M186 206H394', line('#8a6238', 1.4, 0.55)) +
      path('M176 452Q290 420 404 452', line('#8a6238', 2, 0.35)) +
      path('M212 220L204 440M372 220L380 440', line('#fff', 3, 0.14)) +
      path('M226 262H354V420H226Z', fill('#f7efdf')) +
      path('M290 408C290 370 288 340 290 300', line('#a8742a', 3)) +
      times(5, (i) => grain(278 - (i % 2), 382 - i * 22, -24) + grain(302 + (i % 2), 382 - i * 22, 24)) + grain(290, 280, 0) +
      path('M270 370L252 322M276 340L262 288M304 340L318 288M310 370L328 322M290 268V240', line('#c98a35', 1.8, 0.9)) +
      shade(p, 440, 486, 64, 13) +
      path('M392 420C404 396 420 392 436 404L452 404C468 392 484 398 494 420L486 484Q444 494 398 484Z', fill(p.lin(['#f4ead6', '#fffaf0', '#e4d5b8'], 'h'))) +
      path('M404 432Q444 444 484 432L480 480Q444 488 404 480Z', fill('#8b5a2b', 0.62)) +
      path('M443 404C440 350 480 350 500 384', line('#7c6a52', 2.2)) +
      group('translate(500 384) rotate(12)', box(-15, 0, 34, 38, fill('#b5432f'), 3) + oval(2, 19, 7, 9, fill('#f7e2c0')))
    );
  },
};

/** p03: green tangerine in syrup: a jar with a cloth cap, and half a fruit. */
const tangerine = {
  back: (p) => room(p, ['#fbeecb', '#f3dc9f'], ['#e9e3d2', '#d8cfb8'], { tint: '#fffbe8' }),
  draw: (p) => {
    const slice = (x, y, r, turn, peel = '#6f9a3a') =>
      group(
        `translate(${x} ${y}) rotate(${turn})`,
        `<circle r="${r}" fill="${peel}"/><circle r="${r * 0.88}" fill="#fdf3cf"/>` +
          times(9, (i) => group(`rotate(${i * 40})`, path(`M0 ${-r * 0.1}L${r * 0.22} ${-r * 0.7}Q0 ${-r * 0.88} ${-r * 0.22} ${-r * 0.7}Z`, fill('#f2bf45')))),
      );
    const jar = 'M196 250Q196 232 214 228H366Q384 232 384 250V440Q384 472 352 472H228Q196 472 196 440Z';
    return (
      shade(p, 290, 471, 118, 22, 0.36, '#5a4310') +
      path(jar, fill('#fff', 0.55)) +
      `<g clip-path="${p.clip(path('M206 286H374V438Q374 462 350 462H230Q206 462 206 438Z'))}">` +
      box(196, 286, 190, 180, fill(p.lin(['#f6cf64', '#e5a52c', '#c9831b']))) +
      slice(240, 334, 42, 10) + slice(332, 322, 40, 34, '#82a944') + slice(288, 396, 44, 60) + slice(218, 420, 36, 5, '#82a944') + slice(362, 408, 40, 20) +
      oval(290, 286, 86, 9, fill('#fbe09a')) +
      `</g>` +
      path(jar, line('#fff', 4, 0.8)) + path('M214 262V432', line('#fff', 9, 0.6)) + path('M366 270V350', line('#fff', 4, 0.5)) +
      path('M246 300h88a6 6 0 0 1 6 6v56a6 6 0 0 1-6 6h-88a6 6 0 0 1-6-6v-56a6 6 0 0 1 6-6Z', fill('#fffdf4', 0.96)) +
      leaf(290, 350, 34, -58, '#5f8a3c') + leaf(290, 350, 30, -124, '#79a24b') + `<circle cx="290" cy="338" r="13" fill="#8fb04a"/>` +
      path('M186 238Q180 196 218 178Q290 158 362 178Q400 196 394 238Q372 254 350 240Q328 256 306 242Q284 258 262 242Q240 256 222 241Q202 254 186 238Z', fill(p.lin(['#f6f1e6', '#d9e2d8']))) +
      times(6, (i) => path(`M${222 + i * 27} ${184 - (i > 0 && i < 5 ? 8 : 0)}L${208 + i * 33} 238`, line('#7b9a80', 3, 0.4))) +
      path('M194 222Q290 240 386 222', line('#7c5a34', 5)) + path('M290 231c-26 -18 -40 4 0 4c40 2 30 -22 0 -4l-14 26M290 235l16 24', line('#7c5a34', 4)) +
      shade(p, 452, 484, 58, 14, 0.36, '#5a4310') + `<circle cx="456" cy="438" r="52" fill="${p.rad(['#a8c65a', '#5f8a2f'])}"/>` + slice(440, 442, 49, 8)
    );
  },
};

/** p04: chrysanthemum tea: a double glass with flowers opening in it. */
const chrysanthemum = {
  back: (p) => room(p, ['#e3e9ee', '#cbd6df'], ['#8d9a8f', '#75847a']),
  draw: (p) => {
    const flower = (x, y, r, turn) =>
      group(
        `translate(${x} ${y}) rotate(${turn})`,
        times(16, (i) => group(`rotate(${i * 22.5})`, oval(0, -r * 0.64, r * 0.14, r * 0.36, fill(i % 2 ? '#f7cf4a' : '#efb92f')))) +
          times(10, (i) => group(`rotate(${i * 36 + 12})`, oval(0, -r * 0.36, r * 0.12, r * 0.24, fill('#fbdf7b')))) + `<circle r="${r * 0.2}" fill="#c98f1e"/>`,
      );
    const glass = 'M186 226Q190 470 232 474H352Q394 470 398 226Z';
    return (
      shade(p, 292, 474, 122, 22) +
      steam(280, 196) +
      path(glass, fill('#fff', 0.34)) +
      path('M202 276Q208 448 240 456H344Q376 448 382 276Z', fill(p.lin(['#fbe9a8', '#f3cf69', '#e3b13f'], 'v'), 0.92)) +
      flower(248, 300, 46, 0) + flower(336, 296, 50, 30) + flower(294, 356, 44, 12) + flower(250, 404, 30, 40) + flower(334, 408, 32, 5) +
      oval(292, 276, 90, 13, fill('#fff3c2', 0.75)) +
      oval(292, 226, 106, 17, `fill="#ffffff" fill-opacity=".25" stroke="#fff" stroke-width="3.5" stroke-opacity=".9"`) +
      path(glass, line('#fff', 3.5, 0.75)) + path('M206 262Q212 400 226 436', line('#fff', 8, 0.65)) + path('M380 262Q378 330 372 372', line('#fff', 4, 0.5)) +
      shade(p, 462, 486, 46, 11) + flower(462, 468, 34, 8) + group('translate(120 486)', shade(p, 0, 6, 34, 9) + flower(0, -6, 26, 20))
    );
  },
};

/** p05: a glass teapot with amber tea and a bamboo handle. */
const teapot = {
  back: (p) => room(p, ['#f1e4da', '#e2cdbd'], ['#6f5140', '#5b4133']),
  draw: (p) =>
    shade(p, 296, 470, 140, 24, 0.5) +
    path('M192 254C150 130 220 84 300 84C380 84 450 130 408 254', line('#8b6a35', 17)) +
    path('M192 254C150 130 220 84 300 84C380 84 450 130 408 254', line('#cfa75a', 10)) +
    times(6, (i) => path(['M166 182l14 2', 'M182 132l12 9', 'M220 98l6 16', 'M300 78v14', 'M380 98l-8 16', 'M418 132l-12 9'][i], line('#7d5c2b', 4, 0.8))) +
    path('M420 330C470 320 470 256 506 244L524 254C512 300 500 372 420 398Z', fill('#fff', 0.42)) +
    path('M420 352C458 344 470 300 492 276C486 320 468 372 420 390Z', fill('#b5651d', 0.72)) +
    path('M300 206C404 206 448 288 440 366C434 436 388 472 300 472C212 472 166 436 160 366C152 288 196 206 300 206Z', fill('#fff', 0.45)) +
    path('M170 322Q300 344 430 322C438 420 392 458 300 458C208 458 162 420 170 322Z', fill(p.lin(['#d98a2e', '#b9621b', '#8f430f']))) +
    oval(300, 325, 130, 15, fill('#efb45c', 0.9)) +
    path('M300 206C404 206 448 288 440 366C434 436 388 472 300 472C212 472 166 436 160 366C152 288 196 206 300 206Z', line('#fff', 4, 0.85)) +
    path('M420 330C470 320 470 256 506 244L524 254C512 300 500 372 420 398', line('#fff', 4, 0.8)) +
    path('M196 290C186 340 196 400 224 428', line('#fff', 11, 0.6)) + path('M404 268C420 300 420 330 416 352', line('#fff', 5, 0.5)) +
    leaf(262, 440, 46, -14, '#5e3a12', '#f0c080') + leaf(330, 446, 42, -168, '#70470f', '#f0c080') + leaf(300, 430, 36, -40, '#5e3a12', '#f0c080') +
    oval(300, 208, 66, 13, fill('#fff', 0.85)) + path('M244 204Q250 176 300 174Q350 176 356 204Q300 218 244 204Z', fill(p.lin(['#ffffff', '#e0d6cc']))) +
    `<circle cx="300" cy="164" r="15" fill="${p.rad(['#e3bd76', '#a67c38'])}"/>` +
    path('M182 252q12 14 28 6M390 258q16 8 28 -6', line('#8d8378', 6)),
};

/** p06: a bamboo tea whisk beside a bowl of whisked tea. */
const whisk = {
  back: (p) => room(p, ['#dfe6d6', '#c3d0b6'], ['#4d5546', '#3d4438']),
  draw: (p) =>
    shade(p, 210, 470, 78, 17, 0.5) +
    times(23, (i) => {
      const x = (i - 11) / 11;
      return path(`M${210 + x * 34} 300C${210 + x * 66} 350 ${210 + x * 84} 420 ${210 + x * 62} 472`, line(i % 2 ? '#e2c27e' : '#c9a35a', 4.4));
    }) +
    times(13, (i) => path(`M${210 + ((i - 6) / 6) * 20} 306C${210 + ((i - 6) / 6) * 30} 350 ${210 + ((i - 6) / 6) * 32} 400 ${210 + ((i - 6) / 6) * 16} 452`, line('#f0d79b', 2.6, 0.8))) +
    path('M172 300Q210 314 248 300V318Q210 332 172 318Z', fill('#3a3a2c')) +
    path('M174 150V304Q210 316 246 304V150Z', fill(p.lin(['#b08a45', '#ecd08f', '#d9b569', '#a17c3a'], 'h'))) +
    path('M174 236Q210 247 246 236', line('#8a6a30', 5, 0.8)) + path('M174 228Q210 239 246 228', line('#f6e3b2', 2, 0.8)) +
    oval(210, 150, 36, 10, fill('#f3dfab')) + oval(210, 150, 24, 6, fill('#7d6029')) +
    shade(p, 406, 470, 116, 22, 0.55) +
    path('M286 352Q292 452 362 466V474H450V466Q520 452 526 352Z', fill(p.lin(['#26312d', '#58695f', '#3c4a43', '#1d2623'], 'h'))) +
    path('M300 380Q330 452 372 460', line('#9db3a5', 5, 0.35)) +
    oval(406, 352, 120, 30, fill('#6d7f74')) + oval(406, 354, 111, 25, fill(p.rad(['#a8c860', '#7da23f'], 0.4, 0.3, 0.8))) +
    times(14, (i) => oval(330 + ((i * 37) % 150), 346 + ((i * 11) % 20), 5 - (i % 3), 2.4, fill('#d8e8a6', 0.8))),
};

export const tea = { p01: greenTea, p02: barley, p03: tangerine, p04: chrysanthemum, p05: teapot, p06: whisk };
