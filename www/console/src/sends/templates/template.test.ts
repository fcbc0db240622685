import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY, ofKind, stateOf, type Review } from './template.ts';

test('another type of message brings what it needs, and takes away what it does not take', () => {
  const own = { name: '보기', action: 'WL', links: { mobile: 'https://shop.example/' } };
  const first = { ...EMPTY.template, extra: '문의 02-123-4567', buttons: [own] };
  const both = ofKind(first, 'MI');
  assert.deepEqual([both.extra, both.buttons?.map(({ action }) => action)], ['문의 02-123-4567', ['AC', 'WL']]);
  assert.deepEqual(ofKind(both, 'MI').buttons, both.buttons, 'once');
  const plain = ofKind(both, 'BA');
  assert.deepEqual([plain.extra, plain.buttons], ['', [own]]);
});

test('how it stands', () => {
  const review = (state: Review['state'], version: number): Review => ({ template: 't', state, version, reasons: [], seen_at: '', registered: null });
  for (const [version, known, state, isChanged] of [
    [1, undefined, 'draft', false],
    [1, review('approved', 1), 'approved', false],
    [2, review('approved', 1), 'approved', true],
    [2, review('rejected', 1), 'rejected', true],
    [2, review('draft', 1), 'draft', false],
    [undefined, review('in_review', 1), 'in_review', false],
  ] as const) {
    assert.deepEqual(stateOf(version, known), { state, isChanged });
  }
});
