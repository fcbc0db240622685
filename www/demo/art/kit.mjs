// The drawing tools that every picture of the shop shares. A pen collects gradients and filters under short ids, so that
// several drawings can be placed in one scene without their ids meeting. Light comes from the upper left everywhere.

/** A pen: it hands out paints (`url(#…)`) and remembers their definitions. */
export function pen(prefix = 'i') {
  const defs = [];
  let count = 0;
  const add = (make) => {
    const id = prefix + (count++).toString(36);
    defs.push(make(id));
    return `url(#${id})`;
  };
  const stops = (list) =>
    list
      .map((stop, i) => {
        const [offset, colour, opacity] = Array.isArray(stop) ? stop : [i / (list.length - 1), stop, 1];
        return `<stop offset="${round(offset)}" stop-color="${colour}"${opacity === undefined || opacity === 1 ? '' : ` stop-opacity="${opacity}"`}/>`;
      })
      .join('');
  return {
    defs: () => (defs.length ? `<defs>${defs.join('')}</defs>` : ''),
    /** Linear paint: 'h' left to right, 'v' top to bottom, 'd' diagonal. */
    lin(list, way = 'v') {
      const [x1, y1, x2, y2] = { h: [0, 0, 1, 0], v: [0, 0, 0, 1], d: [0, 0, 1, 1] }[way] ?? way;
      return add((id) => `<linearGradient id="${id}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${stops(list)}</linearGradient>`);
    },
    /** Radial paint around (cx, cy), in fractions of the painted shape. */
    rad(list, cx = 0.38, cy = 0.32, r = 0.75) {
      return add((id) => `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${r}">${stops(list)}</radialGradient>`);
    },
    blur(deviation) {
      return add((id) => `<filter id="${id}" x="-40%" y="-40%" width="180%" height="180%"><feGaussianBlur stdDeviation="${deviation}"/></filter>`);
    },
    clip(shape) {
      return add((id) => `<clipPath id="${id}">${shape}</clipPath>`);
    },
    pattern(width, height, body, transform = '') {
      return add(
        (id) =>
          `<pattern id="${id}" width="${width}" height="${height}" patternUnits="userSpaceOnUse"${transform ? ` patternTransform="${transform}"` : ''}>${body}</pattern>`,
      );
    },
  };
}

export const round = (n) => Math.round(n * 100) / 100;

/** A whole file. `view` crops it: [x, y, width, height]. */
export function file(width, height, p, body, view = [0, 0, width, height]) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${view.join(' ')}">${p.defs()}${body}</svg>\n`;
}

export const path = (d, attrs = '') => `<path d="${d}"${attrs ? ' ' + attrs : ''}/>`;
export const fill = (colour, opacity) => `fill="${colour}"${opacity === undefined ? '' : ` opacity="${opacity}"`}`;
export const line = (colour, width, opacity) =>
  `fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"${opacity === undefined ? '' : ` opacity="${opacity}"`}`;
export const oval = (cx, cy, rx, ry, attrs) => `<ellipse cx="${round(cx)}" cy="${round(cy)}" rx="${round(rx)}" ry="${round(ry)}" ${attrs}/>`;
export const box = (x, y, w, h, attrs, r = 0) => `<rect x="${x}" y="${y}" width="${w}" height="${h}"${r ? ` rx="${r}"` : ''} ${attrs}/>`;
export const group = (transform, body, attrs = '') => `<g transform="${transform}"${attrs ? ' ' + attrs : ''}>${body}</g>`;
/** Places a 600-wide drawing so that its ground point (300, 470) comes to (x, y). */
export const place = (x, y, scale, body) => group(`translate(${round(x - 300 * scale)} ${round(y - 470 * scale)}) scale(${scale})`, body);
export const times = (n, make) => Array.from({ length: n }, (_, i) => make(i)).join('');

/** A numbered sequence that always comes out the same: pictures must not change from build to build. */
export function dice(seed) {
  let s = seed >>> 0;
  return (low = 0, high = 1) => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return low + (((t ^ (t >>> 14)) >>> 0) / 4294967296) * (high - low);
  };
}

/** Wall and table, with the light of a window on the wall. */
export function room(p, wall, table, { horizon = 400, width = 600, height = 600, light = true, tint = '#fff' } = {}) {
  const beam = (x, w) => path(`M${x} 0H${x + w}L${x + w + 190} ${horizon}H${x + 190}Z`, fill(tint, 0.16));
  return (
    box(0, 0, width, horizon, fill(p.lin(wall, 'd'))) +
    (light ? beam(60, 96) + beam(176, 96) : '') +
    box(0, horizon, width, height - horizon, fill(p.lin(table))) +
    box(0, horizon, width, 3, fill('#fff', 0.25))
  );
}

/** A sheet seen from above. */
export const sheet = (p, colours, width = 600, height = 600) => box(0, 0, width, height, fill(p.lin(colours, 'd')));

/** The soft shadow under a thing that stands; it leans to the lower right. */
export function shade(p, cx, cy, rx, ry = rx * 0.2, strength = 0.34, colour = '#1d1a14') {
  const paint = p.rad([[0, colour, strength], [0.55, colour, strength * 0.55], [1, colour, 0]], 0.5, 0.5, 0.5);
  return oval(cx + rx * 0.16, cy + ry * 0.12, rx * 1.3, ry * 1.5, fill(paint)) + oval(cx, cy, rx * 0.98, ry * 0.62, fill(paint));
}

/** The shadow of a thing that lies: the same shape, moved and blurred. */
export const under = (p, shape, dx = 10, dy = 14, strength = 0.24, soft = 9) =>
  `<g transform="translate(${dx} ${dy})" opacity="${strength}" filter="${p.blur(soft)}" fill="#1d1a14">${shape}</g>`;

/** A leaf from its stalk at (x, y), `long` long, turned by `angle` degrees. */
export function leaf(x, y, long, angle, colour, vein = '#ffffff', width = 0.3) {
  const w = round(long * width);
  return group(
    `translate(${round(x)} ${round(y)}) rotate(${round(angle)})`,
    path(`M0 0C${round(long * 0.25)} ${-w} ${round(long * 0.72)} ${-w} ${round(long)} 0C${round(long * 0.72)} ${w} ${round(long * 0.25)} ${w} 0 0Z`, fill(colour)) +
      path(`M${round(long * 0.08)} 0L${round(long * 0.86)} 0`, line(vein, Math.max(1, round(long * 0.025)), 0.35)),
  );
}

/** A flower of round petals. */
export function blossom(x, y, r, colour, heart = '#d9a441', petals = 5, turn = 0) {
  return group(
    `translate(${round(x)} ${round(y)}) rotate(${turn})`,
    times(petals, (i) => group(`rotate(${round((360 / petals) * i)})`, oval(0, -r * 0.58, r * 0.44, r * 0.52, fill(colour)))) +
      `<circle r="${round(r * 0.2)}" fill="${heart}"/>` +
      times(petals, (i) => group(`rotate(${round((360 / petals) * i + 180 / petals)})`, `<circle cy="${round(-r * 0.38)}" r="${round(r * 0.06)}" fill="${heart}"/>`)),
  );
}

/** Steam: two or three loose lines. */
export const steam = (x, y, colour = '#fff', opacity = 0.55) =>
  path(`M${x} ${y}c-16 -22 14 -34 0 -60c-10 -20 6 -30 10 -40`, line(colour, 5, opacity)) +
  path(`M${x + 28} ${y - 6}c-12 -18 12 -28 2 -48c-8 -16 2 -26 6 -32`, line(colour, 4, opacity * 0.8));
