import assert from 'node:assert/strict';
import { test } from 'node:test';
import { merge, type Entry } from './presence.ts';

const step = (before: Entry<string>[] | undefined, items: string) => merge(before, [...items], (item) => item);
const show = (entries: Entry<string>[]) => entries.map(({ key, phase }) => `${key}:${phase}`).join(' ');

test('the first answer moves nothing', () => {
  assert.equal(show(step(undefined, 'ab')), 'a:here b:here');
  assert.equal(show(step(step(undefined, ''), 'a')), 'a:new');
});

test('who leaves keeps the place, who comes is new', () => {
  const first = step(undefined, 'abc');
  assert.equal(show(step(first, 'xac')), 'x:new a:here b:gone c:here');
  assert.equal(show(step(first, 'bc')), 'a:gone b:here c:here');
  assert.equal(show(step(first, '')), 'a:gone b:gone c:gone');
});

test('who comes back while leaving is new again', () => {
  const left = step(step(undefined, 'ab'), 'a');
  assert.equal(show(left), 'a:here b:gone');
  assert.equal(show(step(left, 'ab')), 'a:here b:new');
});
