import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filled, grid, matched, periods, type Row, type Told } from './figures.ts';

const row = (labels: (string | null)[], orders: number): Row => ({ labels: labels.map((text) => ({ known: true, text })), orders, people: 0, units: 0, revenue: '0', average_order: null, orders_per_customer: null, units_per_order: null, share: null });
const told = (cells: Row[]) => ({ cells, all: row([], 3), found: cells.length }) as unknown as Told;

test('periods begin where the edge begins them', () => {
  assert.deepEqual(periods('day', '2026-02-27', '2026-03-01'), ['2026-02-27', '2026-02-28', '2026-03-01']);
  assert.deepEqual(periods('month', '2025-12-31', '2026-02-01'), ['2025-12-01', '2026-01-01', '2026-02-01']);
  // 2026-11-22 is a Sunday.
  assert.deepEqual(periods('week', '2026-11-22', '2026-11-24'), ['2026-11-16', '2026-11-23']);
  assert.deepEqual(periods('week_from_sunday', '2026-11-21', '2026-11-22'), ['2026-11-15', '2026-11-22']);
});

test('days on which nothing happened have a row, and each day is compared with its own', () => {
  const now = filled(told([row(['2026-11-02'], 2)]), 'day', '2026-11-01', '2026-11-03');
  assert.deepEqual(now.cells.map(({ labels, orders }) => [labels[0]?.text, orders]), [['2026-11-01', 0], ['2026-11-02', 2], ['2026-11-03', 0]]);
  const then = filled(told([row(['2026-10-31'], 5)]), 'day', '2026-10-29', '2026-10-31');
  assert.deepEqual(now.cells.map((each, place) => matched(each, place, then.cells, true)?.orders), [0, 0, 5]);
  const others = [row(['b'], 1), row(['a'], 2)];
  assert.equal(matched(row(['a'], 9), 0, others, false)?.orders, 2);
  assert.equal(matched(row(['c'], 9), 0, others, false), undefined);
  assert.deepEqual(filled(told([]), 'day', '2026-11-01', '2026-11-03').cells, []);
});

test('a grid has both sides in their order', () => {
  const { down, across, at } = grid([row(['2', '09'], 1), row(['1', '10'], 2), row(['1', '09'], 3)]);
  assert.deepEqual([down.map(({ text }) => text), across.map(({ text }) => text)], [['1', '2'], ['09', '10']]);
  assert.deepEqual([at(down[0]!, across[0]!)?.orders, at(down[1]!, across[1]!)], [3, undefined]);
});
