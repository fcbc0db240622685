// Every product's drawing by its id, and how it is cut: `view` is the picture, `close` the second picture of the product page.
import { file, pen } from './kit.mjs';
import { living } from './living.mjs';
import { stationery } from './stationery.mjs';
import { table } from './table.mjs';
import { tea } from './tea.mjs';

export const drawings = { ...tea, ...table, ...stationery, ...living };

const whole = [0, 0, 600, 600];
const cuts = {
  p01: { view: [62, 74, 500, 500], close: [196, 256, 230, 230] },
  p02: { view: [66, 90, 480, 480], close: [330, 320, 220, 220] },
  p03: { view: [66, 80, 490, 490], close: [330, 330, 210, 210] },
  p04: { view: [62, 82, 490, 490], close: [196, 180, 220, 220] },
  p05: { view: [50, 34, 520, 520], close: [140, 60, 260, 260] },
  p06: { view: [66, 76, 500, 500], close: [262, 268, 250, 250] },
  p07: { view: [66, 120, 460, 460], close: [110, 290, 240, 240] },
  p08: { view: [20, 80, 560, 500], close: [170, 250, 250, 250] },
  p09: { view: [40, 40, 520, 520], close: [270, 300, 230, 230] },
  p10: { view: [56, 64, 490, 490], close: [150, 250, 230, 230] },
  p11: { view: [50, 20, 530, 530], close: [160, 330, 240, 240] },
  p12: { view: whole, close: [250, 150, 230, 230] },
  p13: { view: [30, 50, 520, 520], close: [90, 90, 230, 230] },
  p14: { view: [50, 50, 500, 500], close: [170, 60, 240, 240] },
  p15: { view: [30, 40, 520, 520], close: [130, 320, 230, 230] },
  p16: { view: [40, 50, 530, 530], close: [190, 260, 220, 220] },
  p17: { view: [40, 110, 480, 480], close: [280, 180, 260, 260] },
  p18: { view: [40, 30, 520, 520], close: [270, 120, 250, 250] },
  p19: { view: [40, 0, 540, 540], close: [200, 0, 250, 250] },
  p20: { view: [50, 80, 500, 500], close: [166, 160, 230, 230] },
  p21: { view: [50, 90, 490, 490], close: [130, 180, 240, 240] },
  p22: { view: [60, 80, 480, 480], close: [130, 210, 240, 240] },
  p23: { view: [30, 40, 540, 540], close: [320, 320, 230, 230] },
  p24: { view: [40, 30, 520, 520], close: [180, 280, 240, 240] },
};

/** One picture of a product: 'view' or 'close'. */
export function picture(id, cut = 'view') {
  const p = pen();
  const [x, y, w, h] = cuts[id][cut];
  const side = Math.max(w, h);
  return file(800, 800, p, drawings[id].back(p) + drawings[id].draw(p), [x, Math.min(y, 600 - side), side, side]);
}
