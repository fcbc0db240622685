// The page's own looks: its font, its accent, whether it is dark. Read, never written.

import { BAR } from './numbers';
import type { View } from './types';

type Colour = number[];

const PERSIMMON = '#e8590c';
const INK = '#211c19';
let pixel: CanvasRenderingContext2D | undefined;

/** The custom properties that the style sheet reads. */
export function theme(view: View): string {
  const { $accent, $background, $color, $radius, $font, $size, $width, $frame } = view;
  const root = getComputedStyle(document.documentElement);
  const body = getComputedStyle(document.body);
  // By the page's background, not by the shopper's wish: a shop that is light only stays so.
  const back = $background
    ? rgba($background)
    : [body, root].map((style) => rgba(style.backgroundColor)).find((colour) => colour[3]! > 99);
  const dark = back ? light(back) < 0.2 : /dark/.test(root.colorScheme) && matchMedia('(prefers-color-scheme:dark)').matches;
  let [card, ink] = dark ? ['#282321', '#f7f3f0'] : ['#fff', INK];

  // What is no colour gives way to ours.
  let main = $accent ? rgba($accent) : pageAccent();
  if (main?.[3] != 255) main = rgba(PERSIMMON);
  // Text on a light accent is ink, on others white: the same hue, where need be a little deeper, for 4.5 : 1.
  const pale = light(main) > 0.35;
  const deep = pale ? 1 : Math.min(1, (0.18 / light(main)) ** 0.45);
  const css = (share: number) => `rgb(${main.slice(0, 3).map((part) => Math.floor(part * share))})`;
  let [fill, on] = [css(deep), pale ? INK : '#fff'];
  // A bar is of the accent, its button the other way round.
  if ($background) card = $background;
  else if ($frame == BAR) [card, ink, fill, on] = [fill, on, on, fill];
  // Times is what a page has that never chose a font for its body.
  const font = $font ? 'system-ui' : body.fontFamily.replace(/^"?Times.*/, 'system-ui');
  return `--b:${card};--i:${$color || ink};--a:${css(1)};--m:${fill};--o:${on};--r:${$radius}px;--f:${font},sans-serif;--s:${[15, 14, 17][$size] || 15}px;color-scheme:${dark ? 'dark' : 'light'};${$width ? `--w:${$width}px;` : ''}`;
}

/** The theme colour of the page, which its head says first, or the fill of its first coloured button. */
const pageAccent = (): Colour | undefined =>
  [...document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color],button,[class*=btn]')]
    .slice(0, 60)
    .map((el) => rgba(el.content || getComputedStyle(el).backgroundColor))
    .find(([r, g, b, a]) => a == 255 && Math.max(r!, g!, b!) - Math.min(r!, g!, b!) > 60);

/** Any CSS colour as bytes; what is no colour is transparent. */
function rgba(colour: string): Colour {
  // As browsers write what a page has. A canvas reads all others, and takes its time to come.
  const [, r, g, b, a] = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(colour) || [];
  if (b) return [+r!, +g!, +b, +(a || 1) * 255];
  if (!pixel) {
    pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    pixel.globalCompositeOperation = 'copy';
  }
  pixel.fillStyle = '#0000';
  pixel.fillStyle = colour;
  pixel.fillRect(0, 0, 1, 1);
  return [...pixel.getImageData(0, 0, 1, 1).data];
}

/** Relative luminance, 0 to 1 (WCAG 2, its curve taken as 2.2). */
const light = (colour: Colour): number =>
  0.2126 * (colour[0]! / 255) ** 2.2 + 0.7152 * (colour[1]! / 255) ** 2.2 + 0.0722 * (colour[2]! / 255) ** 2.2;
