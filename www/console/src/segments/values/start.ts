/** With what a condition begins when it is added: what shop owners ask most often of it. */
import { askOf, type Condition, type Entry } from '../types.ts';

export function begin(entry: Entry): Condition {
  const { kind } = entry;
  const [ask, detail] = askOf(entry);
  switch (ask) {
    case 'number':
      return { kind, min: entry.unit[0] === '%' ? 50 : entry.unit[0] === '초' ? 30 : entry.unit[0] === 'px' ? 768 : 1 };
    case 'money':
      return { kind, min: '30000' };
    case 'day':
      return { kind, within_days: 30 };
    case 'next_day':
      return { kind, next_days: 7 };
    case 'words':
      return { kind, match: 'contains', values: [] };
    case 'url':
    case 'path':
      return { kind, match: 'starts_with', values: [] };
    case 'yes_no':
    case 'is':
    case 'first':
      return { kind, value: true };
    case 'field':
      return { kind, values: [] };
    case 'log':
      if (detail === 'priced') return { kind, price_min: '30000', within_days: 30 };
      if (['keys', 'labels', 'listed', 'events'].includes(String(detail))) return { kind, values: [], ...(detail !== 'listed' && { within_days: 30 }) };
      return { kind, within_days: 30, min: 1 };
    case 'next_log':
      return { kind, next_days: 7, min: 1 };
    default:
      return { kind, values: [] };
  }
}
