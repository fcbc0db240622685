import type { Lift } from '../api.ts';
import { number, percent, type Language } from '../format.ts';
import type { messages } from '../i18n/messages.ts';

/** How those who saw it fare against the control group, in a sentence. */
export function compared({ verdict, difference_points: points }: Lift, t: typeof messages.ko, language: Language): string {
  if (verdict === 'too_few' || !points) return t.lift.too_few;
  const value = verdict === 'unclear' ? points.value : Math.abs(points.value);
  return t.lift[verdict](tenth(value, language), tenth(points.low, language), tenth(points.high, language));
}

/** One decimal, and no minus before a nought. */
export const tenth = (value: number, language: Language): string => number(Math.round(value * 10) / 10 + 0, language);

export const rateText = (rate: number | null, language: Language): string => (rate === null ? '–' : percent(rate, 1, language));
