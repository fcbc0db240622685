import { init, use, type EChartsType } from 'echarts/core';
import { GridComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef, type RefObject } from 'react';

use([GridComponent, SVGRenderer]);

export type Chart = EChartsType;

/** A place in which the library of charts draws, as wide as its column. `resized` must stay the same function. Loaded with a chart alone. */
export function useChart(height: number, resized?: () => void): { place: RefObject<HTMLDivElement | null>; chart: RefObject<Chart | null> } {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = init(element, null, { renderer: 'svg', height });
    chart.current = made;
    // At its end the library would empty the place by writing markup, which the console's policy refuses: it is emptied below.
    Object.assign(made.getZr().painter, { clear: () => {}, dispose: () => {} });
    const observer = new ResizeObserver(() => {
      made.resize({ width: element.clientWidth, height });
      resized?.();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.current = null;
      made.dispose();
      element.replaceChildren();
    };
  }, [height, resized]);
  return { place, chart };
}

/** A colour by its name in `theme.css`, as it is where the chart stands: the library knows no variables. */
export const colourAt = (element: Element, name: string): string => getComputedStyle(element).getPropertyValue(name).trim();
