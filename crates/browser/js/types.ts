// Shapes shared by the modules of the shell. Types only: nothing here costs a shopper a byte.

import type { Effects, Make, Step } from './engine';
import type { CLICK, CLOSE, HIDE, OPEN, SEEN, UNDRAWN } from './numbers';
import type { Queue } from './queue';

/** What the shopper did with a message. */
export type Act = typeof CLICK | typeof CLOSE | typeof HIDE | typeof OPEN | typeof SEEN | typeof UNDRAWN;

/**
 * A message ready to draw, as the engine decided it. Every string is text, never markup. (Names that begin with `$` never leave
 * shell.js: the build shortens them.)
 */
export interface View {
  $id: string;
  /** `Kind` (crates/message/src/definition.rs). */
  $type: number;
  /** 0 bottom right, 1 bottom left, 2 top right, 3 top left, 4 bottom centre, 5 centre, 6 top centre; from 8 on one in the page. */
  $place: number;
  /** CSS colours; empty: the page's own. */
  $accent: string;
  $background: string;
  $color: string;
  /** Corner radius in CSS pixels. */
  $radius: number;
  /** 0 the page's, 1 the device's. */
  $font: number;
  /** 0 medium, 1 small, 2 large, 3 full. */
  $size: number;
  /** 0 from its edge, 1 fades, 2 at once. */
  $motion: number;
  /** CSS pixels; 0: as the frame has it. */
  $width: number;
  /** `Frame` (crates/message/src/content/arrange.rs). */
  $frame: number;
  /** Label of the round badge. */
  $badge: string;
  /** A place in the page, and where to it: 0 before, 1 in it first, 2 in it last, 3 after. */
  $anchor: readonly [selector: string, side: number];
  $blocks: Block[];
  /** Truthy when all goals are reached. */
  $done: unknown;
  /** How full the gauge is, in percent; NaN without goals. */
  $part: number;
  $tiers: Tier[];
  /** When the message ends, by the device's clock. */
  $end: number;
  $lang: string;
  /** Truthy where more.ts draws a part of it. */
  $more: unknown;
  /** What there is to draw, the shopper's values apart: the same as long as the bundle is. */
  $form: string;
}

/** Its kind and its fields, in the order of `put_fields` (crates/message/src/content/arrange.rs), texts filled in. */
export type Block = [kind: number, ...fields: any[]];

/** `part`: where on the track, in percent. */
export type Tier = [part: number, label: string, reached: unknown, amount: string];

/** What a block is drawn with. A tuple, since more.ts is a file of its own. */
export type Stage = [
  /** Where it goes: into the words, the foot, the line; where the last one is such a part, into that. */
  group: (part: string) => HTMLElement,
  report: (act: Act) => void,
  /** Korean, else English. */
  ko: boolean,
  /** The message's id. */
  id: string,
  /** When the message ends, by the device's clock. */
  end: number,
  /** Reports these acts; should the message go with them, then so many milliseconds later, since something is to be read first. Without any it goes. */
  leave: (wait: number, ...acts: Act[]) => void,
];

/** Draws a block and gives what fills it in: now, and again when a value has changed. */
export type Painter = (stage: Stage, block: Block) => ((block: Block, view: View) => unknown) | void;

/** What the shell hands to more.ts, as a property of its script element. */
export type More = [
  /** By kind of block. */
  painters: Painter[],
  /** The one that finds a message's place in the page. */
  finders: Find[],
  /** Style sheets of messages, joined. */
  looks: string[],
  /** Called after each drawing, and when the page has changed. */
  hooks: (() => void)[],
  api: Api,
  note: (error: unknown) => unknown,
  /** Draws what has waited for it. */
  ready: () => void,
];

/** Puts the host at its place as soon as that is there, then says so. Gives what ends the waiting. */
export type Find = (host: HTMLElement, selector: string, side: number, then: () => void) => () => void;

/** A message on the page. Both calls are safe at any time and in any order. */
export type Handle = [update: (view: View) => void, remove: () => void];

/** `window.dangol`: keeps its calls in `q` until the shell replaces `q` by its own `push`. */
export interface Api {
  (name: string, data?: unknown, props?: unknown): void;
  q: { push(call: ArrayLike<unknown>): unknown };
  debug(): unknown;
  /** What debug.ts makes `debug` of. */
  dump?: () => Uint8Array | undefined;
  /** What the shopper has agreed to, one of MODES. */
  mode?: () => string;
}

/** What the shell hands to the engine as JavaScript, as a property of its script element: called with what makes one. */
export type Plain = (make: Make) => void;

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
  /** Makes of a script's address what the page's Trusted Types ask for. */
  trust: (url: string) => string,
  /** Emptied when an engine has them. */
  views: Views,
];

/** Views that no engine has seen yet, the page's own last. */
export type Views = [at: number, url: string, referrer: string][];

/** What the shell hands to late.ts, as a property of its script element. */
export type Late = [
  api: Api,
  key: string,
  edge: string,
  /** Address of debug.ts. */
  debug: string,
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
  /** Boots an engine, if one may run. */
  live: () => Promise<unknown>,
  /** Called for each engine, and when it may keep what it could not. */
  begun: (() => unknown)[],
  /** Goes by a newer bundle, or looks again whether the shopper has agreed. */
  heed: (bundle?: Uint8Array) => void,
  /** By which bundle it goes. */
  bundle: () => Uint8Array,
  /** Looks at dataLayer again. */
  check: () => void,
  layout: () => void,
  /** Called after each drawing. */
  hooks: (() => void)[],
  /** What may be kept now, and where. */
  keep: () => [mode: number, disk: Record<string, string>, tabDisk: Record<string, string>],
  errors: unknown[],
  trust: Boot[6],
  /** How often each row of adapter.ts was said. */
  heard: readonly number[],
];
