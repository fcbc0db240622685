import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definitionOf, differences, isSame, nextLetter, rebased, shares } from './draft.ts';
import type { Message } from './types.ts';
import { fromLocal, toLocal } from './zoned.ts';

const message = (more: Partial<Message> = {}): Message => ({ id: 'a', name: '가을', type: 'popcorn', content: { title: '제목', text: '글' }, ...more });

test('what says nothing is not saved', () => {
  const full = message({ priority: 0, control: 0, weight: 1, trigger: { on: 'at_once' }, limits: { stop_after: [], hide_today: false }, schedule: {}, variants: [] });
  assert.deepEqual(definitionOf({ ...full, content: { title: '제목', text: '', button: { label: ' ' }, quiet: { label: '다음에', href: '' } } }), {
    id: 'a',
    name: '가을',
    type: 'popcorn',
    content: { title: '제목', quiet: { label: '다음에' } },
  });
  assert.ok(isSame(full, message()));
  // Zero says something here: nobody is dealt the message's own content any more.
  assert.equal(definitionOf(message({ weight: 0 })).weight, 0);
  assert.equal(definitionOf(message({ content: { title: '제목', radius: 0 } })).content.radius, 0);
});

test('my changes lie on top of theirs', () => {
  const base = message({ segment: 'new', priority: 3 });
  const mine = message({ segment: 'new', priority: 3, content: { title: '내 제목', text: '글' } });
  const theirs = message({ segment: 'vip', content: { title: '남의 제목', text: '남의 글', code: 'A' } });
  assert.deepEqual(rebased(base, mine, theirs), message({ segment: 'vip', content: { title: '내 제목', text: '남의 글', code: 'A' } }));
  // What I took out is out, what nobody touched is as it was.
  assert.deepEqual(rebased(base, message({ priority: 3 }), theirs).segment, undefined);
  assert.deepEqual(rebased(base, base, theirs), definitionOf(theirs));
  assert.deepEqual(rebased(base, mine, base), definitionOf(mine));
  assert.deepEqual(differences(base, theirs).map(({ at }) => at).sort(), ['content.code', 'content.text', 'content.title', 'priority', 'segment']);
});

test('letters are never given twice, shares come to a hundred', () => {
  assert.equal(nextLetter([]), 'B');
  assert.equal(nextLetter([{ id: 'D', content: {} }]), 'E');
  assert.equal(nextLetter([{ id: 'Z', content: {} }]), undefined);
  const split = shares(message({ control: 10, weight: 2, variants: [{ id: 'B', content: {} }] }));
  assert.deepEqual(split, [10, 60, 30]);
});

test('the shop’s clock', () => {
  for (const [local, zone, at] of [
    ['2026-11-21T09:30', 'Asia/Seoul', '2026-11-21T09:30:00+09:00'],
    ['2026-07-01T00:00', 'America/New_York', '2026-07-01T00:00:00-04:00'],
    ['2026-12-01T23:59', 'America/New_York', '2026-12-01T23:59:00-05:00'],
    ['2026-01-01T00:00', 'Asia/Kolkata', '2026-01-01T00:00:00+05:30'],
  ] as const) {
    assert.equal(fromLocal(local, zone), at);
    assert.equal(toLocal(at, zone), local);
    assert.equal(toLocal(Date.parse(at), zone), local);
  }
  // Left out by the clock in spring.
  assert.equal(fromLocal('2026-03-08T02:30', 'America/New_York'), '2026-03-08T03:30:00-04:00');
  assert.equal(toLocal(undefined, 'Asia/Seoul'), '');
  assert.equal(fromLocal('', 'Asia/Seoul'), undefined);
});
