// Shapes shared by the modules of the shell. Types only: nothing here costs a shopper a byte.

import type { Effects, Step } from './engine';
import type { CLICK, CLOSE, HIDE, OPEN, SEEN } from './numbers';
import type { Queue } from './queue';

/** What the shopper did with a message. */
export type Act = typeof CLICK | typeof CLOSE | typeof HIDE | typeof OPEN | typeof SEEN;

/**
 * A message ready to draw, as the engine decided it. Every string is text, never markup. (Names that begin with `$` never leave
 * shell.js: the build shortens them.)
 */
export interface View {
  $id: string;
  /** 1 popcorn, 2 floating, 3 gauge. */
  $type: number;
  /** 0 bottom right, 1 bottom left, 2 top right, 3 top left, 4 bottom centre, 5 centre. */
  $place: number;
  /** A CSS colour; empty: the page's own. */
  $accent: string;
  /** Corner radius of the card in CSS pixels. */
  $radius: number;
  /** Falsy where there is none, like those below. */
  $image: Picture | 0;
  $title: string;
  $text: string;
  $button: readonly [label: string, href: string] | 0;
  /** Label of the round badge (floating only). */
  $badge: string;
  $hide_today: unknown;
  /** How full the gauge is, in percent; NaN without goals. */
  $part: number;
  $tiers: Tier[];
  $lang: string;
}

export interface Picture {
  src: string;
  alt: string;
  /** Pixels of the file; they reserve the room before it arrives. */
  width: number;
  height: number;
}

/** `part`: where on the track, in percent. */
export type Tier = [part: number, label: string, reached: unknown];

/** A message on the page. Both calls are safe at any time and in any order. */
export type Handle = [update: (view: View) => void, remove: () => void];

/** `window.dangol`: keeps its calls in `q` until the shell replaces `q` by its own `push`. */
export interface Api {
  (name: string, data?: unknown): void;
  q: { push(call: ArrayLike<unknown>): unknown };
  debug(): unknown;
  /** What debug.ts makes `debug` of. */
  dump?: () => Uint8Array | undefined;
}

/** What the loader hands to the shell, as a property of the shell's script element. */
export type Boot = [
  key: string,
  /** Origin of the edge with a slash at its end. */
  edge: string,
  api: Api,
  /** Undefined where the network refused. */
  wasm: Promise<Response | void>,
  bundle: Promise<Response | void>,
  /** Address of debug.ts. */
  debug: string,
];

/** What the shell hands to late.ts, as a property of its script element. */
export type Late = [
  api: Api,
  key: string,
  edge: string,
  /** Address of debug.ts. */
  debug: string,
  bundle: Uint8Array,
  /** May be replaced in place. */
  effects: Effects,
  /** Whether the engine has asked for a newer bundle. */
  stale: () => boolean,
  /** Of the queue, which each engine has one of: see queue.ts. */
  queue: () => [tab: Queue['$tab'], take: Queue['$take'], send: Queue['$send'], forget: Queue['$forget']],
  /** Queues an input, made when its turn comes. */
  enter: (item: () => Uint8Array) => Promise<void>,
  drain: () => void,
  ask: Step,
  /** Boots an engine. */
  live: (bundle: Uint8Array) => Promise<void>,
  /** Looks at dataLayer again. */
  check: () => void,
  layout: () => void,
  disk: Record<string, string>,
  errors: unknown[],
  /** How often each row of adapter.ts was said. */
  heard: readonly number[],
];
