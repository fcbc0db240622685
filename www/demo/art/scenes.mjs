// The larger pictures: the front page's table by day and by night, one scene for each shelf, one for each story.
import { box, fill, file, group, leaf, line, oval, path, pen, place, shade, steam, times, under } from './kit.mjs';
import { drawings } from './products.mjs';

const put = (p, id, x, y, scale) => place(x, y, scale, drawings[id].draw(p));
const flat = (p, id, x, y, scale, turn = 0) => group(`translate(${x} ${y}) rotate(${turn}) scale(${scale}) translate(-300 -300)`, drawings[id].draw(p));

/** Shadow of twigs, as the sun throws it on a wall. */
const twigs = (p, x, y, scale, colour, opacity) =>
  group(
    `translate(${x} ${y}) scale(${scale})`,
    `<g filter="${p.blur(5)}" opacity="${opacity}">` + path('M0 0C80 60 150 90 290 110M120 74C150 40 170 20 220 0M190 98C220 130 240 150 300 170', line(colour, 7)) +
      times(12, (i) => leaf([60, 96, 130, 164, 196, 228, 258, 286, 160, 214, 250, 296][i], [44, 60, 78, 90, 97, 103, 108, 110, 34, 4, 140, 168][i], 52, [-70, 40, -50, 60, -30, 46, -40, 14, -60, -20, 70, 20][i], colour, colour, 0.24)) + `</g>`,
  );

function heroBody(p, night) {
  const wall = night ? ['#232c28', '#171c1a'] : ['#f3f5ef', '#dde6dc'];
  const top = night ? ['#4a3928', '#2c2118'] : ['#c9a678', '#ab8658'];
  const pane = (x, y, w, h) => path(`M${x} ${y}h${w}l${h * 0.42} ${h}h${-w}Z`, fill('#fffdf0', 0.62));
  return (
    box(0, 0, 1600, 560, fill(p.lin(wall, 'd'))) +
    (night
      ? `<circle cx="1395" cy="300" r="620" fill="${p.rad([[0, '#ffcf86', 0.6], [0.4, '#ffb75e', 0.2], [1, '#ffb75e', 0]], 0.5, 0.5, 0.5)}"/>` + box(880, 60, 250, 300, fill('#33465a'), 4) + box(880, 60, 250, 300, `fill="none" stroke="#57432f" stroke-width="14"`, 4) + path('M1005 60V360M880 210H1130', line('#57432f', 7)) + `<circle cx="1066" cy="132" r="30" fill="#f6efd6"/>` + oval(1054, 124, 26, 27, fill('#33465a'))
      : `<g filter="${p.blur(3)}">` + times(3, (c) => times(3, (r) => pane(760 + c * 128 + r * 57, 20 + r * 136, 112, 120))).toString() + `</g>` + twigs(p, 700, 40, 1.5, '#7f9484', 0.34)) +
    box(0, 560, 1600, 160, fill(p.lin(top))) + box(0, 560, 1600, 4, fill('#fff', night ? 0.12 : 0.4)) +
    (night ? put(p, 'p24', 1395, 600, 1.05) + put(p, 'p05', 1080, 640, 0.82) + put(p, 'p07', 840, 672, 0.6) + steam(810, 560, '#fff', 0.3) : put(p, 'p19', 1380, 610, 1.06) + put(p, 'p05', 1036, 640, 0.86) + put(p, 'p07', 800, 672, 0.62) + steam(772, 560, '#fff', 0.8)) +
    (night ? box(0, 0, 760, 720, fill(p.lin([[0, '#171c1a', 0.75], [1, '#171c1a', 0]], 'h'))) : '')
  );
}

const shelf = {
  tea: (p) => box(-900, 0, 2000, 400, fill(p.lin(['#dfe9dc', '#c5d6c6'], 'd'))) + path('M80 0H220L420 400H280Z', fill('#fff', 0.18)) + path('M250 0H360L560 400H450Z', fill('#fff', 0.18)) + box(-900, 400, 2000, 160, fill(p.lin(['#a88d68', '#8f744f']))) + put(p, 'p01', 770, 440, 0.74) + put(p, 'p05', 560, 470, 0.86) + put(p, 'p07', 336, 506, 0.52) + steam(312, 408),
  table: (p) => box(-900, 0, 2000, 390, fill(p.lin(['#efe4d6', '#dfcdb6'], 'd'))) + box(-900, 390, 2000, 170, fill(p.lin(['#e9e6de', '#d3cec1']))) + group('translate(642 250) scale(.56) translate(-300 -300)', shade(p, 310, 540, 200, 30, 0.3) + drawings.p12.draw(p)) + put(p, 'p10', 790, 446, 0.66) + put(p, 'p08', 500, 514, 0.72),
  stationery: (p) => box(-900, 0, 2000, 560, fill(p.lin(['#e3e6ea', '#ccd3da'], 'd'))) + flat(p, 'p13', 560, 262, 0.82, 4) + flat(p, 'p14', 790, 250, 0.66, 14) + flat(p, 'p18', 330, 420, 0.62, -10) + flat(p, 'p16', 700, 520, 0.5, -6),
  living: (p) => box(-900, 0, 2000, 420, fill(p.lin(['#ecdfd6', '#dcc8bb'], 'd'))) + path('M180 0H300L510 420H390Z', fill('#fff', 0.18)) + path('M340 0H430L640 420H550Z', fill('#fff', 0.18)) + box(-900, 420, 2000, 140, fill(p.lin(['#a98d78', '#917563']))) + put(p, 'p22', 380, 520, 0.62) + put(p, 'p19', 790, 462, 0.68) + put(p, 'p21', 596, 516, 0.72),
};

const story = {
  'first-tea': (p) =>
    box(0, 0, 1200, 520, fill(p.lin(['#eadfd3', '#d7c3b1'], 'd'))) + path('M200 0H380L640 520H460Z', fill('#fff', 0.2)) + path('M420 0H560L820 520H680Z', fill('#fff', 0.2)) + twigs(p, 160, 60, 1.4, '#a08770', 0.3) +
    box(0, 520, 1200, 230, fill(p.lin(['#6f5140', '#553d2f']))) + put(p, 'p01', 250, 590, 0.86) + put(p, 'p05', 590, 640, 1.12) + put(p, 'p07', 960, 680, 0.86) + steam(926, 528, '#fff', 0.7),
  'slow-letter': (p) =>
    box(0, 0, 1200, 750, fill(p.lin(['#cfd8c4', '#b3c0a6'], 'd'))) + path('M0 0H420L820 750H300Z', fill('#fff', 0.14)) + flat(p, 'p16', 480, 372, 1.12, -3) + flat(p, 'p14', 930, 330, 0.92, 20) + flat(p, 'p18', 130, 610, 0.74, -8) + flat(p, 'p17', 880, 606, 0.52, -4),
  'table-for-two': (p) =>
    box(0, 0, 1200, 750, fill(p.lin(['#c59a6b', '#a97e50'], 'd'))) + times(9, (i) => path(`M0 ${30 + i * 88}C360 ${10 + i * 88} 760 ${62 + i * 88} 1200 ${26 + i * 88}`, line('#8a6238', 3, 0.26))) + box(0, 270, 1200, 210, fill('#f3ecdd')) + box(0, 262, 1200, 8, fill('#1d1a14', 0.08)) + box(0, 284, 1200, 3, fill('#2f6b5b', 0.55)) + box(0, 463, 1200, 3, fill('#2f6b5b', 0.55)) +
    flat(p, 'p12', 600, 376, 0.72, 24) + flat(p, 'p09', 210, 376, 0.86, 2) + flat(p, 'p09', 990, 376, 0.86, 182) + bowl(p, 420, 160) + bowl(p, 780, 596),
  'evening-light': (p) =>
    box(0, 0, 1200, 560, fill(p.lin(['#4d4757', '#332f3d'], 'd'))) + box(90, 60, 380, 380, fill(p.lin(['#3b4a78', '#a86b7d', '#f0a46a'])), 4) + path('M90 380C160 340 220 356 290 370C360 340 420 350 470 372V440H90Z', fill('#3b3550')) + box(90, 60, 380, 380, `fill="none" stroke="#6b4c36" stroke-width="18"`, 4) + path('M280 60V440M90 190H470M90 316H470', line('#6b4c36', 8)) +
    `<circle cx="860" cy="330" r="520" fill="${p.rad([[0, '#ffcf86', 0.7], [0.42, '#ffb75e', 0.24], [1, '#ffb75e', 0]], 0.5, 0.5, 0.5)}"/>` + box(0, 560, 1200, 190, fill(p.lin(['#6b4c38', '#3f2c21']))) + oval(860, 612, 380, 70, fill(p.rad([[0, '#ffcf86', 0.5], [1, '#ffcf86', 0]], 0.5, 0.5, 0.5))) + put(p, 'p19', 560, 606, 0.7) + put(p, 'p24', 860, 614, 1.12) + put(p, 'p20', 1096, 680, 0.66) + put(p, 'p21', 262, 706, 0.76),
};

/** A bowl of rice seen from above. */
function bowl(p, x, y) {
  return group(
    `translate(${x} ${y})`,
    under(p, '<circle r="92"/>', 10, 14, 0.3, 9) + `<circle r="92" fill="${p.rad(['#c4dcd0', '#8fb5a3'])}"/><circle r="80" fill="#6c9d8a"/><circle r="74" fill="${p.rad(['#ffffff', '#e4e0d5'], 0.4, 0.36, 0.7)}"/>` +
      times(60, (i) => group(`rotate(${i * 137.5}) translate(${8 * Math.sqrt(i)} 0) rotate(${i * 53})`, oval(0, 0, 6.4, 2.8, `fill="#fffefb" stroke="#d9d3c4" stroke-width=".8"`))),
  );
}

const draw = (width, height, body, view) => {
  const p = pen();
  const inside = body(p);
  return file(view ? view[2] : width, view ? view[3] : height, p, inside, view);
};

/** All scene files: path under img/ → text. */
export function scenes() {
  const out = {};
  for (const [name, night] of [['day', false], ['night', true]]) {
    out[`hero-${name}.svg`] = draw(1600, 720, (p) => heroBody(p, night));
    out[`hero-${name}-phone.svg`] = draw(1600, 720, (p) => heroBody(p, night), [690, 0, 880, 720]);
  }
  for (const [slug, body] of Object.entries(shelf)) {
    out[`shelf-${slug}.svg`] = draw(880, 560, body);
    out[`shelf-${slug}-wide.svg`] = draw(880, 560, body, [-720, 104, 1640, 456]);
  }
  for (const [slug, body] of Object.entries(story)) out[`story-${slug}.svg`] = draw(1200, 750, body);
  return out;
}
