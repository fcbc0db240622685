import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, rebased } from './merge.ts';

const base = { name: 'a', content: { text: 't', subject: 's', links: [1] }, audience: { type: 'members' } as object };
const IN = ['content'];

test('what differs is told by the field, and null is as good as nothing', () => {
  const after = { ...base, name: 'b', content: { text: 'u', subject: 's', links: [1] }, extra: null };
  assert.deepEqual(differences(base, after, IN).map(({ at }) => at), ['name', 'content.text']);
  assert.deepEqual(differences(base, structuredClone(base), IN), []);
});

test('mine lies on theirs, field by field; what is one thing stays one', () => {
  const mine = { ...base, content: { text: 'mine', links: [1] } as typeof base.content, audience: { type: 'list', list: 'l' } };
  const theirs = { ...base, name: 'theirs', content: { text: 'theirs', subject: 'new', links: [2] }, audience: { type: 'segment', segment: 'x' } };
  const made = rebased(base, mine, theirs, IN);
  assert.deepEqual(made, { name: 'theirs', content: { text: 'mine', links: [2] }, audience: { type: 'list', list: 'l' } });
});

test('laws: nobody has changed, only they, only I', () => {
  const words = ['a', 'b', ''];
  const one = (n: number) => ({ name: words[n % 3]!, content: { text: words[(n >> 1) % 3]!, subject: words[(n >> 3) % 3]! } });
  for (let n = 0; n < 60; n += 1) {
    const [first, other] = [one(n), one(n * 7 + 3)];
    assert.deepEqual(rebased(first, first, other, IN), other);
    assert.deepEqual(rebased(first, other, first, IN), other);
    assert.deepEqual(rebased(first, other, other, IN), other);
  }
});
