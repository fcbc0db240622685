/** What the pages of templates ask of the edge. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, type Answer, type NewTemplate, type TemplateItem, type TemplateLine } from '../../api.ts';
import { moduleQuery } from '../../segments/engine.ts';
import type { ListSearch } from '../../ui/list/list.ts';
import { TEMPLATE_SORTS } from '../routes.ts';
import type { Draft, Review, Template } from './template.ts';

export type Line = Omit<TemplateLine, 'template'> & { template: Template };
export type Tagged = { body: Omit<TemplateItem, 'definition' | 'template'> & { template: Template; definition: Draft }; etag: string };
export type Kakao = Answer<'post', '/api/sites/{id}/provider/kakao'>;

export const templatesKey = (site: string) => ['templates', site] as const;

export const templatesQuery = (site: string, { q, sort }: ListSearch) =>
  infiniteQueryOptions({
    queryKey: [...templatesKey(site), 'list', q ?? '', sort ?? ''],
    queryFn: async ({ pageParam, signal }) => {
      const query = { sort: (sort ?? TEMPLATE_SORTS[0]) as (typeof TEMPLATE_SORTS)[number], limit: 50, ...(q && { q }), ...(pageParam && { cursor: pageParam }) };
      const page = await api.get('/api/sites/{id}/templates', { path: { id: site }, query, signal });
      return page as unknown as { templates: Line[]; next: string | null };
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const templateQuery = (site: string, template: string) =>
  queryOptions({ queryKey: [...templatesKey(site), 'one', template], queryFn: ({ signal }) => api.tagged.get('/api/sites/{id}/templates/{template}', { path: { id: site, template }, signal }) as Promise<unknown> as Promise<Tagged> });
export const add = (site: string, draft: Draft) => api.tagged.post('/api/sites/{id}/templates', { path: { id: site }, body: draft as unknown as NewTemplate }) as Promise<unknown> as Promise<Tagged>;
export const put = (site: string, id: string, draft: Draft, etag: string) => api.tagged.put('/api/sites/{id}/templates/{template}', { path: { id: site, template: id }, body: draft as unknown as NewTemplate, ifMatch: etag }) as Promise<unknown> as Promise<Tagged>;

/** What a page of the list may have at most, and how many pages are read: a site has 500 templates. */
const ALL = { limit: 200, pages: 5 };
/** What templates are called, all of them. */
export const templateNamesQuery = (site: string) =>
  queryOptions({
    queryKey: [...templatesKey(site), 'list', 'names'],
    queryFn: async ({ signal }) => {
      const names = new Map<string, string>();
      let cursor: string | null | undefined;
      for (let page = 0; page < ALL.pages; page += 1) {
        const { templates, next } = await api.get('/api/sites/{id}/templates', { path: { id: site }, query: { sort: 'name', limit: ALL.limit, ...(cursor && { cursor }) }, signal });
        for (const { id, name } of templates) names.set(id, name);
        if (!next) break;
        cursor = next;
      }
      return names;
    },
  });

/** Pages of another company's list. */
const REFRESH_MS_MAX = 40_000;

/** Where reviews were when somebody last looked. */
export const reviewsQuery = (site: string) =>
  queryOptions({ queryKey: [...templatesKey(site), 'reviews'], queryFn: async ({ signal }) => (await api.get('/api/sites/{id}/template-reviews', { path: { id: site }, signal })).reviews as unknown as Review[] });
/** Where they are now, as the company says. */
export const refresh = async (site: string) => (await api.post('/api/sites/{id}/template-reviews', { path: { id: site }, timeoutMs: REFRESH_MS_MAX })).reviews as unknown as Review[];
export const review = (site: string, template: string, note: string) => api.post('/api/sites/{id}/templates/{template}/review', { path: { id: site, template }, body: note === '' ? {} : { note }, timeoutMs: REFRESH_MS_MAX });

/** The shop's channels and the categories of templates, as the company says. */
export const kakaoQuery = (site: string) =>
  queryOptions({ queryKey: ['kakao', site], queryFn: ({ signal }) => api.post('/api/sites/{id}/provider/kakao', { path: { id: site }, signal, timeoutMs: REFRESH_MS_MAX }), retry: false, staleTime: 600_000 });

export type Finding = { severity: 'error' | 'warning'; at: string; code: string; ko: string; en: string };
/** What the engine says of a template. Of one that cannot be read there are findings alone. */
export type Seen = { findings: Finding[]; ground: string[]; shown?: Template; variables?: string[]; chars?: number; chars_max?: number; count?: number; count_max?: number; is_coupon?: boolean };
export type See = (template: Template, shop: string, known: Record<string, string>) => Seen;

export function useTemplateEngine(): { see: See | undefined; error: unknown; retry: () => void } {
  const { data, error, refetch } = useQuery(moduleQuery);
  const see = useMemo<See | undefined>(() => data && ((template, shop, known) => JSON.parse(data.module.template_seen(JSON.stringify(template), shop, JSON.stringify(known))) as Seen), [data]);
  return { see, error, retry: () => void refetch() };
}
