/** What cells of a cohort come to. Pure. */
import type { Answer } from '../../api.ts';
import type { View } from './asked.ts';

export type Told = Answer<'get', '/api/sites/{id}/reports/cohorts'>;
export type Cohort = Told['cohorts'][number];

/** The figure of each cell; `null` where nobody is in the cohort. */
export function figures({ people, cells }: Cohort, view: View): (number | null)[] {
  if (people === 0) return cells.map(() => null);
  let spent = 0;
  return cells.map((cell) => {
    spent += Number(cell.revenue);
    switch (view) {
      case 'rate':
        return cell.people / people;
      case 'people':
        return cell.people;
      case 'orders':
        return cell.orders;
      case 'revenue':
        return Number(cell.revenue);
      case 'value':
        return spent / people;
    }
  });
}

/** Views of which an average over cohorts says something: each counts as many times as it has people, and only where its period is over. */
export const averaged = (view: View): view is 'rate' | 'value' => view === 'rate' || view === 'value';

export function averages(cohorts: readonly Cohort[], view: 'rate' | 'value'): (number | null)[] {
  const columns = Math.max(0, ...cohorts.map(({ cells }) => cells.length));
  const all = cohorts.filter(({ people }) => people > 0).map((cohort) => ({ cohort, own: figures(cohort, view) }));
  return Array.from({ length: columns }, (_, place) => {
    const there = all.filter(({ cohort }) => cohort.cells[place]?.complete);
    const people = there.reduce((sum, { cohort }) => sum + cohort.people, 0);
    return people === 0 ? null : there.reduce((sum, { cohort, own }) => sum + (own[place] ?? 0) * cohort.people, 0) / people;
  });
}

/** The largest figure that shades: of shares the first column is all of them, and tells nothing. */
export function most(cohorts: readonly Cohort[], view: View): number {
  const all = cohorts.flatMap((cohort) => figures(cohort, view).slice(view === 'rate' ? 1 : 0));
  return Math.max(0, ...all.map((value) => value ?? 0));
}

/** What all cohorts together come to, up to now. */
export function totals(cohorts: readonly Cohort[]): { people: number; orders: number; revenue: number } {
  const cells = cohorts.flatMap((cohort) => cohort.cells);
  const sum = (of: (cell: Cohort['cells'][number]) => number) => cells.reduce((all, cell) => all + of(cell), 0);
  return { people: cohorts.reduce((all, { people }) => all + people, 0), orders: sum(({ orders }) => orders), revenue: sum(({ revenue }) => Number(revenue)) };
}
