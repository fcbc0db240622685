import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparedWith, daysOf, isDay, monthsBefore, periodSearch, PRESETS } from './period.ts';

test('presets are days that end today, or months as the calendar has them', () => {
  const today = '2026-03-31';
  const cases = [
    ['7d', '2026-03-25', today],
    ['30d', '2026-03-02', today],
    ['1y', '2025-04-01', today],
    ['month', '2026-03-01', today],
    ['last-month', '2026-02-01', '2026-02-28'],
    ['all', undefined, today],
  ] as const;
  for (const [period, from, to] of cases) assert.deepEqual(daysOf({ period }, '90d', today), { from, to }, period);
  assert.deepEqual(daysOf({}, 'all', today), { from: undefined, to: today });
  for (const period of PRESETS) assert.ok((daysOf({ period }, '7d', today).from ?? '') <= today);
});

test('what is compared has as many days and ends the day before, or is the same days last year', () => {
  assert.deepEqual(comparedWith({ from: '2026-03-01', to: '2026-03-31' }, 'before'), { from: '2026-01-29', to: '2026-02-28' });
  assert.deepEqual(comparedWith({ from: '2024-02-29', to: '2024-03-01' }, 'year'), { from: '2023-02-28', to: '2023-03-01' });
  assert.equal(comparedWith({ from: undefined, to: '2026-03-31' }, 'before'), undefined);
  assert.equal(comparedWith({ from: '2026-03-01', to: '2026-03-31' }, undefined), undefined);
  assert.equal(monthsBefore('2026-05-31', 3), '2026-02-28');
  assert.equal(monthsBefore('2026-01-15', 1), '2025-12-15');
});

test('an address says days only as a pair in their order', () => {
  assert.deepEqual(periodSearch({ from: '2026-01-01', to: '2026-01-31', period: '7d' }), { period: undefined, from: '2026-01-01', to: '2026-01-31' });
  for (const wrong of [{ from: '2026-02-01', to: '2026-01-31' }, { from: '2026-02-30', to: '2026-03-31' }, { to: '2026-01-31' }, { from: 20260101 }])
    assert.deepEqual(periodSearch({ ...wrong, period: '7d' }), { period: '7d', from: undefined, to: undefined });
  assert.equal(isDay('2026-13-01'), false);
});
