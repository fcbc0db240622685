/** What a chart by days is made of; here so that the page knows it without the library that draws. */
export type Series = { name: string; tone: 'strong' | 'soft'; values: number[] };

export const CHART_HEIGHT = 220;
