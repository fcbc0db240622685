import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, askedBefore, startOf, weekStart } from './asked.ts';
import { averages, figures, most, type Cohort } from './figures.ts';

const cell = (people: number, orders: number, revenue: string, complete = true) => ({ people, orders, revenue, complete });
const cohorts: Cohort[] = [
  { start: '2026-01-01', people: 10, cells: [cell(10, 12, '1200'), cell(4, 5, '400'), cell(2, 2, '100', false)] },
  { start: '2026-02-01', people: 30, cells: [cell(30, 30, '3000'), cell(9, 9, '900', false)] },
  { start: '2026-03-01', people: 0, cells: [cell(0, 0, '0', false)] },
];

test('cells are shares, sums, and what a person has spent up to then', () => {
  assert.deepEqual(figures(cohorts[0]!, 'rate'), [1, 0.4, 0.2]);
  assert.deepEqual(figures(cohorts[0]!, 'value'), [120, 160, 170]);
  assert.deepEqual(figures(cohorts[1]!, 'revenue'), [3000, 900]);
  assert.deepEqual(figures(cohorts[2]!, 'rate'), [null]);
  assert.equal(most(cohorts, 'rate'), 0.4);
  assert.equal(most(cohorts, 'orders'), 30);
});

test('an average is of people, and of periods that are over', () => {
  assert.deepEqual(averages(cohorts, 'rate'), [1, 0.4, null]);
  assert.deepEqual(averages(cohorts, 'value'), [(1200 + 3000) / 40, 160, null]);
});

test('cohorts up to today, those right before them, and of days of one’s own', () => {
  const today = '2026-11-22';
  const months = asked({ by: 'month', count: 12, start: 'sunday' }, today);
  assert.deepEqual(months, { by: 'month', from: '2025-12-01', to: '2026-11-01', periods: 12, week_start: 'sunday' });
  assert.deepEqual(askedBefore(months), { by: 'month', from: '2024-12-01', to: '2025-11-01', periods: 12, week_start: 'sunday' });
  // A Sunday.
  assert.equal(startOf(today, 'week', 'sunday'), today);
  assert.equal(startOf(today, 'week', 'monday'), '2026-11-16');
  assert.deepEqual(asked({ by: 'week', count: 12, start: 'monday' }, today), { by: 'week', from: '2026-08-31', to: '2026-11-16', periods: 12, week_start: 'monday' });
  // Followed until today; no further than the edge goes.
  assert.deepEqual(asked({ by: 'month', count: 12, from: '2026-01-15', to: '2026-03-31', start: 'monday' }, today), { by: 'month', from: '2026-01-01', to: '2026-03-01', periods: 11, week_start: 'monday' });
  assert.deepEqual(asked({ by: 'day', count: 14, from: '2020-01-01', to: '2026-11-22', start: 'monday' }, today), { by: 'day', from: '2025-10-19', to: '2026-11-22', periods: 64, week_start: 'monday' });
});

test('a week begins as it does where the reader is', () => {
  assert.equal(weekStart('ko-KR'), 'sunday');
  assert.equal(weekStart('de-DE'), 'monday');
});
