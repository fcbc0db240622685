/** The figures of price bands. Pure. */
import type { Answer } from '../../api.ts';

export type Told = Answer<'get', '/api/sites/{id}/reports/price-bands'>;
export type Band = Told['bands'][number];

export const FIGURES = ['units', 'share_of_units', 'sales', 'share_of_sales', 'orders', 'share_of_orders', 'average'] as const;
export type Figure = (typeof FIGURES)[number];
/** Shown where nobody has chosen. */
export const FIRST: readonly Figure[] = ['units', 'share_of_units', 'sales', 'share_of_sales', 'orders'];
export const KINDS: Record<Figure, 'count' | 'money' | 'share'> = { units: 'count', share_of_units: 'share', sales: 'money', share_of_sales: 'share', orders: 'count', share_of_orders: 'share', average: 'money' };

/** From an address or from what is kept. */
export function readFigures(text: string | null | undefined): Figure[] | undefined {
  const own = FIGURES.filter((figure) => text?.split(',').includes(figure));
  return own.length > 0 ? own : undefined;
}

export const salesOf = ({ bands }: Told): number => bands.reduce((sum, { sales }) => sum + Number(sales), 0);
/** Orders by band, those over several bands in each: what the column adds up to. */
export const countedOrders = ({ bands }: Told): number => bands.reduce((sum, { orders }) => sum + orders, 0);

/** `null` where there is nothing to divide by. */
export function figure(told: Told, band: Band, of: Figure): number | null {
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  switch (of) {
    case 'units':
      return band.units;
    case 'share_of_units':
      return band.share_of_units;
    case 'sales':
      return Number(band.sales);
    case 'share_of_sales':
      return share(Number(band.sales), salesOf(told));
    case 'orders':
      return band.orders;
    case 'share_of_orders':
      return share(band.orders, told.orders);
    case 'average':
      return share(Number(band.sales), band.units);
  }
}
