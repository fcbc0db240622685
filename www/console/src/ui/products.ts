import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { api, type Answer } from '../api.ts';
import { money, type Language } from '../format.ts';

const LIST = '/api/sites/{id}/products';
export type SeenProduct = Answer<'get', typeof LIST>['products'][number];
/** What is typed is asked for when it rests. */
const REST_MS = 200;
const FOUND_MAX = 50;

/** Products that the shop's pages told of and that are about a search; the last seen first. */
const seen = (id: string, search: string) =>
  queryOptions({
    queryKey: ['products', id, search],
    queryFn: ({ signal }) => api.get(LIST, { path: { id }, query: { ...(search && { search }), limit: FOUND_MAX }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });

/** Those to choose from while somebody types; none where they are not wanted. */
export function useProducts(site: string, typed: string, enabled = true): { products: SeenProduct[]; searching: boolean } {
  const [search] = useDebouncedValue(typed.trim().slice(0, 200), REST_MS);
  const { data, isFetching } = useQuery({ ...seen(site, search), enabled });
  return { products: data?.products ?? [], searching: isFetching || search !== typed.trim() };
}

/** What tells one product from another of nearly the same name. */
export const aboutProduct = ({ category, price }: SeenProduct, language: Language): string => [category, price && money(price, language)].filter(Boolean).join(' · ');
