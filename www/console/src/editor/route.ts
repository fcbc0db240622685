import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { siteRoute } from '../routes.tsx';
import { TYPES, type Type } from './types.ts';

/** What is asked as soon as it is there: a new message is saved first. */
export type Ask = 'publish' | 'link';
type Search = Record<string, unknown>;
const text = (value: unknown): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined);
const typeOf = (value: unknown): Type | undefined => TYPES.find((type) => type === value);

/** Which type it begins from; chosen (`type`, or the one of a `recipe`), what is written, perhaps for a segment. */
export const newMessageRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'messages/new',
  validateSearch: (search: Search): { type?: Type | undefined; recipe?: string | undefined; segment?: string | undefined } => ({
    type: typeOf(search['type']),
    recipe: text(search['recipe']),
    segment: text(search['segment']),
  }),
  component: lazyRouteComponent(() => import('./NewMessagePage.tsx'), 'NewMessagePage'),
});

/** Behind a word of its own: an id may be `new`. */
export const messageRoute = createRoute({
  getParentRoute: () => siteRoute,
  path: 'messages/edit/$messageId',
  // `mend`: something is wrong with it, and is gone to.
  validateSearch: (search: Search): { ask?: Ask | undefined; mend?: true | undefined } => ({ ask: search['ask'] === 'publish' || search['ask'] === 'link' ? search['ask'] : undefined, mend: search['mend'] ? true : undefined }),
  component: lazyRouteComponent(() => import('./MessagePage.tsx'), 'MessagePage'),
});
