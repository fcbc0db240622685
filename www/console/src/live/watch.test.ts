import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveVisitor } from '../api.ts';
import { told, type Frame } from './watch.ts';

const visitor = (label: string, started: number, views = 1) => ({ visitor: label, started: new Date(started).toISOString(), page_views: views }) as LiveVisitor;
const frame = (type: Frame['type'], visitors: LiveVisitor[], gone: string[] = []): Frame => ({ type, seq: 1, at: '', count: 9, matching: 9, pending: 0, visitors, gone });
const show = (list: LiveVisitor[]) => list.map((each) => `${each.visitor}${each.page_views}`).join(' ');

test('a snapshot replaces what was known, a delta comes on top', () => {
  const first = told(undefined, frame('snapshot', [visitor('a', 1), visitor('b', 2)]));
  assert.equal(show(first.visitors), 'b1 a1');
  const second = told(first, frame('delta', [visitor('a', 1, 2), visitor('c', 3)], ['b', 'unknown']));
  assert.equal(show(second.visitors), 'c1 a2');
  assert.equal(second.count, 9);
  assert.equal(show(told(second, frame('snapshot', [visitor('d', 4)])).visitors), 'd1');
});
