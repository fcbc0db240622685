/** A message as its owner writes it (`schemas/message.json`). What of it is right is the engine's to say. */
import type { Finding } from '../segments/types.ts';

export type { Finding };

export const TYPES = ['popcorn', 'floating', 'gauge', 'coupon', 'popup', 'note', 'bar', 'inline', 'survey', 'capture', 'recommend', 'ticker'] as const;
export type Type = (typeof TYPES)[number];
export type Status = 'draft' | 'preview' | 'active' | 'paused' | 'ended';
export type Place = 'bottom_right' | 'bottom_left' | 'top_right' | 'top_left' | 'bottom_center' | 'center' | 'top_center';
export type Weekday = 'sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat';
export const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export type Image = { src: string; alt?: string; width: number; height: number };
export type Button = { label: string; href?: string; event?: string; quiet?: boolean };
export type Form = { asks: 'email' | 'phone'; label?: string; consent: string; button: string; thanks?: string };
export type Tier = { at: string | number; label: string };
export type Product = { id: string; name: string; price: string | number; href: string; image?: string };
export type Anchor = { selector: string; where?: 'before' | 'start' | 'end' | 'after' };
export type Block = { kind: string; text?: string; label?: string; href?: string; [other: string]: unknown };

export type Content = {
  title?: string;
  text?: string;
  done_text?: string;
  image?: Image;
  button?: Button;
  quiet?: Button;
  code?: string;
  countdown?: boolean;
  choices?: string[];
  form?: Form;
  thanks?: string;
  badge?: string;
  tiers?: Tier[];
  products?: Product[];
  show?: number;
  at_least?: number;
  anchor?: Anchor;
  blocks?: Block[];
  accent?: string;
  background?: string;
  color?: string;
  radius?: number;
  font?: 'page' | 'system';
  size?: 'small' | 'medium' | 'large' | 'full';
  width?: number | null;
  animation?: 'spring' | 'fade' | 'none';
};

export type Trigger =
  | { on: 'at_once' | 'exit_intent' }
  | { on: 'page_seconds' | 'visit_seconds' | 'idle'; seconds: number }
  | { on: 'scroll'; percent: number }
  | { on: 'event'; name: string; property?: string; value?: string };

export type Limits = {
  per_visit?: number;
  per_days?: { times: number; days: number };
  ever?: number;
  stop_after?: ('click' | 'close' | 'conversion')[];
  hide_today?: boolean;
};
export type Hours = { from: string; to: string };
export type Schedule = { weekdays?: Weekday[]; hours?: Hours[]; new_visits?: boolean };
export type Variant = { id: string; weight?: number; content: Content };
/** A moment as its owner wrote it: RFC 3339, or milliseconds since 1970. */
export type Moment = string | number;

export type Message = {
  id?: string;
  name?: string;
  type: Type;
  status?: Status;
  segment?: string;
  group?: string;
  start?: Moment;
  end?: Moment;
  priority?: number;
  place?: Place;
  limits?: Limits;
  trigger?: Trigger;
  schedule?: Schedule;
  weight?: number;
  variants?: Variant[];
  control?: number;
  content: Content;
};

/** What a type says, in the order in which it is filled in. */
export type Part = 'badge' | 'image' | 'title' | 'text' | 'done_text' | 'tiers' | 'products' | 'code' | 'countdown' | 'choices' | 'form' | 'thanks' | 'button' | 'quiet' | 'at_least' | 'anchor';
export const PARTS: Record<Type, readonly Part[]> = {
  popcorn: ['image', 'title', 'text', 'button', 'quiet'],
  floating: ['badge', 'image', 'title', 'text', 'button'],
  gauge: ['tiers', 'text', 'done_text', 'button', 'anchor'],
  coupon: ['image', 'title', 'text', 'code', 'countdown', 'button', 'quiet'],
  popup: ['image', 'title', 'text', 'button', 'quiet'],
  note: ['image', 'title', 'text', 'button'],
  bar: ['text', 'button'],
  inline: ['anchor', 'image', 'title', 'text', 'button'],
  survey: ['title', 'text', 'choices', 'thanks'],
  capture: ['image', 'title', 'text', 'form'],
  recommend: ['title', 'text', 'tiers', 'products'],
  ticker: ['text', 'at_least', 'anchor'],
};
/** Without these there is no such message. */
export const NEEDED: Partial<Record<Type, readonly Part[]>> = { inline: ['anchor'], ticker: ['at_least', 'text'], gauge: ['tiers', 'text'], survey: ['title', 'choices'], capture: ['form'], recommend: ['tiers', 'products'], bar: ['text'] };

/** Where each may stand; the first is where it usually does. As `message::content::check` has it, which refuses others. */
const CARD: readonly Place[] = ['bottom_right', 'bottom_left', 'top_right', 'top_left', 'bottom_center', 'top_center', 'center'];
const first = (place: Place, rest: readonly Place[] = CARD): readonly Place[] => [place, ...rest.filter((other) => other !== place)];
export const PLACES: Record<Type, readonly Place[]> = {
  popcorn: CARD,
  floating: CARD,
  survey: CARD,
  capture: CARD,
  inline: CARD,
  recommend: CARD,
  coupon: first('center'),
  gauge: first('bottom_center'),
  ticker: first('bottom_left').filter((place) => place !== 'center'),
  note: first('top_right').filter((place) => place !== 'center'),
  popup: ['center'],
  bar: ['top_center', 'bottom_center'],
};
