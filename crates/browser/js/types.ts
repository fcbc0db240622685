// Shapes shared by the modules of the shell. Types only: nothing here costs a shopper a byte.

/** What the shopper did with a message; `seen` means that it was really drawn on a visible page. */
export type Act = 'seen' | 'click' | 'close' | 'hide' | 'open';

/** A message ready to draw, as the engine decided it. Every string is text, never markup. */
export interface View {
  id: string;
  /** 1 popcorn, 2 floating, 3 gauge. */
  type: number;
  /** 0 bottom right, 1 bottom left, 2 top right, 3 top left, 4 bottom centre, 5 centre. */
  place: number;
  /** A CSS colour; empty: the page's own. */
  accent: string;
  /** Corner radius of the card in CSS pixels. */
  radius: number;
  image?: Picture | undefined;
  title: string;
  text: string;
  button?: { label: string; href: string } | undefined;
  /** Label of the round badge (floating only). */
  badge: string;
  hide_today: unknown;
  gauge?: Gauge | undefined;
  lang: string;
}

export interface Picture {
  src: string;
  alt: string;
  /** Pixels of the file; they reserve the room before it arrives. */
  width: number;
  height: number;
}

export interface Gauge {
  /** How full, 0 to 1. */
  fraction: number;
  done: unknown;
  tiers: Tier[];
}

export interface Tier {
  /** Where on the track, 0 to 1. */
  fraction: number;
  label: string;
  amount: string;
  reached: unknown;
}

/** A message on the page. Both calls are safe at any time and in any order. */
export interface Handle {
  update(view: View): void;
  remove(): void;
}

/** `window.dangol`: keeps its calls in `q` until the shell replaces `q` by its own `push`. */
export interface Api {
  (name: string, data?: unknown): void;
  q: { push(call: ArrayLike<unknown>): unknown };
  debug(): unknown;
  decode?: (dump: Uint8Array) => unknown;
}

/** What the loader hands to the shell, as a property of the shell's script element. */
export interface Boot {
  key: string;
  /** Origin of the edge with a slash at its end. */
  edge: string;
  api: Api;
  /** Undefined where the network refused. */
  wasm: Promise<Response | void>;
  bundle: Promise<Response | void>;
  /** Address of debug.ts. */
  debug: string;
}
