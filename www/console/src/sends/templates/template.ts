/** A template of Alimtalk as it is written, and how its review stands. Pure. */
import type { TemplateReview } from '../../api.ts';

export type Links = { mobile?: string; pc?: string; ios?: string; android?: string };
export type KakaoButton = { name: string; action: string; links?: Links };
export type Line = { name: string; value: string };
export type Highlight = { title: string; text: string; has_thumbnail?: boolean };
export type ItemList = { type: 'item_list'; header?: string; highlight?: Highlight | null; items: Line[]; summary?: Line | null };
export type Emphasis = { type: 'none' } | { type: 'text'; title: string; subtitle: string } | { type: 'image'; image: string } | ItemList;
export const KINDS = ['BA', 'EX', 'AD', 'MI'] as const;
export type Kind = (typeof KINDS)[number];
export type Template = { kind: Kind; emphasis: Emphasis; body: string; extra?: string; buttons?: KakaoButton[]; replies?: KakaoButton[]; is_secure?: boolean };
export type Draft = { id?: string | null; name: string; category: string; template: Template };
export type ReviewState = TemplateReview['state'];
export type Review = Omit<TemplateReview, 'registered'> & { registered: Template | null };

export const EMPTY: Draft = { name: '', category: '', template: { kind: 'BA', emphasis: { type: 'none' }, body: '', extra: '', buttons: [], replies: [] } };
/** What is one thing to a person where two have changed it. */
export const INSIDE = ['template'];

export const EMPHASES = ['none', 'text', 'image', 'item_list'] as const;
/** What it begins with where somebody chooses it. */
export function emphasisOf(type: (typeof EMPHASES)[number]): Emphasis {
  if (type === 'text') return { type, title: '', subtitle: '' };
  if (type === 'image') return { type, image: '' };
  if (type === 'item_list') return { type, header: '', highlight: null, items: [{ name: '', value: '' }, { name: '', value: '' }], summary: null };
  return { type };
}

const ADD_CHANNEL: KakaoButton = { name: '채널 추가', action: 'AC', links: {} };
export const hasExtra = (kind: Kind): boolean => kind === 'EX' || kind === 'MI';
const addsChannel = (kind: Kind): boolean => kind === 'AD' || kind === 'MI';

/** Of another type of message: with what that needs, and without what it does not take. */
export function ofKind(template: Template, kind: Kind): Template {
  const others = (template.buttons ?? []).filter(({ action }) => action !== 'AC');
  return { ...template, kind, extra: hasExtra(kind) ? (template.extra ?? '') : '', buttons: addsChannel(kind) ? [ADD_CHANNEL, ...others] : others };
}

/** How it stands, and whether it was changed since that was said. */
export function stateOf(version: number | undefined, review: Review | undefined): { state: ReviewState; isChanged: boolean } {
  if (!review) return { state: 'draft', isChanged: false };
  return { state: review.state, isChanged: version !== undefined && review.state !== 'draft' && review.version !== version };
}

/** With a text put where the cursor is. */
export function inserted(text: string, put: string, from: number, to: number): string {
  return text.slice(0, from) + put + text.slice(to);
}
