// Stationery: six drawings, most of them seen from above (see tea.mjs for the shape of one).
import { box, fill, group, leaf, line, oval, path, room, shade, sheet, times, under, blossom } from './kit.mjs';

/** p13: thread-bound notebooks with the five stitches of old Korean books. */
const notebooks = {
  back: (p) => sheet(p, ['#efe7da', '#ddd0bc']),
  draw: (p) => {
    const book = (cover, dark, label) =>
      under(p, box(0, 0, 250, 350, '', 5), 10, 14, 0.3, 9) +
      box(4, 5, 252, 350, fill('#f6f1e4'), 4) + box(3, 3, 250, 350, fill('#d9cfb9'), 4) + box(0, 0, 250, 350, fill(p.lin(cover, 'd')), 5) +
      path('M34 0V350', line(dark, 2, 0.35)) + path('M34 0V350' + times(5, (i) => `M0 ${35 + i * 70}H34`), line('#f4ead4', 2.6)) + times(5, (i) => `<circle cx="34" cy="${35 + i * 70}" r="3.6" fill="${dark}"/>`) +
      (label ? box(58, 34, 54, 150, fill('#f7f0e0'), 2) + box(63, 39, 44, 140, `fill="none" stroke="${dark}" stroke-width="1.4" opacity=".6"`) + path('M85 60V128M76 74H94M76 96H94', line(dark, 4)) + box(78, 146, 14, 14, fill('#b5432f'), 2) : '') +
      path('M60 330L230 330', line('#fff', 1.5, 0.18));
    return (
      group('translate(250 88) rotate(11)', book(['#d9a05a', '#c08238'], '#6b4413', false)) +
      group('translate(110 122) rotate(-7)', book(['#46608f', '#2c4068'], '#1a2743', true)) +
      group('translate(420 470) rotate(-28)', under(p, box(-120, -6, 200, 13, '', 6), 6, 9, 0.3, 5) + box(-120, -6, 150, 13, fill(p.lin(['#3c3c3a', '#1d1d1c'])), 5) + path('M30 -7L62 -4Q84 0 62 4L30 7Z', fill('#c9a25e')) + path('M60 -5Q92 -3 100 4Q80 8 60 5Z', fill('#23201c')))
    );
  },
};

/** p14: six pencils in a paper band. */
const pencils = {
  back: (p) => sheet(p, ['#dbe5e6', '#c3d2d4']),
  draw: (p) => {
    const colours = [['#2f6b5b', '#4b8f7c'], ['#d9763f', '#ee9a68'], ['#34476b', '#566d97'], ['#d9a441', '#eec672'], ['#8b4a5e', '#ad6c80'], ['#6f7f58', '#93a47a']];
    const one = ([dark, light], i) => {
      const x = 176 + i * 43;
      const top = [96, 84, 102, 90, 108, 92][i];
      const shape = `M${x} ${top + 66}H${x + 36}V512H${x}Z`;
      return (
        under(p, path(shape), 8, 12, 0.26, 6) +
        path(`M${x} ${top + 70}L${x + 18} ${top}L${x + 36} ${top + 70}Z`, fill(p.lin(['#c99a63', '#efcf9f', '#c2915a'], 'h'))) + path(`M${x + 12.2} ${top + 22}L${x + 18} ${top}L${x + 23.8} ${top + 22}Q${x + 18} ${top + 27} ${x + 12.2} ${top + 22}Z`, fill('#33312d')) +
        path(`M${x} ${top + 70}q6 -12 12 0q6 -12 12 0q6 -12 12 0V500q0 10 -10 10H${x + 10}q-10 0 -10 -10Z`, fill(dark)) + box(x + 12, top + 68, 12, 442 - top, fill(light)) + box(x + 2, top + 78, 5, 424 - top, fill('#fff', 0.16)) +
        path(`M${x + 18} 452V488`, line('#f5e6c0', 3, 0.8))
      );
    };
    return (
      group('rotate(-9 300 300)', colours.map(one).join('') + under(p, box(166, 300, 272, 92, '', 3), 6, 9, 0.26, 6) + box(166, 300, 272, 92, fill(p.lin(['#ece2cd', '#fbf6ea', '#f3ead8', '#e2d6bd'], 'h')), 3) + box(174, 308, 256, 76, `fill="none" stroke="#2f6b5b" stroke-width="1.6" opacity=".6"`) +
        `<circle cx="302" cy="346" r="24" fill="none" stroke="#2f6b5b" stroke-width="3"/>` + leaf(290, 358, 32, -45, '#2f6b5b') + path('M196 334h56M196 346h44M196 358h56M352 334h56M364 346h44M352 358h56', line('#2f6b5b', 2.4, 0.5)))
    );
  },
};

/** p15: a stone name seal, its red pad and an impression (우리). */
const seal = {
  back: (p) => sheet(p, ['#f0ebe1', '#e0d8c9']),
  draw: (p) => {
    const red = '#b83a28';
    return (
      group('translate(92 118) rotate(-5)', under(p, box(0, 0, 300, 380, '', 2), 8, 12, 0.2, 9) + box(0, 0, 300, 380, fill('#fffdf7'), 2) + times(5, (i) => path(`M${232 - i * 42} 46V${[250, 262, 210, 256, 120][i]}`, line('#3b3a36', 6, 0.13)))) +
      group('translate(150 350) rotate(-5)', box(0, 0, 96, 96, fill(red), 8) + `<g fill="none" stroke="#fff7ea" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"><circle cx="28" cy="27" r="11"/><path d="M12 50H45M28 50V80M55 20H72V45H55V72H74M84 14V82"/></g>`) +
      shade(p, 424, 476, 74, 20, 0.36) +
      path('M362 208L398 188H472L446 210V462L362 470Z', fill('#6d8a7d')) +
      path('M362 208H446V470H362Z', fill(p.lin(['#a9c4b4', '#7fa292'], 'd'))) + path('M446 208L474 186V444L446 470Z', fill(p.lin(['#5d8072', '#45675a']))) + path('M362 208L392 186H474L446 208Z', fill('#cfe1d6')) +
      path('M372 260C392 290 388 330 430 350C440 380 420 420 438 460M380 380C400 396 398 420 390 452', line('#e8f2ec', 3, 0.55)) + path('M372 218V456', line('#fff', 6, 0.35)) +
      path('M362 452H446V470H362Z', fill('#8d2c1f')) + path('M446 452L474 428V444L446 470Z', fill('#6f1f15')) +
      group('translate(426 112)', under(p, `<circle r="56"/>`, 7, 10, 0.3, 7) + `<circle r="56" fill="${p.rad(['#ffffff', '#dfe3e4'])}"/><circle r="47" fill="none" stroke="#34579a" stroke-width="2.4" opacity=".8"/><circle r="40" fill="${p.rad(['#d8513b', '#a52f1f'])}"/>` + oval(-12, -14, 14, 7, fill('#fff', 0.25)))
    );
  },
};

/** p16: hanji letter paper, an envelope and a pressed flower. */
const letter = {
  back: (p) => sheet(p, ['#d5dccb', '#bdc9b2']),
  draw: (p) => {
    const fibre = times(16, (i) => path(`M${(i * 53) % 250} ${(i * 91) % 320}q${10 + (i % 4) * 5} ${-8 + (i % 3) * 9} ${24 + (i % 5) * 4} ${(i % 2) * 8}`, line('#b8a888', 1.3, 0.5)));
    return (
      group('translate(262 74) rotate(8)', under(p, box(0, 0, 262, 350, '', 2), 9, 13, 0.22, 9) + box(0, 0, 262, 350, fill(p.lin(['#fdf9ee', '#f3ebd8'], 'd')), 2) + fibre + times(8, (i) => path(`M30 ${64 + i * 34}H232`, line('#b5432f', 1.3, 0.35)))) +
      group('translate(82 226) rotate(-8)', under(p, box(0, 0, 350, 236, '', 4), 10, 14, 0.28, 9) + box(0, 0, 350, 236, fill(p.lin(['#f6e3d2', '#ebcdb4'], 'd')), 4) + path('M0 232L140 112H210L350 232', line('#c79c7c', 2, 0.6)) + path('M2 2H348L196 136Q175 150 154 136Z', fill(p.lin(['#fbeee1', '#f0d8c2']))) + path('M2 2L154 136Q175 150 196 136L348 2', line('#c79c7c', 2, 0.7)) +
        `<g transform="translate(175 128)">` + under(p, `<circle r="30"/>`, 3, 5, 0.35, 4) + path('M0 -32C12 -34 20 -26 26 -20C36 -12 33 2 30 12C26 24 14 32 0 31C-14 33 -26 24 -30 12C-34 0 -32 -14 -24 -22C-18 -30 -10 -33 0 -32Z', fill(p.rad(['#cf5a44', '#98301f']))) + `<circle r="20" fill="none" stroke="#f3b5a4" stroke-width="1.6" opacity=".6"/>` + blossom(0, 1, 16, '#f3b5a4', '#98301f', 5) + `</g>`) +
      group('translate(440 520) rotate(-62)', path('M0 0C50 -8 110 6 190 -6', line('#6b7a4c', 3.4)) + leaf(40, -2, 34, 40, '#7d8f58') + leaf(60, 0, 32, -46, '#8fa068') + leaf(96, 2, 28, 44, '#7d8f58') + leaf(116, 1, 26, -44, '#8fa068') + blossom(190, -6, 30, '#d8879a', '#8b4a5e', 5, 12) + blossom(150, 18, 18, '#e4a5b3', '#8b4a5e', 5, 40) + blossom(156, -28, 16, '#e4a5b3', '#8b4a5e', 5, 0))
    );
  },
};

/** p17: three rolls of masking tape: pine, grid and dots. */
const tapes = {
  back: (p) => room(p, ['#f6dfcf', '#efccb6'], ['#f7efe4', '#e9dccb'], { horizon: 330 }),
  draw: (p) => {
    const pine = p.pattern(40, 44, box(0, 0, 40, 44, fill('#3f7a66')) + path('M12 8L22 26H2ZM12 18L24 38H0Z', fill('#cfe3d2')) + path('M32 4L38 16H26Z', fill('#8fbda4')));
    const grid = p.pattern(18, 18, box(0, 0, 18, 18, fill('#f8f1e2')) + path('M0 9H18M9 0V18', line('#34476b', 2, 0.7)));
    const dots = p.pattern(26, 26, box(0, 0, 26, 26, fill('#e08a4f')) + `<circle cx="7" cy="7" r="4" fill="#fbe8d3"/><circle cx="20" cy="20" r="4" fill="#fbe8d3"/>`);
    const lying = (x, y, r, h, paint) => {
      const ry = r * 0.42;
      return (
        shade(p, x, y + h, r, ry, 0.34) + path(`M${x - r} ${y}V${y + h}A${r} ${ry} 0 0 0 ${x + r} ${y + h}V${y}Z`, fill(paint)) +
        path(`M${x - r} ${y}V${y + h}A${r} ${ry} 0 0 0 ${x + r} ${y + h}V${y}Z`, fill(p.lin([[0, '#000', 0.22], [0.35, '#fff', 0.2], [0.6, '#fff', 0], [1, '#000', 0.3]], 'h'))) +
        oval(x, y, r, ry, fill('#efe6d6')) + oval(x, y, r * 0.98, ry * 0.97, fill(p.rad(['#fbf5ea', '#ddd0ba'], 0.5, 0.5, 0.55))) + times(3, (i) => oval(x, y, r * (0.9 - i * 0.08), ry * (0.9 - i * 0.08), `fill="none" stroke="#c9b99e" stroke-width="1.2" opacity=".7"`)) +
        oval(x, y, r * 0.66, ry * 0.66, fill('#b89468')) + path(`M${x - r * 0.6} ${y + 2}A${r * 0.6} ${ry * 0.58} 0 0 1 ${x + r * 0.6} ${y + 2}A${r * 0.6} ${ry * 0.5} 0 0 0 ${x - r * 0.6} ${y + 2}Z`, fill('#7d6140')) + oval(x, y + ry * 0.14, r * 0.56, ry * 0.44, fill('#e6d8c3'))
      );
    };
    const standing = (x, y, r, paint) =>
      shade(p, x + 24, y + r, r * 0.7, 20, 0.4) + group(`translate(${x + 46} ${y})`, oval(0, 0, r * 0.92, r, fill(paint)) + oval(0, 0, r * 0.92, r, fill('#000', 0.14))) + path(`M${x} ${y - r}H${x + 46}V${y + r}H${x}Z`, fill(paint)) + path(`M${x} ${y - r}H${x + 46}V${y + r}H${x}Z`, fill(p.lin([[0, '#fff', 0.25], [0.5, '#fff', 0], [1, '#000', 0.25]]))) +
      oval(x, y, r * 0.92, r, fill(p.rad(['#fbf5ea', '#ddd0ba'], 0.5, 0.5, 0.55))) + times(3, (i) => oval(x, y, r * (0.84 - i * 0.07), r * (0.92 - i * 0.07), `fill="none" stroke="#c9b99e" stroke-width="1.2" opacity=".7"`)) + oval(x, y, r * 0.6, r * 0.66, fill('#c9a678')) + oval(x + 10, y, r * 0.48, r * 0.58, fill('#eec9b0')) ;
    return lying(186, 408, 116, 62, grid) + standing(388, 300, 112, dots) + lying(404, 462, 104, 56, pine) + group('translate(96 520) rotate(-6)', under(p, path('M0 0H186L178 12L188 22L178 34H0L8 22L-2 12Z'), 4, 6, 0.25, 4) + path('M0 0H186L178 12L188 22L178 34H0L8 22L-2 12Z', fill(pine)));
  },
};

/** p18: postcards of the four seasons. */
const postcards = {
  back: (p) => sheet(p, ['#e6e2ea', '#d1cbd9']),
  draw: (p) => {
    const card = (x, y, turn, sky, far, near, extra) =>
      group(
        `translate(${x} ${y}) rotate(${turn})`,
        under(p, box(-116, -82, 232, 164, '', 3), 8, 12, 0.28, 8) + box(-116, -82, 232, 164, fill('#fffdf8'), 3) +
          `<g clip-path="${p.clip(box(-106, -72, 212, 144, '', 1))}">` + box(-106, -72, 212, 144, fill(p.lin(sky))) + path('M-106 20C-70 -24 -30 -16 0 6C30 -34 70 -36 106 -2V72H-106Z', fill(far)) + path('M-106 44C-60 16 -10 24 30 40C60 28 90 30 106 40V72H-106Z', fill(near)) + extra + `</g>`,
      );
    const flake = times(16, (i) => `<circle cx="${-96 + ((i * 47) % 196)}" cy="${-64 + ((i * 31) % 120)}" r="${2 + (i % 3)}" fill="#fff"/>`);
    return (
      card(222, 158, -12, ['#f9dfe2', '#fdf1e6'], '#c9d3ae', '#9db582', path('M70 60C66 30 74 10 72 -20M72 0C84 -8 88 -20 92 -30M72 14C58 4 54 -8 50 -18', line('#6b4a3c', 5)) + times(9, (i) => blossom(72 + [-24, -14, 0, 12, 24, -6, 8, 20, -20][i], -20 + [-6, -26, -38, -28, -14, -12, -2, 2, 8][i], 11, '#ee9db0', '#c95f7b', 5, i * 20))) +
      card(402, 232, 9, ['#8fd0dd', '#dff3ec'], '#3f8a72', '#276b59', `<circle cx="-50" cy="-30" r="20" fill="#fff7d6"/>` + path('M-106 56C-60 46 -20 66 20 54C60 44 90 60 106 52V72H-106Z', fill('#5fb3c4'))) +
      card(206, 340, 5, ['#f8d9a0', '#fbeed6'], '#d08a3c', '#a8502f', `<circle cx="44" cy="-30" r="22" fill="#e8622f"/>` + times(7, (i) => leaf(-90 + i * 28, 46 + (i % 3) * 8, 16, -60 + i * 25, i % 2 ? '#e5a23f' : '#7d3a22'))) +
      card(384, 432, -7, ['#7f93b5', '#c9d6e6'], '#e9eff5', '#ffffff', flake + path('M-62 52L-46 18L-30 52ZM-60 34L-46 2L-32 34Z', fill('#3e5f5b')) + box(30, 30, 44, 28, fill('#8b5e46')) + path('M22 32Q52 4 82 32Z', fill('#f7fafc')) + box(48, 40, 12, 18, fill('#f4c66a')))
    );
  },
};

export const stationery = { p13: notebooks, p14: pencils, p15: seal, p16: letter, p17: tapes, p18: postcards };
