import assert from 'node:assert/strict';
import test from 'node:test';
import { change, historyOf, redo, undo } from '../../ui/history.ts';
import { block, definitionOf, draftOf, isEmpty, isSame, kin, placeOfBlock } from './draft.ts';
import type { Segment } from '../types.ts';

const SEGMENT: Segment = {
  id: 's',
  name: '이름',
  include: [{ kind: 'a', min: 1 }, { kind: 'b', value: true }, { kind: 'a', max: 5 }],
  any_of: [[{ kind: 'c', values: ['x'] }, { kind: 'd', value: true }]],
  exclude: [{ kind: 'e', value: true }],
  rule: { all: [{ kind: 'f', value: true }, { not: { any: [{ kind: 'g', min: 2 }, { kind: 'h', min: '3' }] } }] },
};

test('what is opened and saved again is the same', () => {
  assert.deepEqual(definitionOf(draftOf(SEGMENT)), SEGMENT);
});

test('blocks of nothing are not saved, and not counted in places', () => {
  const draft = draftOf({ name: 'x', any_of: [[{ kind: 'a', min: 1 }]], rule: { all: [{ any: [] }] } });
  const empty = { ...draft, anyOf: [block([]), ...draft.anyOf] };
  assert.deepEqual(definitionOf(empty), { name: 'x', any_of: [[{ kind: 'a', min: 1 }]] });
  assert.equal(placeOfBlock(empty, empty.anyOf[1]!), 'any_of[0]');
  assert.ok(isEmpty(draftOf({ name: 'x', any_of: [[]] })));
  assert.ok(isSame(empty, draft));
});

test('the same in another order of keys is no change', () => {
  const one = draftOf({ name: 'x', include: [{ kind: 'a', within_days: 3, min: 1 }] });
  assert.ok(isSame(one, draftOf({ include: [{ min: 1, within_days: 3, kind: 'a' }], name: 'x' })));
  assert.ok(!isSame(one, draftOf({ name: 'x', include: [{ kind: 'a', within_days: 4, min: 1 }] })));
});

test('conditions of one kind stand together, with the places they have', () => {
  const groups = kin(draftOf(SEGMENT).include).map((group) => group.map(({ index }) => index));
  assert.deepEqual(groups, [[0, 2], [1]]);
  // Fields of the shop's own are a kind each.
  const fields = draftOf({ include: [{ kind: 'm', field: 'a' }, { kind: 'm', field: 'b' }, { kind: 'm', field: 'a' }] });
  assert.deepEqual(kin(fields.include).map((group) => group.map(({ index }) => index)), [[0, 2], [1]]);
});

test('undo and redo walk the same steps, and typing in one go is one step', () => {
  const named = (name: string) => draftOf({ ...SEGMENT, name });
  let history = historyOf(named('0'));
  history = change(history, named('1'), false, 1000);
  history = change(history, named('12'), true, 1100);
  history = change(history, named('123'), true, 1300);
  history = change(history, named('1234'), true, 9000);
  assert.equal(history.now.name, '1234');
  assert.equal((history = undo(history)).now.name, '123');
  assert.equal((history = undo(history)).now.name, '1');
  assert.equal((history = undo(history)).now.name, '0');
  assert.equal(undo(history), history);
  assert.equal((history = redo(history)).now.name, '1');
  assert.equal((history = change(history, named('x'), false, 9500)).after.length, 0);
});
