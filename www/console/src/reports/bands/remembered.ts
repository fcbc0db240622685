import { readEdges } from './edges.ts';
import { readFigures, type Figure } from './figures.ts';

/** What this browser keeps of a site: the bands that somebody made, and the figures that they want to see. */
export type Remembered = { edges?: number[] | undefined; show?: Figure[] | undefined };

const key = (site: string): string => `dangol-console-bands-${site}`;

export function remembered(site: string): Remembered {
  try {
    const kept = JSON.parse(localStorage.getItem(key(site)) ?? '{}') as Record<string, unknown>;
    return { edges: readEdges(kept['edges']), show: readFigures(typeof kept['show'] === 'string' ? kept['show'] : undefined) };
  } catch {
    return {};
  }
}

export function remember(site: string, part: Remembered): void {
  const { edges, show } = { ...remembered(site), ...part };
  try {
    localStorage.setItem(key(site), JSON.stringify({ ...(edges && { edges: edges.join(',') }), ...(show && { show: show.join(',') }) }));
  } catch {
    // Storage may be refused; the address still knows.
  }
}
