// The page's own looks: its font, its accent, whether it is dark. Read, never written.

type Colour = number[];

const PERSIMMON = '#e8590c';
const INK = '#211c19';
const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
let own: string | undefined;

/** The custom properties that the style sheet reads. `accent` is the message's colour; empty: the page's. */
export function theme(accent: string, radius: number): string {
  const root = getComputedStyle(document.documentElement);
  const body = getComputedStyle(document.body);
  // By the page's background, not by the shopper's wish: a shop that is light only stays so.
  const back = [body.backgroundColor, root.backgroundColor].map(rgba).find((colour) => colour[3]! > 99);
  const dark = back ? light(back) < 0.2 : /dark/.test(root.colorScheme) && matchMedia('(prefers-color-scheme:dark)').matches;
  const [card, ink] = dark ? ['#282321', '#f7f3f0'] : ['#fff', INK];

  let main = rgba(accent || (own ||= pageAccent()));
  if (main[3]! < 255) main = rgba(PERSIMMON);
  let level = light(main);
  // An accent that cannot be told from the card gives way to ink.
  if (dark ? level < 0.03 : level > 0.85) level = light((main = rgba(ink)));
  // Text on a light accent is ink, on others white: the same hue, where need be a little deeper, for 4.5 : 1.
  const pale = level > 0.35;
  const deep = main.map((part) => part * (pale ? 1 : Math.min(1, (0.18 / level) ** 0.45)));
  // Times is what a page has that never chose a font for its body.
  const font = body.fontFamily.replace(/^"?Times.*/, 'system-ui');
  return `--b:${card};--i:${ink};--a:${css(main)};--m:${css(deep)};--o:${pale ? INK : '#fff'};--r:${radius}px;--f:${font},sans-serif`;
}

/** The theme colour of the page or the fill of its first coloured button. */
function pageAccent(): string {
  const buttons = [...document.querySelectorAll('button,[type=submit],a[class*=btn],a[class*=button]')].slice(0, 60);
  return (
    [
      document.querySelector<HTMLMetaElement>('meta[name=theme-color]')?.content || '',
      ...buttons.map((el) => getComputedStyle(el).backgroundColor),
    ].find((colour) => {
      const [r, g, b, a] = rgba(colour) as [number, number, number, number];
      return a == 255 && Math.max(r, g, b) - Math.min(r, g, b) > 60;
    }) || PERSIMMON
  );
}

/** Any CSS colour as bytes; what is no colour is transparent. */
function rgba(colour: string): Colour {
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = '#0000';
  pixel.fillStyle = colour;
  pixel.fillRect(0, 0, 1, 1);
  return [...pixel.getImageData(0, 0, 1, 1).data];
}

const css = ([r, g, b]: Colour): string => `rgb(${r},${g},${b})`;

/** Relative luminance, 0 to 1 (WCAG 2, its curve taken as 2.2). */
const light = (colour: Colour): number =>
  [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => sum + weight * (colour[i]! / 255) ** 2.2, 0);
